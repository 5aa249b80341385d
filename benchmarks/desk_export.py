"""Exports at scale on SQLite and PostgreSQL: 100,000 persons as CSV, XLSX and PFIF, every batch put on record.

`python -m benchmarks.desk_export [persons] [sqlite|postgresql]` measures one size on one database.
"""

import os
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.desk_people import _register

PERSONS = 100_000
MOST_S, MOST_GROWN_MB = 60.0, 64.0


def main() -> bool:
    """Measure both databases; True if every target is met."""
    met = [_in_its_own_process(engine) for engine in ("sqlite", "postgresql")]
    return all(met)


def _in_its_own_process(engine: str) -> bool:
    """So that memory is its own."""
    command = [sys.executable, "-m", "benchmarks.desk_export", str(PERSONS), engine]
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
            _measure(persons, made.shared, engine)


def _measure(persons: int, database: dict[str, Any], engine: str) -> None:
    from tests.desk import cast

    from safepassage.desk.crises.access import Role

    crisis = cast.crisis(cast.officer("bench"))
    cast.member(crisis, cast.officer("asker"), Role.CASEWORKER)
    cast.member(crisis, cast.officer("second"), Role.APPROVER)
    _register(crisis, 0, persons)
    print(f"Exports on {engine}, {persons:,} invented persons, ten columns:", flush=True)
    apart = get_context("spawn").Process(target=_exports, args=(database,))  # memory of registering is not its own
    apart.start()
    apart.join()
    if apart.exitcode:
        raise SystemExit(apart.exitcode)


def _exports(database: dict[str, Any]) -> None:
    import django

    django.setup()
    from tests.desk.databases import use

    use(database)
    from safepassage.desk.crises.models import Officer
    from safepassage.desk.crises.queries import crises

    crisis, officers = crises().get(), Officer.objects.in_bulk(field_name="username")
    for made_as in ("csv", "xlsx", "pfif"):
        _taken(crisis, made_as, officers, state="home")  # what is loaded once is loaded then
        _say(made_as, *_taken(crisis, made_as, officers))


def _taken(crisis: Any, made_as: str, officers: Any, **selection: str) -> tuple[float, float, float, int, float]:
    """Seconds until the first bytes and the last, of the processor, how many bytes, by how many MB memory grew."""
    from safepassage.desk.release import actions
    from safepassage.desk.release.columns import COLUMNS
    from safepassage.desk.release.selection import Selection
    from safepassage.desk.release.words import Audience, Format, State

    columns = (*list(COLUMNS)[:8], "birth", "phones")
    asker = officers["asker"]
    asked = actions.NewExport(Format(made_as), Audience.OURS, columns, Selection(**selection), "nobody", "to measure")
    export = actions.ask_for_export(crisis, asked, actor=asker)
    if export.state == State.WAITING:
        actions.approve(export, actor=officers["second"], reason="to measure")
    before = _forget_peak()
    begun, worked, first, length = perf_counter(), process_time(), 0.0, 0
    for piece in actions.pieces(actions.begin_download(export, actor=asker), actor=asker):
        first = first or perf_counter() - begun
        length += len(piece)
    return first, perf_counter() - begun, process_time() - worked, length, _memory_mb("VmHWM") - before


def _forget_peak() -> float:
    """Memory now, in MB; the kernel measures the peak from here on."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _memory_mb("VmRSS")


def _memory_mb(which: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{which}:"))


def _say(made_as: str, first: float, whole: float, worked: float, length: int, grown: float) -> None:
    met = "met" if whole <= MOST_S and grown <= MOST_GROWN_MB else "MISSED"
    print(
        f"  {made_as}: {whole:.3g} s, of the processor {worked:.3g} s, until the first bytes {first:.2g} s; "
        f"{length / 1e6:.3g} MB; memory grew by {grown:.3g} MB; "
        f"at most {MOST_S:g} s and {MOST_GROWN_MB:g} MB: {met}",
        flush=True,
    )


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS, sys.argv[2] if len(sys.argv) > 2 else "sqlite")
