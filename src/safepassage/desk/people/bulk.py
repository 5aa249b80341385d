"""Many rows at once: `executemany` with Django's preparation of values, and none of what `bulk_create` does besides.

Registering a hundred thousand persons writes a million rows, and composing their statements took half of the time.
"""

from collections.abc import Iterable, Iterator
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
    fields = [field for field in table._meta.concrete_fields if not isinstance(field, models.AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    statement = f"INSERT INTO {quote(table._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"
    prepare = [(field.attname, field.get_db_prep_save) for field in fields]
    with connection.cursor() as cursor:
        database = cursor.db  # `connection` looks it up anew for each of a million values
        for batch in in_batches(rows):
            values = [[ready(getattr(row, name), database) for name, ready in prepare] for row in batch]
            cursor.executemany(statement, values)
