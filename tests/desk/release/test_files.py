"""What stands in the files: nothing unasked, no formula, a watermark in every record; who agreed; no untold death."""

import csv
import gc
import io
import tracemalloc
import zipfile

import pytest
from tests.desk import cast
from tests.desk.console.people_made_up import fill
from tests.desk.people.register import ASHA, NOON, person, say
from tests.desk.release.asking import agree, ask, fetch, school

from safepassage.desk.core import clock
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.people import actions as people_actions
from safepassage.desk.people.models import Consent, Person
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.states import State
from safepassage.desk.queue.actions import claim, finish
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import Outcome
from safepassage.desk.release import actions
from safepassage.desk.release.columns import COLUMNS, tagged
from safepassage.desk.release.giving import watermark
from safepassage.desk.release.models import Download
from safepassage.desk.release.words import Audience, Format
from safepassage.errors import Fault
from safepassage.formats.hxl import find_tags
from safepassage.formats.pfif import read_records
from safepassage.formats.pfif_records import NoteRecord
from safepassage.formats.pfif_records import PersonRecord as PfifPerson
from safepassage.formats.roster import read_roster

SECRET = ("asthma", "M-123", "49.98", "380501234567", "Hostel 17")


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def mark():
    download = Download.objects.select_related("export__crisis", "export__asked_by").latest("begun_at")
    return watermark(download, download.export.asked_by)


def test_by_default_there_is_nothing_sensitive_in_it(crisis, asker):
    person(crisis, record=ASHA)
    for made_as in (Format.CSV, Format.PFIF):
        text = fetch(ask(crisis, asker, made_as=made_as), asker).decode()
        assert "Asha Invented" in text
        assert not [secret for secret in SECRET if secret in text]


def test_every_column_says_what_the_record_says(crisis, asker):
    haven = school(crisis)
    about = say(person(crisis, record=ASHA), State.IN_HAVEN, clock.now(), haven=haven.id)
    head, row = rows(fetch(ask(crisis, asker, columns=tuple(COLUMNS)), asker))
    found = dict(zip(head, row, strict=True))
    for label, text in {
        "Name": "Asha Invented", "Other names": "आशा", "State": "In a haven or at an assembly point",
        "Haven": "School 9", "Needs: walking, minor, health": "medical need", "Phones": "'+380501234567",
        "Medical": "asthma",
        "Documents": "passport, M-123 4567, IN", "Date of birth, or age": "2001-05-17", "Nationalities": "IN",
        "Shelter: hostel, room": "Hostel 17, room 402",
    }.items():  # fmt: skip
        assert found[label] == text
    assert found["Exact point"].startswith("49.98765, 36.23456, 2022-03-02")
    assert about.number in found["Number"].replace(" ", "")


OF_OLD = b'{"date_of_birth": "1999-19-99", "sex": "female"}'  # sealed before such a date was refused


@pytest.mark.parametrize("start", "=+-@\t\r＝")
def test_no_cell_becomes_a_formula(start, crisis, asker):
    name = f"{start}HYPERLINK(1) Invented"
    person(crisis, record=PersonRecord(full_name=name, shelter="x"))
    for row in rows(fetch(ask(crisis, asker, columns=("name",)), asker))[1:]:
        assert row[0][0] not in "=+-@\t\r＝"
    book = fetch(ask(crisis, asker, columns=("name",), made_as=Format.XLSX), asker)
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")


def test_the_watermark_stands_in_every_row_margin_and_record(crisis, asker):
    fill(crisis, 5, actor=cast.SETUP)
    made = fetch(ask(crisis, asker), asker)
    assert [row[-1] for row in rows(made)[1:]] == [mark()] * 5
    assert mark().startswith("Exercise, colleague, 20")
    book = zipfile.ZipFile(io.BytesIO(fetch(ask(crisis, asker, made_as=Format.XLSX), asker)))
    sheet, properties = book.read("xl/worksheets/sheet1.xml").decode(), book.read("docProps/core.xml").decode()
    assert sheet.count(mark()) == 5 + 2
    assert mark() in properties
    tables = fetch(ask(crisis, asker, made_as=Format.HXL), asker)
    assert [row[-1] for row in rows(tables)[2:]] == [mark()] * 5
    records = list(read_records(io.BytesIO(fetch(ask(crisis, asker, made_as=Format.PFIF), asker))))
    assert {each.source_name for each in records if isinstance(each, PfifPerson)} == {mark()}
    assert {each.author_name for each in records if isinstance(each, NoteRecord)} == {mark()}


@pytest.mark.parametrize("audience", [Audience.STATES, Audience.PUBLIC])
def test_what_goes_out_of_the_service_names_no_officer(audience, crisis, asker):
    purposes = {Audience.STATES: Consent.Purpose.SHARE_STATES, Audience.PUBLIC: Consent.Purpose.PUBLISH}
    agree(say(person(crisis, record=ASHA), State.SHELTERING).id, purposes[audience])
    for made_as in (Format.CSV, Format.XLSX, Format.PFIF, Format.HXL, Format.ACCOUNT):
        data = fetch(ask(crisis, asker, made_as=made_as, audience=audience), asker)
        parts = [data]
        if made_as == Format.XLSX:
            book = zipfile.ZipFile(io.BytesIO(data))
            parts = [book.read(name) for name in book.namelist()]
        assert not [part for part in parts if asker.username.encode() in part]
        assert [part for part in parts if b"Exercise, 20" in part]


