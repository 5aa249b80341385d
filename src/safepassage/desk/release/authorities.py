"""Writes of standing authorities: given by one officer, confirmed by another, ended by either; they expire."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.access import AT_WORK, Deed, Role, Thing, may
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.crises.queries import roles_in
from safepassage.desk.crises.seconds import why_no_second
from safepassage.desk.ground.queries import havens_of
from safepassage.desk.ledger.actions import record
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.queue.actions import close_items_on, open_item
from safepassage.desk.queue.work import Kind, Urgency, Work
from safepassage.desk.release.models import StandingAuthority
from safepassage.desk.release.words import LONGEST_AUTHORITY


@transaction.atomic
def give_authority(
    crisis: Crisis, haven: UUID, role: Role, *, begins_at: datetime, expires_at: datetime, actor: Officer, reason: str
) -> StandingAuthority:
    """Let a role take a haven's manifest for a time, once another officer has confirmed it. Raises NotNow."""
    _require_right(crisis.id, actor)
    if haven not in havens_of(crisis):
        raise NotNow("no such haven in this crisis")
    if role not in AT_WORK:
        raise NotNow("manifests are for those who work with people")
    if not begins_at < expires_at <= begins_at + LONGEST_AUTHORITY:
        raise NotNow(f"it expires after it begins, at most {LONGEST_AUTHORITY.days} days later")
    made = StandingAuthority(
        id=new_id(),
        crisis=crisis,
        haven=haven,
        role=role,
        begins_at=begins_at,
        expires_at=expires_at,
        given_by=actor,
        given_at=clock.now(),
    )
    made.sealed = seal(open_key(crisis.key_id), json.dumps({"reason": reason}).encode(), made.reference)
    made.save(force_insert=True)
    open_item(crisis, Work(Kind.EXPORT, made.reference, Role.APPROVER, Urgency.SOON, reason), actor=actor)
    new = {"haven": haven, "role": role, "begins_at": begins_at, "expires_at": expires_at}
    _record(actor, "give_authority", made, new=new, reason=reason)
    return made


@transaction.atomic
def confirm_authority(authority: StandingAuthority, *, actor: Officer) -> None:
    """Let it be in force. Raises NotNow for whoever gave it, or is bound to them."""
    _require_right(authority.crisis_id, actor)
    if why_not := why_no_second(authority.given_by, actor, authority.crisis):
        raise NotNow(why_not)
    now = clock.now()
    there = StandingAuthority.objects.filter(pk=authority.pk, confirmed_at=None, ended_at=None, expires_at__gt=now)
    if not there.update(confirmed_by=actor, confirmed_at=now):
        raise NotNow("it was confirmed already, was ended, or has expired")
    close_items_on(authority.reference, actor=actor, reason="confirmed")
    _record(actor, "confirm_authority", authority)


@transaction.atomic
def end_authority(authority: StandingAuthority, *, actor: Officer, reason: str) -> None:
    """Let it be in force no longer; what was asked for under it cannot be fetched either. Takes one officer."""
    _require_right(authority.crisis_id, actor)
    if not StandingAuthority.objects.filter(pk=authority.pk, ended_at=None).update(ended_at=clock.now()):
        raise NotNow("it was ended already")
    close_items_on(authority.reference, actor=actor, reason="ended")
    _record(actor, "end_authority", authority, reason=reason)


def _require_right(crisis_id: UUID, actor: Officer) -> None:
    if not may(roles_in(actor, crisis_id), Deed.CHANGE, Thing.AUTHORITIES):
        raise NotNow("none of your roles may do this")


def _record(actor: Officer, verb: str, authority: StandingAuthority, **said: Any) -> None:
    where = {"crisis": authority.crisis_id, "key": authority.crisis.key_id}
    record(actor=actor, verb=f"release.{verb}", subject=authority.reference, **where, **said)
