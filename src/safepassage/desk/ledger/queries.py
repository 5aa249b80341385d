"""Reads of the ledger."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from safepassage.desk.core.bulk import in_batches
from safepassage.desk.core.keyring import keyring
from safepassage.desk.core.sealing import unseal
from safepassage.desk.ledger.chain import Break, Link, Row, breaks
from safepassage.desk.ledger.models import Act, DataKey, Head
from safepassage.errors import SafePassageError

BATCH = 5_000


class KeyDestroyed(SafePassageError):
    """What the key sealed was erased."""


def acts_of_crisis(crisis: UUID) -> QuerySet[Act]:
    """The crisis's acts, the newest first."""
    return Act.objects.filter(crisis=crisis).select_related("key").order_by("-seq")


def acts_of_desk() -> QuerySet[Act]:
    """Acts that belong to no crisis, the newest first."""
    return Act.objects.filter(crisis=None).select_related("key").order_by("-seq")


def acts_on(subject: str) -> QuerySet[Act]:
    """What was done to `subject` ("person:…"), the newest first."""
    return Act.objects.filter(subject=subject).select_related("key").order_by("-seq")


def content(act: Act) -> dict[str, Any] | None:
    """`old`, `new` and `reason` of an act; None if it was erased. Raises Unreadable."""
    if act.key.wrapped is None:
        return None
    opened: dict[str, Any] = json.loads(unseal(opened_key(act.key), bytes(act.sealed), act_context(act.seq)))
    return opened


def act_context(seq: int) -> str:
    """What an act's content is bound to."""
    return f"act {seq}"


def open_key(key_id: UUID) -> bytes:
    """A data key, 32 bytes. Raises KeyDestroyed, Unreadable."""
    return opened_key(DataKey.objects.get(pk=key_id))


def open_keys(key_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """As `open_key`, many at once, by id. Those destroyed are left out. Raises Unreadable."""
    found: dict[UUID, bytes] = {}
    for batch in in_batches(set(key_ids)):
        rows = DataKey.objects.filter(pk__in=batch, wrapped__isnull=False)
        found.update((key.id, opened_key(key)) for key in rows)
    return found


def opened_key(key: DataKey) -> bytes:
    """As `open_key`, for a row that was read already."""
    if key.wrapped is None:
        raise KeyDestroyed(f"the data key {key.id} was destroyed")
    return unwrapped(key.id, key.master, bytes(key.wrapped))


def unwrapped(key_id: UUID, master: str, wrapped: bytes) -> bytes:
    """As `opened_key`, for columns that were read without making a row of them. Raises Unreadable."""
    return keyring().unwrap(master, wrapped, key_context(key_id))


def key_context(key_id: UUID) -> str:
    """What a wrapped key is bound to."""
    return f"data key {key_id}"


def head() -> Link:
    """Where the chain ends now. To be noted outside the database."""
    row = Head.objects.get()
    return Link(row.seq, bytes(row.hash))


def verify(noted: Iterable[Link] = ()) -> list[Break]:
    """Every changed, deleted or reordered act, in flat memory. `noted`: heads that were written down earlier."""
    ends = head()  # read first: acts written meanwhile are beyond it
    rows = Act.objects.filter(seq__lte=ends.seq).order_by("seq").iterator(BATCH)
    found = list(breaks(map(_row, rows), ends, noted))
    beyond = Act.objects.filter(seq__gt=Head.objects.values("seq")[:1]).count()  # one statement: one moment
    if beyond:
        found.append(Break(ends.seq, f"{beyond} acts lie beyond the end of the chain"))
    return found


def _row(act: Act) -> Row:
    sealed, digest = bytes(act.sealed), bytes(act.hash)
    return Row(act.seq, act.at, act.actor, act.verb, act.subject, act.crisis, act.key_id, sealed, digest)
