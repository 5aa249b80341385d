"""What the planner takes and gives: frozen inputs, frozen results, the words and the dimensions of every array.

Dimensions used in all docstrings of `planning`:

    n_nodes    junctions of the road network            n_parties   parties of the crisis
    n_edges    directed edges                           n_havens    havens that the advisory names, in its order
    n_lines    ways' pieces; one or two edges each      n_chains    runs of edges through nodes of degree two

Inside the planner time is integer seconds from the crisis clock's epoch (rule P1), in arrays as int32. `NEVER` stands
for an arrival that does not happen, `CANNOT` for a departure that does not. Windows are half-open [begin, end).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from shapely.geometry.base import BaseGeometry

from safepassage.formats import cap, geojson

NEVER = np.int32(2**31 - 1)  # an arrival that does not happen
CANNOT = np.int32(-1)  # a departure that does not happen
MAX_HORIZON = timedelta(days=14)  # rule P1
MAX_FROM_EPOCH = timedelta(days=3650)  # seconds from the epoch fit in int32, and a mistyped year does not pass


FORGIVEN_S = 1e-6  # so much above a whole second is the machine's rounding


def whole_seconds(seconds: np.ndarray | float) -> Any:
    """Round up to whole seconds, once for each original edge (rule P5)."""
    return np.ceil(np.asarray(seconds, np.float64) - FORGIVEN_S).astype(np.int64)


# --- Words ---------------------------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """Rule P9, in order: a party gets the first that holds."""

    NOT_LOCATED = "not_located"
    NOT_TOLD = "not_told"
    CANNOT_MOVE = "cannot_move"
    REFUSED = "refused"
    NO_ROUTE = "no_route"
    TOO_LATE = "too_late"
    NO_PLACE = "no_place"
    ON_TIME = "on_time"


class Means(StrEnum):
    """How a party moves, slowest first."""

    FOOT = "foot"
    VEHICLE = "vehicle"


class State(StrEnum):
    """Where a person is (rule A1), as far as the planner asks."""

    DEAD = "dead"
    HELD = "held"
    IN_HOSPITAL = "in_hospital"
    HOME = "home"
    ABROAD = "abroad"
    LEFT = "left"
    MOVING = "moving"
    IN_HAVEN = "in_haven"
    MISSING = "missing"
    STAYING = "staying"
    SHELTERING = "sheltering"
    UNDECIDED = "undecided"
    NO_ANSWER = "no_answer"
    NEVER_TRIED = "never_tried"


NOT_IN_AUDIENCE = frozenset({State.DEAD, State.HELD, State.HOME, State.ABROAD})  # rule P2

# --- Fields that several tables share --------------------------------------------------------------------------------


def _in_crisis_zone(instant: datetime, info: ValidationInfo) -> datetime:
    """The instant in UTC. One without a zone is read in the crisis zone and noted in the context's `naive` list (P1).

    The context may hold `zone` (ZoneInfo), `naive` (list of str) and `epoch` (datetime).
    """
    context = info.context or {}
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
            raise ValueError(f"{value!r} is not {words}")
        if not isinstance(value, str | kind) or (kind is date and isinstance(value, datetime)):
            raise ValueError(f"{value} is not {words}")
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


def _ordered(begin: datetime | None, end: datetime | None) -> None:
    if begin and end and begin >= end:
        raise ValueError(
            f"the end, {end.isoformat()}, is not after the begin, {begin.isoformat()}; expected a later end"
        )


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone of the IANA list") from error
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
Share = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(ge=0.01, le=1)]
Hours = Annotated[float, Field(ge=0, le=24 * 365)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
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


# --- crisis.toml -------------------------------------------------------------------------------------------------


class Clock(Row):
    epoch: Instant = Field(description="second 0 of the planner")
    now: Instant = Field(description="the moment whose knowledge the folder holds; ages are counted from it")
    horizon_h: float = Field(
        72.0, gt=0, le=24 * 14, description="how far ahead of the epoch the planner looks, in hours"
    )

    @model_validator(mode="after")
    def _now_within(self) -> "Clock":
        if not self.epoch <= self.now <= self.epoch + timedelta(hours=self.horizon_h):
            raise ValueError(
                f"now, {self.now.isoformat()}, lies outside the clock; expected from the epoch to the horizon"
            )
        return self


class Estimate(Row):
    low: Count = Field(description="fewest nationals believed to be in the area")
    high: Count = Field(description="most nationals believed to be in the area")

    @model_validator(mode="after")
    def _low_first(self) -> "Estimate":
        if self.low > self.high:
            raise ValueError(f"low, {self.low}, is more than high, {self.high}; expected at most as many")
        return self


class Limits(Row):
    position_age_h: Hours = Field(24.0, description="a position older than this is not usable (rule P2)")
    evidence_age_h: Hours = Field(24.0, description="evidence older than this is warned of")
    snap_m: float = Field(500.0, gt=0, le=20_000, description="farthest a place may be from a road, in metres")
    crowding: Count = Field(500, description="people within one point and half an hour that are a crowd")
    ambiguity_m: float = Field(
        2_000.0, gt=0, description="a place farther than this from its best candidate is another place"
    )


class Mobility(Row):
    """How one class of people walks (rule P4)."""

    speed_kph: WalkingSpeed = Field(description="walking speed on a dry road by day; 0 = cannot walk")
    longest_walk_m: float = Field(50_000.0, ge=0, description="the longest walk the class can do, in metres")
    night: Factor = Field(1.0, description="speed is multiplied by this from end of civil dusk to start of civil dawn")
    snow: Factor = Field(1.0, description="speed is multiplied by this while snow lies")


class Driving(Row):
    """How vehicles differ from the road's own times."""

    night: Factor = Field(1.0, description="speed is multiplied by this at night")
    snow: Factor = Field(1.0, description="speed is multiplied by this while snow lies")


