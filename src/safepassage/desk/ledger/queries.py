"""Reads of the ledger."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from safepassage.desk.core.bulk import in_batches
from safepassage.desk.core.keyring import keyring
from safepassage.desk.core.sealing import unseal
from safepassage.desk.ledger.chain import Break, Link, Row, breaks
from safepassage.desk.ledger.models import Act, DataKey, Head
from safepassage.errors import SafePassageError

BATCH = 5_000
VERIFY = "ledger.verify"
ASKED_BY = ("verb", "actor", "subject")  # columns that an index leads to
# DISTINCT would read every act of the crisis; this reads one for each value.
EACH = """
    WITH RECURSIVE each_of(value) AS (
        SELECT min({column}) FROM ledger_act WHERE crisis = %s
        UNION ALL
        SELECT (SELECT min({column}) FROM ledger_act WHERE crisis = %s AND {column} > each_of.value)
        FROM each_of WHERE each_of.value IS NOT NULL
    )
    SELECT value FROM each_of WHERE value IS NOT NULL
"""


class KeyDestroyed(SafePassageError):
    """What the key sealed was erased."""


class Asked(NamedTuple):
    """Which acts; what is empty asks for nothing."""

    verb: str = ""
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None  # before then


ANY = Asked()


class Verified(NamedTuple):
    """That the chain was gone through: when, as far as which act, and how many breaks were found."""

    at: datetime
    seq: int
    breaks: int


def acts_of_crisis(crisis: UUID, asked: Asked = ANY, before: int | None = None) -> QuerySet[Act]:
    """The crisis's acts, the newest first; those before a number. Instants are taken to grow with numbers."""
    there = Act.objects.filter(crisis=crisis)
    found = there.filter(**{name: value for name, value in asked._asdict().items() if value and name in ASKED_BY})
    if asked.since:
        found = found.filter(seq__gte=_first_since(there, asked.since))
    if asked.until:
        found = found.filter(seq__lt=_first_since(there, asked.until))
    if before:
        found = found.filter(seq__lt=before)
    return found.select_related("key").order_by("-seq")


def acts_with_verbs(crisis: UUID, verbs: Collection[str], since: datetime | None, until: datetime) -> QuerySet[Act]:
    """The crisis's acts of some verbs after an instant and until another, the newest first."""
    there = Act.objects.filter(crisis=crisis, verb__in=verbs, at__lte=until)
    return (there.filter(at__gt=since) if since else there).select_related("key").order_by("-seq")


def act_of_crisis(crisis: UUID, seq: int) -> Act | None:
    """One act of the crisis."""
    return Act.objects.filter(crisis=crisis, seq=seq).select_related("key").first()


def verbs_in(crisis: UUID) -> list[str]:
    """All that was ever done in the crisis, each once: "people.merge". Steps from one to the next in the index."""
    return _each("verb", crisis)


def actors_in(crisis: UUID) -> list[str]:
    """All who ever did something in the crisis, each once: "officer:0192…"."""
    return _each("actor", crisis)


def subjects_of(crisis: UUID, verb: str, among: Collection[str]) -> set[str]:
    """About which of these subjects, at most AT_ONCE, there is such an act."""
    return set(Act.objects.filter(crisis=crisis, verb=verb, subject__in=among).values_list("subject", flat=True))


def verified_last() -> Verified | None:
    """When the chain was gone through last; None if never."""
    act = Act.objects.filter(crisis=None, verb=VERIFY).select_related("key").order_by("-seq").first()
    said = content(act) if act else None
    return Verified(act.at, said["new"]["to"], said["new"]["breaks"]) if act and said else None


def _first_since(acts: QuerySet[Act], instant: datetime) -> int:
    """The number of the first act since then; beyond the last, if there is none."""
    found = acts.filter(at__gte=instant).order_by("at", "seq").values_list("seq", flat=True).first()
    return found or Head.objects.get().seq + 1


def _each(column: str, crisis: UUID) -> list[str]:
    if column not in ASKED_BY:
        raise ValueError(column)
    here = Act._meta.get_field("crisis").get_db_prep_value(crisis, connection)
    with connection.cursor() as cursor:
        cursor.execute(EACH.format(column=column), [here, here])
        return [value for (value,) in cursor.fetchall()]


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
    opener = KeyOpener()
    for batch in in_batches(set(key_ids)):
        rows = DataKey.objects.filter(pk__in=batch, wrapped__isnull=False)
        found.update((pk, opener.open(pk, *rest)) for pk, *rest in rows.values_list("id", "master", "wrapped"))
    return found


class KeyOpener:
    """Opens many data keys, and looks at the key file once; again when a master key was added meanwhile."""

    def __init__(self) -> None:
        self.ring = keyring()

    def open(self, key_id: UUID, master: str, wrapped: bytes | None) -> bytes:
        """A data key, from the columns of its row. Raises KeyDestroyed, Unreadable."""
        if wrapped is None:
            raise KeyDestroyed(f"the data key {key_id} was destroyed")
        if master not in self.ring.masters:
            self.ring = keyring()
        return self.ring.unwrap(master, bytes(wrapped), key_context(key_id))


def opened_key(key: DataKey) -> bytes:
    """As `open_key`, for a row that was read already."""
    return unwrapped(key.id, key.master, key.wrapped)


def unwrapped(key_id: UUID, master: str, wrapped: bytes | None) -> bytes:
    """As `opened_key`, for columns that were read without making a row of them."""
    return KeyOpener().open(key_id, master, wrapped)


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
