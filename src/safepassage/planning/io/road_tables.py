"""A network as a folder with two tables: nodes.csv and edges.csv."""

from collections.abc import Callable, Mapping
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import numpy as np

from safepassage.errors import BadInput
from safepassage.formats.osm_tags import CLASSES, NEVER_ON_FOOT, UNKNOWN_CLASS
from safepassage.formats.roadlines import Numbering, RoadLines, counted, straight_points, whole_numbers
from safepassage.planning.io.columns import Cells, ColumnTable

NODES, EDGES = "nodes.csv", "edges.csv"
NODE_COLUMNS = ("id", "lat", "lon")
EDGE_COLUMNS = ("from", "to", "length_m")
MORE_EDGE_COLUMNS = ("time_s", "speed_kph", "oneway", "class", "capacity_per_h", "name")
RANGES: Mapping[str, tuple[float, float]] = {  # lowest and highest of each column of numbers
    "length_m": (0, 10_000_000),
    "time_s": (0, 10_000_000),
    "speed_kph": (0.1, 500),
    "capacity_per_h": (0, 1_000_000),
}
ONEWAY: Mapping[str, int] = {  # for vehicles: 1 = from `from` to `to` only, -1 = from `to` to `from` only
    "": 0, "no": 0, "false": 0, "0": 0, "yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1,
}  # fmt: skip
CLASS_NOT_GIVEN = "road"
MOST_CLASSES = 256

Progress = Callable[[str, int], None]  # what is counted, how many so far


def read_road_tables(folder: Path, label: str | None = None, progress: Progress | None = None) -> RoadLines:
    """Read nodes.csv and edges.csv in `folder`. Edges run straight; walkers go both ways, whatever `oneway` says.

    label: how faults name the folder; None = as given. Raises BadInput with the faults of both files.
    """
    name = str(folder) if label is None else label
    node_table = ColumnTable(folder / NODES, f"{name}/{NODES}", NODE_COLUMNS, ())
    edge_table = ColumnTable(folder / EDGES, f"{name}/{EDGES}", EDGE_COLUMNS, MORE_EDGE_COLUMNS)
    nodes = _read_nodes(node_table, progress)
    edges = _read_edges(edge_table, nodes.by_id if node_table.readable else None, progress)
    if faults := node_table.faults() + edge_table.faults():
        raise BadInput(faults)
    return _lines(nodes, edges)


class _Nodes(NamedTuple):
    by_id: dict[str, int]  # in the order of the rows
    row: np.ndarray  # (n_nodes,) int64
    lat: np.ndarray  # (n_nodes,) float64, degrees
    lon: np.ndarray


class _Edges(NamedTuple):
    """Columns of edges.csv, one entry a row; nan = not given."""

    start: np.ndarray  # int64, node
    end: np.ndarray
    length_m: np.ndarray
    time_s: np.ndarray
    speed_kph: np.ndarray
    capacity_per_h: np.ndarray
    oneway: np.ndarray  # int64
    road_class: np.ndarray  # int64, index into classes
    name: np.ndarray  # int64, index into names
    classes: tuple[str, ...]
    names: tuple[str, ...]


def _read_nodes(table: ColumnTable, progress: Progress | None) -> _Nodes:
    by_id: dict[str, int] = {}
    parts: list[tuple[np.ndarray, ...]] = []
    count = 0
    for cells in table.chunks():
        for row, node_id in zip(cells.rows, cells.column("id"), strict=True):
            if not node_id or node_id in by_id:
                wrong = f"{node_id!r:.60} is the id of another node too" if node_id else "it is empty"
                table.cell_fault(row, "id", wrong, "an id of its own")
            if node_id:
                by_id[node_id] = count
            count += 1
        lat, lon = table.numbers(cells, "lat", -90, 90), table.numbers(cells, "lon", -180, 180)
        parts.append((np.array(cells.rows, np.int64), lat, lon))
        if progress:
            progress("nodes", count)
    if table.readable and not count:
        table.fault("", "there is no node in it", "a row for each node")
    return _Nodes(by_id, *_joined(parts, 3))


