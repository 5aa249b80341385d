"""What goes in and out, beside people.entries and people.records, which go in as they are."""

from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from safepassage.desk.core.grades import UNGRADED
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Status
from safepassage.desk.people.entries import Instant, NewHeadcount, NewNote, NewParty, NewPerson
from safepassage.desk.people.models import Party, Warden
from safepassage.desk.people.records import Grade, LongText, PersonRecord, Text, WardenRecord
from safepassage.desk.people.states import Aside, Category, State
from safepassage.desk.people.timeline import NOWHERE
from safepassage.desk.queue import work

MOST = 1_000
CODE = "^[a-z0-9][a-z0-9_-]{0,63}$"


def _somewhere(haven: Any) -> Any:
    return None if haven == NOWHERE else haven


def _has_work(role: Role) -> Role:
    if role not in work.WHO_MAY_HAVE_WORK:
        raise ValueError(f"expected a role that sees the queue: {', '.join(work.WHO_MAY_HAVE_WORK)}")
    return role


Code = Annotated[str, Field(pattern=CODE)]
Place = Annotated[UUID | None, BeforeValidator(_somewhere)]
Next = Annotated[str | None, Field(description="cursor of what comes after; null at the end")]
Worker = Annotated[Role, AfterValidator(_has_work), Field(description=" or ".join(work.WHO_MAY_HAVE_WORK))]
People = Annotated[tuple[UUID, ...], Field(max_length=MOST)]


class Given(BaseModel):
    """Base of what comes in: an unknown field is a fault, and no fault repeats what was given."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)


# --- In --------------------------------------------------------------------------------------------------------------


class PersonsIn(Given):
    """Persons to register, all or none. Their source is the token's; whom it has them from is a field of a record."""

    persons: Annotated[tuple[NewPerson, ...], Field(max_length=MOST)]


class PersonChange(Given):
    """What a person's record is to be; what is left out of the record is not known any more."""

    record: PersonRecord
    category: Category | None = None
    keep_until: date | None = None


class NoteOn(Given):
    """A note, and the person whom it speaks of."""

    person: UUID
    note: NewNote


class NotesIn(Given):
    """Notes to add, all or none. Their source is the token's; whom it heard from is `source_name` of each record."""

    notes: Annotated[tuple[NoteOn, ...], Field(max_length=MOST)]


class PartyIn(Given):
    """People who move together."""

    code: Annotated[str, Field(pattern=f"^$|{CODE}")] = ""
    members: People = ()
    warden: UUID | None = None
    means: Party.Means = Party.Means.FOOT
    seats: Annotated[int, Field(ge=0, le=100)] = 0
    urgent: Annotated[str, Field(pattern=f"^$|{CODE}")] = ""

    def entry(self) -> NewParty:
        """For the action."""
        return NewParty(**self.model_dump())


class Joining(Given):
    """Who joins a party."""

    persons: Annotated[People, Field(min_length=1)]


class HeadcountIn(Given):
    """That so many were somewhere, without names."""

    low: Annotated[int, Field(ge=0, le=10_000_000)]
    high: Annotated[int, Field(ge=0, le=10_000_000)]
    source_at: Instant
    place: Text
    haven: UUID = NOWHERE
    grade: Grade = UNGRADED
    text: LongText = ""

    @model_validator(mode="after")
    def _is_a_range(self) -> "HeadcountIn":
        if self.low > self.high:
            raise ValueError("expected low to be at most high")
        return self

    def entry(self) -> NewHeadcount:
        """For the action."""
        return NewHeadcount(**self.model_dump())


class WardenIn(Given):
    """A warden to register."""

    code: Code
    record: WardenRecord = WardenRecord()


class WardenChange(Given):
    """What a warden's record is to be; what is left out of it is not known any more."""

    record: WardenRecord


class Silence(Given):
    """Since when a warden does not answer; null: they answer again."""

    since: Instant | None


class ItemIn(Given):
    """Something to be done: a message or a request that came in, about a person or the crisis."""

    kind: Literal[work.Kind.MESSAGE, work.Kind.REQUEST]
    role: Worker
    urgency: work.Urgency
    reason: Annotated[Text, Field(min_length=1)]
    text: LongText = ""
    person: UUID | None = None
    due_at: Instant | None = Field(None, description="within 1 h, a day or a week, as urgent as it is; left out: soon")


# --- Out -------------------------------------------------------------------------------------------------------------


