"""What a thing on the ground rests on: claims and promises, said by an officer and taken back with a reason (C3)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import OnGround
from safepassage.desk.picture import queries
from safepassage.desk.picture import resting as actions
from safepassage.desk.picture.models import Basis, Claim, Promise
from safepassage.desk.picture.sides import opened_corridors

NEWEST = 100  # of claims, and of promises, to choose from


class RestsOnForm(forms.Form):
    """On which claim or promise a thing rests."""

    on = forms.ChoiceField(label=gettext_lazy("It is so because of"))

    def __init__(self, *args: Any, crisis: Crisis, thing: OnGround, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sides := getattr(thing, "sides", None):
            self.fields["side"] = forms.ChoiceField(
                label=gettext_lazy("As the promise of this side"),
                choices=[("", gettext_lazy("of none, or no promise")), *((side, side) for side in sides)],
                required=False,
            )
        claims = list(queries.claims_apart(crisis)[:NEWEST])
        promises = list(queries.promises_of(crisis)[:NEWEST])
        told = queries.said(crisis, [*claims, *promises])
        self.rows = {row.reference: row for row in (*promises, *claims)}
        said = {reference: called(told[reference]) for reference in self.rows}
        self.fields["on"].choices = list(said.items())  # type: ignore[attr-defined]

    def chosen(self) -> Claim | Promise:
        """The row."""
        return self.rows[self.cleaned_data["on"]]

    def side(self) -> str:
        """Of a corridor, whose promise it is."""
        chosen: str = self.cleaned_data.get("side", "")
        return chosen


def called(said: dict[str, Any]) -> str:
    """A claim or promise in a line."""
    return str(said.get("gist") or f"{said['by']}: {said['what']}")


def bases_of(crisis: Crisis, thing: OnGround) -> list[tuple[Basis, Claim | Promise, str]]:
    """What a thing rests on, with words for it."""
    bases = queries.bases_of(crisis, [thing.reference]).get(thing.reference, [])
    rows = [(basis, basis.claim or basis.promise) for basis in bases]
    told = queries.said(crisis, [row for _basis, row in rows])
    return [(basis, row, called(told[row.reference])) for basis, row in rows]


def resting_on(crisis: Crisis, row: Claim | Promise) -> list[OnGround]:
    """The things on the ground that rest on a claim or promise, and are there now."""
    return list(ground.named(crisis, queries.things_on(row)).values())


@require_POST
@needs(Deed.CHANGE, Thing.GROUND)
def rest_on(request: HttpRequest, crisis: Crisis, kind: str, thing_id: UUID) -> HttpResponse:
    """Say what it rests on."""
    found = ground.named(crisis, [f"{kind}:{thing_id}"]).get(f"{kind}:{thing_id}") if ground.is_kind(kind) else None
    if found is None:
        raise Http404
    form = RestsOnForm(request.POST, crisis=crisis, thing=found)
    if not form.is_valid():
        messages.error(request, _("Choose a claim or a promise."))
        return redirect("thing", crisis.id, kind, thing_id)

    def rest() -> None:
        actions.rest_on(found, form.chosen(), actor=request.user, side=form.side())

    return done_or_why_not(request, rest, "thing", crisis.id, kind, thing_id, done="")


@require_POST
@needs(Deed.CHANGE, Thing.GROUND)
def take_over(request: HttpRequest, crisis: Crisis, kind: str, thing_id: UUID) -> HttpResponse:
    """What is written on a corridor becomes promises of their own."""
    corridors = opened_corridors(crisis) if kind == Kind.CORRIDOR else []
    found = next((each for each in corridors if each.pk == thing_id), None)
    if found is None:
        raise Http404

    def take() -> None:
        actions.take_over_commitments(found, actor=request.user)

    said = _("They stand by themselves now: what falls shakes the plans that rest on it.")
    return done_or_why_not(request, take, "thing", crisis.id, kind, thing_id, done=said)


@require_POST
@needs(Deed.CHANGE, Thing.GROUND)
def rest_no_more(request: HttpRequest, crisis: Crisis, kind: str, thing_id: UUID, basis_id: UUID) -> HttpResponse:
    """Something else holds it now."""
    bases = queries.bases_of(crisis, [f"{kind}:{thing_id}"]).get(f"{kind}:{thing_id}", [])
    basis = next((each for each in bases if each.pk == basis_id), None)
    if basis is None:
        raise Http404
    reason = request.POST.get("reason", "")
    return done_or_why_not(
        request,
        lambda: actions.rest_no_more(basis, actor=request.user, reason=reason),
        *("thing", crisis.id, kind, thing_id),
        done="",
    )
