"""What the files of a crisis folder say of each other: ids that must exist, times that must fit the clock."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from shapely.geometry.base import BaseGeometry

from safepassage.places.spelling import fold
from safepassage.planning.io.faults import nearest, shown
from safepassage.planning.io.parts import known
from safepassage.planning.io.reading import Reading, Table
from safepassage.planning.model import (
    AccessRule,
    Advisory,
    Channel,
    Closure,
    Corridor,
    Crossing,
    Curfew,
    Haven,
    Party,
    Person,
    Settings,
    Shelter,
    Train,
    Warden,
)

FAR_OFF = 3.0  # degrees; ground this far from the crisis area is on purpose only in a folder of another crisis


@dataclass(frozen=True)
class Tables:
    """Every file of the folder but network and alerts; of rows and documents with faults the sound part."""

    settings: Settings | None  # None: crisis.toml could not be read
    havens: Table[Haven]
    shelters: Table[Shelter]
    wardens: Table[Warden]
    parties: Table[Party]
    persons: Table[Person]
    closures: Table[Closure]
    curfews: Table[Curfew]
    corridors: Table[Corridor]
    crossings: Table[Crossing]
    trains: Table[Train]
    rules: Table[AccessRule]
    channels: Table[Channel]
    advisories: Mapping[str, Advisory]


def haven_called(tables: Tables, asked: str) -> str | None:
    """Id of the one haven of havens.csv that has this name or id; case, accents, script and marks do not count."""
    folded = fold(asked)
    found = [
        haven.id
        for haven in tables.havens.rows
        if known(haven, "id") and folded and folded in (fold(haven.id), fold(known(haven, "name") or ""))
    ]
    return found[0] if len(found) == 1 else None


def check_references(reading: Reading, tables: Tables) -> None:
    """Note references to what does not exist, parties without persons, and what lies outside the clock or area."""
    _check_rows(reading, tables)
    if tables.settings:
        _check_classes(reading, tables, tables.settings)
        _check_ground(reading, tables, tables.settings)
    _check_persons(reading, tables)
    for name, advisory in tables.advisories.items():
        _check_advisory(reading, tables, f"advisories/{name}.toml", advisory)


def _check_rows(reading: Reading, tables: Tables) -> None:
    _refer(reading, tables.wardens, "channels", tables.channels)
    _refer(reading, tables.parties, "channels", tables.channels)
    _refer(reading, tables.parties, "warden", tables.wardens)
    _refer(reading, tables.persons, "party", tables.parties)
    _refer(reading, tables.corridors, "havens", tables.havens)
    places: dict[str, Table[Any]] = {"haven": tables.havens, "crossing": tables.crossings, "train": tables.trains}
    for position, rule in enumerate(tables.rules.rows):
        at, of = known(rule, "at"), known(rule, "of")
        if at and of:
            _exists(reading, tables.rules.file, tables.rules.where(position, "of"), of, places[at])


def _check_classes(reading: Reading, tables: Tables, settings: Settings) -> None:
    mobility, urgent = known(settings, "mobility"), known(settings, "urgent")
    if mobility is not None:
        _among(reading, tables.parties, "mobility", list(mobility), "[mobility.…] of crisis.toml")
        _among(reading, tables.persons, "mobility", list(mobility), "[mobility.…] of crisis.toml")
    if urgent is not None:
        _among(reading, tables.parties, "urgent", list(urgent), "`urgent` of crisis.toml")


def _refer(reading: Reading, table: Table[Any], column: str, target: Table[Any]) -> None:
    """Check that what a column names are ids of another table."""
    if target.ids is None:
        return
    for position, row in enumerate(table.rows):
        for value in _values(row, column):
            if value not in target.ids:
                _exists(reading, table.file, table.where(position, column), value, target)


def _among(reading: Reading, table: Table[Any], column: str, known: list[str], listed: str) -> None:
    for position, row in enumerate(table.rows):
        for value in _values(row, column):
            if value not in known:
                _unknown(reading, table.file, table.where(position, column), value, known, listed)


def _values(row: Any, column: str) -> Iterable[str]:
    value = known(row, column)
    return () if value is None else value if isinstance(value, tuple) else (value,)


def _exists(reading: Reading, file: str, where: str, value: str, target: Table[Any]) -> None:
    if target.ids is not None and value not in target.ids:
        _unknown(reading, file, where, value, list(target.ids), _list_of(target))


def _list_of(table: Table[Any]) -> str:
    return table.file if table.kind == "row" else f"the {table.kind}s of {table.file}"


def _unknown(reading: Reading, file: str, where: str, value: str, known: list[str], listed: str) -> None:
    few = known if 0 < len(known) <= 12 else []
    expected = nearest(value, known) or (f"one of {', '.join(few)}" if few else "an id that stands there")
    reading.fault(file, where, f"{shown(value)} is not in {listed}", expected)


def _check_persons(reading: Reading, tables: Tables) -> None:
    """A party needs a person: with none its size is 0, and everybody in it would go uncounted."""
    named = tables.persons.column("party")
    if named is None:
        return
    inhabited = set(named)
    for position, party in enumerate(tables.parties.rows):
        identifier = known(party, "id")
        if identifier is not None and identifier not in inhabited:
            where = tables.parties.where(position, "id")
            expected = "at least one row of persons.csv with this party"
            reading.fault(tables.parties.file, where, f"party {shown(identifier)} has no persons", expected)


def _check_advisory(reading: Reading, tables: Tables, file: str, advisory: Advisory) -> None:
    named: set[str] = set()
    havens = known(advisory, "havens") or ()
    for n, haven in enumerate(havens, 1):
        haven_id, asked = known(haven, "haven_id"), known(haven, "asked")
        if haven_id is not None:
            _exists(reading, file, f"havens {n}, haven_id", haven_id, tables.havens)
        key = haven_id or (hasattr(haven, "haven_id") and haven_called(tables, asked or "")) or f"asked {asked}"
        if key in named and (haven_id or asked):
            reading.fault(file, f"havens {n}", f"{shown(haven_id or asked)} is named twice", "each haven once")
        named.add(key)
    all_known = bool(havens) and all(hasattr(haven, "haven_id") for haven in havens)
    _check_assignments(reading, tables, file, advisory, named if all_known else None)
    if tables.settings:
        _check_clock(reading, file, advisory, tables.settings)


def _check_assignments(
    reading: Reading, tables: Tables, file: str, advisory: Advisory, named: Collection[str] | None
) -> None:
    """named: ids of the advisory's havens; None = not all could be read."""
    column = tables.parties.column("place")
    places = None if column is None else set(column)
    for n, assignment in enumerate(known(advisory, "assign") or (), 1):
        party, place, haven_id = (known(assignment, name) for name in ("party", "place", "haven_id"))
        if party is not None:
            _exists(reading, file, f"assign {n}, party", party, tables.parties)
        if place is not None and places is not None and place not in places:
            _unknown(reading, file, f"assign {n}, place", place, sorted(places), "parties.csv, column place")
        if haven_id is not None and named is not None and haven_id not in named:
            wrong = f"{shown(haven_id)} is no haven_id of this advisory"
            reading.fault(file, f"assign {n}, haven_id", wrong, "one of its [[havens]]")


