"""Whether passage was promised for the move, by every side, and can be built on (P13)."""

from datetime import UTC, datetime

import pytest
from tests.planning.sound import of_code, only, untouched, with_row, without


def corridor(**changes):
    return with_row("corridors", "west", **changes)


def promised(side, **changes):
    """The sound crisis with one side's commitment changed."""
    (west,) = untouched().corridors
    promises = tuple(p.model_copy(update=changes) if p.side == side else p for p in west.commitments)
    return corridor(commitments=promises)


def kyiv(hour, minute=0, day=2):
    return datetime(2022, 3, day, hour - 2, minute, tzinfo=UTC)


def test_without_a_corridor_nobody_has_promised_passage():
    warning = only("corridor_unproven", without("corridors.toml"))
    assert warning.severity == "serious"
    assert warning.evidence["havens"] == ["pisochyn", "babai"]
    assert "Pisochyn and Babai" in warning.text


def test_a_corridor_at_another_time_does_not_cover_the_move_and_is_named():
    tomorrow = corridor(begin=kyiv(8, day=3), end=kyiv(12, day=3))
    warning = only("corridor_unproven", tomorrow)
    assert warning.evidence["corridors_at_other_times"] == ["west"]
    assert "3 Mar 08:00–12:00 Kyiv (11:30–15:30 Kolkata)" in warning.text
    assert of_code("consent_one_sided", tomorrow) == of_code("not_notified", tomorrow) == []


def test_a_corridor_covers_only_the_havens_that_it_leads_to():
    assert only("corridor_unproven", corridor(havens=("pisochyn",))).evidence["havens"] == ["babai"]
    assert of_code("corridor_unproven", corridor(havens=())) == []  # none named = all


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"begin": kyiv(15)}, "it opens only at 15:00 Kyiv (18:30 Kolkata)"),
        ({"end": kyiv(16, 59)}, "it ends at 16:59 Kyiv (20:29 Kolkata), before the deadline"),
        ({"sides": (), "commitments": ()}, "no side that controls the way is named"),
    ],
)
def test_a_corridor_whose_window_or_sides_fall_short_is_unproven(changes, words):
    warning = only("corridor_unproven", corridor(**changes))
    assert warning.severity == "serious"
    assert words in warning.text
    assert warning.evidence["corridor"] == "west"


@pytest.mark.parametrize(
    ("changes", "severity", "words"),
    [
        ({"grade": None}, "serious", "without a grade"),
        ({"grade": "F6"}, "serious", "graded F6"),
        ({"status": "expired"}, "serious", "has expired"),
        ({"status": "broken"}, "stop", "was broken"),
        ({"expires_at": kyiv(16, 59)}, "serious", "expires at 16:59"),
    ],
)
def test_a_promise_that_is_poor_expired_or_broken_proves_no_corridor(changes, severity, words):
    warning = only("corridor_unproven", promised("south", **changes))
    assert warning.severity == severity
    assert f"the promise of south {words}" in warning.text or f"the promise of south is {words}" in warning.text
    assert {promise["side"] for promise in warning.evidence["commitments"]} == {"north", "south"}


@pytest.mark.parametrize("changes", [{"status": "broken"}, {"status": "expired"}, {"expires_at": kyiv(14, 30)}])
def test_a_promise_that_does_not_stand_at_issue_is_no_consent(changes):
    warning = only("consent_one_sided", promised("south", **changes))
    assert warning.evidence["without_promise"] == ["south"]
    assert "promised by north alone; no promise of south stands" in warning.text


@pytest.mark.parametrize("status", ["promised", "confirmed"])
def test_a_promise_of_each_side_is_consent(status):
    assert of_code("consent_one_sided", promised("south", status=status)) == []


def test_a_corridor_that_no_side_promised_says_so():
    warning = only("consent_one_sided", corridor(commitments=()))
    assert warning.evidence["without_promise"] == ["north", "south"]
    assert "promised by nobody; no promise of north and south stands" in warning.text


def test_not_notified():
    warning = only("not_notified", corridor(notified=False))
    assert warning.severity == "serious"
    assert warning.evidence["corridor"] == "west"
    assert "“West road”" in warning.text


@pytest.mark.parametrize(
    ("older", "unproven"),
    [({"status": "expired"}, False), ({"grade": "F6"}, False), ({"status": "broken"}, True)],
)
def test_a_sound_promise_makes_up_for_the_sides_older_ones_but_not_for_a_broken_one(older, unproven):
    (west,) = untouched().corridors
    again = corridor(commitments=(*west.commitments, west.commitments[-1].model_copy(update=older)))
    assert bool(of_code("corridor_unproven", again)) is unproven
