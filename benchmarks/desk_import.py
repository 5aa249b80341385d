"""A list comes in: mapped, tried, registered, compared with who is there already. Part of desk_register."""

from datetime import date, timedelta
from typing import Any

from benchmarks.desk_database import peak_mb, say
from benchmarks.desk_invented import name
from benchmarks.measuring import Spent, spent

MOST_S = 300.0
HEADER = "Roll No,Full name,Date of birth,Sex,Nationality,Passport No,Mobile,E-mail,Hostel,Room,Group,Status,Remarks"


def measure(crisis: Any, officer: Any, rows: int, there: int) -> None:
    """Print what each step takes; `there` are on the register."""
    print(f"  a list of {rows:,}, one in a hundred of them there already:")
    _import(crisis, officer, _list(rows, there), rows)


def _list(rows: int, there: int) -> bytes:
    """Born on any day of twelve years. One in a hundred is on the register already, under another id."""
    lines = [HEADER]
    for row in range(rows):
        number = row if row % 100 == 0 and row < there else there + row
        born = date(1992, 1, 1) + timedelta(days=row * 1_009 % 4_383)
        cells = (
            *(f"roll-{row}", name(number), born.isoformat(), "FM"[row % 2]),
            *("India", f"M{number:07}", f"+38050{number:07}", f"nobody{number}@example.org", f"Hostel {row % 400}"),
            *(str(row % 900), str(row // 4), ("sheltering", "left", "no answer")[row % 3], "said by nobody"),
        )
        lines.append(",".join(cells))
    return "\n".join(lines).encode()


def _import(crisis: Any, officer: Any, content: bytes, rows: int) -> None:
    from safepassage.desk.intake import actions, queries
    from safepassage.desk.people import queries as people

    before_mb = peak_mb()
    row = actions.take_file(crisis, "list.csv", content, "bench-list", actor=officer)
    plan = queries.plan_of(row).model_copy(update={"region": "UA"})
    actions.say_plan(row, plan, actor=officer)
    reading = spent(lambda: sum(1 for _ in queries.drafts_of(row, plan)))
    _tell("reading alone", reading)
    loading = spent(lambda: people.alike(crisis, []))
    _tell("the index of the register, loaded", loading)
    trial = spent(lambda: actions.try_import(row.pk, actor=officer))
    found = queries.findings_of(row)
    assert found is not None
    _tell(f"the trial, {found.new:,} new, {len(found.faulty):,} faulty, {found.alike:,} alike", trial)
    actions.begin(row, actor=officer)
    taken = spent(lambda: actions.run(row.pk, actor=officer))
    done = queries.import_of(crisis, row.pk)
    assert done.registered == rows, done.registered
    say(f"registered and compared: {done.alike:,} pairs", taken, MOST_S)
    print(f"  memory at most {peak_mb():.0f} MB, {before_mb:.0f} before")


def _tell(what: str, taken: Spent) -> None:
    print(f"  {what}: {taken.wall:.1f} s (processor {taken.cpu:.1f})", flush=True)