class Delays(Row):
    reading_s: Count = Field(300, description="from delivery until a person has read and understood")
    preparation_s: Count = Field(900, description="from told until on the way")


class Spread(Row):
    """Log-normal spreads for the chance of arriving on time (rule P11)."""

    delay: float = Field(0.3, ge=0, le=3, description="sigma of the logarithm of delay from issue to ready")
    speed: float = Field(0.1, ge=0, le=3, description="sigma of the logarithm of speed")


class Window(Row):
    begin: Instant
    end: Instant

    @model_validator(mode="after")
    def _in_order(self) -> "Window":
        _ordered(self.begin, self.end)
        return self


class Settings(Row):
    """crisis.toml: what is true of the crisis as a whole."""

    name: Text
    status: Literal["Actual", "Exercise", "Test"] = Field(description="CAP status")
    zone: Zone = Field(description="IANA time zone of the crisis")
    home_zone: Zone = Field(description="IANA time zone at home; every time is shown in both")
    nationality: Country = Field(description="the country whose nationals these are")
    area: Polygon = Field(description="CAP polygon of the crisis")
    roads: str = Field(
        "", description="what the roads rest on; with “sketch” in it they are warned of; empty = as their file says"
    )
    clock: Clock
    estimate: Estimate
    limits: Limits = Limits()
    mobility: dict[Identifier, Mobility] = Field(
        min_length=1, description="walking by class; a party moves as its slowest member"
    )
    driving: Driving = Driving()
    delays: Delays = Delays()
    spread: Spread = Spread()
    snow: tuple[Window, ...] = Field((), description="when snow lies")
    urgent: tuple[Identifier, ...] = Field((), description="urgent classes, first served (rule P8)")


# --- Tables --------------------------------------------------------------------------------------------------------


