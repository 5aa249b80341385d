"""The command line: `safepassage COMMAND`. Each command is imported only when it is called, so that it starts fast."""

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any, NamedTuple

import click

from safepassage.errors import BadInput, Fault

BAD_INPUT = 2  # exit code, the same as click's for wrong options


class _Place(NamedTuple):
    """Where a command is defined, and its line in the help."""

    module: str
    name: str
    help: str


_COMMANDS = {
    "preflight": _Place("safepassage.cli.preflight", "preflight", "Check a Move advisory before it goes out."),
    "places": _Place("safepassage.cli.places", "places", "Find the places that a name may mean."),
    "roads": _Place("safepassage.cli.roads", "roads", "Build and inspect road networks."),
}


class Commands(click.Group):
    """A group that imports a command when it is called, and ends with 2 on bad input."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = _COMMANDS.get(cmd_name)
        return getattr(import_module(place.module), place.name) if place else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadInput as error:
            print_faults(error.faults)
            ctx.exit(BAD_INPUT)


def print_faults(faults: Iterable[Fault]) -> None:
    """Print faults to stderr, one a line, those of a file together."""
    by_file: dict[str, list[Fault]] = {}
    for fault in faults:
        by_file.setdefault(fault.file, []).append(fault)
    for of_file in by_file.values():
        for fault in of_file:
            print_error(str(fault))


def print_error(line: str) -> None:
    """Print a line to stderr, without control characters."""
    click.echo("".join(c if c.isprintable() else " " for c in line), file=sys.stderr)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="safepassage", prog_name="safepassage", message="%(prog)s %(version)s")
def main() -> None:
    """Before you tell people to move, know who can, and whether staying is safer."""
