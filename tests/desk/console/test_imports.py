"""The pages of imports: the way of an officer from the file to the register; and what hostile files do there."""

import io
import re
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk import cast
from tests.desk.intake.lists import HEADER, LIST, ROWS

from safepassage.desk.intake import actions, queries
from safepassage.desk.intake.models import Import
from safepassage.desk.intake.words import Step
from safepassage.desk.people import queries as people
from safepassage.desk.people.models import Person


def send(screen, crisis, content, name="list.csv", source="hostel-list"):
    file = SimpleUploadedFile(name, content)
    return screen.post(f"/crises/{crisis.id}/imports/take/", {"file": file, "source": source})


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def fields_of(page):
    """What the mapper's form would send as it stands."""
    form = page[page.index("map/") :]
    selects = re.findall(r'<select name="([^"]+)".*?</select>', form, re.DOTALL)
    said = {}
    for name in selects:
        select = form[form.index(f'<select name="{name}"') :]
        found = re.search(r'<option value="([^"]*)" selected', select[: select.index("</select>")])
        said[name] = found[1] if found else ""
    said |= dict(re.findall(r'<input type="(?:text|datetime-local)" name="([^"]+)" value="([^"]*)"', form))
    return said


def test_from_the_file_to_the_register(screen, crisis):
    answer = send(screen, crisis, LIST)
    page = screen.get(answer.url)
    assert "Asha Invented" in page.content.decode()  # an example of what stands in a column
    assert "Nothing is registered yet: say what the columns are" in text_of(page)
    said = fields_of(page.content.decode())
    assert (said["column_0"], said["column_4"], said["region"]) == ("person_id", "phone", "UA")
    answer = screen.post(answer.url + "map/", said | {"column_11": "-", "try": ""}, follow=True)
    assert "Tried; nothing is registered yet. 3 persons would be new." in text_of(answer)
    assert not Person.objects.exists()
    row = Import.objects.get()
    answer = screen.post(f"/crises/{crisis.id}/imports/{row.id}/begin/", follow=True)
    assert "Done. 3 persons were registered." in text_of(answer)
    asha = people.file_of(people.person_from(crisis, "hostel-list", "17")).record
    assert "medicine" not in asha.remark  # its column was left out


def test_the_trial_says_that_rows_without_a_number_of_their_own_may_come_in_twice(screen, crisis):
    for hostel in ("17", "20"):
        rows = f"Name,Phone,Hostel\nAsha Invented,+380501234567,{hostel}\n".encode()
        answer = send(screen, crisis, rows, name=f"{hostel}.csv")
        said = fields_of(screen.get(answer.url).content.decode())
        text = text_of(screen.post(answer.url + "map/", said | {"try": ""}, follow=True))
        assert "rows without a number of their own at this source 1" in text
        screen.post(answer.url + "begin/")
    assert "1: who is on the register already comes in a second time if anything in their row has changed" in text


def test_faulty_rows_are_shown_and_taken_as_a_file(screen, crisis):
    content = "\n".join((HEADER, ROWS[0].replace("050 123 45 67", "=cmd|1"), ROWS[1])).encode()
    url = send(screen, crisis, content).url
    page = screen.get(url).content.decode()
    answer = screen.post(url + "map/", fields_of(page) | {"try": ""}, follow=True)
    assert "column Mobile: it is no phone number; expected one with its country" in text_of(answer)
    file = b"".join(screen.get(url + "faults/").streaming_content).decode("utf-8-sig")
    assert '"\'=cmd|1"' in file
    assert cast.last_act()[0].verb == "intake.take_faults"
    screen.post(url + "begin/", {"faulty": "keep"})
    assert Person.objects.count() == 2


def test_a_column_is_not_said_of_two(screen, crisis):
    url = send(screen, crisis, LIST).url
    said = fields_of(screen.get(url).content.decode()) | {"column_1": "person_id", "try": ""}
    answer = screen.post(url + "map/", said)
    assert answer.status_code == 422
    assert "Another column is said to be this too." in text_of(answer)


def test_another_encoding_is_read_anew(screen, crisis):
    content = "Имя и фамилия;Телефон;Пол\n" + "Выдуманный Человек;0501234567;м\n" * 3
    url = send(screen, crisis, content.encode("cp866")).url
    said = fields_of(screen.get(url).content.decode()) | {"encoding": "cp866", "anew": ""}
    page = screen.post(url + "map/", said, follow=True).content.decode()
    assert "Выдуманный Человек" in page
    assert fields_of(page)["column_0"] == "full_name"


def test_a_large_file_waits_for_a_worker(screen, crisis, monkeypatch):
    monkeypatch.setattr("safepassage.desk.intake.tasks.AT_ONCE_BYTES", 10)
    url = send(screen, crisis, LIST).url
    answer = screen.post(url + "map/", fields_of(screen.get(url).content.decode()) | {"try": ""}, follow=True)
    assert "it waits to be tried" in text_of(answer)
    assert '<meta http-equiv="refresh" content="5">' in answer.content.decode()