class Haven(Row):
    """havens.csv: a temporary safe haven, named by an advisory or a candidate to be."""

    id: Identifier
    name: Text
    lat: Latitude
    lon: Longitude
    places: Count | None = Field(
        None, description="people it holds; empty = not known, taken as no limit and warned of"
    )
    food: Count | None = Field(None, description="people it can feed tonight; empty = not known")
    shelter: Count | None = Field(None, description="people it can put under cover from shelling; empty = not known")
    heating: Literal["yes", "no"] | None = Field(None, description="heated; empty = not known")
    staff: Count | None = Field(None, description="staff of ours there; empty = not known")
    onward_seats: Count | None = Field(None, description="seats onward promised for the next day; empty = not known")
    grade: Grade | None = Field(None, description="Admiralty grade of what is known of it")
    evidence_at: Instant | None = Field(None, description="time of the newest evidence")
    nearest_objective: Text | None = Field(None, description="what military objective is nearest")
    nearest_objective_m: float | None = Field(None, ge=0, description="how far that is, in metres")


class Shelter(Row):
    """shelters.csv: where one can stand fast, or wait on the way."""

    id: Identifier
    name: Text
    lat: Latitude
    lon: Longitude
    places: Count | None = Field(None, description="people it holds")


class Warden(Row):
    """wardens.csv: a volunteer who relays to parties."""

    id: Identifier
    channels: Words = Field(min_length=1, description="channels that reach the warden")
    relay_s: Count = Field(900, description="from told until the warden has told the last party")
    silent_since: Instant | None = Field(None, description="a silent warden tells nobody")


class Party(Row):
    """parties.csv: people who move together and are never split by the machine."""

    id: Identifier
    place: str = Field("", description="where, in words")
    lat: Latitude | None = None
    lon: Longitude | None = None
    located_at: Instant | None = Field(None, description="time of the position")
    position_grade: Grade | None = None
    mobility: Identifier = Field(description="class of a member whose own is not given; see [mobility] of crisis.toml")
    means: Means = Field(Means.FOOT, description="what the party has to move by")
    vehicle_seats: Count = Field(0, description="seats of its own vehicle; too few for the party = on foot")
    channels: Words = Field((), description="channels that reach a member")
    language: Text = Field("en", description="language tag of the text it gets")
    warden: Identifier | None = None
    urgent: Identifier | None = Field(None, description="urgent class, one of `urgent` in crisis.toml")
    escort: Identifier | None = Field(None, description="adult who goes with minors alone; need not be in persons.csv")
    water_h: Hours | None = Field(None, description="hours of drinking water left at the crisis clock's now")
    food_h: Hours | None = Field(None, description="hours of food left")
    heat_h: Hours | None = Field(None, description="hours of heat left")
    medicine_h: Hours | None = Field(None, description="hours of needed medicine left; empty = needs none")

    @model_validator(mode="after")
    def _whole_position(self) -> "Party":
        if (self.lat is None) != (self.lon is None):
            raise ValueError("only one of lat and lon is given; expected both or neither")
        return self


class Person(Row):
    """persons.csv: a national, or one of the family. No names: the planner needs none."""

    id: Identifier
    party: Identifier
    state: State = State.SHELTERING
    sex: Literal["F", "M", "X"] | None = None
    age: Annotated[int, Field(ge=0, le=125)] | None = None
    nationality: Country | None = None
    documents: Words = Field((), description="documents held: passport, visa, …")
    medical: Literal["stretcher", "dependent"] | None = Field(
        None, description="either cannot move without transport and carers"
    )
    mobility: Identifier | None = Field(None, description="own class, if not the party's")


