"""Daylight: when the sun rises and sets, when civil twilight begins and ends, and which hours are night."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from astral import Observer
from astral.julian import julianday, julianday_to_juliancentury
from astral.sun import elevation, eq_of_time

from safepassage.places.position import check_position

HORIZON_DEG = -0.833  # the sun's centre when its upper edge is seen on a level horizon: 34′ refraction + 16′ radius
CIVIL_DEG = -6.0  # civil twilight ends
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Daylight:
    """One solar day, in the zone asked for; None where the sun does not pass that height, as in polar day and night."""

    civil_dawn: datetime | None
    sunrise: datetime | None
    sunset: datetime | None
    civil_dusk: datetime | None  # the end of civil twilight: from here it is night


def daylight(lat: float, lon: float, on: date, zone: str | tzinfo) -> Daylight:
    """Compute sunrise, sunset and civil twilight of one solar day.

    lat, lon: degrees. zone: IANA name, or a tzinfo. The day is the one whose solar noon is nearest to twelve o'clock of
    `on` in `zone`; its dusk may fall on the next date where the clock runs far ahead of the sun. Instants are aware, in
    `zone`, rounded to the second. Level horizon, NOAA's solar equations (by astral).

    Raises ValueError for a position not on earth, ZoneInfoNotFoundError (a KeyError) for an unknown zone.
    """
    observer = _observer(lat, lon)
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    midday = datetime.combine(on, time(12), zone).astimezone(UTC)
    days = (midday.date() + n * ONE_DAY for n in (-1, 0, 1))
    before, noon, after = min((_solar_day(lon, day) for day in days), key=lambda solar: abs(solar[1] - midday))

    def passes(begin: datetime, end: datetime, degrees: float) -> datetime | None:
        found = _crossing(observer, begin, end, degrees)
        return None if found is None else found.astimezone(zone)

    return Daylight(
        civil_dawn=passes(before, noon, CIVIL_DEG),
        sunrise=passes(before, noon, HORIZON_DEG),
        sunset=passes(noon, after, HORIZON_DEG),
        civil_dusk=passes(noon, after, CIVIL_DEG),
    )


def nights(lat: float, lon: float, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """List the nights, from the end of civil dusk to the start of civil dawn, that overlap [begin, end), in order.

    lat, lon: degrees. begin, end: aware. Returns aware UTC instants. Nights are given whole, also where they begin
    before `begin` or last beyond `end`; but no farther than a day beyond either, which cuts a polar night. A polar day
    has none.

    Raises ValueError for a position not on earth or an instant without a zone.
    """
    observer = _observer(lat, lon)
    if begin.tzinfo is None or end.tzinfo is None:
        raise ValueError("begin and end must have a zone")
    begin, end = begin.astimezone(UTC), end.astimezone(UTC)
    if begin >= end:
        return []
    first, last = begin - ONE_DAY, end + ONE_DAY
    turns = [first, *_turns(observer, first, last), last]
    dark = [(dusk, dawn) for dusk, dawn in pairwise(turns) if _is_dark(observer, dusk, dawn)]
    return [(dusk, dawn) for dusk, dawn in dark if dusk < end and dawn > begin]


def _turns(observer: Observer, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield each end of civil dusk and start of civil dawn within (first, last), in order."""
    day = first.date() - ONE_DAY
    while day <= last.date() + ONE_DAY:
        before, noon, after = _solar_day(observer.longitude, day)
        for half in ((before, noon), (noon, after)):
            turn = _crossing(observer, *half, CIVIL_DEG)
            if turn is not None and first < turn < last:
                yield turn
        day += ONE_DAY


def _is_dark(observer: Observer, begin: datetime, end: datetime) -> bool:
    """Whether it is night half-way between two turns that follow each other."""
    return _height(observer, begin + (end - begin) / 2) < CIVIL_DEG


def _solar_day(lon: float, day: date) -> tuple[datetime, datetime, datetime]:
    """Solar midnight, noon and midnight of the longitude's own `day`; a day ends at the instant the next begins."""
    mean_noon = datetime.combine(day, time(12), UTC) - timedelta(minutes=4 * lon)
    eve, noon, morrow = (_true_noon(mean_noon + days * ONE_DAY) for days in (-1, 0, 1))
    return eve + (noon - eve) / 2, noon, noon + (morrow - noon) / 2


def _true_noon(mean_noon: datetime) -> datetime:
    return mean_noon - timedelta(minutes=eq_of_time(julianday_to_juliancentury(julianday(mean_noon))))


def _crossing(observer: Observer, begin: datetime, end: datetime, degrees: float) -> datetime | None:
    """Find when the sun's centre passes a height, to the second; None if it is on one side of it at begin and end.

    Between a solar noon and the midnights about it the sun only rises or only falls, so there is one such instant.
    """
    below = _height(observer, begin) < degrees
    if below == (_height(observer, end) < degrees):
        return None
    while end - begin > timedelta(seconds=0.5):
        middle = begin + (end - begin) / 2
        if (_height(observer, middle) < degrees) == below:
            begin = middle
        else:
            end = middle
    return (end + timedelta(seconds=0.5)).replace(microsecond=0)


def _height(observer: Observer, at: datetime) -> float:
    """Geometric height of the sun's centre above the horizon, in degrees."""
    return float(elevation(observer, at, with_refraction=False))


def _observer(lat: float, lon: float) -> Observer:
    check_position(lat, lon)
    return Observer(lat, lon)
