"""Invented persons for measuring, the same ones from the same number: names, phones, documents, towns, a note each."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

NOON = datetime(2022, 3, 2, 10, tzinfo=UTC)
GIVEN = ["Asha", "Arjun", "Priya", "Rohan", "Anita", "Vikram", "Olena", "Taras", "Fatima", "Omar", "Chidi", "Amara"]
GIVEN += ["Linh", "Wei", "Maria", "José", "Zoë", "Aarav"]
FAMILY = ["Invented", "Madeup", "Imaginary", "Fictional", "Nobody", "Pretend", "Supposed", "Example", "Sample"]
FAMILY += ["Notional", "Fabled", "Storied"]
SYLLABLES = ["ka", "ri", "sha", "mu", "ve", "lo", "na", "ti", "do", "pe", "gu", "ya", "bi", "so", "ra"]
LARGEST = (49.99, 36.23)  # the middle of the largest of the towns; a quarter of all are there
_DRAW = random.Random(17)
TOWNS = [LARGEST, *((_DRAW.uniform(46, 51), _DRAW.uniform(24, 38)) for _ in range(29))]


def name(number: int) -> str:
    """An invented name; about half a million different ones."""
    draw = random.Random(number * 7919)
    middle = "".join(draw.choice(SYLLABLES) for _ in range(3)).title()
    return f"{draw.choice(GIVEN)} {middle} {draw.choice(FAMILY)}"


def entry(number: int) -> Any:
    """Somebody to register, with a note and a position, each about 10 km around the middle of a town."""
    from safepassage.desk.core.grades import GRADES
    from safepassage.desk.people.entries import NewNote, NewPerson
    from safepassage.desk.people.records import Document, PersonRecord, Position
    from safepassage.desk.people.states import Category, State

    draw = random.Random(number)
    states = [state for state in State if state != State.NEVER_TRIED]
    often = [0.05 if state in (State.DEAD, State.HELD) else 7 for state in states]  # one in a thousand opens duties
    lat, lon = LARGEST if draw.random() < 0.25 else draw.choice(TOWNS)
    seen_at = NOON - timedelta(hours=draw.randrange(48))
    record = PersonRecord(
        full_name=name(number),
        phones=(f"+38050{number:07}",),
        documents=(Document(kind="passport", number=f"M{number:07}"),),
        shelter=f"Hostel {draw.randrange(400)}, room {draw.randrange(900)}",
        age=str(draw.randrange(80)),
        position=Position(latitude=draw.gauss(lat, 0.05), longitude=draw.gauss(lon, 0.08), at=seen_at),
    )
    first_at = NOON + timedelta(seconds=draw.randrange(86_400))
    note = NewNote(
        first_at + timedelta(hours=draw.randrange(72)), draw.choices(states, often)[0], grade=draw.choice(GRADES)
    )
    return NewPerson(record, draw.choice(list(Category)), str(number), first_at=first_at, notes=(note,))