class Closure(Row):
    """closures.geojson: a feature with these properties and its geometry, or the ways it closes."""

    id: Identifier
    kind: Literal["closure", "control", "hazard"] = Field(
        description="closure: shut; control, hazard: counted as exposure"
    )
    name: str = ""
    begin: Instant | None = Field(None, description="empty = from the epoch")
    end: Instant | None = Field(None, description="empty = to the horizon")
    exposure: float = Field(0.0, ge=0, description="risk of one second there, against 1 for the worst known")
    ways: tuple[int, ...] = Field((), description="OSM ids of ways closed, instead of or beside a geometry")
    grade: Grade | None = None
    evidence_at: Instant | None = None
    geometry: Geometry | None = Field(None, description="GeoJSON geometry; shapely inside, x = lon, y = lat")

    @model_validator(mode="after")
    def _somewhere_sometime(self) -> "Closure":
        if self.geometry is None and not self.ways:
            raise ValueError("neither a geometry nor ways; expected one of them, or both")
        _ordered(self.begin, self.end)
        return self


class Curfew(Row):
    """curfews.toml, [[curfew]]: hours in which nobody may be out, each day of a span."""

    id: Identifier
    begins: TimeOfDay = Field(description="local time of day")
    ends: TimeOfDay = Field(description="local time of day; no later than `begins` = the next day")
    first_on: Day
    last_on: Day = Field(description="last date on which it begins")
    area: Polygon | None = Field(None, description="CAP polygon; empty = everywhere")
    grade: Grade | None = None
    source: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "Curfew":
        if self.last_on < self.first_on:
            raise ValueError(
                f"last_on, {self.last_on}, is before first_on, {self.first_on}; expected the same day or later"
            )
        return self


class Commitment(Row):
    side: Identifier
    status: Literal["promised", "confirmed", "expired", "broken"]
    by: str = ""
    said_at: Instant | None = None
    expires_at: Instant | None = None
    grade: Grade | None = None


class Corridor(Row):
    """corridors.toml, [[corridor]]: a window in which passage was promised."""

    id: Identifier
    name: str = ""
    begin: Instant
    end: Instant
    sides: tuple[Identifier, ...] = Field(description="each side that controls a part of the way")
    havens: tuple[Identifier, ...] = Field((), description="havens it leads to; none = all")
    notified: bool = Field(False, description="humanitarian notification was made")
    commitments: tuple[Commitment, ...] = Field((), alias="commitment")

    @model_validator(mode="after")
    def _in_order(self) -> "Corridor":
        _ordered(self.begin, self.end)
        strangers = sorted({c.side for c in self.commitments} - set(self.sides))
        if strangers:
            raise ValueError(
                f"a commitment of {', '.join(strangers)}; expected one of the sides, {', '.join(self.sides)}"
            )
        return self


class Crossing(Row):
    """access.toml, [[crossing]]: a checkpoint or border post on the nearest road."""

    id: Identifier
    name: str = ""
    lat: Latitude
    lon: Longitude


class Train(Row):
    """access.toml, [[train]]: a train that people may be told to take."""

    id: Identifier
    name: str = ""


class AccessRule(Row):
    """access.toml, [[rule]]: who is refused where (rule P7). A person who meets every given condition is refused."""

    id: Identifier
    at: Literal["haven", "crossing", "train"]
    of: Identifier = Field(description="id of the haven, crossing or train")
    sex: Literal["F", "M", "X"] | None = None
    age_from: int | None = Field(None, ge=0)
    age_below: int | None = Field(None, ge=0)
    nationality: tuple[Country, ...] = Field((), description="nationalities refused")
    nationality_not: tuple[Country, ...] = Field((), description="all others than these are refused")
    lacks: Identifier | None = Field(None, description="a document; who has it not is refused")
    begin: Instant | None = None
    end: Instant | None = None
    grade: Grade | None = None
    source: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "AccessRule":
        _ordered(self.begin, self.end)
        if self.age_from is not None and self.age_below is not None and self.age_from >= self.age_below:
            raise ValueError(
                f"no age is from {self.age_from} and below {self.age_below}; expected age_below to be more"
            )
        return self


