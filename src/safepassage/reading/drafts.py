"""What a report is read into: six lists of drafts, each field with the span of text it came from (rule C2)."""

import json
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar

from safepassage.places import Candidate

SCHEMA = "safepassage/drafts/1"

Span = tuple[int, int]  # code points of the text, from the first up to, and not with, the second
T = TypeVar("T")


@dataclass(frozen=True)
class Field(Generic[T]):
    """One thing read, and where it stands."""

    value: T
    span: Span


@dataclass(frozen=True)
class Destination:
    """A place that people are told to go to; `place` holds what the gazetteer takes it for."""

    value: str
    span: Span
    place: tuple[Candidate, ...]


@dataclass(frozen=True)
class Deadline:
    """By when: an instant, or a question to a human where the words do not tell it for sure."""

    value: str | None  # ISO 8601 with offset; None = nobody can tell
    span: Span
    kind: str  # reach | register_by | report_at | departs | window
    said: str
    question: str | None  # why a human has to look
    begins: str | None  # of a window, where `value` is the end


@dataclass(frozen=True)
class Range:
    """A number of which only bounds are told."""

    low: int
    high: int


@dataclass(frozen=True)
class Advisory:
    """What people were told to do: kind is Move, Shelter, Avoid, Halt or All clear."""

    spans: tuple[Span, ...]
    kind: Field[str]
    issuer: Field[str] | None = None
    audience: Field[str] | None = None
    from_place: Field[str] | None = None
    destinations: tuple[Destination, ...] = ()
    deadline: Deadline | None = None
    means: tuple[Field[str], ...] = ()
    urgency: tuple[Field[str], ...] = ()
    supersedes: Field[str] | None = None


@dataclass(frozen=True)
class Contact:
    """Who spoke with whom, and what was promised."""

    spans: tuple[Span, ...]
    parties: tuple[Field[str], ...] = ()
    on: Field[str] | None = None
    channel: Field[str] | None = None
    about: tuple[Field[str], ...] = ()
    commitments: tuple[Field[str], ...] = ()


@dataclass(frozen=True)
class Claim:
    """One stance to one assertion: asserts, denies, unverified or accuses_disinformation."""

    spans: tuple[Span, ...]
    stance: Field[str]
    gist: Field[str]
    claimant: Field[str] | None = None
    about: tuple[Field[str], ...] = ()


@dataclass(frozen=True)
class Casualty:
    """Somebody, or a number of people, killed or hurt."""

    spans: tuple[Span, ...]
    count: Field[int]
    name: Field[str] | None = None
    age: Field[int] | None = None
    origin: Field[str] | None = None
    place: Field[str] | None = None
    on: Field[str] | None = None
    cause: Field[str] | None = None
    circumstances: Field[str] | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    spans: tuple[Span, ...]
    kind: Field[str]
    on: Field[str] | None = None
    place: Field[str] | None = None


@dataclass(frozen=True)
class Count:
    """How many of what."""

    spans: tuple[Span, ...]
    what: Field[str]
    how_many: Field[int | Range]
    place: Field[str] | None = None
    said_by: Field[str] | None = None


@dataclass(frozen=True)
class Drafts:
    """All that was read from one report."""

    date: str
    near: str | None
    reader: str  # "rules", or "rules + MODEL VERSION"
    text_sha256: str
    advisories: tuple[Advisory, ...]
    contacts: tuple[Contact, ...]
    claims: tuple[Claim, ...]
    casualties: tuple[Casualty, ...]
    events: tuple[Event, ...]
    counts: tuple[Count, ...]


Item = Advisory | Contact | Claim | Casualty | Event | Count
LISTS = ("advisories", "contacts", "claims", "casualties", "events", "counts")
_WRITTEN = {"begins": "from"}  # names that Python keeps for itself


def as_json(drafts: Drafts) -> str:
    """Write drafts as one line of JSON; same bytes for the same drafts."""
    return json.dumps({"schema": SCHEMA, **_plain(drafts)}, ensure_ascii=False, separators=(",", ":"))


def _plain(thing: Any) -> Any:
    if is_dataclass(thing):
        return {_WRITTEN.get(each.name, each.name): _plain(getattr(thing, each.name)) for each in fields(thing)}
    if isinstance(thing, tuple):
        return [_plain(each) for each in thing]
    return thing
