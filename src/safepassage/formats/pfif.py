"""PFIF 1.4 (People Finder Interchange Format, 2012) read and written; 1.1, 1.2 and 1.3, Atom and RSS wrappings read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any, cast
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from safepassage.errors import BadInput, Fault
from safepassage.formats.pfif_records import (
    KEPT_BY_A_PLACEHOLDER,
    RENAMED,
    VERSION_OF,
    VERSIONS,
    WRITTEN,
    NoteRecord,
    PersonRecord,
    Record,
    faults_of,
    namespace,
    read_field,
)
from safepassage.formats.pieces import PIECE_BYTES, Pieces, written

LONGEST_FIELD = 100_000  # characters
LONGEST_RECORD = 4_000_000  # characters of a person with its notes
LONGEST_TAG = 1_000_000  # bytes of one tag, comment or the like
DEEPEST = 12  # elements within elements

_CHUNK = 1 << 16
_WEIGHT_OF_TAG = 20  # characters that an element counts for by itself
_AROUND = ("{http://www.w3.org/2005/Atom}feed", "rss", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# --- Writing ---------------------------------------------------------------------------------------------------------


def write_records(stream: IO[bytes], records: Iterable[Record]) -> int:
    """Write `record_pieces` to a stream; gives how many records."""
    return written(stream, record_pieces(records))


def record_pieces(records: Iterable[Record]) -> Pieces:
    """PFIF 1.4, one record after the other, with little more in memory.

    A note that follows its person, or another note of that person, stands within it; other notes stand by themselves.
    Only what a record holds is written, fields of no standard not at all: what could have been a full name, an expiry
    or an author is the caller's to say. A character that XML cannot hold becomes U+FFFD. Raises BadInput at the first
    record that is no good PFIF (see `faults_of`, and ask before); what was written until then is then no document.
    """
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<pfif:pfif xmlns:pfif="{namespace(WRITTEN)}">\n']
    open_person, count, length = "", 0, 0
    for count, record in enumerate(records, 1):  # noqa: B007
        if faults := faults_of(record):
            raise BadInput(faults)
        belongs = isinstance(record, NoteRecord) and open_person and record.person_record_id == open_person
        if open_person and not belongs:
            lines.append("</pfif:person>\n")
            open_person = ""
        lines.append(_element(record))
        length += len(lines[-1])
        if isinstance(record, PersonRecord):
            open_person = record.person_record_id
        if length >= PIECE_BYTES:
            yield "".join(lines).encode()
            lines, length = [], 0
    yield "".join([*lines, "</pfif:person>\n</pfif:pfif>\n" if open_person else "</pfif:pfif>\n"]).encode()
    return count


def _element(record: Record) -> str:
    """A note whole, a person without its end tag, as its notes go within."""
    person = isinstance(record, PersonRecord)
    version = VERSIONS[WRITTEN]
    lines = ["<pfif:person>" if person else "<pfif:note>"]
    for name in version.person if person else version.note:
        value = getattr(record, name)
        if value or value is False:
            lines.append(f"  <pfif:{name}>{_write_field(value)}</pfif:{name}>")
    return "\n".join(lines) + ("\n" if person else "\n</pfif:note>\n")


def _write_field(value: str | bool | datetime) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant without a zone")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, bool):
        return str(value).lower()
    return escape(_NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})


# --- Reading ---------------------------------------------------------------------------------------------------------


def read_records(stream: IO[bytes], file: str = "records.xml") -> Iterator[Record | Fault]:
    """Read PFIF 1.1 to 1.4, by itself or within Atom or RSS, record by record, with no more than one person in memory.

    Gives each person, then its notes, and before each record a Fault for whatever in it is missing or not as it has to
    be; such a field is left out of the record. Names of fields are those of 1.4, texts have no space around them.
    Fields that no version has are kept in `others`. A note within a person is about that person.
    Raises BadInput where the file is no PFIF, is broken, declares entities, or is beyond a limit above, also after it
    has given records: a caller that stores them has to read to the end first, or to be able to go back.
    """
    target = _Target(file)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.expat = cast(Any, parser).parser
    fed = 0
    try:
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
            fed += len(chunk)
            if fed - target.expat.CurrentByteIndex > LONGEST_TAG + _CHUNK:
                raise _Beyond(f"a tag of more than {LONGEST_TAG} bytes")
            yield from target.taken()
        parser.close()
    except _Beyond as error:
        raise _bad(file, target.line, str(error), "PFIF as a register writes it") from error
    except DefusedXmlException as error:
        raise _bad(file, 0, "it holds a DOCTYPE or an entity", "plain XML without them") from error
    except ParseError as error:
        raise _bad(file, error.position[0], f"not XML: {error}".split(": line")[0], "a whole PFIF document") from error
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or of several bytes
        raise _bad(file, 0, "its encoding cannot be read", "PFIF in UTF-8") from error
    yield from target.taken()


def _bad(file: str, line: int, wrong: str, expected: str) -> BadInput:
    return BadInput([Fault(file, f"line {line}" if line else "", wrong, expected)])


class _Beyond(Exception):
    """The file is no PFIF, or beyond a limit."""


@dataclass
class _Open:
    """A record while it is being read."""

    kind: str  # "person" or "note"
    version: str
    line: int
    texts: dict[str, tuple[str, int]] = field(default_factory=dict)  # by name in the file: text, line
    others: list[tuple[str, str]] = field(default_factory=list)
    twice: list[tuple[str, int]] = field(default_factory=list)


class _Target:
    """What the parser tells of elements, made into records."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.expat: Any = None
        self.path: list[str] = []
        self.person: _Open | None = None
        self.note: _Open | None = None
        self.notes: list[_Open] = []
        self.text: list[str] | None = None
        self.weight = self.length = self.depth_of_field = 0
        self.done: list[Record | Fault] = []

    @property
    def line(self) -> int:
        return int(self.expat.CurrentLineNumber)

    def taken(self) -> list[Record | Fault]:
        done, self.done = self.done, []
        return done

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if not self.path:
            self._check_root(tag)
        self.path.append(tag)
        if len(self.path) > DEEPEST:
            raise _Beyond(f"more than {DEEPEST} elements within each other")
        self._weigh(_WEIGHT_OF_TAG + len(tag))
        uri, _, name = tag.rpartition("}")
        version = VERSION_OF.get(uri[1:].rstrip("/"), "")
        opens = name == "note" or (name == "person" and self.person is None)
        if self.text is not None:
            return
        if opens and version and self.note is None:
            self._open(_Open(name, version, self.line))
        elif self.note or self.person:
            self.text, self.length, self.depth_of_field = [], 0, len(self.path)

    def _check_root(self, tag: str) -> None:
        uri, _, name = tag.rpartition("}")
        if tag not in _AROUND and (name != "pfif" or uri[1:].rstrip("/") not in VERSION_OF):
            raise _Beyond("its root is no pfif element of a known version, and no feed")

    def _open(self, opened: _Open) -> None:
        if opened.kind == "person":
            self.person, self.weight = opened, 0
        else:
            self.note = opened
            if self.person is None:
                self.weight = 0

    def _weigh(self, more: int) -> None:
        self.weight += more
        if (self.person or self.note) and self.weight > LONGEST_RECORD:
            raise _Beyond(f"a record with its notes of more than {LONGEST_RECORD} characters")

    def data(self, text: str) -> None:
        if self.text is None:
            return
        self._weigh(len(text))
        self.length += len(text)
        if self.length > LONGEST_FIELD:
            raise _Beyond(f"a field of more than {LONGEST_FIELD} characters")
        self.text.append(text)

    def end(self, tag: str) -> None:
        depth = len(self.path)
        self.path.pop()
        if self.text is not None:
            if depth == self.depth_of_field:
                self._add_field(tag, "".join(self.text).strip())
                self.text = None
            return
        if self.note is not None:
            self._end_note(self.note)
        elif self.person is not None:
            self._end_person(self.person)

    def _add_field(self, tag: str, text: str) -> None:
        record = self.note or self.person
        if record is None or not text:
            return
        uri, _, name = tag.rpartition("}")
        version = VERSIONS[record.version]
        known = version.person if record.kind == "person" else version.note
        if uri[1:].rstrip("/") != namespace(record.version) or name not in known:
            record.others.append((tag, text))
        elif name in record.texts:
            record.twice.append((name, self.line))
        else:
            record.texts[name] = (text, self.line)

    def _end_note(self, note: _Open) -> None:
        self.note = None
        if self.person is None:
            self._finish(note, "")
        else:
            self.notes.append(note)

    def _end_person(self, person: _Open) -> None:
        notes, self.notes, self.person = self.notes, [], None
        self._finish(person, "")
        about = person.texts.get("person_record_id", ("", 0))[0]
        for note in notes:
            self._finish(note, about)

    def _finish(self, opened: _Open, about: str) -> None:
        record, faults = _record(opened, about, self.file)
        self.done += [*faults, record]

    def close(self) -> None:
        """Nothing is left open, or the parser would have refused."""


