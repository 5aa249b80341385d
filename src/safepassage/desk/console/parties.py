"""A party: who moves together, who answers for them; and a split, which takes a reason."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.forms import SplitForm
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.models import Party


@require_GET
@needs(Deed.SEE, Thing.PERSONS)
def party(request: HttpRequest, crisis: Crisis, party_id: UUID) -> HttpResponse:
    """Its members, which is a look at each of them."""
    return _page(request, crisis, _party(crisis, party_id))


@require_POST
@needs(Deed.CHANGE, Thing.STANDING)
def split_party(request: HttpRequest, crisis: Crisis, party_id: UUID) -> HttpResponse:
    """Some leave it and are a party of their own."""
    found = _party(crisis, party_id)
    names = dict.fromkeys(found.members.values_list("pk", flat=True), "")
    form = SplitForm(request.POST, names=names)
    if not form.is_valid():
        return _page(request, crisis, found, bound=form)
    try:
        made = actions.split_party(found, form.chosen(), actor=request.user, reason=form.cleaned_data["reason"])
    except NotNow as error:
        messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
        return redirect("party", crisis.id, found.id)
    messages.success(request, _("They are a party of their own now: this one."))
    return redirect("party", crisis.id, made.id)


def _party(crisis: Crisis, party_id: UUID) -> Party:
    found = queries.parties_of(crisis).select_related("warden", "split_from").filter(pk=party_id).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, crisis: Crisis, found: Party, bound: SplitForm | None = None) -> HttpResponse:
    members = list(queries.persons_of(crisis).filter(party=found).order_by("number"))
    records = actions.look_at_persons(crisis, members, actor=request.user)
    known = [(person, records[person.id]) for person in members if person.id in records]
    names = {person.id: record.name or person.number for person, record in known}
    form = SplitForm(data=bound.data if bound else None, names=names)
    page: dict[str, Any] = {"crisis": crisis, "party": found, "members": known, "form": form}
    return render(request, "console/party.html", page, status=422 if bound else 200)
