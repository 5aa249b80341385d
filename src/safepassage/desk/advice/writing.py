"""Deliveries as messages: the words that were approved for each, and the address that their record has now."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from safepassage.desk.advice.channel import Message
from safepassage.desk.advice.models import Alert, Delivery
from safepassage.desk.advice.outbox import Batch, Outcome
from safepassage.desk.advice.states import State
from safepassage.desk.core.sealing import unseal
from safepassage.desk.ledger.queries import opened_key
from safepassage.desk.people import queries as people
from safepassage.desk.people.records import PersonRecord


class Written(NamedTuple):
    """What of a batch can be sent, and what cannot."""

    messages: list[Message]
    failed: dict[int, Outcome]


def written(batch: Batch, carries: str) -> Written:
    """The messages of a batch, in its order."""
    addresses = _addresses(batch.road.alert, {each.recipient.person_id for each in batch.deliveries}, carries)
    key = opened_key(batch.road.alert.crisis.key)
    messages, failed = [], {}
    for each in batch.deliveries:
        if address := addresses.get(each.recipient.person_id):
            messages.append(Message(each.id, address, text_of(each, key), each.expires_at))
        else:
            failed[each.id] = Outcome(State.FAILED, why="no address on record for this channel")
    return Written(messages, failed)


def text_of(delivery: Delivery, key: bytes) -> str:
    """Its words, as approved."""
    recipient = delivery.recipient
    texts: dict[str, str] = json.loads(unseal(key, bytes(recipient.sealed), recipient.context))
    return texts[delivery.text]


def _addresses(alert: Alert, persons: Iterable[UUID], carries: str) -> dict[UUID, str]:
    """Of those who are still on the register and have one."""
    there = people.persons_of(alert.crisis).filter(pk__in=list(persons)).select_related(None).select_related("key")
    records = {person.id: people.record_of(person, opened_key(person.key)) for person in there}
    found = {person: _address(record, carries) for person, record in records.items()}
    return {person: each[0] for person, each in found.items() if each}


def _address(record: PersonRecord, carries: str) -> Sequence[str]:
    return record.phones if carries == "phone" else record.emails
