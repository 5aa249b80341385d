"""The list of claims: those that hold some words, among those that officers make the same of; what was not searched."""

import pytest
from tests.desk.picture.told import DAY

from safepassage.desk.picture import queries
from safepassage.desk.picture.claims import NewStatement, assess_claim, open_claim
from safepassage.desk.picture.kinds import Stance, Standing


@pytest.fixture
def bridge(crisis, officer):
    first = NewStatement(Stance.ASSERTS, DAY)
    open_claim(crisis, "The well in the yard is dry", first, actor=officer)
    return open_claim(crisis, "The West bridge is mined", first, actor=officer)


def listed(screen, crisis, **asked):
    return screen.get(f"/crises/{crisis.id}/picture/claims/", asked).content.decode()


def test_claims_are_found_by_all_of_some_words(screen, crisis, bridge):
    page = listed(screen, crisis, words="MINED west")
    assert "1 claim." in page
    assert "West bridge" in page
    assert "well in the yard" not in page
    assert "0 claims." in listed(screen, crisis, words="mined yard")


def test_words_and_standing_are_asked_together(screen, crisis, officer, bridge):
    assert "0 claims." in listed(screen, crisis, words="bridge", standing="fallen")
    assess_claim(bridge, Standing.FALLEN, actor=officer, reason="We drove over it.")
    page = listed(screen, crisis, words="bridge", standing="fallen")
    assert "1 claim." in page
    assert "?standing=open&amp;words=bridge" in page


def test_a_search_that_did_not_open_all_says_so(screen, crisis, bridge, monkeypatch):
    monkeypatch.setattr(queries, "MOST_READ", 1)
    page = listed(screen, crisis, words="well")
    assert "0 claims." in page
    assert "Only the 1 claims heard last were searched." in page


def test_words_asked_for_are_shown_as_text(screen, crisis, bridge):
    assert "<script>x" not in listed(screen, crisis, words='"><script>x')
