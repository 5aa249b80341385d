"""Writes of the ledger: acts, and the keys that seal them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import QuerySet

from safepassage.desk.core import clock
from safepassage.desk.core.bulk import insert_values
from safepassage.desk.core.ids import Actor, new_id, reference
from safepassage.desk.core.keyring import Keyring, add_master_key, drop_old_master_keys, keyring
from safepassage.desk.core.sealing import new_key, seal
from safepassage.desk.ledger.chain import Break, Row, chained
from safepassage.desk.ledger.models import Act, DataKey, Head
from safepassage.desk.ledger.queries import VERIFY, act_context, content, head, key_context, opened_key, verify

DESK_KEY = UUID(int=0)  # seals acts that are about no person and no crisis, and officers' second factors
REWRAPPED_AT_ONCE = 1_000


class NewKey(NamedTuple):
    """A data key just made, still open."""

    id: UUID
    opened: bytes


def record(
    *,
    actor: Actor,
    verb: str,
    subject: str,
    crisis: UUID | None = None,
    key: UUID | None = None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Act:
    """Append an act, in the transaction of the write that it records; last in it, as others wait for the chain.

    `key`: the data key of the person or crisis that `old` and `new` speak of; None for the desk's own.
    Raises RuntimeError outside a transaction; DataKey.DoesNotExist, KeyDestroyed.
    """
    end = _in_order()
    data_key = DataKey.objects.get(pk=key) if key else desk_key()
    seq = end.seq + 1
    said = {"old": old, "new": new, "reason": reason}
    plain = json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    sealed = seal(opened_key(data_key), plain, act_context(seq))
    row = Row(seq, clock.now(), actor.reference, verb, subject, crisis, data_key.id, sealed, b"")
    digest = chained(bytes(end.hash), row)
    Head.objects.filter(pk=end.pk).update(seq=seq, hash=digest)
    return Act.objects.create(
        seq=seq,
        at=row.at,
        actor=row.actor,
        verb=verb,
        subject=subject,
        crisis=crisis,
        key=data_key,
        sealed=sealed,
        hash=digest,
    )


@transaction.atomic
def look_at_act(act: Act, *, actor: Actor, key: UUID) -> dict[str, Any] | None:
    """What an act says, for somebody to read; that they did is an act, sealed under `key`. None if it was erased."""
    said = content(act)
    record(actor=actor, verb="ledger.look_at_act", subject=reference("act", act.seq), crisis=act.crisis, key=key)
    return said


def verify_chain(*, actor: Actor) -> list[Break]:
    """Go through the chain, and put down that it was done; the breaks."""
    end = head()
    found = verify()
    with transaction.atomic():
        record(actor=actor, verb=VERIFY, subject="ledger", new={"to": end.seq, "breaks": len(found)})
    return found


def make_key() -> DataKey:
    """A new data key. Whoever asks for it records why."""
    return _make_key(new_id())


def make_keys(count: int) -> list[NewKey]:
    """As `make_key`, many at once, and open, so that what they are for can be sealed."""
    _in_order()
    ring, now = keyring(), clock.now()
    keys = [NewKey(new_id(), new_key()) for _ in range(count)]
    rows = ((key.id, *ring.wrap(key.opened, key_context(key.id)), now) for key in keys)
    insert_values(DataKey, ("id", "master", "wrapped", "made_at"), rows)
    return keys


def take_turn() -> int:
    """Wait until no other transaction writes acts; the number that this one's next act will have.

    For rows that are read by "changed since": such numbers grow in the order of commits.
    """
    return _in_order().seq + 1


def desk_key() -> DataKey:
    """The desk's own data key; made when it is first asked for."""
    made = DataKey.objects.filter(pk=DESK_KEY)
    if found := made.first():
        return found
    _in_order()
    return made.first() or _make_key(DESK_KEY)  # another process may have been first


@transaction.atomic
def destroy_key(key_id: UUID, *, actor: Actor, subject: str, crisis: UUID | None, reason: str) -> bool:
    """Destroy a data key: what it sealed, here or in the ledger, cannot be read again. False if it was gone before."""
    if key_id == DESK_KEY:
        raise ValueError("the desk's own key is not destroyed")
    now = clock.now()
    alive = DataKey.objects.filter(pk=key_id, destroyed_at=None)
    if not alive.update(wrapped=None, destroyed_at=now):
        return False
    record(actor=actor, verb="ledger.destroy_key", subject=subject, crisis=crisis, reason=reason)
    return True


def rotate_keys(*, actor: Actor) -> int:
    """Make a new master key, wrap every data key under it, forget the old ones. May be stopped, and called again.

    Returns how many data keys were wrapped anew.
    """
    add_master_key(Path(settings.KEYRING))
    done = 0
    while not _old_keys_forgotten(done, actor):
        done += _rewrap_some()
    return done


@transaction.atomic
def _rewrap_some() -> int:
    ring = keyring()
    keys = list(_under_old_masters(ring).select_for_update()[:REWRAPPED_AT_ONCE])
    for key in keys:
        key.master, key.wrapped = ring.wrap(opened_key(key), key_context(key.id))
    DataKey.objects.bulk_update(keys, ("master", "wrapped"))
    return len(keys)


@transaction.atomic
def _old_keys_forgotten(done: int, actor: Actor) -> bool:
    _in_order()  # no key is made meanwhile, and the next one reads the key file anew
    ring = keyring()
    if _under_old_masters(ring).exists():
        return False
    subject = reference("master", ring.current)
    record(actor=actor, verb="ledger.rotate_keys", subject=subject, new={"keys": done})
    drop_old_master_keys(Path(settings.KEYRING))
    return True


def _under_old_masters(ring: Keyring) -> QuerySet[DataKey]:
    return DataKey.objects.filter(destroyed_at=None).exclude(master=ring.current)


def _in_order() -> Head:
    """Wait until no other transaction appends. SQLite has no row locks: there BEGIN IMMEDIATE does it."""
    if not connection.in_atomic_block:
        raise RuntimeError("an act belongs into the transaction of what it records")
    return Head.objects.select_for_update().get()


def _make_key(key_id: UUID) -> DataKey:
    _in_order()  # before the key file is read: its master key may be about to be forgotten
    master, wrapped = keyring().wrap(new_key(), key_context(key_id))
    return DataKey.objects.create(id=key_id, wrapped=wrapped, master=master, made_at=clock.now())
