"""Erasing: of a person, of what is known of a warden. A page of its own says what goes; then it goes for good."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safepassage.desk.console.forms import EraseForm, ReasonForm
from safepassage.desk.console.persons import person_or_404
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.models import Tombstone
from safepassage.desk.queue.queries import items_on
from safepassage.desk.queue.work import State


@require_http_methods(["GET", "POST"])
@needs(Deed.CHANGE, Thing.ERASURE)
def erase_person(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """Say what goes; with the number typed again, do it."""
    about = person_or_404(crisis, person_id)
    form = EraseForm(request.POST or None, person=about)
    if form.is_valid():
        actions.erase_person(about, actor=request.user, why=Tombstone.Why(form.cleaned_data["why"]))
        messages.success(request, _("Erased. Their place in the account stays, without a name."))
        return redirect("crisis", crisis.id)
    open_items = items_on(about.reference).exclude(state=State.DONE).count()
    page = {"crisis": crisis, "person": about, "form": form, "open_items": open_items}
    return render(request, "console/erase_person.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Deed.CHANGE, Thing.ERASURE)
def erase_warden(request: HttpRequest, crisis: Crisis, warden_id: UUID) -> HttpResponse:
    """Say what goes; with a reason, do it."""
    found = queries.wardens_of(crisis).filter(pk=warden_id).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.erase_warden(found, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Erased. The code stays."))
        return redirect("wardens", crisis.id)
    people = queries.persons_of(crisis).filter(party__warden=found).count()
    page = {"crisis": crisis, "warden": found, "people": people, "form": form}
    return render(request, "console/erase_warden.html", page, status=422 if form.is_bound else 200)
