"""Which sides of a corridor have promised passage: by promises that it rests on, and by what is written on it itself.

To an officer the two are one thing (docs/decisions/0041-sides-of-a-corridor.md): each side that controls a part of the
way needs one that stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from safepassage.desk.core import clock
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import Corridor
from safepassage.desk.ledger.queries import opened_key
from safepassage.desk.picture.kinds import STANDS, PromiseState
from safepassage.desk.picture.models import Basis, Promise
from safepassage.desk.picture.queries import Said, bases_of, said

Commitment = dict[str, Any]  # as the crisis folder has it: side, status, by, said_at, expires_at, grade


class Given(NamedTuple):
    """One promise of one side."""

    by: str
    state: PromiseState
    until: datetime | None
    stands: bool  # promised or confirmed, and its time is not over
    promise: Promise | None  # null: written on the corridor itself

    @property
    def state_in_words(self) -> str:
        """As pages show it."""
        return str(self.state.label)


class Side(NamedTuple):
    """A side that controls a part of the way."""

    name: str
    given: tuple[Given, ...]

    @property
    def has_promised(self) -> bool:
        """Whether one of its promises stands."""
        return any(each.stands for each in self.given)

    @property
    def has_fallen(self) -> bool:
        """Whether one was broken; or all are over, of which there was one. As rule P13 doubts a corridor."""
        broken = any(each.state is PromiseState.BROKEN for each in self.given)
        return broken or (bool(self.given) and not self.has_promised)


def sides_of(crisis: Crisis, corridors: Iterable[Corridor], at: datetime | None = None) -> dict[str, list[Side]]:
    """The sides of corridors whose fields are opened, by the corridor's reference, in the corridor's order."""
    there, now = list(corridors), at or clock.now()
    linked = _linked(crisis, there)
    return {each.reference: _sides(each, linked[each.reference], now) for each in there}


def opened_corridors(crisis: Crisis) -> list[Corridor]:
    """Those that are there now, with what is written on them."""
    key = opened_key(crisis.key)
    return [ground.opened(each, key) for each in ground.of_kind(crisis, Kind.CORRIDOR)]  # type: ignore[misc]


def corridors_shaken(crisis: Crisis, at: datetime | None = None) -> dict[Corridor, list[Side]]:
    """Corridors of which what some side promised has fallen, with those sides."""
    corridors = opened_corridors(crisis)
    found = sides_of(crisis, corridors, at) if corridors else {}
    fallen = {each: [side for side in found[each.reference] if side.has_fallen] for each in corridors}
    return {corridor: sides for corridor, sides in fallen.items() if sides}


def commitments_linked(crisis: Crisis, corridors: Iterable[Corridor]) -> dict[str, list[Commitment]]:
    """The promises that corridors rest on, as the crisis folder writes them, by the corridor's reference."""
    there = list(corridors)
    return {
        reference: [_commitment(side, basis.promise, told) for side, basis, told in rows if side]
        for reference, rows in _linked(crisis, there).items()
    }


_Linked = list[tuple[str, Basis, Said]]  # whose promise; "" of no side of the corridor


def _linked(crisis: Crisis, corridors: list[Corridor]) -> Mapping[str, _Linked]:
    named = {each.reference: each.sides for each in corridors}
    bases = bases_of(crisis, named) if named else {}
    rows = [(thing, basis) for thing, found in bases.items() for basis in found if basis.promise]
    told = said(crisis, {basis.promise.reference: basis.promise for _thing, basis in rows}.values()) if rows else {}
    linked: defaultdict[str, _Linked] = defaultdict(list)
    for thing, basis in rows:
        words = told[basis.promise.reference]
        linked[thing].append((_whose(basis, words, named[thing]), basis, words))
    return linked


def _whose(basis: Basis, told: Said, sides: Iterable[str]) -> str:
    """The side that an officer named; else the one that is called as whoever promised."""
    by = told["by"].casefold().strip()
    return next((each for each in sides if each == basis.side or (not basis.side and each.casefold() == by)), "")


def _sides(corridor: Corridor, linked: _Linked, at: datetime) -> list[Side]:
    given: defaultdict[str, list[Given]] = defaultdict(list)
    for side, basis, told in linked:
        promise = basis.promise
        state = PromiseState(promise.state)
        given[side].append(Given(told["by"], state, promise.expires_at, _holds(state, promise.expires_at, at), promise))
    for each in corridor.commitments:
        state, over = PromiseState(each["status"]), each.get("expires_at")
        until = datetime.fromisoformat(over) if over else None
        given[each["side"]].append(Given(each.get("by") or each["side"], state, until, _holds(state, until, at), None))
    return [Side(name, tuple(given[name])) for name in corridor.sides]


def _holds(state: PromiseState, until: datetime | None, at: datetime) -> bool:
    return state in STANDS and (until is None or until > at)


def _commitment(side: str, promise: Promise, told: Said) -> Commitment:
    made = {"side": side, "status": promise.state, "by": told["by"], "said_at": promise.entered_at.isoformat()}
    if promise.expires_at:
        made["expires_at"] = promise.expires_at.isoformat()
    return made | ({"grade": promise.grade} if promise.grade else {})
