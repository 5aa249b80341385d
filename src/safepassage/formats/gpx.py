"""GPX 1.1 (Topografix, 2004): areas, ways and points written for receivers; latitude before longitude, WGS 84."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import gpxpy.gpx
import shapely
from shapely.geometry.base import BaseGeometry

CREATOR = "Safe Passage"


class Shape(NamedTuple):
    """Something with a place. x = lon, y = lat."""

    name: str
    kind: str
    about: str
    geometry: BaseGeometry


def format_shapes(shapes: Iterable[Shape], about: str) -> bytes:
    """Areas become tracks along their outlines, holes too; lines tracks; points waypoints. `about`: of the whole file.

    GPX knows no areas: what is within is not told by the file.
    """
    found = gpxpy.gpx.GPX()
    found.creator, found.description = CREATOR, _plain(about)
    for shape in shapes:
        lines = [line for part in _parts(shape.geometry) for line in _lines(part)]
        if lines:
            found.tracks.append(_track(shape, lines))
        for part in _parts(shape.geometry):
            if isinstance(part, shapely.Point):
                found.waypoints.append(_waypoint(shape, part))
    written: str = found.to_xml(version="1.1")
    return written.encode()


def _parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    """Its points, lines and polygons, of whatever depth."""
    if hasattr(geometry, "geoms"):
        for each in geometry.geoms:
            yield from _parts(each)
    elif not geometry.is_empty:
        yield geometry


def _lines(part: BaseGeometry) -> Iterator[list[tuple[float, float]]]:
    rings = (part.exterior, *part.interiors) if isinstance(part, shapely.Polygon) else ()
    for line in rings or ((part,) if isinstance(part, shapely.LineString) else ()):
        yield [(x, y) for x, y, *_z in line.coords]


def _track(shape: Shape, lines: list[list[tuple[float, float]]]) -> gpxpy.gpx.GPXTrack:
    track = gpxpy.gpx.GPXTrack(_plain(shape.name), _plain(shape.about))
    track.type = _plain(shape.kind)  # type: ignore[assignment]  # gpxpy tells of its first value alone
    for line in lines:
        points = [gpxpy.gpx.GPXTrackPoint(latitude=lat, longitude=lon) for lon, lat in line]
        track.segments.append(gpxpy.gpx.GPXTrackSegment(points))
    return track


def _waypoint(shape: Shape, point: shapely.Point) -> gpxpy.gpx.GPXWaypoint:
    name, about, kind = _plain(shape.name), _plain(shape.about), _plain(shape.kind)
    return gpxpy.gpx.GPXWaypoint(latitude=point.y, longitude=point.x, name=name, description=about, type=kind)


def _plain(text: str) -> str:
    """Without what no XML may hold."""
    return "".join(
        letter for letter in text if letter in "\t\n" or (letter >= " " and not "\ud800" <= letter <= "\udfff")
    )
