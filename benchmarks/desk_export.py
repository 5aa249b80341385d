"""Exports of 100,000 as CSV, XLSX and PFIF, every batch put on record. Part of desk_register."""

from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

MOST_S, MOST_GROWN_MB = 60.0, 64.0


def measure(crisis: Any, database: dict[str, Any], source: str) -> None:
    """Print what an export of all who came from `source` takes, in a process whose memory is its own."""
    from tests.desk import cast

    from safepassage.desk.crises.access import Role

    cast.member(crisis, cast.officer("asker"), Role.CASEWORKER)
    cast.member(crisis, cast.officer("second"), Role.APPROVER)
    apart = get_context("spawn").Process(target=_exports, args=(database, source))
    apart.start()
    apart.join()
    if apart.exitcode:
        raise SystemExit(apart.exitcode)


def _exports(database: dict[str, Any], source: str) -> None:
    import django

    django.setup()
    from tests.desk.databases import use

    use(database)
    from safepassage.desk.crises.models import Officer
    from safepassage.desk.crises.queries import crises

    crisis, officers = crises().get(), Officer.objects.in_bulk(field_name="username")
    for made_as in ("csv", "xlsx", "pfif"):
        _taken(crisis, made_as, officers, source=source, state="home")  # what is loaded once is loaded then
        _say(made_as, *_taken(crisis, made_as, officers, source=source))


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
