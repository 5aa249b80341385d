"""Ways to fill the register in tests. Everybody is invented."""

from datetime import UTC, datetime, timedelta

from tests.desk import cast

from safepassage.desk.core import clock
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewNote, NewParty, NewPerson
from safepassage.desk.people.records import Document, PersonRecord, Position

NOON = datetime(2022, 3, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = "test-list"
ASHA = PersonRecord(
    full_name="Asha Invented",
    alternate_names=("आशा",),
    date_of_birth="2001-05-17",
    sex="female",
    nationalities=("IN",),
    phones=("+380 50 123 45 67",),
    documents=(Document(kind="passport", number="M-123 4567", country="IN"),),
    shelter="Hostel 17, room 402",
    medical="asthma",
    position=Position(latitude=49.98765, longitude=36.23456, at=NOON, grade="B2"),
)


def person(crisis, name="Somebody Invented", **fields):
    """A registered person."""
    record = fields.pop("record", None) or PersonRecord(full_name=name)
    entry = NewPerson(record, **{"first_at": NOON} | fields)
    made = actions.register_person(crisis, entry, actor=cast.SETUP, source=SOURCE)
    return queries.person_of(crisis, made.id)


def found_ending(crisis):
    """One whose time to be kept ends soon; another was erased."""
    actions.erase_person(person(crisis), actor=cast.SETUP, why="asked")
    return person(crisis, keep_until=clock.now().date() + timedelta(days=9))


def found_alike(crisis):
    """What was found of two records of one person, the second with a companion."""
    earlier = person(crisis, record=ASHA)
    later = person(crisis, record=ASHA.model_copy(update={"full_name": "Invented Asha", "sex": None}))
    friend = person(crisis, "Olena Fabled")
    actions.form_party(crisis, NewParty(members=(later.id, friend.id)), actor=cast.SETUP)
    actions.note_likenesses(crisis, [later.id], actor=cast.SETUP)
    return queries.likenesses_with(earlier).select_related("first__crisis", "second__crisis").get()


def say(person, state, at=NOON, grade="C3", **fields):
    """A note on the person; the person read anew."""
    actions.add_note(person, NewNote(at, state, grade=grade, **fields), actor=cast.SETUP, source=SOURCE)
    return queries.person_of(person.crisis, person.id)
