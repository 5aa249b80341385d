"""Who a notice is from where no sentence says so: a heading, a signature, the account that posts."""

from collections import Counter
from functools import cached_property

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Field
from safepassage.reading.phrases import Part, has_name, is_verb, phrase_after
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

_LINES = 4  # of a notice, at its head and at its foot, in which its sender may stand
_LONGEST = 12  # words of a heading or signature
_TITLES = frozenset("advisory alert update notice message warning security travel press release urgent statement "
                    "order bulletin info information latest".split())  # fmt: skip
_AFTER_HEAD = frozenset(":–—-|.,(")


class Letterhead:
    """Who a report's paragraphs are from."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def of(self, index: int) -> Field[str] | None:
        """Who a sentence's paragraph is from: the account that posts it, else who heads or signs the whole."""
        return self._account(index) or self._whole

    def _account(self, index: int) -> Field[str] | None:
        """`@Handle: text`, the first words of a paragraph."""
        paragraph = self._report.sentences[index].paragraph
        while index and self._report.sentences[index - 1].paragraph == paragraph:
            index -= 1
        first = self._report.sentences[index]
        handle = first.lows[0] == "@" and len(first.lows) > 2 and (":" in first.lows[2:4] or "-" in first.lows[2:4])
        return self._report.field(first, (0, 2)) if handle else None

    @cached_property
    def _whole(self) -> Field[str] | None:
        if not self._report.sentences:
            return None
        first, last = self._report.sentences[0], self._report.sentences[-1]
        part = _issued_by(first) or _heading(first) or _led_in(first)
        if part is not None:
            return self._report.field(first, part)
        alone = self._alone()
        for line in [*(one for one in alone[:_LINES] if one.paragraph < _LINES), *alone[: -_LINES - 1 : -1]]:
            part = _sent_from(line) or _signature(line, 0)
            if part is not None:
                return self._report.field(line, part)
        if last.lows[0] == "by":
            part = _sent_from(last)
        if last.lows[0] in _CLOSING:
            part = _signature(last, 1 + (last.lows[1:2] in ((",",), (":",))))
        return self._report.field(last, part) if part else None

    def _alone(self) -> list[Sentence]:
        """The sentences that are a line each, where the report has several lines."""
        sentences = self._report.sentences
        several = sentences[0].paragraph != sentences[-1].paragraph
        count = Counter(one.paragraph for one in sentences)
        return [one for one in sentences if several and count[one.paragraph] == 1]


def _issued_by(sentence: Sentence) -> Part | None:
    """`issued at 2 p.m. by the Regional Municipality`."""
    for i, low in enumerate(sentence.lows):
        if low in ("issued", "published", "sent"):
            by = next((j for j in range(i + 1, min(i + 10, len(sentence.lows) - 1)) if sentence.lows[j] == "by"), None)
            part = phrase_after(sentence, by + 1) if by is not None else None
            return part if part and part[0] == by + 1 and has_name(sentence, part) else None  # type: ignore[operator]
    return None


def _sent_from(sentence: Sentence) -> Part | None:
    """`From: Consulate of Nebulia`, `Statement by the Ministry of External Affairs`."""
    if sentence.lows[:3] == ("by", "order", "of"):
        return phrase_after(sentence, 3)
    by = next((i for i, low in enumerate(sentence.lows[:3]) if low in ("from", "by")), None)
    if by is None or not set(sentence.lows[:by]) <= _TITLES:
        return None
    return _signature(sentence, by + 1 + (sentence.lows[by + 1 : by + 2] == (":",)))


def _led_in(sentence: Sentence) -> Part | None:
    """`Alert from the Foreign Ministry: There is …`."""
    colon = next((i for i, low in enumerate(sentence.lows[:_LONGEST]) if low == ":"), None)
    by = next((i for i, low in enumerate(sentence.lows[:3]) if low in ("from", "by")), None)
    if colon is None or by is None or not set(sentence.lows[:by]) <= _TITLES:
        return None
    return (by + 1, colon) if _names_a_body(sentence, by + 1, colon) else None


def _heading(sentence: Sentence) -> Part | None:
    """`High Commission of India, Dhaka – ADVISORY`, `Foreign Office update: `."""
    end = next((i for i, low in enumerate(sentence.lows) if low in ":–—-|"), None)
    if end is None or not 0 < end <= _LONGEST or _is_dateline(sentence, end):
        return None
    if set(sentence.lows[:end]) <= _TITLES:  # Security Alert: U.S. Embassy Mogadishu (April 17)
        last = next((i for i in range(end + 1, len(sentence.lows)) if sentence.lows[i] in "(.;:"), len(sentence.lows))
        return (end + 1, last) if last > end + 1 and _names_a_body(sentence, end + 1, last) else None
    end = next((i for i in range(1, end) if sentence.lows[i] == "("), end)
    while end > 1 and sentence.lows[end - 1] in _TITLES:
        end -= 1
    return (0, end) if _names_a_body(sentence, 0, end) else None


def _is_dateline(sentence: Sentence, end: int) -> bool:
    """`KYIV, June 6 (Agency) -`."""
    capitals = sentence.words[0].said.isupper() and len(sentence.words[0].said) > 2
    return capitals and end > 1 and sentence.lows[1] in (",", "(", "/")


_CLOSING = frozenset("yours signed sincerely regards faithfully".split())


def _signature(sentence: Sentence, begin: int) -> Part | None:
    """`Embassy of Bangladesh, Kathmandu`, alone in the last line; `Yours, the Consul General`."""
    end = len(sentence.lows) - (not sentence.words[-1].is_word)
    end = next((i for i in range(begin + 2, end) if sentence.lows[i] == "to"), end)  # to Malawians in Durban
    if end - begin == 1 and sentence.lows[begin] in v.HOLDERS:
        return begin, end
    while end > begin + 1 and (sentence.lows[end - 1] in _TITLES or sentence.lows[end - 1].isdigit()):
        end -= 1  # Embassy of Nebulia, security alert 3
    fits = 1 < end - begin <= _LONGEST and ":" not in sentence.lows[begin:]
    return (begin, end) if fits and _names_a_body(sentence, begin, end) else None


def _names_a_body(sentence: Sentence, begin: int, end: int) -> bool:
    lows = sentence.lows[begin:end]
    return (
        any(low in v.AUTHORITIES - _TITLES and _ends_name(sentence, begin + k + 1, end) for k, low in enumerate(lows))
        and (sentence.words[begin].said[:1].isupper() or begin > 0)
        and not any(is_verb(sentence, i) for i in range(begin, end))
    )


def _ends_name(sentence: Sentence, i: int, end: int) -> bool:
    """Whether a body's name ends or goes on behind its noun: `Embassy of`, not `Embassy closes`."""
    if i >= end or not sentence.words[i].is_word:
        return True
    return sentence.words[i].said[:1].isupper() or sentence.lows[i] in v.PREPOSITIONS | v.AUTHORITIES | {"and"}
