"""Pages of how long persons are kept: whose time ends soon, keeping them longer, what was erased."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safepassage.desk.console.forms import KeepForm
from safepassage.desk.console.persons import person_or_404
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries, retention

PERSONS_A_PAGE = 50
ERASED_SHOWN = 50


@require_GET
@needs(Deed.CHANGE, Thing.ERASURE)
def keeping(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Whose time ends within a month, by number; and that others were erased."""
    return _page(request, crisis, KeepForm(today=_today(), kept_until=retention.ends_by(_today())))


@require_POST
@needs(Deed.CHANGE, Thing.ERASURE)
def keep_all(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Keep all of them longer."""
    today = _today()
    form = KeepForm(request.POST, today=today, kept_until=retention.ends_by(today))
    if not form.is_valid():
        return _page(request, crisis, form)
    said = {"today": today, "actor": request.user, **form.cleaned_data}
    kept = retention.keep_longer(crisis, ending_by=retention.ends_by(today), **said)
    done = ngettext("%(number)s person is kept longer.", "%(number)s persons are kept longer.", kept)
    messages.success(request, done % {"number": kept})
    return redirect("keeping", crisis.id)


@require_http_methods(["GET", "POST"])
@needs(Deed.CHANGE, Thing.ERASURE)
def keep_person(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """Keep one person longer."""
    about, today = person_or_404(crisis, person_id), _today()
    form = KeepForm(request.POST or None, today=today, kept_until=about.keep_until)
    if form.is_valid():
        said = {"today": today, "actor": request.user, **form.cleaned_data}
        try:
            retention.keep_person_longer(about, **said)
        except NotNow as error:
            messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
        else:
            messages.success(request, _("Kept longer."))
        return redirect("keeping", crisis.id)
    page = {"crisis": crisis, "person": about, "form": form, "is_over": about.keep_until < today}
    return render(request, "console/keep_person.html", page, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, crisis: Crisis, form: KeepForm) -> HttpResponse:
    today = _today()
    ending = queries.to_erase(crisis, today + retention.ASKED_BEFORE).defer("sealed").order_by("keep_until", "pk")
    page = {
        "crisis": crisis,
        "form": form,
        "today": today,
        "ends_by": retention.ends_by(today),
        "persons": Paginator(ending, PERSONS_A_PAGE).get_page(request.GET.get("page")),
        "erased": queries.erased_of(crisis)[:ERASED_SHOWN],
    }
    return render(request, "console/keeping.html", page, status=422 if form.is_bound else 200)


def _today() -> date:
    return clock.now().date()
