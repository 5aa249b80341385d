"""The frame of a drawing: which ground it shows, and where a place on earth lies on it."""

import math
from dataclasses import dataclass

import numpy as np

from safepassage.planning.model import Crisis, Preflight, Verdict

WIDTH = 1000.0  # drawing units
_METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371,009 m
_LEAST_EXTENT_M = 1_500.0
_MARGIN = 0.10  # of the extent, on each side
_TALLEST, _FLATTEST = 1.0, 0.6  # height as a share of width
_BAR_STEPS_M = tuple(step * 10**power for power in range(1, 7) for step in (1, 2, 5))


@dataclass(frozen=True)
class Frame:
    """A local equirectangular projection about a centre; x to the east, y to the south, in drawing units."""

    lat: float  # of the centre, degrees
    lon: float
    units_per_m: float
    height: float  # drawing units; the width is WIDTH

    def project(self, lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """x and y of places. lat, lon: (n,) float64, degrees."""
        east = _wrapped(np.asarray(lon, np.float64) - self.lon) * math.cos(math.radians(self.lat))
        north = np.asarray(lat, np.float64) - self.lat
        scale = _METRES_PER_DEGREE * self.units_per_m
        return WIDTH / 2 + east * scale, self.height / 2 - north * scale

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        x, y = self.project(np.array([lat]), np.array([lon]))
        return float(x[0]), float(y[0])

    def scale_bar(self, longest: float) -> tuple[int, float]:
        """The longest round length, in metres, whose bar is at most `longest` units; and the bar's units."""
        fitting = [step for step in _BAR_STEPS_M if step * self.units_per_m <= longest]
        metres = fitting[-1] if fitting else _BAR_STEPS_M[0]
        return metres, metres * self.units_per_m


def _wrapped(degrees: np.ndarray) -> np.ndarray:
    return (degrees + 180.0) % 360.0 - 180.0


def frame_of(result: Preflight, crisis: Crisis) -> Frame:
    """The frame that holds all located parties, the havens asked for and the routes, with a margin."""
    lat, lon = _places(result, crisis)
    first = lon[0]
    east = _wrapped(lon - first)
    centre_lat, centre_lon = (lat.min() + lat.max()) / 2, first + (east.min() + east.max()) / 2
    wide_m = np.ptp(east) * math.cos(math.radians(centre_lat)) * _METRES_PER_DEGREE
    high_m = np.ptp(lat) * _METRES_PER_DEGREE
    wide_m, high_m = (max(extent, _LEAST_EXTENT_M) * (1 + 2 * _MARGIN) for extent in (wide_m, high_m))
    wide_m = max(wide_m, high_m / _TALLEST)
    high_m = max(high_m, wide_m * _FLATTEST)
    units_per_m = WIDTH / wide_m
    return Frame(float(centre_lat), float(centre_lon), float(units_per_m), float(round(high_m * units_per_m)))


def _places(result: Preflight, crisis: Crisis) -> tuple[np.ndarray, np.ndarray]:
    located = {party.id for party in result.parties if party.verdict is not Verdict.NOT_LOCATED}
    points = [(p.lat, p.lon) for p in crisis.parties if p.id in located and p.lat is not None and p.lon is not None]
    points += [(haven.lat, haven.lon) for haven in result.advisory.havens]
    edges = [leg.edges for party in result.parties if party.route for leg in party.route.legs]
    used = np.unique(np.concatenate([np.asarray(e, np.int64) for e in edges])) if edges else np.empty(0, np.int64)
    nodes = np.unique(np.concatenate((crisis.network.edge_from[used], crisis.network.edge_to[used])))
    lat, lon = np.array(points, np.float64).reshape(-1, 2).T
    return np.concatenate((lat, crisis.network.node_lat[nodes])), np.concatenate((lon, crisis.network.node_lon[nodes]))
