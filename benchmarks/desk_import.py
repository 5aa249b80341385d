"""A list of 100,000 comes in on SQLite and PostgreSQL: mapped, tried, registered, compared with a register of many.

`python -m benchmarks.desk_import [rows] [sqlite|postgresql] [persons there already]` measures one size on one database.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.desk_people import BATCH, _entry, _peak_mb, _say, name
from benchmarks.measuring import seconds

ROWS, THERE = 100_000, 1_000_000
MOST_S = 300.0
HEADER = "Roll No,Full name,Date of birth,Sex,Nationality,Passport No,Mobile,E-mail,Hostel,Room,Group,Status,Remarks"


def main() -> bool:
    """Both databases, against a register of THERE; True if every target is met."""
    met = [_in_its_own_process(engine) for engine in ("sqlite", "postgresql")]
    return all(met)


def _in_its_own_process(engine: str) -> bool:
    """So that memory is its own."""
    command = [sys.executable, "-m", "benchmarks.desk_import", str(ROWS), engine, str(THERE)]
    done = subprocess.run(command, text=True, capture_output=True, check=True)
    print(done.stdout, end="")
    return "MISSED" not in done.stdout


def measure(rows: int, engine: str, there: int) -> None:
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
            _measure(rows, engine, there)


def _measure(rows: int, engine: str, there: int) -> None:
    from tests.desk import cast

    from safepassage.desk.people.actions import register_persons

    officer = cast.officer("bench")
    crisis = cast.crisis(officer)
    for start in range(0, there, BATCH):
        entries = [_entry(number) for number in range(start, min(start + BATCH, there))]
        register_persons(crisis, entries, actor=officer, source="bench")
    print(f"A list of {rows:,} invented persons on {engine}, {there:,} being there already:")
    _import(crisis, officer, _list(rows, there), rows)


def _list(rows: int, there: int) -> bytes:
    """One in a hundred is on the register already, under another id."""
    lines = [HEADER]
    for row in range(rows):
        number = row if row % 100 == 0 and row < there else there + row
        cells = (
            *(f"roll-{row}", name(number), f"{1990 + row % 15}-{row % 12 + 1:02}-{row % 28 + 1:02}", "FM"[row % 2]),
            *("India", f"M{number:07}", f"+38050{number:07}", f"nobody{number}@example.org", f"Hostel {row % 400}"),
            *(str(row % 900), str(row // 4), ("sheltering", "left", "no answer")[row % 3], "said by nobody"),
        )
        lines.append(",".join(cells))
    return "\n".join(lines).encode()


def _import(crisis: Any, officer: Any, content: bytes, rows: int) -> None:
    from safepassage.desk.intake import actions, queries
    from safepassage.desk.people import queries as people

    before_mb = _peak_mb()
    row = actions.take_file(crisis, "list.csv", content, "bench-list", actor=officer)
    plan = queries.plan_of(row).model_copy(update={"region": "UA"})
    actions.say_plan(row, plan, actor=officer)
    reading = seconds(lambda: sum(1 for _ in queries.drafts_of(row, plan)))
    print(f"  reading alone: {reading:.1f} s")
    loading = seconds(lambda: people.alike(crisis, []))
    print(f"  the index of the register: loaded in {loading:.1f} s")
    trial = seconds(lambda: actions.try_import(row.pk, actor=officer))
    found = queries.findings_of(row)
    assert found is not None
    print(f"  the trial: {trial:.1f} s; {found.new:,} new, {len(found.faulty):,} faulty, {found.alike:,} alike")
    actions.begin(row, actor=officer)
    taken = seconds(lambda: actions.run(row.pk, actor=officer))
    done = queries.import_of(crisis, row.pk)
    assert done.registered == rows, done.registered
    _say(f"registered and compared: {done.alike:,} pairs", taken, MOST_S, "s")
    print(f"  memory at most {_peak_mb():.0f} MB, {before_mb:.0f} before")


if __name__ == "__main__":
    given = [*sys.argv[1:], *(str(ROWS), "sqlite", str(THERE))[len(sys.argv) - 1 :]]
    measure(int(given[0]), given[1], int(given[2]))