def test_a_workbook_hides_nothing(crisis, asker):
    fill(crisis, 5, actor=cast.SETUP)
    data = fetch(ask(crisis, asker, made_as=Format.XLSX), asker)
    book = zipfile.ZipFile(io.BytesIO(data))
    assert not [name for name in book.namelist() if b"hidden" in book.read(name)]
    roster = read_roster(data, "export.xlsx")
    assert not roster.told
    assert [len(row.cells) for row in roster.rows()] == [6] * 6


def test_pfif_is_read_again_without_a_fault(crisis, asker):
    asha = say(person(crisis, record=ASHA), State.SHELTERING)
    say(person(crisis, record=PersonRecord.from_json(OF_OLD)), State.MISSING)
    columns = ("name", "other_names", "sex", "birth", "home", "description", "state")
    read = list(read_records(io.BytesIO(fetch(ask(crisis, asker, columns=columns, made_as=Format.PFIF), asker))))
    assert not [each for each in read if isinstance(each, Fault)]
    first, note, second, other = read
    assert (first.full_name, first.alternate_names, first.date_of_birth) == ("Asha Invented", "आशा", "2001-05-17")
    assert first.person_record_id == note.person_record_id == f"127.0.0.1/{asha.pk}"
    assert first.expiry_date.date() == asha.keep_until
    assert (note.status, note.source_date, note.last_known_location) == ("believed_alive", NOON, "")
    assert (second.full_name, second.date_of_birth, other.status) == ("?", "", "believed_missing")


def test_hxl_has_no_names_and_its_tags_are_of_the_core_schema(crisis, asker):
    fill(crisis, 5, actor=cast.SETUP)
    table = rows(fetch(ask(crisis, asker, columns=tuple(COLUMNS), made_as=Format.HXL), asker))
    assert find_tags(table)[0] == 1
    assert len(table[1]) == len(tagged(tuple(COLUMNS))) + 1
    assert "Invented" not in str(table[2:])


def test_the_account_in_hxl_counts_and_names_nobody_and_needs_no_second_officer(crisis, asker):
    fill(crisis, 60, actor=cast.SETUP)
    export = ask(crisis, asker, columns=(), made_as=Format.ACCOUNT)
    table = rows(fetch(export, asker))
    of_crisis = [int(row[6]) for row in table[2:] if row[2] == "crisis"]
    assert sum(of_crisis) == 60
    assert Download.objects.get().persons == 0


# --- Who agreed, and who is held -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("audience", "purpose"), [(Audience.PUBLIC, "publish"), (Audience.STATES, "share_states")])
def test_outside_goes_only_who_agreed_to_just_that_and_still_does(audience, purpose, crisis, asker):
    yes, changed, other, _silent = (
        person(crisis, f"{name} Invented") for name in ("Yes", "Changed", "Other", "Silent")
    )
    agree(yes.id, purpose)
    agree(changed.id, purpose)
    agree(changed.id, purpose, given=False)
    agree(other.id, "contact")
    table = rows(fetch(ask(crisis, asker, columns=("name",), audience=audience), asker))
    assert [row[0] for row in table[1:]] == ["Yes Invented"]


def test_of_a_death_nothing_goes_outside_before_the_kin_were_told(crisis, asker):
    dead = person(crisis, "Dead Invented")
    agree(dead.id, "publish")
    export = ask(crisis, asker, columns=("name",), audience=Audience.PUBLIC, made_as=Format.PFIF)
    say(dead, State.DEAD)
    assert "Dead Invented" not in fetch(export, asker).decode()
    with pytest.raises(NotNow, match="nobody"):
        ask(crisis, asker, columns=("name",), audience=Audience.PUBLIC)
    item = WorkItem.objects.get(subject=dead.reference)
    claim(item, actor=asker)
    item.refresh_from_db()
    finish(item, Outcome.SPOKEN, actor=asker, answer="told by voice")
    assert "Dead Invented" in fetch(export, asker).decode()


def test_a_death_noted_on_a_duplicate_holds_the_record_that_was_kept(crisis, asker):
    kept, gone = person(crisis, "Kept Invented"), person(crisis, "Gone Invented")
    for each in (kept, gone):
        agree(each.id, "publish")
    say(gone, State.DEAD)
    people_actions.merge(kept, Person.objects.get(pk=gone.pk), actor=cast.SETUP, reason="the same passport")
    with pytest.raises(NotNow, match="nobody"):
        ask(crisis, asker, columns=("name",), audience=Audience.PUBLIC)


def test_who_was_erased_or_set_aside_meanwhile_is_not_in_it(crisis, asker):
    made = fill(crisis, 4, actor=cast.SETUP)
    export = ask(crisis, asker)
    first, second, *_ = (Person.objects.get(pk=each.id) for each in made)
    people_actions.erase_person(first, actor=cast.SETUP, why="asked")
    people_actions.set_aside(second, "not_eligible", actor=cast.SETUP, reason="a passer-by")
    assert len(rows(fetch(export, asker))) == 1 + 2


# --- Memory ----------------------------------------------------------------------------------------------------------


def test_memory_does_not_grow_with_the_persons(crisis, asker, second, monkeypatch):
    monkeypatch.setattr("safepassage.desk.release.selection.AT_ONCE", 20)
    monkeypatch.setattr("safepassage.formats.roster_csv.PIECE_BYTES", 1_000)
    fill(crisis, 300, actor=cast.SETUP)
    some = tuple(Person.objects.order_by("pk").values_list("pk", flat=True)[:60])

    def peak(**selection):
        export = ask(crisis, asker, **selection)
        actions.approve(export, actor=second, reason="yes")
        pieces = actions.pieces(actions.begin_download(export, actor=asker), actor=asker)
        gc.collect()
        tracemalloc.start()
        assert sum(map(len, pieces))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(ids=some)  # what is cached for good is cached now
    assert peak() < 1.25 * peak(ids=some)