def _record(opened: _Open, about: str, file: str) -> tuple[Record, list[Fault]]:
    """The record, and what was wrong with it. about: the person it stands in, "" for none."""
    name_of_it = opened.texts.get(f"{opened.kind}_record_id", ("without an id", 0))[0]
    found: list[Fault] = []

    def fault(line: int, name: str, wrong: str, expected: str) -> None:
        found.append(Fault(file, f"line {line}, {opened.kind} {name_of_it}, {name}", wrong, expected))

    values: dict[str, Any] = {}
    for name, (text, line) in opened.texts.items():
        now = RENAMED.get(name, name)
        try:
            values[now] = _described(text) if name == "other" else read_field(now, text)
        except ValueError as error:
            fault(line, name, "it is not what this field holds", str(error))
    for name, line in opened.twice:
        fault(line, name, "it stands more than once; the first is taken", "it once")
    if about and values.setdefault("person_record_id", about) != about:
        fault(opened.line, "person_record_id", "it is not that of the person it stands in", "the same id, or none")
    for name in _demanded(opened, values):
        fault(opened.line, name, "it is missing", f"it, as PFIF {opened.version} demands")
    kind = PersonRecord if opened.kind == "person" else NoteRecord
    return kind(others=tuple(opened.others), **values), found


def _demanded(opened: _Open, values: dict[str, Any]) -> list[str]:
    """Names of fields that the record's version demands and that were not given at all."""
    version = VERSIONS[opened.version]
    if opened.kind == "note":
        return [name for name in version.note_demands if name not in opened.texts]
    expired = version.has_expiry and "expiry_date" in values and set(values) <= set(KEPT_BY_A_PLACEHOLDER)
    demands = KEPT_BY_A_PLACEHOLDER if expired else version.person_demands
    return [name for name in demands if name not in opened.texts]


def _described(other: str) -> str:
    """The text of `other` (until 1.3); its customary form "description:" with indented lines is undone."""
    first, _, rest = other.partition("\n")
    label, colon, text = first.partition(":")
    lines = rest.split("\n") if rest else []
    if label != "description" or not colon or any(line and not line[0].isspace() for line in lines):
        return other
    return "\n".join([text.strip(), *(line.strip() for line in lines)]).strip()
