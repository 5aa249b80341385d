"""Whether havens, shelters, parties and crossings lie near roads, where a way can begin, pause and end."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from safepassage.planning.io.parts import known
from safepassage.planning.io.reading import Reading, Table
from safepassage.planning.io.references import Tables
from safepassage.planning.model import Means, NamedPlaces
from safepassage.planning.network import Network
from safepassage.planning.outcome import haven_at
from safepassage.planning.terrain import expected_near, too_far

ON_FOOT = (Means.FOOT,)


class _Places(NamedTuple):
    """Places of one file: each with a word on where it stands. lat, lon: (k,) float64, degrees."""

    file: str
    where: Sequence[str]
    lat: np.ndarray
    lon: np.ndarray
    means: Collection[Means]  # for one of which there must be a road


def check_positions(
    reading: Reading, tables: Tables, network: Network, resolved: Mapping[str, Sequence[NamedPlaces]]
) -> None:
    """Note each place farther from any road than the crisis's limit; where all are, that it is another place's network.

    A party is checked wherever it is: it may be in the audience of the next advisory, and its position is a slip.
    resolved: what the gazetteer answered, by advisory.
    """
    limit_m = known(known(tables.settings, "limits"), "snap_m")
    if limit_m is None:
        return
    groups = [_in_table(table, ON_FOOT) for table in (tables.havens, tables.shelters, tables.parties)]
    groups.append(_in_table(tables.crossings, tuple(Means)))
    groups += [_by_name(tables, name, places) for name, places in resolved.items()]
    far = [_far(network, group, limit_m) for group in groups]
    count = sum(len(group.where) for group in groups)
    if count > 1 and count == sum(map(len, far)):
        wrong = f"none of the {count:,} havens, shelters, parties and crossings is within {limit_m:g} m of these roads"
        reading.fault("network", "", wrong, "the roads of the crisis area")
        return
    for group, positions in zip(groups, far, strict=True):
        for n in positions.tolist():
            wrong = too_far(group.lat[n], group.lon[n])
            reading.fault(group.file, group.where[n], wrong, expected_near(limit_m))


def _in_table(table: Table[Any], means: Collection[Means]) -> _Places:
    """Rows whose latitude and longitude are both known."""
    found = [
        (n, row.lat, row.lon)
        for n, row in zip(table.numbers, table.rows, strict=True)
        if known(row, "lat") is not None and known(row, "lon") is not None
    ]
    numbers, lat, lon = zip(*found, strict=True) if found else ((), (), ())
    columns = "columns lat, lon" if table.kind == "row" else "lat, lon"
    return _Places(
        table.file, _Numbered(table.kind, numbers, columns), np.array(lat, float), np.array(lon, float), means
    )


class _Numbered(Sequence[str]):
    """ "row 17, columns lat, lon" for each number, made when asked for."""

    def __init__(self, kind: str, numbers: Sequence[int], columns: str) -> None:
        self.kind, self.numbers, self.columns = kind, numbers, columns

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, n: Any) -> Any:
        return f"{self.kind} {self.numbers[n]}, {self.columns}"


def _by_name(tables: Tables, name: str, places: Sequence[NamedPlaces]) -> _Places:
    """Havens that an advisory to move names without an id, where the gazetteer's best candidate is no known haven."""
    advisory, limits = tables.advisories[name], known(tables.settings, "limits")
    places_of_havens = [haven for haven in tables.havens.rows if None not in (known(haven, "lat"), known(haven, "lon"))]
    found = []
    if known(advisory, "kind") == "Move":
        for n, (haven, named) in enumerate(zip(known(advisory, "havens") or (), places, strict=True), 1):
            linked = not hasattr(haven, "haven_id") or haven.haven_id is not None
            best = None if linked or named.haven_id or not named.candidates else named.candidates[0]
            if best and not haven_at(places_of_havens, best.lat, best.lon, known(limits, "ambiguity_m") or 0):
                found.append((f"havens {n}, asked", best.lat, best.lon))
    where, lat, lon = zip(*found, strict=True) if found else ((), (), ())
    return _Places(f"advisories/{name}.toml", where, np.array(lat, float), np.array(lon, float), ON_FOOT)


def _far(network: Network, places: _Places, limit_m: float) -> np.ndarray:
    """(k,) int64: those of the places that no road is near to."""
    at, inverse = np.unique(np.column_stack((places.lat, places.lon)), axis=0, return_inverse=True)
    near = np.zeros(len(at), bool)
    for means in places.means:
        near |= network.edge_index.nearest(means, at[:, 0], at[:, 1], limit_m).line >= 0
    return np.flatnonzero(~near[inverse.ravel()])
