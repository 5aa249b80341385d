"""Who is in a drawn area: whole cells by their index, without opening a record; those at its border one by one.

Of a record at the border only the position is read, and none is opened of those whose position the index of the search
knows already. A process keeps these points in memory, never on a disk, so that the next page of the same area need not
open them again.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import shapely
from django.db import connection
from django.db.models import CharField, Count, Max, Q, QuerySet
from django.db.models.functions import Cast
from shapely.geometry.base import BaseGeometry

from safepassage.desk.core.bulk import in_batches, read_rows
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.cells import Range, cover
from safepassage.desk.people.models import Person
from safepassage.desk.people.opened import SEALED, RecordOpener
from safepassage.desk.people.search import is_loaded, points_known

RANGES_AT_ONCE = 200  # a condition each; databases limit how many
AT_ONCE = 5_000
MOST_HELD = 200_000  # points, of all crises; about 100 bytes each
WRITTEN = ("id_written", "number", "state", "category", "located_at_written")  # of `Located`, in texts
# A range is read in the order of the index, nothing sorted; Django would take longer to write this down than it takes.
OF_RANGE = """
    SELECT state, category, COUNT(*) AS persons, COUNT(CASE WHEN located_at < %s THEN 1 END) AS old FROM people_person
    WHERE crisis_id = %s AND set_aside = '' AND cell BETWEEN %s AND %s GROUP BY cell, state, category
"""
OF_RANGES = "SELECT state, category, SUM(persons), SUM(old) FROM ({ranges}) AS found GROUP BY state, category"


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
    columns = {"located_at": old_before, "crisis": crisis.id}
    old, here = (Person._meta.get_field(name).get_db_prep_value(said, connection) for name, said in columns.items())
    for start in range(0, len(ranges), RANGES_AT_ONCE):
        some = ranges[start : start + RANGES_AT_ONCE]
        with connection.cursor() as cursor:
            asked = OF_RANGES.format(ranges=" UNION ALL ".join([OF_RANGE] * len(some)))
            cursor.execute(asked, [value for each in some for value in (old, here, *each)])
            for state, category, persons, of_old in cursor.fetchall():
                counts[Kind(state, category, True)] += int(of_old)
                counts[Kind(state, category, False)] += int(persons - of_old)
    return +counts


def _first(some: QuerySet[Person], after: str, length: int) -> list[Person]:
    return list(some.filter(number__gt=after).order_by("number")[:length])


# --- Cells at the border ---------------------------------------------------------------------------------------------


Written = tuple[str, ...]  # `Located` in texts, as most of those at a border turn out to be outside


class Stamp(NamedTuple):
    """A cell as it is now. Whoever comes, goes or changes changes one of the last two, as versions only grow."""

    crisis_id: UUID
    cell: int
    persons: int
    version: int


class Opened(NamedTuple):
    """Everybody in a cell; `points` (n, 2): longitude, latitude."""

    persons: list[Written]
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
        yield from (_located(*persons[place]) for place in np.flatnonzero(within).tolist())


def _located(person_id: str, number: str, state: str, category: str, located_at: str) -> Located:
    at = datetime.fromisoformat(located_at).replace(tzinfo=UTC)  # databases keep instants in UTC; one says so
    return Located(UUID(person_id), number, state, category, at)


def _open(stamps: Sequence[Stamp]) -> dict[Stamp, Opened]:
    """Everybody in these cells, all of one crisis."""
    if not stamps:
        return {}
    crisis_id = stamps[0].crisis_id
    is_known = is_loaded(crisis_id)  # then nearly all points are, and no sealed column is read
    columns = ("cell", "version", *WRITTEN, *(() if is_known else ("id", *SEALED)))
    rows = [row for some in _in_cells(stamps) for row in read_rows(some.values_list(*columns))]
    points = _points_known(crisis_id, rows) if is_known else _points_read(row[2 + len(WRITTEN) :] for row in rows)
    of_cell: dict[int, list[int]] = {stamp.cell: [] for stamp in stamps}
    for place, (cell, *_) in enumerate(rows):
        of_cell[cell].append(place)
    return {
        stamp: Opened([rows[place][2 : 2 + len(WRITTEN)] for place in of_cell[stamp.cell]], points[of_cell[stamp.cell]])
        for stamp in stamps
    }


def _in_cells(stamps: Sequence[Stamp]) -> Iterator[QuerySet[Person]]:
    written = {f"{name}_written": Cast(name, CharField()) for name in ("id", "located_at")}
    for start in range(0, len(stamps), RANGES_AT_ONCE):
        cells = [stamp.cell for stamp in stamps[start : start + RANGES_AT_ONCE]]
        there = Person.objects.filter(crisis=stamps[0].crisis_id, set_aside="", cell__in=cells)
        yield there.annotate(**written)


def _points_read(rows: Iterable[Sequence[Any]]) -> np.ndarray:
    """(n, 2): longitude and latitude of each, from its id and sealed columns."""
    opener = RecordOpener()
    return np.array([_lon_lat(opener.open(*row)["position"]) for row in rows], float).reshape(-1, 2)


def _points_known(crisis_id: UUID, rows: Sequence[Sequence[Any]]) -> np.ndarray:
    """The same from the index of the search; those that changed since are read."""
    points = points_known(crisis_id, [row[2] for row in rows], [row[1] for row in rows])
    changed = {UUID(rows[place][2]): place for place in np.flatnonzero(np.isnan(points[:, 0])).tolist()}
    for batch in in_batches(changed):
        some = list(read_rows(Person.objects.filter(pk__in=batch).values_list("id", *SEALED)))
        points[[changed[row[0]] for row in some]] = _points_read(some)
    return points


_lon_lat = itemgetter("longitude", "latitude")