def _read_edges(table: ColumnTable, node_by_id: dict[str, int] | None, progress: Progress | None) -> _Edges:
    """node_by_id: None = not known, so that `from` and `to` cannot be checked."""
    classes, names = Numbering(), Numbering("")
    parts: list[tuple[np.ndarray, ...]] = []
    count = 0
    for cells in table.chunks():
        parts.append(
            (
                _ends(table, cells, "from", node_by_id),
                _ends(table, cells, "to", node_by_id),
                *(table.numbers(cells, name, *RANGES[name]) for name in RANGES),
                _oneway(table, cells),
                classes.all([text or CLASS_NOT_GIVEN for text in cells.column("class")]),
                names.all(cells.column("name")),
            )
        )
        count += len(cells.rows)
        if progress:
            progress("edges", count)
    if table.readable and not count:
        table.fault("", "there is no edge in it", "a row for each edge")
    if len(classes) > MOST_CLASSES:
        table.fault("column class", f"there are {len(classes):,} classes", f"at most {MOST_CLASSES}")
    start, end, length_m, time_s, speed_kph, capacity_per_h, oneway, road_class, name = _joined(parts, 9)
    return _Edges(
        start, end, length_m, time_s, speed_kph, capacity_per_h, oneway, road_class, name, classes.texts, names.texts
    )


def _ends(table: ColumnTable, cells: Cells, name: str, node_by_id: dict[str, int] | None) -> np.ndarray:
    texts = cells.column(name)
    if node_by_id is None:
        return np.zeros(len(texts), np.int64)
    ends = np.fromiter(map(node_by_id.get, texts, repeat(-1)), np.int64, len(texts))
    for at in np.flatnonzero(ends < 0).tolist():
        wrong = f"{texts[at]!r:.60} is no node" if texts[at] else "it is empty"
        table.cell_fault(cells.rows[at], name, wrong, f"an id in {NODES}")
    return ends


def _oneway(table: ColumnTable, cells: Cells) -> np.ndarray:
    words = [text.lower() for text in cells.column("oneway")]
    for row, word in zip(cells.rows, words, strict=True):
        if word not in ONEWAY:
            table.cell_fault(row, "oneway", f"{word!r:.60} is not known", "yes, no, -1 or empty")
    return np.array([ONEWAY.get(word, 0) for word in words], np.int64)


def _joined(parts: list[tuple[np.ndarray, ...]], n_columns: int) -> list[np.ndarray]:
    if not parts:
        return [np.zeros(0, np.int64)] * n_columns
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _lines(nodes: _Nodes, edges: _Edges) -> RoadLines:
    rules = [CLASSES.get(road_class, UNKNOWN_CLASS) for road_class in edges.classes]
    walk = np.array([rule.walk and name not in NEVER_ON_FOOT for name, rule in zip(edges.classes, rules, strict=True)])
    drive, kph = np.array([rule.drive for rule in rules]), np.array([max(rule.kph, 1.0) for rule in rules])
    speed_kph = np.where(np.isnan(edges.speed_kph), kph[edges.road_class], edges.speed_kph)
    time_s = np.where(np.isnan(edges.time_s), edges.length_m * 3.6 / speed_kph, edges.time_s)
    on_foot, by_vehicle = walk[edges.road_class], drive[edges.road_class]
    numbers = whole_numbers(nodes.by_id)
    line_points, point_lat, point_lon = straight_points(nodes.lat, nodes.lon, edges.start, edges.end)
    return RoadLines(
        node_lat=nodes.lat,
        node_lon=nodes.lon,
        node_id=nodes.row if numbers is None else numbers,
        line_from=edges.start,
        line_to=edges.end,
        line_points=line_points,
        point_lat=point_lat,
        point_lon=point_lon,
        line_length_m=edges.length_m,
        walk_forward=on_foot,
        walk_backward=on_foot,
        drive_forward_s=np.where(by_vehicle & (edges.oneway >= 0), time_s, np.inf),
        drive_backward_s=np.where(by_vehicle & (edges.oneway <= 0), time_s, np.inf),
        line_way=np.zeros(len(edges.start), np.int64),
        line_class=edges.road_class.astype(np.uint8),
        line_name=edges.name.astype(np.int32),
        line_capacity_per_h=edges.capacity_per_h.astype(np.float32),
        classes=edges.classes,
        names=edges.names,
        source=f"{NODES}, {EDGES}",
        left_out=_not_understood(edges),
    )


def _not_understood(edges: _Edges) -> tuple[str, ...]:
    counts = np.bincount(edges.road_class, minlength=len(edges.classes))
    return tuple(
        f"what class {name!r} means ({counted(int(count), 'edge')}, taken as {CLASS_NOT_GIVEN!r}, for all)"
        for name, count in zip(edges.classes, counts, strict=True)
        if name not in CLASSES
    )
