"""Reads of crises, officers, memberships and tokens, scoped to who asks."""

from uuid import UUID

from django.db.models import QuerySet

from safepassage.desk.core import clock
from safepassage.desk.crises.models import Crisis, Enrolment, Membership, Officer, Token
from safepassage.desk.crises.secrets import is_hash_of, parse


def crises() -> QuerySet[Crisis]:
    """All crises, the newest first; for the command line, whose user holds the keys anyway."""
    return Crisis.objects.order_by("-made_at")


def is_closed(crisis_id: UUID) -> bool:
    """Whether work on the crisis has ended, by now."""
    return Crisis.objects.filter(pk=crisis_id, closed_at__isnull=False).exists()


def crises_of(officer: Officer) -> QuerySet[Crisis]:
    """The crises that the officer has a role in, the newest first."""
    return Crisis.objects.filter(memberships__officer=officer).distinct().order_by("-made_at")


def crisis_of_form(slug: str) -> Crisis | None:
    """The crisis whose public form is open at this address."""
    return Crisis.objects.filter(form_slug=slug, form_is_open=True, closed_at=None).first()


def roles_in(officer: Officer, crisis_id: UUID) -> frozenset[str]:
    """The officer's roles in a crisis; none for an outsider, and for a crisis that is not there."""
    return frozenset(Membership.objects.filter(officer=officer, crisis=crisis_id).values_list("role", flat=True))


def members_of(crisis: Crisis) -> QuerySet[Membership]:
    """Who has which role, by name."""
    return crisis.memberships.select_related("officer").order_by("officer__name", "role")


def active_roles() -> QuerySet[Membership]:
    """Which role which active officer has in which crisis: for questions of other tables about who is there."""
    return Membership.objects.filter(officer__is_active=True)


def tokens_of(crisis: Crisis) -> QuerySet[Token]:
    """The crisis's tokens, the newest first."""
    return crisis.tokens.select_related("made_by").order_by("-made_at")


def token_of(text: str) -> Token | None:
    """The token in force that `text` shows; None if it is unknown, wrong, expired, revoked, or its maker shut out."""
    presented = parse(text)
    if presented is None:
        return None
    in_force = Token.objects.filter(revoked_at=None, expires_at__gt=clock.now(), crisis__closed_at=None)
    in_force = in_force.filter(made_by__is_active=True)  # they may have kept its text
    token = in_force.select_related("crisis").filter(pk=presented.row_id).first()
    return token if token and is_hash_of(token.secret_hash, presented.secret) else None


def enrolment_of(text: str) -> Enrolment | None:
    """The enrolment that `text` opens; None if it is unknown, wrong, expired, used or not confirmed."""
    presented = parse(text)
    if presented is None:
        return None
    open_ = Enrolment.objects.filter(used_at=None, expires_at__gt=clock.now(), officer__is_active=True)
    enrolment = open_.select_related("officer").filter(pk=presented.row_id).first()
    return enrolment if enrolment and is_hash_of(enrolment.secret_hash, presented.secret) else None


def officers() -> QuerySet[Officer]:
    """All officers, by name."""
    return Officer.objects.order_by("name", "username")


def recoveries_to_confirm() -> QuerySet[Enrolment]:
    """Recoveries that wait for a second administrator, the oldest first."""
    waiting = Enrolment.objects.filter(kind=Enrolment.Kind.RECOVERY, secret_hash=None, used_at=None)
    return waiting.filter(expires_at__gt=clock.now()).select_related("officer").order_by("opened_at")
