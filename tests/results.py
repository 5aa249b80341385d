"""A made-up crisis and a made-up result of it, for tests of what officers see. No number comes from the planner."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from shapely.geometry import LineString, box

from safepassage.planning import model as m
from safepassage.planning.network import Network

KYIV = ZoneInfo("Europe/Kyiv")
EPOCH = datetime(2022, 3, 2, 6, 0, tzinfo=KYIV)
ISSUED = datetime(2022, 3, 2, 14, 30, tzinfo=KYIV)
DEADLINE = datetime(2022, 3, 2, 18, 0, tzinfo=KYIV)

PLACES = {  # name: lat, lon
    "station": (49.9898, 36.2046),
    "metro": (50.0040, 36.2310),
    "hostel north": (50.0300, 36.2250),
    "hostel east": (49.9990, 36.3050),
    "hostel south": (49.9580, 36.2500),
    "west gate": (49.9720, 36.1500),
    "south gate": (49.9350, 36.2200),
    "Pisochyn": (49.9516, 36.1026),
    "Babai": (49.89625, 36.19309),
    "Bezliudivka": (49.86787, 36.28347),
}
ROADS = [  # from, to, class
    ("station", "west gate", "primary"),
    ("west gate", "Pisochyn", "primary"),
    ("station", "south gate", "secondary"),
    ("south gate", "Babai", "secondary"),
    ("south gate", "Bezliudivka", "tertiary"),
    ("hostel south", "Bezliudivka", "tertiary"),
    ("hostel south", "south gate", "residential"),
    ("station", "metro", "primary"),
    ("metro", "hostel north", "residential"),
    ("metro", "hostel east", "trunk"),
    ("hostel east", "hostel south", "unclassified"),
    ("station", "hostel south", "footway"),
]
HAVENS = [("pisochyn", "Pisochyn", "Pesochin", 600), ("babai", "Babai", "Babye", 400)]
HAVENS.append(("bezliudivka", "Bezliudivka", "Bazlyudovka", None))


def chain_of(line: int) -> int:
    """The edge that runs a road of `ROADS` from its first place to its last."""
    return 2 * line


@cache
def sample_network() -> Network:
    """`ROADS` as a network: each road is one line with a bend, walked and driven both ways."""
    names = list(PLACES)
    lat, lon = (np.array([PLACES[n][i] for n in names]) for i in (0, 1))
    ends = np.array([[names.index(a), names.index(b)] for a, b, _ in ROADS])
    classes = tuple(sorted({c for _, _, c in ROADS}))
    bend = 0.004 * np.where(np.arange(len(ROADS)) % 2, 1, -1)
    points_lat = np.stack([lat[ends[:, 0]], lat[ends].mean(1) + bend, lat[ends[:, 1]]], 1).ravel()
    points_lon = np.stack([lon[ends[:, 0]], lon[ends].mean(1) + bend, lon[ends[:, 1]]], 1).ravel()
    n_lines, n_edges = len(ROADS), 2 * len(ROADS)
    return Network(
        node_lat=lat,
        node_lon=lon,
        node_id=np.arange(len(names)),
        edge_from=ends.ravel().astype(np.int32),
        edge_to=ends[:, ::-1].ravel().astype(np.int32),
        edge_line=np.repeat(np.arange(n_lines, dtype=np.int32), 2),
        edge_backward=np.arange(n_edges) % 2 == 1,
        edge_walk=np.ones(n_edges, bool),
        edge_drive_s=np.full(n_edges, 600.0),
        line_length_m=np.full(n_lines, 6_000.0),
        line_points=np.arange(n_lines + 1, dtype=np.int64) * 3,
        point_lat=points_lat,
        point_lon=points_lon,
        line_way=np.arange(n_lines, dtype=np.int64) + 100,
        line_class=np.array([classes.index(c) for _, _, c in ROADS], np.uint8),
        line_name=np.zeros(n_lines, np.int32),
        line_capacity_per_h=np.full(n_lines, np.nan, np.float32),
        walk_chains=np.arange(n_edges + 1, dtype=np.int64),
        walk_chain_edges=np.arange(n_edges, dtype=np.int32),
        drive_chains=np.arange(n_edges + 1, dtype=np.int64),
        drive_chain_edges=np.arange(n_edges, dtype=np.int32),
        classes=classes,
        names=("",),
        source="made up",
        left_out=(),
    )


def sample_settings(status: str = "Exercise") -> m.Settings:
    return m.Settings.model_validate(
        {
            "name": "Kharkiv, March 2022 (made up)",
            "status": status,
            "zone": "Europe/Kyiv",
            "home_zone": "Asia/Kolkata",
            "nationality": "IN",
            "area": box(36.0, 49.8, 36.5, 50.1),
            "clock": {"epoch": EPOCH, "now": ISSUED},
            "estimate": {"low": 2500, "high": 4000},
            "mobility": {"adult": {"speed_kph": 4.5}},
        }
    )


def sample_closures() -> tuple[m.Closure, ...]:
    hours = {"begin": datetime(2022, 3, 2, 15, tzinfo=KYIV), "end": datetime(2022, 3, 2, 20, tzinfo=KYIV)}
    return (
        m.Closure(
            id="ring-road", kind="closure", name="Ring road shut", **hours, geometry=box(36.135, 49.955, 36.16, 49.98)
        ),
        m.Closure(
            id="front", kind="control", name="Front line", geometry=box(36.30, 50.02, 36.36, 50.06), exposure=0.3
        ),
        m.Closure(id="mines", kind="hazard", geometry=LineString([(36.24, 49.91), (36.26, 49.90)]), exposure=0.8),
        m.Closure(id="bridge", kind="closure", name="Bridge down", ways=(105,)),
    )


@cache
def sample_crisis(status: str = "Exercise") -> m.Crisis:
    """The crisis that `sample_result` speaks of; its advisory is named `second`."""
    parties = tuple(
        m.Party(id=p.id, place=_place_of(p.id), lat=at[0], lon=at[1], mobility="adult")
        if (at := PLACES.get(_place_of(p.id)))
        else m.Party(id=p.id, place="not known", mobility="adult")
        for p in sample_result(status).parties
    )
    havens = tuple(
        m.Haven(id=i, name=n, lat=PLACES[n][0], lon=PLACES[n][1], places=places) for i, n, _, places in HAVENS
    )
    shelters = tuple(
        m.Shelter(id=p, name=p.title(), lat=PLACES[p][0], lon=PLACES[p][1])
        for p in ("station", "metro", "hostel south")
    )
    curfew = m.Curfew(id="night", begins="18:00", ends="06:00", first_on="2022-02-26", last_on="2022-03-10")
    advisory = m.Advisory(
        kind="Move",
        issued_at=ISSUED,
        deadline_at=DEADLINE,
        text={"en": "Proceed to the three settlements at once."},
        havens=tuple(m.AskedHaven(asked=asked, haven_id=i) for i, _, asked, _ in HAVENS),
    )
    rule = m.AccessRule(id="men", at="train", of="Intercity to Lviv", sex="M", age_from=18)
    return m.Crisis(
        settings=sample_settings(status),
        network=sample_network(),
        havens=havens,
        shelters=shelters,
        wardens=(),
        parties=parties,
        persons=(),
        closures=sample_closures(),
        curfews=(curfew,),
        corridors=(),
        crossings=(),
        rules=(rule,),
        channels=(),
        alerts=(),
        advisories={"second": advisory},
    )


GROUPS = [  # place, verdict, parties, haven, roads, blockers
    ("station", "on_time", 150, "pisochyn", (0, 1), ()),
    ("station", "no_place", 90, "pisochyn", (0, 1), ("places",)),
    ("station", "too_late", 60, "babai", (2, 3), ("sending", "deadline")),
    ("metro", "on_time", 40, "babai", (7, 2, 3), ()),
    ("metro", "too_late", 80, "babai", (7, 2, 3), ("deadline",)),
    ("hostel north", "too_late", 120, "babai", (8, 7, 2, 3), ("deadline", "sending")),
    ("hostel north", "not_told", 30, None, (), ("sending",)),
    ("hostel east", "no_route", 45, None, (), ("pair",)),
    ("hostel east", "refused", 12, "bezliudivka", (), ("access",)),
    ("hostel south", "on_time", 55, "bezliudivka", (5,), ()),
    ("hostel south", "cannot_move", 9, None, (), ("no_single_cause",)),
    ("nowhere", "not_located", 25, None, (), ()),
]
BLOCKERS = {
    "deadline": m.Blocker(kind="deadline"),
    "sending": m.Blocker(kind="sending"),
    "places": m.Blocker(kind="places"),
    "access": m.Blocker(kind="access", id="men"),
    "no_single_cause": m.Blocker(kind="no_single_cause"),
    "pair": m.Blocker(
        kind="pair", of=(m.Blocker(kind="closure", id="ring-road"), m.Blocker(kind="curfew", id="night"))
    ),
}


def _place_of(party: str) -> str:
    return party.rsplit("-", 1)[0].split("/")[0]


def _party(group: int, number: int) -> m.PartyResult:
    place, verdict, _, haven, roads, blockers = GROUPS[group]
    told = ISSUED + timedelta(minutes=10 + number % 20)
    arrive = DEADLINE + timedelta(minutes=(-60 if verdict in {"on_time", "no_place"} else 30) + number % 40)
    moves = bool(roads)
    caught = m.CaughtAt(at=DEADLINE, lat=49.95, lon=36.2, where="road")
    return m.PartyResult(
        id=f"{place}/{group}-{number}",
        size=1 + number % 6,
        verdict=m.Verdict(verdict),
        haven=haven,
        assigned_haven="bezliudivka" if verdict == "no_place" else haven,
        distance_m=11_000.0 + 100 * number if moves else None,
        told_at=None if verdict == "not_located" else told,
        ready_at=told + timedelta(minutes=15) if moves else None,
        leave_by=DEADLINE - timedelta(hours=2, minutes=30) if moves else None,
        arrive_at=arrive if moves else None,
        margin_s=int((DEADLINE - arrive).total_seconds()) if moves else None,
        chance=m.Chance(p=0.95 if number % 3 else 0.62, se=0.01) if verdict == "on_time" else None,
        exposure=m.Exposure(outdoor_s=8_000, hazard_s=600, risk=120.5, unverified_m=900, oldest_evidence_h=30)
        if moves
        else None,
        caught_out=m.CaughtOut(at_deadline=caught, at_curfew=caught) if verdict == "too_late" else None,
        blockers=tuple(BLOCKERS[b] for b in blockers),
        route=_route(roads) if moves else None,
    )


def _route(roads: tuple[int, ...]) -> m.Route:
    network = sample_network()
    line = [(float(network.point_lat[i]), float(network.point_lon[i])) for r in roads for i in range(3 * r, 3 * r + 3)]
    leg = m.Leg(
        depart_s=0,
        arrive_s=len(roads),
        edges=tuple(chain_of(r) for r in roads),
        enter_s=tuple(range(len(roads))),
        leave_s=tuple(range(1, len(roads) + 1)),
        begin=0,
        end=1,
        access_m=(20, 30),
        to="haven",
    )
    return m.Route(means=m.Means.FOOT, legs=(leg,), line=tuple(line))


def _counts(parties: tuple[m.PartyResult, ...], weight: str) -> m.VerdictCounts:
    counts = dict.fromkeys(m.Verdict, 0)
    for party in parties:
        counts[party.verdict] += party.size if weight == "people" else 1
    return m.VerdictCounts(total=sum(counts.values()), **{v.value: n for v, n in counts.items()})


def sample_advisory() -> m.AdvisoryResult:
    wrong = m.Candidate(name="Babye", lat=51.0, lon=25.0, country="UA", distance_m=804_000, score=0.8)
    havens = tuple(
        m.HavenAsked(
            asked=asked,
            haven_id=i,
            name=n,
            lat=PLACES[n][0],
            lon=PLACES[n][1],
            candidates=(
                m.Candidate(name=n, lat=PLACES[n][0], lon=PLACES[n][1], country="UA", distance_m=9_000, score=0.9),
                *([wrong] if i == "babai" else []),
            ),
        )
        for i, n, asked, _ in HAVENS
    )
    return m.AdvisoryResult(
        name="second", issued_at=ISSUED, deadline_at=DEADLINE, deadline_kind="arrive_by", havens=havens
    )


def sample_warnings() -> tuple[m.Warning, ...]:
    said = [
        ("deadline_in_darkness", "serious", "The deadline is after dusk, 17:51 Kyiv (21:21 Kolkata)."),
        ("place_misspelt", "note", "“Babye” is written “Babai” on maps; 804 km off there is another Babye."),
        ("conflicts_with_alert", "stop", "An alert in force tells the same people to stay in shelter until morning."),
        ("haven_short", "serious", "Pisochyn has 600 places; 1,104 people are sent there."),
    ]  # fmt: skip
    return tuple(m.Warning(code=c, severity=s, text=t, evidence={}) for c, s, t in said)  # type: ignore[arg-type]


def _course(begins: datetime, deadline: datetime | None, on_time: int | None, outdoor: float) -> m.Course:
    out = m.RunsOut(people=210, first_at=begins + timedelta(hours=3), last_at=begins + timedelta(hours=9))
    none = m.RunsOut(people=0, first_at=None, last_at=None)
    return m.Course(
        begins_at=begins,
        deadline_at=deadline,
        on_time=on_time,
        outdoor_person_min=outdoor,
        hazard_person_s=outdoor * 6,
        water=out,
        food=out,
        heat=out,
        medicine=none,
    )


def sample_compare() -> m.Compare:
    morning = datetime(2022, 3, 3, 6, tzinfo=KYIV)
    return m.Compare(
        until=datetime(2022, 3, 3, 18, tzinfo=KYIV),
        move=_course(ISSUED, DEADLINE, 856, 402_000),
        stay=_course(ISSUED, None, None, 0),
        next_window=_course(morning, morning + timedelta(hours=3.5), 2_000, 390_000),
    )


def sample_would_work() -> m.WouldWork:
    return m.WouldWork(
        deadline_for=m.DeadlineFor(half=DEADLINE, most=DEADLINE + timedelta(minutes=75), all=None),
        haven_to_add=m.HavenToAdd(haven_id="derhachi", name="Derhachi", people=420),
        buses=m.Buses(people=1_600, too_far=0, seats=50, at_least=16),
        send_order=m.SendOrder(plain_told=1_100, best_told=1_350, order=(), stay=()),
    )


@cache
def sample_result(status: str = "Exercise") -> m.Preflight:
    """A result with every verdict, every kind of blocker but some, warnings of each severity, and all comparisons."""
    parties = tuple(_party(g, n) for g, group in enumerate(GROUPS) for n in range(group[2]))
    on_time = [p for p in parties if p.verdict is m.Verdict.ON_TIME]
    havens = tuple(
        m.HavenResult(
            haven_id=i,
            name=n,
            places=places,
            as_worded=sum(p.size for p in on_time if p.haven == i),
            assigned=sum(p.size for p in on_time if p.haven == i) + 50,
            can_reach=sum(p.size for p in parties if p.haven == i),
        )
        for i, n, _, places in HAVENS
    )
    exact = m.Bounded(value=0, bound=0, proven=True)
    return m.Preflight(
        versions={"safepassage": "0.1.0"},
        seed=1,
        crisis="Kharkiv, March 2022 (made up)",
        status=status,
        zone="Europe/Kyiv",
        home_zone="Asia/Kolkata",
        epoch=EPOCH.astimezone(UTC),
        advisory=sample_advisory(),
        people=_counts(parties, "people"),
        parties_by_verdict=_counts(parties, "parties"),
        havens=havens,
        parties=parties,
        bound=m.Bound(
            urgent=exact, people=m.Bounded(value=1_400, bound=1_420, proven=False), risk=exact, arrival_s=exact
        ),
        warnings=sample_warnings(),
        would_work=sample_would_work(),
        compare=sample_compare(),
        inputs_sha256={"crisis.toml": "0" * 64},
    )


def all_on_time(result: m.Preflight) -> m.Preflight:
    """The same result, cut down to the parties that are on time, without warnings."""
    parties = tuple(p for p in result.parties if p.verdict is m.Verdict.ON_TIME)
    return result.model_copy(
        update={
            "parties": parties,
            "people": _counts(parties, "people"),
            "parties_by_verdict": _counts(parties, "parties"),
            "warnings": (),
        }
    )
