"""Pages of exports: ask for a file, say yes or no to another officer's, fetch one's own, take one alone, review it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.advice import queries as advice
from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.export_forms import AskForm, DecideForm, FindingForm, GlassForm
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing, may
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.crises.seconds import why_no_second
from safepassage.desk.ground.queries import havens_of
from safepassage.desk.people import queries as people
from safepassage.desk.people.states import Category
from safepassage.desk.people.states import State as PersonState
from safepassage.desk.release import actions, queries
from safepassage.desk.release.columns import COLUMNS
from safepassage.desk.release.files import ENDINGS
from safepassage.desk.release.models import Export
from safepassage.desk.release.selection import Selection
from safepassage.desk.release.words import FEW, Audience, Basis, Format, State

NEWEST = 50


@require_GET
@needs(Deed.SEE, Thing.EXPORTS)
def exports(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """The officer's own; all, for whoever approves or reads the ledger."""
    shown = queries.exports_for(crisis, request.user, request.roles)[:NEWEST]
    decides = may(request.roles, Deed.CHANGE, Thing.RELEASE)
    page = {
        "crisis": crisis,
        "exports": shown,
        "now": clock.now(),
        "few": FEW,
        "waiting": queries.waiting(crisis).exclude(asked_by=request.user).count() if decides else 0,
        "unreviewed": queries.unreviewed(crisis).exclude(asked_by=request.user).count() if decides else 0,
    }
    return render(request, "console/exports.html", page)


