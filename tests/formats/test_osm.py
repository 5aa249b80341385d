"""OpenStreetMap files: lines between junctions, barriers, and files that are not what they seem."""

import gzip
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest
from pyproj import Geod

from safepassage.errors import BadInput
from safepassage.formats.osm import read_osm
from safepassage.formats.roadlines import RoadLines

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "osm"

Street = tuple[int, Sequence[int], dict[str, str]]
LINE = {1: (50.0, 36.0), 2: (50.0, 36.001), 3: (50.0, 36.002), 4: (50.0, 36.003), 5: (50.001, 36.001)}
ROAD = {"highway": "residential"}


def osm(nodes: dict[int, tuple[float, float]], ways: Sequence[Street], tags: dict[int, dict[str, str]]) -> str:
    def written(given: dict[str, str]) -> str:
        return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in given.items())

    lines = ['<?xml version="1.0"?><osm version="0.6">']
    for number, (lat, lon) in nodes.items():
        lines.append(f'<node id="{number}" lat="{lat}" lon="{lon}">{written(tags.get(number, {}))}</node>')
    for number, refs, given in ways:
        members = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}">{members}{written(given)}</way>')
    return "\n".join([*lines, "</osm>"])


@pytest.fixture
def read(tmp_path: Path):
    def read_text(
        ways: Sequence[Street],
        tags: dict[int, dict[str, str]] | None = None,
        nodes: dict[int, tuple[float, float]] | None = None,
    ) -> RoadLines:
        path = tmp_path / "town.osm"
        path.write_text(osm(nodes or LINE, ways, tags or {}), encoding="utf-8")
        return read_osm(path)

    return read_text


def ends(roads: RoadLines) -> list[tuple[int, int]]:
    return list(zip(roads.node_id[roads.line_from].tolist(), roads.node_id[roads.line_to].tolist(), strict=True))


def test_a_way_nobody_crosses_is_one_line_with_its_geometry(read) -> None:
    roads = read([(7, [1, 2, 3, 4], ROAD | {"name": "Вулиця"})])
    assert ends(roads) == [(1, 4)]
    assert roads.point_lon.tolist() == [36.0, 36.001, 36.002, 36.003]
    assert roads.line_length_m[0] == pytest.approx(Geod(ellps="WGS84").line_length([36, 36.003], [50, 50]), abs=0.01)
    assert (roads.line_way[0], roads.names[roads.line_name[0]]) == (7, "Вулиця")
    assert roads.drive_forward_s[0] == pytest.approx(roads.line_length_m[0] * 3.6 / 30)


def test_ways_are_cut_where_they_meet(read) -> None:
    roads = read([(7, [1, 2, 3], ROAD), (8, [2, 5], ROAD)])
    assert ends(roads) == [(1, 2), (2, 3), (2, 5)]


def test_a_way_that_crosses_itself_is_cut_there(read) -> None:
    roads = read([(7, [1, 2, 3, 5, 2, 4], ROAD)])
    assert ends(roads) == [(1, 2), (2, 2), (2, 4)]


def test_a_node_that_only_paths_left_aside_use_is_no_junction(read) -> None:
    roads = read([(7, [1, 2, 3], ROAD), (8, [2, 5], {"highway": "proposed"})])
    assert ends(roads) == [(1, 3)]


def test_where_nodes_are_not_in_the_file_the_way_is_cut_and_it_is_told(read) -> None:
    roads = read([(7, [1, 2, 99, 3, 4], ROAD), (8, [98, 99, 5], ROAD), (9, [2, 5], ROAD)])
    assert ends(roads) == [(1, 2), (3, 4), (2, 5)]
    assert roads.left_out == ("1 way without two known nodes", "parts of 1 way, as some nodes are not in the file")


def test_a_node_that_follows_itself_makes_no_line(read) -> None:
    assert ends(read([(7, [1, 2, 2, 3], ROAD)])) == [(1, 3)]


def test_a_bollard_stops_vehicles_a_metre_before_it_and_no_walker(read) -> None:
    roads = read([(7, [1, 2, 3], ROAD)], {2: {"barrier": "bollard"}})
    assert ends(roads) == [(1, -2), (-2, 2), (2, -2), (-2, 3)]
    assert roads.walk_forward.all()
    assert roads.walk_backward.all()
    assert np.isfinite(roads.drive_forward_s).tolist() == [True, False, False, True]
    assert roads.line_length_m[1:3] == pytest.approx([1, 1], abs=0.01)
    assert roads.line_length_m.sum() == pytest.approx(Geod(ellps="WGS84").line_length([36, 36.002], [50, 50]), abs=0.01)
    assert len(set(zip(roads.node_lat, roads.node_lon, strict=True))) == 5


def test_a_bollard_at_a_crossing_stops_vehicles_on_every_way(read) -> None:
    roads = read([(7, [1, 2, 3], ROAD), (8, [2, 5], ROAD)], {2: {"barrier": "bollard"}})
    at_bollard = [2 in pair for pair in ends(roads)]
    assert sum(at_bollard) == 3
    assert np.isinf(roads.drive_forward_s).tolist() == at_bollard


