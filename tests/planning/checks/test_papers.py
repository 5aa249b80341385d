"""Documents that people must carry, and families that a rule divides (P13)."""

from dataclasses import replace

import pytest
from tests.planning.sound import of_code, only, told, with_row

from safepassage.planning.model import AccessRule, Crossing


def ruled(*rules, **changes):
    """The sound crisis with other access rules, of which each is a rule's fields."""
    crisis = told(**changes)
    rows = tuple(AccessRule.model_validate({"id": f"r{n}", "grade": "B2", **rule}) for n, rule in enumerate(rules))
    return replace(crisis, rules=rows)


PASSPORT = {"at": "crossing", "of": "checkpoint", "lacks": "passport"}


def test_a_document_that_nobody_is_told_to_carry_is_needed():
    warning = only("documents_needed", told(documents=()))
    assert warning.severity == "serious"
    assert warning.evidence == {
        "document": "passport", "rules": {"papers": "C3"}, "people_lacking": 0, "told_to_carry": False,
    }  # fmt: skip
    assert "the crossing “West checkpoint”" in warning.text


def test_who_lacks_a_document_is_counted_though_all_are_told_to_carry_it():
    warning = only("documents_needed", with_row("persons", "a3", documents=()))
    assert warning.severity == "note"
    assert warning.evidence["people_lacking"] == 1
    assert "1 person without one on record" in warning.text


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        ({"at": "haven", "of": "babai", "lacks": "visa"}, True),
        ({"at": "train", "of": "lviv", "lacks": "visa"}, True),
        ({"at": "haven", "of": "bezliudivka", "lacks": "visa"}, False),  # not a haven of this advisory
        ({"at": "haven", "of": "babai", "lacks": "visa", "begin": "2022-03-03T00:00+02:00"}, False),
        ({"at": "haven", "of": "babai", "sex": "X"}, False),
    ],
)
def test_only_rules_in_force_on_the_way_ask_for_documents(rule, needed):
    assert bool(of_code("documents_needed", ruled(rule))) is needed


def test_rules_for_one_document_make_one_warning():
    other = Crossing(id="bridge", name="Bridge", lat=49.94, lon=36.20)
    crisis = ruled(PASSPORT, {**PASSPORT, "of": "bridge", "grade": None}, documents=())
    warning = only("documents_needed", replace(crisis, crossings=(*crisis.crossings, other)))
    assert warning.evidence["rules"] == {"r0": "B2", "r1": None}
    assert "2 crossings (“West checkpoint” and “Bridge”)" in warning.text


@pytest.mark.parametrize(
    ("at", "of", "severity"),
    [("haven", "babai", "serious"), ("crossing", "checkpoint", "serious"), ("train", "lviv", "note")],
)
def test_a_rule_that_refuses_some_of_a_party_splits_it(at, of, severity):
    warning = only("family_split", ruled({"at": at, "of": of, "sex": "M", "age_from": 18}))
    assert warning.severity == severity
    assert warning.evidence["parties"] == ["p1", "p4", "p6"]
    assert warning.evidence["refused"] == 5
    assert warning.evidence["rules"] == ["r0"]


def test_a_rule_that_refuses_whole_parties_splits_none():
    assert of_code("family_split", ruled({"at": "haven", "of": "babai", "nationality": ("IN", "NP")})) == []


def test_gates_that_split_the_same_families_alike_are_one_warning():
    men = {"at": "crossing", "of": "checkpoint", "sex": "M"}
    crisis = ruled(men, {**men, "of": "bridge"}, {"at": "train", "of": "lviv", "sex": "M"})
    bridge = Crossing(id="bridge", name="Bridge", lat=49.94, lon=36.20)
    found = of_code("family_split", replace(crisis, crossings=(*crisis.crossings, bridge)))
    assert [(w.evidence["at"], w.evidence["ids"]) for w in found] == [
        ("crossing", ["checkpoint", "bridge"]),
        ("train", ["lviv"]),
    ]
