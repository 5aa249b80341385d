"""An alert to invented people, ready to be sent."""

import json
from datetime import datetime
from typing import Any

from tests.desk.cast import SETUP

from safepassage.desk.advice.door import address_digest
from safepassage.desk.advice.models import Alert, Delivery, ExerciseAddress, Line, Recipient, Road
from safepassage.desk.advice.states import State
from safepassage.desk.advice.writing import texts_context
from safepassage.desk.core import clock
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import opened_key
from safepassage.desk.people.actions import register_persons
from safepassage.desk.people.entries import NewPerson
from safepassage.desk.people.queries import open_keys
from safepassage.desk.people.records import PersonRecord

TEXTS = {"first": "To Pisochyn by 18:00.", "stay": "Stay in shelter."}


def phone(i: int) -> str:
    """A number of nobody's."""
    return f"+38050{i:07}"


def people_with_phones(crisis: Crisis, count: int) -> list[Any]:
    """Registered; with an e-mail address too. Their ids, in order."""
    entries = [
        NewPerson(PersonRecord(full_name=f"Person {i}", phones=(phone(i),), emails=(f"p{i}@example.org",)))
        for i in range(count)
    ]
    return [each.id for each in register_persons(crisis, entries, actor=SETUP, source="test")]


def line(crisis: Crisis, provider: str = "null", channel: str = "sms", rate: float = 1e6, **settings: Any) -> Line:
    """A line of the crisis."""
    made = Line(crisis=crisis, channel=channel, provider=provider, segments_per_s=rate, credit=rate,
                credited_at=clock.now())  # fmt: skip
    made.sealed = seal(opened_key(crisis.key), json.dumps(settings).encode(), made.reference)
    made.save()
    return made


def alert(
    crisis: Crisis, lines: list[Line], persons: list[Any], *, leaves_by: datetime | None = None, **fields: Any
) -> Alert:
    """Not begun; everybody is reached by all lines."""
    made = Alert.objects.create(crisis=crisis, status=crisis.status, made_at=clock.now(), **fields)
    for rank, each in enumerate(lines):
        Road.objects.create(alert=made, line=each, rank=rank, bit=1 << rank)
    keys, everywhere = open_keys(crisis, persons), (1 << len(lines)) - 1
    rows = [
        Recipient(alert=made, person_id=person, place=place, roads=everywhere, leaves_by=leaves_by)
        for place, person in enumerate(persons)
    ]
    for row in rows:
        row.sealed = seal(keys[row.person_id], json.dumps(TEXTS).encode(), texts_context(made.id, row.person_id))
    Recipient.objects.bulk_create(rows, batch_size=1_000)
    return made


def let_through(crisis: Crisis, *addresses: str) -> None:
    """List addresses for exercises."""
    key = opened_key(crisis.key)
    ExerciseAddress.objects.bulk_create(
        ExerciseAddress(crisis=crisis, digest=address_digest(key, address)) for address in addresses
    )


def states(alert: Alert) -> dict[str, int]:
    """How many deliveries are in each state."""
    found: dict[str, int] = {}
    for state in Delivery.objects.filter(road__alert=alert).values_list("state", flat=True):
        found[State(state).name] = found.get(State(state).name, 0) + 1
    return found
