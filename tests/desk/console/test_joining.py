"""Pages of claims that may say the same: proposed, joined, parted, told apart for good, each by who may assess."""

import pytest
from tests.desk.picture.told import DAY

from safepassage.desk.crises.access import Role
from safepassage.desk.picture.claims import NewStatement, assess_claim, open_claim
from safepassage.desk.picture.kinds import Stance, Standing
from safepassage.desk.picture.models import Claim


@pytest.fixture
def pair(crisis, officer):
    said = ("The West bridge is mined", "West bridge mined by night, it is said", "Bread is sold at noon")
    return [open_claim(crisis, each, NewStatement(Stance.ASSERTS, DAY), actor=officer) for each in said][:2]


@pytest.fixture
def desk(screen_of, crisis):
    """The duty officer's browser, of this crisis's claims."""
    screen, here = screen_of(Role.DUTY_OFFICER), f"/crises/{crisis.id}/picture/claims/"
    return lambda page="", **said: (screen.post if said else screen.get)(here + page, said, follow=True)


def text(answer):
    return answer.content.decode()


def test_what_may_say_the_same_is_proposed_and_joined_the_later_with_the_earlier(desk, pair):
    first, later = pair
    page = text(desk("alike/"))
    assert "1 pair to look at." in page
    assert f"{later.id}/join/" in page
    assert "Bread" not in page
    answer = text(desk(f"{later.id}/join/", other=first.id, reason="one bridge"))
    assert "Nothing was moved" in answer
    assert "Says the same, in other words" in answer
    assert "0 pairs to look at." in text(desk("alike/"))
    assert "2 claims." in text(desk())
    assert "joined with another" in text(desk("?words=mined+night"))


def test_a_joined_claim_says_with_which_and_why_and_is_parted_again(desk, pair):
    first, later = pair
    desk(f"{later.id}/join/", other=first.id, reason="one bridge")
    page = text(desk(f"{later.id}/"))
    assert "What is made of that one is made of this." in page
    assert "one bridge" in page
    assert "/assess/" not in page
    assert "Parted." in text(desk(f"{later.id}/part/", reason="two bridges"))
    assert "0 pairs to look at." in text(desk("alike/"))  # who parted them told them apart
    assert "3 claims." in text(desk())


def test_a_pair_that_was_told_apart_is_not_proposed_again_to_anybody(desk, pair):
    first, later = pair
    assert "not proposed again" in text(desk(f"{later.id}/apart/", other=first.id, reason="two bridges"))
    assert "0 pairs to look at." in text(desk("alike/"))
    assert "0 pairs to look at." in text(desk(f"{first.id}/alike/"))


def test_of_claims_that_were_assessed_otherwise_the_page_says_what_comes_first(desk, pair, officer):
    first, later = pair
    assess_claim(first, Standing.FALLEN, actor=officer, reason="crossed it")
    assess_claim(later, Standing.RELIED_ON, actor=officer, reason="saw mines")
    page = text(desk("alike/"))
    assert "assess one of them anew first" in page
    assert "/join/" not in page
    assert "different things" in text(desk(f"{later.id}/join/", other=first.id, reason="one bridge"))


def test_without_a_reason_or_with_no_other_claim_nothing_is_joined(desk, pair):
    first, later = pair
    assert "say why" in text(desk(f"{later.id}/join/", other=first.id, reason=" "))
    assert desk(f"{later.id}/join/", other="x", reason="y").status_code == 404
    assert desk(f"{later.id}/join/", other=later.crisis_id, reason="y").status_code == 404
    assert not Claim.objects.exclude(joined=None).exists()


def test_who_may_not_assess_sees_the_pairs_and_joins_nothing(screen, crisis, pair):
    first, later = pair
    here = f"/crises/{crisis.id}/picture/claims/"
    assert "/join/" not in screen.get(f"{here}alike/").content.decode()
    for deed in ("join", "apart", "part"):
        assert screen.post(f"{here}{later.id}/{deed}/", {"other": first.id, "reason": "x"}).status_code == 403


def test_a_hundred_claims_of_one_form_propose_a_page_and_no_more(desk, crisis, officer):
    for number in range(40):
        open_claim(crisis, f"The bridge {number} is shut", NewStatement(Stance.ASSERTS, DAY), actor=officer)
    assert "25 pairs to look at." in text(desk("alike/"))
