"""Writing a crisis folder: what is read back is what was written, and nothing half-written stays."""

import dataclasses
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from tests.crises import write_small_crisis
from tests.planning.io.crisis_strategies import crises

from safepassage.errors import BadInput
from safepassage.planning.io import check_crisis, read_crisis, write_crisis
from safepassage.planning.model import Crisis
from safepassage.planning.network import Network

NOT_CONTENT = {"network", "places", "naive", "inputs_sha256"}  # has its own test, looked up, told of the reading


@cache
def small() -> Crisis:
    with TemporaryDirectory() as folder:
        return read_crisis(write_small_crisis(Path(folder)))


def content(crisis: Crisis) -> dict[str, Any]:
    return {f.name: getattr(crisis, f.name) for f in dataclasses.fields(crisis) if f.name not in NOT_CONTENT}


def test_a_crisis_written_and_read_is_the_same(tmp_path: Path) -> None:
    write_crisis(small(), tmp_path / "copy")
    again = read_crisis(tmp_path / "copy")
    assert content(again) == content(small())
    for array in dataclasses.fields(Network):
        np.testing.assert_array_equal(getattr(again.network, array.name), getattr(small().network, array.name))


def test_a_written_folder_holds_instants_in_the_crisis_zone_and_the_alert_as_issued(tmp_path: Path) -> None:
    write_crisis(small(), tmp_path / "copy")
    assert "deadline_at = 2022-03-02 18:00:00+02:00" in (tmp_path / "copy/advisories/second.toml").read_text()
    assert "2022-03-02T13:30:00+02:00" in (tmp_path / "copy/parties.csv").read_text()
    assert (tmp_path / "copy/alerts/001.xml").read_bytes() == small().alerts[0].original


def test_a_folder_written_twice_has_the_same_bytes(tmp_path: Path) -> None:
    write_crisis(small(), tmp_path / "a")
    write_crisis(read_crisis(tmp_path / "a"), tmp_path / "b")
    assert read_crisis(tmp_path / "a").inputs_sha256 == read_crisis(tmp_path / "b").inputs_sha256


def test_a_folder_that_holds_files_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="it is there already, and not empty; expected a new or empty folder"):
        write_crisis(small(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "changes",
    [
        {"alerts": (dataclasses.replace(small().alerts[0], original=b""),)},
        {"advisories": {"../escape": small().advisories["second"]}},
        {"settings": small().settings.model_copy(update={"area": shapely.Point(36, 50)})},
    ],
)
def test_what_a_folder_cannot_hold_is_refused_and_nothing_written(changes: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"expected|outline"):
        write_crisis(dataclasses.replace(small(), **changes), tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("safepassage.planning.io.crisis.write_roads", full)
    with pytest.raises(OSError, match="no space left"):
        write_crisis(small(), tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


# --- Checked in memory -----------------------------------------------------------------------------------------------


def test_a_crisis_checked_in_memory_is_as_if_written_and_read(tmp_path: Path) -> None:
    bare = dataclasses.replace(small(), places={}, inputs_sha256={})
    checked = check_crisis(bare)
    write_crisis(bare, tmp_path / "copy")
    read = read_crisis(tmp_path / "copy")
    assert content(checked) == content(read)
    assert checked.places == read.places == small().places
    assert checked.network is small().network
    assert checked.inputs_sha256 == {name: sha for name, sha in read.inputs_sha256.items() if name != "city.roads"}


def test_what_does_not_fit_together_in_memory_is_told() -> None:
    with pytest.raises(BadInput) as told:
        check_crisis(dataclasses.replace(small(), havens=(), channels=()))
    assert {fault.file for fault in told.value.faults} >= {"advisories/second.toml", "parties.csv"}


# --- Any crisis ------------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(crises(small()))
def test_any_crisis_written_and_read_is_the_same(crisis: Crisis) -> None:
    with TemporaryDirectory() as folder:
        write_crisis(crisis, Path(folder) / "copy")
        again = read_crisis(Path(folder) / "copy")
    for name, value in content(crisis).items():
        assert getattr(again, name) == value, name
    assert again.network.source == crisis.network.source
