"""Building a network from lines, and snapping places to its lines."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from tests.planning.networks import edge, network_from, node

from safepassage.formats.roadlines import RoadLines, straight_points
from safepassage.planning.model import Means
from safepassage.planning.network import EdgeIndex, Network, build_network, line_geometries, snap

EARTH = Geod(ellps="WGS84")
TOWN = {
    "A": (50.0, 36.0),
    "B": (50.0, 36.01),
    "C": (50.0, 36.02),
    "D": (50.01, 36.01),
    "E": (50.1, 36.1),
    "F": (50.1, 36.2),
}
STREETS = [
    ("A", "B", {"name": "West Street"}),
    ("B", "C", {"drive": "forward", "time_s": 40}),
    ("B", "D", {"walk": False, "class": "motorway", "way": 17}),
]


@pytest.fixture
def town() -> Network:
    return network_from(TOWN, STREETS)


def road_lines(lat: np.ndarray, lon: np.ndarray, start: np.ndarray, end: np.ndarray) -> RoadLines:
    n_lines = len(start)
    return RoadLines(
        lat,
        lon,
        np.arange(len(lat)),
        start,
        end,
        *straight_points(lat, lon, start, end),
        line_length_m=np.asarray(EARTH.inv(lon[start], lat[start], lon[end], lat[end])[2]),
        walk_forward=np.ones(n_lines, bool),
        walk_backward=np.ones(n_lines, bool),
        drive_forward_s=np.full(n_lines, 10.0),
        drive_backward_s=np.full(n_lines, np.inf),
        line_way=np.arange(n_lines),
        line_class=np.zeros(n_lines, np.uint8),
        line_name=np.zeros(n_lines, np.int32),
        line_capacity_per_h=np.full(n_lines, np.nan, np.float32),
        classes=("road",),
        names=("",),
        source="a test",
        left_out=(),
    )


def test_an_edge_is_one_direction_that_somebody_may_use(town: Network) -> None:
    there, back = edge(town, TOWN, "B", "C"), edge(town, TOWN, "C", "B")
    assert town.edge_drive_s[there] == 40
    assert np.isinf(town.edge_drive_s[back])
    assert town.edge_walk[[there, back]].all()
    assert not town.edge_walk[edge(town, TOWN, "B", "D")]
    assert town.line_way[town.edge_line[edge(town, TOWN, "D", "B")]] == 17


def test_edges_stand_in_order_of_their_first_node_and_follow_their_line(town: Network) -> None:
    assert (np.diff(town.edge_from) >= 0).all()
    first = town.line_points[:-1][town.edge_line]
    last = town.line_points[1:][town.edge_line] - 1
    start = np.where(town.edge_backward, last, first)
    end = np.where(town.edge_backward, first, last)
    assert (town.point_lat[start] == town.node_lat[town.edge_from]).all()
    assert (town.point_lon[end] == town.node_lon[town.edge_to]).all()


def test_bare_nodes_are_not_in_the_network(town: Network) -> None:
    assert sorted(town.node_id) == [0, 1, 2, 3]


def test_arrays_have_the_types_of_the_contract(town: Network) -> None:
    types = {"edge_from": "int32", "edge_line": "int32", "edge_drive_s": "float64", "line_name": "int32"}
    types |= {"line_points": "int64", "node_id": "int64", "line_way": "int64", "line_capacity_per_h": "float32"}
    types |= {"line_class": "uint8", "walk_chains": "int64", "walk_chain_edges": "int32", "edge_walk": "bool"}
    assert {name: str(getattr(town, name).dtype) for name in types} == types


def test_the_largest_piece_is_kept_and_the_rest_is_told() -> None:
    lat, lon = np.array([50.0, 50.0, 50.0, 50.1, 50.1]), np.array([36.0, 36.01, 36.02, 36.1, 36.2])
    roads = road_lines(lat, lon, np.array([0, 1, 3]), np.array([1, 2, 4]))
    network = build_network(roads)
    assert sorted(network.node_id) == [0, 1, 2]
    assert network.left_out == ("1 piece with 2 nodes, 7.2 km, not connected to the rest",)
    assert build_network(roads, largest_only=False).n_nodes == 5


def test_one_way_streets_for_vehicles_do_not_take_a_piece_apart() -> None:
    """Connected means walking and driving together, whatever the direction."""
    lat, lon = np.full(3, 50.0), np.array([36.0, 36.01, 36.02])
    roads = replace(
        road_lines(lat, lon, np.array([0, 2]), np.array([1, 1])),
        walk_forward=np.zeros(2, bool),
        walk_backward=np.zeros(2, bool),
    )
    assert build_network(roads).n_nodes == 3


def test_lines_that_nobody_may_use_or_that_lead_nowhere_are_left_out() -> None:
    lat, lon = np.full(3, 50.0), np.array([36.0, 36.01, 36.02])
    roads = road_lines(lat, lon, np.array([0, 1, 1]), np.array([1, 2, 1]))
    roads.walk_forward[1] = roads.walk_backward[1] = False
    roads.drive_forward_s[1] = np.inf
    network = build_network(roads)
    assert network.n_lines == 1
    assert network.left_out == ("1 piece of ways that nobody may use", "1 road from a node to itself")


def test_no_road_at_all_is_no_network() -> None:
    roads = road_lines(np.full(2, 50.0), np.array([36.0, 36.01]), np.array([0]), np.array([1]))
    roads.walk_forward[:] = roads.walk_backward[:] = False
    roads.drive_forward_s[:] = np.inf
    with pytest.raises(ValueError, match="no road that anybody may use"):
        build_network(roads)


def test_every_edge_takes_some_length_and_time() -> None:
    network = network_from(TOWN, [("A", "B", {"length_m": 0, "time_s": 0})])
    assert (network.line_length_m > 0).all()
    assert (network.edge_drive_s > 0).all()


def test_line_geometries_are_in_degrees_lon_first(town: Network) -> None:
    line = line_geometries(town)[town.edge_line[edge(town, TOWN, "B", "D")]]
    assert set(line.coords) == {(36.01, 50.0), (36.01, 50.01)}


def test_a_place_snaps_to_the_nearest_line_that_its_means_may_use(town: Network) -> None:
    lat, lon = np.array([50.0075]), np.array([36.0101])
    on_foot, by_vehicle = (snap(town, means, lat, lon, 1000) for means in (Means.FOOT, Means.VEHICLE))
    assert by_vehicle.line[0] == town.edge_line[edge(town, TOWN, "B", "D")]
    assert by_vehicle.fraction[0] == pytest.approx(0.75, abs=1e-4)
    assert by_vehicle.access_m[0] == pytest.approx(7.17, abs=0.01)
    assert on_foot.line[0] == town.edge_line[edge(town, TOWN, "B", "C")]
    assert on_foot.access_m[0] == pytest.approx(834.3, abs=0.5)


def test_a_place_beyond_the_limit_is_not_snapped(town: Network) -> None:
    snaps = snap(town, Means.FOOT, np.array([50.0075, 50.0]), np.array([36.0101, 36.005]), 800)
    assert snaps.line.tolist() == [-1, town.edge_line[edge(town, TOWN, "A", "B")]]
    assert np.isnan(snaps.access_m[0])
    assert snaps.access_m[1] == 0


def test_where_two_lines_are_as_near_the_lower_counts(town: Network) -> None:
    """South of B, where three lines meet in the one point nearest to it."""
    snaps = snap(town, Means.VEHICLE, np.array([49.99]), np.array([36.01]), 2000)
    at_b = [line for line in range(town.n_lines) if node(town, TOWN, "B") in ends_of(town, line)]
    assert snaps.line[0] == min(at_b)


def ends_of(network: Network, line: int) -> set[int]:
    edges = network.edge_line == line
    return set(network.edge_from[edges].tolist() + network.edge_to[edges].tolist())


def test_no_places_and_no_lines_are_no_snaps(town: Network) -> None:
    nothing = np.zeros(0)
    assert len(snap(town, Means.FOOT, nothing, nothing, 100).line) == 0
    for_walkers = network_from(TOWN, [("A", "B", {"drive": False})])
    assert snap(for_walkers, Means.VEHICLE, np.array([50.0]), np.array([36.0]), 100).line.tolist() == [-1]


@settings(max_examples=60)
@example(lat=50.0546875, lon=36.0625, south=0.0)  # far along a line of 10 km, near to it
@given(
    lat=st.floats(49.9, 50.2),
    lon=st.floats(35.9, 36.3),
    south=st.sampled_from([0.0, -75.0, -100.0, 15.0]),
)
def test_snaps_are_those_of_measuring_every_line_on_the_ellipsoid(lat: float, lon: float, south: float) -> None:
    moved = {name: (here[0] + south, here[1]) for name, here in TOWN.items()}
    network = network_from(moved, [*STREETS, ("C", "E", {}), ("E", "F", {})])
    place = shapely.Point(lon, lat + south)
    snaps = EdgeIndex(network).nearest(Means.VEHICLE, np.array([place.y]), np.array([place.x]), 50_000)
    by_line = [ground_m(place, line) for line in line_geometries(network)]
    # Between points 11 km apart, straight in degrees and straight on the plane are up to 3 m apart.
    assert snaps.access_m[0] == pytest.approx(min(by_line), rel=0.008, abs=3)
    assert by_line[snaps.line[0]] == pytest.approx(min(by_line), rel=0.008, abs=3)


def ground_m(place: shapely.Point, line: shapely.LineString) -> float:
    """Metres on the ellipsoid to the nearest of many points of the line, sought again around the nearest."""
    low, high = 0.0, 1.0
    for _ in range(2):
        shares = np.linspace(low, high, 401)
        points = shapely.line_interpolate_point(line, shares, normalized=True)
        lon, lat = shapely.get_x(points), shapely.get_y(points)
        metres = EARTH.inv(np.full(401, place.x), np.full(401, place.y), lon, lat)[2]
        at = shares[metres.argmin()]
        low, high = max(0.0, at - 1 / 400), min(1.0, at + 1 / 400)
    return float(metres.min())
