"""Work items, the ground, duplicates and preflights.

An item has an officer as its owner: programs open items, and neither claim nor finish them.
"""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from safepassage.desk.api.cursors import AtInstant, Cursor, Limit, piece
from safepassage.desk.api.operations import put_in, see
from safepassage.desk.api.problems import Fault, Problem
from safepassage.desk.api.schemas import (
    ItemIn,
    ItemsOut,
    LikenessesOut,
    Made,
    PreflightOut,
    PreflightsOut,
    ThingsOut,
)
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Thing
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.movement import queries as movement
from safepassage.desk.people import queries as people
from safepassage.desk.queue import actions, queries
from safepassage.desk.queue.work import Urgency, Work

router = Router()
LATEST = {  # a program that could say any time would put what nobody ever sees into the queue
    Urgency.LIFE: timedelta(hours=1),
    Urgency.SOON: timedelta(hours=24),
    Urgency.ROUTINE: timedelta(days=7),
}


@see(router, "/items", Thing.QUEUE, ItemsOut)
def list_items(request: HttpRequest, cursor: Cursor, limit: Limit) -> ItemsOut:
    """What is to be done and not finished, in the order in which it came in; without texts."""
    found = piece(queries.unfinished(request.auth.crisis), cursor, limit)
    return ItemsOut(items=found.rows, next=found.next)


@put_in(router, "/items", Thing.QUEUE, Made)
def open_item(request: HttpRequest, about: ItemIn) -> Made:
    """Put a message or request before a role, about a person or the crisis."""
    crisis, said = request.auth.crisis, about.model_dump(exclude={"person"})
    now = clock.now()
    if about.due_at and not now <= about.due_at <= now + LATEST[about.urgency]:
        expected = f"an instant from now, of this urgency at most {LATEST[about.urgency]} from now"
        raise Problem(422, "the request does not fit", [Fault("/due_at", expected)])
    person = get_object_or_404(people.persons_of(crisis), pk=about.person) if about.person else None
    work = Work(subject=(person or crisis).reference, key=person.key_id if person else None, **said)
    return Made(id=actions.open_item(crisis, work, actor=request.auth).id)


@see(router, "/ground/{kind}", Thing.GROUND, ThingsOut)
def list_ground(request: HttpRequest, kind: Kind, as_of: AtInstant = None) -> ThingsOut:
    """Havens and all else on the ground, now or as the desk knew it at `as_of`."""
    found = ground.things(request.auth.crisis, kind, as_of)
    return ThingsOut(things=[{"id": thing.id, "code": thing.code, **ground.fields_of(thing)} for thing in found])


@see(router, "/duplicates", Thing.PERSONS, LikenessesOut)
def list_duplicates(request: HttpRequest, cursor: Cursor, limit: Limit) -> LikenessesOut:
    """Pairs of records that wait for an officer to compare them."""
    found = piece(people.likenesses_of(request.auth.crisis), cursor, limit)
    return LikenessesOut(duplicates=found.rows, next=found.next)


@see(router, "/preflights", Thing.PREFLIGHTS, PreflightsOut)
def list_preflights(request: HttpRequest, cursor: Cursor, limit: Limit) -> PreflightsOut:
    """Stored preflights, in the order in which they were made."""
    found = piece(movement.preflights_of(request.auth.crisis), cursor, limit)
    return PreflightsOut(preflights=found.rows, next=found.next)


@see(router, "/preflights/{uuid:preflight_id}", Thing.PREFLIGHTS, PreflightOut)
def get_preflight(request: HttpRequest, preflight_id: UUID) -> PreflightOut:
    """One stored preflight, in numbers."""
    return get_object_or_404(movement.preflights_of(request.auth.crisis), pk=preflight_id)
