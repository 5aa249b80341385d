"""Two records of one person: the kept one says what only the other said, until the merge is undone. All invented."""

import pytest
from tests.desk import cast
from tests.desk.people.register import HOUR, NOON, person, say

from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.models import TakenOver, Tombstone
from safepassage.desk.people.records import Document, NoteRecord, PersonRecord, Position
from safepassage.desk.people.states import State

HERE = PersonRecord(full_name="Asha Invented", phones=("+380501234567",), shelter="Hostel 17")
THERE = PersonRecord(
    full_name="Aasha Invented",
    phones=("+380671112233",),
    shelter="Metro 3",
    medical="diabetes",
    date_of_birth="2001-05-17",
    documents=(Document(kind="passport", number="M1234567"),),
)


@pytest.fixture
def pair(crisis):
    return person(crisis, record=HERE), person(crisis, record=THERE)


def record(about):
    return queries.file_of(queries.person_of(about.crisis, about.pk)).record


def merged(pair, officer):
    return actions.merge(*pair, actor=officer, reason="the same passport")


def test_the_kept_record_says_what_only_the_other_said(crisis, pair, officer):
    merged(pair, officer)
    kept = record(pair[0])
    assert (kept.full_name, kept.alternate_names) == ("Asha Invented", ("Aasha Invented",))
    assert (kept.phones, kept.medical) == (("+380501234567", "+380671112233"), "diabetes")
    assert (kept.shelter, kept.date_of_birth) == ("Hostel 17", "2001-05-17")
    row = queries.person_of(crisis, pair[0].pk)
    assert row.medical
    assert row in queries.persons_with(crisis, "document", "M1234567")
    assert record(pair[1]) == THERE
    assert cast.last_act()[1]["new"]["taken_over"] == sorted(
        ["alternate_names", "phones", "medical", "date_of_birth", "documents"]
    )


def test_undone_each_says_what_it_said(crisis, pair, officer):
    actions.unmerge(merged(pair, officer), actor=officer, reason="two sisters")
    assert (record(pair[0]), record(pair[1])) == (HERE, THERE)
    assert not queries.person_of(crisis, pair[0].pk).medical
    assert not TakenOver.objects.exists()


def test_undone_what_an_officer_wrote_since_stays(pair, officer):
    made = merged(pair, officer)
    since = record(pair[0])
    to = since.model_copy(update={"phones": (*since.phones, "+380990001122"), "medical": "diabetes; asthma"})
    actions.change_person(pair[0], actor=officer, to=to)
    actions.unmerge(made, actor=officer, reason="two sisters")
    assert record(pair[0]).phones == ("+380501234567", "+380990001122")
    assert (record(pair[0]).medical, record(pair[0]).date_of_birth) == ("diabetes; asthma", "")


def test_what_is_learnt_of_the_record_set_aside_reaches_the_kept_one_and_is_undone_too(crisis, pair, officer):
    made = merged(pair, officer)
    actions.change_person(pair[1], actor=officer, to=THERE.model_copy(update={"medicine": "insulin"}))
    about = NoteRecord(text="she cannot walk")
    actions.add_note(queries.person_of(crisis, pair[1].pk), NewNote(NOON, record=about), actor=officer, source="call")
    assert record(pair[0]).medicine == "insulin"
    assert record(pair[0]).mobility.startswith("cannot walk")
    actions.unmerge(made, actor=officer, reason="two sisters")
    assert record(pair[0]) == HERE


def test_of_two_places_the_later_counts(crisis, officer):
    first, second = (Position(latitude=49.9, longitude=36.2, at=at) for at in (NOON, NOON + HOUR))
    old, new = (person(crisis, record=HERE.model_copy(update={"position": at})) for at in (first, second))
    made = merged((old, new), officer)
    assert record(old).position == second
    actions.unmerge(made, actor=officer, reason="two sisters")
    assert record(old).position == first


def test_who_cannot_walk_in_one_record_cannot_in_the_kept_one(crisis, officer):
    def walks(said):
        return person(crisis, record=HERE.model_copy(update={"mobility": said}))

    able, unable = walks("student"), walks("stretcher")
    merged((able, unable), officer)
    assert record(able).mobility == "stretcher"
    unable, able = walks("stretcher"), walks("adult")
    merged((unable, able), officer)
    assert record(unable).mobility == "stretcher"


def test_merges_upon_merges_take_over_all_and_give_back_their_own(crisis, officer):
    a = person(crisis, record=HERE)
    b = person(crisis, record=HERE.model_copy(update={"medicine": "insulin"}))
    c = person(crisis, record=HERE.model_copy(update={"pet": "a cat"}))
    merged((a, b), officer)
    with pytest.raises(actions.NotNow):
        merged((b, c), officer)  # b counts no longer
    d = person(crisis, record=HERE.model_copy(update={"escort": "Ravi Invented"}))
    below = merged((d, c), officer)
    merged((a, d), officer)
    assert (record(a).medicine, record(a).pet, record(a).escort) == ("insulin", "a cat", "Ravi Invented")
    actions.unmerge(below, actor=officer, reason="two sisters")
    assert (record(a).medicine, record(a).pet, record(a).escort) == ("insulin", "", "Ravi Invented")
    assert record(d).pet == ""
    assert queries.unbalanced(crisis) == []


def test_of_an_erased_person_nothing_taken_over_stays(crisis, pair, officer):
    made = merged(pair, officer)
    actions.erase_person(pair[0], actor=officer, why=Tombstone.Why.ASKED)
    assert not TakenOver.objects.exists()
    actions.unmerge(made, actor=officer, reason="two sisters")
    assert record(pair[1]) == THERE


def test_texts_too_long_together_stay_apart(crisis, officer):
    long, longer = (person(crisis, record=HERE.model_copy(update={"medical": each * 15_000})) for each in "ab")
    say(longer, State.SHELTERING)
    merged((long, longer), officer)
    assert record(long).medical == "a" * 15_000
