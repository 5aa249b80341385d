"""Hypothesis strategies for small crises of every kind that a preflight can meet; all invented."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from hypothesis import strategies as st
from tests.planning.networks import network_from

from safepassage.planning import model as m

Draw = Callable[[st.SearchStrategy[Any]], Any]
Span = dict[str, datetime]

EPOCH = datetime(2022, 3, 2, 13, 0, tzinfo=ZoneInfo("Europe/Kyiv"))
HORIZON_H = 16.0
NODES = {  # no three of a line, about a kilometre apart
    "A": (50.000, 36.200), "B": (50.002, 36.213), "C": (50.007, 36.226), "D": (49.990, 36.203),
    "E": (49.993, 36.217), "F": (49.998, 36.231), "G": (49.981, 36.207), "H": (49.985, 36.222),
}  # fmt: skip
AREA = shapely.box(36.0, 49.9, 36.4, 50.1)
WAYS = ("both", "both", "both", "forward", "backward", "no")


def at(hour: float) -> datetime:
    """The instant so many hours after the epoch."""
    return EPOCH + timedelta(hours=hour)


def seldom(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Most often nothing."""
    return st.none() | st.none() | strategy


hours = st.integers(0, 16 * 12).map(lambda n: n / 12)
sides = st.floats(-0.002, 0.002, allow_subnormal=False)


@st.composite
def networks(draw: Draw) -> Any:
    """Five to eight junctions, all joined somehow, with streets of one way and streets for one means."""
    names = list(NODES)[: draw(st.integers(5, 8))]
    option = st.fixed_dictionaries(
        {"walk": st.sampled_from(WAYS), "drive": st.sampled_from(WAYS), "speed_kph": st.sampled_from([10, 30, 50])}
    )
    pair = st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True)
    rows = [(a, b, {}) for a, b in pairwise(names) if draw(st.integers(0, 4))]
    rows += [(a, b, {**chosen}) for (a, b), chosen in draw(st.lists(st.tuples(pair, option), max_size=5))]
    rows = rows or [("A", "B", {})]
    return network_from(NODES, [(a, b, {"way": 10 + i, **chosen}) for i, (a, b, chosen) in enumerate(rows)])


@st.composite
def points(draw: Draw, network: Any) -> m.Point:
    """At a junction or midway on a line, some metres off."""
    line = draw(st.integers(0, network.n_lines - 1))
    first, last = network.line_points[line], network.line_points[line + 1] - 1
    share = draw(st.sampled_from([0.0, 0.0, 0.25, 0.5, 0.9, 1.0]))
    off_lat, off_lon = (draw(st.sampled_from([0.0, 0.0003, -0.001])) for _ in range(2))
    lat = network.point_lat[first] + share * (network.point_lat[last] - network.point_lat[first]) + off_lat
    lon = network.point_lon[first] + share * (network.point_lon[last] - network.point_lon[first]) + off_lon
    return m.Point(round(float(lat), 6), round(float(lon), 6))


@st.composite
def spans(draw: Draw) -> Span:
    begin = draw(hours)
    return {"begin": at(begin), "end": at(begin + draw(st.sampled_from([0.1, 0.5, 1, 3, 20])))}


@st.composite
def settings(draw: Draw) -> m.Settings:
    """Walking in the day, at night and in snow, some hours of it dark."""
    factors = {"night": draw(st.sampled_from([1.0, 0.8, 0.5])), "snow": draw(st.sampled_from([1.0, 0.9]))}
    longest = draw(st.sampled_from([1_500.0, 3_000.0, 50_000.0]))
    return m.Settings.model_validate(
        {
            "name": "Random",
            "status": "Test",
            "zone": "Europe/Kyiv",
            "home_zone": "Asia/Kolkata",
            "nationality": "IN",
            "area": AREA,
            "clock": {"epoch": EPOCH, "now": at(1), "horizon_h": HORIZON_H},
            "estimate": {"low": 1, "high": 50},
            "limits": {"snap_m": 2_000, "ambiguity_m": 1},
            "mobility": {
                "adult": {"speed_kph": 5, "longest_walk_m": longest, **factors},
                "slow": {"speed_kph": 1.5, "longest_walk_m": 2_500, **factors},
                "none": {"speed_kph": 0, "longest_walk_m": 0},
            },
            "driving": factors,
            "delays": {"reading_s": draw(st.sampled_from([0, 300])), "preparation_s": draw(st.sampled_from([0, 900]))},
            "snow": [draw(spans())] if draw(st.booleans()) else [],
            "urgent": ["medical"],
        }
    )