def test_two_barriers_side_by_side_each_stop(read) -> None:
    roads = read([(7, [1, 2, 3, 4], ROAD)], {2: {"barrier": "bollard"}, 3: {"barrier": "gate", "access": "no"}})
    assert ends(roads) == [(1, -2), (-2, 2), (2, -2), (-2, -3), (-3, 3), (3, -3), (-3, 4)]
    assert roads.walk_forward.tolist() == [True, True, True, True, False, False, True]


def test_an_open_gate_is_only_a_node(read) -> None:
    roads = read([(7, [1, 2, 3], ROAD)], {2: {"barrier": "gate"}})
    assert ends(roads) == [(1, 2), (2, 3)]
    assert np.isfinite(roads.drive_forward_s).all()


def test_the_duration_of_a_ferry_is_shared_by_length(read) -> None:
    ferry = {"route": "ferry", "duration": "0:10", "motor_vehicle": "yes"}
    roads = read([(7, [1, 2, 4], ferry), (8, [2, 5], ROAD)])
    assert roads.drive_forward_s[:2] == pytest.approx([200, 400], rel=1e-3)
    assert roads.classes[roads.line_class[0]] == "ferry"


def test_gzip_reads_the_same(read, tmp_path: Path) -> None:
    plain = read([(7, [1, 2, 3], ROAD)])
    packed = tmp_path / "town.osm.gz"
    packed.write_bytes(gzip.compress((tmp_path / "town.osm").read_bytes()))
    assert np.array_equal(read_osm(packed).line_length_m, plain.line_length_m)


HOSTILE = """<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "{}"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<osm version="0.6"><node id="1" lat="5" lon="3"><tag k="barrier" v="&c;"/></node></osm>"""
EXTERNAL = """<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<osm version="0.6"><node id="1" lat="5" lon="3"><tag k="barrier" v="&a;"/></node></osm>"""


@pytest.mark.parametrize("text", [HOSTILE, EXTERNAL])
def test_xml_entities_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(text)
    with pytest.raises(BadInput) as caught:
        read_osm(path)
    assert caught.value.faults[0].expected == "XML without entity declarations"


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("town.osm.pbf", b"", "empty"),
        ("town.osm", b"", "empty"),
        ("town.osm.pbf", b"<osm version='0.6'/>", "cannot be read: PBF error"),
        ("town.osm", b"\x00\x00\x00\x0d\x0a\x09OSMHeader", "cannot be read: XML parsing error"),
        ("town.osm", b"<osm version='0.6'><node id='1' lat='5'", "cannot be read: XML parsing error"),
        ("town.osm", b"<osm version='0.6'><node id='1' lat='nan' lon='3'/></osm>", "cannot be read"),
        ("town.osm.gz", gzip.compress(b"<osm version='0.6'/>" + bytes(9999), mtime=0)[:-30], "cannot be read"),
        ("town.osm", b"<html/>", "cannot be read"),
        ("town.osm", b"<osm version='0.6'/>", "no road in it"),
    ],
)
def test_what_is_no_whole_osm_file_is_one_fault_that_names_it(
    name: str, content: bytes, wrong: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_osm(path)
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    assert wrong in fault.wrong
    assert fault.expected


def test_roads_whose_nodes_are_all_unknown_are_a_fault(read) -> None:
    with pytest.raises(BadInput, match="no road with two known nodes"):
        read([(7, [11, 12], ROAD)])


@pytest.mark.parametrize("name", ["andorra", "helsinki", "liechtenstein"])
def test_a_cut_off_real_file_is_refused(name: str, tmp_path: Path) -> None:
    path = real(f"{name}.osm.pbf")
    cut = tmp_path / path.name
    cut.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(BadInput, match="cannot be read"):
        read_osm(cut)


def test_liechtenstein_has_its_junctions() -> None:
    """SOURCES.md counts 6,257 junctions; barriers and ends of ways add some."""
    roads = read_osm(real("liechtenstein.osm.pbf"))
    assert 6_000 < len(roads.node_id) < 6_700
    assert 900_000 < roads.line_length_m.sum() < 1_300_000


def real(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"needs ../shared/data/osm/{name}, which is not there")
    return path


def test_each_node_beyond_the_earth_is_told_with_its_position(read) -> None:
    nodes = LINE | {2: (95.0, 36.001), 4: (50.0, -180.5)}
    with pytest.raises(BadInput) as refused:
        read([(7, [1, 2, 3], ROAD), (8, [2, 3, 4, 9], ROAD)], nodes=nodes)
    expected = "expected a latitude from -90 to 90 and a longitude from -180 to 180"
    assert [str(fault).split("town.osm, ")[1] for fault in refused.value.faults] == [
        f"node 2: 95, 36.001 is no latitude and longitude; {expected}",
        f"node 4: 50, -180.5 is no latitude and longitude; {expected}",
    ]
