"""Reads of advice: requests and who may answer them, alerts and how far they came, what anybody may see."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextChoices, When
from django.utils.translation import gettext_lazy as _

from safepassage.desk.advice.kinds import Kind, MsgType, Standing
from safepassage.desk.advice.models import Alert, Delivery, Issued, Publication, Recipient, ReleaseRequest, SigningKey
from safepassage.desk.advice.states import TOLD, State
from safepassage.desk.core import clock
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.access import MATRIX, Deed, Right, Thing
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.crises.queries import members_of
from safepassage.desk.crises.seconds import bound_to_any
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.movement.queries import now_of

STEP = timedelta(minutes=5)  # of the roster (rule D2)
DECIDE = Right(Deed.CHANGE, Thing.APPROVAL)


class Ground(TextChoices):
    """Why a Move goes out without a preflight (rule D1); there is no other."""

    ENGINE = "engine", _("the check itself fails")
    SHELTER = "shelter", _("the shelter is being lost")


# --- Requests --------------------------------------------------------------------------------------------------------


def requests_of(crisis: Crisis) -> QuerySet[ReleaseRequest]:
    """All that was ever asked for, the newest first."""
    found = ReleaseRequest.objects.filter(crisis=crisis)
    found = found.select_related("crisis", "draft__crisis", "preflight__crisis", "asked_by", "decided_by")
    found = found.select_related("replaces__alert__crisis", "issued__alert")
    large = ("preflight__sealed", "preflight__picture", "preflight__page", "replaces__original", "issued__original")
    found = found.defer(*large)
    return found.order_by("-asked_at", "-id")


def requests_waiting(crisis: Crisis) -> QuerySet[ReleaseRequest]:
    """Those that nobody has answered, the longest waiting first."""
    return requests_of(crisis).filter(standing=Standing.WAITING).order_by("asked_at", "id")


def approvers(crisis: Crisis) -> list[Officer]:
    """Who may say yes at all: the roster, in the order in which they were given the role."""
    rows = [each for each in members_of(crisis).order_by("made_at", "id") if each.role in MATRIX[DECIDE]]
    return list(dict.fromkeys(each.officer for each in rows if each.officer.is_active))


def barred(request: ReleaseRequest) -> frozenset[str]:
    """Whose yes does not count: who asked, who wrote on it, and who counts as one with them; as the ledger names them.

    A page that needs it twice asks once.
    """
    return bound_to_any({request.asked_by.reference, *request.writers}, request.crisis_id)


class Asked(NamedTuple):
    """Who is asked now, of those who may answer, and when the next one is."""

    now: Officer | None
    next: Officer | None
    next_at: datetime | None
    all: Sequence[Officer]


def asked_now(request: ReleaseRequest, barred: Collection[str]) -> Asked:
    """Up the roster every STEP without an answer; at its end the last stays asked, and nothing goes out by itself."""
    those = [each for each in approvers(request.crisis) if each.reference not in barred]
    passed = (clock.now() - request.asked_at) // STEP
    if not those:
        return Asked(None, None, None, those)
    place = min(max(passed, 0), len(those) - 1)
    following = those[place + 1] if place + 1 < len(those) else None
    return Asked(those[place], following, request.asked_at + (place + 1) * STEP if following else None, those)


def why_not_the_other(request: ReleaseRequest, officer: Officer, barred: Collection[str]) -> str:
    """Why an officer's yes does not count for a request; empty if it does."""
    if officer.pk == request.asked_by_id:
        return "it takes another officer than the one who asked"
    if officer.reference in request.writers:
        return "it takes an officer who did not write on it"
    if officer.reference in barred:
        return (
            "whoever asked or wrote invited you, let you in again or gave you a role, or you them:"
            " that counts as one officer"
        )
    return ""


def sentence(request: ReleaseRequest) -> str:
    """The advisory in one sentence: from where, to which havens, by when, by what means."""
    return sentence_of(request.said, request.crisis)


def sentence_of(said: dict[str, Any], crisis: Crisis) -> str:
    """The same of an advisory's fields."""
    zone = ZoneInfo(crisis.zone)
    havens = ", ".join(each["asked"] for each in said["havens"])
    deadline = datetime.fromisoformat(said["deadline_at"]).astimezone(zone)
    means = " or ".join({"foot": "on foot", "vehicle": "by vehicle"}.get(each, each) for each in said.get("means", ()))
    verb = "leaving by" if said.get("deadline_kind") == "leave_by" else "by"
    return f"From {crisis.name} to {havens} {verb} {deadline:%H:%M} on {deadline.day} {deadline:%B}, {means}"


def override_of(request: ReleaseRequest) -> dict[str, str]:
    """Why it is an override: `ground`, `reason`; empty if it is none. Raises Unreadable."""
    if not request.sealed:
        return {}
    said = unseal(open_key(request.crisis.key_id), bytes(request.sealed), sealed_in(request))
    found: dict[str, str] = json.loads(said)
    return found | {"label": str(Ground(found["ground"]).label)}


def decision_of(request: ReleaseRequest) -> str:
    """Why it was approved or refused."""
    if not request.decision:
        return ""
    return unseal(open_key(request.crisis.key_id), bytes(request.decision), decision_in(request)).decode()


def sealed_in(request: ReleaseRequest) -> str:
    """What the reason of an override is bound to."""
    return request.reference


def decision_in(request: ReleaseRequest) -> str:
    """What the reason of a decision is bound to."""
    return f"decision on {request.reference}"


# --- Alerts ----------------------------------------------------------------------------------------------------------


