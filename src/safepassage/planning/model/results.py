"""What the planner gives: the check of a Move advisory, part by part. Made into the JSON Schema in docs/reference."""

from datetime import datetime
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from safepassage.planning.model.advisory import Candidate
from safepassage.planning.model.words import Means, Verdict


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
    by_name: bool = Field(False, description="no haven_id was given; taken is the one haven of havens.csv so called")


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
    id: str | None = Field(None, description="of the closure, rule or curfew; null: of several curfews, all together")
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
    margin_s: int | None = Field(
        description="deadline − arrival; of a deadline to leave by, deadline − ready; negative = late"
    )
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
    "place_ambiguous", "place_misspelt", "off_roads", "deadline_without_zone", "deadline_past", "deadline_in_darkness",
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
    """Earliest deadline that this share of located people keeps, places ignored; null: not within the horizon."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)
    half: datetime | None = Field(alias="0.5")
    most: datetime | None = Field(alias="0.9")
    all: datetime | None = Field(alias="1.0")


class HavenToAdd(Result):
    haven_id: str
    name: str
    people: int = Field(description="people on time with it, beyond those without")


class Buses(Result):
    people: int = Field(description="located people who would not be on time, and whom a bus could bring in time")
    too_far: int = Field(description="located people whom no bus could")
    seats: int = Field(description="seats a bus, assumed")
    at_least: int | None = Field(
        description="a lower bound, by seats and driving time with people on board; null: no bus can drive it in time"
    )


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
