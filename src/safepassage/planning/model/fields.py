"""Fields that several tables share, and the base of every input."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema
from shapely.geometry.base import BaseGeometry

from safepassage.formats import cap, geojson
from safepassage.planning.model.seconds import MAX_FROM_EPOCH


def _in_crisis_zone(instant: datetime, info: ValidationInfo) -> datetime:
    """The instant in UTC. One without a zone is read in the crisis zone and noted in the context's `naive` list (P1).

    The context may hold `zone` (ZoneInfo), `naive` (list of str) and `epoch` (datetime).
    """
    context = info.context or {}
    if not 1970 <= instant.year < 2200:
        raise ValueError(f"{instant.isoformat()} is centuries away; expected a year from 1970 to 2199")
    if instant.tzinfo is None:
        if "zone" not in context:
            raise ValueError(f"{instant.isoformat()} has no zone; expected one, such as {instant.isoformat()}+02:00")
        context.setdefault("naive", []).append(f"{info.field_name} {instant.isoformat()}")
        local = instant.replace(tzinfo=context["zone"])
        if local.astimezone(UTC).astimezone(context["zone"]).replace(tzinfo=None) != instant:
            raise ValueError(f"{instant.isoformat()} does not exist in {context['zone']}: clocks go forward over it")
        instant = local
    if "epoch" in context and abs(instant - context["epoch"]) > MAX_FROM_EPOCH:
        raise ValueError(
            f"{instant.isoformat()} is years away; expected a time within ten years of the crisis clock's epoch"
        )
    return instant.astimezone(UTC)


def _written_as(pattern: str, kind: type, words: str) -> Callable[[Any], Any]:
    """Refuse what pydantic would take for a count of seconds or days, dates as midnights, and half-written times."""
    written = re.compile(pattern)

    def check(value: Any) -> Any:
        if isinstance(value, str) and not written.match(value.strip()):
            raise ValueError(f"{value!r:.60} is not {words}")
        if not isinstance(value, str | kind) or (kind is date and isinstance(value, datetime)):
            raise ValueError(f"{value!s:.60} is not {words}")
        return value

    return check


def _near(day: date, info: ValidationInfo) -> date:
    context = info.context or {}
    if "epoch" in context and abs(day - context["epoch"].date()) > MAX_FROM_EPOCH:
        raise ValueError(f"{day} is years away; expected a date within ten years of the crisis clock's epoch")
    return day


def _local(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError(f"{moment.isoformat()} has a zone; expected a local time of day without one, such as 18:00")
    return moment


def ordered(begin: datetime | None, end: datetime | None, info: ValidationInfo) -> None:
    if begin and end and begin >= end:
        raise ValueError(
            f"the end, {shown(end, info)}, is not after the begin, {shown(begin, info)}; expected a later end"
        )


def shown(instant: datetime, info: ValidationInfo) -> str:
    """An instant as messages show it: in the crisis zone, where the context has it."""
    return instant.astimezone((info.context or {}).get("zone", UTC)).isoformat()


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r:.60} is not a time zone of the IANA list") from error
    return name


def _polygon(value: Any) -> BaseGeometry:
    if isinstance(value, BaseGeometry):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{type(value).__name__} is not a text")
    return cap.parse_polygon(value)


def _geometry(value: Any) -> BaseGeometry:
    return value if isinstance(value, BaseGeometry) else geojson.parse_geometry(value)


def _walking_speed(kph: float) -> float:
    if 0 < kph < 0.1:
        raise ValueError(f"{kph:g} is slower than anybody walks; expected 0, cannot walk, or a number from 0.1 to 15")
    return kph


def _words(value: Any) -> Any:
    return tuple(value.split()) if isinstance(value, str) else value


def _said(expected: str, **constraints: Any) -> Any:
    """A field's constraints, with the words that errors and the reference page use for what is expected."""
    return Field(json_schema_extra={"expected": expected}, **constraints)


class Point(NamedTuple):
    """A place on earth, in degrees."""

    lat: float
    lon: float


Instant = Annotated[
    datetime,
    BeforeValidator(_written_as(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", datetime, "a date and time")),
    AfterValidator(_in_crisis_zone),
]
Day = Annotated[date, BeforeValidator(_written_as(r"\d{4}-\d\d-\d\d$", date, "a date")), AfterValidator(_near)]
TimeOfDay = Annotated[time, BeforeValidator(_written_as(r"\d\d:\d\d", time, "a time of day")), AfterValidator(_local)]
Zone = Annotated[str, AfterValidator(_zone), _said("a time zone of the IANA list, such as Europe/Kyiv")]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Identifier = Annotated[
    str,
    _said("an id of 1 to 80 characters, no space at either end", min_length=1, max_length=80, pattern=r"^\S(.*\S)?$"),
]
Word = Annotated[str, _said("an id of 1 to 80 characters, no spaces", min_length=1, max_length=80, pattern=r"^\S+$")]
Country = Annotated[str, _said("an ISO 3166 code of two capitals, such as IN", pattern="^[A-Z]{2}$")]
Grade = Annotated[
    str,
    _said(
        "a letter A to F and a digit 1 to 6, such as B2",
        pattern=r"^[A-F][1-6]$",
        description="Admiralty grade: reliability A–F, credibility 1–6",
    ),
]
Text = Annotated[str, Field(min_length=1)]
Language = Annotated[
    str, _said("a language tag, such as en or pt-BR", pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)
]
Share = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(ge=0.01, le=1)]
FARTHEST_M = 20_000_000  # half the way around the earth
Metres = Annotated[float, Field(ge=0, le=FARTHEST_M)]
Hours = Annotated[float, Field(ge=0, le=24 * 365)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
OsmId = Annotated[int, _said("an OSM id, a whole number of 1 or more", ge=1, lt=2**63)]
WalkingSpeed = Annotated[float, Field(ge=0, le=15), AfterValidator(_walking_speed)]
Words = Annotated[tuple[Word, ...], BeforeValidator(_words), _said("ids with a space between")]
Polygon = Annotated[  # CAP polygon text in, shapely polygon (x = lon, y = lat) inside
    Any,
    BeforeValidator(_polygon),
    WithJsonSchema({"expected": "lat,lon pairs with a space between, the last the same as the first"}),
]
Geometry = Annotated[Any, BeforeValidator(_geometry), WithJsonSchema({"expected": "a GeoJSON geometry"})]


class Row(BaseModel):
    """Base of every input: frozen, and an unknown column or key is a fault."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        allow_inf_nan=False,
        populate_by_name=True,
    )
