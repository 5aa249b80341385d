"""Is this message ours? A code or a signed line, answered in plain words by the desk; offline the page does."""

import re
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from safepassage.desk.advice import codes, queries
from safepassage.desk.advice.codes import Found
from safepassage.desk.core import clock
from safepassage.desk.crises.models import Crisis, Status
from safepassage.desk.portal.alerts import MAX_AGE_S
from safepassage.desk.portal.views import in_chosen_language
from safepassage.errors import BadSignature
from safepassage.signing import Standing, read_code

LONGEST = 8_000  # characters: a line of the longest text, in the address of a QR code
SIGNED_LINE = re.compile(r"SP1\.text\.[A-Za-z0-9_.-]+")


@login_not_required
@require_safe
@in_chosen_language
def verify(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The page, and the answer to what was typed, pasted or scanned. With a slug it can be kept for when offline."""
    crisis = queries.published(slug) if slug else None
    if slug and crisis is None:
        raise Http404
    said = request.GET.get("code", "")[:LONGEST].strip()
    answer = _answer(said) if said else None
    about = answer["found"].crisis if answer and answer["found"].crisis else crisis
    page = {
        "for_people": about,
        "is_real": about is None or about.status == Status.ACTUAL,
        "slug": slug,
        "said": said,
        "answer": answer,
        "place": _place(about) if answer and not slug else "",
        "now": clock.now(),
        "standings": list(Standing),
    }
    shown = render(request, "portal/verify.html", page)
    if said:
        add_never_cache_headers(shown)
    else:
        shown["Cache-Control"] = f"public, max-age={MAX_AGE_S}"
    return shown


def _place(crisis: Crisis | None) -> str:
    """The slug under which a crisis's alerts are for anybody."""
    publication = queries.publication_of(crisis) if crisis else None
    return publication.slug if publication and publication.is_open else ""


def _answer(said: str) -> dict[str, Any]:
    """What it is: `found`, a signed line or a code; and what nobody can read as either."""
    line = SIGNED_LINE.search(said)
    if line:
        try:
            return {"found": codes.found_by_text(line[0]), "is_line": True}
        except BadSignature:
            return {"found": Found(Standing.UNKNOWN), "is_line": True, "is_forged": True}
    try:
        return {"found": codes.found_by_code(read_code(said))}
    except ValueError:
        return {"found": Found(Standing.UNKNOWN), "is_no_code": True}
