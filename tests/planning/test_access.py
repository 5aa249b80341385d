"""Who is refused where (P7)."""

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.planning.cast import advisory, at, crisis, party, person

from safepassage.planning.access import refusals
from safepassage.planning.audience import audience_of
from safepassage.planning.model import AccessRule, Crossing, Train

SOURCES = {"crossings": (Crossing(id="bridge", lat=49.9, lon=36.2),), "trains": (Train(id="lviv"),)}


def rule(rule_id="r", where="haven", of="west", **conditions):
    return AccessRule.model_validate({"id": rule_id, "at": where, "of": of, **conditions})


def refused(families, rules, haven_ids=("west",), **advisory_changes):
    """Refusals of parties "0", "1", … whose members are given as dicts of what is known of them."""
    parties = [party(str(index)) for index in range(len(families))]
    persons = [person(str(i), k, **one) for i, members in enumerate(families) for k, one in enumerate(members)]
    many = crisis(parties, persons, rules=tuple(rules), **SOURCES)
    words = advisory(**advisory_changes)
    return refusals(many, words, audience_of(many, words), haven_ids)


def is_refused(known, **conditions):
    return bool(refused([[known]], [rule(**conditions)]).refused[0, 0])


ADULT_MAN = {"sex": "M", "age": 30, "nationality": "IN", "documents": "passport"}
WOMAN = {"sex": "F", "age": 30, "nationality": "NP", "documents": "passport visa"}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, True),
        ({"sex": "M"}, True),
        ({"sex": "F"}, False),
        ({"age_from": 30}, True),
        ({"age_from": 31}, False),
        ({"age_below": 31}, True),
        ({"age_below": 30}, False),
        ({"age_from": 18, "age_below": 60}, True),
        ({"nationality": ("IN", "NP")}, True),
        ({"nationality": ("NP",)}, False),
        ({"nationality_not": ("UA", "PL")}, True),
        ({"nationality_not": ("UA", "IN")}, False),
        ({"lacks": "visa"}, True),
        ({"lacks": "passport"}, False),
        ({"sex": "M", "age_from": 18, "lacks": "visa"}, True),
        ({"sex": "M", "age_from": 60}, False),  # every condition given must hold
        ({"sex": "F", "age_from": 18}, False),
    ],
)
def test_p7_a_person_who_meets_every_condition_is_refused(conditions, expected):
    assert is_refused(ADULT_MAN, **conditions) is expected


@pytest.mark.parametrize(
    "conditions",
    [{"sex": "F"}, {"age_from": 18}, {"age_below": 18}, {"nationality": ("IN",)}, {"nationality_not": ("IN",)}],
)
def test_p7_what_is_not_known_counts_as_meeting_the_condition(conditions):
    assert is_refused({}, **conditions)


def test_p7_what_is_known_can_still_clear_a_person_of_whom_the_rest_is_not():
    assert not is_refused({"sex": "F"}, sex="M", age_from=18)


def test_p7_refusal_of_one_member_is_the_whole_partys_and_shown_as_a_split():
    found = refused([[WOMAN, ADULT_MAN], [ADULT_MAN, ADULT_MAN], [WOMAN]], [rule(sex="M")]).havens[0]
    assert found.refused.tolist() == [True, True, False]
    assert found.split.tolist() == [True, False, False]
    assert found.people.tolist() == [1, 2, 0]


def test_p7_a_member_refused_by_two_rules_is_one_person():
    found = refused([[WOMAN, ADULT_MAN]], [rule("men", sex="M"), rule("visa", lacks="visa")]).havens[0]
    assert found.people.tolist() == [1]
    assert found.rules_against(0) == ("men", "visa")


def test_p7_members_who_are_not_asked_do_not_count():
    assert not refused([[WOMAN, {**ADULT_MAN, "state": "dead"}]], [rule(sex="M")]).refused.any()


def test_p7_rules_hold_at_their_own_place_only_and_a_haven_that_is_not_ours_has_none():
    rules = [
        rule("h", "haven", "west"),
        rule("c", "crossing", "bridge", sex="M"),
        rule("t", "train", "lviv", sex="M", age_from=18),
        rule("same-name", "train", "west"),
    ]
    found = refused([[ADULT_MAN, WOMAN], [WOMAN]], rules, haven_ids=("east", "west", None, "west"))
    assert found.refused.tolist() == [[False, True, False, True]] * 2
    assert found.refused.dtype == bool
    assert found.havens[1].rules_against(0) == ("h",)
    assert found.havens[0].rules_against(0) == ()
    assert found.crossings["bridge"].refused.tolist() == [True, False]
    assert found.trains["lviv"].people.tolist() == [1, 0]
    assert found.trains["lviv"].split.tolist() == [True, False]
    assert set(found.trains) == {"lviv"}


