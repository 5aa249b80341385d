"""Many rows at once, with Django's preparation of values and none of what `bulk_create` does besides.

Registering a hundred thousand persons writes a million rows, and composing their statements took half of the time.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

AT_ONCE = 2_000


def in_batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    """Lists of at most AT_ONCE: databases limit the values of one statement."""
    rest = iter(items)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch


def insert_rows(table: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Insert new rows. Their keys stay unknown where the database makes them."""
    fields = [field.attname for field in table._meta.concrete_fields if not isinstance(field, models.AutoField)]
    insert_values(table, fields, ([getattr(row, name) for name in fields] for row in rows))


def insert_values(table: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert new rows, given as values of all columns without a default of the database."""
    fields = [table._meta.get_field(name) for name in columns]
    prepare = [field.get_db_prep_save for field in fields]
    quote = connection.ops.quote_name
    into = f"{quote(table._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    with connection.cursor() as cursor:
        database = cursor.db  # `connection` looks it up anew for each of a million values
        for batch in in_batches(rows):
            ready = [[of(value, database) for of, value in zip(prepare, row, strict=True)] for row in batch]
            if database.vendor == "postgresql":  # there `executemany` waits for each row
                _copy(cursor, into, ready)
            else:
                cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(fields))})", ready)


def _copy(cursor: Any, into: str, rows: Iterable[Sequence[Any]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
