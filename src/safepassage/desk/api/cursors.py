"""Lists, piece by piece: a cursor says after which row to go on, so that what is written meanwhile shifts nothing."""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from ninja import Query

from safepassage.desk.people.entries import Instant

Limit = Annotated[int, Query(100, ge=1, le=500, description="how many at most")]
Cursor = Annotated[
    str, Query("", pattern="^([0-9a-f]{32})?$", description="`next` of the list before; empty: from the start")
]
AtInstant = Annotated[Instant | None, Query(description="with its zone, such as 2022-03-02T10:00:00Z; left out: now")]
SINCE = r"^([0-9]{1,18}(-[0-9a-f]{32})?)?$"
Since = Annotated[
    str, Query("", pattern=SINCE, description="`next` of the list before, then also what changed since; or a version")
]


class Piece(NamedTuple):
    """Some rows, and the cursor of what comes after them; None at the end."""

    rows: Sequence[Any]
    next: str | None


def piece(rows: QuerySet[Any], cursor: str, limit: int) -> Piece:
    """The next rows in the order of their ids, which is that in which they were made."""
    if cursor:
        rows = rows.filter(id__gt=UUID(hex=cursor))
    found = list(rows.order_by("id")[: limit + 1])
    return Piece(found[:limit], found[limit - 1].id.hex if len(found) > limit else None)


def place(cursor: str) -> tuple[int, UUID]:
    """After which version and row a list of changes goes on; a version alone: after all of its rows."""
    version, _, row = cursor.partition("-")
    return int(version or 0), UUID(hex=row) if row else UUID(int=2**128 - 1)
