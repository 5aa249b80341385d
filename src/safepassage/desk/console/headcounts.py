"""Headcounts without names: "about 500 at the metro". Evidence beside the account, never in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.balance import havens_of
from safepassage.desk.console.forms import HeadcountForm
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.picture import queries as picture
from safepassage.desk.picture import reports
from safepassage.desk.picture.kinds import DraftKind, DraftState
from safepassage.desk.picture.proposals import headcount

COUNTS_A_PAGE = 50


@require_GET
@needs(Deed.SEE, Thing.HEADCOUNTS)
def headcounts(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """All of them, the newest first."""
    said = _told(request, crisis)
    return _page(request, crisis, HeadcountForm(crisis=crisis, havens=havens_of(crisis), initial=said))


@require_POST
@needs(Deed.CHANGE, Thing.HEADCOUNTS)
def record_headcount(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Put one down."""
    form = HeadcountForm(request.POST, crisis=crisis, havens=havens_of(crisis))
    if not form.is_valid():
        return _page(request, crisis, form)
    actions.record_headcount(crisis, form.entry(), actor=request.user)
    messages.success(request, _("Put down."))
    return redirect("headcounts", crisis.id)


def _told(request: HttpRequest, crisis: Crisis) -> dict[str, Any] | None:
    """The count that the report in the address tells of, as the form has it. Reading it is an act."""
    if "from" not in request.GET:
        return None
    drafts = picture.drafts_of(crisis).filter(kind=DraftKind.COUNT).exclude(state=DraftState.REJECTED)
    try:
        draft = drafts.filter(pk=UUID(request.GET["from"])).first()
    except ValueError:
        draft = None
    item = dict(picture.items_of(draft.report)).get(draft) if draft else None
    if draft is None or item is None or "see picture" not in request.rights:
        raise Http404
    report = draft.report
    reports.look_at_report(report, actor=request.user)
    return headcount(item, picture.text_of(report)["text"], report.dated_on, report.source.reliability)


def _page(request: HttpRequest, crisis: Crisis, form: HeadcountForm) -> HttpResponse:
    havens = havens_of(crisis)
    counts = Paginator(queries.headcounts_of(crisis), COUNTS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(row, said, havens.get(row.haven)) for row, said in counts]
    page = {"crisis": crisis, "form": form, "counts": counts, "rows": rows}
    return render(request, "console/headcounts.html", page, status=422 if form.is_bound else 200)
