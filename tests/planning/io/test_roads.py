"""Road files: built from every format, written whole, mapped into memory, refused where damaged."""

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file
from tests.planning.networks import network_from

from safepassage.errors import BadInput, BadRoads
from safepassage.planning.io.roads import FORMAT, build_roads, read_roads, write_roads
from safepassage.planning.network import Network

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "osm"
TOWN = {"A": (50.0, 36.0), "B": (50.0, 36.01), "C": (50.0, 36.02), "D": (50.01, 36.01)}


@pytest.fixture
def town() -> Network:
    streets = [
        ("A", "B", {"name": "Сумська"}),
        ("B", "C", {"drive": "forward"}),
        ("B", "D", {"walk": False, "way": 17}),
    ]
    return replace(network_from(TOWN, streets), left_out=("one thing", "and another"))


def assert_same(one: Network, other: Network) -> None:
    for field in fields(Network):
        mine, its = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            assert mine.dtype == its.dtype, field.name
            np.testing.assert_array_equal(mine, its, field.name)
        else:
            assert mine == its, field.name


def test_what_is_written_is_read_again_from_mapped_memory(town: Network, tmp_path: Path) -> None:
    path = tmp_path / "town.roads"
    write_roads(town, path)
    read = read_roads(path)
    assert_same(town, read)
    arrays = [value for field in fields(Network) if isinstance(value := getattr(read, field.name), np.ndarray)]
    assert all(isinstance(array, np.memmap) and not array.flags.writeable for array in arrays)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    streets=st.lists(
        st.tuples(
            st.sampled_from(list(TOWN)),
            st.sampled_from(list(TOWN)),
            st.fixed_dictionaries(
                {
                    "length_m": st.floats(0, 1e6),
                    "walk": st.sampled_from(["both", "forward", "no"]),
                    "name": st.text(max_size=9).filter(lambda text: text.isprintable()),
                    "class": st.sampled_from(["residential", "path"]),
                    "way": st.integers(0, 2**62),
                }
            ),
        ).filter(lambda street: street[0] != street[1]),
        min_size=1,
        max_size=9,
    )
)
def test_round_trip_and_same_bytes(streets: list, tmp_path: Path) -> None:
    network = network_from(TOWN, streets)
    one, other = tmp_path / "one.roads", tmp_path / "other.roads"
    write_roads(network, one)
    assert_same(network, read_roads(one))
    write_roads(read_roads(one), other)
    assert one.read_bytes() == other.read_bytes()


def test_a_file_being_read_may_be_built_anew(town: Network, tmp_path: Path) -> None:
    path = tmp_path / "town.roads"
    write_roads(town, path)
    read = read_roads(path)
    write_roads(network_from(TOWN, [("A", "D", {})]), path)
    assert_same(town, read)


def test_only_the_whole_file_stands_there(town: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "town.roads"

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_roads(town, path)
    assert list(tmp_path.iterdir()) == []


@given(place=st.integers(0, 2**31), bit=st.integers(0, 7))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_anywhere_is_refused(place: int, bit: int, town: Network, tmp_path: Path) -> None:
    path = tmp_path / "town.roads"
    write_roads(town, path)
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(data)
    try:
        read = read_roads(path)
    except BadRoads:
        return
    assert_same(town, read)  # only where the bit says nothing, such as a space in the header


@pytest.mark.parametrize("keep", [0, 5, 100, 0.5, -1])
def test_a_cut_off_file_is_refused(keep: float, town: Network, tmp_path: Path) -> None:
    path = tmp_path / "town.roads"
    write_roads(town, path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep) if isinstance(keep, float) else keep])
    with pytest.raises(BadRoads):
        read_roads(path)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 and so on", b"\x02" + bytes(7) + b"{}", b"\x02" + bytes(7) + b"[]", b"\xff" * 64, bytes(64)],
)
def test_a_foreign_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "town.roads"
    path.write_bytes(content)
    with pytest.raises(BadRoads, match="no road file, or a damaged one"):
        read_roads(path)


def test_another_safetensors_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.roads"
    save_file({"weights": np.zeros(3)}, path, {"format": "np"})
    with pytest.raises(BadRoads, match="no road file"):
        read_roads(path)


def test_a_file_of_another_version_is_refused_by_its_version(tmp_path: Path) -> None:
    path = tmp_path / "town.roads"
    save_file({"edges": np.zeros(3)}, path, {FORMAT: json.dumps({"version": 2, "shape": "new"})})
    with pytest.raises(BadRoads, match="version 2, not 1"):
        read_roads(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRoads, match="no such file"):
        read_roads(tmp_path / "town.roads")


@pytest.mark.parametrize("name", ["town.shp", "town", "nowhere.osm.pbf"])
def test_what_is_no_road_format_is_a_fault_that_names_those_there_are(name: str, tmp_path: Path) -> None:
    if not name.startswith("nowhere"):
        (tmp_path / name).write_text("x")
    with pytest.raises(BadInput) as caught:
        build_roads(tmp_path / name)
    (fault,) = caught.value.faults
    assert ".osm.pbf" in fault.expected
    assert "nodes.csv" in fault.expected


def test_a_folder_without_a_road_for_anybody_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("id,lat,lon\n1,50,36\n")
    (tmp_path / "edges.csv").write_text("from,to,length_m\n1,1,5\n")
    with pytest.raises(BadInput, match="no road that anybody may use"):
        build_roads(tmp_path)


@pytest.mark.parametrize(
    ("name", "crs", "walk_km", "drive_km"),
    [
        ("andorra.osm.pbf", None, 786, 508),
        ("helsinki.osm.pbf", None, 99, 29),
        ("liechtenstein.osm.pbf", None, 1067, 715),
        ("surf-coast-matsim-epsg32754.xml.gz", "EPSG:32754", 2566, 2566),
    ],
)
def test_real_files_are_built_written_and_read(
    name: str, crs: str | None, walk_km: float, drive_km: float, tmp_path: Path
) -> None:
    if not (DATA / name).exists():
        pytest.skip(f"needs ../shared/data/osm/{name}, which is not there")
    network = build_roads(DATA / name, crs)
    write_roads(network, tmp_path / "city.roads")
    assert_same(network, read_roads(tmp_path / "city.roads"))
    on_foot = np.unique(network.edge_line[network.edge_walk])
    by_vehicle = np.unique(network.edge_line[np.isfinite(network.edge_drive_s)])
    assert network.line_length_m[on_foot].sum() / 1000 == pytest.approx(walk_km, rel=0.02)
    assert network.line_length_m[by_vehicle].sum() / 1000 == pytest.approx(drive_km, rel=0.02)
