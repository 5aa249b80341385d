"""A register of 1,000,000 on SQLite and PostgreSQL, and what is asked of it: account, somebody, area, list, file.

`python -m benchmarks.desk_register [sqlite|postgresql] [persons] [rows of the list] [registered]` measures one size on
one database: the first are registered by the desk, the others are copies of them under other names, made much faster.
"""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks import desk_area, desk_copies, desk_export, desk_import
from benchmarks.desk_database import asked, database, on_both, peak_mb, say
from benchmarks.desk_invented import NOON, entry, name
from benchmarks.measuring import Spent, spent

PERSONS, FIRST, ROWS, BATCH, SEARCHES = 1_000_000, 100_000, 100_000, 5_000, 200
MOST_REGISTER_S, MOST_ACCOUNT_S, MOST_SEARCH_MS = 60.0, 1.0, 150.0


def main() -> bool:
    """Measure on both databases; True if every target is met."""
    return on_both("desk_register", PERSONS, ROWS, FIRST)


def measure(engine: str, persons: int, rows: int, first: int) -> None:
    """Print what everything takes on one database. What changes the register comes last."""
    with database(engine) as settings:
        from tests.desk import cast

        officer = cast.officer("bench")
        crisis = cast.crisis(officer)
        print(f"The register on {engine}, {persons:,} invented persons, a note each:", flush=True)
        first = min(persons, first)
        say(f"registering {first:,}", register(crisis, 0, first, "bench-first"), MOST_REGISTER_S)
        copying = spent(lambda: desk_copies.write(crisis, first, persons, "bench"))
        print(f"  the other {persons - first:,} are copies: {copying.wall:.0f} s", flush=True)
        _account(crisis)
        _search(crisis, persons, first)
        desk_area.measure(crisis)
        desk_import.measure(crisis, officer, rows, persons)
        desk_export.measure(crisis, settings, "bench-first")


def register(crisis: Any, begin: int, end: int, source: str) -> Spent:
    """What it takes, without inventing the persons."""
    from tests.desk.cast import SETUP

    from safepassage.desk.people.actions import register_persons

    each: list[Spent] = []
    for start in range(begin, end, BATCH):
        entries = [entry(i) for i in range(start, min(start + BATCH, end))]
        each.append(spent(lambda entries=entries: register_persons(crisis, entries, actor=SETUP, source=source)))
    return Spent(sum(some.wall for some in each), sum(some.cpu for some in each))


def _account(crisis: Any) -> None:
    from safepassage.desk.people.queries import account

    for by in ("crisis", "category"):
        now = _median(lambda by=by: account(crisis, by))
        say(f"account by {by}, now", now, MOST_ACCOUNT_S)
        then = _median(lambda by=by: account(crisis, by, as_of=NOON + timedelta(hours=40)))
        say(f"account by {by}, as of a day before", then, MOST_ACCOUNT_S)


def _search(crisis: Any, persons: int, first: int) -> None:
    from safepassage.desk.people.queries import find, person_from

    before_mb = peak_mb()
    loading = spent(lambda: find(crisis, "Asha"))
    print(f"  index loaded in {loading.wall:.1f} s (processor {loading.cpu:.1f})", end="; ")
    print(f"memory at most {peak_mb():.0f} MB, {before_mb:.0f} before", flush=True)
    draw = random.Random(17)
    asked: dict[str, list[Spent]] = {"name": [], "misspelt name": [], "document": [], "phone": []}
    found = dict.fromkeys(asked, 0)
    for _ in range(SEARCHES):
        number = draw.randrange(persons)
        meant = person_from(crisis, "bench-first" if number < first else "bench", str(number)).id
        full = name(number)
        cut = draw.randrange(1, len(full) - 1)
        words = (full, full[:cut] + full[cut + 1 :], f"M{number:07}", f"050{number:07}")
        for kind, text in zip(asked, words, strict=True):
            begun, worked = perf_counter(), process_time()
            hits = find(crisis, text)
            asked[kind].append(Spent(perf_counter() - begun, process_time() - worked))
            found[kind] += any(hit.person_id == meant for hit in hits)
    for kind, times in asked.items():
        p95, middle = _p95(times), median(each.wall for each in times) * 1_000
        share = f"{found[kind] / SEARCHES:.0%} among the first 20"
        say(f"by {kind}, p95 (median {middle:.0f} ms; {share})", p95, MOST_SEARCH_MS, "ms")


def _p95(times: Sequence[Spent]) -> Spent:
    return Spent(*(sorted(each)[int(len(each) * 0.95)] for each in zip(*times, strict=True)))


def _median(work: Callable[[], Any], runs: int = 5) -> Spent:
    work()
    return Spent(*map(median, zip(*(spent(work) for _ in range(runs)), strict=True)))


if __name__ == "__main__":
    measure(*asked(PERSONS, ROWS, FIRST))
