"""A warden's or megaphone's bulk update: "these 40 have left, these 3 have not".

Three steps, none of which writes but the last: whom it is about, what is said of whom, and what that would change. The
last step is sent with the same token and the same words, so that a second press changes nothing.
"""

from collections import Counter
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.balance import havens_of
from safepassage.desk.console.bulk_forms import MOST, StatementForm, WhomForm
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.foreseen import Change, foreseen
from safepassage.desk.people.models import Person
from safepassage.desk.people.states import State

SOURCE = "bulk-update"


class Moved(NamedTuple):
    """So many people go from one state to another."""

    before: str
    after: str
    people: int


@require_GET
@needs(Deed.CHANGE, Thing.PERSONS)
def bulk(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Whom it is about."""
    return _whom(request, crisis, WhomForm(crisis=crisis, havens=havens_of(crisis)))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def list_bulk(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Their list, to tick, which is a look at each of them. By POST: numbers do not belong into an address."""
    form = WhomForm(request.POST, crisis=crisis, havens=havens_of(crisis))
    if not form.is_valid():
        return _whom(request, crisis, form)
    persons, left_out = form.persons(), form.left_out()
    if not persons:
        form.add_error(None, _("All are dead, home or abroad.") if left_out else _("Nobody is there."))
    if len(persons) > MOST:
        form.add_error(
            None, _("More than %(most)s: take a party or a warden, or paste their numbers in parts.") % {"most": MOST}
        )
    if form.errors:
        return _whom(request, crisis, form)
    statement = StatementForm(crisis=crisis, havens=havens_of(crisis))
    return _list(request, crisis, statement, persons, form.ticked(), left_out=left_out)


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def preview_bulk(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What it would change; nothing is written."""
    form = StatementForm(request.POST, crisis=crisis, havens=havens_of(crisis))
    listed = _listed(request, crisis, form)
    if not form.is_valid():
        return _list(request, crisis, form, listed, {})
    changes = foreseen(crisis, form.notes())
    page = {
        "crisis": crisis,
        "form": form,
        "changes": changes,
        "moved": _moved(changes),
        "contested": [each for each in changes if each.is_newly_contested],
        "unchanged": sum(each.is_none for each in changes),
    }
    return render(request, "console/bulk_preview.html", page)


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def write_bulk(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """All of it, in one transaction, or nothing."""
    form = StatementForm(request.POST, crisis=crisis, havens=havens_of(crisis))
    listed = _listed(request, crisis, form)
    if not form.is_valid():
        return _list(request, crisis, form, listed, {})
    try:
        made = actions.add_notes(crisis, form.notes(), actor=request.user, source=SOURCE)
    except NotNow as error:
        form.add_error(None, _("Nothing was written: %(reason)s.") % {"reason": error})
        return _list(request, crisis, form, listed, {})
    contested = [each for each in _persons(crisis, form) if each.contested]
    page = {
        "crisis": crisis,
        "written": sum(note is not None for note in made),
        "asked": len(made),
        "contested": contested,
    }
    return render(request, "console/bulk_written.html", page)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _whom(request: HttpRequest, crisis: Crisis, form: WhomForm) -> HttpResponse:
    page = {"crisis": crisis, "form": form, "most": MOST}
    return render(request, "console/bulk.html", page, status=422 if form.is_bound else 200)


def _listed(request: HttpRequest, crisis: Crisis, form: StatementForm) -> list[Person]:
    """Those of the crisis who are ticked; a number of somebody who is not is a fault, and all are told at once."""
    found = _persons(crisis, form)
    strangers = len({*form.holds, *form.holds_not}) - len(found)
    if strangers:
        form.add_error(None, _("%(number)s of those ticked are not in this crisis, or erased.") % {"number": strangers})
    return found


def _persons(crisis: Crisis, form: StatementForm) -> list[Person]:
    return list(queries.persons_of(crisis).filter(pk__in=[*form.holds, *form.holds_not]).order_by("number"))


def _list(
    request: HttpRequest,
    crisis: Crisis,
    form: StatementForm,
    persons: list[Person],
    ticked: dict[str, Any],
    **more: object,
) -> HttpResponse:
    records = actions.look_at_persons(crisis, persons, actor=request.user)
    holds, holds_not = (
        {*map(str, form.holds), *ticked.get("holds", ())},
        {*map(str, form.holds_not), *ticked.get("holds_not", ())},
    )
    rows = [
        (each, records[each.pk].name, str(each.pk) in holds, str(each.pk) in holds_not)
        for each in persons
        if each.pk in records
    ]
    page = {"crisis": crisis, "form": form, "rows": rows, **more}
    return render(request, "console/bulk_list.html", page, status=422 if form.is_bound else 200)


def _moved(changes: list[Change]) -> list[Moved]:
    counted = Counter((each.person.get_state_display(), State(each.after).label) for each in changes)
    return [Moved(before, str(after), people) for (before, after), people in counted.most_common()]
