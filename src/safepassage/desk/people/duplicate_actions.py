"""Writes of likenesses; to other apps they are part of `actions`. Nothing is merged but by an officer."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from safepassage.desk.core.bulk import in_batches
from safepassage.desk.core.ids import Actor
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.duplicates import Pair, pairs_with
from safepassage.desk.people.models import Likeness
from safepassage.desk.people.writing import Moment, begin, record_act

ASKED_AGAIN = 10  # decibans: ten times as likely as when an officer said that they are different people
STATE = Likeness.State


def note_likenesses(crisis: Crisis, person_ids: Sequence[UUID], *, actor: Actor) -> int:
    """Write down whom these records may be the same as, for an officer to compare. How many pairs are new.

    For those just registered, or changed. A pair that an officer called different people is asked about again only if
    it has become ten times as likely.
    """
    found = pairs_with(crisis, person_ids)  # before the turn in the ledger is taken: others need not wait for it
    return _write(crisis, found, actor) if found else 0


@transaction.atomic
def say_different(found: Likeness, *, actor: Actor, reason: str) -> None:
    """Say that two records are of different people. Raises NotNow if somebody decided meanwhile, or without reason."""
    if not reason.strip():
        raise NotNow("whoever looks at it later needs a reason")
    moment = begin(found.crisis, actor)
    if not _decide(Q(pk=found.pk, state=STATE.OPEN), STATE.DIFFERENT, moment):
        raise NotNow("somebody has decided on these two meanwhile")
    said = {"first": found.first_id, "second": found.second_id}
    record_act(moment, "say_different", found.reference, new=said, reason=reason)


def close_likeness(one: UUID, other: UUID, moment: Moment) -> None:
    """The two were merged."""
    _decide(_of_both(one, other), STATE.MERGED, moment)


def reopen_likeness(one: UUID, other: UUID) -> None:
    """The merge of the two was undone."""
    merged = Likeness.objects.filter(_of_both(one, other), state=STATE.MERGED)
    merged.update(state=STATE.OPEN, decided_at=None, decided_by="")


def forget_likenesses(person_id: UUID) -> None:
    """The person was erased."""
    Likeness.objects.filter(Q(first=person_id) | Q(second=person_id)).delete()


@transaction.atomic
def _write(crisis: Crisis, found: Sequence[Pair], actor: Actor) -> int:
    moment = begin(crisis, actor)
    known = _known(found)
    fresh, changed, again = [], [], 0
    for pair in found:
        row = known.get((pair.first, pair.second))
        score, reasons = pair.weighed.score, " ".join(pair.weighed.reasons)
        if row is None:
            fresh.append(Likeness(crisis=crisis, first_id=pair.first, second_id=pair.second, score=score,
                                  reasons=reasons, found_at=moment.now))  # fmt: skip
            continue
        is_asked_again = row.state == STATE.DIFFERENT and score >= row.score + ASKED_AGAIN
        if is_asked_again or (row.state == STATE.OPEN and (row.score, row.reasons) != (score, reasons)):
            row.score, row.reasons, row.state = score, reasons, STATE.OPEN
            changed.append(row)
            again += is_asked_again
    for batch in in_batches(fresh):
        Likeness.objects.bulk_create(batch, ignore_conflicts=True)  # another import may have found the same
    for batch in in_batches(changed):
        Likeness.objects.bulk_update(batch, ("score", "reasons", "state"), batch_size=200)
    if fresh or again:
        record_act(moment, "note_likenesses", crisis.reference, new={"found": len(fresh), "asked_again": again})
    return len(fresh) + again


def _known(found: Sequence[Pair]) -> dict[tuple[UUID, UUID], Likeness]:
    known = {}
    for batch in in_batches({pair.first for pair in found}):
        known.update(((row.first_id, row.second_id), row) for row in Likeness.objects.filter(first__in=batch))
    return known


def _of_both(one: UUID, other: UUID) -> Q:
    return Q(first=min(one, other), second=max(one, other))


def _decide(which: Q, state: STATE, moment: Moment) -> int:
    rows = Likeness.objects.filter(which)
    return rows.update(state=state, decided_at=moment.now, decided_by=moment.actor.reference)
