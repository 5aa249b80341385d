"""An alert on paper: a stranger's reader takes the QR code, and the command proves the words (rule D5)."""

import json
import re

import pytest
from click.testing import CliRunner
from django.test import Client
from tests.desk import cast
from tests.desk.advice.gated import an_alert
from tests.desk.people.register import person
from tests.desk.release.asking import ask

from safepassage.cli import main
from safepassage.desk.advice import codes, orders
from safepassage.desk.advice.models import Issued, Recipient
from safepassage.desk.advice.writing import texts_context, texts_now
from safepassage.desk.core import clock
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.access import Role
from safepassage.desk.ledger.models import Act
from safepassage.desk.people.queries import open_keys
from safepassage.desk.release.words import Format
from safepassage.signing import show_code


@pytest.fixture
def issued(crisis):
    return an_alert(crisis)


@pytest.fixture
def duty(issued):
    return cast.sign_in(Client(), issued.issued_by)


def sheet(client, issued):
    return client.get(f"/crises/{issued.alert.crisis_id}/alerts/{issued.pk}/sheet/").content.decode()


def scanned(page):
    """What a reader of QR codes that is not ours sees."""
    zxingcpp, numpy = pytest.importorskip("zxingcpp"), pytest.importorskip("numpy")
    drawn = re.search(r'<svg[^>]*viewBox="0 0 (\d+) \d+"[^>]*class="words-code".*?</svg>', page, re.DOTALL)
    squares = numpy.full((int(drawn[1]),) * 2, 255, numpy.uint8)
    x = y = 0.0
    for step, said in re.findall(r"([Mmh])([^Mmh]*)", re.search(r' d="([^"]+)"', drawn[0].rpartition("<path")[2])[1]):
        given = [float(each) for each in re.findall(r"-?[\d.]+", said)]
        if step == "M":
            x, y = given
        elif step == "m":
            x, y = x + given[0], y + given[1]
        else:
            squares[int(y), int(x) : int(x + given[0])] = 0
            x += given[0]
    return zxingcpp.read_barcodes(numpy.kron(squares, numpy.ones((4, 4), numpy.uint8)))[0].text


def test_the_code_on_paper_is_read_by_a_stranger_and_the_words_are_proven(issued, duty, tmp_path):
    address = scanned(sheet(duty, issued))
    assert address == f"http://testserver/verify/?code={issued.sealed_text}"
    assert "This code is ours, and it holds." in Client().get(address).content.decode()
    (tmp_path / "keys.json").write_bytes(codes.ring_file(issued.alert.crisis))
    done = CliRunner().invoke(main, ["check", address, "--keys", str(tmp_path / "keys.json")])
    assert done.exit_code == 0
    assert "Holds until" in done.output
    assert "Keep away from windows." in done.output


def test_the_sheet_says_the_words_the_code_and_when_it_ends(issued, duty):
    said = sheet(duty, issued)
    for there in (issued.headline, "Keep away from windows.", show_code(issued.code), "EXERCISE", "Ends", "Ring:"):
        assert there in said
    assert "not in force" not in said


def test_a_cancelled_alert_is_not_to_be_hung_up(issued, duty):
    orders.cancel(issued, actor=issued.issued_by, reason="quiet")
    assert "Do not hang it up: it is not in force." in sheet(duty, issued)


def test_words_too_many_for_a_qr_code_leave_the_code_to_look_up(issued, duty):
    Issued.objects.filter(pk=issued.pk).update(sealed_text=issued.sealed_text + "A" * 4_000)
    assert scanned(sheet(duty, issued)) == f"http://testserver/verify/?code={issued.code}"


def test_an_alert_from_before_there_were_codes_says_so(issued, duty):
    Issued.objects.filter(pk=issued.pk).update(code="", sealed_text="")
    assert "before there were check codes" in sheet(duty, issued)


def test_the_watching_page_leads_to_the_sheet_and_a_field_post_sees_none(issued, duty, crisis):
    watched = duty.get(f"/crises/{crisis.id}/alerts/{issued.pk}/").content.decode()
    assert f"/crises/{crisis.id}/alerts/{issued.pk}/sheet/" in watched
    assert show_code(issued.code) in watched
    post = cast.sign_in(Client(), cast.member(crisis, cast.officer("post"), Role.FIELD_POST))
    assert post.get(f"/crises/{crisis.id}/alerts/{issued.pk}/sheet/").status_code == 403


# --- A warden's list -------------------------------------------------------------------------------------------------


@pytest.fixture
def listed(crisis):
    """Somebody who was told to stay in shelter, somebody who came after; a roster of both that the officer may open."""
    told = person(crisis)
    issued = an_alert(crisis)
    after = person(crisis)
    asked = ask(crisis, issued.issued_by, made_as=Format.ROSTER, ids=(told.id, after.id))
    return issued, asked, f"/crises/{crisis.id}/exports/{asked.id}/alerts/{issued.pk}/"


def test_a_wardens_list_says_what_each_is_told_with_boxes_and_is_a_download_on_record(listed, crisis):
    issued, asked, address = listed
    answer = cast.sign_in(Client(), issued.issued_by).get(address)
    said = answer.content.decode()
    assert said.count(f"Code {show_code(issued.code)}") == 1
    assert "Keep away from windows." in said
    assert said.count("This alert was not for them.") == 1
    assert said.count("☐") == 10
    assert answer["Cache-Control"] == "no-store, private"
    verbs = list(Act.objects.order_by("-seq").values_list("verb", flat=True)[:3])
    assert verbs == ["release.end_download", "release.give_out", "release.begin_download"]
    asked.refresh_from_db()
    assert asked.downloads == 1


def test_whose_time_to_leave_is_past_is_told_to_stay(listed):
    issued, _asked, _address = listed
    recipient = Recipient.objects.get(alert=issued.alert)
    key = open_keys(issued.alert.crisis, [recipient.person_id])[recipient.person_id]
    texts = {"first": "Go.", "stay": "Stay."}
    context = texts_context(issued.alert_id, recipient.person_id)
    Recipient.objects.update(sealed=seal(key, json.dumps(texts).encode(), context))
    assert texts_now(issued.alert, [recipient.person_id]) == {recipient.person_id: "Go."}
    Recipient.objects.update(leaves_by=clock.now())
    assert texts_now(issued.alert, [recipient.person_id]) == {recipient.person_id: "Stay."}


def test_no_list_of_what_is_cancelled_nor_for_who_did_not_ask_for_the_roster(listed, crisis):
    issued, asked, address = listed
    other = cast.sign_in(Client(), cast.member(crisis, cast.officer("other"), Role.DUTY_OFFICER))
    assert other.get(address).status_code in (302, 404)
    mine = cast.sign_in(Client(), issued.issued_by)
    orders.cancel(issued, actor=issued.issued_by, reason="quiet")
    assert "the alert is not in force" in mine.get(address, follow=True).content.decode()
    asked.refresh_from_db()
    assert asked.downloads == 0
