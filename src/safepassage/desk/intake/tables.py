"""Rows of a list as drafts: each column's field, what a cell means on the register, what is kept as a remark."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from safepassage.desk.core.local_time import instant_there
from safepassage.desk.intake.drafts import Draft, Setting
from safepassage.desk.intake.plan import FIND_HEADER, LEFT_OUT, NO_HEADER, Plan
from safepassage.desk.intake.words import category_called, state_called
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.mobility import CANNOT_WALK, cannot_walk
from safepassage.desk.people.records import NoteRecord, PersonRecord
from safepassage.desk.people.states import SAYS_NOTHING_OF_WHERE, Category
from safepassage.desk.people.timeline import NOWHERE
from safepassage.errors import BadInput, Fault
from safepassage.formats.roster import read_roster
from safepassage.formats.roster_columns import FIELDS, Guess, find_header, guess_columns
from safepassage.formats.roster_fields import Manner, ReadRow, read_country, read_phones, read_rows
from safepassage.formats.roster_rows import Roster, Row

MOST_COLUMNS = 200
LOOKED_AT = 12  # rows in which the header may stand, and from which examples are shown
ADDED = ("row in the file that was sent", "what is wrong")  # by the file of faults, which may come back mended
IN_A_NOTE = ("notes", "status")  # in somebody's own words; preflights read records, not notes
_RECORD_FIELD = {  # of the record under the seal: the column's field
    "full_name": "full_name", "given_name": "given_name", "family_name": "family_name", "sex": "sex", "age": "age",
    "date_of_birth": "birth_date", "phones": "phone", "emails": "email", "shelter": "address", "medical": "medical",
    "documents": "passport", "languages": "language", "next_of_kin": "next_of_kin", "nationalities": "nationality",
    "remark": "notes",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """An opened list: what names its columns, and its first rows."""

    roster: Roster
    header: tuple[str, ...]
    header_row: int  # NO_HEADER where there is none
    first: tuple[Row, ...]

    def rows(self) -> Iterator[Row]:
        """Those below the header. Raises BadInput where the file breaks off."""
        return (row for row in self.roster.rows() if row.number > self.header_row)

    def guesses(self) -> tuple[Guess, ...]:
        """What the columns may be."""
        return guess_columns(self.header)

    def columns(self) -> dict[int, str]:
        """As guessed; columns that the desk itself added to a file of faults are left out."""
        return {each.column: LEFT_OUT if each.header in ADDED else each.field for each in self.guesses()}


def open_table(content: bytes, plan: Plan) -> Table:
    """Raises BadInput for what is no list, is empty, or has more than MOST_COLUMNS columns."""
    roster = read_roster(content, plan.name, plan.encoding, plan.delimiter, plan.sheet)
    first = tuple(islice(roster.rows(), LOOKED_AT))
    if not first:
        raise BadInput([Fault(plan.name, "", "nothing stands in it", "a list with a row for each person")])
    widest = max(len(row.cells) for row in first)
    if widest > MOST_COLUMNS:
        wrong = f"it has {widest} columns"
        raise BadInput([Fault(plan.name, "", wrong, f"at most {MOST_COLUMNS}; is the delimiter right?")])
    if plan.header == FIND_HEADER:
        named = first[find_header([row.cells for row in first])]
    else:
        named = next((row for row in first if row.number == plan.header), Row(NO_HEADER, ()))
    header = named.cells + ("",) * (widest - len(named.cells))
    return Table(roster, header, named.number, first)


def drafts(content: bytes, plan: Plan, setting: Setting) -> Iterator[Draft]:
    """Each row, in order; the same rows from the same file and plan. Raises BadInput, also after it has given some."""
    table = open_table(content, plan)
    fields = {column: name for column, name in plan.columns.items() if name in FIELDS}
    left_out = {column for column, name in plan.columns.items() if name == LEFT_OUT}
    manner = Manner(fields, plan.region, plan.today, plan.date_order)
    rows = (_without(row, left_out) for row in table.rows())
    reading = _Reading(plan, setting)
    for read in read_rows((row for row in rows if any(row.cells)), table.header, manner, plan.name):
        yield reading.draft(read)


def _without(row: Row, columns: set[int]) -> Row:
    if not columns:
        return row
    return Row(row.number, tuple("" if column in columns else cell for column, cell in enumerate(row.cells)))


class _Reading:
    """What all rows of a file have in common."""

    def __init__(self, plan: Plan, setting: Setting) -> None:
        self.plan, self.setting = plan, setting
        self.zone = ZoneInfo(setting.zone)

    def draft(self, read: ReadRow) -> Draft:
        """A row as the register takes it, with all that is wrong with it."""
        said, doubts, remarks = read.values, list(read.doubts), dict(read.others)
        category, nationalities = self._nationality(read, doubts, remarks)
        if "party" in said:
            remarks["party"] = said["party"]
        if self.plan.keeps_unread:
            remarks |= {f"{header} (not read)": text for header, text in read.unread.items()}
        faults, record, notes = list(read.faults), None, ()  # type: list[Fault], PersonRecord | None, tuple[NewNote, ...]
        try:
            notes = self._notes(read, doubts, faults)
            record = PersonRecord(**_fields(read, nationalities, remarks, self.plan.region))
        except ValidationError as error:
            faults += [self._fault(read, each) for each in error.errors(include_input=False, include_url=False)]
        return Draft(
            number=read.number,
            outside_id=said.get("person_id") or _digest(read),
            record=record,
            category=category,
            notes=notes,
            party=said.get("party", ""),
            warden=said.get("warden", ""),
            first_at=min((note.source_at for note in notes), default=self.plan.as_of),
            faults=tuple(faults),
            doubts=tuple(doubts),
            has_id="person_id" in said,
            is_readable=record is not None,
        )

    def _nationality(self, read: ReadRow, doubts: list[Fault], remarks: dict[str, str]) -> tuple[Category, list[str]]:
        """Their category and nationalities; a word that is no country is a remark, and a doubt."""
        category = category_called(read.values.get("category", ""))
        if "category" in read.values and category is None:
            remarks["category"] = read.values["category"]
            doubts.append(self._doubt(read, "category", "it is no category", "national, dual, family, staff …"))
        text, found = read.values.get("nationality", ""), []
        if text:
            try:
                found = [read_country(text)]
            except ValueError as error:
                remarks["nationality"] = text
                wrong, _, expected = str(error).partition("; expected ")
                doubts.append(self._doubt(read, "nationality", wrong, expected))
        is_of_crisis = not found or self.setting.nationality in found
        return category or (Category.NATIONAL if is_of_crisis else Category.THIRD_STATE), found

    def _notes(self, read: ReadRow, doubts: list[Fault], faults: list[Fault]) -> tuple[NewNote, ...]:
        """What the row says of how they are, as one note; what names no state or haven is its text."""
        said = read.values
        state, haven = state_called(said.get("status", "")), self.setting.havens.get(said.get("haven", "").casefold())
        words = [said["notes"]] if "notes" in said else []
        if "status" in said and state is None:
            words.append(said["status"])
            doubts.append(self._doubt(read, "status", "it names no state", "such as sheltering, left, home, no answer"))
        if "haven" in said and (haven is None or state is None or state in SAYS_NOTHING_OF_WHERE):
            wrong = "no haven of the crisis is called so" if haven is None else "nothing says whether they are in it"
            doubts.append(self._doubt(read, "haven", wrong, "a haven's name, beside a state such as in haven"))
            words.append(said["haven"])
            haven = None
        unable = [said["medical"]] if cannot_walk(said.get("medical", "")) else []  # of who is known, notes alone count
        words += unable
        if state is None and not words:
            return ()
        about = NoteRecord(text="\n".join(words))
        where = f"row {read.number}, said_at"
        try:
            said_at = self._said_at(read)
        except ValueError as error:
            wrong, _, expected = str(error).partition(" Expected ")
            faults.append(Fault(self.plan.name, where, wrong, expected))
            said_at = self.plan.as_of
        if said_at > self.plan.taken_at:
            faults.append(Fault(self.plan.name, where, "it is in the future", "when it was so, on the clocks there"))
            said_at = self.plan.as_of
        parts = [said.get(name) for name in ("status", "haven", "notes", "said_at")]
        key = json.dumps(parts + unable, ensure_ascii=False)
        mark = f"{said.get('person_id') or _digest(read)}\0{sha256(key.encode()).hexdigest()}"
        return (NewNote(said_at, state, haven or NOWHERE, self.plan.grade, about, mark),)

    def _said_at(self, read: ReadRow) -> datetime:
        """When it was so: by the row, on the clocks there; else by the file."""
        text = read.values.get("said_at")
        if not text:
            return self.plan.as_of
        return instant_there(datetime.fromisoformat(text), self.zone)

    def _doubt(self, read: ReadRow, field: str, wrong: str, expected: str) -> Fault:
        return Fault(self.plan.name, f"row {read.number}, {field}", wrong, f"{expected}; it is kept as a text")

    def _fault(self, read: ReadRow, error: Mapping[str, Any]) -> Fault:
        place = str(error["loc"][0]) if error["loc"] else ""
        where = f"row {read.number}" + (f", {_RECORD_FIELD.get(place, place)}" if place else "")
        wrong, _, expected = str(error["msg"]).removeprefix("Value error, ").partition("; expected ")
        return Fault(self.plan.name, where, wrong, expected or "what the register can hold")


def _fields(read: ReadRow, nationalities: Sequence[str], remarks: Mapping[str, str], region: str) -> dict[str, Any]:
    said = read.values
    passport = {"kind": "passport", "number": said.get("passport", "")}
    fields = {
        "full_name": said.get("full_name"),
        "given_name": said.get("given_name"),
        "family_name": said.get("family_name"),
        "sex": said.get("sex"),
        "date_of_birth": said.get("birth_date"),
        "age": said.get("age"),
        "nationalities": nationalities,
        "documents": [passport | ({"country": nationalities[0]} if nationalities else {})]
        if passport["number"]
        else (),
        "phones": said.get("phone", "").split(),
        "emails": said.get("email", "").split(),
        "shelter": ", ".join(said[name] for name in ("address", "room", "city") if name in said),
        "medical": said.get("medical"),
        "mobility": CANNOT_WALK if cannot_walk(*(said.get(name, "") for name in IN_A_NOTE)) else "",
        "languages": [each.strip() for each in said.get("language", "").replace(";", ",").split(",") if each.strip()],
        "next_of_kin": _kin(said.get("next_of_kin", ""), region),
        "remark": "\n".join(f"{header}: {text}" for header, text in remarks.items()),
    }
    return {name: value for name, value in fields.items() if value}


def _kin(text: str, region: str) -> list[dict[str, Any]]:
    """One contact: names as they stand, and those of its lines that are numbers."""
    names, phones = [], []
    for line in text.split("\n"):
        try:
            phones += read_phones(line, region)
        except ValueError:
            names.append(line)
    return [{"name": ", ".join(filter(None, names)), "phones": phones}] if text else []


def _digest(read: ReadRow) -> str:
    """Stands for the id that a row does not have: the same row of the same source comes in once."""
    parts = [sorted(each.items()) for each in (read.values, read.others, read.unread)]
    return "row " + sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
