"""The road network as a few long paths, and how many people take each road."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import shapely

from safepassage.planning.drawing.frame import WIDTH, Frame
from safepassage.planning.drawing.svg import element, joined, polyline
from safepassage.planning.model import Leg, Preflight, Verdict
from safepassage.planning.network import Network

_RANKS: Mapping[str, tuple[str, ...]] = {  # OSM highway values; what is not listed is a minor road
    "major": ("motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link"),
    "middle": ("secondary", "tertiary", "secondary_link", "tertiary_link"),
    "minor": (),
    "path": ("footway", "path", "steps", "pedestrian", "cycleway", "bridleway", "track", "service", "corridor"),
}
_MOST_POINTS = 400_000  # of all roads drawn; about 4 MB of path data
_RESOLUTION = 0.5  # drawing units
_FLOWS = (0.0, 0.1, 0.3, 0.6)  # of the busiest road's people; each step is drawn thicker


class Roads(NamedTuple):
    markup: str
    left_out: tuple[str, ...]  # what the drawing has no room for: the short roads of a rank


class Lines(NamedTuple):
    """All lines of a network that meet the frame, in drawing units, as far as the drawing's resolution shows them."""

    line: np.ndarray  # (k,) int64, the network's line that each point belongs to, ascending
    x: np.ndarray  # (k,) float64
    y: np.ndarray  # (k,) float64


def lines_in(network: Network, frame: Frame) -> Lines:
    """Project a network's lines, drop those outside the frame, and points that the drawing would not show."""
    x, y = frame.project(network.point_lat, network.point_lon)
    starts = network.line_points[:-1]
    inside = np.maximum.reduceat(x, starts) >= 0
    inside &= np.minimum.reduceat(x, starts) <= WIDTH
    inside &= np.maximum.reduceat(y, starts) >= 0
    inside &= np.minimum.reduceat(y, starts) <= frame.height
    line = np.repeat(np.arange(network.n_lines), np.diff(network.line_points))
    keep = inside[line]
    numbers, renumbered = np.unique(line[keep], return_inverse=True)
    drawn = shapely.linestrings(np.column_stack((x[keep], y[keep])), indices=renumbered)
    points, of_drawn = shapely.get_coordinates(shapely.simplify(drawn, _RESOLUTION), return_index=True)
    line, (x, y) = numbers[of_drawn], (np.round(points / _RESOLUTION) * _RESOLUTION).T
    moved = np.ones(len(line), bool)
    moved[1:] = (line[1:] != line[:-1]) | (x[1:] != x[:-1]) | (y[1:] != y[:-1])
    return Lines(line[moved], x[moved], y[moved])


def path_of(lines: Lines, chosen: np.ndarray) -> str:
    """Path data of the lines that `chosen` marks. chosen: (n_lines,) bool."""
    keep = chosen[lines.line]
    line, x, y = lines.line[keep], lines.x[keep], lines.y[keep]
    if not len(line):
        return ""
    first = np.ones(len(line), bool)
    first[1:] = line[1:] != line[:-1]
    single = first & np.append(first[1:], True)
    dx, dy = np.diff(x, prepend=0.0), np.diff(y, prepend=0.0)
    across, down = np.where(first, x, dx)[~single].tolist(), np.where(first, y, dy)[~single].tolist()
    return joined(map("{}{:g} {:g}".format, np.where(first, "M", "l")[~single].tolist(), across, down))


def roads(network: Network, lines: Lines) -> Roads:
    """All roads, one path a rank; where there is no room for all, the longest of the highest ranks."""
    ranks = {name: rank for rank, names in _RANKS.items() for name in names}
    rank_of_class = np.array([ranks.get(name, "minor") for name in network.classes] or ["minor"])
    rank_of_line = rank_of_class[network.line_class]
    drawn: list[str] = []
    left_out: list[str] = []
    room = _MOST_POINTS
    points = np.bincount(lines.line, minlength=network.n_lines)
    for rank in _RANKS:
        of_rank = np.flatnonzero((rank_of_line == rank) & (points > 0))
        of_rank = of_rank[np.argsort(-network.line_length_m[of_rank], kind="stable")]
        used = np.cumsum(points[of_rank])
        chosen = np.zeros(network.n_lines, bool)
        chosen[of_rank[used <= room]] = True
        if path := path_of(lines, chosen):
            drawn.append(element("path", class_=f"road {rank}", d=path))
        if len(used) and used[-1] > room:
            left_out.append(f"short {rank}")
        room -= int(points[chosen].sum())
    return Roads(joined(reversed(drawn)), tuple(left_out))


def flows(result: Preflight, network: Network, lines: Lines, frame: Frame) -> str:
    """The ways of those who keep the deadline, with a place or without; the thicker, the more people take a road."""
    people = {verdict: _people_on(result, network, verdict) for verdict in (Verdict.NO_PLACE, Verdict.ON_TIME)}
    busiest = max(max(whole.max(initial=0), max(ends.values(), default=0)) for whole, ends in people.values())
    return joined(_flow(network, lines, frame, verdict, on, busiest) for verdict, on in people.items())


def _flow(network: Network, lines: Lines, frame: Frame, verdict: Verdict, on: "_People", busiest: float) -> str:
    """One path for each step of thickness. busiest: people on the busiest road of all."""
    whole, ends = on
    drawn = []
    for step, least in enumerate(_FLOWS):
        most = _FLOWS[step + 1] if step + 1 < len(_FLOWS) else 1.0
        path = path_of(lines, (whole > least * busiest) & (whole <= most * busiest))
        path += joined(
            _stretch(network, frame, end) for end, people in ends.items() if least * busiest < people <= most * busiest
        )
        if path:
            drawn.append(element("path", class_=f"flow flow-{step} {verdict}", d=path))
    return joined(drawn)


class End(NamedTuple):
    """The stretch of a line on which a way begins or ends; shares of the line's length from its first point."""

    line: int
    begin: float
    end: float


class _People(NamedTuple):
    whole: np.ndarray  # (n_lines,) float64, people who go along each line from end to end
    ends: Counter[End]  # on each first or last stretch


def _people_on(result: Preflight, network: Network, verdict: Verdict) -> _People:
    """How many of those with the verdict are on each road."""
    whole = np.zeros(network.n_lines)
    ends: Counter[End] = Counter()
    for party in result.parties:
        if party.verdict is verdict and party.route:
            for leg in party.route.legs:
                whole[network.edge_line[np.array(leg.edges[1:-1], np.int64)]] += party.size
                for end in _ends(leg, network):
                    ends[end] += party.size
    return _People(whole, ends)


def _ends(leg: Leg, network: Network) -> Iterable[End]:
    if len(leg.edges) == 1:
        stretches = [(leg.edges[0], leg.begin, leg.end)]
    elif len(leg.edges):
        stretches = [(leg.edges[0], leg.begin, 1.0), (leg.edges[-1], 0.0, leg.end)]
    else:
        stretches = []
    for edge, begin, end in stretches:
        if network.edge_backward[edge]:
            begin, end = 1 - end, 1 - begin
        yield End(int(network.edge_line[edge]), round(begin, 3), round(end, 3))


def _stretch(network: Network, frame: Frame, stretch: End) -> str:
    points = slice(network.line_points[stretch.line], network.line_points[stretch.line + 1])
    x, y = frame.project(network.point_lat[points], network.point_lon[points])
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    begin, end = stretch.begin * along[-1], stretch.end * along[-1]
    at = np.concatenate(([begin], along[(along > begin) & (along < end)], [end]))
    return polyline(np.interp(at, along, x), np.interp(at, along, y))
