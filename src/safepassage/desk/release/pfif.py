"""Persons as PFIF 1.4 records: of each what was chosen, a note that says how they are, and when it has to be erased.

States become PFIF's five words; where somebody is stays out of it, unless the haven is chosen.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings

from safepassage.desk.core import clock
from safepassage.desk.people.states import State
from safepassage.desk.release.columns import COLUMNS, Entry, name_of
from safepassage.formats.pfif_records import NoteRecord, PersonRecord, Record, read_field

NAMELESS = "?"  # 1.4 demands a full_name
STATUS = {
    State.DEAD: "believed_dead",
    State.MISSING: "believed_missing",
    State.NO_ANSWER: "information_sought",
    State.NEVER_TRIED: "information_sought",
}
ALIVE = "believed_alive"  # in all other states they were heard of

# What each column brings, by the names that the record under the seal shares with PFIF.
FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("full_name", "given_name", "family_name"),
    "other_names": ("alternate_names",),
    "sex": ("sex",),
    "birth": ("date_of_birth", "age"),
    "home": ("home_street", "home_neighborhood", "home_city", "home_state", "home_postal_code", "home_country"),
    "description": ("description",),
}


def records(entries: Iterable[Entry], columns: Collection[str], mark: str) -> Iterator[Record]:
    """A person and a note on each; the watermark is the source's name of the one and the author of the other."""
    now = clock.now()
    for entry in entries:
        yield _person(entry, columns, mark, now)
        if "state" in columns:
            yield _note(entry, columns, mark, now)


def _person(entry: Entry, columns: Collection[str], mark: str, now: datetime) -> PersonRecord:
    names = [name for code in columns for name in FIELDS.get(code, ())]
    said = {name: _fit(name, entry.said[name]) for name in names if entry.said.get(name)}
    full_name = name_of(entry.said) if "name" in columns else ""
    return PersonRecord(
        **{**said, "full_name": full_name or NAMELESS},
        person_record_id=_id(entry),
        entry_date=now,
        expiry_date=datetime.combine(entry.person.keep_until, time(), UTC),
        source_name=mark,
        source_date=entry.person.registered_at,
    )


def _note(entry: Entry, columns: Collection[str], mark: str, now: datetime) -> NoteRecord:
    state = State(entry.person.state)
    return NoteRecord(
        note_record_id=f"{_id(entry)}.{entry.person.version}",
        person_record_id=_id(entry),
        entry_date=now,
        author_name=mark,
        source_date=entry.person.state_at,
        status=STATUS.get(state, ALIVE),
        last_known_location=str(COLUMNS["haven"].of(entry)) if "haven" in columns else "",
        text=str(state.label),
    )


def _id(entry: Entry) -> str:
    """Not the number that callers are told: who finds a record elsewhere should not be able to speak for them."""
    return f"{settings.ENVIRONMENT.host}/{entry.person.pk}"


def _fit(name: str, value: Any) -> str:
    """The value as PFIF writes it, or nothing where the record holds what PFIF does not allow."""
    text = "\n".join(value) if isinstance(value, list) else str(value)
    try:
        read_field(name, text)
    except ValueError:
        return ""
    return text
