"""Deliveries as messages: the words that were approved for each, and the address that their record has now."""

import json
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from safepassage.desk.advice.channel import Message
from safepassage.desk.advice.models import Alert, Recipient
from safepassage.desk.advice.outbox import Batch, Outcome
from safepassage.desk.advice.states import State, Text
from safepassage.desk.core import clock
from safepassage.desk.core.sealing import unseal
from safepassage.desk.people.addresses import Kind, reached
from safepassage.desk.people.queries import open_keys

NO_ADDRESS = Outcome(State.FAILED, why="no address on record for this channel")


class Written(NamedTuple):
    """What of a batch can be sent, and what cannot."""

    messages: list[Message]
    failed: dict[int, Outcome]


def written(batch: Batch, carries: Kind) -> Written:
    """The messages of a batch, in its order, each to the first address of its kind."""
    alert, messages, failed = batch.road.alert, [], {}
    found = reached(alert.crisis, {each.person for each in batch.deliveries}, carries)
    for each in batch.deliveries:
        of = found.get(each.person)
        if of and of.addresses:
            texts: dict[str, str] = json.loads(unseal(of.key, bytes(each.sealed), texts_context(alert.id, each.person)))
            messages.append(Message(each.id, of.addresses[0], texts[each.text], each.expires_at))
        else:
            failed[each.id] = NO_ADDRESS
    return Written(messages, failed)


def texts_now(alert: Alert, persons: Collection[UUID]) -> dict[UUID, str]:
    """What each of these persons is told, were it told now: to stay, where the time to leave is past (rule D3)."""
    keys, now = open_keys(alert.crisis, persons), clock.now()
    rows = Recipient.objects.filter(alert=alert, person__in=keys).only("person_id", "leaves_by", "sealed")
    found = {}
    for row in rows:
        texts: dict[str, str] = json.loads(
            unseal(keys[row.person_id], bytes(row.sealed), texts_context(alert.id, row.person_id))
        )
        is_late = row.leaves_by is not None and row.leaves_by <= now
        found[row.person_id] = texts[(Text.STAY if is_late else Text.FIRST).value]
    return found


def texts_context(alert: UUID, person: UUID) -> str:
    """What a recipient's texts are bound to."""
    return f"texts of {alert} to {person}"
