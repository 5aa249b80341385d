"""Headcounts without names: "about 500 at the metro". Evidence beside the account, never in it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.balance import havens_of
from safepassage.desk.console.forms import HeadcountForm
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries

COUNTS_A_PAGE = 50


@require_GET
@needs(Deed.SEE, Thing.HEADCOUNTS)
def headcounts(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """All of them, the newest first."""
    return _page(request, crisis, HeadcountForm(crisis=crisis, havens=havens_of(crisis)))


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


def _page(request: HttpRequest, crisis: Crisis, form: HeadcountForm) -> HttpResponse:
    havens = havens_of(crisis)
    counts = Paginator(queries.headcounts_of(crisis), COUNTS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(row, said, havens.get(row.haven)) for row, said in counts]
    page = {"crisis": crisis, "form": form, "counts": counts, "rows": rows}
    return render(request, "console/headcounts.html", page, status=422 if form.is_bound else 200)
