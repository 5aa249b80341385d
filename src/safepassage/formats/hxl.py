"""HXL 1.1 (Humanitarian Exchange Language, 2018): tables with a row of hashtags written, and such rows read."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from safepassage.errors import BadInput, Fault
from safepassage.formats.pieces import Pieces, written
from safepassage.formats.roster_csv import Cell
from safepassage.formats.roster_csv import csv_pieces as row_pieces

HEADER_ROWS = 25  # the hashtags stand within the first 25 rows (tagging conventions, 2)

_AREA = "code dest name origin"
_PEOPLE = "adolescents adults children displaced elderly f hh i idps incamp ind infants m noncamp refugees"
_HARMED = f"{_PEOPLE} abducted infected injured"
_KIND = "code name type"

# The core schema: hashtag and its suggested attributes.
CORE: dict[str, frozenset[str]] = {
    tag: frozenset(attributes.split())
    for tag, attributes in {
        # places
        **dict.fromkeys(("adm1", "adm2", "adm3", "adm4", "adm5", "country", "region"), _AREA),
        "geo": "bounds coord elevation lat lon",
        "loc": f"{_AREA} type",
        # people and households
        "affected": f"{_HARMED} killed",
        "beneficiary": _KIND,
        **dict.fromkeys(("inneed", "reached", "targeted"), _HARMED),
        "population": _PEOPLE,
        "respondee": "",
        # responses and other operations
        **dict.fromkeys(("access", "frequency", "operations"), "type"),
        "activity": f"{_KIND} activity programme project url",
        "capacity": "num type",
        "contact": "email name phone type url",
        "indicator": f"{_KIND} num text",
        "item": f"{_KIND} provided used",
        "need": _KIND,
        "org": f"{_KIND} funder impl prog url",
        "output": f"{_KIND} num",
        "sector": f"{_KIND} cluster",
        "service": f"{_KIND} provided url used",
        "subsector": _KIND,
        # cash and finance
        **dict.fromkeys(("channel", "modality"), "code name"),
        "currency": "code",
        "value": "",
        # crises, incidents and events
        **dict.fromkeys(("cause", "crisis", "event", "group", "impact", "severity"), _KIND),
        # metadata
        "date": "approved canceled converted end occurred reported start",
        "description": "type",
        "meta": "id source url",
        "status": "code name",
    }.items()
}
CORE_ATTRIBUTES = frozenset({"label"}.union(*CORE.values()))
NUMBERS = frozenset({"affected", "inneed", "population", "reached", "targeted", "value"})  # hold nothing else

_TAG = re.compile(r"\s*#\s*([a-z][a-z0-9_]*)((?:\s*\+\s*[a-z][a-z0-9_]*)*)\s*", re.IGNORECASE | re.ASCII)
_FREE_ATTRIBUTE = re.compile(r"(i|v|x)_[a-z0-9_]+")  # language, vocabulary, one's own


@dataclass(frozen=True)
class Tag:
    """What a column holds: a hashtag and its attributes, in small letters; their order means nothing."""

    hashtag: str
    attributes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "#" + "+".join((self.hashtag, *self.attributes))


@dataclass(frozen=True)
class Column:
    """A column to write."""

    header: str
    tag: Tag


def parse_tag(text: str) -> Tag:
    """Read a tag such as "#affected +f +children". Raises ValueError, "what is wrong; expected what would be right"."""
    parts = _TAG.fullmatch(text)
    if not parts:
        raise ValueError("it is no HXL tag; expected a # and a word, then a + and a word for each attribute")
    words = [word.strip() for word in parts[2].lower().split("+")]
    return Tag(parts[1].lower(), tuple(word for word in words if word))


def remarks(tag: Tag) -> tuple[str, ...]:
    """What in a tag others may not know. HXL allows any attribute; a hashtag of one's own begins with x_."""
    found = []
    if tag.hashtag not in CORE and not tag.hashtag.startswith("x_"):
        found.append(f"#{tag.hashtag} is no hashtag of the core schema, and does not begin with x_")
    suggested = CORE.get(tag.hashtag, CORE_ATTRIBUTES) | {"label"}
    for attribute in tag.attributes:
        if attribute not in suggested and not _FREE_ATTRIBUTE.fullmatch(attribute):
            known = "a core attribute, but not for this" if attribute in CORE_ATTRIBUTES else "no core attribute"
            found.append(f"+{attribute} is {known}")
    return tuple(found)


