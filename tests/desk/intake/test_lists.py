"""Lists come in: what a row becomes, once; what is wrong is told and left out, or kept as a remark."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.desk import cast
from tests.desk.intake.lists import HEADER, LIST, ROWS, brought_in, taken

from safepassage.desk.crises.actions import close_crisis, reopen_crisis
from safepassage.desk.crises.models import Crisis
from safepassage.desk.intake import actions, queries
from safepassage.desk.intake.models import Import
from safepassage.desk.intake.words import Step, state_called
from safepassage.desk.people import queries as people
from safepassage.desk.people.actions import erase_person
from safepassage.desk.people.models import Note, Person, Tombstone
from safepassage.desk.people.states import State

EXAMPLE = Path(__file__).parents[3] / "examples" / "lists" / "hostel-list.csv"
THEN = datetime(2022, 3, 2, 10, tzinfo=UTC)


def file_of(crisis, outside_id, source="hostel-list"):
    return people.file_of(people.person_from(crisis, source, outside_id))


def lines(*rows):
    return "\n".join(rows).encode()


def test_a_row_becomes_a_person_with_party_warden_and_state(crisis, officer):
    row = brought_in(crisis, officer, as_of=THEN)
    assert (row.step, row.registered, row.left_out) == (Step.DONE, 3, 0)
    asha, binod = (file_of(crisis, each) for each in ("17", "18"))
    assert (asha.record.full_name, asha.record.date_of_birth) == ("Asha Invented", "2001-05-17")
    assert asha.record.phones == ("+380501234567",)
    assert asha.record.documents[0].number == "M1234567"
    assert asha.record.shelter == "Hostel 17, 402"
    assert asha.record.remark == "Course: medicine\nparty: A-3"
    assert (asha.person.state, asha.person.state_at) == (State.SHELTERING, THEN)
    assert asha.notes[0].record.text == "has asthma"
    assert asha.person.party == binod.person.party
    assert people.warden_record(asha.person.party.warden).name == "Ravi Madeup"
    assert (row.entries, row.entries_done) == (3, 3)


def test_what_names_no_state_is_said_in_their_words_and_doubted(crisis, officer):
    row = brought_in(crisis, officer)
    chitra = file_of(crisis, "19")
    assert (chitra.person.state, chitra.notes[0].record.text) == (State.NEVER_TRIED, "in the cellar of the school")
    (doubt,) = queries.findings_of(row).doubts
    assert (doubt.number, doubt.told[0].partition(";")[0]) == (4, "status: it names no state")


def test_codes_in_clear_never_hold_what_a_list_calls_a_party_or_warden(crisis, officer):
    brought_in(crisis, officer)
    party = file_of(crisis, "17").person.party
    for code in (party.code, party.warden.code):
        assert code.startswith("hostel-list-")
        assert "ravi" not in code.casefold()
        assert "a-3" not in code.removeprefix("hostel-list")


def test_the_same_file_again_changes_nothing(crisis, officer):
    brought_in(crisis, officer)
    before = list(Person.objects.values_list("pk", "version", "state_at")), Note.objects.count()
    again = brought_in(crisis, officer)
    assert (again.registered, again.known, again.noted) == (0, 3, 0)
    assert before == (list(Person.objects.values_list("pk", "version", "state_at")), Note.objects.count())


def test_a_newer_list_of_the_same_source_adds_what_is_new_about_those_who_are_there(crisis, officer):
    brought_in(crisis, officer, as_of=THEN)
    newer = lines(HEADER, ROWS[0].replace("sheltering", "left"), ROWS[1], "20,Deepak Madeup" + "," * 10)
    again = brought_in(crisis, officer, newer)
    assert (again.registered, again.known, again.noted) == (1, 2, 1)
    asha = file_of(crisis, "17")
    assert asha.person.state == State.LEFT
    assert len(asha.notes) == 2


def test_without_ids_the_same_row_comes_in_once(crisis, officer):
    content = lines("Name,Phone", "Asha Invented,0501234567", "Binod Invented,0507654321", "Asha Invented,0501234567")
    row = brought_in(crisis, officer, content)
    assert (row.registered, row.known) == (2, 1)
    again = brought_in(crisis, officer, content)
    assert (again.registered, again.known) == (0, 3)


def test_faulty_rows_are_told_all_at_once_and_left_out(crisis, officer):
    content = lines("ID,Name,Phone,DOB", "1,Asha Invented,12,31.02.2000", "2,Binod Invented,0501234567,", "3,,,")
    row = brought_in(crisis, officer, content)
    assert (row.registered, row.left_out) == (1, 2)
    first, second = queries.findings_of(row).faulty
    assert [each.partition(":")[0] for each in first.told] == ["column Phone", "column DOB"]
    assert (second.number, second.told) == (
        4,
        ["the row: nothing says who it is; expected a name, phone, document or description"],
    )


def test_nobody_is_dropped_for_a_cell_if_an_officer_says_so(crisis, officer):
    content = lines("ID,Name,Phone", "1,Asha Invented,no phone yet", "2,Binod Invented,0501234567")
    row = brought_in(crisis, officer, content, keeps_unread=True)
    assert (row.registered, row.left_out) == (2, 0)
    assert file_of(crisis, "1").record.remark == "Phone (not read): no phone yet"


def test_the_file_of_faults_can_be_mended_and_sent_again(crisis, officer):
    content = lines("ID,Name,Phone", "1,Asha Invented,=HYPERLINK(1)", "2,Binod Invented,0501234567")
    row = brought_in(crisis, officer, content)
    (fault,) = queries.faulty_rows(row, queries.findings_of(row))
    assert fault[:4] == ["1", "Asha Invented", "=HYPERLINK(1)", "2"]
    head = queries.heads_of_faults(row)
    mended = lines(",".join(head), f'1,Asha Invented,0501112233,2,"{fault[4]}"')
    again = brought_in(crisis, officer, mended)
    assert again.registered == 1
    assert file_of(crisis, "1").record.remark == ""


def test_an_old_list_does_not_bring_back_who_was_erased(crisis, officer):
    brought_in(crisis, officer)
    asha = people.person_from(crisis, "hostel-list", "17")
    erase_person(asha, actor=officer, why=Tombstone.Why.ASKED)
    again = brought_in(crisis, officer, LIST.replace(b"sheltering", b"left"))
    assert (again.registered, again.known) == (0, 3)
    assert people.person_of(crisis, asha.pk).erased_at is not None


def test_a_trial_registers_nobody_and_says_who_may_be_there_already(crisis, officer):
    brought_in(crisis, officer)
    row = taken(crisis, officer, source="another-list")
    before = Person.objects.count()
    found = actions.try_import(row.pk, actor=officer)
    assert Person.objects.count() == before
    assert (found.entries, found.new, found.known, found.alike) == (3, 3, 0, 3)
    twin = next(twin for twin in found.twins if twin.number == 2)
    assert twin.person == str(people.person_from(crisis, "hostel-list", "17").pk)
    assert "document_same" in twin.reasons


def test_whom_they_may_be_is_noted_once_they_are_registered(crisis, officer):
    brought_in(crisis, officer)
    row = brought_in(crisis, officer, source="another-list")
    assert row.registered == 3
    assert row.alike == people.likenesses_of(crisis).count() > 0


def test_a_state_from_the_future_is_a_fault_and_stops_nothing(crisis, officer):
    content = lines(
        "ID,Name,Status,Last contact", "1,Asha Invented,left,2999-01-01", "2,Binod Invented,left,2.3.2022 16:30"
    )
    row = brought_in(crisis, officer, content, date_order="DMY")
    assert (row.registered, row.left_out) == (1, 1)
    binod = file_of(crisis, "2").person
    assert binod.state_at == datetime(2022, 3, 2, 14, 30, tzinfo=UTC)  # on the clocks of Kyiv


def test_a_file_that_breaks_off_is_told_and_not_registered(crisis, officer):
    rows = [f"{number},Somebody{number} Invented" for number in range(20)]
    row = taken(crisis, officer, lines("ID,Name", *rows, '21,"Binod'))
    found = actions.try_import(row.pk, actor=officer)
    assert "its quotation marks do not match" in found.broken[0]
    with pytest.raises(actions.NotNow):
        actions.begin(row, actor=officer)


def test_what_is_done_twice_is_done_once(crisis, officer):
    row = taken(crisis, officer)
    actions.try_import(row.pk, actor=officer)
    actions.begin(row, actor=officer)
    with pytest.raises(actions.NotNow):
        actions.begin(row, actor=officer)
    with pytest.raises(actions.NotNow):
        actions.say_plan(row, queries.plan_of(row), actor=officer)


def test_what_was_stopped_goes_on_where_it_stood(crisis, officer, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    row = taken(crisis, officer)
    actions.try_import(row.pk, actor=officer)
    actions.begin(row, actor=officer)
    compare = actions.compare
    monkeypatch.setattr(actions, "compare", lambda row, ids, actor: ids and actions.stop(row, actor=actor))
    actions.run(row.pk, actor=officer)
    row = queries.import_of(crisis, row.pk)
    assert (row.step, row.entries_done, row.registered) == (Step.STOPPED, 1, 1)
    monkeypatch.setattr(actions, "compare", compare)
    actions.go_on(row, actor=officer)
    actions.run(row.pk, actor=officer)
    row = queries.import_of(crisis, row.pk)
    assert (row.step, row.entries_done, row.registered) == (Step.DONE, 3, 3)


def test_a_crisis_that_closes_while_a_list_comes_in_takes_no_further_batch(crisis, officer):
    row = taken(crisis, officer)
    actions.try_import(row.pk, actor=officer)
    actions.begin(row, actor=officer)
    close_crisis(crisis, actor=officer, reason="everybody is home")
    actions.run(row.pk, actor=officer)
    row = queries.import_of(crisis, row.pk)
    assert (row.step, row.entries_done) == (Step.STOPPED, 0)
    reopen_crisis(Crisis.objects.get(), actor=officer, reason="more came")
    actions.go_on(row, actor=officer)
    actions.run(row.pk, actor=officer)
    assert queries.import_of(crisis, row.pk).registered == 3


def test_every_deed_is_an_act(crisis, officer):
    row = brought_in(crisis, officer)
    acts = cast.Act.objects.filter(subject=row.reference).order_by("seq").values_list("verb", flat=True)
    assert list(acts) == [f"intake.{verb}" for verb in ("take_file", "say_plan", "try_import", "begin", "finish")]
    assert cast.last_act()[1]["new"]["registered"] == 3


def test_file_and_findings_end_with_their_key(crisis, officer):
    row = brought_in(crisis, officer)
    assert actions.forget_ended(actor=officer) == 0
    assert actions.forget_ended(actor=officer, today=row.keep_until + actions.KEPT_FOR) == 1
    gone = Import.objects.get(pk=row.pk)
    assert (bytes(gone.sealed), gone.parts.count(), gone.registered) == (b"", 0, 3)
    assert not queries.to_forget(row.keep_until + actions.KEPT_FOR).exists()


def test_the_invented_list_of_the_guide_shows_what_may_be_wrong(crisis, officer):
    content = EXAMPLE.read_bytes()
    row = brought_in(crisis, officer, content)
    found = queries.findings_of(row)
    assert (found.entries, found.new, found.known) == (7, 4, 1)
    assert [each.number for each in found.faulty] == [7, 8]  # a phone that is none, a day that is none
    assert [each.number for each in found.doubts] == [6]
    again = brought_in(crisis, officer, content)
    assert (again.registered, again.noted) == (0, 0)
    assert file_of(crisis, "INV-103").person.state == State.LEFT
    assert file_of(crisis, "INV-101").record.next_of_kin[0].phones == ("+919812345601",)


def test_what_turns_a_name_around_does_not_come_in(crisis, officer):
    brought_in(crisis, officer, LIST.replace(b"Asha Invented", "Asha\u202e detnevnI".encode()))
    assert file_of(crisis, "17").record.full_name == "Asha detnevnI"


def test_a_row_of_which_nothing_is_seen_registers_nobody(crisis, officer):
    empty = "Roll No,Full name\n1,\u200b\n2,Asha Invented".encode()
    row = brought_in(crisis, officer, empty)
    assert (row.registered, row.left_out) == (1, 1)


@pytest.mark.parametrize("said", ["abroad", "Crossed the border", "за кордоном", "विदेश में"])
def test_a_word_in_a_list_does_not_confirm_that_somebody_is_abroad_A1(said):
    assert state_called(said) == State.LEFT
    assert state_called("Abroad by own means (confirmed)") == State.ABROAD_OWN
