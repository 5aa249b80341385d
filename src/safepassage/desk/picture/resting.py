"""Writes of what on the ground rests on what (rule C3)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ground.actions import change
from safepassage.desk.ground.models import Corridor, OnGround
from safepassage.desk.picture.kinds import PromiseState
from safepassage.desk.picture.models import Basis, Claim, Promise
from safepassage.desk.picture.promises import NewPromise, change_promise, note_promise
from safepassage.desk.picture.writing import record_act


@transaction.atomic
def rest_on(thing: OnGround, on: Claim | Promise, *, actor: Actor, side: str = "") -> Basis:
    """A thing on the ground is there, or is as it is, because of a claim or a promise; of a corridor, a `side`'s.

    Raises NotNow if it ended, or for what is no side of it.
    """
    if on.crisis_id != thing.crisis_id:
        raise NotNow("the two are of different crises")
    if thing.ended_at:
        raise NotNow("that is not on the ground any more")
    if side and (not isinstance(on, Promise) or side not in getattr(thing, "sides", ())):
        raise NotNow("a promise is one of a side that controls a part of the way")
    which = {"promise": on} if isinstance(on, Promise) else {"claim": on}
    if there := Basis.objects.filter(thing=thing.reference, ended_at=None, **which).first():
        return _of_side(there, on, side, actor)
    made = Basis(id=new_id(), crisis=thing.crisis, thing=thing.reference, begun_at=clock.now(), side=side, **which)
    made.save(force_insert=True)
    record_act(actor, "rest_on", made, thing.crisis, new={"thing": made.thing, "on": on.reference, "side": side})
    return made


def _of_side(there: Basis, on: Claim | Promise, side: str, actor: Actor) -> Basis:
    """What was said before, of another side now if one is named."""
    if side and Basis.objects.filter(pk=there.pk).exclude(side=side).update(side=side):
        new = {"thing": there.thing, "on": on.reference, "side": side}
        record_act(actor, "rest_on", there, there.crisis, old={"side": there.side}, new=new)
        there.side = side
    return there


@transaction.atomic
def take_over_commitments(corridor: Corridor, *, actor: Actor) -> int:
    """What is written on an opened corridor becomes promises of their own, which follow-ups and falls know; how many.

    Raises NotNow if nothing is written there, or somebody changed the corridor meanwhile.
    """
    if not corridor.commitments:
        raise NotNow("nothing is written on it: its promises stand by themselves already")
    written = corridor.commitments
    why = "it was written on the corridor so"
    for each in written:
        promise = note_promise(corridor.crisis, _promise_in(corridor, each), actor=actor)
        rest_on(corridor, promise, actor=actor, side=each["side"])
        if each["status"] != PromiseState.PROMISED:
            change_promise(promise, PromiseState(each["status"]), actor=actor, reason=why)
    change(corridor, {"commitments": []}, actor=actor, reason="its promises stand by themselves now")
    return len(written)


def _promise_in(corridor: Corridor, each: Mapping[str, str]) -> NewPromise:
    over = each.get("expires_at")
    return NewPromise(
        by=each.get("by") or each["side"],
        what=f"passage: {corridor}",
        begins_at=corridor.begin,
        ends_at=corridor.end,
        expires_at=datetime.fromisoformat(over) if over else None,
        notified=corridor.notified,
        grade=each.get("grade", ""),
    )


@transaction.atomic
def rest_no_more(basis: Basis, *, actor: Actor, reason: str) -> None:
    """It does not rest on that any more: something else holds it. Raises NotNow if that was said, or without a why."""
    if not reason.strip():
        raise NotNow("say what it rests on instead")
    if not Basis.objects.filter(pk=basis.pk, ended_at=None).update(ended_at=clock.now()):
        raise NotNow("that was said already")
    record_act(actor, "rest_no_more", basis, basis.crisis, old={"thing": basis.thing}, reason=reason)
