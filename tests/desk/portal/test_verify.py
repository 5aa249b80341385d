"""Is this message from us? The page that anybody asks, and the files it rests on (rule D5)."""

import pytest
from django.test import Client
from tests.desk import cast
from tests.desk.statements import Asked

from safepassage.desk.advice import orders
from safepassage.desk.advice.models import Issued
from safepassage.desk.advice.publishing import publish
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.signing import open_codes, open_revocations, read_ring, show_code


@pytest.fixture
def duty(crisis):
    return cast.member(crisis, cast.officer("duty"), Role.DUTY_OFFICER)


@pytest.fixture
def slug(crisis, duty):
    return publish(crisis, actor=duty, is_open=True).slug


@pytest.fixture
def shelter(crisis, duty):
    return orders.order(crisis, "shelter", actor=duty)


def asked(code, slug="", language="en"):
    """What a stranger's browser is answered."""
    answer = Client().get(f"/verify/{slug + '/' if slug else ''}", {"code": code, "language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("here", [True, False])
def test_a_code_in_force_is_ours_and_its_words_stand_there_to_compare(shelter, slug, here):
    said = asked(show_code(shelter.code).lower(), slug if here else "")
    assert "This code is ours, and it holds." in said
    assert "Stay in shelter. Keep away from windows." in said
    assert "EXERCISE" in said


def test_a_signed_line_and_the_address_of_a_qr_code_are_answered_too(shelter, slug):
    for what in (shelter.sealed_text, f"https://desk.example.org/verify/?code={shelter.sealed_text}"):
        assert "This code is ours, and it holds." in asked(what, slug)


def test_a_cancelled_code_says_so_and_what_is_told_instead(shelter, slug, duty):
    cancel = orders.cancel(shelter, actor=duty, reason="quiet")
    said = asked(shelter.code, slug)
    assert "it is cancelled. Do not follow it." in said
    assert cancel.text in said
    assert "This code is ours, and it holds." not in said.split('id="says"')[0]


def test_an_expired_code_says_that_nobody_is_to_set_out(shelter):
    Issued.objects.update(expires_at=clock.now())
    said = asked(shelter.code)
    assert "its time is over. Do not set out because of it." in said


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("0000000000", "We do not know this code."),
        ("hello", "That is no code. Nothing was checked."),
        ("SP1.text.0123456789abcdef.AAAA." + "A" * 86, "Not ours: no key of ours signed this"),
        ("<script>alert(1)</script>", "That is no code."),
    ],
)
def test_what_is_not_ours_is_never_said_to_be(shelter, what, said):
    answer = asked(what)
    assert said in answer
    assert "it holds" not in answer
    assert "<script>alert" not in answer


def test_one_letter_of_a_line_changed_is_not_ours(shelter):
    line = shelter.sealed_text
    middle = len(line) // 2
    changed = line[:middle] + ("A" if line[middle] != "A" else "B") + line[middle + 1 :]
    assert "Not ours" in asked(changed)


def test_whose_alerts_are_not_published_can_be_checked_all_the_same(shelter):
    said = asked(shelter.code)
    assert "This code is ours, and it holds." in said
    assert "works without a network" not in said


def test_a_crisis_that_is_not_published_has_no_page_and_no_files(shelter, slug, crisis, duty):
    publish(crisis, actor=duty, is_open=False)
    for path in (f"/verify/{slug}/", *(f"/alerts/{slug}/{file}" for file in ("keys.json", "codes.txt", "revoked.txt"))):
        assert Client().get(path).status_code == 404


def test_the_files_open_each_other(shelter, slug):
    keys, codes, revoked = (
        Client().get(f"/alerts/{slug}/{file}").content for file in ("keys.json", "codes.txt", "revoked.txt")
    )
    ring = read_ring(keys)
    assert (
        open_codes(codes.decode(), ring.without(open_revocations(revoked.decode(), ring))).codes[0].code == shelter.code
    )


def test_the_public_page_of_alerts_shows_the_code_and_where_to_check(shelter, slug):
    said = Client().get(f"/alerts/{slug}/").content.decode()
    assert show_code(shelter.code) in said
    assert f"/verify/{slug}/" in said


def test_an_answer_is_kept_by_no_cache_and_the_empty_page_for_half_a_minute(shelter, slug):
    assert "no-store" in Client().get("/verify/", {"code": shelter.code})["Cache-Control"]
    assert Client().get(f"/verify/{slug}/")["Cache-Control"] == "public, max-age=30"


def test_an_answer_takes_few_statements_and_writes_nothing(shelter, slug, duty):
    orders.cancel(shelter, actor=duty, reason="quiet")
    with Asked() as seen:
        asked(shelter.sealed_text, slug)
    assert seen.count <= 8
    assert all(query["sql"].startswith("SELECT") for query in seen)
