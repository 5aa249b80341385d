"""GPX holds every outline, line and point where it is, latitude first, and no letter that XML does not know."""

import gpxpy
import shapely
from hypothesis import given
from hypothesis import strategies as st

from safepassage.formats.gpx import Shape, format_shapes

SQUARE = shapely.Polygon(
    [(36, 50), (36.1, 50), (36.1, 50.1), (36, 50)], [[(36.05, 50.01), (36.06, 50.01), (36.06, 50.02)]]
)


def test_an_area_is_a_track_along_its_outline_and_its_holes():
    read = gpxpy.parse(format_shapes([Shape("Bridge", "closure", "shut", SQUARE)], "all of it").decode())
    (track,) = read.tracks
    assert (track.name, track.type, track.description, read.description) == ("Bridge", "closure", "shut", "all of it")
    outline, hole = track.segments
    assert [(point.longitude, point.latitude) for point in outline.points] == list(SQUARE.exterior.coords)
    assert [(point.longitude, point.latitude) for point in hole.points] == list(SQUARE.interiors[0].coords)


def test_whatever_the_depth_points_are_waypoints_and_lines_tracks():
    line, point = shapely.LineString([(36, 50), (37, 51)]), shapely.Point(-36, -50)
    deep = shapely.GeometryCollection([shapely.MultiPoint([point]), shapely.GeometryCollection([line])])
    read = gpxpy.parse(format_shapes([Shape("x", "", "", deep)], "").decode())
    assert [(each.longitude, each.latitude) for each in read.waypoints] == [(-36, -50)]
    assert [len(segment.points) for track in read.tracks for segment in track.segments] == [2]


@given(st.text())
def test_any_name_makes_a_file_that_can_be_read(name):
    written = format_shapes([Shape(name, name, name, SQUARE)], name)
    assert len(gpxpy.parse(written.decode()).tracks) == 1
