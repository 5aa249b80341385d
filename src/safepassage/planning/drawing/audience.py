"""Where the people are: parties at one place become one mark with a count for each verdict."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from safepassage.planning import wording
from safepassage.planning.drawing.frame import Frame
from safepassage.planning.drawing.glyphs import glyph
from safepassage.planning.drawing.labels import Box, Room, width_of
from safepassage.planning.drawing.svg import element, joined, text, translate
from safepassage.planning.model import Crisis, PartyResult, Preflight, Verdict
from safepassage.planning.wording import plain

_APART = (18.0, 27.0, 40.0, 60.0)  # units; parties nearer to each other share a mark; the first that is enough
_MOST_MARKS = 250
_MOST_PLATES = 16
_PLATE_SHARE = 0.01  # of the located people; a mark with fewer gets no plate
_TYPE = 12.0
_ROW = 16.0
_IN_A_ROW = 5  # counts


class Spot(NamedTuple):
    """Parties drawn as one mark."""

    id: str  # of the mark and of its facts on the page
    x: float
    y: float
    places: tuple[str, ...]  # names, most people first
    parties: tuple[PartyResult, ...]

    @property
    def people(self) -> Counter[Verdict]:
        """People by verdict, in the order in which verdicts are shown."""
        heads: Counter[Verdict] = Counter()
        for party in self.parties:
            heads[party.verdict] += party.size
        return Counter({verdict: heads[verdict] for verdict in reversed(Verdict) if heads[verdict]})

    @property
    def name(self) -> str:
        if not self.places:
            return "Place without a name"
        more = len(self.places) - 1
        return self.places[0] if not more else f"{self.places[0]} and {more} more"

    @property
    def said(self) -> str:
        """The mark in words."""
        counts = ", ".join(f"{heads:,} {wording.VERDICTS[verdict]}" for verdict, heads in self.people.items())
        return f"{self.name}: {wording.people(self.people.total())}: {counts}"


@dataclass
class _Group:
    x: float
    y: float
    parties: list[tuple[str, PartyResult]]

    @property
    def people(self) -> int:
        return sum(party.size for _, party in self.parties)


def spots(result: Preflight, crisis: Crisis, frame: Frame) -> tuple[Spot, ...]:
    """All located parties as marks, most people first; parties close to each other share one."""
    places = sorted(_by_place(result, crisis, frame), key=lambda g: (-g.people, g.x, g.y))
    for apart in _APART:
        merged = _merged(places, apart)
        if len(merged) <= _MOST_MARKS:
            break
    merged.sort(key=lambda g: (-g.people, g.x, g.y))
    return tuple(_spot(number, group) for number, group in enumerate(merged, start=1))


def _merged(places: Sequence[_Group], apart: float) -> list[_Group]:
    """Each place joined to the largest one less than `apart` away."""
    merged: list[_Group] = []
    cells: dict[tuple[int, int], list[_Group]] = {}
    for place in places:
        group = _Group(place.x, place.y, list(place.parties))
        column, row = int(group.x // apart), int(group.y // apart)
        near = [g for i in (-1, 0, 1) for j in (-1, 0, 1) for g in cells.get((column + i, row + j), ())]
        close = [g for g in near if (g.x - group.x) ** 2 + (g.y - group.y) ** 2 < apart**2]
        if close:
            close[0].parties.extend(group.parties)
        else:
            merged.append(group)
            cells.setdefault((column, row), []).append(group)
    return merged


def _by_place(result: Preflight, crisis: Crisis, frame: Frame) -> Iterable[_Group]:
    where = {party.id: party for party in crisis.parties}
    located = [p for p in result.parties if p.verdict is not Verdict.NOT_LOCATED and where[p.id].lat is not None]
    lat, lon = np.array([(where[p.id].lat, where[p.id].lon) for p in located], np.float64).reshape(-1, 2).T
    x, y = frame.project(lat, lon)
    groups: dict[tuple[float, float], _Group] = {}
    for party, px, py in zip(located, x.round(1).tolist(), y.round(1).tolist(), strict=True):
        groups.setdefault((px, py), _Group(px, py, [])).parties.append((plain(where[party.id].place), party))
    return groups.values()


def _spot(number: int, group: _Group) -> Spot:
    names: Counter[str] = Counter()
    for name, party in group.parties:
        names[name] += party.size
    places = tuple(name for name, _ in names.most_common() if name)
    return Spot(f"place-{number}", group.x, group.y, places, tuple(party for _, party in group.parties))


def marks(spots: Sequence[Spot], room: Room) -> str:
    """The marks; those of the largest places have a plate with name and counts beside them, as far as there is room."""
    everybody = sum(spot.people.total() for spot in spots)
    largest = max((max(spot.people.values()) for spot in spots), default=1)
    with_plate = [spot for spot in spots[:_MOST_PLATES] if spot.people.total() >= _PLATE_SHARE * everybody]
    for spot in spots:
        room.keep_clear(spot.x, spot.y, 7)
    plates = {spot.id: _plate(spot, room) for spot in with_plate}
    return joined(_mark(spot, largest, plates.get(spot.id, "")) for spot in reversed(spots))


def _mark(spot: Spot, largest: int, plate: str) -> str:
    body = element("g", *_glyph_row(spot.people, largest), class_="bare") + plate
    scaled = element("g", body, class_="mark")
    link = element("a", scaled, href=f"#{spot.id}", aria_label=spot.said, class_="spot plated" if plate else "spot")
    return element("g", link, transform=translate(spot.x, spot.y))


def _glyph_row(people: Counter[Verdict], largest: int) -> Iterable[str]:
    """One shape for each verdict, side by side about the origin, its area growing with the people."""
    sizes = {verdict: 0.65 + 0.85 * (heads / largest) ** 0.5 for verdict, heads in people.items()}
    left = -6 * sum(sizes.values())
    for verdict, size in sizes.items():
        yield glyph(verdict, left + 6 * size, 0, size)
        left += 12 * size


def _plate(spot: Spot, room: Room) -> str:
    """A card with the place's name and a count for each verdict, and a line to the place; empty without room."""
    counts = [(verdict, f"{heads:,}") for verdict, heads in spot.people.items()]
    rows = [counts[i : i + _IN_A_ROW] for i in range(0, len(counts), _IN_A_ROW)]
    name = spot.name if len(spot.name) <= 30 else f"{spot.name[:29]}…"
    widths = [sum(26 + width_of(count, _TYPE) for _, count in row) for row in rows]
    width = max(*widths, width_of(name, _TYPE) + 4) + 8
    box = room.place(spot.x, spot.y, width, _ROW * (len(rows) + 1) + 6)
    if box is None:
        return ""
    left, top = box.left - spot.x, box.top - spot.y
    card = element("rect", class_="card", x=left, y=top, width=box.width, height=box.height, rx=3.0)
    lines = [text(left + 7, top + 15, name, class_="name")]
    lines += [_counts(row, left, top + 15 + _ROW * (i + 1)) for i, row in enumerate(rows)]
    return element("g", _leader(left, top, box), element("circle", class_="dot", r=4.0), card, *lines, class_="plate")


def _counts(row: Sequence[tuple[Verdict, str]], left: float, baseline: float) -> str:
    drawn, x = [], left + 13
    for verdict, count in row:
        drawn.append(glyph(verdict, x, baseline - 4, 0.85) + text(x + 9, baseline, count, class_="count"))
        x += 26 + width_of(count, _TYPE)
    return joined(drawn)


def _leader(left: float, top: float, box: Box) -> str:
    """The line from the place, at the origin, to the nearest point of its card."""
    x = min(max(0.0, left), left + box.width)
    y = min(max(0.0, top), top + box.height)
    return element("line", class_="leader", x1=0.0, y1=0.0, x2=x, y2=y)