class Channel(Row):
    """channels.toml, [[channel]]: a road that messages take."""

    id: Word
    kind: Literal["sms", "email", "voice", "page", "poster"]
    segments_per_s: float = Field(ge=0.001, description="SMS segments a second; for other kinds, messages a second")
    latency_s: Count = Field(0, description="from sent until delivered")
    reach: Share = Field(1.0, description="share of messages that arrive; 0 = the channel is down")


class AskedHaven(Row):
    """[[havens]] of an advisory: a place as the text names it, and which haven that is."""

    asked: Text = Field(description="the name in the advisory's own spelling")
    haven_id: Identifier | None = Field(
        None, description="id in havens.csv; empty = the best candidate, with a warning"
    )
    said_m: float | None = Field(None, gt=0, description="the distance that the text states, in metres")


class Candidate(Row):
    """A place that a name may mean, from the gazetteer."""

    name: str
    lat: float
    lon: float
    country: str
    distance_m: float | None
    score: float
    exact: bool = Field(False, description="the gazetteer has the name in this spelling")


class Assignment(Row):
    """[[assign]] of an advisory: all parties of a place, or one party, to one haven."""

    place: str | None = None
    party: Identifier | None = None
    haven_id: Identifier

    @model_validator(mode="after")
    def _either(self) -> "Assignment":
        if (self.place is None) == (self.party is None):
            raise ValueError("both or neither of place and party are given; expected one of them")
        return self


class Advisory(Row):
    """advisories/NAME.toml: what officers intend to tell people."""

    kind: Literal["Move", "Shelter", "Avoid", "Halt", "All clear"]
    issuer: str = ""
    issued_at: Instant
    deadline_at: Instant
    deadline_kind: Literal["arrive_by", "leave_by"] = "arrive_by"
    leave_by_at: Instant | None = Field(None, description="a second deadline, to leave by; two kinds are warned of")
    havens: tuple[AskedHaven, ...] = Field(min_length=1)
    area: Polygon | None = Field(None, description="CAP polygon of the audience; empty = the crisis area")
    means: tuple[Means, ...] = Field((Means.FOOT, Means.VEHICLE), min_length=1, description="means that people may use")
    text: dict[str, str] = Field(description="the words as sent, by language tag")
    fallback: str = Field("", description="what to do if a haven is full or the way is shut")
    documents: Words = Field((), description="documents that people are told to carry")
    supersedes: Identifier | None = None
    assign: tuple[Assignment, ...] = ()


@dataclass(frozen=True)
class AlertInForce:
    """As much of a CAP alert as rule P13 needs, one for each info block; see formats/cap.py."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    response_types: tuple[str, ...]
    headline: str
    effective: datetime | None
    expires: datetime | None
    polygons: tuple[Any, ...]  # shapely, x = lon, y = lat; circles included; empty = no area given
    original: bytes = field(default=b"", repr=False)  # the CAP file as issued, so that its signature stays good


@dataclass(frozen=True)
class NamedPlaces:
    """What the gazetteer answered for one asked haven."""

    asked: str
    candidates: tuple[Candidate, ...]  # best first
    ambiguous: bool


@dataclass(frozen=True, eq=False)
class Crisis:
    """A crisis as the planner takes it: every table of the folder, checked; see `io.read_crisis`."""

    settings: Settings
    network: "Any"  # network.Network
    havens: tuple[Haven, ...]
    shelters: tuple[Shelter, ...]
    wardens: tuple[Warden, ...]
    parties: tuple[Party, ...]
    persons: tuple[Person, ...]
    closures: tuple[Closure, ...]
    curfews: tuple[Curfew, ...]
    corridors: tuple[Corridor, ...]
    crossings: tuple[Crossing, ...]
    rules: tuple[AccessRule, ...]
    channels: tuple[Channel, ...]
    alerts: tuple[AlertInForce, ...]
    advisories: Mapping[str, Advisory]
    places: Mapping[str, tuple[NamedPlaces, ...]] = field(default_factory=dict)  # by advisory; as its havens
    naive: tuple[
        str, ...
    ] = ()  # instants given without a zone: "advisories/first.toml: deadline_at 2022-03-02T18:00:00"
    inputs_sha256: Mapping[str, str] = field(default_factory=dict)  # by path within the folder
    trains: tuple[Train, ...] = ()

    def seconds(self, instant: datetime) -> int:
        """Seconds from the epoch to `instant`, whole, rounded down.

        Counted in UTC: local times of one zone, subtracted as they stand, are an hour off across a change of the
        clocks.
        """
        return (instant.astimezone(UTC) - self._epoch) // timedelta(seconds=1)

    def instant(self, seconds: int) -> datetime:
        """The instant at `seconds` from the epoch, in the crisis zone."""
        return (self._epoch + timedelta(seconds=int(seconds))).astimezone(self._zone)

    @cached_property
    def _epoch(self) -> datetime:
        return self.settings.clock.epoch.astimezone(UTC)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.zone)

    @property
    def horizon(self) -> int:
        """Last second the planner looks at, from the epoch."""
        return int(self.settings.clock.horizon_h * 3600)


# --- Results -----------------------------------------------------------------------------------------------------


class Result(BaseModel):
    """Base of every result: frozen; the JSON Schema in docs/reference is made from these."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _listed(array: np.ndarray) -> list[Any]:
    return list(array.tolist())


