"""Pages of the roads: which are in use, a map to upload, and how far a worker is with it."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.queries import roads_of
from safepassage.desk.movement.road_actions import LARGEST_BYTES
from safepassage.desk.movement.road_builds import STEPS, builds_of, stands
from safepassage.desk.movement.tasks import ask_for_roads, build_again
from safepassage.errors import BadInput

NEWEST = 10
LOOK_AGAIN_S = 3  # while one is being built, the page loads itself anew


class MapForm(forms.Form):
    """A map to build roads from."""

    map = forms.FileField(
        label=gettext_lazy("Map: an extract of OpenStreetMap"),
        help_text=gettext_lazy(
            ".osm.pbf, .osm or .osm.gz, at most %(most)d MB; it should hold the area, the havens and the ways between"
        )
        % {"most": LARGEST_BYTES // 1_000_000},
        widget=forms.FileInput(attrs={"accept": ".pbf,.osm,.gz"}),
    )


@require_GET
@needs(Deed.SEE, Thing.GROUND)
def roads(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Which roads are in use, and what is being built."""
    return _page(request, crisis, MapForm())


@require_POST
@needs(Deed.CHANGE, Thing.GROUND)
def upload_map(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Have a map made into roads."""
    form = MapForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, crisis, form, status=422)
    try:
        ask_for_roads(crisis, form.cleaned_data["map"], actor=request.user)
    except (BadInput, NotNow) as error:
        form.add_error("map", str(error))
        return _page(request, crisis, form, status=422)
    return redirect("roads", crisis.id)


@require_POST
@needs(Deed.CHANGE, Thing.GROUND)
def try_again(request: HttpRequest, crisis: Crisis, build_id: UUID) -> HttpResponse:
    """Have a map built once more whose workers were killed."""
    build = builds_of(crisis).filter(pk=build_id).first()
    if build is None:
        raise Http404
    return done_or_why_not(request, lambda: build_again(build, actor=request.user), "roads", crisis.id, done="")


def _page(request: HttpRequest, crisis: Crisis, form: MapForm, status: int = 200) -> HttpResponse:
    builds = [stands(build) for build in builds_of(crisis)[:NEWEST]]
    going_on = next((each for each in builds if each.is_going_on), None)
    page = {"crisis": crisis, "form": form, "builds": builds, "going_on": going_on}
    page |= {"are_there": roads_of(crisis) is not None, "steps": len(STEPS), "look_again_s": LOOK_AGAIN_S}
    return render(request, "console/roads.html", page, status=status)
