"""A newer list, message or note that says that somebody cannot walk slows their record too. Everybody is invented."""

import pytest
from tests.desk import cast
from tests.desk.intake.lists import brought_in
from tests.desk.people.register import NOON, SOURCE, person

from safepassage.desk.crises.access import Role
from safepassage.desk.ledger.models import Act
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.messages import Channel, Matter, Message, take_message
from safepassage.desk.people.records import NoteRecord, PersonRecord

LIST = "id,Full name,Status,Medical,Remarks\n7,Asha Invented,sheltering,{},{}"
STUDENT = PersonRecord(full_name="Asha Invented", mobility="student")
UNABLE = "cannot walk, as was said of 2022-03-02 12:00 EET · 2022-03-02 15:30 IST"


def mobility(crisis):
    return [queries.file_of(each).record.mobility for each in queries.persons_of(crisis)]


@pytest.mark.parametrize(("medical", "remark"), [("uses a wheelchair", ""), ("", "broken leg, on a stretcher")])
def test_a_newer_list(crisis, officer, medical, remark):
    brought_in(crisis, officer, LIST.format("", "").encode(), name="before.csv")
    assert mobility(crisis) == [""]
    newer = LIST.format(medical, remark).encode()
    brought_in(crisis, officer, newer, name="after.csv")
    (found,) = mobility(crisis)
    assert found.startswith("cannot walk, as was said of ")
    (her,) = queries.persons_of(crisis).select_related("crisis")
    walks = queries.file_of(her).record.model_copy(update={"mobility": "student"})
    actions.change_person(her, to=walks, actor=officer)  # an officer asked
    for again in (newer, LIST.format("", "").encode()):
        brought_in(crisis, officer, again, name="again.csv")
        assert mobility(crisis) == ["student"]


def test_a_message(crisis, officer):
    her = person(crisis, record=STUDENT)
    text = "Her foot is broken. She can’t walk."
    take_message(
        crisis, Message(Channel.EMAIL, Matter.QUESTION, "Gita Invented", NOON, text, person=her), actor=officer
    )
    assert mobility(crisis) == [
        "cannot walk, as was said of 2022-03-02 12:00 EET · 2022-03-02 15:30 IST; the record said: student"
    ]
    assert queries.file_of(her).notes[0].record.text == text


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ("student", "She walks well", "student"),
        ("stretcher", "She can walk again", "stretcher"),  # an officer says so, no text
        ("in a wheelchair", "paralysed", "in a wheelchair"),
        ("", "Не може ходити", UNABLE),
    ],
)
def test_what_is_said_never_makes_anybody_faster(crisis, before, said, after):
    her = person(crisis, record=STUDENT.model_copy(update={"mobility": before}))
    actions.add_note(her, NewNote(NOON, record=NoteRecord(text=said)), actor=cast.SETUP, source=SOURCE)
    assert mobility(crisis) == [after]
    assert Act.objects.filter(verb="people.change_person").count() == (before != after)


def test_the_file_says_it_before_all_else(crisis, client, officer):
    her = person(crisis, record=STUDENT)
    note = NewNote(NOON, record=NoteRecord(text="cannot walk"))
    actions.add_note(her, note, actor=cast.SETUP, source=SOURCE)
    screen = cast.sign_in(client, cast.member(crisis, officer, Role.CASEWORKER))
    page = screen.get(f"/crises/{crisis.id}/persons/{her.id}/").content.decode()
    flags = page[page.index('class="flags"') : page.index("Number")]
    assert "Cannot walk, it is said" in flags
    assert "the record said: student" in flags
