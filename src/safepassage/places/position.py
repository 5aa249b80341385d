"""Positions on earth: what is one, and how far it is to others."""

import numpy as np

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG


def check_position(lat: float, lon: float) -> None:
    """Raise ValueError unless lat, lon are degrees of a position on earth."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"a position has a latitude from -90 to 90 and a longitude from -180 to 180, not {lat}, {lon}")


def great_circle_m(lat: float, lon: float, lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """Measure metres from one position to n others on a sphere, by the haversine formula.

    lat, lon: degrees. lats, lons: (n,) float64, degrees. Returns (n,) float64; within 0.6 % of the ellipsoid.
    """
    lat_1, lon_1, lat_2, lon_2 = (np.radians(degrees) for degrees in (lat, lon, lats, lons))
    half_chord_2 = np.sin((lat_2 - lat_1) / 2) ** 2 + np.cos(lat_1) * np.cos(lat_2) * np.sin((lon_2 - lon_1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half_chord_2, 1))))
