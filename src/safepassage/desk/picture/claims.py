"""Writes of claims: what is said to be so, who says what to it, and what officers make of it (rule C1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.grades import UNGRADED
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.picture.falling import tell_of_fall
from safepassage.desk.picture.kinds import Stance, Standing
from safepassage.desk.picture.models import Assessment, Claim, Report, Statement
from safepassage.desk.picture.writing import record_act, sealed_for
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work


@dataclass(frozen=True)
class NewStatement:
    """What somebody says to a claim."""

    stance: Stance
    said_on: date
    claimant: str = ""  # empty: nobody is named
    quote: str = ""  # the words it was read from
    grade: str = UNGRADED
    report: Report | None = None


@transaction.atomic
def open_claim(
    crisis: Crisis,
    gist: str,
    first: NewStatement,
    *,
    actor: Actor,
    about: Sequence[str] = (),
    is_of_people: bool = False,
) -> Claim:
    """Something new is said to be so. `is_of_people`: that somebody is held, hurt or used; a welfare check follows."""
    now = clock.now()
    claim = Claim(id=new_id(), crisis=crisis, opened_at=now, heard_at=now)
    said = {"gist": gist, "about": list(about)}
    claim.sealed = sealed_for(crisis, claim, said)
    claim.save(force_insert=True)
    record_act(actor, "open_claim", claim, crisis, new=said)
    add_statement(claim, first, actor=actor)
    if is_of_people:
        check_on_people(claim, gist, actor=actor)
    return claim


@transaction.atomic
def add_statement(claim: Claim, new: NewStatement, *, actor: Actor) -> Statement:
    """Somebody else, or the same source at another time, says something to a claim. Others' words stay beside it."""
    crisis, now = claim.crisis, clock.now()
    made = Statement(
        id=new_id(),
        crisis=crisis,
        claim=claim,
        report=new.report,
        stance=new.stance,
        grade=new.grade,
        said_on=new.said_on,
        entered_at=now,
        entered_by=actor.reference,
    )
    said = {"claimant": new.claimant, "quote": new.quote}
    made.sealed = sealed_for(crisis, made, said)
    made.save(force_insert=True)
    Claim.objects.filter(pk__in=[claim.pk, claim.joined_id or claim.pk]).update(heard_at=now)
    record_act(actor, "add_statement", claim, crisis, new=said | {"stance": new.stance, "grade": new.grade})
    return made


@transaction.atomic
def assess_claim(claim: Claim, standing: Standing, *, actor: Officer, reason: str) -> Assessment:
    """Say what an officer makes of it, and of those joined with it.

    Raises NotNow without a reason, for no assessment at all, or if it is joined with another.
    """
    if standing is Standing.OPEN or not reason.strip():
        raise NotNow("an assessment says something, and why")
    crisis, now = claim.crisis, clock.now()
    if not Claim.objects.filter(pk=claim.pk, joined=None).update(standing=standing, assessed_at=now):
        raise NotNow("it is joined with another claim: say it of that one")
    made = _assessment(claim, standing, now, actor, reason)
    for each in claim.joined_ones.select_related("crisis").order_by("id"):
        assess_as(each, made, actor=actor, reason=reason)
    old, claim.standing = claim.standing, standing
    if standing is Standing.FALLEN:
        tell_of_fall(claim, actor=actor, why=reason)
    record_act(actor, "assess_claim", claim, crisis, old={"standing": old}, new={"standing": standing}, reason=reason)
    return made


def assess_as(joined: Claim, made: Assessment, *, actor: Officer, reason: str) -> None:
    """Make the same of a claim as of the one that it is joined with; what rests on it falls too. A part of acts."""
    standing, now = Standing(made.standing), clock.now()
    _assessment(joined, standing, now, actor, reason, made_of=made)
    Claim.objects.filter(pk=joined.pk).update(standing=standing, assessed_at=now)
    joined.standing = standing
    if standing is Standing.FALLEN:
        tell_of_fall(joined, actor=actor, why=reason)


def _assessment(
    claim: Claim, standing: Standing, at: datetime, officer: Officer, reason: str, made_of: Assessment | None = None
) -> Assessment:
    made = Assessment(
        id=new_id(), crisis=claim.crisis, claim=claim, standing=standing, at=at, officer=officer, made_of=made_of
    )
    made.sealed = sealed_for(claim.crisis, made, {"reason": reason})
    made.save(force_insert=True)
    return made


@transaction.atomic
def check_on_people(claim: Claim, gist: str, *, actor: Actor) -> None:
    """A claim about people is somebody's work, whatever it is worth: who of ours may it be, and how are they (C1)?"""
    work = Work(Kind.WELFARE_CHECK, claim.reference, Role.DUTY_OFFICER, Urgency.SOON, f"A claim about people: {gist}")
    open_item(claim.crisis, work, actor=actor)