class CrisisOut(Schema):
    """The crisis of the token."""

    id: UUID
    name: str
    status: Status
    zone: str
    home_zone: str
    nationality: str
    epoch_at: datetime
    estimate_low: int | None
    estimate_high: int | None
    records: int
    heard_last_at: datetime | None


class PersonOut(Schema):
    """A person, without what is sealed."""

    id: UUID
    number: str
    version: int
    party: UUID | None = Field(None, alias="party_id")
    category: Category
    source: str
    state: State
    state_at: datetime
    haven: Place
    located_at: datetime | None
    heard_at: datetime | None
    contested: bool
    minor: bool
    medical: bool
    set_aside: Aside | Literal[""]
    first_at: datetime
    registered_at: datetime
    keep_until: date
    erased_at: datetime | None
    record: PersonRecord | None = Field(None, description="if it was asked to be opened, which is an act")


class PersonsOut(Schema):
    """A piece of the list of changes. `next` is also given at the end: ask with it again later."""

    persons: list[PersonOut]
    next: str
    is_all: bool


class RegisteredOut(Schema):
    """What became of one entry. `is_new` false: its outside id was there before, and nothing was changed."""

    id: UUID
    number: str
    is_new: bool


class RegisteredAll(Schema):
    """In the order in which they were given."""

    persons: list[RegisteredOut]


class NotesOut(Schema):
    """Ids in the order given; null for a note whose outside id was there before."""

    notes: list[UUID | None]


class PartyOut(Schema):
    """A party."""

    id: UUID
    code: str
    warden: UUID | None = Field(None, alias="warden_id")
    means: str
    seats: int
    urgent: str
    split_from: UUID | None = Field(None, alias="split_from_id")
    made_at: datetime


class PartiesOut(Schema):
    """A piece of the list."""

    parties: list[PartyOut]
    next: Next


class WardenOut(Schema):
    """A warden, without what is sealed. `version` changes with the record."""

    id: UUID
    code: str
    version: str
    silent_since: datetime | None
    record: WardenRecord | None = Field(None, description="if it was asked to be opened, which is an act")

    @staticmethod
    def resolve_version(warden: Warden) -> str:
        """Sealed anew is other bytes, also of the same record."""
        return sha256(bytes(warden.sealed)).hexdigest()[:16]


class WardensOut(Schema):
    """A piece of the list."""

    wardens: list[WardenOut]
    next: Next


class HeadcountOut(Schema):
    """Evidence beside the account."""

    id: UUID
    low: int
    high: int
    source_at: datetime
    haven: Place
    grade: str
    place: str
    text: str


class HeadcountsOut(Schema):
    """The newest first."""

    headcounts: list[HeadcountOut]


class Made(Schema):
    """The id of what was made, or changed."""

    id: UUID


class RowOut(Schema):
    """A row of the account. `records` = those set aside + those in each state."""

    key: str
    records: int
    persons: int
    set_aside: dict[Aside, int]
    states: dict[State, int]
    contested: int
    overdue: int
    minor: int
    medical: int


class AccountOut(Schema):
    """Where everyone is."""

    as_of: datetime
    known_at: datetime
    whole: RowOut
    rows: list[RowOut]
    unregistered: tuple[int, int] | None = Field(description="the estimate less persons, at least and at most")


class ItemOut(Schema):
    """What is to be done, without its text."""

    id: UUID
    kind: work.Kind
    subject: str
    role: Role
    urgency: work.Urgency
    state: work.State
    opened_at: datetime
    due_at: datetime


class ItemsOut(Schema):
    """A piece of the list."""

    items: list[ItemOut]
    next: Next


class ThingsOut(Schema):
    """Things of one kind, each with the fields of the crisis folder."""

    things: list[dict[str, Any]]


class LikenessOut(Schema):
    """Two records that may be of one person."""

    id: UUID
    first: UUID = Field(alias="first_id")
    second: UUID = Field(alias="second_id")
    score: int = Field(description="decibans")
    reasons: str


class LikenessesOut(Schema):
    """A piece of the list."""

    duplicates: list[LikenessOut]
    next: Next


class PreflightOut(Schema):
    """A stored preflight, in numbers."""

    id: UUID
    advisory: str
    people: int
    on_time: int
    not_located: int
    stops: int
    seed: int
    inputs_sha256: str
    made_at: datetime


class PreflightsOut(Schema):
    """A piece of the list."""

    preflights: list[PreflightOut]
    next: Next
