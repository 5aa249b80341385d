"""How many may send the public form, and how much: what is above it is turned away in words, and officers see it.

Many people of a hostel, or of a whole mobile network, share one address; so an address may send more than one person
ever would, and the crisis as a whole is limited too. The counters are allauth's, in the database's cache: they hold
across processes, /64 by /64 for IPv6, and believe X-Forwarded-For as ALLAUTH_TRUSTED_PROXY_COUNT says.
"""

from allauth.core.ratelimit import consume
from django.http import HttpRequest

from safepassage.desk.crises.models import Crisis
from safepassage.desk.crises.turned_away import note_turned_away

BY_ADDRESS, BY_CRISIS = "public_form_address", "public_form_crisis"  # rates of ACCOUNT_RATE_LIMITS
WAIT_S = 60  # the window of both
LARGEST_BODY = 64 * 1024


def is_too_large(request: HttpRequest) -> bool:
    """By what the client says; Django reads no more than that."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY


def may_send(request: HttpRequest, crisis: Crisis) -> bool:
    """Count it, and say whether it is within the limits."""
    crisis_has_room = _count(request, BY_CRISIS, crisis, dry_run=True)  # first: a flood makes no counter an address
    allowed = crisis_has_room and _count(request, BY_ADDRESS) and _count(request, BY_CRISIS, crisis)
    if not allowed:
        note_turned_away(crisis.id)
    return allowed


def _count(request: HttpRequest, rate: str, crisis: Crisis | None = None, dry_run: bool = False) -> bool:
    return bool(consume(request, action=rate, key=crisis and crisis.reference, dry_run=dry_run))