def test_looking_at_the_columns_is_an_act(screen, crisis, caseworker):
    screen.get(send(screen, crisis, LIST).url)
    act, _ = cast.last_act()
    assert (act.verb, act.actor) == ("intake.look_at_import", caseworker.reference)


def test_the_form_is_guarded_against_other_sites(crisis, caseworker):
    screen = cast.sign_in(Client(enforce_csrf_checks=True), caseworker)
    assert send(screen, crisis, LIST).status_code == 403
    assert not Import.objects.exists()


def test_nothing_that_is_sent_touches_a_disk(screen, crisis, monkeypatch):
    monkeypatch.setattr("tempfile.NamedTemporaryFile", None)
    content = LIST + b"\n" * 3_000_000  # beyond what is otherwise kept in memory
    assert send(screen, crisis, content).status_code == 302


def workbook(sheet, **parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


PFIF = '<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4"><pfif:person>{}</pfif:person></pfif:pfif>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + PFIF.format("&b;")
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + PFIF.format("&a;")
HOSTILE = {
    "empty": (b"", "The submitted file is empty."),
    "blank": (b"\n \n", "the file is empty"),
    "NUL": (b"Name,Phone\nAsha\0,1", "it holds NUL"),
    "a cell of 10 MB": (b"Name,Phone\n" + b"A" * 10_000_000, "a cell of more than 131072 characters"),
    "100,000 columns": (b"a," * 100_000, "it has 100001 columns"),
    "mixed encodings": (
        "Имя,Телефон\nИван,1\n".encode() + "Иван,2".encode("cp1251"),
        "it is not UTF-8, while others are",
    ),
    "zip bomb": (workbook(b"0" * 50_000_000), "a part unpacks to more than 250 times its size"),
    "no workbook": (b"PK\x03\x04nothing", "it is damaged, or has a password"),
    "a PDF that is called CSV": (b"%PDF-1.7", "it is a PDF"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old or encrypted Excel"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_words_within_little_memory(what, screen, crisis):
    content, words = HOSTILE[what]
    tracemalloc.start()
    answer = send(screen, crisis, content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert peak < 150_000_000
    assert not Import.objects.exists()


def test_a_file_above_the_limit_is_refused_before_it_is_kept(screen, crisis, monkeypatch):
    monkeypatch.setattr("safepassage.desk.console.uploads.MOST_BYTES", 100)
    answer = send(screen, crisis, LIST)
    assert answer.status_code == 422
    assert "It is larger than 50 MB: send it in parts." in text_of(answer)


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE], ids=["billion laughs", "an entity from outside"])
def test_hostile_pfif_is_told_and_registers_nobody(content, screen, crisis):
    url = send(screen, crisis, content.encode(), "records.xml").url
    answer = screen.post(url + "map/", fields_of(screen.get(url).content.decode()) | {"try": ""}, follow=True)
    assert "it holds a DOCTYPE or an entity" in text_of(answer)
    assert "begin/" not in answer.content.decode()


def test_pfif_of_a_text_that_is_none_is_told(screen, crisis):
    url = send(screen, crisis, b"<?xml version='1.0'?><kml/>", "records.xml").url
    answer = screen.post(url + "map/", fields_of(screen.get(url).content.decode()) | {"try": ""}, follow=True)
    assert "its root is no pfif element" in text_of(answer)


def test_formulas_in_headers_and_cells_are_text(screen, crisis):
    content = b"=1+1,Name,Phone\n@SUM(1),=HYPERLINK(1) Invented,0501234567"
    url = send(screen, crisis, content).url
    screen.post(url + "map/", fields_of(screen.get(url).content.decode()) | {"try": ""})
    screen.post(url + "begin/")
    row = Import.objects.get()
    assert row.step == Step.DONE
    person = Person.objects.get()
    assert people.file_of(person).record.remark == "=1+1: @SUM(1)"


def test_somebody_elses_import_is_not_there(screen, crisis, officer, outsider):
    other = cast.crisis(officer)
    row = actions.take_file(other, "list.csv", LIST, "hostel-list", actor=officer)
    for part in ("", "faults/"):
        assert screen.get(f"/crises/{crisis.id}/imports/{row.id}/{part}").status_code == 404
    assert screen.post(f"/crises/{crisis.id}/imports/{row.id}/begin/").status_code == 404


def test_a_forgotten_import_says_so(screen, crisis, officer):
    row = actions.take_file(crisis, "list.csv", LIST, "hostel-list", actor=officer)
    actions.forget_ended(actor=officer, today=row.keep_until + actions.KEPT_FOR)
    answer = screen.get(f"/crises/{crisis.id}/imports/{row.id}/")
    assert "the key that it was sealed with is destroyed" in text_of(answer)
    assert screen.post(f"/crises/{crisis.id}/imports/{row.id}/map/", {}).status_code == 404
    assert queries.imports_of(crisis).count() == 1
