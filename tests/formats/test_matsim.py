"""MATSim networks: links paired to lines, coordinates brought to degrees, and files that are not what they seem."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from safepassage.errors import BadInput
from safepassage.formats.matsim import read_matsim
from safepassage.formats.roadlines import RoadLines

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "osm"

HEAD = '<?xml version="1.0"?>\n<!DOCTYPE network SYSTEM "http://www.matsim.org/files/dtd/network_v2.dtd">\n'
CRS = '<attributes><attribute name="coordinateReferenceSystem">EPSG:32637</attribute></attributes>'
NODES = (
    '<nodes><node id="1" x="299700" y="5541500"/><node id="2" x="300700" y="5541500"/>'
    '<node id="c" x="300700" y="5542500"/></nodes>'
)


def link(number: int, start: str, end: str, more: str = "", inside: str = "", speed: str = "10") -> str:
    given = f'id="{number}" from="{start}" to="{end}" length="1000" freespeed="{speed}" capacity="600" permlanes="1"'
    return f"<link {given} {more}>{inside}</link>"


def network(*links: str, nodes: str = NODES, crs: str = CRS, period: str = "01:00:00") -> str:
    return f'{HEAD}<network>{crs}{nodes}<links capperiod="{period}">{"".join(links)}</links></network>'


@pytest.fixture
def read(tmp_path: Path):
    def read_text(text: str, crs: str | None = None) -> RoadLines:
        path = tmp_path / "town.xml"
        path.write_text(text, encoding="utf-8")
        return read_matsim(path, crs)

    return read_text


def test_opposite_links_are_one_line(read) -> None:
    roads = read(network(link(1, "1", "2"), link(2, "2", "1", speed="20"), link(3, "2", "c")))
    assert len(roads.line_from) == 2
    assert roads.drive_forward_s.tolist() == [100, 100]
    assert roads.drive_backward_s.tolist() == [50, np.inf]
    assert roads.walk_forward.all()
    assert roads.walk_backward.all()


def test_two_links_the_same_way_stay_two_lines(read) -> None:
    roads = read(network(link(1, "1", "2"), link(2, "1", "2"), link(3, "2", "1")))
    assert np.isfinite(roads.drive_forward_s).tolist() == [True, True]
    assert np.isfinite(roads.drive_backward_s).tolist() == [True, False]


def test_links_that_differ_are_not_paired(read) -> None:
    other = link(2, "2", "1").replace("600", "900")
    roads = read(network(link(1, "1", "2"), other))
    assert sorted(roads.line_capacity_per_h) == [600, 900]


def test_coordinates_are_brought_to_degrees_by_the_system_the_file_names(read) -> None:
    roads = read(network(link(1, "1", "2")))
    assert roads.node_lat[0] == pytest.approx(49.99, abs=0.02)
    assert roads.node_lon[0] == pytest.approx(36.20, abs=0.02)


@pytest.mark.parametrize("crs", ["EPSG:32637", "WGS84_UTM37N"])
def test_or_by_the_system_that_is_given(crs: str, read) -> None:
    named, given = read(network(link(1, "1", "2"))), read(network(link(1, "1", "2"), crs=""), crs)
    assert np.array_equal(named.node_lat, given.node_lat)


@pytest.mark.parametrize("crs", ["", CRS.replace("EPSG:32637", "Atlantis")])
def test_without_a_known_system_the_fault_says_how_to_give_it(crs: str, read) -> None:
    with pytest.raises(BadInput) as caught:
        read(network(link(1, "1", "2"), crs=crs))
    assert "--crs EPSG:32754" in caught.value.faults[0].expected


def test_coordinates_beyond_the_earth_are_a_fault(read) -> None:
    with pytest.raises(BadInput, match="outside the earth"):
        read(network(link(1, "1", "2")), "EPSG:4326")


def test_capacity_is_by_hour(read) -> None:
    assert read(network(link(1, "1", "2"), period="00:30:00")).line_capacity_per_h.tolist() == [1200]


@pytest.mark.parametrize(
    ("more", "inside", "walk", "drive"),
    [
        ('modes="car"', "", True, True),
        ("", "", True, True),
        ('modes="bus,walk"', "", True, False),
        ('modes="rail"', "", False, False),
        ('type="motorway"', "", False, True),
        ('type="highway.trunk_link"', "", False, True),
        (
            'type="primary"',
            '<attributes><attribute name="osm:way:highway">motorway</attribute></attributes>',
            False,
            True,
        ),
    ],
)
def test_who_may_use_a_link(more: str, inside: str, walk: bool, drive: bool, read) -> None:
    roads = read(network(link(1, "1", "2", more, inside)))
    assert (bool(roads.walk_backward[0]), bool(np.isfinite(roads.drive_forward_s[0]))) == (walk, drive)


def test_the_osm_way_of_a_link_is_kept(read) -> None:
    notes = '<attributes><attribute name="osm:way:id">77</attribute></attributes>'
    assert read(network(link(1, "1", "2", inside=notes))).line_way.tolist() == [77]


def test_node_ids_are_kept_where_all_are_numbers(read) -> None:
    assert read(network(link(1, "1", "2"))).node_id.tolist() == [1, 2, 3]
    numbered = NODES.replace('"c"', '"-125853"')
    assert read(network(link(1, "1", "2"), nodes=numbered)).node_id.tolist() == [1, 2, -125853]


def test_all_faults_come_at_once(read) -> None:
    nodes = NODES.replace('x="299700"', 'x="west"').replace('id="c"', 'id="2"')
    bad = link(1, "1", "9").replace('"1000"', '"-5"')
    with pytest.raises(BadInput) as caught:
        read(network(bad, link(2, "1", "2", speed="nan"), nodes=nodes))
    told = [(fault.where, fault.wrong) for fault in caught.value.faults]
    assert told == [
        ("node 1, x", "'west'"),
        ("node 2", "an id that another node has"),
        ("link 1, to", "'9' is no node"),
        ("link 1, length", "'-5'"),
        ("link 2, freespeed", "'nan'"),
    ]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE network [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE network [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE network [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]>',
    ],
)
def test_xml_entities_are_refused(doctype: str, read) -> None:
    with pytest.raises(BadInput, match="declares XML entities"):
        read(doctype + network(link(1, "1", "2")).removeprefix(HEAD))


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("town.xml", b"", "not well-formed XML"),
        ("town.xml", b"<network><nodes>", "not well-formed XML"),
        ("town.xml", b"<osm version='0.6'/>", "the root element is <osm>"),
        ("town.xml", b"<network/>", "no link in it"),
        ("town.xml.gz", b"<network/>", "not a whole gzip file"),
        ("town.xml.gz", gzip.compress(b"<network>" + b" " * 9999, mtime=0)[:-12], "not a whole gzip file"),
    ],
)
def test_what_is_no_whole_network_is_one_fault_that_names_it(
    name: str, content: bytes, wrong: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_matsim(path)
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    assert wrong in fault.wrong


def test_the_surf_coast_is_read_with_its_nodes_and_links() -> None:
    path = DATA / "surf-coast-matsim-epsg32754.xml.gz"
    if not path.exists():
        pytest.skip(f"needs ../shared/data/osm/{path.name}, which is not there")
    roads = read_matsim(path, "EPSG:32754")
    directed = np.isfinite(roads.drive_forward_s).sum() + np.isfinite(roads.drive_backward_s).sum()
    assert (len(roads.node_id), directed) == (5_187, 10_145)
    assert -38.9 < roads.node_lat.min() < roads.node_lat.max() < -37.4
    assert (roads.line_capacity_per_h > 0).all()