@needs(Deed.CHANGE, Thing.EXPORTS)
def ask_for_export(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Say whom, what, for whom and why."""
    form = AskForm(request.POST or None, crisis=crisis)
    if form.is_valid():
        try:
            made = actions.ask_for_export(crisis, form.asked(), actor=request.user)
        except NotNow as error:
            form.add_error(None, _("Not done: %(reason)s.") % {"reason": error})
        else:
            return redirect("export", crisis.id, made.id)
    page = {"crisis": crisis, "form": form, "few": FEW}
    return render(request, "console/ask_for_export.html", page, status=422 if form.is_bound else 200)


@require_GET
@needs(Deed.SEE, Thing.EXPORTS)
def export(request: HttpRequest, crisis: Crisis, export_id: UUID) -> HttpResponse:
    """What was asked for, on what ground, and what may be done now."""
    return _page(request, crisis, export_or_404(request, crisis, export_id))


@require_POST
@needs(Deed.CHANGE, Thing.RELEASE)
def decide_on_export(request: HttpRequest, crisis: Crisis, export_id: UUID) -> HttpResponse:
    """Yes or no."""
    found, form = export_or_404(request, crisis, export_id), DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, found, decide=form)
    decide = actions.approve if form.cleaned_data["decision"] == "yes" else actions.refuse
    return _done(request, found, lambda: decide(found, actor=request.user, reason=form.cleaned_data["reason"]))


@require_POST
@needs(Deed.CHANGE, Thing.EXPORTS)
def withdraw_export(request: HttpRequest, crisis: Crisis, export_id: UUID) -> HttpResponse:
    """It is not needed any more."""
    found = export_or_404(request, crisis, export_id)
    return _done(request, found, lambda: actions.withdraw(found, actor=request.user))


@require_POST
@needs(Deed.CHANGE, Thing.EXPORTS)
def break_glass(request: HttpRequest, crisis: Crisis, export_id: UUID) -> HttpResponse:
    """It cannot wait."""
    found, form = export_or_404(request, crisis, export_id), GlassForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, found, glass=form)
    return _done(
        request, found, lambda: actions.break_glass(found, actor=request.user, reason=form.cleaned_data["reason"])
    )


@require_POST
@needs(Deed.CHANGE, Thing.REVIEW)
def review_export(request: HttpRequest, crisis: Crisis, export_id: UUID) -> HttpResponse:
    """What was found about what somebody took alone."""
    found, form = export_or_404(request, crisis, export_id), FindingForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, found, review=form)
    return _done(
        request, found, lambda: actions.review(found, actor=request.user, finding=form.cleaned_data["finding"])
    )


@require_POST
@needs(Deed.SEE, Thing.EXPORTS)
def download(request: HttpRequest, crisis: Crisis, export_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The file, as it is made."""
    found = export_or_404(request, crisis, export_id)
    if found.format == Format.ROSTER:
        return redirect("roster", crisis.id, found.id)
    try:
        begun = actions.begin_download(found, actor=request.user)
    except NotNow as error:
        return not_done(request, found, error)
    ending, kind = ENDINGS[Format(found.format)]
    answer = StreamingHttpResponse(actions.pieces(begun, actor=request.user), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="export-{found.id}.{ending}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def export_or_404(request: HttpRequest, crisis: Crisis, export_id: UUID) -> Export:
    """An export of the crisis that the officer may see."""
    found = queries.exports_for(crisis, request.user, request.roles).filter(pk=export_id).first()
    if found is None:
        raise Http404
    return found


def not_done(request: HttpRequest, found: Export, error: NotNow) -> HttpResponse:
    """Say why not; the export's page again."""
    messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
    return redirect("export", found.crisis_id, found.id)


def in_words(crisis: Crisis, selection: Selection) -> list[tuple[str | Promise, str | Promise]]:
    """What is selected by, and which."""
    found: list[tuple[str | Promise, str | Promise]] = []
    if selection.ids is not None:
        found.append((_("Persons"), _("just these %(number)s") % {"number": len(selection.ids)}))
    if selection.state:
        found.append((_("State"), PersonState(selection.state).label))
    if selection.haven:
        found.append((_("Haven"), havens_of(crisis).get(selection.haven, str(selection.haven))))
    if selection.warden:
        found.append((_("Warden"), _code(people.wardens_of(crisis), selection.warden)))
    if selection.party:
        found.append((_("Party"), _code(people.parties_of(crisis), selection.party)))
    if selection.category:
        found.append((_("Category"), Category(selection.category).label))
    if selection.source:
        found.append((_("Source"), selection.source))
    return found or [(_("Persons"), _("everyone on the register"))]


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _page(request: HttpRequest, crisis: Crisis, found: Export, **bound: Any) -> HttpResponse:
    said, now = queries.content(found), clock.now()
    is_mine, in_time = found.asked_by_id == request.user.pk, found.expires_at > now
    waits = found.state == State.WAITING and in_time
    to_review = found.basis == Basis.BREAK_GLASS and found.reviewed_at is None
    page = {
        "decide": DecideForm(),
        "glass": GlassForm(),
        "review": FindingForm(),
        **bound,
        "crisis": crisis,
        "export": found,
        "said": said,
        "selection": in_words(crisis, said.selection),
        "columns": [COLUMNS[code] for code in said.columns],
        "fetched": found.fetched.order_by("begun_at"),
        "left": found.most_downloads - found.downloads,
        "is_roster": found.format == Format.ROSTER,
        "in_force": advice.in_force(crisis) if found.format == Format.ROSTER else (),
        "is_mine": is_mine,
        "waits": waits,
        "is_over": not in_time and found.state in (State.WAITING, State.OPEN),
        "may_fetch": is_mine and found.state == State.OPEN and in_time and found.downloads < found.most_downloads,
        "may_break_glass": is_mine and waits and found.audience != Audience.PUBLIC,
        "to_review": to_review,
        "why_no_second": why_no_second(found.asked_by, request.user, crisis) if waits or to_review else "",
    }
    return render(request, "console/export.html", page, status=422 if bound else 200)


def _done(request: HttpRequest, found: Export, write: Callable[[], object]) -> HttpResponse:
    return done_or_why_not(request, write, "export", found.crisis_id, found.id)


def _code(rows: QuerySet[Any], pk: UUID) -> str:
    return str(rows.filter(pk=pk).values_list("code", flat=True).first())
