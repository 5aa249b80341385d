"""One street in a crisis, and the right result of its preflight worked out by hand, to plant faults in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shapely.geometry import box
from tests.planning.networks import edge, network_from

from safepassage.places import daylight
from safepassage.planning import model as m
from safepassage.planning.judge import judge
from safepassage.planning.network import EdgeIndex

EPOCH = datetime(2022, 3, 2, 12, 0, tzinfo=ZoneInfo("Europe/Kyiv"))
ISSUED, TOLD, READY, DEADLINE = 1800, 2400, 3000, 21600  # 12:30, 12:40, 12:50, 18:00

# Pieces of 1 km from west to east, each a way of its own. An adult walks 1 m/s by day, half that at night.
NODES = {name: (50.0, 36.2 + 0.014 * i) for i, name in enumerate("abcdef")}
STREET = ("ab", "bc", "cd", "de", "ef")
NETWORK = network_from(NODES, [(a, b, {"length_m": 1000, "way": 10 + i}) for i, (a, b) in enumerate(STREET)])
AB, BC, CD, DE, EF = (edge(NETWORK, NODES, a, b) for a, b in STREET)

# Everybody and everything stands 22 m north of the street: at a, half-way from b to c, at d and at f.
HOME = m.Point(50.0002, 36.2)
CELLAR = m.Shelter(id="cellar", name="Cellar", lat=50.0002, lon=36.221)
EAST = m.Haven(id="east", name="East school", lat=50.0002, lon=36.242, places=4)
FAR = m.Haven(id="far", name="Far school", lat=50.0002, lon=36.27)
ACCESS_M = float(EdgeIndex(NETWORK).nearest(m.Means.FOOT, [HOME.lat], [HOME.lon], 500).access_m[0])
ACCESS_S = 23


def at(second: float) -> datetime:
    """The instant at a second from the epoch."""
    return EPOCH + timedelta(seconds=second)


def changed(thing: Any, **changes: Any) -> Any:
    """A copy of a row or result with other fields."""
    return thing.model_copy(update=changes)


# --- The crisis ----------------------------------------------------------------------------------------------------

SETTINGS = m.Settings.model_validate(
    {
        "name": "Street",
        "status": "Test",
        "zone": "Europe/Kyiv",
        "home_zone": "Asia/Kolkata",
        "nationality": "IN",
        "area": box(36.0, 49.9, 36.5, 50.1),
        "clock": {"epoch": EPOCH, "now": EPOCH, "horizon_h": 24},
        "estimate": {"low": 5, "high": 10},
        "delays": {"reading_s": 300, "preparation_s": 600},
        "mobility": {
            "adult": {"speed_kph": 3.6, "longest_walk_m": 8000, "night": 0.5, "snow": 0.8},
            "slow": {"speed_kph": 0.54, "longest_walk_m": 8000},
        },
    }
)
DUSK = round((daylight(50.0, 36.25, EPOCH.date(), "Europe/Kyiv").civil_dusk - EPOCH).total_seconds())
SIZES = {"pair": 2, "five": 5, "slow": 1, "nowhere": 1}


def crisis(**changes: Any) -> m.Crisis:
    """Three parties at home by a, one nowhere; a haven for four at d, another at f."""
    position = {"lat": HOME.lat, "lon": HOME.lon, "located_at": at(-3600)}
    parties = tuple(m.Party(id=p, mobility="adult", **({} if p == "nowhere" else position)) for p in SIZES)
    own = {"slow": "slow"}  # of a member, where it is not the party's
    persons = [
        m.Person(id=f"{p}{i}", party=p, nationality="IN", sex="F", age=30, mobility=own.get(p))
        for p, size in SIZES.items()
        for i in range(size)
    ]
    advisory = m.Advisory(
        kind="Move",
        issued_at=at(ISSUED),
        deadline_at=at(DEADLINE),
        text={"en": "Go."},
        havens=(m.AskedHaven(asked="Est", haven_id="east"), m.AskedHaven(asked="Far", haven_id="far")),
    )
    base = m.Crisis(
        settings=SETTINGS,
        network=NETWORK,
        havens=(EAST, FAR),
        shelters=(CELLAR,),
        wardens=(),
        parties=parties,
        persons=(*persons, m.Person(id="at-home", party="pair", state=m.State.HOME)),
        closures=(),
        curfews=(),
        corridors=(),
        crossings=(),
        rules=(),
        channels=(),
        alerts=(),
        advisories={"go": advisory},
    )
    return replace(base, **changes)


# --- Its result ----------------------------------------------------------------------------------------------------


def walk(
    edges: Iterable[int] = (AB, BC, CD),
    depart: int = READY,
    *,
    begin: float = 0.0,
    end: float = 1.0,
    to: str = "east",
    edge_s: int = 1000,
    access_s: int = ACCESS_S,
    waits: Mapping[int, int] | None = None,
) -> m.Leg:
    """A leg that takes `edge_s` for a whole edge and waits `waits[i]` seconds before edge i."""
    edges, now, enter, leave = tuple(edges), depart + access_s, [], []
    for i in range(len(edges)):
        share = (end if i == len(edges) - 1 else 1.0) - (begin if i == 0 else 0.0)
        enter.append(now + (waits or {}).get(i, 0))
        now = enter[-1] + round(edge_s * share)
        leave.append(now)
    return m.Leg(
        depart_s=depart,
        arrive_s=now + access_s,
        edges=edges,
        enter_s=tuple(enter),
        leave_s=tuple(leave),
        begin=begin,
        end=end,
        access_m=(ACCESS_M, ACCESS_M),
        to=to,
    )


def row(party: str, verdict: str, *legs: m.Leg, **changes: Any) -> m.PartyResult:
    """A party's row, in keeping with its legs; `changes` are not."""
    arrive = legs[-1].arrive_s if legs else None
    outdoor_s = sum(leg.arrive_s - leg.depart_s for leg in legs)
    exposure = m.Exposure(outdoor_s=outdoor_s, hazard_s=0, risk=0, unverified_m=0, oldest_evidence_h=None)
    told = verdict != "not_located"
    given = {
        "id": party,
        "size": SIZES.get(party, 1),
        "verdict": m.Verdict(verdict),
        "haven": legs[-1].to if legs else None,
        "assigned_haven": None,
        "distance_m": None,
        "told_at": at(TOLD) if told else None,
        "ready_at": at(READY) if told else None,
        "leave_by": at(DEADLINE - (arrive - legs[0].depart_s)) if arrive and arrive <= DEADLINE else None,
        "arrive_at": None if arrive is None else at(arrive),
        "margin_s": None if arrive is None else DEADLINE - arrive,
        "chance": None,
        "exposure": exposure if legs else None,
        "caught_out": None,
        "blockers": (),
        "route": m.Route(means=m.Means.FOOT, legs=legs, line=()) if legs else None,
    }
    return m.PartyResult(**{**given, **changes})