@pytest.mark.parametrize(
    ("begin", "end", "in_force"),
    [
        (None, None, True),
        (None, 1, False),  # ends as the advisory is issued
        (None, 1.1, True),
        (5, None, False),  # begins at the deadline
        (4.9, None, True),
        (2, 3, True),
        (6, 7, False),
    ],
)
def test_p7_a_rule_counts_if_it_is_in_force_between_issue_and_deadline(begin, end, in_force):
    window = {name: at(hour) for name, hour in (("begin", begin), ("end", end)) if hour is not None}
    found = refused([[ADULT_MAN]], [rule(**window)], issued_at=at(1), deadline_at=at(5))
    assert found.refused.tolist() == [[in_force]]


@pytest.mark.parametrize(("begin", "in_force"), [(5, True), (71.9, True), (72, False)])
def test_p7_where_the_deadline_is_to_leave_by_a_rule_counts_until_the_horizon(begin, in_force):
    """People are on the way after it."""
    by = {"issued_at": at(1), "deadline_at": at(5), "deadline_kind": "leave_by"}
    assert refused([[ADULT_MAN]], [rule(begin=at(begin))], **by).refused.tolist() == [[in_force]]


def test_p7_where_the_deadline_is_past_the_rules_of_the_moment_of_issue_hold():
    rules = [rule("now", begin=at(1), end=at(4)), rule("later", begin=at(3))]
    found = refused([[ADULT_MAN]], rules, issued_at=at(2), deadline_at=at(1))
    assert found.havens[0].rules == ("now",)


def test_nobody_is_refused_of_an_audience_of_none():
    found = refused([], [rule(), rule("t", "train", "lviv")], haven_ids=("west", None))
    assert found.refused.shape == (0, 2)
    assert found.trains["lviv"].people.tolist() == []


# --- Against a slow twin -------------------------------------------------------------------------------------------


def meets(one, a_rule):
    """A slow twin of the conditions, one person and one condition at a time."""
    age, nationality = one.get("age"), one.get("nationality")
    conditions = [
        a_rule.sex is None or one.get("sex") in (None, a_rule.sex),
        a_rule.age_from is None or age is None or age >= a_rule.age_from,
        a_rule.age_below is None or age is None or age < a_rule.age_below,
        not a_rule.nationality or nationality is None or nationality in a_rule.nationality,
        not a_rule.nationality_not or nationality is None or nationality not in a_rule.nationality_not,
        a_rule.lacks is None or a_rule.lacks not in one.get("documents", ""),
    ]
    return all(conditions)


known = st.fixed_dictionaries(
    {},
    optional={
        "sex": st.sampled_from("FMX"),
        "age": st.integers(0, 40),
        "nationality": st.sampled_from(["IN", "NP", "UA"]),
        "documents": st.sampled_from(["", "passport", "passport visa"]),
    },
)
some_rules = st.lists(
    st.fixed_dictionaries(
        {"of": st.sampled_from(["west", "east"])},
        optional={
            "sex": st.sampled_from("FMX"),
            "age_from": st.integers(0, 20),
            "age_below": st.integers(21, 41),
            "nationality": st.lists(st.sampled_from(["IN", "NP"]), max_size=2).map(tuple),
            "nationality_not": st.lists(st.sampled_from(["IN", "UA"]), max_size=2).map(tuple),
            "lacks": st.sampled_from(["passport", "visa"]),
        },
    ),
    max_size=4,
)


@hypothesis.settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.lists(known, min_size=1, max_size=4), min_size=1, max_size=4), some_rules)
def test_p7_agrees_with_asking_each_person_at_each_place(families, conditions):
    rules = [rule(f"r{index}", **each) for index, each in enumerate(conditions)]
    found = refused(families, rules, haven_ids=("west", "east"))
    for column, haven in enumerate(("west", "east")):
        there = [each for each in rules if each.of == haven]
        for index, family in enumerate(families):
            heads = sum(any(meets(one, each) for each in there) for one in family)
            by = tuple(each.id for each in there if any(meets(one, each) for one in family))
            assert found.refused[index, column] == (heads > 0)
            assert found.havens[column].people[index] == heads
            assert found.havens[column].split[index] == (0 < heads < len(family))
            assert found.havens[column].rules_against(index) == by
    assert np.array_equal(found.refused, np.stack([haven.refused for haven in found.havens], axis=1))
