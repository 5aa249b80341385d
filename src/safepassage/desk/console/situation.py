"""The situation report of a span, made to be printed, with the line for the press.

A span that is over is told as it stood at its end, as far as the tables remember. The line for the press is always of
now: what is held today, and what is relied on no more, was never to go out.
"""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from safepassage.desk.console import ours
from safepassage.desk.console.moments import Line, line_of
from safepassage.desk.core import clock
from safepassage.desk.core.local_time import LocalTime
from safepassage.desk.crises.access import Deed, Role, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.movement import queries as movement
from safepassage.desk.people import queries as people
from safepassage.desk.people.states import State
from safepassage.desk.picture import situation
from safepassage.desk.picture.kinds import PromiseState
from safepassage.desk.picture.timeline import KINDS, Asked, newest
from safepassage.desk.queue import queries as queue
from safepassage.desk.queue.work import Kind

SPAN = timedelta(hours=24)
MOST = 12  # of each kind; the timeline has the rest
TOLD = frozenset(KINDS) - {"reports"}  # what came in is no change until an officer took something from it


class SpanForm(forms.Form):
    """Since when, until when; the last 24 h."""

    def __init__(self, *args: object, crisis: Crisis, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        local = {"zone": crisis.zone, "required": False}
        self.fields["since"] = LocalTime(label=_("Since, local time there"), **local)
        self.fields["until"] = LocalTime(label=_("Until, local time there"), **local)

    def clean(self) -> dict[str, Any]:
        """A span that has begun, and ends after that."""
        given: dict[str, Any] = super().clean() or {}
        now = clock.now()
        until = given.get("until") or now
        since = given.get("since") or until - SPAN
        if until > now:
            raise ValidationError(_("Expected an end before now: what the desk will know nobody can say."))
        if since >= until:
            raise ValidationError(_("The end comes before the begin."))
        return {"since": since, "until": until, "is_past": bool(given.get("until"))}


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def situation_report(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What changed, how it stands, what comes next."""
    form = SpanForm(request.GET, crisis=crisis)
    page: dict[str, Any] = {"crisis": crisis, "form": form}
    if not form.is_valid():
        return render(request, "console/situation.html", page, status=422)
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    out = ours.ours(crisis, Asked(until))
    page |= form.cleaned_data | {"changed": _changed(crisis, since, until, ours.since(out, since))}
    page |= _picture(crisis, since, until) | {"ours": ours.in_force(out)}
    rights = request.rights
    if "see account" in rights:
        whole = people.account(crisis, as_of=until, known_at=until).whole
        page["whole"] = whole
        page["states"] = [(state.label, whole.states[state]) for state in State if whole.states[state]]
    page["alerts"] = movement.alerts_in_force(crisis, until)
    if "see queue" in rights:
        page["steps"] = _steps(crisis, until)
    return render(request, "console/situation.html", page | _press(crisis, since, until))


def _changed(crisis: Crisis, since: datetime, until: datetime, out: list[Line]) -> list[tuple[str, list[Line], bool]]:
    """By kind: the newest first, and whether there are more."""
    found = newest(crisis, Asked(until, since, TOLD), MOST + 1)
    told = [*(line_of(crisis, moment) for moment in found), *out]  # each newest first, and the sort keeps that
    lines = sorted(told, key=lambda line: line.kind)
    grouped = [(kind, list(each)) for kind, each in groupby(lines, key=lambda line: line.kind)]
    return [(kind, each[:MOST], len(each) > MOST) for kind, each in grouped]


def _picture(crisis: Crisis, since: datetime, until: datetime) -> dict[str, Any]:
    found = situation.told(crisis, since, until, MOST + 1)
    shaken: dict[str, list[str]] = {}
    for each in found[situation.SHAKEN]:
        shaken.setdefault(each.state, []).append(_words(each.said))
    things = ground.names_of(crisis, shaken)
    claims, fallen_since = found[situation.OPEN], found[situation.FELL][:MOST]
    return {
        "shaken": [(things.get(name, name), words) for name, words in shaken.items()],
        "claims": [each.said["gist"] for each in claims[:MOST]],
        "more_claims": len(claims) > MOST,
        "due": [(each.at, _words(each.said)) for each in found[situation.DUE][:MOST]],
        "fallen": [(PromiseState(each.state).label, each.at, _words(each.said)) for each in fallen_since],
    }


def _steps(crisis: Crisis, at: datetime) -> list[tuple[Kind, int, datetime, str]]:
    """Unfinished work by its kind and who has it: how many, the first due; the most urgent first."""
    rows = queue.unfinished_at(crisis, at).order_by().values_list("kind", "role", "owner__name")
    counted = rows.annotate(number=Count("pk"), first=Min("due_at")).order_by("first", "kind")[:MOST]
    return [(Kind(kind), number, first, name or Role(role).label) for kind, role, name, number, first in counted]


def _words(said: dict[str, Any]) -> str:
    return str(said["gist"]) if "gist" in said else f"{said['by']}: {said['what']}"


def _press(crisis: Crisis, since: datetime, until: datetime) -> dict[str, Any]:
    """The line, or that it is held: then none of it is on the page (rule C4)."""
    if held := queue.subjects_held(crisis).count():
        return {"held": held}
    return {"sentences": situation.press_line(crisis, since, until, MOST)}
