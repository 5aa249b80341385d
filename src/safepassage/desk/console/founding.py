"""Pages of a crisis from nothing: where it is, what it is; then what it still needs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from safepassage.desk.console.checklist import checked
from safepassage.desk.console.finding_places import found_places
from safepassage.desk.console.founding_forms import FoundingForm, PlaceForm, first_said
from safepassage.desk.console.sketch import sketch
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import administrators_only, needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.movement.actions import found_crisis


@require_GET
@administrators_only
def new_crisis(request: HttpRequest) -> HttpResponse:
    """Where it is, by name; the answer fills in the next page."""
    form = PlaceForm(request.GET or None, initial={"km": PlaceForm.KM})
    places = found_places(form.cleaned_data["place"], None) if form.is_valid() else None
    km = form.cleaned_data["km"] if places else PlaceForm.KM
    page = {"form": form, "places": places, "km": km}
    return render(request, "console/new_crisis.html", page, status=422 if form.errors else 200)


@administrators_only
def found(request: HttpRequest) -> HttpResponse:
    """What it is; making it makes the officer its administrator. Sent twice, it is one crisis."""
    form = FoundingForm(request.POST or None, initial=first_said(request.GET, request.user))
    if form.is_valid():
        try:
            crisis = found_crisis(form.fields_of_crisis(), actor=request.user, crisis_id=form.once(request.user))
        except NotNow as error:
            form.add_error("status", _("Not done: %(reason)s.") % {"reason": error})
        else:
            return redirect("checklist", crisis.id)
    page = {"form": form, "sketch": sketch(form["area"].value() or "")}
    return render(request, "console/found_crisis.html", page, status=422 if form.errors else 200)


@require_GET
@needs(Deed.SEE, Thing.CRISIS)
def checklist(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What this crisis still needs before an advisory can be checked."""
    points = checked(crisis)
    left = [point for point in points if not point.is_done]
    return render(request, "console/checklist.html", {"crisis": crisis, "points": points, "left": left})
