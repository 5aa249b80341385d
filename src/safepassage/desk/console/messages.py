"""Messages that come in: written down, tied to whom they are about, and put before somebody; the same one once."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.finding import SHOWN_AT_ONCE, found, in_order
from safepassage.desk.console.message_forms import MessageForm
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.messages import take_message
from safepassage.desk.people.models import Person
from safepassage.desk.people.numbers import shown


@require_GET
@needs(Deed.CHANGE, Thing.PERSONS)
def messages(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """A message came."""
    return _page(request, crisis, MessageForm(crisis=crisis))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def take(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Take it in; first ask who of those found it is about. The same words again are told, and kept once."""
    form = MessageForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, form, status=422)
    person = _meant(crisis, form)
    if person is None and not form.is_answered():
        ids = found(crisis, form.cleaned_data["about"])
        form.offer(_candidates(request, crisis, ids[:SHOWN_AT_ONCE]))
        return _page(request, crisis, form, unshown=len(ids[SHOWN_AT_ONCE:]))
    taken = take_message(crisis, form.message(person), actor=request.user)
    if taken.is_new:
        return redirect("item", crisis.id, taken.item.id)
    form.came_before = True
    if person:
        form.offer([(person, shown(person.number))])
        form.data["person"] = str(person.pk)
    return _page(request, crisis, form, status=409, before=taken.item)


def _meant(crisis: Crisis, form: MessageForm) -> Person | None:
    """Whom the officer chose, or gave the number of."""
    given = form.cleaned_data
    if isinstance(given["person"], Person) and form.is_answered():
        return given["person"]
    numbered = queries.person_numbered(crisis, given["about"])
    return numbered if numbered and not numbered.erased_at else None


def _candidates(request: HttpRequest, crisis: Crisis, ids: list[UUID]) -> list[tuple[Person, str]]:
    """Who it may be about, as an officer tells them apart. That the names were seen is an act."""
    persons = in_order(crisis, ids)
    records = actions.look_at_persons(crisis, persons, actor=request.user)
    return [
        (person, " · ".join(filter(None, (records[person.id].name, shown(person.number), records[person.id].shelter))))
        for person in persons
        if person.id in records
    ]


def _page(request: HttpRequest, crisis: Crisis, form: MessageForm, status: int = 200, **more: object) -> HttpResponse:
    return render(request, "console/messages.html", {"crisis": crisis, "form": form, **more}, status=status)
