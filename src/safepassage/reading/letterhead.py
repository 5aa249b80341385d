"""Who a notice is from where no sentence says so: a heading, a signature, the account that posts."""

from functools import cached_property

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Field
from safepassage.reading.phrases import Part, has_name, is_verb, phrase_after
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

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
        part = _issued_by(first) or _heading(first)
        if part is not None:
            return self._report.field(first, part)
        alone = last.paragraph > first.paragraph and self._report.sentences[-2].paragraph < last.paragraph
        part = _signature(last) if alone else None
        return self._report.field(last, part) if part else None


def _issued_by(sentence: Sentence) -> Part | None:
    """`issued at 2 p.m. by the Regional Municipality`."""
    for i, low in enumerate(sentence.lows):
        if low in ("issued", "published", "sent"):
            by = next((j for j in range(i + 1, min(i + 10, len(sentence.lows) - 1)) if sentence.lows[j] == "by"), None)
            part = phrase_after(sentence, by + 1) if by is not None else None
            return part if part and part[0] == by + 1 and has_name(sentence, part) else None  # type: ignore[operator]
    return None


def _heading(sentence: Sentence) -> Part | None:
    """`High Commission of India, Dhaka – ADVISORY`, `Foreign Office update: `."""
    end = next((i for i, low in enumerate(sentence.lows) if low in ":–—-|"), None)
    if end is None or not 0 < end <= _LONGEST:
        return None
    while end > 1 and sentence.lows[end - 1] in _TITLES:
        end -= 1
    return (0, end) if _names_a_body(sentence, end) else None


def _signature(sentence: Sentence) -> Part | None:
    """`Embassy of Bangladesh, Kathmandu`, alone in the last line."""
    end = len(sentence.lows) - (not sentence.words[-1].is_word)
    return (0, end) if 0 < end <= _LONGEST and _names_a_body(sentence, end) else None


def _names_a_body(sentence: Sentence, end: int) -> bool:
    lows = sentence.lows[:end]
    return (
        bool(set(lows) & v.AUTHORITIES - _TITLES)
        and sentence.words[0].is_name
        and not any(is_verb(sentence, i) for i in range(end))
    )
