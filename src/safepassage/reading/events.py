"""Events: what happened where and when: shelling, a blast, a ceasefire."""

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Event
from safepassage.reading.phrases import has_name, phrase_after
from safepassage.reading.report import Report, on_past_day
from safepassage.reading.text import Sentence

_HAPPENED = frozenset("strike strikes blast explosion explosions airstrike airstrikes shelling bombing "
                      "bombardment raid "
                      "raids attack attacks clashes ceasefire truce fighting ambush earthquake".split())  # fmt: skip


def read_events(report: Report) -> list[Event]:
    """Events of a report: a word for one, with a day in the past in the same sentence."""
    found = []
    for sentence in report.sentences:
        on = on_past_day(report, sentence)
        at = next((i for i, low in enumerate(sentence.lows) if low in _HAPPENED and not _is_denied(sentence, i)), None)
        if at is None or on is None:
            continue
        begin = at - (at > 0 and sentence.lows[at - 1] in v.DETERMINERS)
        kind = report.field(sentence, (begin, at + 1))
        found.append(Event(((sentence.start, sentence.end),), kind, on, _place(report, sentence)))
    return found


def _is_denied(sentence: Sentence, i: int) -> bool:
    return bool(v.NEGATIONS & set(sentence.lows[max(0, i - 4) : i])) or "reports" in sentence.lows[max(0, i - 3) : i]


def _place(report: Report, sentence: Sentence):  # type: ignore[no-untyped-def]
    for i, low in enumerate(sentence.lows[:-1]):
        if low in ("in", "at", "near", "on", "to", "outside"):
            part = phrase_after(sentence, i + 1)
            if part and part[0] == i + 1 and has_name(sentence, part) and sentence.lows[part[0]] not in v.DAY_WORDS:
                return report.field(sentence, part)
    return None
