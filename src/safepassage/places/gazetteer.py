"""The gazetteer: places with all their names, the file that holds them, and the one that is shipped."""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from safepassage.errors import BadInput, Fault

FIRST_LINE = "# safepassage gazetteer 1"
COLUMNS = ("name", "country", "lat", "lon", "population", "names")
SHIPPED = "ukraine_and_neighbours.tsv.gz"
_HOW_TO_MAKE = "a file made by `safepassage places build`"


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Places as arrays, in the file's order. n_names counts every spelling of every place.

    name, country   n_places each: GeoNames' own spelling; ISO 3166 code
    lat, lon        (n_places,) float64, degrees
    population      (n_places,) int64; 0 = not known
    first_name      (n_places,) int64, place i has the names from first_name[i] up to first_name[i + 1]
    names           n_names: every spelling of every place, folded (see spelling.py)
    """

    name: tuple[str, ...]
    country: tuple[str, ...]
    lat: np.ndarray
    lon: np.ndarray
    population: np.ndarray
    first_name: np.ndarray
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.name)


def read_gazetteer(path: Path) -> Gazetteer:
    """Read a file made by `safepassage places build`. Raises BadInput if it is anything else."""
    try:
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
    except OSError as error:
        wrong = "is no gzip file" if isinstance(error, gzip.BadGzipFile) else f"cannot be read: {error.strerror}"
        raise _bad(path, "", wrong) from error
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise _bad(path, "", f"is damaged: {error}") from error
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 2 or not lines[0].startswith(FIRST_LINE + ";") or tuple(lines[1].split("\t")) != COLUMNS:
        raise _bad(path, "row 1", "is no gazetteer of this version")
    return _from_rows(path, [line.split("\t") for line in lines[2:]])


def _from_rows(path: Path, rows: Sequence[Sequence[str]]) -> Gazetteer:
    short = next((number for number, row in enumerate(rows, start=3) if len(row) != len(COLUMNS) or not row[-1]), None)
    if short is not None:
        raise _bad(path, f"row {short}", f"has not the columns {', '.join(COLUMNS)}")
    name, country, lat, lon, population, names = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    try:
        numbers = np.array(lat, np.float64), np.array(lon, np.float64), np.array(population, np.int64)
    except ValueError as error:
        raise _bad(path, "columns lat, lon, population", str(error)) from error
    return Gazetteer(
        name,
        country,
        *numbers,
        first_name=np.cumsum([0, *(of_place.count(" ") + 1 for of_place in names)]),
        names=tuple(" ".join(names).split(" ")) if names else (),
    )


@cache
def shipped() -> Gazetteer:
    """The gazetteer in the package: Ukraine, its neighbours and Russia; see NOTICE. Read once a process."""
    with as_file(files("safepassage.places") / SHIPPED) as path:
        return read_gazetteer(path)


def _bad(path: Path, where: str, wrong: str) -> BadInput:
    return BadInput([Fault(str(path), where, wrong, _HOW_TO_MAKE)])
