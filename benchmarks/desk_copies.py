"""Copies of registered persons under other names, written directly: a register of a million in minutes.

Each is sealed under a key of their own and found by marks of their own, as if the desk had registered them; they stand
in the account where those stand whom they copy, and no act tells of them. Part of desk_register.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.desk_invented import name

PATTERNS, BATCH = 20_000, 10_000


def write(crisis: Any, begin: int, end: int, source: str) -> None:
    """Copies of the first who are there, numbered as `desk_invented.entry` numbers them."""
    from django.db import transaction

    from safepassage.desk.people.models import Person

    patterns, taken = list(_patterns(crisis)), set(Person.objects.values_list("number", flat=True))
    with _careless():
        for start in range(begin, end, BATCH):
            with transaction.atomic():
                _write(crisis, range(start, min(start + BATCH, end)), source, patterns, taken)


def _patterns(crisis: Any) -> Iterator[tuple[Any, Any, list[Any], list[Any]]]:
    """Persons with their record, notes and standings."""
    from safepassage.desk.people.models import Note, Person, Standing
    from safepassage.desk.people.opened import opened

    persons = Person.objects.filter(crisis=crisis, party=None).order_by("version", "id")[:PATTERNS]
    of: dict[Any, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for place, table in enumerate((Note, Standing)):
        for row in table.objects.filter(person__crisis=crisis).order_by("person")[: 3 * PATTERNS].iterator(BATCH):
            of[row.person_id][place].append(row)
    for person, there in zip(persons, opened(persons), strict=True):
        yield person, there.record, *of[person.id]


def _write(crisis: Any, numbers: range, source: str, patterns: list[Any], taken: set[str]) -> None:
    from safepassage.desk.core.bulk import insert_values
    from safepassage.desk.core.ids import new_id
    from safepassage.desk.core.sealing import seal
    from safepassage.desk.ledger.actions import make_keys
    from safepassage.desk.people.marks import MarkRow, digest, outside_digest, write_marks
    from safepassage.desk.people.models import Mark, Note, Person, Standing
    from safepassage.desk.people.numbers import draw_numbers
    from safepassage.desk.people.standings import COLUMNS

    rows: dict[Any, list[tuple[Any, ...]]] = {Person: [], Note: [], Standing: []}
    columns = {table: [field.attname for field in table._meta.concrete_fields] for table in (Person, Note)}
    columns[Standing] = list(COLUMNS)
    marks = []

    def put(row: Any, **other: Any) -> None:
        rows[type(row)].append(tuple(other.get(column, getattr(row, column)) for column in columns[type(row)]))

    drawn = draw_numbers(len(numbers), taken)  # of a million some would be drawn twice
    taken.update(drawn)
    for number, key, told in zip(numbers, make_keys(len(numbers)), drawn, strict=True):
        person, record, notes, standings = patterns[number % len(patterns)]
        its, phone, document = new_id(), f"+38050{number:07}", f"M{number:07}"
        said = record | {"full_name": name(number), "phones": [phone]}
        said["documents"] = [{"kind": "passport", "number": document}]
        sealed = seal(key.opened, json.dumps(said).encode(), f"person:{its}")
        put(person, id=its, number=told, key_id=key.id, sealed=sealed, source=source)
        for note in notes:
            new = new_id()
            put(note, id=new, person_id=its, sealed=seal(key.opened, b"{}", f"note:{new}"), source=source)
        for standing in standings:
            put(standing, person_id=its)
        known_by = {Mark.Kind.PHONE: phone, Mark.Kind.DOCUMENT: document}
        marks += [MarkRow(crisis.id, its, kind, digest(crisis.id, kind, value)) for kind, value in known_by.items()]
        outside = outside_digest(crisis.id, Mark.Kind.OUTSIDE, source, str(number))
        marks.append(MarkRow(crisis.id, its, Mark.Kind.OUTSIDE, outside))
    for table, each in rows.items():
        insert_values(table, columns[table], each)
        if table is Person:
            write_marks(marks)


@contextmanager
def _careless() -> Iterator[None]:
    """SQLite with much memory, and without waiting for the disk; afterwards as the desk sets it."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in ("synchronous=OFF", "cache_size=-2000000", "wal_autocheckpoint=100000"):
                cursor.execute(f"PRAGMA {pragma}")
    yield
    connection.close()
