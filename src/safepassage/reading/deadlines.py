"""By when people are told to do something: the instant, its kind, and what a human has to look at."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from safepassage.reading import vocabulary as v
from safepassage.reading.directives import Directive
from safepassage.reading.drafts import Deadline
from safepassage.reading.phrases import Part
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence
from safepassage.reading.times import NUMBERS, Clock, Day, Instant, days, instants, moment, on_day

WHOLE: Part = (0, 10**9)  # all words of a sentence
_BY = frozenset("by before until till than at from between closes within in".split())
_REPORTING = frozenset(
    "report assemble gather be collect muster congregate meet converge present regroup rally".split()
)
_REGISTERING = frozenset(
    "booked booking register sign form list lists registration enrol enroll apply seats names write "
    "e-mail email".split()
)
_DEPARTING = frozenset("departs leaves sails leave depart sail departing leaving".split())
_VEHICLES = frozenset(
    "ferry ship vessel flight plane bus train convoy charter boat frigate aircraft buses coach last".split()
)


def deadline_in(
    report: Report, sentence: Sentence, told: Sequence[Directive], told_day: Day | None = None, scope: Part = WHOLE
) -> Deadline | None:
    """The deadline that a sentence of an advisory tells, if it does.

    told_day: one that the advisory tells elsewhere. scope: the words of the sentence that are the advisory's.
    """
    found = [
        each
        for each in instants(report.text, sentence.start, sentence.end, report.on)
        if scope[0] <= sentence.at(each.span[0]) < scope[1] and _is_ahead(report, sentence, each, told)
    ]
    found = found or _from_when(report, sentence, told, scope)
    ahead = _hours_ahead(report, sentence, found) if told else None
    if ahead:
        return ahead
    if not found:
        return None
    back = _counted_back(report, sentence, found, told, told_day)
    if back:
        return back
    found = _closing_first(sentence, found)
    whole = [each for each in found if each.clock]
    within = [each for each in found if each.within]
    first = (whole or within or found)[0]
    window = _window(report, sentence, found)
    if window:
        return _of_window(report, sentence, *window)
    day = _day_of(report, first, found, told_day)
    return _of_instant(report, first, day, _kind(sentence, first, told))


def _from_when(report: Report, sentence: Sentence, told: Sequence[Directive], scope: Part) -> list[Instant]:
    """`to wait at the gate from 4 a.m. on Saturday`: when it begins, where nothing tells when it ends."""
    kept = [each for each in told if each.told != each.verb or each.does in _REPORTING]
    verb = min((each.verb for each in kept), default=len(sentence.lows))
    return [
        each
        for each in instants(report.text, sentence.start, sentence.end, report.on)
        if each.clock
        and verb < (i := sentence.at(each.span[0])) < scope[1]
        and sentence.lows[i - 1] == "from"
        and not (each.day and each.day.on and each.day.on < report.on)
    ]


_HOURS_AHEAD = re.compile(
    r"\b(\w+|half\san)\shours?\s(?:ahead|early|earlier|beforehand|in\sadvance"
    r"|before\s(?:departure|(?:the|your|their)\sflight|take-?off|sailing))",
    re.IGNORECASE,
)


def _in_sentence_before(report: Report, sentence: Sentence) -> Sequence[Instant]:
    """The times that the sentence before tells."""
    before = next((one for one in report.before(sentence.start)), None)
    return instants(report.text, before.start, before.end, report.on) if before else ()


def _hours_ahead(report: Report, sentence: Sentence, found: Sequence[Instant]) -> Deadline | None:
    """`leaves at 2:30 p.m. …; be at the counter three hours ahead`."""
    m = _HOURS_AHEAD.search(report.text, sentence.start, sentence.end)
    if m is None or (hours := _hours(m[1])) is None:
        return None
    timed = [each for each in found if each.clock and each.span[1] <= m.start()][-1:]
    timed = timed or [each for each in _in_sentence_before(report, sentence) if each.clock][:1]
    if not timed:
        return Deadline(None, m.span(), "report_at", m[0], "counts from a departure whose time is not told", None)
    leaves = _of_instant(
        report, timed[0], _day_of(report, timed[0], _in_sentence_before(report, sentence)), "report_at"
    )
    if leaves.value is None:
        return None
    at = datetime.fromisoformat(leaves.value) - timedelta(hours=hours)
    return Deadline(_iso(at), m.span(), "report_at", m[0], leaves.question, None)


_COUNTED_BACK = re.compile(r"(\w+)\shours?\s(?:before|prior\sto)\s", re.IGNORECASE)


def _counted_back(
    report: Report, sentence: Sentence, found: Sequence[Instant], told: Sequence[Directive], told_day: Day | None
) -> Deadline | None:
    """`closes two hours before departure at 14:00`, `no later than 3 hours before their 11 pm flight`."""
    m = _COUNTED_BACK.search(report.text, sentence.start, sentence.end)
    hours = _hours(m[1]) if m else None
    timed = next((each for each in found if each.clock and m and m.end() <= each.span[0] <= m.end() + 40), None)
    if m is None or hours is None or timed is None:
        return None
    leaves = _of_instant(report, timed, _day_of(report, timed, found, told_day), _kind(sentence, timed, told))
    if leaves.value is None:
        return None
    at = datetime.fromisoformat(leaves.value) - timedelta(hours=hours)
    span = m.start(), timed.span[1]
    question = leaves.question or f"counted back from {leaves.said}"
    return Deadline(_iso(at), span, leaves.kind, report.words(span), question, None)


def _hours(said: str) -> float | None:
    low = said.lower()
    if low.startswith("half"):
        return 0.5
    if low in ("a", "an"):
        return 1
    return int(low) if low.isdigit() and len(low) < 3 else NUMBERS.index(low) + 1 if low in NUMBERS else None


def _closing_first(sentence: Sentence, found: Sequence[Instant]) -> list[Instant]:
    """Times in order, but those that `by`, `until` or `closes` stands before first: `opens at 5 and closes at 8 am`."""
    return sorted(found, key=lambda each: not _LAST & set(_words_before(sentence, each)))


_LAST = frozenset("by before until till than closes close ends deadline".split())


def _words_before(sentence: Sentence, each: Instant) -> tuple[str, ...]:
    i = sentence.at(each.span[0])
    return sentence.lows[max(0, i - 3) : i]


def _is_ahead(report: Report, sentence: Sentence, each: Instant, told: Sequence[Directive]) -> bool:
    """Whether a time is one to keep to, and not when the notice was given."""
    i = sentence.at(each.span[0])
    before = sentence.lows[max(0, i - 3) : i]
    if each.within:
        return True
    if before[-2:-1] in (("shortly",), ("just",)):
        return False
    if before[-1:] == ("from",) and each.clock and not _GOES_TO.match(report.text, each.span[1]):
        return False
    if before[-1:] == ("after",) and each.clock:
        return False
    if not _LAST & set(before) and _is_when_said(sentence, i, told):
        return False
    moves = (_LAST | _DEPARTING | {"open", "opens", "runs"}) & set(sentence.lows[max(0, i - 6) : i])
    if not moves and any(sentence.lows[d.told] in v.TELLING and i < d.told for d in told):
        return False  # at a briefing at 11 the spokesman told
    if "since" in before or (
        i + 1 < len(sentence.lows) and report.words(each.span).lower() in ("yesterday", "overnight")
    ):
        return False
    begin = max((d.verb for d in told if d.verb < i), default=0)
    aside = {"where", "which", "when", "whose"} & set(sentence.lows[begin:i])
    if (
        aside
        and not {"sails", "leaves", "departs", "closes"} & set(before)
        and not {"open", "opens"} & set(sentence.lows[begin:i])
        and not {"by", "before", "until", "than"} & set(before)
    ):
        return False
    if each.clock:
        return not (each.day and each.day.on and each.day.on < report.on)
    ahead = {"by", "before", "until", "than"} & set(before)
    if not ahead and not any(d.kind == "Register" and d.verb < i for d in told):
        return False
    return bool(each.day) and not (each.day and each.day.on and each.day.on < report.on)


def _is_when_said(sentence: Sentence, i: int, told: Sequence[Directive]) -> bool:
    """`In a statement posted at noon, the embassy said they should`: when something was said, and not what."""
    verb = min((d.verb for d in told), default=0)
    return i < verb and any(sentence.lows[j] in v.SAYING for j in range(i, verb))


_GOES_TO = re.compile(r"\s?(?:to|until|till|-|–)\b|\s?[-–]")


def _window(report: Report, sentence: Sentence, found: Sequence[Instant]) -> tuple[Instant, Instant] | None:
    """`between 12 noon and 5 p.m.`, `from 9 to 11 am`."""
    for first, second in itertools.pairwise(found):
        if not (first.clock and second.clock):
            continue
        i = sentence.at(first.span[0])
        between = report.text[first.span[1] : second.span[0]].strip().lower()
        if between in ("and", "to", "until", "-", "–", "till") and {"between", "from"} & set(
            sentence.lows[max(0, i - 2) : i + 4]
        ):
            return first, second
    return None


def _of_window(report: Report, sentence: Sentence, first: Instant, second: Instant) -> Deadline:
    day = second.day or first.day or _only_day(report, sentence)
    on = on_day(day, report.on, ahead=True) if day else report.on
    assert first.clock is not None
    assert second.clock is not None
    opening = first.clock if first.clock.zone else replace(first.clock, zone=second.clock.zone)
    begin, question = moment(on or report.on, opening, report.here.zone)
    end, end_question = moment(on or report.on, second.clock, report.here.zone)
    span = first.span[0], second.span[1]
    return Deadline(
        _iso(end),
        span,
        "window",
        report.words(span),
        question or end_question or (None if day else _NO_DAY),
        _iso(begin),
    )


_NO_DAY = "no day is told; the day of the report is taken"
_WITHIN = "counts from a moment that the text does not tell for sure"
_NO_TIME = "a day without a time"


def _only_day(report: Report, sentence: Sentence) -> Day | None:
    found = [each.day for each in instants(report.text, sentence.start, sentence.end, report.on) if each.day]
    return found[0] if found else None


def day_told(report: Report, sentence: Sentence, told: int = 0) -> Day | None:
    """The first day ahead that a sentence tells, and not the end of a time that goes on: `flights continue through`.

    told: the word that tells; before a verb such as `asked` stands when it was asked.
    """
    after = sentence.words[told].start if sentence.lows[told] in v.TELLING else sentence.start
    for each in instants(report.text, sentence.start, sentence.end, report.on):
        lasting = {"through", "since", "until", "till"} & set(_words_before(sentence, each)[-1:])
        if (
            each.span[0] >= after
            and each.day
            and not lasting
            and (each.day.on is None or each.day.on >= report.on)
            and not each.day.which
        ):
            return each.day
    return None


def _day_of(report: Report, first: Instant, found: Sequence[Instant], told_day: Day | None = None) -> Day | None:
    """The day of an instant; where its phrase tells none, one that the sentence, or the one before, tells."""
    if first.day:
        return first.day
    ahead = [each.day for each in found if each.day]
    if ahead or told_day:
        return ahead[0] if ahead else told_day
    earlier = (sentence for sentence in report.before(first.span[0], 3) if sentence.end <= first.span[0])
    days = (day_told(report, sentence) for sentence in earlier)
    return next((day for day in days if day), None)


def _of_instant(report: Report, each: Instant, day: Day | None, kind: str) -> Deadline:
    said = report.words(each.span)
    if each.within:
        why = "names no time of day" if said.split()[0].lower() in ("by", "before", "until") else _WITHIN
        return Deadline(_day_after(report, each), each.span, kind, said, f"“{said}” {why}", None)
    on: date | None = on_day(day, report.on, ahead=True) if day else report.on
    if each.clock is None:
        return Deadline(on.isoformat() if on else None, each.span, kind, said, _NO_TIME, None)
    at, question = moment(on or report.on, each.clock, report.here.zone)
    question = question or (day.question if day else _NO_DAY)
    return Deadline(_iso(at), each.span, kind, said, question, None)


def _day_after(report: Report, each: Instant) -> str | None:
    """The day of `first light on Tuesday`."""
    day = next(days(report.text, each.span[1], min(each.span[1] + 25, len(report.text)), report.on), None)
    told = day and re.fullmatch(r",?\s(?:on\s|of\s)?", report.text[each.span[1] : day.span[0]])
    on = on_day(day, report.on, ahead=True) if day and told else None
    return on.isoformat() if on else None


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")


def _kind(sentence: Sentence, each: Instant, told: Sequence[Directive]) -> str:
    """The kind of a deadline, by the verb that stands nearest before it."""
    i = sentence.at(each.span[0])
    before = [d for d in told if d.verb < i]
    if before:
        nearest = before[-1]
        low = sentence.lows[nearest.verb]
        if nearest.kind == "Register":
            return "register_by"
        if nearest.does in _REPORTING and not _is_leaving(nearest):
            return "report_at"
        return "departs" if low in _DEPARTING and nearest.told == nearest.verb else "reach"
    if told and (told[0].kind == "Register" or (told[0].does in _REPORTING and not _is_leaving(told[0]))):
        return "register_by" if told[0].kind == "Register" else "report_at"
    lows = set(sentence.lows)
    if lows & _REGISTERING:
        return "register_by"
    if lows & _DEPARTING and lows & _VEHICLES:
        return "departs"
    return "reach"


def _is_leaving(each: Directive) -> bool:
    """`to be out of it`."""
    return each.sentence.lows[each.verb + 1 : each.verb + 2] in (
        ("out",), ("away",), ("gone",), ("clear",), ("across",))  # fmt: skip


def clock_of(each: Instant) -> Clock | None:
    return each.clock
