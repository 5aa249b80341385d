"""Who is in a drawn area, among 1,000,000 on the register, on SQLite and PostgreSQL.

`python -m benchmarks.desk_area [persons] [sqlite|postgresql]` measures one size on one database. Each area is asked for
twice: first the records at its border have to be opened, then the process still has their points.
"""

import os
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measuring import seconds

PERSONS, BATCH, TOWNS = 1_000_000, 5_000, 30
MOST_S = 0.5
NOON = datetime(2022, 3, 2, 10, tzinfo=UTC)
LARGEST = (49.99, 36.23)  # the middle of the largest town
AREAS = {"a street": 0.3, "a quarter": 1.0, "a district": 3.0, "a town": 10.0, "a province": 100.0}  # about so many km


def main() -> bool:
    """Measure on both databases; True if every target is met."""
    met = [_in_its_own_process(engine) for engine in ("sqlite", "postgresql")]
    return all(met)


def _in_its_own_process(engine: str) -> bool:
    command = [sys.executable, "-m", "benchmarks.desk_area", str(PERSONS), engine]
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

    from safepassage.desk.people.actions import register_persons

    crisis = cast.crisis(cast.officer("bench"))
    print(f"Who is in an area, on {engine}, {persons:,} invented persons in {TOWNS} towns:")
    draw = random.Random(17)
    middles = [LARGEST, *((draw.uniform(46, 51), draw.uniform(24, 38)) for _ in range(TOWNS - 1))]
    for start in range(0, persons, BATCH):
        entries = [_entry(number, middles, draw) for number in range(start, min(start + BATCH, persons))]
        register_persons(crisis, entries, actor=cast.SETUP, source="bench")
    _ask(crisis, (49.0, 31.0), 0.3)  # once in a process: imports, the large cells
    for name, across_km in AREAS.items():
        _say(name, crisis, across_km)


def _entry(number: int, middles: list[tuple[float, float]], draw: random.Random) -> Any:
    """Somebody in a town; the first has a quarter of all, each about 10 km around its middle."""
    from safepassage.desk.people.entries import NewPerson
    from safepassage.desk.people.records import PersonRecord, Position

    lat, lon = middles[0] if draw.random() < 0.25 else draw.choice(middles)
    at = NOON - timedelta(hours=draw.randrange(48))
    here = Position(latitude=draw.gauss(lat, 0.05), longitude=draw.gauss(lon, 0.08), at=at)
    record = PersonRecord(full_name=f"Somebody Invented {number}", shelter="Hostel 3", position=here)
    return NewPerson(record, outside_id=str(number), first_at=NOON)


def _say(name: str, crisis: Any, across_km: float) -> None:
    found: list[Any] = []
    first = seconds(lambda: found.append(_ask(crisis, LARGEST, across_km / 2)))
    again = min(seconds(lambda: _ask(crisis, LARGEST, across_km / 2)) for _ in range(3))
    met = "met" if max(first, again) <= MOST_S else "MISSED"
    print(f"  {name}, {across_km:g} km, {found[0].persons:,} persons: {first:.3g} s, again {again:.3g} s; "
          f"at most {MOST_S:g} s: {met}", flush=True)  # fmt: skip


def _ask(crisis: Any, middle: tuple[float, float], radius_km: float) -> Any:
    """A star of 24 corners, as somebody might draw around something."""
    import shapely

    from safepassage.desk.people.queries import persons_in
    from safepassage.formats.cap import parse_circle

    around = parse_circle(f"{middle[0]},{middle[1]} {radius_km}").exterior.coords[:-1:7]
    lon, lat = middle[1], middle[0]
    corners = [(x, y) if i % 2 else (lon + (x - lon) * 0.7, lat + (y - lat) * 0.7) for i, (x, y) in enumerate(around)]
    return persons_in(crisis, shapely.Polygon(corners), old_before=NOON - timedelta(hours=24))


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS, sys.argv[2] if len(sys.argv) > 2 else "sqlite")
