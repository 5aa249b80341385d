"""Persons and what was said about them."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Header, Router

from safepassage.desk.api.actions import MOST_OPENED, open_records
from safepassage.desk.api.cursors import Limit, Since, place
from safepassage.desk.api.gate import Bearer
from safepassage.desk.api.operations import put_in, see
from safepassage.desk.api.problems import Fault, Problem
from safepassage.desk.api.schemas import (
    NotesIn,
    NotesOut,
    PersonChange,
    PersonOut,
    PersonsIn,
    PersonsOut,
    RegisteredAll,
    RegisteredOut,
)
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.models import Crisis, Token
from safepassage.desk.ground.queries import havens_of
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.models import Person
from safepassage.desk.people.tasks import compare_later
from safepassage.desk.people.timeline import NOWHERE

router = Router(tags=["persons"])
SeenVersion = Annotated[str, Header("", alias="If-Match", pattern=r'^("\d{1,18}")?$')]


@see(router, "/persons", Thing.PERSONS, PersonsOut)
def list_persons(request: HttpRequest, since: Since, limit: Limit, open: bool = False) -> PersonsOut:
    """Who was registered, changed or erased since, in the order in which it happened; a version is an act's number.

    With `open`, their records too: at most 50 an hour, and each look is an act.
    """
    rows = queries.changed_since(request.auth.crisis, *place(since))
    if open and limit > MOST_OPENED:
        raise Problem(422, "the request does not fit", [Fault("limit", f"at most {MOST_OPENED} with open")])
    found = list(rows[: limit + 1])
    persons = found[:limit]
    after = f"{persons[-1].version}-{persons[-1].id.hex}" if persons else since or "0"
    return PersonsOut(persons=_told(persons, request.auth, open), next=after, is_all=len(found) <= limit)


@see(router, "/persons/{uuid:person_id}", Thing.PERSONS, PersonOut)
def get_person(request: HttpRequest, person_id: UUID, open: bool = False) -> PersonOut:
    """One person. With `open`, the record too, which is an act."""
    person = get_object_or_404(queries.ever_registered(request.auth.crisis), pk=person_id)
    return _told([person], request.auth, open)[0]


@put_in(router, "/persons", Thing.PERSONS, RegisteredAll)
def register_persons(request: HttpRequest, about: PersonsIn) -> RegisteredAll:
    """Register up to 1,000 persons, all or none. One whose outside id is there already changes nothing."""
    _require_sayable(request.auth.crisis, "persons", [entry.notes for entry in about.persons])
    made = actions.register_persons(request.auth.crisis, about.persons, actor=request.auth, source=request.auth.source)
    compare_later(request.auth.crisis, (each.id for each in made if each.is_new))
    return RegisteredAll(persons=[RegisteredOut(**each._asdict()) for each in made])


@router.put("/persons/{uuid:person_id}", auth=Bearer(Deed.CHANGE, Thing.PERSONS), response=PersonOut)
def change_person(request: HttpRequest, person_id: UUID, about: PersonChange, seen: SeenVersion) -> PersonOut:
    """Change a record, as it was seen at the version that If-Match names, such as `"17"`."""
    if not seen:
        raise Problem(428, 'expected If-Match with the version that was seen, such as "17"')
    with transaction.atomic():
        person = get_object_or_404(queries.ever_registered(request.auth.crisis), pk=person_id)
        if person.version != int(seen.strip('"')):
            raise Problem(412, "somebody changed this person meanwhile; look again")
        given = {"to": about.record, "category": about.category, "keep_until": about.keep_until}
        changed = actions.change_person(person, actor=request.auth, seen_version=person.version, **given)
        compare_later(request.auth.crisis, [person.id])
    return PersonOut.from_orm(changed)


@put_in(router, "/notes", Thing.PERSONS, NotesOut)
def add_notes(request: HttpRequest, about: NotesIn) -> NotesOut:
    """Add up to 1,000 notes, all or none; where the persons stand follows from them."""
    _require_sayable(request.auth.crisis, "notes", [[each.note] for each in about.notes])
    said = [(each.person, each.note) for each in about.notes]
    made = actions.add_notes(request.auth.crisis, said, actor=request.auth, source=request.auth.source)
    return NotesOut(notes=[note.id if note else None for note in made])


def _told(persons: list[Person], token: Token, is_open: bool) -> list[PersonOut]:
    records = open_records(persons, actor=token) if is_open and persons else {}
    told = [PersonOut.from_orm(person) for person in persons]
    return [each.model_copy(update={"record": records.get(each.id)}) for each in told]


def _require_sayable(crisis: Crisis, where: str, notes: Iterable[Iterable[NewNote]]) -> None:
    """Raises Problem for havens that are not there, and for what only an officer says."""
    said = [(row, note) for row, those in enumerate(notes) for note in those]
    havens = havens_of(crisis).keys() if any(note.haven != NOWHERE for _, note in said) else frozenset()
    faults = [
        Fault(f"/{where}/{row}", "a haven or assembly point of this crisis")
        for row, note in said
        if note.haven != NOWHERE and note.haven not in havens
    ]
    faults += [Fault(f"/{where}/{row}", "is_settling only by an officer") for row, note in said if note.is_settling]
    if faults:
        raise Problem(422, "the request does not fit", faults)