# Arrays here and lists in JSON: routes are long, and Python's own numbers take ten times the room.
Whole = Annotated[  # (n,) int32
    np.ndarray,
    BeforeValidator(lambda value: np.asarray(value, np.int32)),
    PlainSerializer(_listed),
    WithJsonSchema({"type": "array", "items": {"type": "integer"}}),
]
Line = Annotated[  # (n, 2) float64
    np.ndarray,
    BeforeValidator(lambda value: np.asarray(value, np.float64)),
    PlainSerializer(_listed),
    WithJsonSchema(
        {"type": "array", "items": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}}
    ),
]


class HavenAsked(Result):
    asked: str = Field(description="in the advisory's own spelling")
    haven_id: str | None = Field(description="null: taken from the gazetteer")
    name: str
    lat: float
    lon: float
    candidates: tuple[Candidate, ...] = Field(description="what the gazetteer answered, best first")


class AdvisoryResult(Result):
    name: str = Field(description="its file is advisories/NAME.toml")
    issued_at: datetime
    deadline_at: datetime
    deadline_kind: str = Field(description="arrive_by or leave_by")
    havens: tuple[HavenAsked, ...] = Field(description="in the advisory's order")


class VerdictCounts(Result):
    total: int
    not_located: int = 0
    not_told: int = 0
    cannot_move: int = 0
    refused: int = 0
    no_route: int = 0
    too_late: int = 0
    no_place: int = 0
    on_time: int = 0


class HavenResult(Result):
    haven_id: str | None = Field(description="null: not one of havens.csv")
    name: str
    places: int | None = Field(description="people; null: not known")
    as_worded: int = Field(description="people who arrive on time and find a place, as the advisory is worded")
    assigned: int = Field(description="people, as it could be assigned")
    can_reach: int = Field(description="people who can arrive on time, places ignored")


class Chance(Result):
    p: float = Field(ge=0, le=1)
    se: float = Field(ge=0, description="standard error of p")


class Exposure(Result):
    outdoor_s: int = Field(description="seconds on the way and waiting outdoors")
    hazard_s: int = Field(description="seconds on edges in control or hazard areas")
    risk: float = Field(description="sum of seconds on an edge × its stated exposure")
    unverified_m: float = Field(description="metres in areas whose evidence has no grade, or a poor one")
    oldest_evidence_h: float | None = Field(description="age of the oldest evidence on the way, in hours")


class CaughtAt(Result):
    """Where a party would be at one moment if it obeyed all the same (rule P6)."""

    at: datetime
    lat: float
    lon: float
    where: Literal["shelter", "road", "waiting", "haven"] = Field(
        description="shelter: not yet set out, or in one on the way"
    )


