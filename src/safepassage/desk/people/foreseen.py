"""Where persons would stand if something were said of them: the same derivation, and nothing is written."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from safepassage.desk.core import clock
from safepassage.desk.core.bulk import in_batches
from safepassage.desk.core.grades import grade_rank
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.models import Person
from safepassage.desk.people.standings import paths
from safepassage.desk.people.states import State
from safepassage.desk.people.timeline import Said, microseconds


class Change(NamedTuple):
    """What a statement would do to one person."""

    person: Person
    after: State
    haven: UUID
    is_contested: bool

    @property
    def is_newly_contested(self) -> bool:
        """Whether it disagrees with what others said, and nobody disagreed before."""
        return self.is_contested and not self.person.contested

    @property
    def is_none(self) -> bool:
        """Whether they stay where they are: newer or better statements hold."""
        return (self.person.state, self.person.haven) == (self.after, self.haven)


def foreseen(crisis: Crisis, notes: Sequence[tuple[UUID, NewNote]]) -> list[Change]:
    """What these notes would change, in the order of the persons' numbers; one note a person, each with a state."""
    now_us = microseconds(clock.now())
    said = {person_id: _said(new, now_us) for person_id, new in notes}
    found: list[Change] = []
    for batch in in_batches(said):
        persons = list(Person.objects.filter(crisis=crisis, pk__in=batch, erased_at=None).defer("sealed"))
        steps = paths(persons, {person.id: said[person.id] for person in persons})
        found += [Change(person, *steps[person.id][-1][1:4]) for person in persons]
    return sorted(found, key=lambda change: change.person.number)


def _said(new: NewNote, now_us: int) -> Said:
    if new.state is None:
        raise ValueError("a statement that says nothing of where somebody is changes nothing")
    source_us = min(microseconds(new.source_at), now_us)
    return Said(source_us, grade_rank(new.grade), new.state, new.haven, now_us, new.is_settling)
