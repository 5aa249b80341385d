"""PFIF comes in: persons with their notes, notes on those already there, expiry dates, each once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from tests.desk import cast
from tests.desk.intake.lists import brought_in, taken
from tests.desk.people.register import person

from safepassage.desk.core import clock
from safepassage.desk.intake import actions, queries
from safepassage.desk.intake.words import Kind
from safepassage.desk.people import queries as people
from safepassage.desk.people.models import Note, Person
from safepassage.desk.people.states import State
from safepassage.desk.queue import queries as queue
from safepassage.formats.pfif_records import VERSIONS, namespace

SOON = clock.now() + timedelta(days=20)


def written(body, version="1.4"):
    return f'<?xml version="1.0"?><pfif:pfif xmlns:pfif="{namespace(version)}">{body}</pfif:pfif>'.encode()


def element(kind, inner="", **fields):
    said = "".join(f"<pfif:{name}>{value}</pfif:{name}>" for name, value in fields.items())
    return f"<pfif:{kind}>{said}{inner}</pfif:{kind}>"


def somebody(name="Asha Invented", number=1, inner="", **fields):
    said = {"person_record_id": f"example.org/p{number}", "source_date": "2022-03-01T10:00:00Z", "full_name": name}
    return element("person", inner, **{**said, **fields})


def note(number=1, about="", **fields):
    said = {"note_record_id": f"example.org/n{number}", "author_name": "A friend", "text": "I spoke to her"}
    if about:
        said["person_record_id"] = about
    return element("note", **{**said, "source_date": "2022-03-02T10:00:00Z", **fields})


def bring(crisis, officer, content, **said):
    return brought_in(crisis, officer, content, name="records.xml", source="family-links", **said)


def the_file(crisis, number=1):
    return people.file_of(people.person_from(crisis, "family-links", f"example.org/p{number}"))


def test_a_person_comes_in_with_their_notes_once(crisis, officer):
    content = written(somebody(inner=note(1) + note(2, status="believed_alive"), sex="female", age="20-25"))
    row = bring(crisis, officer, content)
    assert (row.kind, row.registered) == (Kind.PFIF, 1)
    asha = the_file(crisis)
    assert (asha.record.full_name, asha.record.sex, asha.record.age) == ("Asha Invented", "female", "20-25")
    assert [said.record.text for said in asha.notes] == ["I spoke to her"] * 2
    assert asha.person.state == State.NEVER_TRIED  # what is believed is no state of the account
    again = bring(crisis, officer, content)
    assert (again.registered, again.known, again.noted) == (0, 1, 0)
    assert (Person.objects.count(), Note.objects.count()) == (1, 2)


@pytest.mark.parametrize("version", VERSIONS)
def test_older_versions_come_in(version, crisis, officer):
    names = {"first_name": "Asha", "last_name": "Invented"} if version < "1.4" else {}
    body = element("person", person_record_id="example.org/p1", **names) if version < "1.3" else somebody(**names)
    assert bring(crisis, officer, written(body, version)).registered == 1
    assert the_file(crisis).record.name == "Asha Invented"


def test_a_note_finds_the_person_who_is_there_already_or_is_told(crisis, officer):
    bring(crisis, officer, written(somebody()))
    row = bring(crisis, officer, written(note(7, about="example.org/p1") + note(8, about="example.org/p99")))
    assert (row.registered, row.noted, row.left_out) == (0, 1, 1)
    assert [said.record.text for said in the_file(crisis).notes] == ["I spoke to her"]
    (fault,) = queries.findings_of(row).faulty
    assert "nobody on the register has this id" in fault.told[0]


def test_a_note_finds_whom_the_desk_itself_gave_out(crisis, officer):
    asha = person(crisis)
    row = bring(crisis, officer, written(note(7, about=f"{settings.ENVIRONMENT.host}/{asha.pk}")))
    assert row.noted == 1
    assert people.file_of(asha).notes[0].record.author_name == "A friend"


def test_an_expired_record_stays_out_and_a_date_to_erase_is_kept(crisis, officer):
    expiry = f"{SOON:%Y-%m-%dT%H:%M:%SZ}"
    gone = somebody("Binod Invented", 2, expiry_date="2022-04-01T00:00:00Z")
    row = bring(crisis, officer, written(somebody(expiry_date=expiry) + gone))
    assert (row.registered, row.left_out) == (1, 1)
    assert the_file(crisis).person.keep_until == SOON.date()
    assert queries.findings_of(row).expired == 1


def test_who_expires_sooner_at_their_source_is_kept_no_longer_here(crisis, officer):
    bring(crisis, officer, written(somebody()))
    bring(crisis, officer, written(somebody(expiry_date=f"{SOON:%Y-%m-%dT%H:%M:%SZ}")))
    assert the_file(crisis).person.keep_until == SOON.date()


def test_beliefs_of_death_and_linked_records_become_work(crisis, officer):
    linked = note(3, linked_person_record_id="example.org/p9")
    bring(crisis, officer, written(somebody(inner=note(1, status="believed_dead") + linked)))
    item = queue.unfinished(crisis).get()
    number = the_file(crisis).person.number
    assert queue.content(item).text.splitlines() == [
        f"{number}: it is believed that they are dead",
        f"{number}: another record is said to be of the same person",
    ]


def test_a_note_from_the_future_is_told_and_stops_nobody(crisis, officer):
    content = written(somebody(inner=note(1, source_date="2999-01-01T00:00:00Z")) + somebody("Binod Invented", 2))
    row = bring(crisis, officer, content, taken_at=datetime.now(UTC))
    assert (row.registered, row.left_out) == (1, 1)
    assert "a note is from the future" in queries.findings_of(row).faulty[0].told[0]


def test_a_field_that_is_none_is_told_with_its_line(crisis, officer):
    row = taken(crisis, officer, written(somebody(sex="f")), name="records.xml", source="family-links")
    found = actions.try_import(row.pk, actor=officer)
    assert (found.new, len(found.faulty), found.unread) == (0, 1, 1)
    assert "expected one of female, male, other" in found.faulty[0].told[0]
    actions.begin(row, actor=officer, keeps_unread=True)
    actions.run(row.pk, actor=officer)
    assert the_file(crisis).record.sex is None
    assert cast.last_act()[1]["new"]["registered"] == 1


@pytest.mark.parametrize("born", ["0000", "2001-00-01", "2001-02-30"])
def test_a_birth_date_of_no_calendar_is_told_and_stops_nobody(crisis, officer, born):
    content = written(somebody(date_of_birth=born) + somebody("Olena Fabled", 2))
    row = taken(crisis, officer, content, name="records.xml", source="family-links")
    found = actions.try_import(row.pk, actor=officer)
    assert (found.new, len(found.faulty), found.unread) == (1, 1, 1)
    assert "date_of_birth" in found.faulty[0].told[0]


def test_what_turns_a_name_around_does_not_come_in(crisis, officer):
    bring(crisis, officer, written(somebody("Asha\u202e detnevnI\u200b", description="tall\u2066")))
    asha = the_file(crisis)
    assert (asha.record.full_name, asha.record.description) == ("Asha detnevnI", "tall")
