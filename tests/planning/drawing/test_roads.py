"""The drawn road network, and the people on it."""

import dataclasses
import re

import numpy as np
import pytest
from tests.results import ROADS, sample_crisis, sample_network, sample_result

from safepassage.planning.drawing import roads as drawn
from safepassage.planning.drawing.frame import WIDTH, Frame, frame_of
from safepassage.planning.drawing.roads import flows, lines_in, path_of, roads
from safepassage.planning.model import Verdict

NETWORK = sample_network()
FRAME = frame_of(sample_result(), sample_crisis())


def points_of(path: str) -> list[list[tuple[float, float]]]:
    """The strokes of a path, as a reader of SVG would draw them."""
    strokes: list[list[tuple[float, float]]] = []
    for command, x, y in re.findall(r"([Ml])(-?[\d.]+) (-?[\d.]+)", path):
        if command == "M":
            strokes.append([(float(x), float(y))])
        else:
            last = strokes[-1][-1]
            strokes[-1].append((last[0] + float(x), last[1] + float(y)))
    return strokes


def test_every_road_within_the_frame_is_drawn_where_it_lies() -> None:
    lines = lines_in(NETWORK, FRAME)
    strokes = points_of(path_of(lines, np.ones(NETWORK.n_lines, bool)))
    assert len(strokes) == len(ROADS)
    x, y = FRAME.project(NETWORK.node_lat[NETWORK.edge_from[::2]], NETWORK.node_lon[NETWORK.edge_from[::2]])
    for stroke, at_x, at_y in zip(strokes, x, y, strict=True):
        assert stroke[0] == pytest.approx((at_x, at_y), abs=0.3)


def test_a_road_outside_the_frame_is_left_out() -> None:
    far = Frame(lat=10, lon=10, units_per_m=FRAME.units_per_m, height=800)
    assert len(lines_in(NETWORK, far).line) == 0
    assert roads(NETWORK, lines_in(NETWORK, far)).markup == ""


def test_roads_of_a_rank_are_one_path() -> None:
    markup = roads(NETWORK, lines_in(NETWORK, FRAME)).markup
    assert re.findall(r'class="road (\w+)"', markup) == ["path", "minor", "middle", "major"]


def test_without_room_the_longest_roads_of_the_highest_ranks_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "_MOST_POINTS", 13)
    lines = lines_in(NETWORK, FRAME)
    some = roads(NETWORK, lines)
    assert "major" in some.markup
    assert "minor" not in some.markup
    assert some.left_out == ("short middle", "short minor", "short path")
    monkeypatch.undo()
    assert roads(NETWORK, lines).left_out == ()


def test_only_the_ways_of_those_who_keep_the_deadline_are_flows() -> None:
    result, lines = sample_result(), lines_in(NETWORK, FRAME)
    none = tuple(p for p in result.parties if p.verdict not in (Verdict.ON_TIME, Verdict.NO_PLACE))
    assert flows(result.model_copy(update={"parties": none}), NETWORK, lines, FRAME) == ""
    assert "flow-3" in flows(result, NETWORK, lines, FRAME)


def test_a_flow_ends_where_the_way_ends() -> None:
    result = sample_result()
    party = next(
        p for p in result.parties if p.verdict is Verdict.ON_TIME and p.route and len(p.route.legs[0].edges) == 1
    )
    leg = party.route.legs[0].model_copy(update={"begin": 0.25, "end": 0.75})
    party = party.model_copy(update={"route": party.route.model_copy(update={"legs": (leg,)})})
    markup = flows(result.model_copy(update={"parties": (party,)}), NETWORK, lines_in(NETWORK, FRAME), FRAME)
    (stroke,) = points_of(markup)
    whole = points_of(path_of(lines_in(NETWORK, FRAME), np.arange(NETWORK.n_lines) == NETWORK.edge_line[leg.edges[0]]))[
        0
    ]
    assert _length(stroke) == pytest.approx(_length(whole) / 2, rel=0.02)


def test_a_backward_edge_is_cut_from_its_own_beginning() -> None:
    result = sample_result()
    party = next(p for p in result.parties if p.route and len(p.route.legs[0].edges) == 1)
    forward = party.route.legs[0].model_copy(update={"begin": 0.0, "end": 0.25})
    backward = forward.model_copy(update={"edges": (forward.edges[0] + 1,), "begin": 0.75, "end": 1.0})
    strokes = []
    for leg in (forward, backward):
        one = party.model_copy(
            update={"route": party.route.model_copy(update={"legs": (leg,)}), "verdict": Verdict.ON_TIME}
        )
        strokes.append(flows(result.model_copy(update={"parties": (one,)}), NETWORK, lines_in(NETWORK, FRAME), FRAME))
    assert strokes[0] == strokes[1]


def test_a_great_network_stays_small() -> None:
    n = 120
    lat, lon = (a.ravel() for a in np.meshgrid(np.linspace(49.9, 50.1, n), np.linspace(36.1, 36.4, n), indexing="ij"))
    node = np.arange(n * n).reshape(n, n)
    start = np.concatenate((node[:, :-1].ravel(), node[:-1].ravel()))
    end = np.concatenate((node[:, 1:].ravel(), node[1:].ravel()))
    grid = dataclasses.replace(
        NETWORK,
        line_length_m=np.ones(len(start)), line_points=np.arange(len(start) + 1) * 2,
        point_lat=np.stack((lat[start], lat[end]), 1).ravel(), point_lon=np.stack((lon[start], lon[end]), 1).ravel(),
        line_class=np.zeros(len(start), np.uint8),
    )  # fmt: skip
    frame = Frame(50, 36.25, WIDTH / 26_000, 1000)
    markup = roads(grid, lines_in(grid, frame)).markup
    assert len(markup) < 25 * len(start)


def _length(stroke: list[tuple[float, float]]) -> float:
    return float(np.hypot(*np.diff(np.array(stroke), axis=0).T).sum())
