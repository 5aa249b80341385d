"""Who is in a drawn area: whole cells by their index, without opening a record; those at its border one by one.

Of a record at the border only the position is read. A process keeps these points in memory, never on a disk, so that
the next page of the same area need not open them again.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import itemgetter
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import shapely
from django.db.models import Case, Count, Max, Q, QuerySet, When
from shapely.geometry.base import BaseGeometry

from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.cells import Range, cover
from safepassage.desk.people.models import Person
from safepassage.desk.people.opened import SEALED, RecordOpener

RANGES_AT_ONCE = 200  # a condition each; databases limit how many
AT_ONCE = 5_000
MOST_HELD = 200_000  # points, of all crises; about 100 bytes each
CLEAR = ("id", "number", "state", "category", "located_at")


class Kind(NamedTuple):
    """What people in an area are counted by."""

    state: str
    category: str
    is_old: bool  # their position is older than the limit


class Located(NamedTuple):
    """What is known in clear of somebody at the border."""

    id: UUID
    number: str
    state: str
    category: str
    located_at: datetime


@dataclass(frozen=True)
class InArea:
    """The persons in an area."""

    crisis: Crisis
    counts: Counter[Kind]
    unlocated: int  # persons of the crisis of whom no position is known: they may be there too
    inside: Sequence[Range]  # of cells that lie wholly in the area
    at_border: Sequence[Located]
    old_before: datetime

    @property
    def persons(self) -> int:
        """How many, by the last position of each."""
        return self.counts.total()

    def page(self, after: str, length: int) -> list[Person]:
        """The next by number, after a number; "" for the first."""
        found = [each for some in _in_ranges(self.crisis, self.inside) for each in _first(some, after, length)]
        numbers = sorted(each.number for each in self.at_border if each.number > after)[:length]
        found += _persons(self.crisis).filter(number__in=numbers)
        return sorted(found, key=lambda person: person.number)[:length]

    def ids(self) -> Iterator[UUID]:
        """All of them."""
        for some in _in_ranges(self.crisis, self.inside):
            yield from some.values_list("pk", flat=True).iterator(AT_ONCE)
        yield from (each.id for each in self.at_border)


def persons_in(crisis: Crisis, area: BaseGeometry, *, old_before: datetime) -> InArea:
    """Who is in an area (shapely, x = lon, y = lat; its outline belongs to it), by the position in each record.

    Records set aside or erased are not. A position from before `old_before` is counted as old. Raises cells.TooLarge.
    """
    covered = cover(area)
    counts = _counts_inside(crisis, covered.inside, old_before)
    at_border = list(_at_border(crisis, covered.border, area))
    counts.update(Kind(each.state, each.category, each.located_at < old_before) for each in at_border)
    unlocated = _persons(crisis).filter(set_aside="", cell=None, erased_at=None).count()
    return InArea(crisis, counts, unlocated, covered.inside, at_border, old_before)


# --- Whole cells -----------------------------------------------------------------------------------------------------


def _persons(crisis: Crisis) -> QuerySet[Person]:
    return Person.objects.filter(crisis=crisis).defer("sealed")


def _in_ranges(crisis: Crisis, ranges: Sequence[Range]) -> Iterator[QuerySet[Person]]:
    """Those in the cells, some ranges at a time. Erased persons are in no cell."""
    for start in range(0, len(ranges), RANGES_AT_ONCE):
        which = Q()
        for first, last in ranges[start : start + RANGES_AT_ONCE]:
            which |= Q(crisis=crisis, set_aside="", cell__gte=first, cell__lte=last)
        yield Person.objects.filter(which).defer("sealed")  # all of it in each condition: else SQLite reads the crisis


def _counts_inside(crisis: Crisis, ranges: Sequence[Range], old_before: datetime) -> Counter[Kind]:
    counts: Counter[Kind] = Counter()
    is_old = Case(When(located_at__lt=old_before, then=True), default=False)
    there = Person.objects.filter(crisis=crisis, set_aside="").annotate(is_old=is_old).order_by()
    kinds = there.values_list("state", "category", "is_old").annotate(n=Count("*"))
    for start in range(0, len(ranges), RANGES_AT_ONCE):  # each range alone is counted in the index, without its rows
        first, *rest = (kinds.filter(cell__range=each) for each in ranges[start : start + RANGES_AT_ONCE])
        for *kind, n in first.union(*rest, all=True) if rest else first:
            counts[Kind(*kind)] += n
    return counts


def _first(some: QuerySet[Person], after: str, length: int) -> list[Person]:
    return list(some.filter(number__gt=after).order_by("number")[:length])


# --- Cells at the border ---------------------------------------------------------------------------------------------


class Stamp(NamedTuple):
    """A cell as it is now. Whoever comes, goes or changes changes one of the last two, as versions only grow."""

    crisis_id: UUID
    cell: int
    persons: int
    version: int


class Opened(NamedTuple):
    """Everybody in a cell; `points` (n, 2): longitude, latitude."""

    persons: list[Located]
    points: np.ndarray


class Held:
    """The cells that this process has opened, those used last."""

    def __init__(self) -> None:
        self.cells: OrderedDict[tuple[UUID, int], tuple[Stamp, Opened]] = OrderedDict()
        self.lock = Lock()

    def opened(self, stamps: Sequence[Stamp]) -> list[Opened]:
        """What is in these cells; the records are opened of those that changed."""
        with self.lock:
            there = [self.cells.pop(stamp[:2], None) for stamp in stamps]
            known = {each[0]: each[1] for each in there if each}
            known |= _open([stamp for stamp in stamps if stamp not in known])
            self.cells |= {stamp[:2]: (stamp, known[stamp]) for stamp in stamps}
            held = sum(stamp.persons for stamp, _ in self.cells.values())
            while held > MOST_HELD:
                _, (oldest, _) = self.cells.popitem(last=False)
                held -= oldest.persons
            return [known[stamp] for stamp in stamps]


@cache
def _held() -> Held:
    return Held()


def _at_border(crisis: Crisis, cells: Sequence[int], area: BaseGeometry) -> Iterator[Located]:
    there = Person.objects.filter(crisis=crisis, set_aside="")
    stamps = [
        Stamp(crisis.id, *row)
        for start in range(0, len(cells), RANGES_AT_ONCE)
        for row in there.filter(cell__in=cells[start : start + RANGES_AT_ONCE])
        .values_list("cell").annotate(n=Count("*"), newest=Max("version")).order_by("cell")
    ]  # fmt: skip
    for persons, points in _held().opened(stamps):
        within = shapely.intersects_xy(area, points[:, 0], points[:, 1])
        yield from (persons[place] for place in np.flatnonzero(within).tolist())


def _open(stamps: Sequence[Stamp]) -> dict[Stamp, Opened]:
    of_cell = {stamp.cell: stamp for stamp in stamps}
    rows: dict[Stamp, list[Any]] = {stamp: [] for stamp in stamps}
    for start in range(0, len(stamps), RANGES_AT_ONCE):
        some = stamps[start : start + RANGES_AT_ONCE]
        there = Person.objects.filter(crisis=some[0].crisis_id, set_aside="", cell__in=[stamp.cell for stamp in some])
        for cell, *row in there.values_list("cell", *CLEAR, *SEALED).iterator(AT_ONCE):
            rows[of_cell[cell]].append(row)
    return {stamp: _opened(found) for stamp, found in rows.items()}


def _opened(rows: Iterable[Sequence[Any]]) -> Opened:
    persons, points, opener = [], [], RecordOpener()
    for row in rows:
        person = Located(*row[: len(CLEAR)])
        persons.append(person)
        points.append(_lon_lat(opener.open(person.id, *row[len(CLEAR) :])["position"]))
    return Opened(persons, np.array(points, float).reshape(-1, 2))


_lon_lat = itemgetter("longitude", "latitude")
