"""No value in any cell or key of a crisis folder ends in anything but a crisis or a fault that names its place."""

import copy
import csv
import io
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from tests.crises import FILES, write_small_crisis

from safepassage.errors import BadInput
from safepassage.planning.io import read_crisis

NASTY = (
    "", " ", "nan", "-nan", "inf", "-inf", "1e308", "1e400", "-1", "-0", "95", "0", "x", "\0", "9" * 400, "a" * 100_000,
    "\u202e\u05d0", "\U0001f9f3\U0001f9f3", "=1+1", "0x10", "1_0", "\u0661", "\x1b[2J", "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59", "2022-03-02T13:00:00+02:00", "true", "\ufeff", "--", "\u2028",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    "", " ", "x", "a" * 10_000, "\0", -1, 0, 95, 10**30, -(2**63), 1e308, -0.0, float("nan"), float("inf"), True, [],
    {}, [[]], [""], [1e308], {"a": 1}, {"": {}},
)  # fmt: skip
TABLES = [name for name in FILES if name.endswith(".csv")]
DOCUMENTS = [name for name in FILES if name.endswith(".toml")]


TABLES = [name for name in FILES if name.endswith(".csv")]
COLUMNS = [(name, column) for name in TABLES for column in FILES[name].splitlines()[0].split(",")]
DOCUMENTS = [name for name in FILES if name.endswith((".toml", ".geojson"))]
TAKEN_BY_NAME = ("is not in", "is no node", "has no persons", "stands at")  # faults of whoever names a changed id


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_crisis(tmp_path_factory.mktemp("crisis"))


def faults(folder: Path, file: str, content: str) -> list[str]:
    """Faults of the small crisis with one file changed; none = it is read."""
    (folder / file).write_bytes(content.encode())
    try:
        read_crisis(folder)
    except BadInput as error:
        told = [str(fault) for fault in error.faults]
    else:
        told = []
    finally:
        (folder / file).write_text(FILES[file])
    assert all("; expected " in fault and len(fault) < 1500 for fault in told)
    return told


@pytest.mark.parametrize(("file", "column"), COLUMNS)
def test_a_nasty_cell_is_read_or_told_with_its_row(file: str, column: str, folder: Path) -> None:
    header, *rows = csv.reader(io.StringIO(FILES[file]))
    at = header.index(column)
    nasty = [[*rows[-1][:at], value, *rows[-1][at + 1 :]] for value in NASTY]
    if at and header[0] == "id":
        nasty = [[f"nasty{n}", *row[1:]] for n, row in enumerate(nasty)]
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows, *nasty])
    own = tuple(f"{file}, row {row}" for row in range(len(rows) + 2, len(rows) + len(nasty) + 2))
    told = faults(folder, file, text.getvalue())
    assert [
        fault for fault in told if not fault.startswith(own) and not any(map(fault.__contains__, TAKEN_BY_NAME))
    ] == []


def ways(value: Any) -> Iterator[tuple[str | int, ...]]:
    """The way to every value within a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield (key,)
        yield from ((key, *way) for way in ways(below))


@pytest.mark.parametrize("file", DOCUMENTS)
def test_a_nasty_value_is_read_or_told_with_its_key(file: str, folder: Path) -> None:
    load, dump = (tomllib.loads, tomli_w.dumps) if file.endswith(".toml") else (json.loads, json.dumps)
    all_ways = list(ways(load(FILES[file])))
    for n, value in enumerate(VALUES * 2):
        document = load(FILES[file])
        for way in all_ways[n % 5 :: 5]:
            replace(document, way, value)
        told = faults(folder, file, dump(document))
        assert [
            fault for fault in told if not fault.startswith(file) and not any(map(fault.__contains__, TAKEN_BY_NAME))
        ] == []


def replace(document: Any, way: tuple[str | int, ...], value: Any) -> None:
    """Put a value at the end of a way; nothing, where an earlier one took the way away."""
    *before, last = way
    try:
        for key in before:
            document = document[key]
        document[last] = copy.deepcopy(value)
    except (KeyError, IndexError, TypeError):
        return
