"""Points on a plane that keeps shapes: the Mercator projection of the WGS84 ellipsoid, and an order of points on it."""

import numpy as np

EQUATOR_M = 6_378_137.0  # WGS84 semi-major axis
ECCENTRICITY = 0.0818191908426215  # WGS84 first eccentricity
POLE = 89.9  # degrees; the plane ends here, as it has no pole
_CURVE_BITS = 20  # cells a side of the Hilbert curve: under 40 m even where the network spans the earth


def project(lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Map degrees to x, y in metres at the equator (Snyder 1987, eq. 7-6, 7-7). Same shape, float64.

    Near a place, a length on the plane divided by `stretch` of that place is the length on the ground, whatever its
    direction.
    """
    phi = np.radians(np.clip(lat, -POLE, POLE))
    sine = np.sin(phi)
    return EQUATOR_M * np.radians(lon), EQUATOR_M * (np.arctanh(sine) - ECCENTRICITY * np.arctanh(ECCENTRICITY * sine))


def stretch(lat: np.ndarray) -> np.ndarray:
    """Metres on the plane for one metre on the ground (Snyder 1987, eq. 7-8). Same shape, float64, at least 1."""
    phi = np.radians(np.clip(lat, -POLE, POLE))
    return np.asarray(np.sqrt(1 - (ECCENTRICITY * np.sin(phi)) ** 2) / np.cos(phi))


def hilbert_order(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Order points along a Hilbert curve over their bounding square; points in one cell keep their order.

    x, y: (k,) float64. Returns (k,) int64, indices of the points, first on the curve first.
    """
    if not len(x):
        return np.zeros(0, np.int64)
    last = 2**_CURVE_BITS - 1
    side = max(np.ptp(x), np.ptp(y), 1e-9)
    column, row = (((values - values.min()) / side * last).astype(np.int64) for values in (x, y))
    key = np.zeros(len(x), np.int64)
    for bit in range(_CURVE_BITS - 1, -1, -1):
        right, up = (column >> bit) & 1, (row >> bit) & 1
        key = (key << 2) | ((3 * right) ^ up)
        mirrored = (up == 0) & (right == 1)
        column, row = np.where(mirrored, last - column, column), np.where(mirrored, last - row, row)
        column, row = np.where(up == 0, row, column), np.where(up == 0, column, row)
    return np.argsort(key, kind="stable")
