"""Every page of the console at 100,000 persons on SQLite and PostgreSQL: milliseconds, queries, bytes.

`python -m benchmarks.desk_pages [sqlite|postgresql] [persons]` measures one size on one database. The pages are those
that the tests walk, through the whole of the application; a page counts as slow by its p95.
"""

import gc
from typing import Any, NamedTuple

from benchmarks.desk_database import asked, database, on_both
from benchmarks.measuring import spent

PERSONS, BATCH, RUNS = 100_000, 4_000, 40
MOST_MS, MOST_QUERIES = 300.0, 15


class Taken(NamedTuple):
    """What one page takes."""

    page: str
    median_ms: float
    p95_ms: float
    p95_cpu_ms: float  # of the processor
    queries: int
    n_bytes: int

    @property
    def is_met(self) -> bool:
        """Whether both targets are."""
        return self.p95_ms <= MOST_MS and self.queries <= MOST_QUERIES


def main() -> bool:
    """Measure on both databases; True if every page is fast enough."""
    return on_both("desk_pages", PERSONS)


def measure(engine: str, persons: int) -> None:
    """Print what each page takes on one database."""
    with database(engine):
        _measure(persons, engine)


def _measure(persons: int, engine: str) -> None:
    from django.test import Client
    from tests.desk import cast
    from tests.desk.console.people_made_up import fill
    from tests.desk.console.test_pages import PAGES, places_of

    from safepassage.desk.crises.access import Role

    crisis = cast.crisis(cast.officer("bench", is_administrator=True))
    caseworker = cast.member(crisis, cast.officer("caseworker"), Role.CASEWORKER)
    seeding = spent(lambda: _fill(crisis, persons, fill, cast.SETUP))
    print(
        f"Pages on {engine}, {persons:,} invented persons in parties of four, registered in {seeding.wall:.0f} s:",
        flush=True,
    )
    places = places_of(crisis, caseworker)
    client = cast.sign_in(Client(), caseworker)
    gc.collect()
    gc.freeze()  # as a server does when it has begun
    for page in PAGES:
        taken = _page(client, f"/crises/{crisis.id}/", page, places)
        print(
            f"  /{taken.page}: p95 {taken.p95_ms:.0f} ms (processor {taken.p95_cpu_ms:.0f}),"
            f" median {taken.median_ms:.0f} ms, {taken.queries} queries,"
            f" {taken.n_bytes:,} bytes: {'met' if taken.is_met else 'MISSED'}",
            flush=True,
        )


def _fill(crisis: Any, persons: int, fill: Any, actor: Any) -> None:
    for number, start in enumerate(range(0, persons, BATCH)):
        fill(crisis, min(BATCH, persons - start), actor=actor, seed=number, source=f"made-up-{number}")


def _page(client: Any, begin: str, page: str, places: dict[str, Any]) -> Taken:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from tests.desk.console.test_pages import queries_of

    address = begin + page.format(**places)
    client.get(address)  # what is cached for good is cached now
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    queries = len(queries_of(captured.captured_queries))  # now: the next request forgets them
    if answer.status_code != 200:
        raise RuntimeError(f"{page}: {answer.status_code}")
    each = [spent(lambda: client.get(address)) for _ in range(RUNS)]
    wall, cpu = (sorted(taken * 1_000 for taken in taken_of) for taken_of in zip(*each, strict=True))
    place = int(RUNS * 0.95)
    return Taken(page, wall[RUNS // 2], wall[place], cpu[place], queries, len(answer.content))


if __name__ == "__main__":
    measure(*asked(PERSONS))
