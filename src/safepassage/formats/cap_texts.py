"""What stands within CAP's elements, read and written: instants, references, names, lists of names, numbers."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from safepassage.formats.cap_records import Reference

_INSTANT = "a date and time with its zone, such as 2022-03-02T18:00:00+02:00"
_TO_THE_LETTER = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)
_FARTHEST_ZONE = timedelta(hours=14)  # as XML Schema has it
_DECIMAL = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_INTEGER = re.compile(r"[-+]?\d{1,18}", re.ASCII)
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
# RFC 3986, appendix B, with what the parts may hold; letters outside ASCII and spaces are let be, as XML Schema does.
_URI = re.compile(
    r"([a-zA-Z][a-zA-Z0-9+.-]*:|(?![^/?#]*:))"
    r"(//(([^][%/?#@]|%[0-9a-fA-F]{2})*@)?"
    r"(\[[0-9a-fA-F:.]+\]|([^][%/?#@:]|%[0-9a-fA-F]{2})*)(:[0-9]+)?(?=[/?#]|$)|(?!//))"
    r"([^][%#]|%[0-9a-fA-F]{2})*(#([^%#]|%[0-9a-fA-F]{2})*)?",
    re.ASCII,
)
_LISTED = re.compile(r'"([^"]*)"|(\S+)')


def parse_instant(text: str) -> datetime:
    """Read a CAP dateTime. Raises ValueError where it has no zone, for CAP knows no local times."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r:.60} is no date and time; expected {_INSTANT}") from error
    if instant.tzinfo is None:
        raise ValueError(f"{text!r:.60} has no zone; expected {_INSTANT}")
    if not 1970 <= instant.year < 2200:
        raise ValueError(f"{text!r:.60} is centuries away; expected a year from 1970 to 2199")
    return instant


def check_instant(text: str) -> None:
    """Raise ValueError where an instant that can be read is not written as CAP demands."""
    if text.endswith(("Z", "z")):
        raise ValueError(f"{text!r:.60} has a letter for its zone; expected an offset, -00:00 for UTC")
    if not _TO_THE_LETTER.fullmatch(text):
        raise ValueError(f"{text!r:.60} is not in CAP's form; expected {_INSTANT}")
    if abs(parse_instant(text).utcoffset() or timedelta()) > _FARTHEST_ZONE:
        raise ValueError(f"{text!r:.60} has no zone of the Earth; expected an offset of up to 14 hours")


def format_instant(instant: datetime) -> str:
    """Write a CAP dateTime. Raises ValueError where CAP cannot: no zone, parts of a second, an offset with seconds."""
    offset = instant.utcoffset()
    if offset is None:
        raise ValueError(f"{instant.isoformat()} has no zone; expected {_INSTANT}")
    if instant.microsecond or offset.total_seconds() % 60:
        raise ValueError(f"{instant.isoformat()} has parts that CAP cannot write; expected {_INSTANT}")
    text = instant.isoformat()
    return text.removesuffix("+00:00") + "-00:00" if not offset else text


def parse_references(text: str) -> tuple[Reference, ...]:
    """Read `sender,identifier,sent` groups with white space between."""
    references = []
    for group in text.split():
        parts = group.split(",")
        if len(parts) != 3 or not all(parts):
            raise ValueError(f"{group!r:.60} is no reference; expected sender,identifier,sent")
        references.append(Reference(parts[0], parts[1], parse_instant(parts[2])))
    return tuple(references)


def check_references(text: str) -> None:
    """Raise ValueError where an instant within references is not written as CAP demands."""
    for group in text.split():
        check_instant(group.rpartition(",")[2])


def format_references(references: Iterable[Reference]) -> str:
    """Write references as CAP does."""
    return " ".join(f"{each.sender},{each.identifier},{format_instant(each.sent)}" for each in references)


def parse_name(text: str) -> str:
    """Read an identifier or sender."""
    if re.search(r"[\s,<&]", text):
        raise ValueError(f"{text!r:.60} holds a space, comma, < or &; expected a name without them")
    return text


def parse_list(text: str) -> tuple[str, ...]:
    """Read names with white space between; one that holds white space stands in double quotes."""
    return tuple(quoted or plain for quoted, plain in _LISTED.findall(text) if quoted or plain)


def format_list(names: Iterable[str]) -> str:
    """Write names as `parse_list` reads them. Raises ValueError for a name that holds a double quote."""
    names = tuple(names)
    if any('"' in name for name in names):
        raise ValueError('a name in a list holds "; expected one without it')
    return " ".join(f'"{name}"' if re.search(r"\s", name) else name for name in names)


def parse_decimal(text: str) -> Decimal:
    """Read a number such as 1200.5."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text!r:.60} is no number; expected one such as 1200.5")
    return Decimal(text)


def format_decimal(number: Decimal) -> str:
    """Write a number without exponents."""
    return format(number, "f")


def parse_size(text: str) -> int:
    """Read a number of bytes."""
    if not _INTEGER.fullmatch(text):
        raise ValueError(f"{text!r:.60} is no number of bytes; expected a whole number")
    return int(text)


def check_language(text: str) -> None:
    """Raise ValueError for what is no language tag."""
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(f"{text!r:.60} is no language tag; expected one such as en-US or uk")


def check_uri(text: str) -> None:
    """Raise ValueError for what is no address, whole or relative (RFC 3986)."""
    if not _URI.fullmatch(text):
        raise ValueError(f"{text!r:.60} is no address; expected one such as https://example.org/alerts")


def one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    """Reads a code."""

    def parse_code(text: str) -> str:
        if text not in known:
            raise ValueError(f"{text!r:.60} is not known; expected one of {', '.join(known)}")
        return text

    return parse_code
