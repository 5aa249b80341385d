"""The register at scale on SQLite and PostgreSQL: registering 100,000, the account of 1,000,000, looking somebody up.

`python -m benchmarks.desk_people [persons] [sqlite|postgresql]` measures one size on one database.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.measuring import seconds

PERSONS, BATCH, SEARCHES = 1_000_000, 5_000, 200
MOST_REGISTER_S, MOST_ACCOUNT_S, MOST_SEARCH_MS = 60.0, 1.0, 150.0
NOON = datetime(2022, 3, 2, 10, tzinfo=UTC)
GIVEN = [
    "Asha",
    "Arjun",
    "Priya",
    "Rohan",
    "Anita",
    "Vikram",
    "Olena",
    "Taras",
    "Fatima",
    "Omar",
    "Chidi",
    "Amara",
    "Linh",
    "Wei",
    "Maria",
    "José",
    "Zoë",
    "Aarav",
]
FAMILY = [
    "Invented",
    "Madeup",
    "Imaginary",
    "Fictional",
    "Nobody",
    "Pretend",
    "Supposed",
    "Example",
    "Sample",
    "Notional",
    "Fabled",
    "Storied",
]
SYLLABLES = ["ka", "ri", "sha", "mu", "ve", "lo", "na", "ti", "do", "pe", "gu", "ya", "bi", "so", "ra"]


def main() -> bool:
    """Measure all sizes on both databases; True if every target is met."""
    met = [_in_its_own_process(engine) for engine in ("sqlite", "postgresql")]
    return all(met)


def _in_its_own_process(engine: str) -> bool:
    """So that memory is its own."""
    command = [sys.executable, "-m", "benchmarks.desk_people", str(PERSONS), engine]
    done = subprocess.run(command, text=True, capture_output=True, check=True)
    print(done.stdout, end="")
    return "MISSED" not in done.stdout


def measure(persons: int, engine: str) -> None:
    """Print what one size takes on one database."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)  # under root PostgreSQL runs as a user of its own
        os.environ["DJANGO_SETTINGS_MODULE"] = "safepassage.desk.settings"
        os.environ["SAFEPASSAGE_DATA_DIR"] = str(Path(folder) / "data")
        import django

        django.setup()
        from tests.desk.databases import ENGINES, use

        with ENGINES[engine](Path(folder)) as made:
            use(made.shared)
            _measure(persons, engine)


def _measure(persons: int, engine: str) -> None:
    from tests.desk import cast

    crisis = cast.crisis(cast.officer("bench"))
    print(f"The register on {engine}, {persons:,} invented persons, a note each:")
    first = min(persons, 100_000)
    _say(f"registering {first:,}", _register(crisis, 0, first), MOST_REGISTER_S, "s")
    _register(crisis, first, persons)
    _account(crisis)
    _search(crisis, persons)


def _register(crisis: Any, begin: int, end: int) -> float:
    """Seconds, without inventing the persons."""
    from tests.desk.cast import SETUP

    from safepassage.desk.people.actions import register_persons

    taken = 0.0
    for start in range(begin, end, BATCH):
        entries = [_entry(i) for i in range(start, min(start + BATCH, end))]
        taken += seconds(lambda entries=entries: register_persons(crisis, entries, actor=SETUP, source="bench"))
    return taken


def _entry(number: int) -> Any:
    from safepassage.desk.people.entries import NewNote, NewPerson
    from safepassage.desk.people.records import Document, PersonRecord
    from safepassage.desk.people.states import GRADES, Category, State

    draw = random.Random(number)
    states = [state for state in State if state != State.NEVER_TRIED]
    often = [
        0.05 if state in (State.DEAD, State.HELD) else 7 for state in states
    ]  # each opens duties; one in a thousand
    record = PersonRecord(
        full_name=name(number),
        phones=(f"+38050{number:07}",),
        documents=(Document(kind="passport", number=f"M{number:07}"),),
        shelter=f"Hostel {draw.randrange(400)}, room {draw.randrange(900)}",
        age=str(draw.randrange(80)),
    )
    first_at = NOON + timedelta(seconds=draw.randrange(86_400))
    said_at = first_at + timedelta(hours=draw.randrange(72))
    note = NewNote(said_at, draw.choices(states, often)[0], grade=draw.choice(GRADES))
    return NewPerson(record, draw.choice(list(Category)), str(number), first_at=first_at, notes=(note,))


def name(number: int) -> str:
    """An invented name; about half a million different ones."""
    draw = random.Random(number * 7919)
    middle = "".join(draw.choice(SYLLABLES) for _ in range(3)).title()
    return f"{draw.choice(GIVEN)} {middle} {draw.choice(FAMILY)}"


def _account(crisis: Any) -> None:
    from safepassage.desk.people.queries import account

    for by in ("crisis", "category"):
        now = _median(lambda by=by: account(crisis, by))
        _say(f"account by {by}, now", now, MOST_ACCOUNT_S, "s")
        then = _median(lambda by=by: account(crisis, by, as_of=NOON + timedelta(hours=40)))
        _say(f"account by {by}, as of a day before", then, MOST_ACCOUNT_S, "s")


def _search(crisis: Any, persons: int) -> None:
    from safepassage.desk.people.queries import find, person_from

    before_mb = _peak_mb()
    loading = seconds(lambda: find(crisis, "Asha"))
    print(f"  index loaded in {loading:.1f} s; memory at most {_peak_mb():.0f} MB, {before_mb:.0f} before")
    draw = random.Random(17)
    asked: dict[str, list[float]] = {"name": [], "misspelt name": [], "document": [], "phone": []}
    found = dict.fromkeys(asked, 0)
    for _ in range(SEARCHES):
        number = draw.randrange(persons)
        meant = person_from(crisis, "bench", str(number)).id
        full = name(number)
        cut = draw.randrange(1, len(full) - 1)
        words = (full, full[:cut] + full[cut + 1 :], f"M{number:07}", f"050{number:07}")
        for kind, text in zip(asked, words, strict=True):
            begun = perf_counter()
            hits = find(crisis, text)
            asked[kind].append((perf_counter() - begun) * 1_000)
            found[kind] += any(hit.person_id == meant for hit in hits)
    for kind, times in asked.items():
        p95 = sorted(times)[int(len(times) * 0.95)]
        share = f"{found[kind] / SEARCHES:.0%} among the first 20"
        _say(f"by {kind}, p95 (median {median(times):.0f} ms; {share})", p95, MOST_SEARCH_MS, "ms")


def _say(what: str, taken: float, most: float, unit: str) -> None:
    print(f"  {what}: {taken:.3g} {unit}; at most {most:g} {unit}: {'met' if taken <= most else 'MISSED'}", flush=True)


def _median(work: Callable[[], Any], runs: int = 5) -> float:
    work()
    return median(seconds(work) for _ in range(runs))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS, sys.argv[2] if len(sys.argv) > 2 else "sqlite")