@st.composite
def grounds(draw: Draw, network: Any, number: int) -> m.Closure:
    """A closure, control or hazard: about a junction, across a line, or of listed ways."""
    lat, lon = draw(points(network))
    half = draw(st.sampled_from([0.0004, 0.003, 0.01]))
    shape = st.sampled_from(
        [
            shapely.box(lon - half, lat - half, lon + half, lat + half),
            shapely.LineString([(lon, lat), (lon + half, lat)]),
        ]
    )
    geometry = draw(st.none() | shape)
    ways = tuple(draw(st.lists(st.sampled_from(network.line_way.tolist()), min_size=1, max_size=3)))
    return m.Closure(
        id=f"ground{number}",
        kind=draw(st.sampled_from(["closure", "closure", "control", "hazard"])),
        exposure=draw(st.sampled_from([0.0, 0.5, 1.0])),
        geometry=geometry,
        ways=() if geometry is not None else ways,
        grade=draw(st.sampled_from([None, "B2", "E5"])),
        evidence_at=draw(st.none() | hours.map(at)),
        **(draw(spans()) if draw(st.integers(0, 4)) else {}),
    )


@st.composite
def curfews(draw: Draw, network: Any, number: int) -> m.Curfew:
    lat, lon = draw(points(network))
    area = draw(st.sampled_from([None, shapely.box(lon - 0.008, lat - 0.008, lon + 0.008, lat + 0.008)]))
    begins, ends = (draw(st.sampled_from([time(14, 30), time(16), time(18), time(23), time(6)])) for _ in range(2))
    return m.Curfew(
        id=f"curfew{number}", begins=begins, ends=ends, first_on=date(2022, 3, 1), last_on=date(2022, 3, 3), area=area
    )


@st.composite
def parties(draw: Draw, network: Any, number: int, places: Sequence[str]) -> m.Party:
    lat, lon = draw(points(network)) if draw(st.integers(0, 9)) else (None, None)
    supply = seldom(st.sampled_from([0.0, 1.0, 5.0, 30.0]))
    return m.Party(
        id=f"p{number}",
        place=draw(st.sampled_from(places)),
        lat=lat,
        lon=lon,
        located_at=at(draw(st.sampled_from([0.5, 0.5, 0.5, 0.5, 0.5, 0.9, -30]))),
        mobility=draw(st.sampled_from(["adult"] * 6 + ["slow", "slow", "none"])),
        means=draw(st.sampled_from(["foot", "foot", "vehicle"])),
        vehicle_seats=draw(st.integers(0, 3)),
        channels=draw(st.sampled_from([("sms",)] * 6 + [("mail", "sms"), ("down",), ()])),
        warden=draw(seldom(st.sampled_from(["speaks", "silent"]))),
        urgent=draw(seldom(st.just("medical"))),
        water_h=draw(supply),
        food_h=draw(supply),
        heat_h=draw(supply),
        medicine_h=draw(supply),
    )


@st.composite
def persons(draw: Draw, party: m.Party, number: int) -> m.Person:
    return m.Person(
        id=f"{party.id}.{number}",
        party=party.id,
        state=draw(st.sampled_from(["sheltering"] * 14 + ["home", "in_hospital"])),
        sex=draw(st.sampled_from(["F", "M", None])),
        age=draw(st.sampled_from([30, 30, 30, 70, None, 30, 8])),
        nationality=draw(st.sampled_from(["IN", "IN", "NP", None])),
        documents=draw(st.sampled_from([(), ("passport",)])),
        medical=draw(st.sampled_from([None] * 31 + ["stretcher"])),
        mobility=draw(st.sampled_from([None, None, None, "slow"])),
    )


@st.composite
def havens(draw: Draw, network: Any, number: int) -> m.Haven:
    lat, lon = draw(points(network))
    places = draw(st.none() | st.integers(0, 6))
    supplies = {"food": draw(st.none() | st.integers(0, 9)), "heating": draw(st.sampled_from(["yes", "no", None]))}
    return m.Haven(id=f"haven{number}", name=f"Haven {number}", lat=lat, lon=lon, places=places, **supplies)


@st.composite
def rules(draw: Draw, number: int, of: Sequence[tuple[str, str]]) -> m.AccessRule:
    at_kind, of_id = draw(st.sampled_from(of))
    condition = draw(
        st.sampled_from(
            [{"sex": "M"}, {"age_from": 18, "age_below": 60}, {"nationality_not": ["IN"]}, {"lacks": "passport"}]
        )
    )
    window = draw(spans()) if draw(st.booleans()) else {}
    return m.AccessRule.model_validate({"id": f"rule{number}", "at": at_kind, "of": of_id, **condition, **window})


