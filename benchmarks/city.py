"""A made-up city to measure on: `road_graph`, invented parties, havens, closures and a curfew, as a crisis."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import shapely

from benchmarks.road_graph import RoadGraph, road_graph
from safepassage.formats.roadlines import RoadLines, straight_points
from safepassage.planning.model import (
    Advisory,
    AskedHaven,
    Channel,
    Clock,
    Closure,
    Crisis,
    Curfew,
    Estimate,
    Haven,
    Means,
    Mobility,
    Party,
    Person,
    Settings,
)
from safepassage.planning.network import Network, build_network

LAT, LON = 50.0, 36.0  # the south-western corner
METRES_A_DEGREE = 111_195.0
EPOCH = datetime(2022, 3, 2, tzinfo=UTC)
ISSUE, DEADLINE = EPOCH + timedelta(hours=13.5), EPOCH + timedelta(hours=20)


def city(
    side: int = 250,
    n_parties: int = 5_000,
    n_havens: int = 10,
    n_closures: int = 20,
    *,
    means: Means = Means.FOOT,
    night: float = 1.0,
    seed: int = 1,
) -> Crisis:
    """Make the crisis. Closures are discs of 0.5 to 1.5 km, shut two hours each; the curfew is from 18:00 to 06:00.

    night: factor on speed after dusk; other than 1, the pace changes within the search.
    """
    graph = road_graph(side, seed=seed, n_havens=n_havens)
    rng = np.random.default_rng(seed)
    lat, lon = LAT + graph.y / METRES_A_DEGREE, LON + graph.x / (METRES_A_DEGREE * np.cos(np.radians(LAT)))
    size = rng.integers(1, 7, n_parties)
    home = rng.choice(side * side, n_parties, replace=False)
    return Crisis(
        settings=_settings(lat, lon, night),
        network=network_of(graph, lat, lon),
        havens=tuple(
            Haven(
                id=f"haven-{i}", name=f"Haven {i}", lat=lat[node], lon=lon[node], places=int(2.5 * n_parties / n_havens)
            )
            for i, node in enumerate(graph.havens)
        ),
        shelters=(),
        wardens=(),
        parties=tuple(
            Party(
                id=f"invented-{i:05}",
                lat=lat[node],
                lon=lon[node],
                located_at=EPOCH + timedelta(hours=13),
                mobility="adult",
                means=means,
                vehicle_seats=6,
                channels=("sms",),
                water_h=12,
                food_h=6,
            )
            for i, node in enumerate(home)
        ),
        persons=tuple(
            Person(id=f"invented-{i:05}-{k}", party=f"invented-{i:05}", age=30)
            for i in range(n_parties)
            for k in range(size[i])
        ),
        closures=tuple(_closure(rng, i, lat, lon) for i in range(n_closures)),
        curfews=(
            Curfew(id="curfew", begins=time(18), ends=time(6), first_on=date(2022, 3, 1), last_on=date(2022, 3, 4)),
        ),
        corridors=(),
        crossings=(),
        rules=(),
        channels=(Channel(id="sms", kind="sms", segments_per_s=20, latency_s=10),),
        alerts=(),
        advisories={"move": _advisory(n_havens)},
    )


def network_of(graph: RoadGraph, lat: np.ndarray, lon: np.ndarray) -> Network:
    """The graph as a road network for both means."""
    none = np.zeros(len(graph.u), np.int64)
    length_m = np.hypot(graph.x[graph.u] - graph.x[graph.v], graph.y[graph.u] - graph.y[graph.v])
    everyone = np.ones(len(graph.u), bool)
    return build_network(
        RoadLines(
            lat,
            lon,
            np.arange(len(lat)),
            graph.u,
            graph.v,
            *straight_points(lat, lon, graph.u, graph.v),
            line_length_m=length_m,
            walk_forward=everyone,
            walk_backward=everyone,
            drive_forward_s=graph.seconds.astype(float),
            drive_backward_s=graph.seconds.astype(float),
            line_way=none,
            line_class=graph.road.astype(np.uint8),
            line_name=none.astype(np.int32),
            line_capacity_per_h=np.full(len(graph.u), np.nan, np.float32),
            classes=("local", "main", "motorway"),
            names=("",),
            source="road_graph",
            left_out=(),
        )
    )


def _settings(lat: np.ndarray, lon: np.ndarray, night: float) -> Settings:
    return Settings(
        name="A made-up city; all people invented",
        status="Test",
        zone="UTC",
        home_zone="Asia/Kolkata",
        nationality="IN",
        area=shapely.box(lon.min() - 0.01, lat.min() - 0.01, lon.max() + 0.01, lat.max() + 0.01),
        clock=Clock(epoch=EPOCH, now=ISSUE, horizon_h=36),
        estimate=Estimate(low=10_000, high=20_000),
        mobility={"adult": Mobility(speed_kph=5, night=night)},
    )


def _closure(rng: np.random.Generator, number: int, lat: np.ndarray, lon: np.ndarray) -> Closure:
    begin = EPOCH + timedelta(hours=float(rng.uniform(13.5, 19.5)))
    middle = shapely.Point(rng.uniform(lon.min(), lon.max()), rng.uniform(lat.min(), lat.max()))
    disc = middle.buffer(rng.uniform(500, 1_500) / METRES_A_DEGREE)
    return Closure(
        id=f"closure-{number}", kind="closure", begin=begin, end=begin + timedelta(hours=2), geometry=disc, grade="B2"
    )


def _advisory(n_havens: int) -> Advisory:
    return Advisory(
        kind="Move",
        issued_at=ISSUE,
        deadline_at=DEADLINE,
        text={"en": "A made-up text to measure with."},
        fallback="Stay.",
        havens=tuple(AskedHaven(asked=f"Haven {i}", haven_id=f"haven-{i}") for i in range(n_havens)),
    )
