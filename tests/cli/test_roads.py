"""The command `safepassage roads`: what it prints, how it ends, what it leaves behind."""

import errno
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from safepassage.cli import main, roads


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["roads", *map(str, arguments)])


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "nodes.csv").write_text("id,lat,lon\n1,50,36\n2,50,36.01\n3,50.01,36.01\n4,51,37\n5,51,37.01\n")
    (folder / "edges.csv").write_text("from,to,length_m,class\n1,2,1000,primary\n2,3,1500,path\n4,5,700,primary\n")
    return folder


def test_build_writes_the_file_and_says_what_is_in_it(town: Path, tmp_path: Path) -> None:
    output = tmp_path / "town.roads"
    built = run("build", town, "-o", output)
    assert built.exit_code == 0, built.output
    assert output.exists()
    told = run("info", output)
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "source      nodes.csv, edges.csv",
        "nodes       3, all connected",
        "edges       4 one way each, on 2 lines",
        "on foot     2.5 km",
        "by vehicle  1.0 km",
        "area        latitude 50.00000 to 50.01000, longitude 36.00000 to 36.01000",
        "left out    1 piece with 2 nodes, 0.7 km, not connected to the rest",
    ]
    assert told.output in built.output


def test_bad_input_ends_with_2_every_fault_and_no_file(town: Path, tmp_path: Path) -> None:
    (town / "nodes.csv").write_text("id,lat,lon\n1,95,36\n2,50,400\n")
    ended = run("build", town, "-o", tmp_path / "town.roads")
    assert ended.exit_code == 2
    assert "row 2, column lat: 95 is too large; expected a number from -90 to 90" in ended.stderr
    assert "row 3, column lon: 400" in ended.stderr
    assert "'3' is no node" in ended.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["town"]


def test_an_empty_pbf_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "city.osm.pbf").touch()
    ended = run("build", tmp_path / "city.osm.pbf", "-o", tmp_path / "city.roads")
    assert ended.exit_code == 2
    assert "city.osm.pbf: the file is empty" in ended.stderr


def test_a_folder_that_is_not_there_to_write_to_ends_with_2(town: Path, tmp_path: Path) -> None:
    ended = run("build", town, "-o", tmp_path / "nowhere" / "town.roads")
    assert ended.exit_code == 2
    assert "there is no folder" in ended.stderr


def test_info_on_a_damaged_file_says_what_to_do(town: Path, tmp_path: Path) -> None:
    output = tmp_path / "town.roads"
    run("build", town, "-o", output)
    output.write_bytes(output.read_bytes()[:-9])
    ended = run("info", output)
    assert ended.exit_code == 2
    assert "build it again: safepassage roads build INPUT -o town.roads" in ended.stderr


@pytest.mark.parametrize("output", ["town.osm", "town/nodes.csv", "town", "town.roads.bak", "link.roads"])
def test_what_is_no_road_file_is_never_written_over(output: str, town: Path, tmp_path: Path) -> None:
    (tmp_path / "town.osm").write_text("as it was")
    (tmp_path / "link.roads").symlink_to("town.osm")
    before = (town / "nodes.csv").read_text()
    ended = run("build", town, "-o", tmp_path / output)
    assert ended.exit_code == 2
    assert "expected" in ended.stderr or "is a directory" in ended.stderr
    assert (tmp_path / "town.osm").read_text() == "as it was"
    assert (town / "nodes.csv").read_text() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.roads", "town", "town.osm"]


def test_a_folder_called_like_a_road_file_is_not_built_into_itself(town: Path, tmp_path: Path) -> None:
    source = town.rename(tmp_path / "town.roads")
    (tmp_path / "link.roads").symlink_to(source)
    assert run("build", source, "-o", tmp_path / "link.roads").exit_code == 2


def test_a_road_file_that_cannot_be_written_ends_with_2(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(roads, "write_roads", full)
    ended = run("build", town, "-o", tmp_path / "town.roads")
    assert ended.exit_code == 2
    assert "town.roads: cannot be written (No space left on device)" in ended.stderr
