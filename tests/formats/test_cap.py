"""CAP alerts, polygons and circles: what is read, and what is refused with which words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from tests.crises import ALERT

from safepassage.errors import BadInput
from safepassage.formats.cap import (
    Circle,
    Reference,
    format_polygon,
    parse_circle,
    parse_instant,
    parse_polygon,
    parse_references,
    read_alert,
)

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "cap"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no ../shared/data/cap here")


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def faults(text: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_alert(text.encode(), "x.xml")
    return [str(fault) for fault in refused.value.faults]


def test_an_alert_is_read() -> None:
    alert = read_alert(ALERT.encode())
    assert (alert.version, alert.identifier, alert.sender) == ("1.2", "small-1", "embassy@example.org")
    assert alert.sent == datetime(2022, 3, 2, 7, tzinfo=UTC)
    assert (alert.status, alert.msg_type, alert.references) == ("Exercise", "Alert", ())
    (info,) = alert.infos
    assert (info.language, info.event, info.response_types) == ("en-US", "Shelling", ("Shelter",))
    assert (info.effective, info.onset, info.expires) == (alert.sent, None, datetime(2022, 3, 2, 11, tzinfo=UTC))
    (area,) = info.areas
    assert area.description == "The city"
    assert area.polygons[0].equals(shapely.box(36.15, 49.95, 36.35, 50.05))


def test_an_update_names_what_it_replaces() -> None:
    references = "<references>a@b.org,old-1,2022-03-01T09:00:00+02:00 a@b.org,old-2,2022-03-01T10:00:00Z</references>"
    text = ALERT.replace(">Alert<", ">Update<").replace("<info>", f"{references}<info>")
    assert read_alert(text.encode()).references == (
        Reference("a@b.org", "old-1", datetime(2022, 3, 1, 7, tzinfo=UTC)),
        Reference("a@b.org", "old-2", datetime(2022, 3, 1, 10, tzinfo=UTC)),
    )


@pytest.mark.parametrize("kind", ["an Update", "a Cancel"])
def test_an_update_or_cancel_of_nothing_is_refused(kind: str) -> None:
    assert faults(ALERT.replace(">Alert<", f">{kind.split()[1]}<")) == [
        f"x.xml, line 2, references: {kind} names nothing; expected sender,identifier,sent of what it is about"
    ]


def test_every_fault_of_an_alert_is_told_with_its_place() -> None:
    text = (
        ALERT.replace("<scope>Public</scope>", "")
        .replace(">small-1<", ">small 1<")
        .replace(">Exercise<", ">Drill<")
        .replace("<sent>2022-03-02T09:00:00+02:00", "<sent>2022-03-02T09:00:00")
        .replace(">Shelter<", ">Hide<")
        .replace("49.95,36.15</polygon>", "49.95,36.16</polygon>")
        .replace("<areaDesc>The city</areaDesc>", "<circle>50,36</circle>")
        .replace("<expires>2022-03-02T13", "<expires>2022-03-02T08")
    )
    places = [fault.split(": ", 1)[0].removeprefix("x.xml, ") for fault in faults(text)]
    assert places == [
        "line 2, scope",
        "line 3, identifier",
        "line 5, sent",
        "line 6, status",
        "line 12, info 1, responseType",
        "line 17, info 1, expires",
        "line 19, info 1, area 1, areaDesc",
        "line 20, info 1, area 1, circle",
        "line 21, info 1, area 1, polygon",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<!DOCTYPE a [<!ENTITY x "y">]>' + ALERT.split("?>\n")[1], "a DOCTYPE or an entity"),
        ('<!DOCTYPE a SYSTEM "http://example.org/a.dtd">' + ALERT.split("?>\n")[1], "a DOCTYPE or an entity"),
        (ALERT[:300], "not XML"),
        ("", "not XML: no element found"),
        (ALERT.replace("cap:1.2", "cap:9.9"), "expected an alert of CAP 1.1 or 1.2"),
        (ALERT.replace("<alert ", "<feed ").replace("</alert>", "</feed>"), "expected an alert of CAP 1.1 or 1.2"),
        (ALERT.replace('encoding="UTF-8"', 'encoding="UTF-99"'), "expected a CAP alert"),
    ],
)
def test_what_is_no_alert_is_refused(text: str, words: str) -> None:
    (fault,) = faults(text)
    assert words in fault


@needs_samples
@pytest.mark.parametrize(
    ("name", "version", "msg_type", "n_infos"),
    [
        ("amber.cap", "1.2", "Alert", 2),
        ("canada.cap", "1.2", "Update", 2),
        ("earthquake.cap", "1.1", "Alert", 1),
        ("earthquake-iso8859-1.cap", "1.2", "Alert", 1),
        ("weather.cap", "1.1", "Alert", 1),
    ],
)
def test_alerts_of_the_world_are_read(name: str, version: str, msg_type: str, n_infos: int) -> None:
    alert = read_alert(sample(name), name)
    assert (alert.version, alert.msg_type, len(alert.infos)) == (version, msg_type, n_infos)


@needs_samples
def test_a_latin_1_alert_keeps_its_letters_and_its_point() -> None:
    (info,) = read_alert(sample("earthquake-iso8859-1.cap")).infos
    assert "Usulután" in info.headline
    assert info.areas[0].circles == (Circle(12.747, -88.783, 0),)
    assert info.areas[0].shapes[0].geom_type == "Point"


@needs_samples
@pytest.mark.parametrize(("name", "words"), [("invalid.cap", "scope: it is missing"), ("xee.cap", "DOCTYPE")])
def test_invalid_and_hostile_alerts_of_the_world_are_refused(name: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_alert(sample(name), name)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"has no zone; expected a date and time with its zone"):
        parse_instant("2022-03-02T18:00:00")


def test_a_reference_of_two_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="is no reference; expected sender,identifier,sent"):
        parse_references("a@b.org,old")


# --- Polygons --------------------------------------------------------------------------------------------------------


def test_a_polygon_has_latitude_first() -> None:
    assert parse_polygon("1,10 1,12 2,12 1,10").bounds == (10, 1, 12, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "of 0 positions; expected four or more"),
        ("1,1 1,2 1,1", "of 3 positions; expected four or more"),
        ("1,1 1,2 2,2 2,1", "not closed: it begins at 1.0,1.0 and ends at 2.0,1.0; expected 1.0,1.0 at its end"),
        ("95,1 1,2 2,2 95,1", "95 is no latitude; expected a number from -90 to 90"),
        ("1,181 1,2 2,2 1,181", "181 is no longitude; expected a number from -180 to 180"),
        ("1;1 1,2 2,2 1;1", "'1;1' is no lat,lon pair"),
        ("nan,1 1,2 2,2 nan,1", "nan is no latitude"),
        ("0,0 1,1 0,1 1,0 0,0", "not sound: Self-intersection"),
    ],
)
def test_a_wrong_polygon_is_told_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_polygon(text)


@given(st.floats(-80, 70), st.floats(-170, 160), st.floats(0.001, 9), st.floats(0.001, 9), st.floats(0, 1))
def test_a_polygon_written_and_read_is_the_same(lat: float, lon: float, height: float, width: float, at: float) -> None:
    polygon = shapely.Polygon([(lon, lat), (lon + width, lat), (lon + at * width, lat + height)])
    assert parse_polygon(format_polygon(polygon)) == polygon


@pytest.mark.parametrize("shape", [shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2), shapely.Point(1, 1)])
def test_what_cap_cannot_write_is_refused(shape: shapely.Geometry) -> None:
    with pytest.raises(ValueError, match="one outline without holes"):
        format_polygon(shape)


# --- Circles ---------------------------------------------------------------------------------------------------------


@given(st.floats(-75, 75), st.floats(-180, 180), st.floats(0.1, 500), st.floats(0, 360), st.floats(0, 1))
def test_each_place_in_a_circle_lies_in_its_polygon(
    lat: float, lon: float, radius: float, azimuth: float, share: float
) -> None:
    x, y, _ = Geod(ellps="WGS84").fwd(lon, lat, azimuth, radius * 1000 * share)
    assert parse_circle(f"{lat},{lon} {radius}").distance(shapely.Point(x, y)) < 1e-9


@given(st.floats(-75, 75), st.floats(-179, 179), st.floats(0.1, 500), st.floats(0, 360))
def test_a_circles_polygon_reaches_hardly_beyond_it(lat: float, lon: float, radius: float, azimuth: float) -> None:
    x, y, _ = Geod(ellps="WGS84").fwd(lon, lat, azimuth, radius * 1000 * 1.0005)
    assert not parse_circle(f"{lat},{lon} {radius}").contains(shapely.Point(x, y))


def test_a_circle_over_the_antimeridian_lies_on_both_sides() -> None:
    circle = parse_circle("-18,179.9 50")
    assert circle.contains(shapely.Point(179.6, -18))
    assert circle.contains(shapely.Point(-179.8, -18))
    assert circle.bounds[0] == -180
    assert circle.bounds[2] == 180


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("50,36", "is no radius; expected kilometres"),
        ("50 36 10", "is no lat,lon pair"),
        ("50,36 -1", "the radius is -1 km; expected a number of 0 or more"),
        ("50,36 nan", "the radius is nan km"),
        ("89.9,0 100", "over a pole"),
    ],
)
def test_a_wrong_circle_is_told_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_circle(text)
