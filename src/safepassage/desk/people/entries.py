"""What actions take: persons, notes, parties as they come in, already validated."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, with_config

from safepassage.desk.core.grades import GRADES, UNGRADED
from safepassage.desk.people.records import Instant, NoteRecord, PersonRecord
from safepassage.desk.people.states import SAYS_NOTHING_OF_WHERE, Category, State
from safepassage.desk.people.timeline import NOWHERE

OutsideId = Annotated[str, Field(max_length=200)]
STRICT = ConfigDict(extra="forbid", hide_input_in_errors=True)  # for what comes in by the API


@with_config(STRICT)
@dataclass(frozen=True)
class NewNote:
    """One statement. Raises ValueError if it asserts what no note can."""

    source_at: Instant  # when it was true, aware
    state: State | None = None
    haven: UUID = NOWHERE
    grade: str = UNGRADED
    record: NoteRecord = field(default_factory=NoteRecord)
    outside_id: OutsideId = ""  # its id at the source; given, it comes in once
    is_settling: bool = False

    def __post_init__(self) -> None:
        if self.source_at.tzinfo is None:
            raise ValueError("source_at has a zone")
        if self.grade not in GRADES:
            raise ValueError("a grade is from A1 to F6")
        if self.state == State.NEVER_TRIED:
            raise ValueError("a note says that somebody was tried; never_tried is the absence of notes")
        if self.haven != NOWHERE and (self.state is None or self.state in SAYS_NOTHING_OF_WHERE):
            raise ValueError("a note that names a haven says that they are in it, or on the way")


@with_config(STRICT)
@dataclass(frozen=True)
class NewPerson:
    """Somebody to register."""

    record: PersonRecord
    category: Category = Category.NATIONAL
    outside_id: OutsideId = ""  # the id at the source; given, the record comes in once
    party: UUID | None = None
    first_at: Instant | None = None  # when they were first heard of; None: now, or the first note
    keep_until: date | None = None  # None: as long as the desk keeps
    notes: tuple[NewNote, ...] = ()


@dataclass(frozen=True)
class NewParty:
    """People who move together. `code` is given, or drawn."""

    code: str = ""
    members: tuple[UUID, ...] = ()
    warden: UUID | None = None
    means: str = "foot"
    seats: int = 0
    urgent: str = ""


@dataclass(frozen=True)
class NewHeadcount:
    """That so many were somewhere, without names."""

    low: int
    high: int
    source_at: datetime
    place: str
    haven: UUID = NOWHERE
    grade: str = UNGRADED
    text: str = ""
    id: UUID | None = None  # drawn by who says it; given, it comes in once
