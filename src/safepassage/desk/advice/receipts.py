"""Receipts: what providers say of the parts of deliveries, early, late, or many times; and what that proves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from safepassage.desk.advice.failing import AT_ONCE, follow
from safepassage.desk.advice.models import Delivery, Line, Part, Receipt
from safepassage.desk.advice.states import FROM, TOLD, State
from safepassage.desk.core import clock

BROKEN = frozenset({State.EXPIRED, State.FAILED})  # one such part, and the text is not whole


class Said(NamedTuple):
    """A receipt as a provider gives it."""

    name: str  # of the part
    says: State  # SENT, DELIVERED, READ, EXPIRED or FAILED
    at: datetime


class Proof(NamedTuple):
    """How far receipts prove something to be, since when."""

    state: State
    at: datetime


@transaction.atomic
def receive(line: Line, said: Collection[Said]) -> None:
    """Keep receipts, each once however often it comes, and move what they prove something of.

    One for a part that is not known moves nothing; if the part becomes known later, it counts then.
    """
    one_at_a_time(line)
    now = clock.now()
    rows = [Receipt(line=line, name=each.name, says=each.says, at=min(each.at, now), came_at=now) for each in said]
    Receipt.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    apply_receipts(line, {each.name for each in said})


def one_at_a_time(line: Line) -> Line:
    """Wait until no other transaction writes parts or receipts of the line: else neither would see the other's."""
    return Line.objects.select_for_update().get(pk=line.pk)


def apply_receipts(line: Line, names: Collection[str]) -> None:
    """Move the deliveries that these parts belong to as far as the receipts of all their parts prove."""
    touched = Part.objects.filter(line=line, name__in=names).values("delivery")
    parts: dict[int, list[str]] = {}
    for delivery, name in Part.objects.filter(delivery__in=touched).values_list("delivery", "name"):
        parts.setdefault(delivery, []).append(name)
    best = _best(line, {name for each in parts.values() for name in each})
    proved: dict[Proof, list[int]] = {}
    for delivery, each in parts.items():
        if proof := _of_all([best.get(name) for name in each]):  # to the second: one update for all of it
            proved.setdefault(Proof(proof.state, proof.at.replace(microsecond=0)), []).append(delivery)
    for proof, ids in proved.items():
        stamp = {"told_at": proof.at} if proof.state in TOLD else {}
        moving = Delivery.objects.filter(id__in=ids, state__in=FROM[proof.state])
        moved = moving.update(state=proof.state, leased_until=None, **stamp)
        if moved and proof.state in BROKEN:
            follow(ids)


def _best(line: Line, names: Collection[str]) -> dict[str, Proof]:
    """Of each part, what proves most."""
    best: dict[str, Proof] = {}
    for name, says, at in Receipt.objects.filter(line=line, name__in=names).values_list("name", "says", "at"):
        proof = Proof(State(says), at)
        if name not in best or proof.state > best[name].state:
            best[name] = proof
    return best


def _of_all(parts: Sequence[Proof | None]) -> Proof | None:
    known = [proof for proof in parts if proof]
    if broken := [proof for proof in known if proof.state in BROKEN]:
        return broken[0]
    if len(known) < len(parts):
        return None
    return Proof(min(proof.state for proof in known), max(proof.at for proof in known))
