"""A result as the bytes of each file that the command line writes: JSON, CSV, map, picture."""

import csv
import io
import re
from collections.abc import Iterator
from html import escape
from importlib.resources import as_file, files
from types import UnionType
from typing import Any, get_args, get_origin

import resvg_py
from anyascii import anyascii

from safepassage.planning import drawing
from safepassage.planning.model import Blocker, Crisis, PartyResult, Preflight, Result

_NOT_IN_TABLE = {"route"}
_PICTURE_ZOOM = 1.5
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # how a cell begins that spreadsheets take for a formula
# What our type has no letters for is written in Latin letters: it has Latin, Greek and Cyrillic.
_NO_TYPE = re.compile("[^\n -~\u00a0-\u024f\u0386-\u03ce\u0400-\u04ff\u1e00-\u1eff\u2010-\u2026\u2030-\u203a€₴₹№™←-↓−]")


def json_of(result: Preflight) -> bytes:
    """The whole result on one line; same bytes for the same result."""
    return result.model_dump_json(by_alias=True).encode() + b"\n"


# --- CSV -------------------------------------------------------------------------------------------------------------


def csv_of(result: Preflight) -> bytes:
    """One row a party: all that `parties[]` of the JSON has but the route; nested names with a dot, `chance.p`."""
    columns = list(_columns(PartyResult))
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, columns, lineterminator="\r\n")
    writer.writeheader()
    for party in result.parties:
        cells = _cells(party.model_dump(mode="json", exclude={*_NOT_IN_TABLE, "blockers"}))
        blockers = "; ".join(map(_blocker, party.blockers))
        writer.writerow({column: _inert(value) for column, value in (*cells, ("blockers", blockers))})
    return table.getvalue().encode()


def _columns(model: type[Result], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name in _NOT_IN_TABLE:
            continue
        nested = [kind for kind in (field.annotation, *_alternatives(field.annotation)) if _is_result(kind)]
        if nested:
            yield from _columns(nested[0], f"{prefix}{name}.")
        else:
            yield prefix + name


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) is UnionType else ()


def _is_result(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Result)


def _cells(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{prefix}{name}.")
        elif value is not None:
            yield prefix + name, value


def _blocker(blocker: Blocker) -> str:
    if blocker.of:
        return " + ".join(map(_blocker, blocker.of))
    return f"{blocker.kind} {blocker.id}" if blocker.id else blocker.kind


def _inert(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, made harmless by an apostrophe; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


# --- Drawings --------------------------------------------------------------------------------------------------------


def map_of(result: Preflight, crisis: Crisis) -> bytes:
    return drawing.draw_page(result, crisis).encode()


def picture_of(result: Preflight, crisis: Crisis) -> bytes:
    """PNG. Its type comes with us, so that it is the same, byte for byte, on every machine."""
    svg = _NO_TYPE.sub(lambda letter: escape(anyascii(letter[0])), drawing.draw_picture(result, crisis))
    with as_file(files("safepassage.cli") / "fonts") as fonts:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            background="#ffffff",
            zoom=_PICTURE_ZOOM,
            skip_system_fonts=True,
            font_files=[str(font) for font in sorted(fonts.glob("*.ttf"))],
        )
