"""Headcounts: put down as a range with a grade, beside the account and never in it."""

import re

import pytest

from safepassage.desk.crises.access import Role
from safepassage.desk.people import queries

METRO = {"low": "400", "high": "600", "place": "at the metro", "reliability": "C", "credibility": "3"}


@pytest.fixture
def address(crisis):
    return f"/crises/{crisis.id}/headcounts/"


def test_one_is_put_down_and_stands_on_the_page_and_the_overview_but_in_no_account(screen, address, crisis):
    before = queries.account(crisis).whole
    answer = screen.post(f"{address}record/", METRO | {"said_at": "2022-03-02T18:00", "text": "counted at the doors"})
    assert answer.url == address
    for page in (screen.get(address), screen.get(f"/crises/{crisis.id}/")):
        text = page.content.decode()
        assert "400–600" in text
        assert "at the metro" in text
        assert "2 March 2022 18:00" in text
    assert queries.account(crisis).whole == before
    row, said = queries.headcounts_of(crisis)[0]
    assert (row.low, row.high, row.grade, said["text"]) == (400, 600, "C3", "counted at the doors")


def test_one_sent_twice_by_one_page_counts_once(screen, address, crisis):
    token = re.search(r'name="token" value="([0-9a-f]{32})"', screen.get(address).content.decode())[1]
    for high in ("600", "600", "700"):
        screen.post(f"{address}record/", METRO | {"high": high, "token": token})
    assert sorted(row.high for row, _ in queries.headcounts_of(crisis)) == [600, 700]


def test_without_a_most_it_is_just_as_many(screen, address, crisis):
    screen.post(f"{address}record/", METRO | {"high": ""})
    assert [(row.low, row.high) for row, _said in queries.headcounts_of(crisis)] == [(400, 400)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": ""}, {"low": "-1"}, {"low": "600", "high": "400"}, {"place": ""}, {"said_at": "2099-01-01T00:00"},
        {"haven": "nowhere"}, {"low": "9" * 20}, {"place": "a\0b"}, {"place": "x" * 100_000},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(screen, address, crisis, wrong):
    answer = screen.post(f"{address}record/", METRO | wrong)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert queries.headcounts_of(crisis) == []


def test_an_auditor_sees_them_and_puts_none_down(screen_of, address):
    screen = screen_of(Role.AUDITOR)
    assert "Put one down" not in screen.get(address).content.decode()
    assert screen.post(f"{address}record/", METRO).status_code == 403
