"""A person's file, and what is done about a person."""

from collections.abc import Callable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.balance import havens_of
from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.forms import ConsentForm, MergeForm, NoteForm, ReasonForm, SetAsideForm, VerifyForm
from safepassage.desk.console.record_form import RecordForm
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import KeyDestroyed
from safepassage.desk.people import actions, queries
from safepassage.desk.people.account import OVERDUE_AFTER
from safepassage.desk.people.mobility import unable
from safepassage.desk.people.models import Consent, Person
from safepassage.desk.people.needs import needs_in
from safepassage.desk.people.states import SETTLED, Aside, Category
from safepassage.desk.queue.queries import items_on

SOURCE = "desk"


@require_GET
@needs(Deed.SEE, Thing.PERSONS)
def person(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """The file. Opening it is an act."""
    return _file(request, crisis, person_or_404(crisis, person_id))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def add_note(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """Write down what was said."""
    about = person_or_404(crisis, person_id)
    form = NoteForm(request.POST, crisis=crisis, havens=havens_of(crisis))
    if not form.is_valid():
        return _file(request, crisis, about, note=form)
    return _done(request, about, lambda: actions.add_note(about, form.entry(about), actor=request.user, source=SOURCE))


@needs(Deed.CHANGE, Thing.PERSONS)
def change_person(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """Correct the record."""
    about = person_or_404(crisis, person_id)
    record = _opened(about, request).record
    initial = {"category": about.category, "keep_until": about.keep_until, "version": about.version}
    form = RecordForm(request.POST or None, crisis=crisis, record=record, **initial)
    if not form.is_valid():
        return render(request, "console/change_person.html", {"crisis": crisis, "person": about, "form": form},
                      status=422 if form.is_bound else 200)  # fmt: skip
    given = form.cleaned_data
    said = {"category": Category(given["category"]), "keep_until": given["keep_until"]}

    def correct() -> None:
        actions.change_person(about, actor=request.user, to=form.made, seen_version=given["version"], **said)
        if actions.note_likenesses(crisis, [about.id], actor=request.user):
            messages.warning(request, _("They may be on the register twice: see People, Duplicates."))

    return _done(request, about, correct)


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def verify_person(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """Say who somebody is whom the public form alone put on the register."""
    about, form = person_or_404(crisis, person_id), VerifyForm(request.POST)
    if not form.is_valid():
        return _file(request, crisis, about, verifying=form)
    category = Category(form.cleaned_data["category"])
    return _done(request, about, lambda: actions.verify([about], category, actor=request.user))


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def note_consent(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """Write down what they agreed to."""
    about, form = person_or_404(crisis, person_id), ConsentForm(request.POST)
    if not form.is_valid():
        return _file(request, crisis, about, consent=form)
    purpose, given = Consent.Purpose(form.cleaned_data["purpose"]), form.cleaned_data["given"] == "yes"
    said = {"given": given, "said_at": clock.now()}
    return _done(request, about, lambda: actions.note_consent(about, purpose, actor=request.user, **said))


@require_POST
@needs(Deed.CHANGE, Thing.STANDING)
def set_aside(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """Count a record no longer."""
    about, form = person_or_404(crisis, person_id), SetAsideForm(request.POST)
    if not form.is_valid():
        return _file(request, crisis, about, aside=form)
    why, reason = Aside(form.cleaned_data["why"]), form.cleaned_data["reason"]
    return _done(request, about, lambda: actions.set_aside(about, why, actor=request.user, reason=reason))


@require_POST
@needs(Deed.CHANGE, Thing.STANDING)
def take_back(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """Count a record again."""
    about, form = person_or_404(crisis, person_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _file(request, crisis, about, back=form)
    reason = form.cleaned_data["reason"]
    return _done(request, about, lambda: actions.take_back(about, actor=request.user, reason=reason))


@require_POST
@needs(Deed.CHANGE, Thing.STANDING)
def merge(request: HttpRequest, crisis: Crisis, person_id: UUID) -> HttpResponse:
    """Say that this record is a duplicate of another."""
    about, form = person_or_404(crisis, person_id), MergeForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _file(request, crisis, about, merging=form)
    kept, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
    return _done(request, kept, lambda: actions.merge(kept, about, actor=request.user, reason=reason))


@require_POST
@needs(Deed.CHANGE, Thing.STANDING)
def unmerge(request: HttpRequest, crisis: Crisis, person_id: UUID, merge_id: UUID) -> HttpResponse:
    """Undo a merge."""
    about = person_or_404(crisis, person_id)
    made = queries.merges_of(about).filter(pk=merge_id).first()
    if made is None:
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _file(request, crisis, about, undoing=form)
    reason = form.cleaned_data["reason"]
    return _done(request, about, lambda: actions.unmerge(made, actor=request.user, reason=reason))


def person_or_404(crisis: Crisis, person_id: UUID) -> Person:
    """A record of the crisis that was not erased."""
    try:
        found = queries.person_of(crisis, person_id)
    except Person.DoesNotExist as error:
        raise Http404 from error
    if found.erased_at:
        raise Http404
    return found


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _opened(about: Person, request: HttpRequest) -> queries.File:
    try:
        return actions.look_at_person(about, actor=request.user)
    except KeyDestroyed as error:
        raise Http404 from error


def _file(request: HttpRequest, crisis: Crisis, about: Person, **bound: Any) -> HttpResponse:
    """The file, with the form that was not filled in well, if there is one."""
    file, havens = _opened(about, request), havens_of(crisis)
    page = {
        "note": NoteForm(crisis=crisis, havens=havens),
        "verifying": VerifyForm(),
        "consent": ConsentForm(),
        "aside": SetAsideForm(),
        "back": ReasonForm(),
        "merging": MergeForm(crisis=crisis),
        "undoing": ReasonForm(),
        **bound,
        "crisis": crisis,
        "person": about,
        "record": file.record,
        "haven": havens.get(about.haven),
        "notes": [(said, havens.get(said.note.haven)) for said in file.notes],
        "sides": _sides(file) if about.contested else [],
        "cannot_walk": unable(vars(file.record)),
        "needs": needs_in(vars(file.record), minor=about.minor),
        "is_overdue": _is_overdue(about),
        "consents": _newest_of_each_purpose(about),
        "merges": file.merges,
        "items": items_on(about.reference),
    }
    return render(request, "console/person.html", page, status=422 if bound else 200)


def _done(request: HttpRequest, about: Person, write: Callable[[], object]) -> HttpResponse:
    return done_or_why_not(request, write, "person", about.crisis_id, about.id)


def _sides(file: queries.File) -> list[queries.Said]:
    """The newest note for each state and haven that anybody asserts: what disagrees stays in sight."""
    newest: dict[tuple[str, UUID], queries.Said] = {}
    for said in file.notes:
        if said.note.state:
            newest.setdefault((said.note.state, said.note.haven), said)
    return list(newest.values())


def _is_overdue(about: Person) -> bool:
    return about.state not in SETTLED and not about.set_aside and about.state_at < clock.now() - OVERDUE_AFTER


def _newest_of_each_purpose(about: Person) -> list[Consent]:
    said = about.consents.order_by("purpose", "-said_at", "-id")
    return [next(same) for _purpose, same in groupby(said, key=lambda each: each.purpose)]
