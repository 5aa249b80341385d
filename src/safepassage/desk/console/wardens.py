"""Wardens: who relays and answers for which parties, how they are reached, and since when they are silent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.party_forms import NewWardenForm, WardenForm
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.models import Warden


@require_GET
@needs(Deed.SEE, Thing.PERSONS)
def wardens(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """All of them, by code: no name is opened by a list."""
    return _list(request, crisis, NewWardenForm(crisis=crisis))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def register_warden(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """A new one."""
    form = NewWardenForm(request.POST, crisis=crisis)
    if form.is_valid() and queries.wardens_of(crisis).filter(code=form.cleaned_data["code"]).exists():
        form.add_error("code", _("There is a warden of this code; open their page to change what is known of them."))
    if not form.is_valid():
        return _list(request, crisis, form)
    made = actions.register_warden(crisis, form.cleaned_data["code"], form.record(), actor=request.user)
    return redirect("warden", crisis.id, made.id)


@require_GET
@needs(Deed.SEE, Thing.PERSONS)
def warden(request: HttpRequest, crisis: Crisis, warden_id: UUID) -> HttpResponse:
    """One of them. Opening it is an act."""
    return _page(request, crisis, _warden(crisis, warden_id))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def change_warden(request: HttpRequest, crisis: Crisis, warden_id: UUID) -> HttpResponse:
    """Correct what is known of them."""
    found, form = _warden(crisis, warden_id), WardenForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, found, form=form)
    to = form.record(actions.look_at_warden(found, actor=request.user))
    return _done(request, found, lambda: actions.change_warden(found, to, actor=request.user))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def note_silence(request: HttpRequest, crisis: Crisis, warden_id: UUID) -> HttpResponse:
    """They do not answer any more; or they do again."""
    found = _warden(crisis, warden_id)
    since = None if found.silent_since else clock.now()
    return _done(request, found, lambda: actions.note_silence(found, since, actor=request.user))


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _warden(crisis: Crisis, warden_id: UUID) -> Warden:
    found = queries.wardens_of(crisis).filter(pk=warden_id).first()
    if found is None:
        raise Http404
    return found


def _list(request: HttpRequest, crisis: Crisis, form: NewWardenForm) -> HttpResponse:
    found = queries.wardens_of(crisis).annotate(people=Count("parties__members"))
    silent = sum(1 for each in found if each.silent_since)
    page = {"crisis": crisis, "wardens": found, "silent": silent, "form": form}
    return render(request, "console/wardens.html", page, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, crisis: Crisis, found: Warden, **bound: Any) -> HttpResponse:
    record = actions.look_at_warden(found, actor=request.user)
    page = {
        "crisis": crisis,
        "warden": found,
        "record": record,
        "people": queries.told_by(found),
        "form": WardenForm(initial=WardenForm.shown(record), crisis=crisis),
        **bound,
    }
    return render(request, "console/warden.html", page, status=422 if bound else 200)


def _done(request: HttpRequest, found: Warden, write: Callable[[], object]) -> HttpResponse:
    return done_or_why_not(request, write, "warden", found.crisis_id, found.id)