def find_tags(rows: Iterable[Sequence[str]]) -> tuple[int, tuple[Tag | None, ...]] | None:
    """The row of hashtags, from 0, and the tag of each column; None for a column without one, or if there is no row.

    It is the first of the first 25 rows in which every cell that holds something holds a tag.
    """
    for index, row in enumerate(islice(rows, HEADER_ROWS)):
        cells = [cell.strip() for cell in row]
        if any(cells) and all(_TAG.fullmatch(cell) for cell in cells if cell):
            return index, tuple(parse_tag(cell) if cell else None for cell in cells)
    return None


def _columns(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(header, parse_tag(tag)) for header, tag in pairs)


# What the desk gives out: numbers, and what happened at places. No person stands in any of them.
ACCOUNT = _columns(
    ("Crisis", "#crisis+name"),
    ("As of", "#date+reported"),
    ("Counted by", "#group+type"),
    ("Where or who", "#group+name"),
    ("State", "#beneficiary+type"),
    ("State, code", "#beneficiary+code"),
    ("People", "#affected+ind"),
)
HAVENS = _columns(
    ("Haven", "#loc+name"),
    ("Haven, code", "#loc+code"),
    ("Kind", "#loc+type"),
    ("Latitude", "#geo+lat"),
    ("Longitude", "#geo+lon"),
    ("Status", "#status+name"),
    ("Places", "#capacity+num"),
    ("People there", "#affected+ind"),
    ("As of", "#date+reported"),
)
OCCURRENCES = _columns(
    ("Happened on", "#date+occurred"),
    ("Kind", "#event+type"),
    ("Kind, code", "#event+code"),
    ("What", "#description"),
    ("Place", "#loc+name"),
    ("Grade", "#meta+x_grade"),
    ("Source", "#meta+source"),
    ("Entered", "#date+reported"),
)


def write_csv(stream: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
    """Write `csv_pieces` to a stream; gives how many rows."""
    return written(stream, csv_pieces(columns, rows))


def csv_pieces(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Pieces:
    """Headers, hashtags and rows as CSV. Raises BadInput as `checked` does."""
    heads = ([column.header for column in columns], [str(column.tag) for column in columns])
    return row_pieces(heads, checked(columns, rows))


def write_json(stream: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
    """Write an array of arrays: headers, hashtags, rows; gives how many rows. Raises BadInput as `checked` does."""
    stream.write(b"[\n" + _packed([column.header for column in columns]))
    stream.write(b",\n" + _packed([str(column.tag) for column in columns]))
    count = 0
    for count, row in enumerate(checked(columns, rows), 1):  # noqa: B007
        stream.write(b",\n" + _packed(list(row)))
    stream.write(b"\n]\n")
    return count


def write_json_objects(stream: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
    """Write an array of objects by hashtag, without headers; gives how many. Raises BadInput as `checked` does."""
    tags = [str(column.tag) for column in columns]
    count = 0
    for count, row in enumerate(checked(columns, rows), 1):
        stream.write((b"[\n" if count == 1 else b",\n") + _packed(dict(zip(tags, row, strict=True))))
    stream.write(b"\n]\n" if count else b"[]\n")
    return count


def _packed(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def checked(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """The rows, of which each has as many cells as there are columns, and a number or nothing where HXL wants numbers.

    Raises BadInput: before the first row for every tag with `remarks` or that stands twice, then at the first bad row.
    """
    tags = [column.tag for column in columns]
    faults = [Fault("", f"column {tag}", remark, "HXL's core schema") for tag in tags for remark in remarks(tag)]
    same = [tag for tag in tags if sum(_same(tag, other) for other in tags) > 1]
    faults += [Fault("", f"column {tag}", "its tag stands more than once", "a tag for each column") for tag in same]
    if faults:
        raise BadInput(faults)
    numeric = [index for index, tag in enumerate(tags) if tag.hashtag in NUMBERS]
    for number, row in enumerate(rows, 1):
        if len(row) != len(tags):
            raise BadInput([Fault("", f"row {number}", f"{len(row)} cells", f"{len(tags)}, as there are columns")])
        for index in numeric:
            if isinstance(row[index], str) and row[index]:
                where = f"row {number}, column {tags[index]}"
                raise BadInput([Fault("", where, "it is a text", "a number, or nothing")])
        yield row


def _same(one: Tag, other: Tag) -> bool:
    return one.hashtag == other.hashtag and set(one.attributes) == set(other.attributes)
