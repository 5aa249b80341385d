"""The page of the timeline: what entered when, by kind and words; and what was known at an hour."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from safepassage.desk.console.moments import Line, line_of, line_of_preflight
from safepassage.desk.console.ours import ours
from safepassage.desk.core import clock
from safepassage.desk.core.local_time import LocalTime
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.movement import queries as movement
from safepassage.desk.picture.timeline import KINDS, Asked, Place, page

A_PAGE = 50
PREFLIGHTS, OURS = "preflights", "ours"
FIELDS = ("known", "since", "kind", "words")


class AskForm(forms.Form):
    """What of the timeline, as known when."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    words = forms.CharField(label=_("Words, such as a place"), max_length=100, required=False)
    before = forms.CharField(required=False, max_length=80)

    def __init__(self, *args: object, crisis: Crisis, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        local = {"zone": crisis.zone, "required": False}
        self.fields["known"] = LocalTime(label=_("What did we know at, local time there"), **local)
        self.fields["since"] = LocalTime(label=_("Entered since, local time there"), **local)
        kinds = [(name, label) for name, (label, _codes) in KINDS.items()]
        self.fields["kind"].choices = [("", _("everything")), *kinds]
        self.fields["kind"].choices += [(PREFLIGHTS, _("Preflights")), (OURS, _("Advisories and alerts of ours"))]
        self.order_fields(FIELDS)

    def clean_known(self) -> datetime | None:
        """Not what the desk will know."""
        known: datetime | None = self.cleaned_data["known"]
        if known and known > clock.now():
            raise ValidationError(_("Expected an instant before now: what the desk will know nobody can say."))
        return known

    def clean_before(self) -> Place | None:
        """Where the page before ended."""
        at, _tilde, row_id = self.cleaned_data["before"].partition("~")
        try:
            place = Place(datetime.fromisoformat(at), UUID(row_id)) if at else None
        except ValueError as error:
            raise ValidationError(_("Expected the end of a page.")) from error
        if place and (place.at.tzinfo is None or not clock.is_of_our_times(place.at)):
            raise ValidationError(_("Expected an instant with its zone, of our times."))
        return place

    def asked(self) -> Asked:
        """For the timeline."""
        given = self.cleaned_data
        kinds = frozenset({given["kind"]} - {""})
        until = given["known"] or clock.now()
        return Asked(until, given["since"], kinds, given["words"], given["before"])

    def query(self) -> str:
        """What was asked, for the address of the next page."""
        return urlencode({name: self.data[name] for name in FIELDS if self.data.get(name)})


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def timeline(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """The newest first; known at an hour: as it stood then."""
    form = AskForm(request.GET, crisis=crisis)
    if not form.is_valid():
        return render(request, "console/timeline.html", {"crisis": crisis, "form": form}, status=422)
    asked = form.asked()
    found = page(crisis, asked, A_PAGE)
    lines = [line_of(crisis, moment) for moment in found.moments]
    beside = [*_preflights(crisis, asked), *_ours(crisis, asked)]
    if found.goes_on:
        beside = [line for line in beside if line.place > found.goes_on]  # the others are on a later page
    lines = sorted([*lines, *beside], key=lambda line: line.place, reverse=True)
    goes_on = lines[A_PAGE - 1].place if len(lines) > A_PAGE else found.goes_on
    shown = {
        "crisis": crisis,
        "form": form,
        "lines": lines[:A_PAGE],
        "known": form.cleaned_data["known"],
        "looked_back_to": found.goes_on.at if found.was_cut else None,
        "query": form.query(),
        "next": f"{goes_on.at.isoformat()}~{goes_on.id}" if goes_on else "",
    }
    return render(request, "console/timeline.html", shown)


def _ours(crisis: Crisis, asked: Asked) -> list[Line]:
    """Advisories and alerts of the same span."""
    if asked.kinds and OURS not in asked.kinds:
        return []
    return [each.line for each in ours(crisis, asked)]


def _preflights(crisis: Crisis, asked: Asked) -> list[Line]:
    """Those of the same span; their words are sealed in parts, so that a search leaves them out."""
    if asked.words.strip() or (asked.kinds and PREFLIGHTS not in asked.kinds):
        return []
    there = movement.preflights_of(crisis).filter(made_at__lte=asked.until)
    if asked.since:
        there = there.filter(made_at__gt=asked.since)
    if asked.before:
        there = there.filter(made_at__lte=asked.before.at).exclude(made_at=asked.before.at, id__gte=asked.before.id)
    return [line_of_preflight(crisis, stored) for stored in there[: A_PAGE + 1]]
