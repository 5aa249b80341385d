"""The command `safepassage preflight`: checks an advisory, prints the report, writes JSON, CSV, map and picture."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from safepassage.cli import print_error
from safepassage.cli.writing import write_whole
from safepassage.errors import BadInput, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from safepassage.planning.model import Crisis, Preflight

NOT_ALL_CAN = 3
OBJECTED_TO = 4

_Output = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("crisis_dir", type=click.Path(path_type=Path))
@click.option("--advisory", required=True, help="Name of the advisory: advisories/NAME.toml.")
@click.option(
    "--gazetteer",
    type=click.Path(path_type=Path),
    help="A file made by `safepassage places build`; else Ukraine, its neighbours and Russia.",
)
@click.option("--json", type=_Output, help="Write the whole result as JSON.")
@click.option("--csv", type=_Output, help="Write one row a party.")
@click.option("--map", type=_Output, help="Write the map as one HTML page.")
@click.option("--picture", type=_Output, help="Write the map as a PNG picture.")
@click.option("--judge", is_flag=True, help="Have the result checked again, by code that shares none with the planner.")
@click.option("--quiet", is_flag=True, help="Print only the verdict.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="For the chances of arriving on time."
)
@click.pass_context
def preflight(
    ctx: click.Context,
    /,
    crisis_dir: Path,
    advisory: str,
    gazetteer: Path | None,
    judge: bool,
    quiet: bool,
    seed: int,
    **outputs: Path | None,
) -> None:
    """Check a Move advisory of the crisis in CRISIS_DIR: who can arrive in time, who cannot, and what would work.

    Ends with 0 only if every party in the audience can arrive in time, with 3 if not, with 2 for bad input, with 4 if
    --judge objects to the result.
    """
    asked = {kind: path for kind, path in outputs.items() if path is not None}
    _check_outputs(asked, crisis_dir, gazetteer)
    console = Console(highlight=False, markup=False, emoji=False)
    with _progress() as say:
        crisis, result = _plan(crisis_dir, advisory, gazetteer, seed, say)
        objections = _judged(crisis, result, say) if judge else []
    if objections:
        for line in ("DO NOT USE: the judge objects to the result. Please report this.", *objections):
            print_error(line)
        ctx.exit(OBJECTED_TO)
    from safepassage.cli.terminal import print_details, print_verdict  # late: imports the planner

    print_verdict(result, console)
    if judge:
        console.print("Checked again by the judge: no objection.")
    with _progress() as say:
        write_whole({path: _content(kind, result, crisis, say) for kind, path in asked.items()})
    if not quiet:
        print_details(result, crisis, console)
    ctx.exit(0 if result.all_on_time and result.parties else NOT_ALL_CAN)


def _check_outputs(asked: dict[str, Path], crisis_dir: Path, gazetteer: Path | None) -> None:
    """Find out before the work, not after it, that a file cannot be written."""
    faults = [
        Fault(str(path), f"option --{kind}", "there is no such folder", "a folder that exists")
        for kind, path in asked.items()
        if not path.parent.is_dir()
    ]
    if len({path.resolve() for path in asked.values()}) < len(asked):
        faults.append(Fault("command line", "", "two outputs have the same file", "a file for each"))
    faults += [
        Fault(str(path), f"option --{kind}", "it is the gazetteer", "a file that the planner does not read")
        for kind, path in asked.items()
        if gazetteer is not None and path.resolve() == gazetteer.resolve()
    ]
    faults += [
        Fault(
            str(path), f"option --{kind}", "it is a file of the crisis itself", "a file that the planner does not read"
        )
        for kind, path in asked.items()
        if path.resolve().is_relative_to(crisis_dir.resolve()) and _is_input(path, crisis_dir)
    ]
    if faults:
        raise BadInput(faults)


def _is_input(path: Path, crisis_dir: Path) -> bool:
    from safepassage.planning.io import is_input  # late: takes a second

    return is_input(path, crisis_dir)


def _plan(
    crisis_dir: Path, advisory: str, gazetteer: Path | None, seed: int, say: "Callable[[str], None]"
) -> "tuple[Crisis, Preflight]":
    say("loading the planner")
    from safepassage.planning import preflight as check  # late: takes a second
    from safepassage.planning.io import read_crisis

    say("reading the crisis folder")
    crisis = read_crisis(crisis_dir, gazetteer)
    with _solver_kept_off_stdout():
        return crisis, check(crisis, advisory, seed=seed, progress=say)


def _judged(crisis: "Crisis", result: "Preflight", say: "Callable[[str], None]") -> list[str]:
    """What the judge objects to, a line each."""
    say("checking the result again")
    from safepassage.planning.judge import judge  # late: needed only here

    return [f"{each.rule}, {each.subject or 'the result'}: {each.text}" for each in judge(crisis, result)]


def _content(kind: str, result: "Preflight", crisis: "Crisis", say: "Callable[[str], None]") -> bytes:
    from safepassage.cli import outputs  # late: the drawing is needed only here

    say(f"making the {kind}")
    match kind:
        case "json":
            return outputs.json_of(result)
        case "csv":
            return outputs.csv_of(result)
        case "map":
            return outputs.map_of(result, crisis)
        case _:
            return outputs.picture_of(result, crisis)


@contextmanager
def _solver_kept_off_stdout() -> Iterator[None]:
    """HiGHS in SciPy 1.17 may print a line of its own to the process's stdout; send it to stderr."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


@contextmanager
def _progress() -> "Iterator[Callable[[str], None]]":
    """Show on stderr, if that is a terminal, what is being done and for how long."""
    console = Console(stderr=True)
    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(task, description=step)
