"""Pages of claims that may say the same: joined by an officer, parted again, or told apart for good."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console import alike_claims
from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture import joining as actions
from safepassage.desk.picture import queries
from safepassage.desk.picture.models import Claim


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def alike(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Pairs of claims that may say the same, among those heard last."""
    pairs = alike_claims.pairs_alike(crisis)
    page = {"crisis": crisis, "pairs": pairs, "most": alike_claims.NEWEST_COMPARED}
    return render(request, "console/alike_claims.html", page)


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def alike_to(request: HttpRequest, crisis: Crisis, claim_id: UUID) -> HttpResponse:
    """Claims that may say the same as one; that one's page, once it is joined."""
    found = _claim(crisis, claim_id)
    if found.joined_id:
        return redirect("claim_page", crisis.id, found.id)
    pairs = alike_claims.alike_to(crisis, found)
    page = {"crisis": crisis, "pairs": pairs, "most": alike_claims.NEWEST_CLAIMS, "of": found}
    return render(request, "console/alike_claims.html", page)


@require_POST
@needs(Deed.CHANGE, Thing.ASSESSMENTS)
def join_claim(request: HttpRequest, crisis: Crisis, claim_id: UUID) -> HttpResponse:
    """It says the same as the other."""
    claim, other, reason = _claim(crisis, claim_id), _other(request, crisis), request.POST.get("reason", "")

    def join() -> None:
        actions.join_claims(claim, other, actor=request.user, reason=reason)

    said = _("Joined. Nothing was moved: you can part them again.")
    return done_or_why_not(request, join, "claim_page", crisis.id, other.id, done=said)


@require_POST
@needs(Deed.CHANGE, Thing.ASSESSMENTS)
def part_claim(request: HttpRequest, crisis: Crisis, claim_id: UUID) -> HttpResponse:
    """It does not say the same after all."""
    claim, reason = _claim(crisis, claim_id), request.POST.get("reason", "")

    def part() -> None:
        actions.part_claim(claim, actor=request.user, reason=reason)

    said = _("Parted. Say what to make of it by itself: until then it stands as both stood.")
    return done_or_why_not(request, part, "claim_page", crisis.id, claim.id, done=said)


@require_POST
@needs(Deed.CHANGE, Thing.ASSESSMENTS)
def tell_apart(request: HttpRequest, crisis: Crisis, claim_id: UUID) -> HttpResponse:
    """The two are not proposed again."""
    claim, other, reason = _claim(crisis, claim_id), _other(request, crisis), request.POST.get("reason", "")

    def tell() -> None:
        actions.tell_apart(claim, other, actor=request.user, reason=reason)

    return done_or_why_not(request, tell, "claims_alike", crisis.id, done=_("They are not proposed again."))


def _claim(crisis: Crisis, claim_id: UUID) -> Claim:
    found = queries.claims_of(crisis).select_related("crisis", "joined").filter(pk=claim_id).first()
    if found is None:
        raise Http404
    return found


def _other(request: HttpRequest, crisis: Crisis) -> Claim:
    try:
        return _claim(crisis, UUID(request.POST.get("other", "")))
    except ValueError as error:
        raise Http404 from error
