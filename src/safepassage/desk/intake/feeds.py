"""Records of PFIF as drafts: a person with the notes that follow it, or a note on somebody who is known already."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from safepassage.desk.core.keeping import KEPT_FOR
from safepassage.desk.intake.drafts import Draft, Setting
from safepassage.desk.intake.plan import Plan
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.records import NoteRecord, PersonRecord
from safepassage.errors import Fault
from safepassage.formats import pfif
from safepassage.formats.pfif_records import NoteRecord as NoteOfPfif
from safepassage.formats.pfif_records import PersonRecord as PersonOfPfif

_SAME = (  # fields that the record under the seal has by the same name, as one text
    *("full_name", "given_name", "family_name", "description", "sex", "date_of_birth", "age", "home_street"),
    *("home_neighborhood", "home_city", "home_state", "home_postal_code", "home_country", "photo_url", "author_name"),
    *("author_email", "author_phone", "source_name", "source_url"),
)
_SAME_OF_NOTE = (
    *("author_name", "author_email", "author_phone", "author_made_contact", "status", "email_of_found_person"),
    *("phone_of_found_person", "last_known_location", "photo_url"),
)
_SERIOUS = {  # a status is a belief, and no state of the account, which counts what is confirmed
    "believed_dead": "it is believed that they are dead",
    "believed_missing": "it is believed that they are missing",
}


def drafts(content: bytes, plan: Plan, setting: Setting) -> Iterator[Draft]:
    """Each person or lone note, in order. Raises BadInput, also after it has given some."""
    number = 0
    person: PersonOfPfif | None = None
    notes: list[NoteOfPfif] = []
    faults: list[Fault] = []  # of the person and their notes
    told: list[Fault] = []  # of the record that comes next
    for item in pfif.read_records(BytesIO(content), plan.name):
        if isinstance(item, Fault):
            told.append(item)
        elif person and isinstance(item, NoteOfPfif) and item.person_record_id == person.person_record_id:
            notes.append(item)
            faults, told = [*faults, *told], []
        else:
            if person:
                yield _person(number, person, notes, faults, plan)
            number, notes, faults, told = number + 1, [], told, []
            person = item if isinstance(item, PersonOfPfif) else None
            if isinstance(item, NoteOfPfif):
                yield _lone_note(number, item, faults, plan)
    if person:
        yield _person(number, person, notes, faults, plan)


def own_id(outside_id: str, host: str) -> UUID | None:
    """The person's id on this desk, where it gave the record out itself."""
    where, _, name = outside_id.partition("/")
    try:
        return UUID(name) if where == host else None
    except ValueError:
        return None


def _person(
    number: int, person: PersonOfPfif, notes: Sequence[NoteOfPfif], faults: Sequence[Fault], plan: Plan
) -> Draft:
    found, record, where = list(faults), None, f"record {number}"
    expiry = person.expiry_date
    is_expired = person.is_placeholder or (expiry is not None and expiry.date() < plan.today)
    if not person.person_record_id:
        found.append(Fault(plan.name, where, "it has no id", "person_record_id, or it would come in twice"))
    elif not is_expired:
        try:
            record = PersonRecord(**_fields(person))
        except ValidationError as error:
            found += [_fault(plan, where, each) for each in error.errors(include_input=False, include_url=False)]
    made = _notes(person.person_record_id, notes, plan, found, where)
    return Draft(
        number=number,
        outside_id=person.person_record_id,
        record=record,
        notes=made,
        first_at=person.source_date or min((note.source_at for note in made), default=plan.as_of),
        keep_until=_kept_until(expiry.date(), plan) if expiry else None,
        faults=tuple(found),
        doubts=_serious(notes, plan, where),
        is_readable=record is not None or is_expired,
        is_expired=is_expired,
    )


def _lone_note(number: int, note: NoteOfPfif, faults: Sequence[Fault], plan: Plan) -> Draft:
    found, where = list(faults), f"record {number}"
    if not note.person_record_id:
        found.append(Fault(plan.name, where, "a note that says not about whom", "person_record_id"))
    made = _notes(note.person_record_id, [note], plan, found, where)
    return Draft(
        number=number,
        outside_id=note.person_record_id,
        notes=made,
        faults=tuple(found),
        doubts=_serious([note], plan, where),
        is_readable=bool(made and note.person_record_id),
    )


def _fields(person: PersonOfPfif) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(person, name) for name in _SAME}
    fields["alternate_names"] = person.alternate_names.splitlines()
    fields["profile_urls"] = person.profile_urls.split()
    first, *more = [each for each in person.full_name.splitlines() if each.strip()] or [""]
    fields["full_name"], fields["alternate_names"] = first, [*more, *fields["alternate_names"]]
    fields["remark"] = "\n".join(f"{tag.rpartition('}')[2]}: {text}" for tag, text in person.others)
    return {name: value for name, value in fields.items() if value}


def _notes(about: str, notes: Sequence[NoteOfPfif], plan: Plan, found: list[Fault], where: str) -> tuple[NewNote, ...]:
    """Each note once by its id. What cannot be held is a fault, and the others stand."""
    made: dict[str, NewNote] = {}
    for note in notes:
        if not note.note_record_id:
            found.append(Fault(plan.name, where, "a note has no id", "note_record_id, or it would come in twice"))
            continue
        fields = {name: getattr(note, name) for name in _SAME_OF_NOTE}
        linked = note.linked_person_record_id
        fields["text"] = "\n".join(filter(None, (note.text, f"The same person as {linked}" if linked else "")))
        try:
            record = NoteRecord(**{name: value for name, value in fields.items() if value not in ("", None)})
        except ValidationError as error:
            found += [_fault(plan, where, each) for each in error.errors(include_input=False, include_url=False)]
            continue
        said_at = note.source_date or note.entry_date or plan.as_of
        if said_at > plan.taken_at:
            found.append(Fault(plan.name, where, "a note is from the future", "source_date: when it was so"))
            continue
        mark = f"{about}\0{note.note_record_id}"
        made.setdefault(mark, NewNote(said_at, grade=plan.grade, record=record, outside_id=mark))
    return tuple(made.values())


def _serious(notes: Sequence[NoteOfPfif], plan: Plan, where: str) -> tuple[Fault, ...]:
    """What somebody has to look at: beliefs that are no state, and records that are said to be of one person."""
    said = [_SERIOUS[note.status] for note in notes if note.status in _SERIOUS]
    said += ["another record is said to be of the same person" for note in notes if note.linked_person_record_id]
    return tuple(Fault(plan.name, where, each, "an officer who reads the note") for each in dict.fromkeys(said))


def _kept_until(expires_on: date, plan: Plan) -> date:
    return min(expires_on, plan.today + KEPT_FOR)


def _fault(plan: Plan, where: str, error: Mapping[str, Any]) -> Fault:
    place = f", {error['loc'][0]}" if error["loc"] else ""
    wrong, _, expected = str(error["msg"]).removeprefix("Value error, ").partition("; expected ")
    return Fault(plan.name, where + place, wrong, expected or "what the register can hold")
