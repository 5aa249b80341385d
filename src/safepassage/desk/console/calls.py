"""The call-taker's page: find somebody, or take a new person in a minute; then the number to read out."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.finding import MOST_FOUND, SHOWN_AT_ONCE, found, in_order
from safepassage.desk.console.person_forms import FindForm, NewPersonForm
from safepassage.desk.console.persons import person_or_404
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries

SOURCE = "call"


@require_GET
@needs(Deed.SEE, Thing.PERSONS)
def calls(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """The phone rings."""
    return _page(request, crisis, FindForm(), NewPersonForm(crisis=crisis))


@require_POST
@needs(Deed.SEE, Thing.PERSONS)
def find(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Whom it may be about, page by page. By POST: what a caller says does not belong into an address."""
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, form, NewPersonForm(crisis=crisis), status=422)
    text = form.cleaned_data["find"]
    page = Paginator(found(crisis, text), SHOWN_AT_ONCE).get_page(request.POST.get("page"))
    persons = in_order(crisis, page.object_list)
    records = actions.look_at_persons(crisis, persons, actor=request.user)
    known = [(person, records[person.id]) for person in persons if person.id in records]
    new = NewPersonForm(crisis=crisis, initial=_guessed(text))
    more = {"found": known, "page": page, "most": MOST_FOUND, "looked_for": text}
    return _page(request, crisis, form, new, has_searched=True, **more)


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def register(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Somebody new; the same page sent twice, as by Enter pressed twice, is one person."""
    form = NewPersonForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, FindForm(), form, status=422)
    made = actions.register_person(crisis, form.entry(), actor=request.user, source=SOURCE)
    if made.is_new:
        actions.note_likenesses(crisis, [made.id], actor=request.user)
    return redirect("registered", crisis.id, made.id)


@require_GET
@needs(Deed.SEE, Thing.PERSONS)
def registered(request: HttpRequest, crisis: Crisis, person_id: Any) -> HttpResponse:
    """The number to read out; and whether they may have been on the register before."""
    person = person_or_404(crisis, person_id)
    page = {"crisis": crisis, "person": person, "likenesses": queries.likenesses_with(person)}
    return render(request, "console/registered.html", page)


def _guessed(text: str) -> dict[str, str]:
    """Which field what was looked for belongs into, should nobody be found."""
    digits = sum(each.isdigit() for each in text)
    if digits * 2 > len(text):
        return {"phone": text}
    return {} if digits else {"name": text}


def _page(
    request: HttpRequest, crisis: Crisis, form: FindForm, new: NewPersonForm, status: int = 200, **more: object
) -> HttpResponse:
    is_nobody = more.get("has_searched") and not more.get("found")
    focused = new.fields["name"] if is_nobody or new.is_bound else form.fields["find"]
    focused.widget.attrs["autofocus"] = True
    return render(request, "console/calls.html", {"crisis": crisis, "find": form, "new": new, **more}, status=status)
