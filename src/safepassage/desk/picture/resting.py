"""Writes of what on the ground rests on what (rule C3)."""

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ground.models import OnGround
from safepassage.desk.picture.models import Basis, Claim, Promise
from safepassage.desk.picture.writing import record_act


@transaction.atomic
def rest_on(thing: OnGround, on: Claim | Promise, *, actor: Actor) -> Basis:
    """A thing on the ground is there, or is as it is, because of a claim or a promise. Raises NotNow if it ended."""
    if on.crisis_id != thing.crisis_id:
        raise NotNow("the two are of different crises")
    if thing.ended_at:
        raise NotNow("that is not on the ground any more")
    which = {"promise": on} if isinstance(on, Promise) else {"claim": on}
    if there := Basis.objects.filter(thing=thing.reference, ended_at=None, **which).first():
        return there
    made = Basis(id=new_id(), crisis=thing.crisis, thing=thing.reference, begun_at=clock.now(), **which)
    made.save(force_insert=True)
    record_act(actor, "rest_on", made, thing.crisis, new={"thing": made.thing, "on": on.reference})
    return made


@transaction.atomic
def rest_no_more(basis: Basis, *, actor: Actor, reason: str) -> None:
    """It does not rest on that any more: something else holds it. Raises NotNow if that was said, or without a why."""
    if not reason.strip():
        raise NotNow("say what it rests on instead")
    if not Basis.objects.filter(pk=basis.pk, ended_at=None).update(ended_at=clock.now()):
        raise NotNow("that was said already")
    record_act(actor, "rest_no_more", basis, basis.crisis, old={"thing": basis.thing}, reason=reason)
