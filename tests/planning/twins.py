"""Random tiny worlds told twice: as arrays for the planner's searches, and in words for their slow twins."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from hypothesis import strategies as st
from tests.planning import cast
from tests.planning.naive import Edge, Span, Streets
from tests.planning.networks import network_from

from safepassage.planning.arcs import Places, Traveller, arcs_of
from safepassage.planning.model import Closure, Crisis, Curfew, Means
from safepassage.planning.network import Network, Snaps
from safepassage.planning.travel import Conditions, Search
from safepassage.planning.windows import Windows, windows_of

Draw = Callable[[st.SearchStrategy[Any]], Any]

EPOCH = datetime(2022, 3, 2, 13, 0, tzinfo=ZoneInfo("Europe/Kyiv"))
END = 45  # seconds; nobody arrives later
NODES = {
    name: (50 + 0.01 * number, 36 + 0.003 * number**2) for number, name in enumerate("ABCDEFG")
}  # no three in line
SPEED_KPH = 3.6  # a metre a second
WALK = {"both": (True, True), "forward": (True, False), "backward": (False, True)}


class Road(NamedTuple):
    """A line and which ways it may be walked."""

    start: str
    end: str
    length_m: float
    walk: str


class Place(NamedTuple):
    """A start or stop beside a road, at a share of its length, some metres off."""

    road: int
    share: float
    access_m: float


@dataclass(frozen=True)
class World:
    """Roads, places of which the first `n_stops` are stops, and what is shut, dark or under snow when."""

    roads: Sequence[Road]
    places: Sequence[Place]
    n_stops: int
    shut_roads: Sequence[tuple[Sequence[int], Span]]  # by one closure, several roads
    shut_nodes: Mapping[str, Sequence[Span]]
    curfew: Span | None
    nights: tuple[Span, ...] = ()
    night: float = 1.0
    longest_walk_m: float = math.inf

    # --- As arrays

    @cached_property
    def network(self) -> Network:
        rows = [
            (r.start, r.end, {"length_m": r.length_m, "walk": r.walk, "way": 10 + i}) for i, r in enumerate(self.roads)
        ]
        return network_from(NODES, rows)

    def search(self, *, contract: bool, begin: int = 0, end: int = END, **otherwise: Any) -> Search:
        """All that a walker can do from `begin` to `end`; `otherwise`: see `Search.make`."""
        network, windows = self.network, self.windows
        places = Places(self._snaps(network), self.n_stops)
        arcs = arcs_of(network, Means.FOOT, windows, places, contract=contract)
        walker = Traveller(Means.FOOT, SPEED_KPH, self.night, 1.0, longest_walk_m=self.longest_walk_m)
        conditions = Conditions(self.nights, ())
        return Search.make(network, arcs, windows, walker, conditions, begin, end, **otherwise)

    @cached_property
    def windows(self) -> Windows:
        return windows_of(self.crisis)

    @cached_property
    def crisis(self) -> Crisis:
        """A crisis with no more than the ground, and what is shut on it."""
        closures = [
            Closure(id=f"roads{n}", kind="closure", ways=tuple(10 + road for road in roads), **_window(span))
            for n, (roads, span) in enumerate(self.shut_roads)
        ]
        closures += [
            Closure(id=f"{name}-{n}", kind="closure", geometry=_about(name), **_window(span))
            for name, spans in self.shut_nodes.items()
            for n, span in enumerate(spans)
        ]
        clock = {"epoch": EPOCH, "now": EPOCH, "horizon_h": 0.025}  # 90 s
        return replace(
            cast.crisis(settings=cast.settings(clock=clock)),
            network=self.network,
            closures=tuple(closures),
            curfews=() if self.curfew is None else (_curfew(self.curfew),),
        )

    def _snaps(self, network: Network) -> Snaps:
        line_of = {way: line for line, way in enumerate(network.line_way.tolist())}
        return Snaps(
            np.array([line_of[10 + place.road] for place in self.places], np.int32),
            np.array([place.share for place in self.places], float),
            np.array([place.access_m for place in self.places], float),
        )

    # --- In words

    def streets(self) -> Streets:
        """The same for the slow twins. Place i is node `p0`; ways begin on its road at `b0` and end there at `e0`."""
        edges: list[Edge] = []
        shut: dict[int, list[Span]] = {}
        for number, road in enumerate(self.roads):
            for tail, head in self._directions(road):
                self._add(edges, shut, tail, head, road.length_m, self._road_spans(number))
        for number in range(len(self.places)):
            self._add_place(edges, shut, number)
        everywhere = [self.curfew] if self.curfew else []
        node_shut = {name: [*self.shut_nodes.get(name, ()), *everywhere] for name in NODES}
        for number, place in enumerate(self.places):
            for point in ("b", "e"):
                node_shut[f"{point}{number}"] = self._road_spans(place.road)
        bounds = sorted({0, *(second for span in self.nights for second in span)})
        paces = tuple((since, int(any(since in range(*night) for night in self.nights))) for since in bounds)
        inside = frozenset(f"p{number}" for number in range(self.n_stops))
        return Streets(edges, shut, node_shut, paces, inside)

    def _directions(self, road: Road) -> list[tuple[str, str]]:
        both = [(road.start, road.end), (road.end, road.start)]
        return [pair for pair, allowed in zip(both, WALK[road.walk], strict=True) if allowed]

    def _road_spans(self, number: int) -> list[Span]:
        """When a road is shut: itself, by the node at either end, by curfew."""
        road = self.roads[number]
        spans = [span for roads, span in self.shut_roads if number in roads]
        return [
            *spans,
            *([self.curfew] if self.curfew else []),
            *self.shut_nodes.get(road.start, ()),
            *self.shut_nodes.get(road.end, ()),
        ]

    def _add(
        self, edges: list[Edge], shut: dict[int, list[Span]], tail: str, head: str, metres: float, spans: list[Span]
    ) -> None:
        by_day, by_night = metres, metres / self.night
        shut[len(edges)] = spans
        edges.append(Edge(tail, head, (math.ceil(by_day - 1e-6), math.ceil(by_night - 1e-6)), metres))

    def _add_place(self, edges: list[Edge], shut: dict[int, list[Span]], number: int) -> None:
        """Off the road and on it; what happens on part of a road is shut with the whole of it."""
        place, is_stop = self.places[number], number < self.n_stops
        road, spans = self.roads[place.road], self._road_spans(place.road)
        junction = {0.0: road.start, 1.0: road.end}.get(place.share)
        if junction is not None:
            spans = [*self.shut_nodes.get(junction, ()), *([self.curfew] if self.curfew else [])]
        begins, ends = (junction, junction) if junction else (f"b{number}", f"e{number}")
        self._add(edges, shut, f"p{number}", begins, place.access_m, spans)
        if is_stop:
            self._add(edges, shut, ends, f"p{number}", place.access_m, spans)
        if junction is not None:
            return
        for tail, head in self._directions(road):
            gone = place.share if head == road.end else 1 - place.share
            self._add(edges, shut, begins, head, (1 - gone) * road.length_m, spans)
            if is_stop:
                self._add(edges, shut, tail, ends, gone * road.length_m, spans)
                self._add_from_same_road(edges, shut, number, head == road.end)

    def _add_from_same_road(self, edges: list[Edge], shut: dict[int, list[Span]], stop: int, along: bool) -> None:
        there = self.places[stop]
        road = self.roads[there.road]
        for number, place in enumerate(self.places):
            ahead = (there.share - place.share) * (1 if along else -1)
            if number == stop or place.road != there.road or place.share in (0.0, 1.0) or ahead < 0:
                continue
            spans = self._road_spans(there.road)
            self._add(edges, shut, f"b{number}", f"e{stop}", ahead * road.length_m, spans)


def _window(span: Span) -> dict[str, datetime]:
    return {"begin": EPOCH + timedelta(seconds=span[0]), "end": EPOCH + timedelta(seconds=span[1])}


def _about(name: str) -> shapely.Polygon:
    lat, lon = NODES[name]
    return shapely.box(lon - 1e-5, lat - 1e-5, lon + 1e-5, lat + 1e-5)


def _curfew(span: Span) -> Curfew:
    begins, ends = (time(13, 0, second) for second in span)
    return Curfew(id="curfew", begins=begins, ends=ends, first_on=EPOCH.date(), last_on=EPOCH.date())


# --- Random ones -----------------------------------------------------------------------------------------------------

one_span = st.tuples(st.integers(0, 35), st.integers(1, 15)).map(lambda pair: (pair[0], pair[0] + pair[1]))
spans = st.lists(one_span, max_size=1)
curfew_or_none = st.none() | st.tuples(st.integers(1, 30), st.integers(1, 15)).map(lambda p: (p[0], p[0] + p[1]))
numbers = st.integers(0, 11)  # of roads and junctions, counted round
shut_roads = st.lists(st.tuples(st.just(range(12)) | st.lists(numbers, min_size=1, max_size=3), one_span), max_size=2)
shut_nodes = st.lists(st.tuples(numbers, st.lists(one_span, min_size=1, max_size=2)), max_size=2)
shapes = st.lists(  # length and use of roads
    st.tuples(st.sampled_from([2.0, 3.5, 5.0, 8.0]), st.sampled_from(["both"] * 4 + ["forward", "backward"])),
    min_size=9,
    max_size=9,
)
beside = st.tuples(numbers, st.sampled_from([0.0, 0.4, 0.5, 0.7, 1.0]), st.sampled_from([1.0, 2.5]))
sites = st.lists(beside, min_size=4, max_size=4)
extra = st.lists(st.tuples(numbers, numbers), max_size=3)


@st.composite
def worlds(draw: Draw, *, may_darken: bool = True) -> World:
    """Three to seven junctions, up to nine roads, a start after up to three stops; windows on some of it."""
    names = list(NODES)[: draw(st.integers(3, len(NODES)))]
    pairs = [(names[a % len(names)], names[b % len(names)]) for a, b in draw(extra)]
    joined = [*pairwise(names), *(pair for pair in pairs if pair[0] != pair[1])]
    return draw(_with_windows(joined, range(len(joined)), may_darken))


def rings() -> st.SearchStrategy[World]:
    """A longer way and a shorter one round a ring, with starts and stops on the roads that lead to it."""
    names = list(NODES)
    return _with_windows([*pairwise(names), (names[1], names[-2])], [0, len(names) - 2], False)


@st.composite
def _with_windows(draw: Draw, joined: Sequence[tuple[str, str]], with_places: Sequence[int], may_darken: bool) -> World:
    names, n = list(NODES), len(joined)
    roads = [Road(a, b, *shape) for (a, b), shape in zip(joined, draw(shapes), strict=False)]
    places = [Place(with_places[number % len(with_places)], share, m) for number, share, m in draw(sites)]
    apart = list({place[:2]: place for place in places}.values())  # an edge of no seconds is open and shut at once
    n_stops = min(draw(st.integers(1, 3)), max(1, len(apart) - 1))
    apart = (apart if len(apart) > 1 else [*apart, Place(with_places[0], 0.3, 1.0)])[: n_stops + 1]
    dark = tuple(draw(spans)) if may_darken else ()
    return World(
        roads,
        apart,
        n_stops,
        [(sorted({number % n for number in some}), span) for some, span in draw(shut_roads)],
        {names[number % len(names)]: shut for number, shut in draw(shut_nodes)},
        draw(curfew_or_none),
        dark,
        draw(st.sampled_from([0.5, 0.8])) if dark else 1.0,
        draw(st.sampled_from([math.inf, math.inf, 8.0, 12.0, 16.0, 20.0])),
    )
