"""The tables of a crisis: havens, people, what is shut, who is refused, how messages travel."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, model_validator

from safepassage.planning.model.fields import (
    Count,
    Country,
    Day,
    Geometry,
    Grade,
    Hours,
    Identifier,
    Instant,
    Latitude,
    Longitude,
    Metres,
    OsmId,
    Polygon,
    Row,
    Share,
    Text,
    TimeOfDay,
    Word,
    Words,
    ordered,
)
from safepassage.planning.model.words import Means, State


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
    staff: Count | None = Field(None, description="staff of ours there; empty = not known; kept on record, not checked")
    onward_seats: Count | None = Field(None, description="seats onward promised for the next day; empty = not known")
    grade: Grade | None = Field(None, description="Admiralty grade of what is known of it")
    evidence_at: Instant | None = Field(None, description="time of the newest evidence")
    nearest_objective: Text | None = Field(None, description="what military objective is nearest")
    nearest_objective_m: Metres | None = Field(None, description="how far that is, in metres")


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

    def silent_at(self, instant: datetime) -> bool:
        """Whether the warden tells nobody what goes out at that instant (rule P3)."""
        return self.silent_since is not None and self.silent_since <= instant


class Party(Row):
    """parties.csv: people who move together and are never split by the machine."""

    id: Identifier
    place: str = Field("", description="where, in words")
    lat: Latitude | None = None
    lon: Longitude | None = None
    located_at: Instant | None = Field(None, description="time of the position")
    position_grade: Grade | None = Field(None, description="grade of the position; kept on record, not checked")
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
    def _whole_position(self, _: ValidationInfo) -> "Party":
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
    exposure: float = Field(0.0, ge=0, le=1000, description="risk of one second there, against 1 for the worst known")
    ways: tuple[OsmId, ...] = Field((), description="OSM ids of ways closed, instead of or beside a geometry")
    grade: Grade | None = None
    evidence_at: Instant | None = None
    geometry: Geometry | None = Field(None, description="GeoJSON geometry; shapely inside, x = lon, y = lat")

    @model_validator(mode="after")
    def _somewhere(self, _: ValidationInfo) -> "Closure":
        if self.geometry is None and not self.ways:
            raise ValueError("neither a geometry nor ways; expected one of them, or both")
        return self

    @model_validator(mode="after")
    def _in_order(self, info: ValidationInfo) -> "Closure":
        ordered(self.begin, self.end, info)
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
    def _in_order(self, _: ValidationInfo) -> "Curfew":
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
    def _in_order(self, info: ValidationInfo) -> "Corridor":
        ordered(self.begin, self.end, info)
        return self

    @model_validator(mode="after")
    def _of_its_sides(self, _: ValidationInfo) -> "Corridor":
        strangers = sorted({c.side for c in self.commitments} - set(self.sides))
        if strangers:
            raise ValueError(
                f"a commitment is of {', '.join(strangers)}, no side of this corridor;"
                f" expected one of its sides, {', '.join(self.sides) or 'of which there are none'}"
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
    age_from: int | None = Field(None, ge=0, le=200)
    age_below: int | None = Field(None, ge=0, le=200)
    nationality: tuple[Country, ...] = Field((), description="nationalities refused")
    nationality_not: tuple[Country, ...] = Field((), description="all others than these are refused")
    lacks: Identifier | None = Field(None, description="a document; who has it not is refused")
    begin: Instant | None = None
    end: Instant | None = None
    grade: Grade | None = None
    source: str = ""

    @model_validator(mode="after")
    def _in_order(self, info: ValidationInfo) -> "AccessRule":
        ordered(self.begin, self.end, info)
        return self

    @model_validator(mode="after")
    def _of_some_age(self, _: ValidationInfo) -> "AccessRule":
        if self.age_from is not None and self.age_below is not None and self.age_from >= self.age_below:
            raise ValueError(
                f"no age is from {self.age_from} and below {self.age_below}; expected age_below to be more"
            )
        return self


class Channel(Row):
    """channels.toml, [[channel]]: a road that messages take."""

    id: Word
    kind: Literal["sms", "email", "voice", "page", "poster"]
    segments_per_s: float = Field(
        ge=0.001, le=1_000_000, description="SMS segments a second; for other kinds, messages a second"
    )
    latency_s: Count = Field(0, description="from sent until delivered")
    reach: Share = Field(1.0, description="share of messages that arrive; 0 = the channel is down")
