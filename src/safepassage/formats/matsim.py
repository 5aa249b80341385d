"""MATSim networks (network_v1.dtd, network_v2.dtd; .xml, .xml.gz), read in one pass."""

import gzip
import math
import re
import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from safepassage.errors import BadInput, Fault
from safepassage.formats.osm_tags import CLASSES
from safepassage.formats.roadlines import Numbering, RoadLines, straight_points, whole_numbers

SUFFIXES = (".xml", ".xml.gz")
NOT_ON_FOOT = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
MODES_OF_WALKERS = frozenset({"walk", "bike", "bicycle", "car", "ride", "truck", "taxi"})  # not rails, nor bus alone
CLASS_NOT_KNOWN = "road"
REPORT_EVERY = 50_000
MOST_FAULTS = 1000

Progress = Callable[[str, int], None]  # what is counted, how many so far


def read_matsim(path: Path, crs: str | None = None, progress: Progress | None = None) -> RoadLines:
    """Read a MATSim network; two links of one length, class and capacity that run opposite are one line.

    crs: the system of the coordinates, as pyproj takes it ("EPSG:32754"); where None, the file must name it. Vehicles
    may use links of mode car, at freespeed. Walkers may use all links for road modes but motorways and trunk roads, in
    both directions. Raises BadInput with every fault of the file, at most MOST_FAULTS.
    """
    links = _Links()
    try:
        with _opened(path) as stream:
            _collect(stream, links, progress)
    except ParseError as error:
        raise _bad(path, f"not well-formed XML: {error}", "a whole MATSim network in XML") from error
    except DefusedXmlException as error:
        raise _bad(path, "declares XML entities", "XML without entity declarations") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _bad(path, f"not a whole gzip file: {error}", "a whole .xml.gz, or .xml if not compressed") from error
    if not links.faults and not links.start:
        links.fault("", "no link in it", "a MATSim network with nodes and links")
    if links.faults:
        raise BadInput([Fault(str(path), *fault) for fault in links.faults])
    lat, lon = _degrees(path, links, crs or links.crs)
    return _lines(links, lat, lon, path.name)


