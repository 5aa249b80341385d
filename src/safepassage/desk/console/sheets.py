"""An alert on paper: its words in all languages it has, its check code, and a QR code that proves the words (D5)."""

from typing import NamedTuple
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from safepassage.desk.advice import queries
from safepassage.desk.advice.models import Issued
from safepassage.desk.console.alerts import alert_or_404
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis


class Words(NamedTuple):
    """What an advisory says in a language other than the signed one."""

    language: str
    text: str


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


# --- Parts of the above ----------------------------------------------------------------------------------------------


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
