"""The same list again, days later: what it adds, mends and says otherwise. Everybody is invented."""

from datetime import timedelta

import pytest
from tests.desk.intake.lists import brought_in, taken
from tests.desk.people.register import NOON

from safepassage.desk.intake import actions, queries
from safepassage.desk.ledger.models import Act
from safepassage.desk.people import queries as people
from safepassage.desk.people.actions import change_person, erase_person, merge, register_person
from safepassage.desk.people.entries import NewPerson
from safepassage.desk.people.models import Tombstone
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.states import Category
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import content

LIST = "Roll No,Full name,Mobile,Hostel,Medical\n17,Asha Invented,{},{},{}\n18,Binod Invented,,Hostel 4,"
BEFORE = LIST.format("+380501234567", "Hostel 17", "").encode()
AFTER = LIST.format("+380671112233", "Hostel 20", "asthma").encode()
FRIDAY = NOON + timedelta(days=2)


@pytest.fixture
def first(crisis, officer):
    brought_in(crisis, officer, BEFORE, as_of=NOON)
    return crisis


def asha(crisis):
    person = people.person_from(crisis, "hostel-list", "17")
    return people.person_of(crisis, person.pk)


def record(crisis):
    return people.file_of(asha(crisis)).record


def counts(row):
    return row.known, row.completed, row.otherwise


def test_a_newer_list_of_the_source_adds_and_mends(first, officer):
    row = brought_in(first, officer, AFTER, as_of=FRIDAY)
    assert counts(row) == (2, 1, 0)
    her = record(first)
    assert (her.phones, her.shelter, her.medical) == (("+380501234567", "+380671112233"), "Hostel 20", "asthma")
    assert asha(first).medical
    assert asha(first).state_at < FRIDAY  # the list says nothing of how she is: nobody has heard of her since
    notes = people.file_of(asha(first)).notes
    assert {(said.note.source, said.note.source_at) for said in notes} == {("hostel-list", FRIDAY)}
    assert "Changed. Shelter: Hostel 20; before: Hostel 17" in {said.record.text for said in notes}
    assert people.persons_with(first, "phone", "+380671112233").get() == asha(first)
    assert not WorkItem.objects.exists()


def test_the_trial_tells_it_before_anything_changes(first, officer):
    row = taken(first, officer, AFTER, as_of=FRIDAY)
    actions.try_import(row.pk, actor=officer)
    found = queries.findings_of(queries.import_of(first, row.pk))
    assert (found.known, found.completed, found.otherwise) == (2, 1, 0)
    assert "asthma" in " ".join(found.news[0].told)
    assert record(first).medical == ""


def test_the_same_list_again_changes_nothing_nor_brings_back_what_was_struck_out(first, officer):
    brought_in(first, officer, AFTER, as_of=FRIDAY)
    struck = record(first).model_copy(update={"phones": ("+380501234567",), "shelter": "Metro station"})
    change_person(asha(first), to=struck, actor=officer)
    for day, otherwise in ((1, 1), (2, 0)):  # that she is in another place than the list says is asked about once
        row = brought_in(first, officer, AFTER, as_of=FRIDAY + timedelta(days=day))
        assert counts(row) == (2, 0, otherwise)
        assert record(first) == struck
    assert WorkItem.objects.count() == 1


def test_who_moves_there_and_back_is_followed(first, officer):
    for day, hostel in enumerate(("20", "17", "20"), 1):
        there = LIST.format("+380501234567", f"Hostel {hostel}", "").encode()
        assert counts(brought_in(first, officer, there, as_of=NOON + timedelta(days=day))) == (2, 1, 0)
        assert record(first).shelter == f"Hostel {hostel}"


def test_what_an_officer_wrote_stays_and_another_officer_weighs_the_list(first, officer):
    change_person(asha(first), to=record(first).model_copy(update={"shelter": "Metro station"}), actor=officer)
    row = brought_in(first, officer, AFTER, as_of=FRIDAY)
    assert counts(row) == (2, 1, 1)
    assert record(first).shelter == "Metro station"
    assert record(first).medical == "asthma"
    (item,) = WorkItem.objects.all()
    said = content(item)
    assert "record of 1" in said.reason
    assert people.person_numbered(first, said.text) == asha(first)


def test_an_older_list_that_comes_later_mends_nothing(first, officer):
    row = brought_in(first, officer, AFTER, as_of=NOON - timedelta(days=1))
    assert counts(row) == (2, 1, 1)
    assert record(first).shelter == "Hostel 17"


def test_another_source_adds_and_mends_nothing(first, officer):
    pfif_like = AFTER.replace(b"\n18,Binod Invented,,Hostel 4,", b"")
    row = brought_in(first, officer, pfif_like, as_of=FRIDAY, source="other-list")
    assert row.registered == 1  # another source knows her by an id of its own: a pair for an officer to compare
    assert record(first).shelter == "Hostel 17"


def test_of_whom_is_erased_nothing_comes_back(first, officer):
    erase_person(asha(first), actor=officer, why=Tombstone.Why.ASKED)
    assert counts(brought_in(first, officer, AFTER, as_of=FRIDAY)) == (2, 0, 0)


def test_a_duplicate_that_was_merged_takes_it_over_and_its_note_stands_in_both_files(first, officer):
    kept = people.person_from(first, "hostel-list", "18")
    merge(kept, asha(first), actor=officer, reason="the same passport")
    assert counts(brought_in(first, officer, AFTER, as_of=FRIDAY)) == (2, 1, 0)
    notes = people.file_of(people.person_of(first, kept.pk)).notes
    assert "New. Medical: asthma" in {said.record.text for said in notes}


def test_a_record_that_says_more_is_compared_again(first, officer):
    twin = NewPerson(PersonRecord(full_name="Invented Asha", phones=("+380671112233",)), Category.NATIONAL)
    other = register_person(first, twin, actor=officer, source="call")
    assert not people.likenesses_with(people.person_of(first, other.id)).exists()
    row = brought_in(first, officer, AFTER, as_of=FRIDAY)
    (found,) = people.likenesses_with(people.person_of(first, other.id))
    assert {found.first_id, found.second_id} == {other.id, asha(first).pk}
    assert row.alike == 1


def test_it_is_an_act_that_names_whom(first, officer):
    brought_in(first, officer, AFTER, as_of=FRIDAY)
    (act,) = Act.objects.filter(verb="people.complete_persons")
    assert act.subject == asha(first).reference
