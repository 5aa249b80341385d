"""Writes of claims that say the same: an officer joins two, parts them again, or says that they are two (rule C1).

Nothing is moved. A joined claim keeps its statements and its history; what is made of the other is made of it too.
"""

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import new_id
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Officer
from safepassage.desk.picture.claims import assess_as
from safepassage.desk.picture.kinds import Standing
from safepassage.desk.picture.models import Claim, Joining, ToldApart
from safepassage.desk.picture.writing import record_act, sealed_for


@transaction.atomic
def join_claims(claim: Claim, into: Claim, *, actor: Officer, reason: str) -> None:
    """The two say the same: `claim`, and all that are joined with it, stand from now on with `into`.

    Raises NotNow without a reason, or if officers make different things of the two: no machine says which one holds.
    """
    _say_why(reason)
    claim, into = _both(claim, into)
    if claim.standing != Standing.OPEN and claim.standing != into.standing:
        raise NotNow("officers made different things of the two: assess one of them anew, or join them the other way")
    reference = into.assessments.order_by("-at", "-id").first()
    Claim.objects.filter(pk=into.pk).update(heard_at=max(claim.heard_at, into.heard_at))
    for each in (claim, *claim.joined_ones.order_by("id")):
        is_new = each.standing != into.standing
        each.joined = into
        each.save(update_fields=["joined"])
        _put_down(each, into, actor, reason)
        if is_new and reference:
            assess_as(each, reference, actor=actor, reason=reason)
        said = {"new": {"into": into.reference}, "reason": reason}
        record_act(actor, "join_claims", each, claim.crisis, **said)


@transaction.atomic
def part_claim(claim: Claim, *, actor: Officer, reason: str) -> None:
    """It does not say the same after all. What was made of it while it was joined stays until it is assessed anew.

    Raises NotNow without a reason, or if it is joined with none.
    """
    _say_why(reason)
    with_it = claim.joined
    if with_it is None or not Claim.objects.filter(pk=claim.pk, joined=with_it).update(joined=None):
        raise NotNow("it is joined with no other claim")
    claim.joined = None
    _put_down(claim, None, actor, reason)
    tell_apart(claim, with_it, actor=actor, reason=reason)
    record_act(actor, "part_claim", claim, claim.crisis, old={"into": with_it.reference}, reason=reason)


@transaction.atomic
def tell_apart(claim: Claim, other: Claim, *, actor: Officer, reason: str) -> None:
    """The two do not say the same: they are not proposed again. An officer may join them all the same, later."""
    _say_why(reason)
    crisis, now = claim.crisis, clock.now()
    if claim.pk == other.pk or other.crisis_id != crisis.pk:
        raise NotNow("these are not two claims of this crisis")
    first, second = sorted((claim, other), key=lambda each: each.pk)
    if ToldApart.objects.filter(first=first, second=second).exists():
        return
    made = ToldApart(id=new_id(), crisis=crisis, first=first, second=second, at=now, by=actor.reference)
    made.sealed = sealed_for(crisis, made, {"reason": reason})
    made.save(force_insert=True)
    new = {"first": first.reference, "second": second.reference}
    record_act(actor, "tell_claims_apart", made, crisis, new=new, reason=reason)


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise NotNow("say why")


def _both(claim: Claim, into: Claim) -> tuple[Claim, Claim]:
    """The two as they stand now, locked in one order. Raises NotNow if one of them is joined already."""
    wanted = Claim.objects.select_for_update().filter(crisis=claim.crisis_id, joined=None, pk__in=(claim.pk, into.pk))
    found = {each.pk: each for each in wanted.order_by("pk")}
    if len(found) != 2:
        raise NotNow("these are not two claims of this crisis that stand by themselves: one may be joined by now")
    return found[claim.pk], found[into.pk]


def _put_down(claim: Claim, into: Claim | None, actor: Officer, reason: str) -> None:
    crisis = claim.crisis
    made = Joining(id=new_id(), crisis=crisis, claim=claim, into=into, at=clock.now(), by=actor.reference)
    made.sealed = sealed_for(crisis, made, {"reason": reason})
    made.save(force_insert=True)
