"""What the database was asked, counted; many rows put into one table are one statement, however many SQLite takes."""

from itertools import pairwise

from django.db import connection
from django.test.utils import CaptureQueriesContext


class Asked(CaptureQueriesContext):
    """As Django's own; `count` takes an INSERT of several rows and the next ones into that table for one."""

    def __init__(self):
        super().__init__(connection)

    @property
    def count(self):
        asked = [query["sql"] for query in self]
        return len(asked) - sum(_goes_on(before, sql) for before, sql in pairwise(asked))


def _goes_on(before, sql):
    into, _, rows = before.partition(" VALUES ")
    return sql.startswith(f"{into} VALUES ") and into.startswith("INSERT") and "), (" in rows
