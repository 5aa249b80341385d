"""Writes of the API: a request is done once; records are opened within a limit."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from safepassage.desk.api.limits import forget_counts
from safepassage.desk.api.models import Opening, Request
from safepassage.desk.api.problems import Problem
from safepassage.desk.core import clock
from safepassage.desk.core.ids import new_id
from safepassage.desk.core.keyring import keyring
from safepassage.desk.core.sealing import blind_index, seal, unseal
from safepassage.desk.crises.models import Token
from safepassage.desk.ledger.actions import take_turn
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.people import actions as people
from safepassage.desk.people.models import Person, Warden
from safepassage.desk.people.records import PersonRecord, WardenRecord

KEPT_FOR = timedelta(hours=24)
OPENED_IN, MOST_OPENED = timedelta(hours=1), 50  # more is an export, which takes a second officer


@transaction.atomic
def do_once(token: Token, key: str, asked: bytes, do: Callable[[], bytes]) -> bytes:
    """The answer of `do`, or the one that the same request got before. `asked`: method, address and body.

    Who sends the same key at the same time waits for the row of the first; if `do` fails, nothing is left of either.
    Raises Problem if the key was used for something else.
    """
    now = clock.now()
    Request.objects.filter(token=token, expires_at__lte=now).delete()
    mine = Request(
        id=new_id(),
        crisis_id=token.crisis_id,
        token=token,
        key_digest=_digest(token, key.encode()),
        body_digest=_digest(token, asked),
        expires_at=now + KEPT_FOR,
    )
    Request.objects.bulk_create([mine], ignore_conflicts=True)  # waits for whoever is writing the same key
    kept = Request.objects.get(token=token, key_digest=mine.key_digest)
    sealing = open_key(token.crisis.key_id)
    if kept.id != mine.id:
        if bytes(kept.body_digest) != mine.body_digest:
            raise Problem(422, "this Idempotency-Key was used for another request")
        return unseal(sealing, bytes(kept.sealed), _sealed_in(kept))
    answer = do()
    Request.objects.filter(pk=mine.pk).update(sealed=seal(sealing, answer, _sealed_in(mine)))
    return answer


def forget_ended() -> int:
    """Delete the answers whose time has ended, and what no longer counts towards a limit. How many answers."""
    now = clock.now()
    Opening.objects.filter(at__lte=now - OPENED_IN).delete()
    forget_counts()
    return Request.objects.filter(expires_at__lte=now).delete()[0]


@transaction.atomic
def open_records(persons: Sequence[Person], *, actor: Token) -> dict[UUID, PersonRecord]:
    """Open persons' records for a program, which is an act. Raises Problem above the limit of the token."""
    _count_opened(actor, len(persons))
    return people.look_at_persons(actor.crisis, persons, actor=actor)


@transaction.atomic
def open_warden(warden: Warden, *, actor: Token) -> WardenRecord:
    """Open a warden's record for a program, which is an act. Raises Problem above the limit of the token."""
    _count_opened(actor, 1)
    return people.look_at_warden(warden, actor=actor)


def _count_opened(token: Token, records: int) -> None:
    take_turn()  # so that two at once do not both find room
    now = clock.now()
    lately = Opening.objects.filter(token=token, at__gt=now - OPENED_IN)
    before = lately.aggregate(persons=Sum("persons"))["persons"] or 0
    if before + records > MOST_OPENED:
        detail = f"a token opens at most {MOST_OPENED} records an hour; more is an export, for officers to release"
        raise Problem(429, detail, Retry_After=str(int(OPENED_IN.total_seconds())))
    Opening.objects.create(token=token, at=now, persons=records)


def _digest(token: Token, said: bytes) -> bytes:
    return blind_index(keyring().index, f"request {token.id}", sha256(said).hexdigest())


def _sealed_in(request: Request) -> str:
    return f"answer {request.id}"
