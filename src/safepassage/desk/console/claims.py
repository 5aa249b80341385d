"""Pages of claims: who says what to each, side by side; what officers make of it; what rests on it."""

import json
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.picture_forms import AssessForm, StatementForm
from safepassage.desk.console.resting import resting_on
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture import claims as actions
from safepassage.desk.picture import queries
from safepassage.desk.picture.claim_review import claim_review
from safepassage.desk.picture.claims import NewStatement
from safepassage.desk.picture.kinds import Stance, Standing
from safepassage.desk.picture.models import Claim
from safepassage.desk.queue.queries import items_on

A_PAGE = 50
LONGEST_SEARCH = 200


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def claims(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """All of them, or those that officers make the same of; that hold some words."""
    chosen, words = request.GET.get("standing", ""), request.GET.get("words", "").strip()[:LONGEST_SEARCH]
    chosen = chosen if chosen in Standing.values else ""
    there = queries.claims_of(crisis) if words else queries.claims_apart(crisis)  # joined ones say it in other words
    found = there.filter(**({"standing": chosen} if chosen else {}))
    holding, was_cut = queries.claims_that_say(found, crisis, words) if words else (found, False)
    page = Paginator(holding, A_PAGE).get_page(request.GET.get("page"))
    told = queries.said(crisis, page)
    stances = queries.stances_of(page)
    rows = [(row, told[row.reference]["gist"], stances[row.pk]) for row in page]
    asked = {"standings": Standing.choices, "chosen": chosen, "words": words}
    shown = asked | {"crisis": crisis, "page": page, "rows": rows, "was_cut": was_cut, "most": queries.MOST_READ}
    return render(request, "console/claims.html", shown)


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def claim_page(request: HttpRequest, crisis: Crisis, claim_id: UUID) -> HttpResponse:
    """One of them."""
    return _page(request, crisis, _claim(crisis, claim_id))


@require_POST
@needs(Deed.CHANGE, Thing.ASSESSMENTS)
def assess_claim(request: HttpRequest, crisis: Crisis, claim_id: UUID) -> HttpResponse:
    """Say what to make of it."""
    found, form = _claim(crisis, claim_id), AssessForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, found, assess=form)
    standing, reason = Standing(form.cleaned_data["standing"]), form.cleaned_data["reason"]

    def assess() -> None:
        actions.assess_claim(found, standing, actor=request.user, reason=reason)

    return done_or_why_not(request, assess, "claim_page", crisis.id, found.id, done="")


@require_POST
@needs(Deed.CHANGE, Thing.PICTURE)
def add_statement(request: HttpRequest, crisis: Crisis, claim_id: UUID) -> HttpResponse:
    """Somebody else says something to it."""
    found, form = _claim(crisis, claim_id), StatementForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, found, statement=form)
    given = form.cleaned_data | {"stance": Stance(form.cleaned_data["stance"])}
    actions.add_statement(found, NewStatement(**given), actor=request.user)
    return redirect("claim_page", crisis.id, found.id)


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def review(request: HttpRequest, crisis: Crisis, claim_id: UUID) -> HttpResponse:
    """The assessment as schema.org's ClaimReview, for those who check claims; 404 while there is none."""
    found = _claim(crisis, claim_id)
    newest = found.assessments.select_related("officer").order_by("-at").first()
    if newest is None:
        raise Http404
    told = queries.said(crisis, [found, newest])
    document = claim_review(told[found.reference]["gist"], newest, told[newest.reference]["reason"])
    answer = HttpResponse(json.dumps(document, ensure_ascii=False), content_type="application/ld+json")
    answer["Cache-Control"] = "no-store, private"
    return answer


def _claim(crisis: Crisis, claim_id: UUID) -> Claim:
    found = queries.claims_of(crisis).select_related("joined").filter(pk=claim_id).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, crisis: Crisis, found: Claim, **bound: object) -> HttpResponse:
    statements = list(queries.statements_to(found))
    assessments = list(found.assessments.select_related("officer").order_by("-at"))
    joinings = list(found.joinings.order_by("-at"))
    joined = {row.claim_id: row.claim for row in statements if row.claim_id != found.pk}
    beside = [*joined.values(), *([found.joined] if found.joined else [])]
    told = queries.said(crisis, [found, *statements, *assessments, *joinings, *beside])
    page = {
        "crisis": crisis,
        "claim": found,
        "said": told[found.reference],
        "sides": [
            (stance.label, [(row, told[row.reference]) for row in statements if row.stance == stance])
            for stance in Stance
            if any(row.stance == stance for row in statements)
        ],
        "assessments": [(row, told[row.reference]["reason"]) for row in assessments],
        "joined": [(row, told[row.reference]["gist"]) for row in joined.values()],
        "joined_with": told[found.joined.reference]["gist"] if found.joined else "",
        "joinings": [(row, told[row.reference]["reason"]) for row in joinings],
        "assess": AssessForm(),
        "statement": StatementForm(initial={"said_on": clock.now().date()}),
        "things": resting_on(crisis, found),
        "items": items_on(found.reference),
        **bound,
    }
    return render(request, "console/claim.html", page, status=422 if bound else 200)
