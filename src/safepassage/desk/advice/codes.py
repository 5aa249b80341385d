"""What anybody may check an alert by (rule D5): the ring of keys, the signed list of codes, what a code or line is."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from safepassage.desk.advice.issuing import marked
from safepassage.desk.advice.kinds import MsgType
from safepassage.desk.advice.models import Issued, TextKey
from safepassage.desk.advice.signing_keys import revocations_of, ring_of, text_key_there
from safepassage.desk.crises.models import Crisis
from safepassage.desk.movement.queries import now_of
from safepassage.signing import (
    CodeEntry,
    CodeList,
    Ring,
    Standing,
    check_code,
    look_up,
    open_text,
    sign_codes,
    sign_revocations,
    write_ring,
)

MOST = 1_000  # codes on a list: with so many a guess hits one once in 10^12


def ring_file(crisis: Crisis) -> bytes:
    """The keys that are believed, as JSON."""
    return write_ring(ring_of(crisis))


def signs(crisis: Crisis) -> bool:
    """Whether there is a key that holds, so that lists can be signed."""
    return text_key_there(crisis, _now(crisis)) is not None


def signed_codes(crisis: Crisis) -> str | None:
    """The list of codes as of now, signed when it is asked for: how old one is stands in it. None without a key."""
    now = _now(crisis)
    key = text_key_there(crisis, now)
    return sign_codes(codes_of(crisis, now), key) if key else None


def signed_revocations(crisis: Crisis) -> str | None:
    """The list of revoked keys as of now, signed by one that is not."""
    now = _now(crisis)
    key = text_key_there(crisis, now)
    return sign_revocations(revocations_of(crisis, now), key) if key else None


def codes_of(crisis: Crisis, now: datetime) -> CodeList:
    """The newest codes of a crisis, and what became of each."""
    rows = _coded().filter(alert__crisis=crisis).order_by("-issued_at", "-alert_id")[:MOST]
    return CodeList(as_of=now, codes=tuple(map(_entry, rows)))


class Found(NamedTuple):
    """What a code, or a signed line, is."""

    standing: Standing
    crisis: Crisis | None = None
    issued: Issued | None = None
    instead: Issued | None = None  # what holds in its place, or says that it is cancelled; the last of a chain


def found_by_code(code: str) -> Found:
    """What a code stands for (as `read_code` gives it), in whatever crisis, published or not: who has it, got it."""
    issued = _coded().filter(code=code).first()
    if issued is None:
        return Found(Standing.UNKNOWN)
    crisis = issued.alert.crisis
    now = now_of(crisis)
    standing = look_up(code, CodeList(as_of=now, codes=(_entry(issued),)), now).standing
    last = _last(issued)
    return Found(standing, crisis, issued, last if last and last.expires_at > now else None)


def found_by_text(line: str) -> Found:
    """What a signed line is, by the keys of the crisis whose key it names. Raises BadSignature: not ours."""
    identity = line.split(".")[2] if line.count(".") >= 2 else ""
    key = TextKey.objects.filter(identity=identity[:16]).select_related("crisis").first()
    ring = ring_of(key.crisis, revoked=False) if key else Ring(())
    open_text(line, ring)
    return found_by_code(check_code(line))


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _coded() -> QuerySet[Issued]:
    """All that have a code, each with what replaced it."""
    later = Issued.objects.only("replaces_id", "msg_type", "code").order_by("issued_at")
    found = Issued.objects.exclude(code="").defer("original", "finding").select_related("alert__crisis")
    return found.prefetch_related(Prefetch("replaced_by", queryset=later))


def _entry(issued: Issued) -> CodeEntry:
    later = list(issued.replaced_by.all())
    cancelled = any(each.msg_type == MsgType.CANCEL for each in later)
    return CodeEntry(
        code=issued.code,
        identifier=issued.identifier,
        sent=issued.sent_at,
        expires=issued.expires_at,
        status=issued.alert.status,
        text=marked(issued.alert.crisis, issued.text),
        state="cancelled" if cancelled else "replaced" if later else "in force",
        replaced_by=later[-1].code if later else "",
    )


def _last(issued: Issued) -> Issued | None:
    """What at last came in its place; none if nothing did."""
    after: dict[UUID, UUID] = dict(
        Issued.objects.filter(alert__crisis=issued.alert.crisis_id, replaces__isnull=False)
        .order_by("issued_at")
        .values_list("replaces_id", "pk")
    )
    at = issued.pk
    while at in after:
        at = after[at]
    return None if at == issued.pk else _coded().prefetch_related(None).filter(pk=at).first()


def _now(crisis: Crisis) -> datetime:
    return now_of(crisis).replace(microsecond=0)
