"""GeoJSON: features and geometries, checked as RFC 7946 has them."""

import json
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from safepassage.errors import BadInput
from safepassage.formats.geojson import format_features, format_geometry, parse_geometry, read_features

SQUARE = [[[0, 0], [4, 0], [4, 3], [0, 3], [0, 0]]]
HOLE = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]


def faults(document: Any) -> list[str]:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(BadInput) as refused:
        read_features(data, "x.geojson")
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("kind", "coordinates", "wkt"),
    [
        ("Point", [36.2, 49.9], "POINT (36.2 49.9)"),
        ("Point", [36.2, 49.9, 120], "POINT (36.2 49.9)"),
        ("MultiPoint", [[1, 2], [3, 4]], "MULTIPOINT ((1 2), (3 4))"),
        ("LineString", [[1, 2], [3, 4]], "LINESTRING (1 2, 3 4)"),
        ("MultiLineString", [[[1, 2], [3, 4]]], "MULTILINESTRING ((1 2, 3 4))"),
        ("Polygon", SQUARE, "POLYGON ((0 0, 4 0, 4 3, 0 3, 0 0))"),
        ("Polygon", [*SQUARE, HOLE], "POLYGON ((0 0, 4 0, 4 3, 0 3, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))"),
        ("MultiPolygon", [SQUARE], "MULTIPOLYGON (((0 0, 4 0, 4 3, 0 3, 0 0)))"),
    ],
)
def test_each_type_of_geometry_is_read_longitude_first(kind: str, coordinates: Any, wkt: str) -> None:
    assert parse_geometry({"type": kind, "coordinates": coordinates}) == shapely.from_wkt(wkt)


def test_a_collection_of_geometries_is_read() -> None:
    parts = [{"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon", "coordinates": SQUARE}]
    collection = parse_geometry({"type": "GeometryCollection", "geometries": parts})
    assert [part.geom_type for part in collection.geoms] == ["Point", "Polygon"]


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ("Point", "str is no geometry"),
        ({"coordinates": [1, 2]}, "None is no type of geometry; expected one of Point"),
        ({"type": "Circle", "coordinates": [1, 2]}, "'Circle' is no type"),
        ({"type": ["Point"], "coordinates": [1, 2]}, "is no type"),
        ({"type": "Point"}, r"is no position; expected \[longitude, latitude\]"),
        ({"type": "Point", "coordinates": ["1", "2"]}, "is no position"),
        ({"type": "Point", "coordinates": [True, 2]}, "is no position"),
        ({"type": "Point", "coordinates": [36, 95]}, "95 is no latitude; expected a number from -90 to 90"),
        ({"type": "Point", "coordinates": [190, 9]}, "190 is no longitude; expected a number from -180 to 180"),
        ({"type": "Point", "coordinates": [10**400, 9]}, "is no longitude"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "a line of one position"),
        ({"type": "LineString", "coordinates": [[1, 2], [1, 2]]}, "not sound"),
        (
            {"type": "Polygon", "coordinates": [SQUARE[0][:-1]]},
            r"not closed: it begins at \[0.0, 0.0\] and ends at \[0.0, 3.0\]",
        ),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "has 3 positions; expected four or more"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}, "Self-intersection"),
        ({"type": "Polygon", "coordinates": []}, "is no list, or empty"),
        (
            {"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": []}]},
            "a GeometryCollection within another",
        ),
    ],
)
def test_a_wrong_geometry_is_told_in_plain_words(geometry: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_geometry(geometry)


positions = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(
    st.one_of(
        positions.map(shapely.Point),
        st.lists(positions, min_size=2, unique=True).map(shapely.LineString),
        st.lists(positions, min_size=1).map(shapely.MultiPoint),
        st.tuples(positions, positions)
        .filter(lambda c: c[0][0] < c[1][0] and c[0][1] < c[1][1])
        .map(lambda c: shapely.box(*c[0], *c[1])),
    ).filter(lambda shape: shape.is_valid)
)
def test_a_geometry_written_and_read_is_the_same(shape: shapely.Geometry) -> None:
    assert parse_geometry(json.loads(json.dumps(format_geometry(shape)))) == shape


def test_features_are_read_and_written() -> None:
    text = format_features([({"id": "a", "name": "Місто"}, shapely.Point(1, 2)), ({"id": "b"}, None)])
    first, second = read_features(text.encode()).by_number.values()
    assert (first.properties, second.properties) == ({"id": "a", "name": "Місто"}, {"id": "b"})
    assert first.geometry is not None
    assert parse_geometry(first.geometry) == shapely.Point(1, 2)
    assert second.geometry is None


def test_a_features_own_id_is_kept_as_text_and_a_byte_order_mark_is_passed_over() -> None:
    data = b'\xef\xbb\xbf{"type": "FeatureCollection", "features": [{"type": "Feature", "id": 7, "properties": null}]}'
    (feature,) = read_features(data).by_number.values()
    assert (feature.id, feature.properties, feature.geometry) == ("7", {}, None)


def test_every_item_that_is_no_feature_is_told_and_the_others_are_read() -> None:
    items = [{"type": "Feature"}, 5, {"type": "Point"}, {"type": "Feature", "properties": [], "geometry": "here"}]
    features = read_features(json.dumps({"type": "FeatureCollection", "features": items}).encode(), "x.geojson")
    assert list(features.by_number) == [1]
    assert [str(fault).split(":")[0] for fault in features.faults] == [
        "x.geojson, feature 2",
        "x.geojson, feature 3",
        "x.geojson, feature 4",
        "x.geojson, feature 4",
    ]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b'{"type": "FeatureCollection",\n "features": [,]}', "line 2, column 15: not JSON"),
        (b"", "line 1, column 1: not JSON"),
        (b'{"a": NaN}', "NaN is no number of JSON"),
        (b"\xff\xfe{}", "byte 1: it is not UTF-8; expected text in UTF-8"),
        (b'"\xe9"', "byte 2: it is not UTF-8"),
        (b"[" * 200_000, "nested too deep"),
        ({"type": "Feature"}, "holds a 'Feature'"),
        ([], "holds a 'list'"),
        ({"type": "FeatureCollection"}, "features: it is no list"),
    ],
)
def test_what_is_no_feature_collection_is_refused(document: Any, words: str) -> None:
    (fault,) = faults(document)
    assert words in fault
