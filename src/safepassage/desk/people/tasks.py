"""What a worker does for the register: comparing records that programs wrote. A task's row holds ids."""

from collections.abc import Iterable
from uuid import UUID

from django_tasks import task

from safepassage.desk.core.commands import Command
from safepassage.desk.crises import queries as crises
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.actions import note_likenesses


def compare_later(crisis: Crisis, person_ids: Iterable[UUID]) -> None:
    """Have a worker note whom these records may be the same as. In the transaction that writes them: none is missed."""
    if wanted := [str(person_id) for person_id in person_ids]:
        compare.enqueue(crisis_id=str(crisis.id), person_ids=wanted)


@task()
def compare(crisis_id: str, person_ids: list[str]) -> None:
    """Note whom records that were just written may be the same as."""
    crisis = crises.crises().get(pk=UUID(crisis_id))
    note_likenesses(crisis, [UUID(each) for each in person_ids], actor=Command("worker"))
