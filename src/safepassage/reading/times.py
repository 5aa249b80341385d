"""Dates and times of day as English reports write them, counted from the report's date."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Span
from safepassage.reading.zones import LOCAL, UNKNOWN, zone_at, zone_named

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_ABBREVIATED = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DAYS = {"today": 0, "tonight": 0, "overnight": 0, "tomorrow": 1, "yesterday": -1}

_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_SHORT_DAY = rf"(?:{'|'.join(_ABBREVIATED)})\.?"
_MONTH = rf"(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_PART = r"(?:early |late )?(?:night|morning|afternoon|evening)"
_DATE = re.compile(
    rf"""\b(?:
      (?P<iso>\d{{4}}-\d\d-\d\d)
    | (?:(?:{_WEEKDAY}|{_SHORT_DAY}),?\s(?:the\s)?)?
      (?P<day>{_DAY})\s(?:of\s)?(?P<month>{_MONTH})(?:,?\s(?P<year>\d{{4}}))?
    | (?:(?:{_WEEKDAY}|{_SHORT_DAY}),?\s)?(?P<month2>{_MONTH})\s(?P<day2>{_DAY})(?![\d:.]\d)(?:,?\s(?P<year2>\d{{4}}))?
    | (?P<slashed>\d{{1,2}}/\d{{1,2}}/\d{{4}})
    | (?:(?P<which>last|next|this|since|previous)\s)?(?P<weekday>{_WEEKDAY})(?:\s{_PART})?
    | (?P<relative>today|tonight|tomorrow|yesterday|overnight)(?:\s{_PART})?
    | (?P<part>this\s{_PART}|last\snight)
    | (?P<earlier>(?:a|one|the)\s(?:day|night)\s(?:earlier|before)|the\s(?:previous|following|next)\sday)
    | (?P<ago>(?:two|three|four|five|six|\d{{1,2}})\sdays\sago)
    )(?!\w|\s(?:{"|".join(sorted(v.NAMED_FOR_DAYS))})\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_HOURS = r"(?:hours?|hrs?|h)\b"
_NUMBER = rf"(?:{'|'.join(NUMBERS)})"
_PARTS = "morning|afternoon|evening|night|tonight"
_CLOCK = re.compile(
    rf"""(?<![\w.,:])(?:
      (?P<h>\d{{1,2}}|{_NUMBER}(?=\s))(?:[:.h](?P<m>\d\d))?\s?(?P<ap>[ap])\.?\s?m\b\.?
    | (?P<hp>\d{{1,2}})(?:[:.](?P<mp>\d\d))?
      (?=\s(?:on\s|in\sthe\s|at\s)?(?:(?:tomorrow|this|{_WEEKDAY})\s)?(?P<part>{_PARTS})\b)
    | (?P<h24>[01]?\d|2[0-3])[:h](?P<m24>[0-5]\d)(?:\s?{_HOURS})?
    | (?P<hdot>[01]?\d|2[0-3])\.(?P<mdot>[0-5]\d)(?:\s?(?P<hoursdot>{_HOURS}))?
    | (?P<four>(?:[01]\d|2[0-3])[0-5]\d)(?:\s?(?P<fh>{_HOURS})|(?P<z>Z)\b)?
    | (?P<spoken>\d{{1,2}}|{_NUMBER})\so['’]?\s?clock(?:\sin\sthe\s(?P<of>morning|afternoon|evening))?
    | (?P<spoken2>\d{{1,2}}|{_NUMBER})\sin\sthe\s(?P<of2>morning|afternoon|evening)
    | (?:(?<=\bby\s)|(?<=before\s)|(?<=until\s)|(?<=till\s))(?P<bare>\d{{1,2}})
      (?=\s?(?:[.,;)!\n]|$|(?:on\s)?(?:today|tomorrow|tonight|{_WEEKDAY})\b))
    | half\spast\s(?P<half>\d{{1,2}}|{_NUMBER})(?:\sin\sthe\s(?P<of3>morning|afternoon|evening))?
    | (?:12\s)?(?P<word>noon|midday|midnight)
    )(?![\w:])""",
    re.IGNORECASE | re.VERBOSE,
)
_ZONE = re.compile(
    r"\(?\s?(?P<utc>(?:UTC|GMT|utc|gmt)\s?[+\-−]\s?\d{1,2}(?::?\d\d)?)|\(?\s?(?P<local>local time)"
    r"|\(?\s?(?P<name>[A-Z][\w.]*(?:[ -][A-Z]\w+)?)(?:\s(?:local\s)?time\b)|\(?\s?(?P<abbreviated>[A-Z]{2,4})\b"
)
_WITHIN = re.compile(
    rf"\b(?:with)?in\s(?:the\s)?(?:next\s)?(?:\d{{1,3}}|{_NUMBER}|a\sfew|twenty-four|forty-eight|seventy-two)"
    r"[\s-](?:hours?|days?|minutes?)\b"
    r"|\b(?:by|before|until|at)\s(?:nightfall|sunset|sundown|dusk|dawn|sunrise|daybreak|dark|first\slight)\b"
    r"|\b(?:by|before|until)\s(?:the\s)?(?:curfew|weekend)\b"
    rf"|\b(?:by|before)\s(?:the\s)?(?:end|close)\sof\s(?:(?:the|this)\s(?:day|week|month)|business|{_WEEKDAY}|today|tomorrow)\b"
    r"|\b\d{1,3}\s(?:hours|days)(?=\sto\s)"
    r"|\bwithin\s(?:an\shour|a\sday|hours|days)\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s,(]*(?:(?:on|at|of|the|by|before|until|hours|hrs|from|in)\s)*[\s,(]*", re.IGNORECASE)

_ANNOUNCED = re.compile(
    r"\b(?:by|at|before|until|till|from|to|and|than|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s$", re.IGNORECASE
)  # `at 17.45`, `by 0600`

MIXED_UP = "12 {} may mean noon or midnight"


@dataclass(frozen=True)
class Day:
    """A day that a text tells. weekday: told by its name alone, so that past and future have to be told apart."""

    span: Span
    on: date | None
    weekday: int | None
    which: str
    question: str | None = None


@dataclass(frozen=True)
class Clock:
    """A time of day; zone is a name of the IANA database, `local`, or None where none is told."""

    span: Span
    at: time
    next_day: bool = False  # midnight: the end of the day
    zone: str | None = None
    question: str | None = None
    other: tuple[time, str] | None = None  # the same instant told in a second zone


@dataclass(frozen=True)
class Instant:
    """A day with a time of day, as one phrase or put together."""

    span: Span
    day: Day | None
    clock: Clock | None
    within: bool = False


def days(text: str, start: int, end: int, today: date) -> Iterator[Day]:
    """Days told in text[start:end], in order."""
    for m in _DATE.finditer(text, start, end):
        found = _day(m, today)
        if found:
            yield found


def _day(m: re.Match[str], today: date) -> Day | None:
    span = m.span()
    if m["weekday"]:
        return Day(span, None, WEEKDAYS.index(m["weekday"].lower()), (m["which"] or "").lower())
    if m["relative"]:
        return Day(span, today + timedelta(_DAYS[m["relative"].lower()]), None, "")
    if m["part"]:
        return Day(span, today - timedelta("last" in m["part"].lower()), None, "")
    if m["earlier"]:
        ahead = any(word in m["earlier"].lower() for word in ("following", "next"))
        return Day(span, today + timedelta(1 if ahead else -1), None, "")
    if m["ago"]:
        said = m["ago"].split()[0].lower()
        return Day(span, today - timedelta(int(said) if said.isdigit() else NUMBERS.index(said) + 1), None, "")
    if m["slashed"]:
        return _slashed(m)
    if m["iso"]:
        return Day(span, _valid(*map(int, m["iso"].split("-"))), None, "")
    day = int(re.sub(r"\D", "", m["day"] or m["day2"]))
    month = _month(m["month"] or m["month2"])
    year = m["year"] or m["year2"]
    on = _valid(int(year), month, day) if year else _nearest(today, month, day)
    return Day(span, on, None, "") if on else None


def _slashed(m: re.Match[str]) -> Day | None:
    first, second, year = map(int, m["slashed"].split("/"))
    day_first, month_first = _valid(year, second, first), _valid(year, first, second)
    if day_first and month_first and day_first != month_first:
        return Day(m.span(), day_first, None, "", "day and month may stand in either order")
    on = day_first or month_first
    return Day(m.span(), on, None, "") if on else None


def _month(said: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(said.lower().rstrip(".")[:3]))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(today: date, month: int, day: int) -> date | None:
    """The day of that month nearest to the report's date."""
    near = [
        on for year in (-1, 0, 1) if 1 <= today.year + year <= 9999 and (on := _valid(today.year + year, month, day))
    ]
    return min(near, key=lambda on: abs((on - today).days), default=None)


def on_day(day: Day, today: date, ahead: bool) -> date | None:
    """The date of a day: of a weekday the next one, today included, if `ahead`, else the last one."""
    if day.weekday is None:
        return day.on
    if ahead:
        to_go = (day.weekday - today.weekday()) % 7
        return today + timedelta(to_go or (7 if day.which == "next" else 0))
    since = (today.weekday() - day.weekday) % 7
    return today - timedelta(since or (7 if day.which in ("last", "previous") else 0))


def clocks(text: str, start: int, end: int) -> Iterator[Clock]:
    """Times of day told in text[start:end], each with its zone; one told in two zones is one."""
    last: Clock | None = None
    for m in _CLOCK.finditer(text, start, end):
        clock = _clock(m, text)
        if clock is None:
            continue
        clock = _with_zone(clock, text, end)
        if last and last.zone and clock.zone and last.zone != clock.zone and _joined(text, last, clock):
            close = 1 if text[clock.span[1] : clock.span[1] + 1] == ")" else 0
            last = replace(last, span=(last.span[0], clock.span[1] + close), other=(clock.at, clock.zone))
            continue
        if last and last.zone is None and clock.zone and text[last.span[1] : clock.span[0]].strip() == "(":
            close = 1 if text[clock.span[1] : clock.span[1] + 1] == ")" else 0
            last = replace(last, span=(last.span[0], clock.span[1] + close), other=(clock.at, clock.zone))
            continue
        if last:
            yield last
        last = clock
    if last:
        yield last


def _joined(text: str, first: Clock, second: Clock) -> bool:
    return re.fullmatch(r"[\s,/(;–-]*(?:or )?", text[first.span[1] : second.span[0]]) is not None


def _clock(m: re.Match[str], text: str) -> Clock | None:
    said = m[0].lower()
    if m["word"]:
        if m["word"].lower() != "midnight":
            return Clock(m.span(), time(12))
        return Clock(m.span(), time(0), next_day=True, question="midnight may begin or end that day")
    if m["ap"]:
        return _twelve(m)
    if m["hp"]:
        return _of_part(m)
    if m["bare"]:
        return _bare_hour(m)
    if m["half"]:
        return _half_past(m)
    if m["spoken"] or m["spoken2"]:
        said = (m["spoken"] or m["spoken2"]).lower()
        spoken = int(said) if said.isdigit() else NUMBERS.index(said) + 1
        of = (m["of"] or m["of2"] or "").lower()
        if spoken > 12:
            return None
        question = None if of else f"{m[0]} may be in the morning or the evening"
        return Clock(
            m.span(),
            time(spoken % 12 + (12 if of in ("afternoon", "evening") else 0) if of else spoken),
            question=question,
        )
    if m["four"]:
        announced = _ANNOUNCED.search(text[max(0, m.start() - 10) : m.start()])
        if (
            not m["fh"]
            and not m["z"]
            and not (
                announced
                and (m["four"][0] == "0" or m["four"][2:] == "00" or _ZONE.match(text[m.end() + 1 : m.end() + 30]))
            )
        ):
            return None
        return Clock(m.span(), time(int(m["four"][:2]), int(m["four"][2:])), zone="UTC" if m["z"] else None)
    if m["hdot"] and not m["hoursdot"] and not _ANNOUNCED.search(text[max(0, m.start() - 10) : m.start()]):
        return None  # 17.45 may be a price
    hour, minute = (m["h24"], m["m24"]) if m["h24"] else (m["hdot"], m["mdot"])
    return Clock(m.span(), time(int(hour), int(minute)))


def _of_part(m: re.Match[str]) -> Clock | None:
    """`8:45 on Thursday evening`, `6 tomorrow morning`: the part of the day tells which half."""
    hour, minute, part = int(m["hp"]), int(m["mp"] or 0), m["part"].lower()
    if hour > 23 or minute > 59:
        return None
    later = part in ("afternoon", "evening") or (part in ("night", "tonight") and hour >= 6)
    at = time(hour % 12 + (12 if later and hour != 12 else 0) if hour <= 12 else hour, minute)
    question = MIXED_UP.format("at " + part) if hour == 12 else None
    return Clock(m.span(), at, question=question)


def _number(said: str) -> int:
    """`10`, `ten`."""
    return int(said) if said.isdigit() else NUMBERS.index(said.lower()) + 1


def _bare_hour(m: re.Match[str]) -> Clock | None:
    """`by 11`: an hour and no more."""
    hour = int(m["bare"])
    if not 0 < hour < 24:
        return None
    question = f"{hour} may be in the morning or the evening" if hour <= 12 else None
    return Clock(m.span(), time(hour), question=question)


def _half_past(m: re.Match[str]) -> Clock | None:
    said, of = m["half"].lower(), (m["of3"] or "").lower()
    hour = int(said) if said.isdigit() else NUMBERS.index(said) + 1
    if hour > 12:
        return None
    question = None if of else f"{m[0]} may be in the morning or the evening"
    return Clock(m.span(), time(hour % 12 + (12 if of in ("afternoon", "evening") else 0), 30), question=question)


def _twelve(m: re.Match[str]) -> Clock | None:
    hour, minute = _number(m["h"]), int(m["m"] or 0)
    if hour > 23 or minute > 59 or (hour == 0 and m["ap"] in "pP"):
        return None
    if hour > 12:  # 18:00 pm: said twice
        return Clock(m.span(), time(hour, minute))
    question = MIXED_UP.format(f"{m['ap'].lower()}m") if hour == 12 and not minute else None
    return Clock(m.span(), time(hour % 12 + (12 if m["ap"] in "pP" else 0), minute), question=question)


def _with_zone(clock: Clock, text: str, end: int) -> Clock:
    at = clock.span[1]
    gap = re.match(r"[\s(]{0,2}(?:hours?|hrs)?[\s(]{0,2}", text[at:end])
    at += gap.end() if gap else 0
    m = _ZONE.match(text, at, end)
    if not m:
        return clock
    if m["local"]:
        return replace(clock, span=(clock.span[0], m.end()), zone=LOCAL)
    if m["utc"]:
        return replace(clock, span=(clock.span[0], m.end()), zone=_utc(m["utc"]))
    zone = zone_named(m["name"] or m["abbreviated"])
    if zone is None and m["abbreviated"]:
        return clock
    return replace(clock, span=(clock.span[0], m.end()), zone=zone or UNKNOWN)


def _utc(said: str) -> str:
    """A fixed offset as the IANA database names it; its signs are the other way round."""
    sign, hours, minutes = re.match(r"\D*?([+\-−])\s?(\d{1,2}):?(\d\d)?", said).groups()  # type: ignore[union-attr]
    if minutes not in (None, "00") or int(hours) > 12:
        return UNKNOWN
    return f"Etc/GMT{'-' if sign == '+' else '+'}{int(hours)}" if int(hours) else "UTC"


def instants(text: str, start: int, end: int, today: date) -> list[Instant]:
    """Days and times of text[start:end] put together where only a word or two stand between them."""
    found: list[Day | Clock] = sorted(
        [*days(text, start, end, today), *clocks(text, start, end)], key=lambda each: each.span
    )
    whole: list[Instant] = []
    for each in found:
        last = whole[-1] if whole else None
        if last and each.span[0] < last.span[1]:
            continue
        day, clock = (each, None) if isinstance(each, Day) else (None, each)
        if last and not (last.day and day) and not (last.clock and clock) and _is_gap(text, last.span[1], each.span[0]):
            whole[-1] = Instant((last.span[0], each.span[1]), last.day or day, last.clock or clock)
        elif last and day and last.day and last.day.weekday is None and day.weekday is None:
            whole.append(Instant(each.span, day, clock))
        else:
            whole.append(Instant(each.span, day, clock))
    whole += [Instant(m.span(), None, None, within=True) for m in _WITHIN.finditer(text, start, end)]
    return sorted(whole, key=lambda each: each.span)


def _is_gap(text: str, start: int, end: int) -> bool:
    return end - start <= 30 and _GAP.fullmatch(text[start:end] + " ") is not None


def moment(day: date, clock: Clock, local: str | None) -> tuple[datetime | None, str | None]:
    """The instant of a clock time on a day, and why a human has to look at it, if so."""
    zone = zone_at(clock.zone, local)
    if zone is None:
        return None, "the time zone is not known"
    at = datetime.combine(day, clock.at, ZoneInfo(zone)) + timedelta(clock.next_day)
    return at, clock.question or (_check(at, clock, local) if clock.other else None)


def _check(at: datetime, clock: Clock, local: str | None) -> str | None:
    """Two zones in one phrase check each other."""
    other_time, named = clock.other or (at.time(), LOCAL)
    other_zone = zone_at(named, local)
    if other_zone is None:
        return None
    there = at.astimezone(ZoneInfo(other_zone))
    same = (there.hour, there.minute) == (other_time.hour, other_time.minute)
    return None if same else f"the two zones disagree: it is {there:%H:%M} there, not {other_time:%H:%M}"


def first_on(days_found: Sequence[Day], today: date, ahead: bool) -> tuple[Day, date] | None:
    """The first of some days that is a date."""
    for day in days_found:
        on = on_day(day, today, ahead)
        if on:
            return day, on
    return None