def several(make: Callable[[int], st.SearchStrategy[Any]], least: int, most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """From `least` to `most` rows, made of their numbers."""
    return st.integers(least, most).flatmap(lambda n: st.tuples(*(make(i) for i in range(n))))


@st.composite
def advisories(draw: Draw, known: Sequence[m.Haven], of: Sequence[m.Party]) -> m.Advisory:
    """To the first havens; sometimes to one that only the gazetteer knows, as the last."""
    issued = draw(st.sampled_from([0.0, 0.5, 1.0, 3.0]))
    asked = [m.AskedHaven(asked=h.name, haven_id=h.id) for h in known[: draw(st.integers(1, 3))]]
    assign = []
    if draw(st.integers(0, 3)) == 0:
        by_place = {"place": "square", "haven_id": asked[0].haven_id}
        by_party = {"party": of[0].id, "haven_id": asked[-1].haven_id}
        assign = [by_place, by_party]
    if draw(st.integers(0, 4)) == 0:
        asked.append(m.AskedHaven(asked="Elsewhere"))
    return m.Advisory.model_validate(
        {
            "kind": "Move",
            "issued_at": at(issued),
            "deadline_at": at(max(0.0, issued + draw(st.sampled_from([4, 2, 1, 0.5, 9, 0.0, -0.5])))),
            "deadline_kind": draw(st.sampled_from(["arrive_by", "arrive_by", "leave_by"])),
            "havens": asked,
            "means": draw(st.sampled_from([("foot", "vehicle"), ("foot", "vehicle"), ("foot",), ("vehicle",)])),
            "text": {"en": "Go."},
            "assign": assign,
        }
    )


@st.composite
def crises(draw: Draw) -> m.Crisis:
    """A small crisis whose one advisory is named `go`."""
    network = draw(networks())
    groups = draw(several(lambda i: parties(network, i, ["square", "hall", ""]), 1, 6))
    people = [draw(several(lambda i, party=party: persons(party, i), 1, 3)) for party in groups]
    known = draw(several(lambda i: havens(network, i), 1, 4))
    if draw(st.integers(0, 3)) == 0:  # the first party is in a haven
        groups = (groups[0].model_copy(update={"lat": known[0].lat, "lon": known[0].lon}), *groups[1:])
        people[0] = tuple(one.model_copy(update={"state": m.State.IN_HAVEN}) for one in people[0])
    crossings = draw(several(lambda i: points(network).map(lambda p: _crossing(i, p)), 0, 1))
    places_with_rules = [("haven", h.id) for h in known] + [("crossing", c.id) for c in crossings] * 2
    advisory = draw(advisories(known, groups))
    elsewhere = draw(points(network))
    candidate = m.Candidate(
        name="Elsewhere", lat=elsewhere.lat + 5e-5, lon=elsewhere.lon, country="UA", distance_m=None, score=1.0
    )
    named = [m.NamedPlaces(a.asked, () if a.haven_id else (candidate,), False) for a in advisory.havens]
    return m.Crisis(
        settings=draw(settings()),
        network=network,
        havens=known,
        shelters=draw(several(lambda i: points(network).map(lambda p: _shelter(i, p)), 0, 2)),
        wardens=(
            m.Warden(id="speaks", channels=("mail",), relay_s=600),
            m.Warden(id="silent", channels=("mail",), silent_since=at(-5)),
        ),
        parties=groups,
        persons=tuple(person for members in people for person in members),
        closures=draw(several(lambda i: grounds(network, i), 0, 4)),
        curfews=draw(several(lambda i: curfews(network, i), 0, 2)),
        corridors=draw(several(lambda i: spans().map(lambda s: _corridor(i, s)), 0, 1)),
        crossings=crossings,
        rules=draw(several(lambda i: rules(i, places_with_rules), 0, 2)),
        channels=(
            m.Channel(id="sms", kind="sms", segments_per_s=draw(st.sampled_from([1.0, 1.0, 0.002])), reach=0.9),
            m.Channel(id="mail", kind="email", segments_per_s=1.0, latency_s=60),
            m.Channel(id="down", kind="voice", segments_per_s=1.0, reach=0.0),
        ),
        alerts=(),
        advisories={"go": advisory},
        places={"go": tuple(named)},
    )


def _crossing(number: int, point: m.Point) -> m.Crossing:
    return m.Crossing(id=f"crossing{number}", lat=point.lat, lon=point.lon)


def _shelter(number: int, point: m.Point) -> m.Shelter:
    return m.Shelter(id=f"shelter{number}", name=f"Shelter {number}", lat=point.lat, lon=point.lon)


def _corridor(number: int, span: Span) -> m.Corridor:
    return m.Corridor(id=f"corridor{number}", sides=("north",), notified=True, **span)
