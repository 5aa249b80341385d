"""Rosters on paper, with a code for each person; standing authorities, and the manifests taken under them."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.export_forms import AuthorityForm, ManifestForm
from safepassage.desk.console.exports import export_or_404, in_words, not_done
from safepassage.desk.console.forms import ReasonForm
from safepassage.desk.core import clock
from safepassage.desk.crises import seconds
from safepassage.desk.crises.access import Deed, Role, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.models import Person
from safepassage.desk.people.numbers import called
from safepassage.desk.release import actions, queries
from safepassage.desk.release.columns import Entry, name_of, needs_of
from safepassage.desk.release.models import StandingAuthority
from safepassage.desk.release.words import LONGEST_AUTHORITY, Format

ROWS_A_PAGE = 9  # of A4, with codes that an old phone reads


class Line(NamedTuple):
    """One person on paper."""

    person: Person
    name: str
    party: str
    needs: str
    code: SafeString


@require_GET
@needs(Deed.SEE, Thing.EXPORTS)
def roster(request: HttpRequest, crisis: Crisis, export_id: UUID) -> HttpResponse:
    """An export as pages to print. Opening them is a download."""
    found = export_or_404(request, crisis, export_id)
    if found.format != Format.ROSTER:
        raise Http404
    try:
        begun = actions.begin_download(found, actor=request.user)
    except NotNow as error:
        return not_done(request, found, error)
    lines = sorted(map(_line, actions.given(begun, actor=request.user)), key=lambda line: (line.party, line.name))
    actions.end_download(begun, actor=request.user)
    page = {
        "crisis": crisis,
        "export": found,
        "sheets": [lines[start : start + ROWS_A_PAGE] for start in range(0, len(lines), ROWS_A_PAGE)],
        "persons": len(lines),
        "selection": in_words(crisis, queries.content(found).selection),
        "at": begun.begun_at,
        "watermark": actions.watermark(begun, request.user),
    }
    answer = render(request, "console/roster.html", page)
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_GET
@needs(Deed.SEE, Thing.AUTHORITIES)
def authorities(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Which manifests may be taken without asking, by whom, until when."""
    return _page(request, crisis, AuthorityForm(crisis=crisis))


@require_POST
@needs(Deed.CHANGE, Thing.AUTHORITIES)
def give_authority(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Let a role take a haven's manifest; another officer has to confirm it."""
    form = AuthorityForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, form, status=422)
    said, (begins_at, expires_at) = form.cleaned_data, form.span()
    return _done(
        request,
        crisis,
        lambda: actions.give_authority(
            crisis,
            UUID(said["haven"]),
            Role(said["role"]),
            begins_at=begins_at,
            expires_at=expires_at,
            actor=request.user,
            reason=said["reason"],
        ),
    )


@require_POST
@needs(Deed.CHANGE, Thing.AUTHORITIES)
def confirm_authority(request: HttpRequest, crisis: Crisis, authority_id: UUID) -> HttpResponse:
    """The second officer's yes."""
    found = _authority(crisis, authority_id)
    return _done(request, crisis, lambda: actions.confirm_authority(found, actor=request.user))


@require_POST
@needs(Deed.CHANGE, Thing.AUTHORITIES)
def end_authority(request: HttpRequest, crisis: Crisis, authority_id: UUID) -> HttpResponse:
    """It holds no longer."""
    found, form = _authority(crisis, authority_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, AuthorityForm(crisis=crisis), ending=form, status=422)
    return _done(
        request, crisis, lambda: actions.end_authority(found, actor=request.user, reason=form.cleaned_data["reason"])
    )


@require_POST
@needs(Deed.SEE, Thing.AUTHORITIES)
def take_manifest(request: HttpRequest, crisis: Crisis, authority_id: UUID) -> HttpResponse:
    """An export under the authority, to be fetched on its own page."""
    found, form = _authority(crisis, authority_id), ManifestForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, AuthorityForm(crisis=crisis), manifest=form, status=422)
    try:
        made = actions.take_manifest(found, Format(form.cleaned_data["format"]), actor=request.user)
    except NotNow as error:
        messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
        return redirect("authorities", crisis.id)
    return redirect("export", crisis.id, made.id)


def code_of(number: str) -> SafeString:
    """The number and nothing else: a sheet that is lost, or read over a shoulder, opens nothing without a sign-in."""
    drawn = segno.make_qr(number, error="m").svg_inline(svgclass="code", lineclass="", light="#fff", omitsize=True)
    return mark_safe(drawn)  # made of digits


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _line(entry: Entry) -> Line:
    party = called(entry.person.party.code) if entry.person.party else ""
    return Line(entry.person, name_of(entry.said), party, needs_of(entry), code_of(entry.person.number))


def _authority(crisis: Crisis, authority_id: UUID) -> StandingAuthority:
    found = queries.authorities_of(crisis).filter(pk=authority_id).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, crisis: Crisis, form: AuthorityForm, *, status: int = 200, **bound: object
) -> HttpResponse:
    now, havens = clock.now(), form.havens
    rows = queries.authorities_of(crisis)
    givers = {each.given_by for each in rows if not each.confirmed_at}
    why_no_second = {each: seconds.why_no_second(each, request.user, crisis) for each in givers}
    shown = [
        {
            "row": each,
            "haven": havens.get(each.haven, _("a haven that is no more")),
            "reason": queries.reason_of(each),
            "in_force": queries.in_force(each, now),
            "is_mine_to_take": each.role in request.roles,
            "why_no_second": why_no_second.get(each.given_by, ""),
        }
        for each in rows
    ]
    page = {
        "crisis": crisis,
        "authorities": shown,
        "form": form,
        "manifest": ManifestForm(),
        "ending": ReasonForm(),
        "most_days": LONGEST_AUTHORITY.days,
        "havens": havens,
        **bound,
    }
    return render(request, "console/authorities.html", page, status=status)


def _done(request: HttpRequest, crisis: Crisis, write: Callable[[], object]) -> HttpResponse:
    return done_or_why_not(request, write, "authorities", crisis.id)