class CaughtOut(Result):
    at_deadline: CaughtAt
    at_curfew: CaughtAt | None = Field(description="null: no curfew after issue within the horizon")


class Blocker(Result):
    """Something whose removal alone would make the party on time (rule P10)."""

    kind: Literal[
        "closure", "curfew", "sending", "means", "access", "walk_limit", "deadline", "places", "pair", "no_single_cause"
    ]
    id: str | None = Field(None, description="id of the closure, curfew, rule or means")
    of: tuple["Blocker", ...] = Field((), description="the two of a pair")


class Leg(Result):
    """A way from a start to a haven, or to a shelter or haven where the party waits. Seconds are from the epoch.

    The party moves off at `depart_s`, covers `access_m[0]` to the road, and is inside at `arrive_s`, having covered
    `access_m[1]` from the road. `edges[i]` is entered at `enter_s[i]` and left at `leave_s[i]`. The first edge is
    travelled from `begin` (share of its length, in its direction), the last to `end`.
    """

    depart_s: int
    arrive_s: int
    edges: Whole = Field(description="directed edges of the network, by index")
    enter_s: Whole
    leave_s: Whole
    begin: float = Field(ge=0, le=1)
    end: float = Field(ge=0, le=1)
    access_m: tuple[float, float]
    to: str = Field(description="the haven or shelter where it ends: id, or the asked name where it has no id")


class Route(Result):
    """A party's whole way, edge by edge, as judge.py checks it. More than one leg where it waits inside on the way."""

    means: Means
    legs: tuple[Leg, ...] = Field(min_length=1)
    line: Line = Field(description="[lat, lon] along the way")


class PartyResult(Result):
    id: str
    size: int = Field(description="people")
    verdict: Verdict
    haven: str | None = Field(description="haven as worded: id, or the asked name where it has no id")
    assigned_haven: str | None = Field(description="haven as it could be assigned; null: none")
    distance_m: float | None = Field(description="length of the way")
    told_at: datetime | None = Field(description="null: nobody tells it")
    ready_at: datetime | None = Field(description="told, and prepared")
    leave_by: datetime | None = Field(
        description="latest departure that is at `haven` by the deadline; where there is no haven, at any"
    )
    arrive_at: datetime | None = Field(description="earliest arrival at that haven, in time or not; null: none")
    margin_s: int | None = Field(description="deadline − arrival; negative = late")
    chance: Chance | None = Field(description="of arriving on time (rule P11)")
    exposure: Exposure | None = Field(description="on the way")
    caught_out: CaughtOut | None = Field(description="null: it would arrive, or would not set out")
    blockers: tuple[Blocker, ...] = Field(description="empty when on time or not located")
    route: Route | None


class Bounded(Result):
    value: float = Field(description="what the assignment reaches")
    bound: float = Field(description="what none can surpass that does as well in the goals before")
    proven: bool = Field(description="value equals bound")


class Bound(Result):
    """What the assignment reached and could not exceed, in the order of the goals (rule P8)."""

    urgent: Bounded = Field(description="people of urgent classes placed; most")
    people: Bounded = Field(description="people placed; most")
    risk: Bounded = Field(description="sum of people × risk of those placed; least")
    arrival_s: Bounded = Field(description="sum of people × arrival of those placed, seconds from the epoch; least")


WarningCode = Literal[
    "place_ambiguous", "place_misspelt", "deadline_without_zone", "deadline_past", "deadline_in_darkness",
    "deadline_in_curfew", "deadline_kind_conflict", "conflicts_with_alert", "haven_short", "haven_unproven",
    "haven_near_objective", "corridor_unproven", "consent_one_sided", "not_notified", "crowding", "no_fallback",
    "route_unverified", "register_stale", "audience_below_estimate", "documents_needed", "family_split",
    "absolute_wording", "heard_outside_area",
]  # fmt: skip
Severity = Literal["stop", "serious", "note"]


