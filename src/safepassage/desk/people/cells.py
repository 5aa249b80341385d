"""Cells of the ground (H3): the coarse one that a position lies in, and those that an area covers, as merged ranges."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np
import shapely
from h3.api import basic_int as h3
from shapely.geometry.base import BaseGeometry

COARSE = 8  # 0.74 km² on average: a part of a town, with many houses in it; see decision 22
COARSEST = 2  # 87,000 km²: where looking for the cells of an area begins
OVERHANG = 1.4  # smaller cells stand out a little beyond the one that they belong to, and sides are straight in degrees
EDGE = 1.001  # the same of the smallest: only the latter
NEAR_POLE = 80
MOST_BORDER = 10_000  # cells; 10,000 km or so
_DIGIT_BITS, _FINEST, _NO_DIGIT = 3, 15, 7


class Range(NamedTuple):
    """All cells from one id to another, both with them."""

    first: int
    last: int


class Cover(NamedTuple):
    """The coarse cells of an area: those that lie wholly in it, and those that its border may run through."""

    inside: list[Range]
    border: list[int]


class TooLarge(ValueError):
    """An area whose border is too long to be looked along."""


def cell_of(latitude: float, longitude: float) -> int:
    """The coarse cell of a point."""
    return int(h3.latlng_to_cell(latitude, longitude, COARSE))


def cover(area: BaseGeometry) -> Cover:
    """The cells of an area, x = lon, y = lat, from large ones down: what lies wholly in it is taken whole.

    Raises TooLarge.
    """
    shapely.prepare(area)
    cells, outlines = _coarsest()
    inside: list[Range] = []
    for resolution in range(COARSEST, COARSE + 1):
        meets = shapely.intersects(area, outlines)
        within = meets & shapely.contains_properly(area, outlines)
        inside += [_all_in(cell) for cell in cells[within].tolist()]
        cells = cells[meets & ~within]
        if not len(cells):
            break
        if len(cells) * 7 ** ((COARSE - resolution) / 2) > MOST_BORDER:  # a border's cells are a row, not a field
            raise TooLarge("its border is too long; expected a smaller area")
        if resolution < COARSE:
            cells = _smaller(cells, resolution + 1)
            outlines = _outlines(cells, OVERHANG if resolution + 1 < COARSE else EDGE)
    return Cover(_merged(inside), cells.tolist())


# --- Parts of the above ----------------------------------------------------------------------------------------------


@cache
def _coarsest() -> tuple[np.ndarray, np.ndarray]:
    """All large cells of the earth, and their outlines."""
    cells = _smaller(np.array(h3.get_res0_cells(), np.uint64), COARSEST)
    return cells, _outlines(cells, OVERHANG)


def _smaller(cells: np.ndarray, resolution: int) -> np.ndarray:
    return np.array([each for cell in cells.tolist() for each in h3.cell_to_children(cell, resolution)], np.uint64)


def _outlines(cells: np.ndarray, overhang: float) -> np.ndarray:
    """Polygons that hold each cell and all smaller ones in it, in degrees."""
    rings = [h3.cell_to_boundary(cell) for cell in cells.tolist()]
    lengths = np.array([len(ring) for ring in rings])
    corners = np.array([corner for ring in rings for corner in ring])[:, ::-1]
    starts, of = np.cumsum(lengths) - lengths, np.repeat(np.arange(len(rings)), lengths)
    low, high = (extreme.reduceat(corners, starts) for extreme in (np.minimum, np.maximum))
    centres = np.add.reduceat(corners, starts) / lengths[:, None]
    outlines = shapely.polygons(shapely.linearrings(centres[of] + (corners - centres[of]) * overhang, indices=of))
    for place in np.flatnonzero(high[:, 0] - low[:, 0] > 180):
        outlines[place] = _across_antimeridian(corners[of == place, 0], low[place, 1], high[place, 1])
    return outlines


def _across_antimeridian(longitudes: np.ndarray, south: float, north: float) -> BaseGeometry:
    """Boxes on both sides of it; all around for a cell at a pole."""
    if max(-south, north) > NEAR_POLE:
        return shapely.box(-180, -90, 180, north) if south < 0 else shapely.box(-180, south, 180, 90)
    east_of, west_of = longitudes[longitudes < 0].max(), longitudes[longitudes > 0].min()
    margin_lon, margin_lat = (east_of - west_of + 360) / 2, (north - south) / 2
    south, north = south - margin_lat, north + margin_lat
    here, there = (-180, south, east_of + margin_lon, north), (west_of - margin_lon, south, 180, north)
    return shapely.MultiPolygon([shapely.box(*here), shapely.box(*there)])


def _all_in(cell: int) -> Range:
    """The coarse cells in a larger one."""
    last = h3.cell_to_children_size(cell, COARSE) - 1
    return Range(h3.child_pos_to_cell(cell, COARSE, 0), h3.child_pos_to_cell(cell, COARSE, last))


def _merged(ranges: Iterable[Range]) -> list[Range]:
    """As few as there can be: those between which no cell lies are one."""
    found: list[Range] = []
    for each in sorted(ranges):
        if found and _next(found[-1].last) == each.first:
            found[-1] = Range(found[-1].first, each.last)
        else:
            found.append(each)
    return found


def _next(cell: int) -> int:
    """The id after a cell's: its path is one octal digit a resolution, 0 to 6; 7 says that there is none."""
    shift = _DIGIT_BITS * (_FINEST - COARSE)
    path, carried = (cell >> shift) + 1, 1
    while path // carried % 8 == _NO_DIGIT:
        path += carried
        carried *= 8
    return path << shift | cell & ((1 << shift) - 1)
