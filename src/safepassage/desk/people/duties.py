"""What a statement makes somebody's duty: of a death the next of kin are told first, a detention is checked on.

Called by actions after their own act, so that no note of either kind comes in without (rules C1 and C4).
"""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from safepassage.desk.core.bulk import in_batches
from safepassage.desk.core.ids import reference
from safepassage.desk.crises.access import Role
from safepassage.desk.people.models import Person
from safepassage.desk.people.states import State
from safepassage.desk.people.writing import Moment
from safepassage.desk.queue.actions import open_items
from safepassage.desk.queue.work import Kind, Urgency, Work

TOLD = _(
    "“Dead (confirmed)” is said of them whatever the grade, and opens an item to tell their next of kin first; until "
    "then no file that leaves the service holds them. Of a rumour choose no state: write down their words. “Held” "
    "opens an item to see how they are."
)
IN_SHORT = _(
    "“Dead (confirmed)” sets off that the next of kin are told; of a rumour leave this, and write what is said."
)
DUTIES = {State.DEAD: Kind.NEXT_OF_KIN, State.HELD: Kind.WELFARE_CHECK}


def open_duties(moment: Moment, said: Iterable[tuple[UUID, State | str | None]]) -> None:
    """Put into the queue what follows from states that were asserted of persons, by id; once for each of them."""
    wanted = {(person_id, State(state)) for person_id, state in said if state in DUTIES}
    if not wanted:
        return
    keys: dict[UUID, UUID] = {}
    for batch in in_batches({person_id for person_id, _state in wanted}):
        keys.update(Person.objects.filter(pk__in=batch).values_list("pk", "key"))
    works = [
        Work(
            DUTIES[state],
            reference("person", person_id),
            Role.CASEWORKER,
            Urgency.SOON,
            f"a note says: {state.value}",
            key=keys[person_id],
        )
        for person_id, state in sorted(wanted)
    ]
    open_items(moment.crisis, works, actor=moment.actor)
