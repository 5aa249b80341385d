"""Parties: who moves together, how, and who answers for them. A split takes a reason."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.party_forms import JoinForm, MoveForm, NewPartyForm, SplitForm
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewParty
from safepassage.desk.people.models import Party
from safepassage.desk.people.needs import needs_in
from safepassage.desk.people.numbers import called

PARTIES_A_PAGE = 50


@require_GET
@needs(Deed.SEE, Thing.PERSONS)
def parties(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """All of them, by code; with `warden`, those of one."""
    found = queries.parties_of(crisis)
    wardens = _wardens(crisis)
    asked = request.GET.get("warden", "")
    chosen = next((pk for pk in wardens if str(pk) == asked), None)
    if chosen:
        found = found.filter(warden=chosen)
    shown = Paginator(found, PARTIES_A_PAGE).get_page(request.GET.get("page"))
    sizes = queries.sizes_of(shown.object_list)
    page = {
        "crisis": crisis,
        "page": shown,
        "parties": [(each, sizes.get(each.id, 0)) for each in shown],
        "wardens": wardens.items(),
        "chosen": chosen,
        "form": NewPartyForm(crisis=crisis, wardens=wardens),
    }
    return render(request, "console/parties.html", page)


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def form_party(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Some who were in no party move together from now on."""
    form = NewPartyForm(request.POST, crisis=crisis, wardens=_wardens(crisis))
    if form.is_valid():
        given = form.cleaned_data
        members = tuple(person.id for person in given.pop("members"))
        try:
            made = actions.form_party(crisis, NewParty(members=members, **given), actor=request.user)
        except NotNow as error:
            form.add_error("members", str(error))
        else:
            return redirect("party", crisis.id, made.id)
    return render(request, "console/form_party.html", {"crisis": crisis, "form": form}, status=422)


@require_GET
@needs(Deed.SEE, Thing.PERSONS)
def party(request: HttpRequest, crisis: Crisis, party_id: UUID) -> HttpResponse:
    """Its members, which is a look at each of them."""
    return _page(request, crisis, _party(crisis, party_id))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def change_party(request: HttpRequest, crisis: Crisis, party_id: UUID) -> HttpResponse:
    """It moves in another way, or somebody else answers for it."""
    found = _party(crisis, party_id)
    form = MoveForm(request.POST, wardens=_wardens(crisis))
    if not form.is_valid():
        return _page(request, crisis, found, moving=form)
    return _done(request, found, lambda: actions.change_party(found, actor=request.user, **form.cleaned_data))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def join_party(request: HttpRequest, crisis: Crisis, party_id: UUID) -> HttpResponse:
    """Some who were in no party join it."""
    found, form = _party(crisis, party_id), JoinForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, found, joining=form)
    members = [person.id for person in form.cleaned_data["members"]]
    return _done(request, found, lambda: actions.join_party(found, members, actor=request.user))


@require_POST
@needs(Deed.CHANGE, Thing.STANDING)
def split_party(request: HttpRequest, crisis: Crisis, party_id: UUID) -> HttpResponse:
    """Some leave it and are a party of their own."""
    found = _party(crisis, party_id)
    form = SplitForm(request.POST, names=dict.fromkeys(found.members.values_list("pk", flat=True), ""))
    if not form.is_valid():
        return _page(request, crisis, found, splitting=form)
    try:
        made = actions.split_party(found, form.chosen(), actor=request.user, reason=form.cleaned_data["reason"])
    except NotNow as error:
        messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
        return redirect("party", crisis.id, found.id)
    messages.success(request, _("They are a party of their own now: this one."))
    return redirect("party", crisis.id, made.id)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _party(crisis: Crisis, party_id: UUID) -> Party:
    found = queries.parties_of(crisis).select_related("warden", "split_from").filter(pk=party_id).first()
    if found is None:
        raise Http404
    return found


def _wardens(crisis: Crisis) -> dict[UUID, str]:
    return {pk: called(code) for pk, code in queries.wardens_of(crisis).values_list("pk", "code")}


def _done(request: HttpRequest, found: Party, write: Callable[[], object]) -> HttpResponse:
    return done_or_why_not(request, write, "party", found.crisis_id, found.id)


def _page(request: HttpRequest, crisis: Crisis, found: Party, **bound: Any) -> HttpResponse:
    """The party, with the form that was not filled in well, if there is one."""
    members = list(queries.persons_of(crisis).filter(party=found).order_by("number"))
    records = actions.look_at_persons(crisis, members, actor=request.user)
    known = [
        (person, record, needs_in(vars(record), minor=person.minor))
        for person in members
        if (record := records.get(person.id))
    ]
    names = {person.id: record.name or person.number for person, record, _needs in known}
    splitting = bound.pop("splitting", None)
    moving = {name: getattr(found, name) for name in ("means", "seats", "urgent")} | {"warden": found.warden_id or ""}
    page = {
        "crisis": crisis,
        "party": found,
        "members": known,
        "first": next((record.name for _person, record, _needs in known if record.name), ""),
        "others": len(members) - 1,
        "splitting": SplitForm(data=splitting.data if splitting else None, names=names),
        "moving": MoveForm(initial=moving, wardens=_wardens(crisis)),
        "joining": JoinForm(crisis=crisis),
        **bound,
    }
    return render(request, "console/party.html", page, status=422 if bound or splitting else 200)
