"""Any number of invented people, the same ones from the same seed: for tests and benchmarks of pages."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from safepassage.desk.people import actions
from safepassage.desk.people.entries import NewNote, NewParty, NewPerson
from safepassage.desk.people.records import Document, NoteRecord, PersonRecord
from safepassage.desk.people.states import State

GIVEN = [
    "Asha",
    "Binod",
    "Chitra",
    "Deepak",
    "Esha",
    "Farhan",
    "Gita",
    "Hari",
    "Indu",
    "Jatin",
    "Kavya",
    "Lalit",
    "Meera",
    "Nikhil",
    "Ojas",
    "Priya",
]
FAMILY = [
    "Invented",
    "Madeup",
    "Nobody",
    "Example",
    "Specimen",
    "Placeholder",
    "Imaginary",
    "Fictional",
    "Unreal",
    "Pretend",
]
SAID = tuple(state for state in State if state != State.NEVER_TRIED)
BEGIN = datetime(2022, 3, 1, 22, tzinfo=UTC)
PARTY_OF = 4


def invented(count: int, seed: int = 1) -> Iterator[NewPerson]:
    """So many people, each with none to three notes in the first two days."""
    draw = random.Random(seed)
    for place in range(count):
        phone = f"+38050{draw.randrange(10_000_000):07}"
        record = PersonRecord(
            full_name=f"{draw.choice(GIVEN)} {draw.choice(FAMILY)} {place}",
            age=str(draw.randrange(16, 40)),
            phones=(phone,),
            documents=(Document(kind="passport", number=f"X{place:07}", country="IN"),),
            shelter=f"Hostel {draw.randrange(1, 20)}",
            medical="asthma" if draw.random() < 0.05 else "",
        )
        notes = tuple(_note(draw) for _ in range(draw.randrange(4)))
        yield NewPerson(record, outside_id=f"made-up-{place}", first_at=BEGIN, notes=notes)


def fill(crisis, count, *, actor, seed=1, source="made-up"):
    """Register so many, in parties of PARTY_OF. Their ids and numbers, in order."""
    parties = actions.form_parties(crisis, [NewParty() for _ in range(0, count, PARTY_OF)], actor=actor)
    entries = [replace(each, party=parties[place // PARTY_OF].id) for place, each in enumerate(invented(count, seed))]
    return actions.register_persons(crisis, entries, actor=actor, source=source)


def _note(draw: random.Random) -> NewNote:
    at = BEGIN + timedelta(minutes=draw.randrange(1, 2 * 24 * 60))
    grade = f"{draw.choice('ABCDEF')}{draw.randrange(1, 7)}"
    return NewNote(at, draw.choice(SAID), grade=grade, record=NoteRecord(text="said by nobody, to nobody"))
