"""What a preflight rests on of the ground, and which preflights are shaken because it fell (rule C3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.movement.models import RestsOn, StoredPreflight
from safepassage.desk.picture import queries as picture
from safepassage.desk.picture.queries import Fallen
from safepassage.planning.model import Preflight

FOR_ALL = (Kind.CLOSURE, Kind.CURFEW)  # whatever way people take, it was found with these in mind


class Shaken(NamedTuple):
    """A preflight is not to be relied on: what fell, and whom that touches."""

    fallen: tuple[Fallen, ...]
    people: int  # of the thing that most of them were to rely on


def rests_of(result: Preflight, crisis: Crisis) -> dict[str, int]:
    """The things on the ground that a result rests on, as the ledger names them, each with the people it is for.

    Havens that people are sent to, corridors that lead there or say nothing of where, every closure and curfew.
    """
    to_haven: defaultdict[str, int] = defaultdict(int)
    for party in result.parties:
        if party.haven:
            to_haven[party.haven] += party.size
    sent = {asked.haven_id: to_haven[asked.haven_id] for asked in result.advisory.havens if asked.haven_id}
    found = {thing.reference: sent[thing.code] for thing in ground.of_kind(crisis, Kind.HAVEN).filter(code__in=sent)}
    for corridor in ground.of_kind(crisis, Kind.CORRIDOR):
        leads_to = corridor.havens or list(sent)  # type: ignore[attr-defined]
        if not sent.keys().isdisjoint(leads_to):
            found[corridor.reference] = sum(sent.get(code, 0) for code in leads_to)
    for kind in FOR_ALL:
        found |= {thing.reference: result.people.total for thing in ground.of_kind(crisis, kind)}
    return found


def shaken(crisis: Crisis, among: Iterable[StoredPreflight] | None = None) -> dict[UUID, Shaken]:
    """Preflights of which something that they rest on has fallen, by id; of all, or of those given."""
    fallen = picture.shaken(crisis)
    if not fallen:
        return {}
    rows = RestsOn.objects.filter(preflight__crisis=crisis, thing__in=list(fallen))
    if among is not None:
        rows = rows.filter(preflight__in=[stored.pk for stored in among])
    found: defaultdict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for preflight, thing, people in rows.order_by("id").values_list("preflight", "thing", "people"):
        found[preflight].append((thing, people))
    return {preflight: _shaken(things, fallen) for preflight, things in found.items()}


def _shaken(things: list[tuple[str, int]], fallen: Mapping[str, list[Fallen]]) -> Shaken:
    bases = tuple(each for thing, _people in things for each in fallen[thing])
    return Shaken(bases, max(people for _thing, people in things))
