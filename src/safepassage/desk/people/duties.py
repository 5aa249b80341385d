"""What a statement makes somebody's duty: of a death the next of kin are told first, a detention is checked on.

Called by actions after their own act, so that no note of either kind comes in without (rules C1 and C4).
"""

from collections.abc import Iterable
from uuid import UUID

from safepassage.desk.core.ids import reference
from safepassage.desk.crises.access import Role
from safepassage.desk.people.models import Person
from safepassage.desk.people.states import State
from safepassage.desk.people.writing import Moment
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work

DUTIES = {State.DEAD: Kind.NEXT_OF_KIN, State.HELD: Kind.WELFARE_CHECK}


def open_duties(moment: Moment, said: Iterable[tuple[UUID, State | str | None]]) -> None:
    """Put into the queue what follows from states that were asserted of persons, by id; once for each of them."""
    wanted = {(person_id, State(state)) for person_id, state in said if state in DUTIES}
    if not wanted:
        return
    keys = dict(Person.objects.filter(pk__in={pk for pk, _ in wanted}).values_list("pk", "key"))
    for person_id, state in sorted(wanted):
        work = Work(
            DUTIES[state],
            reference("person", person_id),
            Role.CASEWORKER,
            Urgency.SOON,
            f"a note says: {state.value}",
            key=keys[person_id],
        )
        open_item(moment.crisis, work, actor=moment.actor)
