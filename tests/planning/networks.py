"""Tiny networks with named nodes, for tests."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from pyproj import Geod

from safepassage.formats.roadlines import Numbering, RoadLines, straight_points
from safepassage.planning.network import Network, build_network

ROAD_KPH = 36.0  # 10 metres a second


def network_from(
    nodes: Mapping[str, tuple[float, float]], edges: Iterable[tuple[str, str, Mapping[str, Any]]]
) -> Network:
    """Make a network of `nodes` {name: (lat, lon)} and straight `edges` (from, to, {…}); keep every piece of it.

    Keys of an edge, all optional: `length_m` (straight distance), `time_s` (for vehicles), `speed_kph` (36),
    `walk` and `drive` ("both", "forward", "backward", "no"; or True, False), `class` ("residential"), `name`, `way`,
    `capacity_per_h`. A node's `node_id` is its place in `nodes`, from 0: see `node` and `edge`.
    """
    rows = list(edges)
    number = {name: position for position, name in enumerate(nodes)}
    lat, lon = (np.array([point[axis] for point in nodes.values()], float) for axis in (0, 1))
    start = np.array([number[row[0]] for row in rows], np.int64)
    end = np.array([number[row[1]] for row in rows], np.int64)
    straight_m = Geod(ellps="WGS84").inv(lon[start], lat[start], lon[end], lat[end])[2]
    options = [row[2] for row in rows]
    length_m = np.array([option.get("length_m", far) for option, far in zip(options, straight_m, strict=True)], float)
    drive_s = np.array([_drive_s(option, far) for option, far in zip(options, length_m, strict=True)])
    classes, names = Numbering(), Numbering("")
    return build_network(
        RoadLines(
            lat,
            lon,
            np.arange(len(lat)),
            start,
            end,
            *straight_points(lat, lon, start, end),
            line_length_m=length_m,
            walk_forward=np.array([_goes(option, "walk", "forward") for option in options]),
            walk_backward=np.array([_goes(option, "walk", "backward") for option in options]),
            drive_forward_s=np.where([_goes(option, "drive", "forward") for option in options], drive_s, np.inf),
            drive_backward_s=np.where([_goes(option, "drive", "backward") for option in options], drive_s, np.inf),
            line_way=np.array([option.get("way", 0) for option in options], np.int64),
            line_class=np.array([classes[option.get("class", "residential")] for option in options], np.uint8),
            line_name=np.array([names[option.get("name", "")] for option in options], np.int32),
            line_capacity_per_h=np.array([option.get("capacity_per_h", np.nan) for option in options], np.float32),
            classes=classes.texts,
            names=names.texts,
            source="a test",
            left_out=(),
        ),
        largest_only=False,
    )


def node(network: Network, nodes: Mapping[str, tuple[float, float]], name: str) -> int:
    """Index in `network` of the node that `nodes` calls `name`."""
    return int(np.flatnonzero(network.node_id == list(nodes).index(name))[0])


def edge(network: Network, nodes: Mapping[str, tuple[float, float]], start: str, end: str) -> int:
    """Index in `network` of the first edge from `start` to `end`."""
    ends = (network.edge_from == node(network, nodes, start)) & (network.edge_to == node(network, nodes, end))
    return int(np.flatnonzero(ends)[0])


def _goes(option: Mapping[str, Any], mode: str, way: str) -> bool:
    return option.get(mode, True) in (True, "both", way)


def _drive_s(option: Mapping[str, Any], length_m: float) -> float:
    return float(option.get("time_s", length_m * 3.6 / option.get("speed_kph", ROAD_KPH)))