@dataclass
class _Links:
    """A file's nodes and links as columns that grow while it is read."""

    crs: str | None = None
    capacity_period_h: float = 1.0
    node: dict[str, int] = field(default_factory=dict)  # index by id
    x: "array[float]" = field(default_factory=lambda: array("d"))
    y: "array[float]" = field(default_factory=lambda: array("d"))
    start: "array[int]" = field(default_factory=lambda: array("q"))
    end: "array[int]" = field(default_factory=lambda: array("q"))
    length_m: "array[float]" = field(default_factory=lambda: array("d"))
    drive_s: "array[float]" = field(default_factory=lambda: array("d"))
    capacity_per_h: "array[float]" = field(default_factory=lambda: array("d"))  # -1 = not known
    walk: "array[int]" = field(default_factory=lambda: array("B"))
    road_class: "array[int]" = field(default_factory=lambda: array("B"))
    way: "array[int]" = field(default_factory=lambda: array("q"))
    name: "array[int]" = field(default_factory=lambda: array("i"))
    classes: Numbering = field(default_factory=Numbering)
    names: Numbering = field(default_factory=lambda: Numbering(""))
    faults: list[tuple[str, str, str]] = field(default_factory=list)  # where, wrong, expected

    def fault(self, where: str, wrong: str, expected: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((where, wrong, expected))


def _bad(path: Path, wrong: str, expected: str) -> BadInput:
    return BadInput([Fault(str(path), "", wrong, expected)])


def _opened(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _collect(stream: IO[bytes], links: _Links, progress: Progress | None) -> None:
    for count, element in enumerate(_elements(stream, links), 1):
        if element.tag == "node":
            _add_node(links, element)
        elif element.tag == "link":
            _add_link(links, element)
        elif element.get("name") == "coordinateReferenceSystem":
            links.crs = (element.text or "").strip()
        if progress and not count % REPORT_EVERY:
            progress("nodes and links", count)


def _elements(stream: IO[bytes], links: _Links) -> Iterator[Element]:
    """Nodes, links and the network's attributes, whole, each forgotten when the next is asked for."""
    holders: list[Element] = []  # elements open at the moment, from the root
    for event, element in iterparse(stream, events=("start", "end"), forbid_external=True):
        if event == "start":
            if not holders and element.tag != "network":
                links.fault("", f"the root element is <{element.tag}>", "<network>, as in a MATSim network")
                return
            holders.append(element)
            if element.tag == "links":
                links.capacity_period_h = _period_h(element.get("capperiod", "01:00:00"))
            continue
        holders.pop()
        if element.tag in ("node", "link") or (element.tag == "attribute" and len(holders) == 2):
            yield element
        if len(holders) == 2:
            holders[-1].clear()


def _period_h(clock: str) -> float:
    parts = re.fullmatch(r"(\d+):(\d\d)(?::(\d\d))?", clock)
    seconds = (
        sum(int(part or 0) * unit for part, unit in zip(parts.groups(), (3600, 60, 1), strict=True)) if parts else 0
    )
    return seconds / 3600 or 1.0


def _add_node(links: _Links, node: Element) -> None:
    node_id = node.get("id", "")
    where = f"node {node_id}"
    if not node_id or node_id in links.node:
        links.fault(where, "no id" if not node_id else "an id that another node has", "an id of its own")
    links.node[node_id] = len(links.node)
    links.x.append(_number(links, node, where, "x", "a number"))
    links.y.append(_number(links, node, where, "y", "a number"))


def _add_link(links: _Links, link: Element) -> None:
    where = f"link {link.get('id', '')}"
    for column, key in ((links.start, "from"), (links.end, "to")):
        index = links.node.get(link.get(key, ""))
        if index is None:
            links.fault(f"{where}, {key}", f"{link.get(key, '')!r} is no node", "the id of a node")
        column.append(-1 if index is None else index)
    length_m = _number(links, link, where, "length", "metres, 0 or more", lowest=0.0)
    speed = _number(links, link, where, "freespeed", "metres a second, above 0", lowest=1e-3, may_be_infinite=True)
    capacity = _number(links, link, where, "capacity", "vehicles, 0 or more", lowest=0.0, absent=-1.0)
    notes = {note.get("name", ""): (note.text or "").strip() for note in link.iter("attribute")}
    road_class = (notes.get("osm:way:highway") or link.get("type") or "").removeprefix("highway.")
    modes = frozenset(link.get("modes", "car").replace(",", " ").split())
    links.length_m.append(length_m)
    links.drive_s.append(length_m / speed if "car" in modes else math.inf)
    links.capacity_per_h.append(capacity / links.capacity_period_h if capacity >= 0 else -1.0)
    links.walk.append(bool(modes & MODES_OF_WALKERS) and road_class not in NOT_ON_FOOT)
    links.road_class.append(links.classes[road_class if road_class in CLASSES else CLASS_NOT_KNOWN])
    way = notes.get("osm:way:id", "")
    links.way.append(int(way) if way.isascii() and way.isdigit() and len(way) < 19 else 0)
    links.name.append(links.names[notes.get("osm:way:name", "")])


def _number(
    links: _Links,
    element: Element,
    where: str,
    key: str,
    expected: str,
    *,
    lowest: float = -math.inf,
    absent: float | None = None,
    may_be_infinite: bool = False,
) -> float:
    text = element.get(key, "")
    if not text and absent is not None:
        return absent
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if value >= lowest and (math.isfinite(value) or (may_be_infinite and value > 0)):
        return value
    links.fault(f"{where}, {key}", repr(text), expected)
    return 1.0


def _degrees(path: Path, links: _Links, crs: str | None) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude of the nodes."""
    example = "the system of its coordinates, such as --crs EPSG:32754"
    if not crs:
        raise _bad(path, "does not say what its coordinates are", example)
    utm = re.fullmatch(r"WGS84_UTM(\d{1,2})([NS])", crs)  # MATSim's own names
    name = f"EPSG:{32600 + int(utm[1]) + 100 * (utm[2] == 'S')}" if utm else crs
    try:
        to_degrees = Transformer.from_crs(CRS.from_user_input(name), "EPSG:4326", always_xy=True)
    except CRSError as error:
        raise _bad(path, f"{crs!r} is no known system of coordinates", example) from error
    lon, lat = to_degrees.transform(np.array(links.x), np.array(links.y))
    beyond = ~((np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    if beyond.any():
        wrong = f"{np.count_nonzero(beyond):,} nodes lie outside the earth in {crs}"
        raise _bad(path, wrong, example)
    return np.asarray(lat, np.float64), np.asarray(lon, np.float64)


def _lines(links: _Links, lat: np.ndarray, lon: np.ndarray, source: str) -> RoadLines:
    start, end, length_m = np.array(links.start), np.array(links.end), np.array(links.length_m)
    alike = [np.array(column) for column in (links.capacity_per_h, links.road_class, links.way, links.name, links.walk)]
    line, forward = _paired(start, end, (length_m, *alike))
    _, first = np.unique(line, return_index=True)
    low, high = np.minimum(start, end)[first], np.maximum(start, end)[first]
    drive_s = np.full((2, len(first)), np.inf)
    drive_s[(~forward).astype(int), line] = np.array(links.drive_s)
    capacity = alike[0][first]
    walk = alike[-1][first].astype(np.bool_)
    numbers = whole_numbers(links.node)
    return RoadLines(
        node_lat=lat,
        node_lon=lon,
        node_id=np.arange(1, len(links.node) + 1) if numbers is None else numbers,
        line_from=low,
        line_to=high,
        **dict(zip(("line_points", "point_lat", "point_lon"), straight_points(lat, lon, low, high), strict=True)),
        line_length_m=length_m[first],
        walk_forward=walk,
        walk_backward=walk,
        drive_forward_s=drive_s[0],
        drive_backward_s=drive_s[1],
        line_way=np.array(links.way, np.int64)[first],
        line_class=np.array(links.road_class, np.uint8)[first],
        line_name=np.array(links.name, np.int32)[first],
        line_capacity_per_h=np.where(capacity < 0, np.nan, capacity).astype(np.float32),
        classes=links.classes.texts,
        names=links.names.texts,
        source=source,
        left_out=(),
    )


def _paired(start: np.ndarray, end: np.ndarray, alike: tuple[np.ndarray, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Give each link its line, so that a line has at most one link each way, alike in all of `alike`.

    Returns (k,) int64 line numbers from 0, and (k,) bool, whether the link runs from the lower node to the higher.
    """
    forward = start <= end
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort((forward, *alike, high, low))
    new_pair = np.ones(len(order), np.bool_)
    new_pair[1:] = np.any([np.diff(column[order]) != 0 for column in (low, high, *alike)], axis=0)
    new_way = new_pair.copy()
    new_way[1:] |= forward[order][1:] != forward[order][:-1]
    place = np.arange(len(order))
    rank = place - np.maximum.accumulate(np.where(new_way, place, 0))  # the second of two such links is another line
    line = np.empty(len(order), np.int64)
    line[order] = np.unique(np.cumsum(new_pair) * len(order) + rank, return_inverse=True)[1]
    return line, forward
