"""Each write of the register, and the act that it leaves."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from pydantic import ValidationError
from tests.desk import cast
from tests.desk.people.register import ASHA, HOUR, NOON, SOURCE, person, say

from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ledger.models import Act
from safepassage.desk.ledger.queries import KeyDestroyed, verify
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewHeadcount, NewNote, NewParty, NewPerson
from safepassage.desk.people.models import Consent, Mark, Note, Person, Tombstone
from safepassage.desk.people.records import Document, PersonRecord, WardenRecord
from safepassage.desk.people.states import Aside, Category, State


@pytest.fixture
def asha(crisis):
    return person(crisis, record=ASHA, outside_id="17")


def test_a_person_is_registered_with_flags_marks_and_an_act(crisis, asha):
    assert (asha.state, asha.minor, asha.medical, asha.version) == ("never_tried", False, True, cast.last_act()[0].seq)
    assert queries.persons_with(crisis, Mark.Kind.PHONE, "+380501234567").get() == asha
    assert queries.persons_with(crisis, Mark.Kind.DOCUMENT, "M1234567").get() == asha
    assert queries.person_numbered(crisis, f"{asha.number[:4]} {asha.number[4:]}") == asha
    assert queries.person_from(crisis, SOURCE, "17") == asha
    assert queries.file_of(asha).record == ASHA
    act, said = cast.last_act()
    assert (act.verb, act.subject) == ("people.register_persons", asha.reference)
    assert said["new"] == {"source": SOURCE, "person": [str(asha.id)]}
    assert queries.unbalanced(crisis) == []


def test_the_same_outside_id_comes_in_once_in_a_batch_and_again_later(crisis, asha):
    entries = [NewPerson(ASHA, outside_id=each) for each in ("17", "18", "18", "")] + [NewPerson(ASHA)] * 2
    first = actions.register_persons(crisis, entries, actor=cast.SETUP, source=SOURCE)
    assert [each.is_new for each in first] == [False, True, False, True, True, True]
    assert first[0].id == asha.id
    assert first[1][:2] == first[2][:2]
    acts = cast.last_act()[0].seq
    again = actions.register_persons(crisis, entries[:3], actor=cast.SETUP, source=SOURCE)
    assert [each[:2] for each in again] == [each[:2] for each in first[:3]]
    assert cast.last_act()[0].seq == acts
    assert len({each.id for each in first}) == 5
    elsewhere = actions.register_persons(crisis, entries[:1], actor=cast.SETUP, source="other-list")
    assert elsewhere[0].is_new


def test_a_change_keeps_old_and_new_in_its_act_and_finds_by_the_new(crisis, asha):
    to = ASHA.model_copy(update={"phones": ("+919812345678",), "medical": "", "date_of_birth": "2010-05-17"})
    changed = actions.change_person(asha, actor=cast.SETUP, to=to, category=Category.DUAL, seen_version=asha.version)
    assert (changed.medical, changed.minor, changed.category) == (False, True, "dual")
    assert not queries.persons_with(crisis, Mark.Kind.PHONE, "+380501234567").exists()
    assert queries.persons_with(crisis, Mark.Kind.PHONE, "+919812345678").get() == asha
    assert queries.person_from(crisis, SOURCE, "17") == asha
    act, said = cast.last_act()
    assert (act.verb, act.key_id) == ("people.change_person", asha.key_id)
    assert (said["old"]["category"], said["new"]["phones"]) == ("national", ["+919812345678"])
    assert queries.account(crisis, "category").rows["dual"].minor == 1
    with pytest.raises(NotNow, match="meanwhile"):
        actions.change_person(asha, actor=cast.SETUP, to=ASHA, seen_version=asha.version)
    assert actions.change_person(asha, actor=cast.SETUP, to=to).version == changed.version  # nothing to change


def test_a_look_at_a_file_is_an_act(asha, officer):
    file = actions.look_at_person(asha, actor=officer)
    assert file.record.name == "Asha Invented"
    act, _ = cast.last_act()
    assert (act.verb, act.subject, act.actor) == ("people.look_at_person", asha.reference, officer.reference)


def test_notes_give_the_state_and_come_in_once(crisis, asha):
    note = NewNote(NOON + HOUR, State.SHELTERING, grade="B2", outside_id="n1")
    made = actions.add_notes(crisis, [(asha.id, note), (asha.id, note)], actor=cast.SETUP, source=SOURCE)
    assert made[1] is None
    assert actions.add_note(asha, note, actor=cast.SETUP, source=SOURCE) is None
    asha = queries.person_of(crisis, asha.id)
    assert (asha.state, asha.heard_at, asha.version) == ("sheltering", NOON + HOUR, cast.last_act()[0].seq)
    assert [said.note for said in queries.file_of(asha).notes] == [made[0]]


def test_a_note_is_about_the_past_and_about_somebody_there(crisis, asha):
    with pytest.raises(NotNow, match="future"):
        say(asha, State.MOVING, at=cast.clock.now() + HOUR)
    with pytest.raises(NotNow, match="no such person"):
        actions.add_notes(crisis, [(uuid4(), NewNote(NOON))], actor=cast.SETUP, source=SOURCE)
    with pytest.raises(ValueError, match="never_tried"):
        NewNote(NOON, State.NEVER_TRIED)
    with pytest.raises(NotNow, match="Small letters"):
        actions.add_note(asha, NewNote(NOON), actor=cast.SETUP, source="Mrs Invented's list")
    assert not Note.objects.exists()


def test_a_party_is_formed_once_and_split_only_by_an_officer_with_a_reason(crisis, officer):
    family = [person(crisis, f"Invented {i}").id for i in range(3)]
    party = actions.form_party(crisis, NewParty("k-1", tuple(family), seats=4), actor=cast.SETUP)
    assert actions.form_party(crisis, NewParty("k-1"), actor=cast.SETUP) == party
    with pytest.raises(NotNow, match="splits that first"):
        actions.form_party(crisis, NewParty("k-2", tuple(family)), actor=cast.SETUP)
    for actor, reason, who in ((cast.SETUP, "why", family[:1]), (officer, " ", family[:1]), (officer, "why", family)):
        with pytest.raises(NotNow):
            actions.split_party(party, who, actor=actor, reason=reason)
    other = actions.split_party(party, family[:1], actor=officer, reason="she has a seat")
    assert (other.members.count(), party.members.count(), other.split_from) == (1, 2, party)
    act, said = cast.last_act()
    assert (act.verb, act.subject, said["reason"]) == ("people.split_party", party.reference, "she has a seat")
    alone = person(crisis)
    actions.join_party(party, [alone.id], actor=officer)
    assert party.members.count() == 3
    with pytest.raises(NotNow):
        actions.join_party(other, [alone.id], actor=officer)


def test_the_account_of_a_warden_follows_the_party(crisis, officer):
    about = WardenRecord(name="Warden Invented", phones=("+380501112233",))
    warden = actions.register_warden(crisis, "metro-2", about, actor=officer)
    assert actions.register_warden(crisis, "metro-2", about, actor=officer) == warden
    assert queries.warden_record(warden) == about
    one = person(crisis)
    party = actions.form_party(crisis, NewParty("k-1", (one.id,)), actor=officer)
    assert warden.id not in queries.account(crisis, "warden").rows
    actions.change_party(party, actor=officer, warden=warden.id)
    assert queries.account(crisis, "warden").rows[warden.id].persons == 1
    actions.note_silence(warden, NOON, actor=officer)
    assert queries.wardens_of(crisis).get().silent_since == NOON


def test_setting_aside_can_be_taken_back(crisis, asha, officer):
    actions.set_aside(asha, Aside.NEVER_THERE, actor=officer, reason="was at home all along")
    whole = queries.account(crisis).whole
    assert (whole.records, whole.persons, whole.set_aside) == (1, 0, {Aside.NEVER_THERE: 1})
    asha.refresh_from_db()
    with pytest.raises(NotNow):
        actions.set_aside(asha, Aside.NOT_ELIGIBLE, actor=officer, reason="again")
    actions.take_back(asha, actor=officer, reason="she was there")
    assert queries.account(crisis).whole.persons == 1
    asha.refresh_from_db()
    with pytest.raises(NotNow, match="merge"):
        actions.set_aside(asha, Aside.DUPLICATE, actor=officer, reason="twice")


def test_a_merge_counts_both_trails_and_is_undone(crisis, officer):
    kept = say(person(crisis, "Asha"), State.SHELTERING, at=NOON)
    gone = say(person(crisis, "Aasha"), State.IN_HAVEN, at=NOON + HOUR)
    made = actions.merge(kept, gone, actor=officer, reason="same passport")
    whole = queries.account(crisis).whole
    assert (whole.persons, whole.states[State.IN_HAVEN], whole.set_aside[Aside.DUPLICATE]) == (1, 1, 1)
    kept, gone = queries.person_of(crisis, kept.id), queries.person_of(crisis, gone.id)
    assert len(queries.file_of(kept).notes) == 2
    say(gone, State.MOVING, at=NOON + 2 * HOUR)  # news of the record set aside reaches the one kept
    assert queries.person_of(crisis, kept.id).state == State.MOVING
    with pytest.raises(NotNow):
        actions.merge(kept, gone, actor=officer, reason="again")
    actions.unmerge(made, actor=officer, reason="two sisters")
    whole = queries.account(crisis).whole
    assert (whole.persons, whole.states[State.SHELTERING], whole.states[State.MOVING]) == (2, 1, 1)
    with pytest.raises(NotNow, match="undone already"):
        actions.unmerge(made, actor=officer, reason="again")
    assert queries.unbalanced(crisis) == []


def test_merges_upon_merges_are_one_person(crisis, officer):
    a, b, c = (say(person(crisis, name), State.SHELTERING) for name in "abc")
    actions.merge(b, c, actor=officer, reason="same")
    actions.merge(a, b, actor=officer, reason="same")
    with pytest.raises(NotNow, match="set aside"):
        actions.merge(b, a, actor=officer, reason="round")
    with pytest.raises(NotNow):
        actions.merge(a, a, actor=officer, reason="itself")
    say(c, State.IN_HAVEN, at=NOON + HOUR)
    assert queries.account(crisis).whole.states == {State.IN_HAVEN: 1}


def test_erasing_destroys_the_key_and_keeps_the_place_in_the_account(crisis, asha, officer):
    say(asha, State.IN_HAVEN)
    actions.note_consent(asha, Consent.Purpose.CONTACT, given=True, said_at=NOON, actor=officer)
    actions.change_person(asha, actor=officer, to=ASHA.model_copy(update={"remark": "invented"}))
    actions.erase_person(asha, actor=officer, why=Tombstone.Why.ASKED)
    actions.erase_person(asha, actor=officer, why=Tombstone.Why.ASKED)
    gone = Person.objects.get()
    assert (bytes(gone.sealed), gone.tombstone.why, gone.medical, gone.consents.count()) == (b"", "asked", False, 0)
    assert gone.number != asha.number
    assert [mark.kind for mark in gone.marks.all()] == ["outside"]
    assert queries.account(crisis).whole.states == {State.IN_HAVEN: 1}
    with pytest.raises(KeyDestroyed):
        actions.look_at_person(gone, actor=officer)
    with pytest.raises(NotNow, match="erased"):
        say(gone, State.MOVING)
    with pytest.raises(NotNow, match="erased"):
        actions.change_person(gone, actor=officer, to=ASHA)
    assert not actions.register_person(crisis, NewPerson(ASHA, outside_id="17"), actor=officer, source=SOURCE).is_new
    assert queries.unbalanced(crisis) == []
    assert verify() == []


def test_a_headcount_is_evidence_beside_the_account(crisis, officer):
    actions.record_headcount(crisis, NewHeadcount(450, 550, NOON, "the metro"), actor=officer)
    ((row, said),) = queries.headcounts_of(crisis)
    assert (row.low, row.high, said["place"]) == (450, 550, "the metro")
    found = queries.account(crisis)
    assert (found.whole.records, found.unregistered) == (0, (2_500, 4_000))


def test_what_is_kept_too_long_is_found(crisis, asha):
    today = cast.clock.now().date()
    assert not queries.to_erase(crisis, today).exists()
    assert queries.to_erase(crisis, today + timedelta(days=400)).get() == asha


def test_persons_of_another_crisis_are_not_there(crisis, officer, asha):
    other = cast.crisis(officer, name="Elsewhere")
    with pytest.raises(Person.DoesNotExist):
        queries.person_of(other, asha.id)
    assert not queries.persons_with(other, Mark.Kind.PHONE, "+380501234567").exists()
    with pytest.raises(NotNow):
        actions.add_notes(other, [(asha.id, NewNote(NOON))], actor=officer, source=SOURCE)
    with pytest.raises(NotNow):
        actions.form_party(other, NewParty(members=(asha.id,)), actor=officer)
    with pytest.raises(NotNow):
        actions.merge(asha, person(other), actor=officer, reason="same")


@pytest.mark.parametrize(
    "fields",
    [{}, {"full_name": "x", "phones": ["12"]}, {"full_name": "x", "age": "old"}, {"full_name": "x", "wings": 2}],
)
def test_a_record_that_cannot_be_is_refused_without_repeating_it(fields):
    with pytest.raises(ValidationError) as caught:
        PersonRecord(**fields)
    assert "input_value" not in str(caught.value)


@pytest.mark.parametrize("born", ["0000", "2001-00", "2001-13-01", "2001-02-30"])
def test_a_birth_date_of_no_calendar_is_refused_and_stays_readable_where_it_was_taken(born):
    with pytest.raises(ValidationError, match="calendar"):
        PersonRecord(full_name="x", date_of_birth=born)
    assert PersonRecord.from_json(json.dumps({"full_name": "x", "date_of_birth": born}).encode()).date_of_birth == born


def test_documents_are_compared_by_letters_and_digits():
    record = PersonRecord(documents=(Document(kind="passport", number=" m-123/4567 "), Document(kind="visa")))
    assert list(record.searchable()) == [("document", "M1234567")]


def test_four_at_once_bring_the_same_person_in_once_and_versions_follow_commits(own_db):
    crisis = cast.crisis(cast.officer("officer"))

    def bring(_):
        try:
            made = actions.register_person(crisis, NewPerson(ASHA, outside_id="17"), actor=cast.SETUP, source=SOURCE)
            person(crisis)
            return made
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(bring, range(4)))
    assert [each.is_new for each in made].count(True) == 1
    assert len({each.id for each in made}) == 1
    acts = Act.objects.filter(verb="people.register_persons").values_list("seq", flat=True)
    assert sorted(Person.objects.values_list("version", flat=True)) == sorted(acts)
    assert queries.unbalanced(crisis) == []
