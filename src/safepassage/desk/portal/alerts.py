"""Alerts in force, for anybody: a page, a feed, and each signed file. Only of a crisis whose alerts are published."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safepassage.desk.advice import codes, queries, wordings
from safepassage.desk.advice.models import Issued
from safepassage.desk.core import clock
from safepassage.desk.crises.models import Crisis, Status
from safepassage.desk.portal.views import in_chosen_language
from safepassage.formats.atom import CAP_TYPE, Entry, Feed, write_feed

MAX_AGE_S = 30  # a page may be so old and no older: a cancel has to be seen


@login_not_required
@require_safe
@in_chosen_language
def public_alerts(request: HttpRequest, slug: str) -> HttpResponse:
    """What is in force, what was cancelled; the exercise said on every line."""
    crisis = _crisis(slug)
    page = {
        "for_people": crisis,
        "is_real": crisis.status == Status.ACTUAL,
        "slug": slug,
        "alerts": list(queries.in_force(crisis)),
        "cancelled": list(queries.cancelled(crisis)),
        "keys": queries.signing_keys(crisis),
        "has_codes": codes.signs(crisis),
        "now": clock.now(),
    }
    return _cached(render(request, "portal/alerts.html", page))


@login_not_required
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as Atom, each entry with a link to its signed file; cancels stand in it too."""
    crisis = _crisis(slug)
    page = request.build_absolute_uri(reverse("public_alerts", args=[slug]))
    rows = [*queries.in_force(crisis), *queries.cancels_in_force(crisis)]
    entries = tuple(
        Entry(
            id=f"urn:uuid:{each.pk}",
            title=each.headline,
            updated=each.issued_at,
            link=request.build_absolute_uri(reverse("public_cap", args=[slug, each.pk])),
            summary=_marked(crisis, each.text),
        )
        for each in sorted(rows, key=lambda each: each.issued_at, reverse=True)
    )
    data = write_feed(
        Feed(
            id=page,
            title=_marked(crisis, _("Alerts in force: %(crisis)s") % {"crisis": crisis.name}),
            updated=max((each.updated for each in entries), default=crisis.made_at),
            author=f"Safe Passage, {settings.ENVIRONMENT.host}",
            link=request.build_absolute_uri(),
            entries=entries,
        )
    )
    return _cached(HttpResponse(data, content_type="application/atom+xml; charset=utf-8"))


@login_not_required
@require_safe
def cap_file(request: HttpRequest, slug: str, issued_id: UUID) -> HttpResponse:
    """A signed file, byte for byte; what was replaced or is over stays, as its signature does."""
    return _cached(HttpResponse(queries.cap_of(_issued(_crisis(slug), issued_id)), content_type=CAP_TYPE))


@login_not_required
@require_safe
def certificates(request: HttpRequest, slug: str) -> HttpResponse:
    """The certificates that sign, in PEM. Whoever verifies has their fingerprint from elsewhere."""
    rows = queries.signing_keys(_crisis(slug))
    return _cached(HttpResponse("".join(each.certificate for each in rows), content_type="application/x-pem-file"))


@login_not_required
@require_safe
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """The keys that sign texts and lists of codes, as `safepassage check` takes them."""
    return _cached(HttpResponse(codes.ring_file(_crisis(slug)), content_type="application/json"))


@login_not_required
@require_safe
def code_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All codes and what became of them, signed, as of now."""
    return _line(codes.signed_codes(_crisis(slug)))


@login_not_required
@require_safe
def revocations(request: HttpRequest, slug: str) -> HttpResponse:
    """The keys that count for nothing, signed by one that does."""
    return _line(codes.signed_revocations(_crisis(slug)))


def _line(line: str | None) -> HttpResponse:
    if line is None:  # no key ever signed
        raise Http404
    return _cached(HttpResponse(f"{line}\n", content_type="text/plain; charset=us-ascii"))


def _crisis(slug: str) -> Crisis:
    """One that is not published is as one that never was."""
    crisis = queries.published(slug)
    if crisis is None:
        raise Http404
    return crisis


def _issued(crisis: Crisis, issued_id: UUID) -> Issued:
    found = queries.alerts_of(crisis).filter(pk=issued_id).first()
    if found is None:
        raise Http404
    return found


def _marked(crisis: Crisis, text: str) -> str:
    return wordings.marked(crisis.status, text)


def _cached(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = f"public, max-age={MAX_AGE_S}"
    return answer
