"""The command line: `safepassage COMMAND`. Each command is imported only when it is called, so that it starts fast."""

import errno
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any, NamedTuple

import click

from safepassage.errors import BadInput, Fault

NOT_WRITTEN = 1  # exit code, the same as click's and rich's where the reader of a pipe has gone
BAD_INPUT = 2  # exit code, the same as click's for wrong options


class _Place(NamedTuple):
    """Where a command is defined, and its line in the help."""

    module: str
    name: str
    help: str


_COMMANDS = {
    "preflight": _Place("safepassage.cli.preflight", "preflight", "Check a Move advisory before it goes out."),
    "places": _Place("safepassage.cli.places", "places", "Find the places that a name may mean."),
    "cap": _Place("safepassage.cli.cap", "cap", "Judge, sign and verify CAP alerts."),
    "check": _Place("safepassage.cli.check", "check", "Check a code from an SMS, or a signed text."),
    "read": _Place("safepassage.cli.reading", "read", "Read a report into drafts."),
    "roads": _Place("safepassage.cli.roads", "roads", "Build and inspect road networks."),
}


class Commands(click.Group):
    """A group that imports a command when it is called; ends with 2 on bad input, with 1 if stdout takes no more."""

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
            if sys.stdout is None:  # closed by the caller
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            return super().invoke(ctx)
        except BadInput as error:
            print_faults(error.faults)
            ctx.exit(BAD_INPUT)
        except OSError as error:
            if error.filename is not None or error.errno == errno.EPIPE:  # no stream; click ends quietly on a pipe
                raise
            print_error(f"stdout cannot be written ({error.strerror}).")
            _drop_stdout()
            ctx.exit(NOT_WRITTEN)


def _drop_stdout() -> None:
    """Let what is still in its buffer go nowhere: it is flushed once more when the process ends."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
