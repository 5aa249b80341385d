"""Ids of rows, and references to them that outlive the row."""

from typing import Protocol
from uuid import UUID

from uuid_utils.compat import uuid7


class Actor(Protocol):
    """Whoever writes: an officer, a token, a command. `reference` goes into the ledger."""

    @property
    def reference(self) -> str: ...


def new_id() -> UUID:
    """An id that sorts by the time it was made and cannot be guessed (UUID version 7, RFC 9562)."""
    return uuid7()


def reference(kind: str, row_id: UUID | str) -> str:
    """`kind:id`, as the ledger names actors and subjects."""
    return f"{kind}:{row_id}"
