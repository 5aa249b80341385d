"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from safepassage.cli.writing import write_whole
from safepassage.errors import BadInput


def test_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_whole({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a longer, older content")
    write_whole({tmp_path / "a": b"1"})
    assert (tmp_path / "a").read_bytes() == b"1"


def test_if_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    with pytest.raises(BadInput, match=r"nowhere/b: cannot be written \(No such file or directory\)"):
        write_whole({tmp_path / "old": b"new", tmp_path / "nowhere" / "b": b"2"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"old": b"old"}


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match="cannot be written"):
        write_whole({tmp_path / "folder": b"1"})
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]