def _check_clock(reading: Reading, file: str, advisory: Advisory, settings: Settings) -> None:
    """The planner counts from the epoch to the horizon (rule P1). A deadline already past is warned of, not refused."""
    clock, zone_name = known(settings, "clock"), known(settings, "zone")
    epoch, hours = known(clock, "epoch"), known(clock, "horizon_h")
    if zone_name is None or epoch is None:
        return
    zone = ZoneInfo(zone_name)
    end = None if hours is None else epoch + timedelta(hours=hours)
    for name in ("issued_at", "deadline_at", "leave_by_at"):
        instant = known(advisory, name)
        if instant is None:
            continue
        at = instant.astimezone(zone).isoformat()
        if instant < epoch and (name == "issued_at" or known(advisory, "kind") == "Move"):
            expected = f"a time from its epoch, {epoch.astimezone(zone).isoformat()}"
            reading.fault(file, name, f"{at} is before the crisis clock begins", expected)
        if end is not None and instant > end:
            expected = f"a time until {end.astimezone(zone).isoformat()}, or a larger clock.horizon_h in crisis.toml"
            reading.fault(file, name, f"{at} is beyond the planner's horizon", expected)


def _check_ground(reading: Reading, tables: Tables, settings: Settings) -> None:
    """An area written with latitude and longitude in the wrong order would silently close nothing."""
    area = known(settings, "area")
    if area is None:
        return
    for position, closure in enumerate(tables.closures.rows):
        where = tables.closures.where(position, "geometry")
        shape = known(closure, "geometry")
        _check_order(reading, tables.closures.file, where, shape, area, "longitude before latitude")
    for position, curfew in enumerate(tables.curfews.rows):
        where = tables.curfews.where(position, "area")
        _check_order(reading, tables.curfews.file, where, known(curfew, "area"), area, "latitude before longitude")
    for name, advisory in tables.advisories.items():
        shape = known(advisory, "area")
        _check_order(reading, f"advisories/{name}.toml", "area", shape, area, "latitude before longitude")


def _check_order(
    reading: Reading, file: str, where: str, shape: BaseGeometry | None, area: BaseGeometry, expected: str
) -> None:
    if shape is None or shapely.distance(shape, area) <= FAR_OFF:
        return
    swapped = shapely.transform(shape, lambda xy: xy[:, ::-1])
    if swapped.intersects(area):
        wrong = "it is far from the crisis area, and within it with latitude and longitude swapped"
        reading.fault(file, where, wrong, expected)
