"""What the files of a crisis folder say of each other: ids that must exist, times that must fit the clock."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from safepassage.planning.io.faults import nearest, shown
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
    """Every file of the folder but network and alerts, each row sound by itself."""

    settings: Settings | None  # None: crisis.toml has faults
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
        _known(reading, tables.rules.file, tables.rules.where(position, "of"), rule.of, places[rule.at])


def _check_classes(reading: Reading, tables: Tables, settings: Settings) -> None:
    mobility, urgent = list(settings.mobility), list(settings.urgent)
    _among(reading, tables.parties, "mobility", mobility, "[mobility.…] of crisis.toml")
    _among(reading, tables.persons, "mobility", mobility, "[mobility.…] of crisis.toml")
    _among(reading, tables.parties, "urgent", urgent, "`urgent` of crisis.toml")


def _refer(reading: Reading, table: Table[Any], column: str, target: Table[Any]) -> None:
    """Check that what a column names are ids of another table."""
    if target.ids is None:
        return
    for position, row in enumerate(table.rows):
        for value in _values(row, column):
            if value not in target.ids:
                _known(reading, table.file, table.where(position, column), value, target)


def _among(reading: Reading, table: Table[Any], column: str, known: list[str], listed: str) -> None:
    for position, row in enumerate(table.rows):
        for value in _values(row, column):
            if value not in known:
                _unknown(reading, table.file, table.where(position, column), value, known, listed)


def _values(row: Any, column: str) -> Iterable[str]:
    value = getattr(row, column)
    return () if value is None else value if isinstance(value, tuple) else (value,)


def _known(reading: Reading, file: str, where: str, value: str, target: Table[Any]) -> None:
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
    if not tables.persons.sound or tables.persons.ids is None:
        return
    inhabited = {person.party for person in tables.persons.rows}
    for position, party in enumerate(tables.parties.rows):
        if party.id not in inhabited:
            where = tables.parties.where(position, "id")
            wrong, expected = (
                f"party {shown(party.id)} has no persons",
                "at least one row of persons.csv with this party",
            )
            reading.fault(tables.parties.file, where, wrong, expected)


def _check_advisory(reading: Reading, tables: Tables, file: str, advisory: Advisory) -> None:
    named: set[str] = set()
    for n, haven in enumerate(advisory.havens, 1):
        if haven.haven_id is not None:
            _known(reading, file, f"havens {n}, haven_id", haven.haven_id, tables.havens)
        key = haven.haven_id or f"asked {haven.asked}"
        if key in named:
            reading.fault(
                file, f"havens {n}", f"{shown(haven.haven_id or haven.asked)} is named twice", "each haven once"
            )
        named.add(key)
    _check_assignments(reading, tables, file, advisory, named)
    if tables.settings:
        _check_clock(reading, file, advisory, tables.settings)


def _check_assignments(reading: Reading, tables: Tables, file: str, advisory: Advisory, named: Collection[str]) -> None:
    places = {party.place for party in tables.parties.rows}
    for n, assignment in enumerate(advisory.assign, 1):
        if assignment.party is not None:
            _known(reading, file, f"assign {n}, party", assignment.party, tables.parties)
        elif assignment.place not in places and tables.parties.sound:
            _unknown(
                reading, file, f"assign {n}, place", str(assignment.place), sorted(places), "parties.csv, column place"
            )
        if assignment.haven_id not in named:
            wrong = f"{shown(assignment.haven_id)} is no haven_id of this advisory"
            reading.fault(file, f"assign {n}, haven_id", wrong, "one of its [[havens]]")


def _check_clock(reading: Reading, file: str, advisory: Advisory, settings: Settings) -> None:
    """The planner counts from the epoch to the horizon (rule P1). A deadline already past is warned of, not refused."""
    epoch, end = settings.clock.epoch, settings.clock.epoch + timedelta(hours=settings.clock.horizon_h)
    if advisory.issued_at < epoch:
        wrong = f"{advisory.issued_at.isoformat()} is before the crisis clock begins"
        reading.fault(file, "issued_at", wrong, f"a time from its epoch, {epoch.isoformat()}")
    for name in ("issued_at", "deadline_at", "leave_by_at"):
        instant: datetime | None = getattr(advisory, name)
        if instant is not None and instant > end:
            wrong = f"{instant.isoformat()} is beyond the planner's horizon"
            reading.fault(
                file, name, wrong, f"a time until {end.isoformat()}, or a larger clock.horizon_h in crisis.toml"
            )


def _check_ground(reading: Reading, tables: Tables, settings: Settings) -> None:
    """An area written with latitude and longitude in the wrong order would silently close nothing."""
    for position, closure in enumerate(tables.closures.rows):
        where = tables.closures.where(position, "geometry")
        _check_order(reading, tables.closures.file, where, closure.geometry, settings, "longitude before latitude")
    for position, curfew in enumerate(tables.curfews.rows):
        where = tables.curfews.where(position, "area")
        _check_order(reading, tables.curfews.file, where, curfew.area, settings, "latitude before longitude")
    for name, advisory in tables.advisories.items():
        _check_order(reading, f"advisories/{name}.toml", "area", advisory.area, settings, "latitude before longitude")


def _check_order(
    reading: Reading, file: str, where: str, shape: BaseGeometry | None, settings: Settings, expected: str
) -> None:
    if shape is None or shapely.distance(shape, settings.area) <= FAR_OFF:
        return
    swapped = shapely.transform(shape, lambda xy: xy[:, ::-1])
    if swapped.intersects(settings.area):
        wrong = "it is far from the crisis area, and within it with latitude and longitude swapped"
        reading.fault(file, where, wrong, expected)
