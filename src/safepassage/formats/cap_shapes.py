"""How CAP writes polygons and circles: latitude first, degrees; radii in kilometres."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from pyproj import Geod
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

_EARTH = Geod(ellps="WGS84")
_CIRCLE_POINTS = 180
_DRAWN_AROUND = 1.0003  # sides, straight in degrees, cut up to 0.02 % of the radius off (500 km, at 75° latitude)


@dataclass(frozen=True)
class Circle:
    """A circle on the ellipsoid."""

    lat: float
    lon: float
    radius_km: float

    @cached_property
    def shape(self) -> BaseGeometry:
        """A polygon of 180 corners around it; a Point for radius 0; a MultiPolygon over the antimeridian.

        It exceeds the circle by up to 0.03 % of the radius, so that no place is lost up to 500 km and 75° latitude.
        """
        if self.radius_km == 0:
            return shapely.Point(self.lon, self.lat)
        return _drawn_around(self.lat, self.lon, self.radius_km * 1000 * _DRAWN_AROUND)


def _number(text: str) -> float:
    if not text.isascii() or "_" in text:
        raise ValueError("digits that only Python takes for a number")
    return float(text)


def _position(text: str) -> tuple[float, float]:
    """(lat, lon) of "lat,lon"."""
    try:
        lat, lon = map(_number, text.split(","))
    except ValueError as error:
        raise ValueError(f"{text!r:.60} is no lat,lon pair; expected two numbers with a comma between") from error
    if not -90 <= lat <= 90:
        raise ValueError(f"{lat:g} is no latitude; expected a number from -90 to 90, before the longitude")
    if not -180 <= lon <= 180:
        raise ValueError(f"{lon:g} is no longitude; expected a number from -180 to 180, after the latitude")
    return lat, lon


def parse_polygon(text: str) -> shapely.Polygon:
    """Read a CAP polygon, `lat,lon lat,lon …`, closed, into a shapely Polygon with x = lon, y = lat.

    Raises ValueError, "what is wrong; expected what would be right".
    """
    positions = [_position(pair) for pair in text.split()]
    if len(positions) < 4:
        raise ValueError(
            f"a polygon of {len(positions)} positions; expected four or more, the last the same as the first"
        )
    if positions[0] != positions[-1]:
        first, last = (f"{lat},{lon}" for lat, lon in (positions[0], positions[-1]))
        raise ValueError(
            f"the polygon is not closed: it begins at {first} and ends at {last}; expected {first} at its end"
        )
    polygon = shapely.Polygon([(lon, lat) for lat, lon in positions])
    if not polygon.is_valid:
        reason = shapely.is_valid_reason(polygon)
        raise ValueError(
            f"the polygon is not sound: {reason} (lon lat); expected an outline that does not cross itself"
        )
    return polygon


def format_polygon(polygon: BaseGeometry) -> str:
    """Write a polygon's outline as CAP does, with all digits. Raises ValueError for what is none, or has holes."""
    if not isinstance(polygon, shapely.Polygon) or polygon.interiors or polygon.is_empty:
        raise ValueError("a CAP polygon is one outline without holes")
    return " ".join(f"{_digits(lat)},{_digits(lon)}" for lon, lat in polygon.exterior.coords)


def format_circle(circle: Circle) -> str:
    """Write a circle as CAP does, with all digits."""
    return f"{_digits(circle.lat)},{_digits(circle.lon)} {_digits(circle.radius_km)}"


def _digits(value: float) -> str:
    """The shortest digits that are read back as the same number, without exponents, which CAP does not know."""
    text = repr(float(value))
    return text if "e" not in text else np.format_float_positional(value, trim="0")


def read_circle(text: str) -> Circle:
    """Read a CAP circle, `lat,lon radius`. Raises ValueError, "what is wrong; expected what would be right"."""
    centre, _, radius = text.strip().partition(" ")
    lat, lon = _position(centre)
    try:
        kilometres = _number(radius)
    except ValueError as error:
        raise ValueError(f"{radius!r:.60} is no radius; expected kilometres after the lat,lon pair") from error
    if not 0 <= kilometres < math.inf:
        raise ValueError(f"the radius is {radius:.60} km; expected a number of 0 or more")
    if (
        kilometres
        and min(_EARTH.inv(lon, lat, lon, pole)[2] for pole in (-90, 90)) <= kilometres * 1000 * _DRAWN_AROUND
    ):
        raise ValueError("the circle reaches over a pole; expected a smaller one")
    return Circle(lat, lon, kilometres)


def parse_circle(text: str) -> BaseGeometry:
    """Read a CAP circle, `lat,lon radius`, into the shape that `Circle.shape` has.

    Raises ValueError, "what is wrong; expected what would be right".
    """
    return read_circle(text).shape


def _drawn_around(lat: float, lon: float, reach: float) -> BaseGeometry:
    """reach: metres."""
    turns = [360 * i / _CIRCLE_POINTS for i in range(_CIRCLE_POINTS)]
    n = len(turns)
    lons, lats, _ = _EARTH.fwd([lon] * n, [lat] * n, turns, [reach] * n)
    unrolled = [lon + (x - lon + 180) % 360 - 180 for x in lons]  # within half a turn of the centre, maybe beyond 180
    outline = shapely.Polygon(zip(unrolled, lats, strict=True))
    world = shapely.box(-180, -90, 180, 90)
    parts = [translate(outline, xoff=turn).intersection(world) for turn in (-360, 0, 360)]
    return shapely.union_all([part for part in parts if part.area > 0])