def pair(*legs: m.Leg, **changes: Any) -> m.PartyResult:
    """The pair, on time by these legs."""
    return row("pair", "on_time", *legs, **{"assigned_haven": "east", **changes})


PAIR = pair(walk(), distance_m=3000 + 2 * ACCESS_M)
FIVE = row("five", "no_place", walk(), assigned_haven="far", blockers=(m.Blocker(kind="places"),))
SLOW = row("slow", "too_late", walk(edge_s=6667, access_s=149), blockers=(m.Blocker(kind="deadline"),))
NOWHERE = row("nowhere", "not_located")
# The same without routes, so that what is wrong on the street touches nobody else.
RESTING = tuple(row(p, "no_route", blockers=(m.Blocker(kind="no_single_cause"),)) for p in ("five", "slow"))


def result(*rows: m.PartyResult, **changes: Any) -> m.Preflight:
    """A result whose sums are those of its rows."""
    course = {"begins_at": at(ISSUED), "outdoor_person_min": 0, "hazard_person_s": 0}
    course |= dict.fromkeys(("water", "food", "heat", "medicine"), m.RunsOut(people=0, first_at=None, last_at=None))
    order = m.SendOrder(plain_told=2, best_told=5, order=("slow", "five", "pair", "nowhere"), stay=("slow",))
    given = {
        "versions": {},
        "seed": 1,
        "crisis": "Street",
        "status": "Test",
        "zone": "Europe/Kyiv",
        "home_zone": "Asia/Kolkata",
        "epoch": EPOCH,
        "advisory": m.AdvisoryResult(
            name="go",
            issued_at=at(ISSUED),
            deadline_at=at(DEADLINE),
            deadline_kind="arrive_by",
            havens=(_asked("Est", EAST), _asked("Far", FAR)),
        ),
        "people": _counts(rows, lambda r: r.size),
        "parties_by_verdict": _counts(rows, lambda r: 1),
        "havens": (_haven(EAST, rows), _haven(FAR, rows)),
        "parties": rows,
        "bound": m.Bound(
            urgent=_proven(0),
            people=_proven(sum(r.size for r in rows if r.assigned_haven)),
            risk=_proven(0),
            arrival_s=_proven(0),
        ),
        "warnings": (),
        "would_work": m.WouldWork(
            deadline_for=m.DeadlineFor(half=at(10_000), most=at(11_000), all=None),
            haven_to_add=None,
            buses=None,
            send_order=order,
        ),
        "compare": m.Compare(
            until=at(40_000),
            move=m.Course(deadline_at=at(DEADLINE), on_time=2, **course),
            stay=m.Course(deadline_at=None, on_time=None, **course),
            next_window=None,
        ),
        "inputs_sha256": {},
    }
    return m.Preflight(**{**given, **changes})


def _asked(asked: str, haven: m.Haven) -> m.HavenAsked:
    return m.HavenAsked(asked=asked, haven_id=haven.id, name=haven.name, lat=haven.lat, lon=haven.lon, candidates=())


def _haven(haven: m.Haven, rows: Iterable[m.PartyResult]) -> m.HavenResult:
    on_time = [r for r in rows if r.verdict is m.Verdict.ON_TIME]
    return m.HavenResult(
        haven_id=haven.id,
        name=haven.name,
        places=haven.places,
        as_worded=sum(r.size for r in on_time if r.haven == haven.id),
        assigned=sum(r.size for r in rows if r.assigned_haven == haven.id),
        can_reach=7,
    )


def _counts(rows: Iterable[m.PartyResult], weight: Callable[[m.PartyResult], int]) -> m.VerdictCounts:
    by_verdict = {v.value: sum(weight(r) for r in rows if r.verdict is v) for v in m.Verdict}
    return m.VerdictCounts(total=sum(by_verdict.values()), **by_verdict)


def _proven(value: float) -> m.Bounded:
    return m.Bounded(value=value, bound=value, proven=True)


RIGHT = result(PAIR, FIVE, SLOW, NOWHERE)


def objections(judged: m.Preflight, **changes: Any) -> set[tuple[str, str]]:
    """Rules and subjects that the judge names, the crisis being changed."""
    return {(objection.rule, objection.subject) for objection in judge(crisis(**changes), judged)}


def objections_to(pair: m.PartyResult, **changes: Any) -> set[str]:
    """Rules that the judge names against the pair while nobody else moves; it names nothing else."""
    found = objections(result(pair, *RESTING, NOWHERE), **changes)
    assert {subject for _, subject in found} <= {"pair"}
    return {rule for rule, _ in found}