def alerts_of(crisis: Crisis) -> QuerySet[Issued]:
    """All that went out, the newest first."""
    found = Issued.objects.filter(alert__crisis=crisis).select_related(
        "alert__crisis__key", "issued_by", "alone_by", "reviewed_by", "request", "replaces__alert", "key"
    )
    return found.defer("original", "replaces__original").order_by("-issued_at", "-alert_id")


def in_force(crisis: Crisis, at: datetime | None = None) -> QuerySet[Issued]:
    """What holds: not past its time, not cancelled or replaced, and no cancel itself."""
    later = Issued.objects.filter(replaces=OuterRef("pk"))
    found = alerts_of(crisis).filter(expires_at__gt=at or now_of(crisis)).exclude(msg_type=MsgType.CANCEL)
    return found.filter(~Exists(later))


def moves_in_force(crisis: Crisis) -> QuerySet[Issued]:
    """Moves that an update may replace."""
    return in_force(crisis).filter(kind=Kind.MOVE)


def unreviewed(crisis: Crisis) -> QuerySet[Issued]:
    """What one officer alone sent or stopped and nobody has looked at since."""
    return alerts_of(crisis).filter(alone_by__isnull=False, reviewed_at=None)


def cap_of(issued: Issued) -> bytes:
    """The signed file, byte for byte."""
    return bytes(Issued.objects.values_list("original", flat=True).get(pk=issued.pk))


def finding_of(issued: Issued) -> str:
    """What a review found."""
    if not issued.finding:
        return ""
    key = open_key(issued.alert.crisis.key_id)
    return unseal(key, bytes(issued.finding), finding_in(issued)).decode()


def finding_in(issued: Issued) -> str:
    """What a finding is bound to."""
    return f"finding on {issued.reference}"


class Progress(NamedTuple):
    """How far an alert came, in persons and in deliveries."""

    people: int
    told: int  # with proof that it reached them
    no_road: int  # whom no line reaches
    by_state: dict[State, int]  # deliveries


def progress_of(alert: Alert) -> Progress:
    """Counts alone, in two queries."""
    told = Delivery.objects.filter(recipient=OuterRef("pk"), state__in=TOLD)
    found = Recipient.objects.filter(alert=alert).aggregate(
        people=Count("pk"), no_road=Count("pk", filter=Q(roads=0)), told=Count("pk", filter=Exists(told))
    )
    rows = Delivery.objects.filter(road__alert=alert).values_list("state").annotate(Count("pk"))
    states = {State(state): count for state, count in rows}
    by_state = {state: states[state] for state in SILENT_FIRST if state in states}
    return Progress(found["people"], found["told"], found["no_road"], by_state)


# The silent and the failed before all else.
SILENT_FIRST = (
    State.FAILED, State.UNKNOWN, State.EXPIRED, State.SENT, State.SENDING, State.TAKEN, State.QUEUED, State.DELIVERED,
    State.READ, State.ANSWERED, State.CANCELLED,
)  # fmt: skip


class Silent(NamedTuple):
    """Somebody of whom there is no proof that they were told."""

    person: UUID
    number: str
    leaves_by: datetime | None
    is_past: bool
    state: str


def silent_of(alert: Alert, at: datetime, most: int) -> list[Silent]:
    """Without proof, the first: those past the time at which they had to be told, whom nothing reaches, the failed."""
    told = Delivery.objects.filter(recipient=OuterRef("pk"), state__in=TOLD)
    presses = Case(*(When(state=state, then=place) for place, state in enumerate(SILENT_FIRST)))
    newest = Delivery.objects.filter(recipient=OuterRef("pk")).order_by("-id").annotate(presses=presses)
    is_past = Case(When(leaves_by__lte=at, then=True), default=False)
    rows = Recipient.objects.filter(~Exists(told), alert=alert).annotate(
        is_past=is_past, reached=Case(When(roads=0, then=False), default=True), presses=newest.values("presses")[:1]
    )
    first = F("presses").asc(nulls_first=True), F("leaves_by").asc(nulls_last=True)
    found = rows.order_by("-is_past", "reached", *first, "place").values_list(
        "person", "person__number", "leaves_by", "is_past", "reached", "presses"
    )
    return [Silent(*row[:4], _state_in_words(*row[4:])) for row in found[:most]]


def _state_in_words(reached: bool, presses: int | None) -> str:
    if not reached:
        return str(_("no channel reaches them"))
    return str(_("not queued")) if presses is None else str(SILENT_FIRST[presses].label)


# --- For anybody -----------------------------------------------------------------------------------------------------


def cancelled(crisis: Crisis) -> QuerySet[Issued]:
    """What no longer holds though its time is not over: cancelled or replaced."""
    later = Issued.objects.filter(replaces=OuterRef("pk"))
    return alerts_of(crisis).filter(Exists(later), expires_at__gt=now_of(crisis)).exclude(msg_type=MsgType.CANCEL)


def cancels_in_force(crisis: Crisis) -> QuerySet[Issued]:
    """The messages that cancel others, as long as they hold."""
    return alerts_of(crisis).filter(msg_type=MsgType.CANCEL, expires_at__gt=now_of(crisis))


def signing_keys(crisis: Crisis) -> QuerySet[SigningKey]:
    """All that ever signed for it, the newest first."""
    return SigningKey.objects.filter(crisis=crisis).order_by("-made_at")


def publication_of(crisis: Crisis) -> Publication | None:
    """Whether and where its alerts are for anybody."""
    return Publication.objects.filter(crisis=crisis).first()


def published(slug: str) -> Crisis | None:
    """The crisis whose alerts are for anybody at this address."""
    found = Publication.objects.filter(slug=slug, is_open=True, crisis__closed_at=None).select_related("crisis").first()
    return found.crisis if found else None
