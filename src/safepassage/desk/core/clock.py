"""The desk's clock, and how an instant is told: always in the crisis's zone and in the home zone."""

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

FIRST_YEAR, LAST_YEAR = 1990, 2099  # of what anybody says here, but birth dates


class Told(NamedTuple):
    """An instant as one zone's clocks show it: "2 March 18:00", "Kyiv, EET"; with the year if it is not this one."""

    time: str
    zone: str


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def is_of_our_times(at: datetime) -> bool:
    """Whether anybody can mean it: another year is a slip, and may not be told in every zone."""
    return FIRST_YEAR <= at.year <= LAST_YEAR


def told(instant: datetime, zone: str, home_zone: str) -> tuple[Told, ...]:
    """The instant in both zones, the crisis's first, in the reader's language; once if they are the same."""
    return tuple(_in_zone(instant, each) for each in dict.fromkeys((zone, home_zone)))


def written(instant: datetime, zone: str, home_zone: str) -> str:
    """The instant in both zones for a text that is kept: in figures, with its year, in nobody's language."""
    local = (instant.astimezone(ZoneInfo(each)) for each in dict.fromkeys((zone, home_zone)))
    return " · ".join(f"{each:%Y-%m-%d %H:%M %Z}" for each in local)


def _in_zone(instant: datetime, zone: str) -> Told:
    local = instant.astimezone(ZoneInfo(zone))
    city = zone.rpartition("/")[2].replace("_", " ")
    this_year = local.year == now().astimezone(local.tzinfo).year
    return Told(date_format(local, "j E H:i" if this_year else "j E Y H:i"), f"{city}, {local:%Z}")
