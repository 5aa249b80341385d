"""Counts: how many of whom are where, and who says so."""

from safepassage.reading import vocabulary as v
from safepassage.reading.casualties import is_of_dead
from safepassage.reading.drafts import Count, Field
from safepassage.reading.issuers import Speakers, attributions
from safepassage.reading.numbers import Number, number_at
from safepassage.reading.phrases import has_name, is_break, phrase_after, subject
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

_LEAST = 2
_PUT = frozenset("put puts estimated estimates counts counted".split())


def read_counts(report: Report, speakers: Speakers) -> list[Count]:
    """Counts of people, seats and berths; those of dead and wounded are casualties."""
    found = []
    for index, sentence in enumerate(report.sentences):
        end = 0
        saying = [each.speaker for each in speakers.attributions[index]]
        for i in range(len(sentence.lows)):
            number = number_at(sentence, i) if i >= end else None
            if number is None:
                continue
            end = number.part[1]
            if any(begin <= number.part[0] < last for begin, last in saying):
                continue  # `two port workers said`
            count = _count(report, sentence, number)
            if count:
                found.append(count)
    return found


def _count(report: Report, sentence: Sentence, number: Number) -> Count | None:
    begin = number.part[1]
    if isinstance(number.value, int) and number.value < _LEAST:
        return None
    if is_of_dead(sentence, number.lead, begin):
        return None
    begin += 2 if sentence.lows[begin : begin + 2] == ("or", "so") else 0
    if (
        sentence.lows[begin : begin + 1] == ("of",)
        and sentence.lows[begin + 1 : begin + 2]
        and (sentence.lows[begin + 1] in v.DETERMINERS)
    ):
        begin += 1  # some 70 of its citizens
    what = phrase_after(sentence, begin) or _listed(sentence, number)
    if what and what[1] <= number.lead:
        return Count(((sentence.start, sentence.end),), report.field(sentence, what),
                     Field(number.value, sentence.span(number.lead, number.part[1])))  # fmt: skip
    if what and what[0] == begin and set(sentence.lows[what[0] : what[1]]) & v.COUNTED | _nations(sentence, what):
        named = report.field(sentence, what)
    elif (put := _put(report, sentence, number)) is not None:
        named = put
    else:
        return None
    span = sentence.span(number.lead, number.part[1])
    return Count(
        ((sentence.start, sentence.end),),
        named,
        Field(number.value, span),
        _place(report, sentence, begin),
        _by(report, sentence),
    )


def _listed(sentence: Sentence, number: Number) -> tuple[int, int] | None:
    """`Seats: 52`."""
    at = number.lead - 1
    named = at > 0 and sentence.lows[at] == ":" and sentence.lows[at - 1] in v.COUNTED
    return (at - 1, at) if named else None


def _nations(sentence: Sentence, part: tuple[int, int]) -> set[str]:
    """`3,800 Indians`, `20,000 French`."""
    word = sentence.words[part[0]]
    return {word.low} if word.is_name and word.low.endswith(v.RESIDENT_ENDINGS) else set()


def _put(report: Report, sentence: Sentence, number: Number) -> Field[str] | None:
    """`put the number of French citizens at about 20,000`."""
    for i, low in enumerate(sentence.lows[: number.part[0]]):
        if low == "number" and _PUT & set(sentence.lows[max(0, i - 3) : i]):
            begin = i + 1 + (sentence.lows[i + 1] == "of")
            part = phrase_after(sentence, begin)
            return report.field(sentence, part) if part else None
    return None


def _place(report: Report, sentence: Sentence, begin: int) -> Field[str] | None:
    for i in range(begin, min(begin + 12, len(sentence.lows) - 1)):
        if is_break(sentence, i):
            break
        if sentence.lows[i] in ("in", "at", "from", "near", "inside", "on"):
            part = phrase_after(sentence, i + 1)
            if part and part[0] == i + 1 and (has_name(sentence, part) or sentence.lows[i] in ("in", "at")):
                return report.field(sentence, part) if sentence.lows[part[0]] not in v.DAY_WORDS else None
    return None


def _by(report: Report, sentence: Sentence) -> Field[str] | None:
    """Who says so: `aid workers said`, `according to a coordinator`, `the ministry counts`."""
    for i in range(len(sentence.lows) - 2):
        if sentence.lows[i : i + 2] == ("according", "to"):
            part = phrase_after(sentence, i + 2)
            return report.field(sentence, part) if part else None
        if sentence.lows[i] in _PUT and (who := subject(sentence, i)):
            return report.field(sentence, who)
    said = attributions(sentence)
    return report.field(sentence, said[0].speaker) if said else None
