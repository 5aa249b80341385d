"""The page of who is in an area: one typed or drawn, one that is on the ground, or what lies around a place."""

from datetime import timedelta
from typing import Any, NamedTuple

import shapely
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from shapely.geometry.base import BaseGeometry

from safepassage.desk.console.finding_places import found_places, near_of
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import OnGround
from safepassage.desk.ground.queries import of_kind
from safepassage.desk.movement.queries import position_lasts
from safepassage.desk.people import actions
from safepassage.desk.people.queries import InArea, TooLarge
from safepassage.desk.people.states import SETTLED, Category, State
from safepassage.formats.cap import parse_circle, parse_polygon
from safepassage.formats.geojson import parse_geometry

PERSONS_A_PAGE = 50
MOST_HANDED_ON = 500
POINTS = (Kind.HAVEN, Kind.SHELTER, Kind.ASSEMBLY_POINT)
OUTLINES = (Kind.CLOSURE, Kind.CURFEW)
WHOLE = "crisis"


class AreaForm(forms.Form):
    """One area, said in one of three ways; the first that is given holds."""

    area = forms.CharField(
        label=gettext_lazy("An outline, as CAP writes it: lat,lon lat,lon …, the last the same as the first"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
    )
    thing = forms.ChoiceField(label=gettext_lazy("Or something on the ground"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Or around a place"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("a name, or lat,lon such as 49.99,36.23"),
    )
    radius_km = forms.FloatField(
        label=gettext_lazy("Within so many kilometres of it"), required=False, min_value=0.05, max_value=500, initial=1
    )
    after = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis
        found = list(_named(crisis))
        self.kinds = {str(pk): Kind(kind) for pk, kind, _name in found}
        whole = [(WHOLE, _("the whole area of the crisis"))] if crisis.area else []
        named = [(str(pk), name or _("without a name")) for pk, _kind, name in found]
        self.fields["thing"].choices = [("", _("(none)")), *whole, *named]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Set `shape`."""
        given = self.cleaned_data
        if self.errors:
            return
        for name, shape in (("area", parse_polygon), ("thing", self._of_thing), ("place", self._around)):
            if text := given.get(name, "").strip():
                try:
                    self.shape = shape(text)
                except ValueError as error:
                    self.add_error(name, str(error))
                return
        raise ValidationError(_("Say which area: an outline, something on the ground, or a place."))

    def _radius_km(self) -> float:
        return float(self.cleaned_data.get("radius_km") or 1)

    def _of_thing(self, chosen: str) -> BaseGeometry:
        if chosen == WHOLE:
            return parse_polygon(self.crisis.area)
        thing = of_kind(self.crisis, self.kinds[chosen]).get(pk=chosen)
        shape = _outline(thing) if thing.what in OUTLINES else _circle(thing.lat, thing.lon, self._radius_km())
        if shape is None:
            raise ValueError(_("It has no outline; expected one that is drawn as an area."))
        return shape

    def _around(self, asked: str) -> BaseGeometry:
        try:
            return parse_circle(f"{asked.replace(' ', '')} {self._radius_km()}")
        except ValueError:
            found = found_places(asked, near_of(self.crisis))
        if not found.candidates:
            raise ValueError(_("No place of this name is known; expected another name, or lat,lon."))
        if found.ambiguous:
            several = "; ".join(f"{each.name} ({each.lat:.4f},{each.lon:.4f})" for each in found.candidates[:5])
            raise ValueError(_("Several places are called so; type one as lat,lon: %(several)s") % {"several": several})
        return _circle(found.candidates[0].lat, found.candidates[0].lon, self._radius_km())


@require_http_methods(["GET", "POST"])
@needs(Deed.SEE, Thing.PERSONS)
def area(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Ask, then see who is there, by number. By POST: where officers look is nobody's business."""
    form = AreaForm(request.POST if request.method == "POST" else None, crisis=crisis)
    page: dict[str, Any] = {"crisis": crisis, "form": form}
    if form.is_valid():
        lasts = position_lasts(crisis)
        try:
            found = actions.look_at_area(crisis, form.shape, old_before=clock.now() - lasts, actor=request.user)
            page |= _told(found, form.cleaned_data["after"], lasts)
            actions.count_opened(crisis, len(page["persons"]), actor=request.user)
        except TooLarge as error:
            form.add_error(None, str(error))
    return render(request, "console/area.html", page, status=422 if form.errors else 200)


# --- Parts of the above ----------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """People of one state, or category."""

    label: str
    people: int
    old: int


def _told(found: InArea, after: str, lasts: timedelta) -> dict[str, Any]:
    everybody = found.page("", MOST_HANDED_ON) if found.persons <= MOST_HANDED_ON else []
    listed = [each for each in everybody if each.number > after] or found.page(after, PERSONS_A_PAGE + 1)
    persons = listed[: PERSONS_A_PAGE + 1]
    settled = sum(n for kind, n in found.counts.items() if kind.state in SETTLED)
    return {
        "found": found,
        "there": found.persons - settled,
        "settled": settled,
        "old": sum(n for kind, n in found.counts.items() if kind.is_old),
        "lasts_h": round(lasts / timedelta(hours=1)),
        "tables": (
            (_("State"), _rows(found, "state", State)),
            (_("Category"), _rows(found, "category", Category)),
        ),
        "persons": persons[:PERSONS_A_PAGE],
        "after": persons[PERSONS_A_PAGE - 1].number if len(persons) > PERSONS_A_PAGE else "",
        "handed_on": [each.number for each in everybody],
    }


def _named(crisis: Crisis) -> QuerySet:
    """Id, kind and name of all that has a place, in one query."""
    names = {kind: F("code" if kind == Kind.CURFEW else "name") for kind in (*POINTS, *OUTLINES)}
    first, *rest = (
        of_kind(crisis, kind).order_by().annotate(what=Value(kind.value), called=name)
        .values_list("id", "what", "called")
        for kind, name in names.items()
    )  # fmt: skip
    return first.union(*rest).order_by("what", "called")


def _rows(found: InArea, by: str, labels: type[State] | type[Category]) -> list[Row]:
    def counted(value: str, *, only_old: bool) -> int:
        return sum(
            n for kind, n in found.counts.items() if getattr(kind, by) == value and (kind.is_old or not only_old)
        )

    rows = [Row(e.label, counted(e.value, only_old=False), counted(e.value, only_old=True)) for e in labels]
    return [row for row in rows if row.people]


def _circle(lat: float, lon: float, radius_km: float) -> BaseGeometry:
    return parse_circle(f"{lat},{lon} {radius_km}")


def _outline(thing: OnGround) -> BaseGeometry | None:
    if thing.what == Kind.CURFEW:
        return parse_polygon(thing.area) if thing.area else None
    shape = parse_geometry(thing.geometry) if thing.geometry else None
    return shape if shape is not None and shapely.area(shape) else None