class Warning(Result):
    code: WarningCode
    severity: Severity
    text: str = Field(description="one sentence for the officer")
    evidence: dict[str, Any] = Field(description="what it rests on; names depend on the code")


class DeadlineFor(Result):
    """Earliest deadline by which this share of located people arrives, places ignored; null: not within the horizon."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)
    half: datetime | None = Field(alias="0.5")
    most: datetime | None = Field(alias="0.9")
    all: datetime | None = Field(alias="1.0")


class HavenToAdd(Result):
    haven_id: str
    name: str
    people: int = Field(description="people on time with it, beyond those without")


class Buses(Result):
    people: int = Field(description="located people who would not be on time")
    seats: int = Field(description="seats a bus, assumed")
    runs: int = Field(description="runs one bus can make before the deadline by driving time")
    at_least: int | None = Field(description="a lower bound; null: no bus can drive it in time")


class SendOrder(Result):
    plain_told: int = Field(description="people told in time to be on time, in plain order")
    best_told: int = Field(description="the same, in the order found")
    order: tuple[str, ...] = Field(description="party ids, first to be told first; those it cannot save come last")
    stay: tuple[str, ...] = Field(description="parties that get the stay text")


class WouldWork(Result):
    deadline_for: DeadlineFor
    haven_to_add: HavenToAdd | None = Field(description="null: none known that helps")
    buses: Buses | None = Field(description="null: nobody is left to be driven")
    send_order: SendOrder


class RunsOut(Result):
    people: int = Field(description="who run out within the span")
    first_at: datetime | None = Field(description="null: nobody")
    last_at: datetime | None = Field(description="null: nobody")


class Course(Result):
    """One course of action, over the same span of time for each that is compared (rule P12). No single score."""

    begins_at: datetime = Field(description="when people may set out")
    deadline_at: datetime | None = Field(description="null: none")
    on_time: int | None = Field(description="people")
    outdoor_person_min: float = Field(description="minutes outdoors, summed over people")
    hazard_person_s: float = Field(description="seconds in control and hazard areas, summed over people")
    water: RunsOut
    food: RunsOut
    heat: RunsOut
    medicine: RunsOut


class Compare(Result):
    until: datetime = Field(description="end of the span over which all are counted")
    move: Course = Field(description="as the advisory is worded, now")
    stay: Course = Field(description="nobody moves")
    next_window: Course | None = Field(description="from the next end of a curfew or start of a corridor; null: none")


class Preflight(Result):
    """The check of one Move advisory: `safepassage/preflight/1`."""

    schema_: Literal["safepassage/preflight/1"] = Field("safepassage/preflight/1", alias="schema")
    versions: dict[str, str] = Field(description="of the packages that shape the result")
    seed: int = Field(description="for the chances of rule P11")
    crisis: str = Field(description="its name")
    status: str = Field(description="Actual, Exercise or Test (CAP)")
    zone: str = Field(description="the crisis's time zone")
    home_zone: str = Field(description="the time zone at home")
    epoch: datetime = Field(description="second 0 of routes")
    advisory: AdvisoryResult
    people: VerdictCounts = Field(description="heads by verdict")
    parties_by_verdict: VerdictCounts = Field(description="parties by verdict")
    havens: tuple[HavenResult, ...] = Field(description="in the advisory's order")
    parties: tuple[PartyResult, ...] = Field(description="the audience, in the order of parties.csv")
    bound: Bound = Field(description="of the assignment as it could be")
    warnings: tuple[Warning, ...] = Field(description="the gravest first")
    would_work: WouldWork
    compare: Compare
    inputs_sha256: dict[str, str] = Field(description="by file of the crisis folder")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @property
    def all_on_time(self) -> bool:
        """Whether there is an audience, and every party in it is on time."""
        return self.parties_by_verdict.on_time == self.parties_by_verdict.total > 0
