"""Alerts on paper: a sheet that proves its words (rule D5), and a roster with what each is told, for wardens."""

from typing import NamedTuple
from uuid import UUID

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from safepassage.desk.advice import queries
from safepassage.desk.advice.models import Issued
from safepassage.desk.advice.writing import texts_now
from safepassage.desk.console.alerts import alert_or_404
from safepassage.desk.console.exports import export_or_404, not_done
from safepassage.desk.console.rosters import code_of
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.numbers import called
from safepassage.desk.release import actions
from safepassage.desk.release.columns import Entry, name_of
from safepassage.desk.release.words import Format

ROWS_A_PAGE = 4  # of A4, with the whole of a text beside each name


class Words(NamedTuple):
    """What an advisory says in a language other than the signed one."""

    language: str
    text: str


class Line(NamedTuple):
    """One person on a warden's list."""

    party: str
    name: str
    number: str
    text: str  # empty: the alert was not for them
    code: SafeString


@require_GET
@needs(Deed.SEE, Thing.ALERTS)
def sheet(request: HttpRequest, crisis: Crisis, alert_id: UUID) -> HttpResponse:
    """A page of A4 to print and to hang up. Nobody's own line stands on it."""
    found = alert_or_404(crisis, alert_id)
    check = request.build_absolute_uri(reverse("verify"))
    page = {
        "crisis": crisis,
        "issued": found,
        "holds": queries.in_force(crisis).filter(pk=found.pk).exists(),
        "other_words": _other_words(found),
        "check": check,
        "code": _drawn(f"{check}?code={found.sealed_text}", f"{check}?code={found.code}") if found.code else "",
    }
    return render(request, "console/sheet.html", page)


@require_GET
@needs(Deed.SEE, Thing.EXPORTS)
def warden_list(request: HttpRequest, crisis: Crisis, export_id: UUID, alert_id: UUID) -> HttpResponse:
    """A roster with what an alert tells each, for who goes from door to door. Opening it is a download of the roster.

    Whose time to leave is past is told to stay (rule D3); nobody is on it who is not on the roster.
    """
    export, issued = export_or_404(request, crisis, export_id), alert_or_404(crisis, alert_id)
    if export.format != Format.ROSTER:
        raise Http404
    try:
        if not queries.in_force(crisis).filter(pk=issued.pk).exists():
            raise NotNow(_("the alert is not in force"))
        begun = actions.begin_download(export, actor=request.user)
    except NotNow as error:
        return not_done(request, export, error)
    entries = list(actions.given(begun, actor=request.user))
    actions.end_download(begun, actor=request.user)
    texts = texts_now(issued.alert, [each.person.pk for each in entries])
    lines = sorted((_told(each, texts.get(each.person.pk, "")) for each in entries), key=lambda each: each[:2])
    page = {
        "crisis": crisis,
        "issued": issued,
        "sheets": [lines[start : start + ROWS_A_PAGE] for start in range(0, len(lines), ROWS_A_PAGE)],
        "at": begun.begun_at,
        "watermark": actions.watermark(begun, request.user),
        "check": request.build_absolute_uri(reverse("verify")),
    }
    answer = render(request, "console/warden_list.html", page)
    answer["Cache-Control"] = "no-store, private"
    return answer


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _told(entry: Entry, text: str) -> Line:
    party = called(entry.person.party.code) if entry.person.party else ""
    return Line(party, name_of(entry.said), entry.person.number, text, code_of(entry.person.number))


def _other_words(issued: Issued) -> list[Words]:
    texts = issued.request.said["text"] if issued.request else {}
    return [Words(language, text) for language, text in sorted(texts.items()) if language != "en"]


def _drawn(address: str, shorter: str) -> SafeString:
    """The address as a QR code; the shorter one, which proves nothing by itself, where the words are too many."""
    try:
        made = segno.make_qr(address, error="l", boost_error=False)
    except segno.DataOverflowError:
        made = segno.make_qr(shorter, error="m")
    drawn = made.svg_inline(svgclass="words-code", lineclass="", light="#fff", omitsize=True)
    return mark_safe(drawn)
