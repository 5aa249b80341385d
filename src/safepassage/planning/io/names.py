"""Which places the names of an advisory's havens may mean: the haven that bears a name, and the gazetteer's answer."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from safepassage import places
from safepassage.errors import BadInput
from safepassage.places import Gazetteer
from safepassage.planning.io.faults import shown
from safepassage.planning.io.parts import known
from safepassage.planning.io.reading import Reading
from safepassage.planning.io.references import Tables, haven_called
from safepassage.planning.model import Advisory, Candidate, NamedPlaces


def resolve(reading: Reading, tables: Tables, gazetteer: Path | None) -> Mapping[str, tuple[NamedPlaces, ...]]:
    """Look up the havens of each advisory. One without a haven_id must mean something.

    gazetteer: a file made by `safepassage places build`; None = the one that is shipped.
    """
    among = None
    if gazetteer is not None:
        try:
            among = places.read_gazetteer(gazetteer)
        except BadInput as error:
            reading.add(error.faults)
            return {}
        reading.hash(gazetteer.name, gazetteer)
    return {
        name: _named(reading, tables, f"advisories/{name}.toml", advisory, among)
        for name, advisory in tables.advisories.items()
    }


def _named(
    reading: Reading, tables: Tables, file: str, advisory: Advisory, among: Gazetteer | None
) -> tuple[NamedPlaces, ...]:
    area = known(tables.settings, "area")
    near = None if area is None else (area.centroid.y, area.centroid.x)
    all_havens_known = tables.havens.column("name") is not None
    resolved = []
    for n, haven in enumerate(known(advisory, "havens") or (), 1):
        asked = known(haven, "asked") or ""
        named = _looked_up(asked, near, among)
        if hasattr(haven, "haven_id") and haven.haven_id is None:
            named = replace(named, haven_id=haven_called(tables, asked))
            if asked and not named.candidates and named.haven_id is None and all_havens_known:
                wrong = f"no place is known as {shown(asked)}"
                expected = "the name of a haven in havens.csv, or of the gazetteer, or a haven_id beside it"
                reading.fault(file, f"havens {n}, asked", wrong, expected)
        linked = named.haven_id or known(haven, "haven_id")
        resolved.append(replace(named, covered=_is_covered(tables, linked, among)))
    return tuple(resolved)


def _is_covered(tables: Tables, haven_id: str | None, among: Gazetteer | None) -> bool:
    """Whether the gazetteer knows places about that haven; True for one that it answered itself."""
    for haven in tables.havens.rows:
        lat, lon = known(haven, "lat"), known(haven, "lon")
        if haven_id is not None and known(haven, "id") == haven_id and lat is not None and lon is not None:
            return places.covers(lat, lon, among)
    return True


@lru_cache(maxsize=1024)  # several advisories ask for the same names, and spelling is slow to compare
def _looked_up(asked: str, near: tuple[float, float] | None, among: Gazetteer | None) -> NamedPlaces:
    answer = places.resolve(asked, near, among)
    return NamedPlaces(asked, tuple(Candidate(**asdict(found)) for found in answer.candidates), answer.ambiguous)
