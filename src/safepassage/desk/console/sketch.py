"""A map as inline SVG, drawn by the server: the same places as on the map, for a browser without it."""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import shapely
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from safepassage.formats.cap import parse_polygon

WIDTH, TALLEST = 640.0, 640.0  # drawing units
MARGIN = 0.08  # of the extent, on each side
LEAST_DEG = 0.02  # a single point is shown with 2 km around it
KM_A_DEGREE = 111.195
BARS_KM = (100, 50, 20, 10, 5, 2, 1, 0.5)


class Mark(NamedTuple):
    """A place to draw: its geometry (x = lon, y = lat), its class in the stylesheet, what it is called."""

    geometry: BaseGeometry
    kind: str
    name: str = ""
    is_shaken: bool = False  # what it rests on has fallen

    @property
    def called(self) -> str:
        """Its name, and that it is shaken: in words, as not everybody sees a colour."""
        return _("%(name)s: shaken") % {"name": self.name} if self.is_shaken else self.name

    @property
    def classes(self) -> str:
        """For the stylesheet."""
        return f"{self.kind} shaken" if self.is_shaken else self.kind


class Frame(NamedTuple):
    """Which part of the earth is shown, and how large."""

    west: float
    north: float
    x_a_degree: float
    y_a_degree: float
    height: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.x_a_degree, (self.north - lat) * self.y_a_degree


def sketch(area: str, marks: Iterable[Mark] = ()) -> SafeString | None:
    """The area of a crisis, as CAP writes it, and what lies on it; None where there is nothing to draw, or no area."""
    shown = [*_area(area), *marks]
    if not shown:
        return None
    frame = _frame(shown)
    drawn = format_html_join("", "{}", ((_drawn(mark, frame),) for mark in shown))
    return format_html(
        '<svg class="sketch" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        _number(WIDTH), _number(frame.height), _("Sketch of the area; the places are listed below"), drawn, _bar(frame),
    )  # fmt: skip


def _area(area: str) -> Iterator[Mark]:
    try:
        yield Mark(parse_polygon(area), "area")
    except ValueError:
        return  # the form says what is wrong with it


def _frame(marks: list[Mark]) -> Frame:
    west, south, east, north = shapely.total_bounds([mark.geometry for mark in marks])
    flat = max(math.cos(math.radians((south + north) / 2)), 0.05)
    wide, high = max((east - west) * flat, LEAST_DEG), max(north - south, LEAST_DEG)
    wide, high = wide * (1 + 2 * MARGIN), high * (1 + 2 * MARGIN)
    scale = min(WIDTH / wide, TALLEST / high)
    height = max(high * scale, WIDTH / 4)
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    west, north = middle_lon - WIDTH / 2 / (scale * flat), middle_lat + height / 2 / scale
    return Frame(west, north, scale * flat, scale, height)


def _drawn(mark: Mark, frame: Frame) -> SafeString:
    shape = mark.geometry
    if shape.geom_type == "Point":
        x, y = frame.at(shape.x, shape.y)
        return format_html(
            '<g class="{}">{}<circle cx="{}" cy="{}" r="6"/><text x="{}" y="{}">{}</text></g>',
            mark.classes, _ring(x, y) if mark.is_shaken else "",
            _number(x), _number(y), _number(x + 12), _number(y + 5), mark.called,
        )  # fmt: skip
    path = " ".join(_paths(shape, frame))
    return format_html('<path class="{}" d="{}"><title>{}</title></path>', mark.classes, path, mark.called)


def _ring(x: float, y: float) -> SafeString:
    """Around a point that is shaken: a broken ring."""
    return format_html('<circle class="ring" cx="{}" cy="{}" r="11"/>', _number(x), _number(y))


def sample(kind: str, *, is_area: bool, is_shaken: bool = False) -> SafeString:
    """How something is drawn, for a legend."""
    classes = f"{kind} shaken" if is_shaken else kind
    if is_area:
        drawn = format_html('<path class="{}" d="M3 5H37V19H3Z"/>', classes)
    else:
        ring = _ring(20, 12) if is_shaken else ""
        drawn = format_html('<g class="{}">{}<circle cx="20" cy="12" r="6"/></g>', classes, ring)
    return format_html('<svg class="sketch sample" viewBox="0 0 40 24" aria-hidden="true">{}</svg>', drawn)


def _paths(shape: BaseGeometry, frame: Frame) -> Iterator[str]:
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _paths(part, frame)
    elif shape.geom_type == "Polygon":
        for ring in (shape.exterior, *shape.interiors):
            yield _line(ring.coords, frame) + "Z"
    else:
        yield _line(shape.coords, frame)


def _line(coords: Iterable[Iterable[float]], frame: Frame) -> str:
    points = (frame.at(lon, lat) for lon, lat, *_height in coords)
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _bar(frame: Frame) -> SafeString:
    units_a_km = frame.y_a_degree / KM_A_DEGREE
    km = next((each for each in BARS_KM if each * units_a_km <= WIDTH / 3), BARS_KM[-1])
    y = frame.height - 10
    line = f"M10 {_number(y)}h{_number(km * units_a_km)}"
    return format_html('<path class="bar" d="{}"/><text x="10" y="{}">{} km</text>', line, _number(y - 6), f"{km:g}")


def _number(value: float) -> str:
    return f"{value:.1f}"
