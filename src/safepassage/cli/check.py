"""The command `safepassage check`: whether a code from an SMS, or a signed text, stands. Works without a network."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from safepassage.cli import BAD_INPUT
from safepassage.cli.signing import content, needs_signing, shown
from safepassage.errors import BadInput, Fault

if TYPE_CHECKING:
    from safepassage.signing import CodeList, OpenedText

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("what", metavar="CODE|TEXT")
@click.option("--keys", "keys_file", required=True, type=_PATH, help="The keys that are believed, JSON.")
@click.option("--codes", "codes_file", type=_PATH, help="A signed list of codes; needed for a code.")
@click.option("--revoked", "revoked_file", type=_PATH, help="A signed list of revoked keys.")
@needs_signing
def check(what: str, keys_file: Path, codes_file: Path | None, revoked_file: Path | None) -> None:
    """Check CODE, the ten characters of an SMS, or TEXT, what a QR code says: a line that begins with SP1.

    Ends with 0 if the alert stands, as of the list; with 2 if it was cancelled, replaced, has expired, or is not known.
    """
    from safepassage.signing import check_code, open_codes, open_revocations, open_text, read_code, read_ring

    ring = read_ring(content(keys_file), str(keys_file))
    if revoked_file is not None:
        ring = ring.without(open_revocations(_line(revoked_file), ring))
    codes = None if codes_file is None else open_codes(_line(codes_file), ring)
    what = what[max(what.find("SP1."), 0) :]  # of a QR code that is an address, the line at its end
    if not what.startswith("SP1."):
        if codes is None:
            raise click.UsageError("A code proves nothing by itself: name the list, --codes FILE.")
        lines, stands = _of_code(_code(what, read_code), codes)
    else:
        lines, stands = _of_text(open_text(what, ring))
        if codes is None:
            lines.append("Whether it was cancelled or replaced since is not known: no list of codes was given.")
        else:
            listed, on_list = _of_code(check_code(what), codes)
            lines, stands = [*lines, *listed[:1]], stands and on_list
    for line in lines:
        click.echo(shown(line))
    if not stands:
        sys.exit(BAD_INPUT)


def _of_code(code: str, codes: "CodeList") -> tuple[list[str], bool]:
    """What a list says of a code, the verdict first; and whether it stands."""
    from safepassage.signing import Standing, look_up, show_code

    found = look_up(code, codes, datetime.now(UTC))
    as_of = f"as of {found.as_of.isoformat()}"
    if found.entry is None:
        return [f"NOT KNOWN {as_of}. It may be forged, mistyped, or newer than the list. Do not act on it."], False
    verdict = f"{found.standing.value.upper()} {as_of}: {show_code(code)}, {found.entry.status}."
    if found.entry.replaced_by:
        verdict += f" Replaced by {show_code(found.entry.replaced_by)}."
    lines = [verdict, "Compare every word with what you were sent:", *found.entry.text.splitlines()]
    return lines, found.standing is Standing.IN_FORCE


def _of_text(opened: "OpenedText") -> tuple[list[str], bool]:
    text, stands = opened.text, opened.holds(datetime.now(UTC))
    until = "Holds until" if stands else "EXPIRED at"
    return [
        f"{until} {text.expires.isoformat()}: {text.status} {text.msg_type} {text.identifier} of {text.sender}.",
        f"Signed by key {opened.key.id}, unchanged:",
        *text.text.splitlines(),
    ], stands


def _code(said: str, read_code: Callable[[str], str]) -> str:
    try:
        return read_code(said)
    except ValueError as error:
        raise BadInput([Fault("code", "", *str(error).split("; expected ", 1))]) from error


def _line(path: Path) -> str:
    return content(path).decode("ascii", "replace")
