"""An alert on paper: a stranger's reader takes the QR code, and the command proves the words (rule D5)."""

import re

import pytest
from click.testing import CliRunner
from django.test import Client
from tests.desk import cast
from tests.desk.advice.gated import an_alert

from safepassage.cli import main
from safepassage.desk.advice import codes, orders
from safepassage.desk.advice.models import Issued
from safepassage.desk.crises.access import Role
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
