"""Whom a message or request is about, said later: found on the register, or registered from what it says."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.finding import SHOWN_AT_ONCE, found, in_order
from safepassage.desk.console.person_forms import FindForm, NewPersonForm
from safepassage.desk.console.persons import person_or_404
from safepassage.desk.console.work_items import done, item_or_404
from safepassage.desk.core.ids import reference
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.people import actions as people
from safepassage.desk.queue import actions
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import may_be_tied

SOURCE = "message"


@require_GET
@needs(Deed.CHANGE, Thing.PERSONS)
def about(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """What it says, and a box to find them by."""
    return _page(request, crisis, _untied(crisis, item_id), FindForm(), NewPersonForm(crisis=crisis))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def find_about(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """Whom it may be about. By POST: a name does not belong into an address."""
    item, form = _untied(crisis, item_id), FindForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, item, form, NewPersonForm(crisis=crisis), status=422)
    ids = found(crisis, form.cleaned_data["find"])
    persons = in_order(crisis, ids[:SHOWN_AT_ONCE])
    records = people.look_at_persons(crisis, persons, actor=request.user)
    known = [(person, records[person.id]) for person in persons if person.id in records]
    more = {"found": known, "unshown": len(ids[SHOWN_AT_ONCE:]), "has_searched": True}
    return _page(request, crisis, item, form, NewPersonForm(crisis=crisis), **more)


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def tie(request: HttpRequest, crisis: Crisis, item_id: UUID, person_id: UUID) -> HttpResponse:
    """It is about somebody who is on the register."""
    item, person = _untied(crisis, item_id), person_or_404(crisis, person_id)
    return done(request, item, lambda: actions.tie(item, person.reference, actor=request.user), "item")


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def register_about(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """It is about somebody new: registered and said in one go, or neither."""
    item, form = _untied(crisis, item_id), NewPersonForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, item, FindForm(), form, status=422)
    return done(request, item, lambda: _register(crisis, item, form, request.user), "item")


# --- Parts of the above ----------------------------------------------------------------------------------------------


@transaction.atomic
def _register(crisis: Crisis, item: WorkItem, form: NewPersonForm, actor: Officer) -> None:
    made = people.register_person(crisis, form.entry(), actor=actor, source=SOURCE)
    actions.tie(item, reference("person", made.id), actor=actor)
    if made.is_new:
        people.note_likenesses(crisis, [made.id], actor=actor)


def _untied(crisis: Crisis, item_id: UUID) -> WorkItem:
    item = item_or_404(crisis, item_id)
    if not may_be_tied(item):
        raise Http404
    return item


def _page(
    request: HttpRequest, crisis: Crisis, item: WorkItem, find: FindForm, new: NewPersonForm, status: int = 200,
    **more: object,
) -> HttpResponse:  # fmt: skip
    said = actions.look_at_item(item, actor=request.user)
    page = {"crisis": crisis, "item": item, "said": said, "find": find, "new": new, **more}
    return render(request, "console/item_about.html", page, status=status)
