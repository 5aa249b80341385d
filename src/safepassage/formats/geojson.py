"""GeoJSON (RFC 7946): features and geometries, checked. Longitude stands before latitude, as x before y in shapely."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from safepassage.errors import BadInput, Fault

Position = tuple[float, float]  # (lon, lat)


@dataclass(frozen=True)
class Feature:
    """One feature as it stands in the file; its geometry is not yet parsed, so that each can be judged by itself."""

    properties: Mapping[str, Any]
    geometry: Mapping[str, Any] | None
    id: str | None = None


class Features(NamedTuple):
    """The features of a file by their number in it, from 1, and the faults of those that are none."""

    by_number: Mapping[int, Feature]
    faults: tuple[Fault, ...]


def read_features(data: bytes, file: str = "features.geojson") -> Features:
    """Read a FeatureCollection. Raises BadInput where the file as a whole cannot be used: its text, its JSON syntax."""
    collection = _document(data, file)
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        kind = collection.get("type") if isinstance(collection, dict) else type(collection).__name__
        raise BadInput([Fault(file, "", f"the file holds a {kind!r:.60}", 'an object of the type "FeatureCollection"')])
    items = collection.get("features")
    if not isinstance(items, list):
        raise BadInput([Fault(file, "features", "it is no list", 'a list of features, such as "features": []')])
    wrong = {number: list(_not_a_feature(item)) for number, item in enumerate(items, 1)}
    return Features(
        {number: _feature(item) for number, item in enumerate(items, 1) if not wrong[number]},
        tuple(Fault(file, f"feature {number}", *fault) for number in wrong for fault in wrong[number]),
    )


def _feature(item: Mapping[str, Any]) -> Feature:
    identifier = item.get("id")
    return Feature(item.get("properties") or {}, item.get("geometry"), None if identifier is None else str(identifier))


def _document(data: bytes, file: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise BadInput([Fault(file, f"byte {error.start + 1}", "it is not UTF-8", "text in UTF-8")]) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadInput([Fault(file, where, f"not JSON: {error.msg}", "GeoJSON")]) from error
    except RecursionError as error:
        raise BadInput([Fault(file, "", "lists or objects are nested too deep", "GeoJSON")]) from error
    except ValueError as error:
        raise BadInput([Fault(file, "", f"not JSON: {error}", "GeoJSON")]) from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _not_a_feature(item: Any) -> Iterable[tuple[str, str]]:
    if not isinstance(item, dict) or item.get("type") != "Feature":
        yield "it is no feature", 'an object of the type "Feature"'
        return
    if not isinstance(item.get("properties"), dict | None):
        yield "its properties are no object", 'an object, such as "properties": {"id": "bridge"}'
    if not isinstance(item.get("geometry"), dict | None):
        yield "its geometry is no object", "a GeoJSON geometry or null"


def format_features(features: Iterable[tuple[Mapping[str, Any], BaseGeometry | None]]) -> str:
    """Write properties and geometries as a FeatureCollection, a feature a line; coordinates keep all their digits."""
    items = [
        {
            "type": "Feature",
            "properties": dict(properties),
            "geometry": None if geometry is None else format_geometry(geometry),
        }
        for properties, geometry in features
    ]
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, allow_nan=False) for item in items)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def format_geometry(geometry: BaseGeometry) -> dict[str, Any]:
    """Turn a shapely geometry, x = lon, y = lat, into a GeoJSON one."""
    mapping: dict[str, Any] = shapely.geometry.mapping(geometry)
    return mapping


def parse_geometry(geometry: Any) -> BaseGeometry:
    """Turn a GeoJSON geometry into a shapely one, x = lon, y = lat. Heights are dropped.

    Raises ValueError, "what is wrong; expected what would be right": unknown type, coordinates out of range, an open
    ring, one with fewer than four points, one that crosses itself, nothing at all.
    """
    if not isinstance(geometry, Mapping):
        raise ValueError(f"{type(geometry).__name__} is no geometry; expected an object with type and coordinates")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        return _collection(geometry.get("geometries"))
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ValueError(
            f"{kind!r:.60} is no type of geometry; expected one of {', '.join(_KINDS)}, GeometryCollection"
        )
    shape = _KINDS[kind](geometry.get("coordinates"))
    if shape.is_empty:
        raise ValueError(f"the {kind} is empty; expected coordinates")
    if not shape.is_valid:
        raise ValueError(f"the {kind} is not sound: {shapely.is_valid_reason(shape)}; expected lines that do not cross")
    return shape


def _collection(value: Any) -> shapely.GeometryCollection:
    parts = _list(value, "geometries")
    if any(isinstance(part, Mapping) and part.get("type") == "GeometryCollection" for part in parts):
        raise ValueError("a GeometryCollection within another; expected plain geometries")
    return shapely.GeometryCollection([parse_geometry(part) for part in parts])


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{name} is no list, or empty; expected a list")
    return value


def _position(value: Any) -> Position:
    numbers = value if isinstance(value, list) else []
    if len(numbers) < 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        raise ValueError(f"{value!r:.60} is no position; expected [longitude, latitude]")
    lon, lat = numbers[:2]
    if not -180 <= lon <= 180:
        raise ValueError(f"{lon!r:.20} is no longitude; expected a number from -180 to 180, before the latitude")
    if not -90 <= lat <= 90:
        raise ValueError(f"{lat!r:.20} is no latitude; expected a number from -90 to 90, after the longitude")
    return float(lon), float(lat)


def _line(value: Any) -> list[Position]:
    positions = [_position(p) for p in _list(value, "coordinates")]
    if len(positions) < 2:
        raise ValueError("a line of one position; expected two or more")
    return positions


def _ring(value: Any) -> list[Position]:
    positions = [_position(p) for p in _list(value, "coordinates")]
    if positions[0] != positions[-1]:
        raise ValueError(
            f"the ring is not closed: it begins at {list(positions[0])} and ends at {list(positions[-1])};"
            " expected the first position again at the end"
        )
    if len(positions) < 4:
        raise ValueError(
            f"the ring has {len(positions)} positions; expected four or more, the last the same as the first"
        )
    return positions


def _polygon(value: Any) -> shapely.Polygon:
    outer, *holes = (_ring(ring) for ring in _list(value, "coordinates"))
    return shapely.Polygon(outer, holes)


_KINDS: Mapping[str, Callable[[Any], BaseGeometry]] = {
    "Point": lambda value: shapely.Point(_position(value)),
    "MultiPoint": lambda value: shapely.MultiPoint([_position(p) for p in _list(value, "coordinates")]),
    "LineString": lambda value: shapely.LineString(_line(value)),
    "MultiLineString": lambda value: shapely.MultiLineString([_line(line) for line in _list(value, "coordinates")]),
    "Polygon": _polygon,
    "MultiPolygon": lambda value: shapely.MultiPolygon([_polygon(p) for p in _list(value, "coordinates")]),
}
