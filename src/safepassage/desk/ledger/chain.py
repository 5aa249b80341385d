"""The chain of acts: the hash of each row covers the row and the hash before it; what a break in it means."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

START = bytes(32)  # the hash before the first act
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """An act as the chain sees it: no key is needed to check it."""

    seq: int
    at: datetime
    actor: str
    verb: str
    subject: str
    crisis: UUID | None
    key: UUID
    sealed: bytes
    hash: bytes


class Link(NamedTuple):
    """An end of the chain: number and hash of the last act. Noted elsewhere, it shows later if acts were cut off."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Link":
        """The inverse of str. Raises ValueError."""
        seq, _, digits = text.partition(":")
        return cls(int(seq), bytes.fromhex(digits))


class Break(NamedTuple):
    """One place where the ledger is not what was written."""

    seq: int
    what: str


def chained(before: bytes, row: Row) -> bytes:
    """SHA-256 over `before` and all of `row` but its hash; each field with its length, so that none runs together."""
    microseconds = (row.at - EPOCH) // timedelta(microseconds=1)
    fields = (
        before,
        str(row.seq).encode(),
        str(microseconds).encode(),
        row.actor.encode(),
        row.verb.encode(),
        row.subject.encode(),
        row.crisis.bytes if row.crisis else b"",
        row.key.bytes,
        row.sealed,
    )
    digest = sha256()
    for field in fields:
        digest.update(len(field).to_bytes(8, "big"))
        digest.update(field)
    return digest.digest()


def breaks(rows: Iterable[Row], head: Link, noted: Iterable[Link] = ()) -> Iterator[Break]:
    """Every break in `rows`, which come by number. `head`: where the database says it ends; `noted`: earlier heads."""
    expected = {link.seq: link.hash for link in noted}
    last = Link(0, START)
    for row in rows:
        if row.seq != last.seq + 1:
            yield Break(row.seq, f"acts {last.seq + 1} to {row.seq - 1} are missing")
        elif chained(last.hash, row) != row.hash:
            yield Break(row.seq, "the act was changed, or the one before it was")
        if expected.pop(row.seq, row.hash) != row.hash:
            yield Break(row.seq, "the hash is not the one noted")
        last = Link(row.seq, row.hash)
    if last != head:
        yield Break(last.seq, f"the chain ends here, the ledger says at {head.seq}")
    for seq in expected:
        yield Break(seq, "the act whose hash was noted is missing")
