"""Warnings on the advisory itself, as an officer gets them (P13); each check has tests of its own in checks/."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from tests.planning.sound import told, untouched, warned, with_row

from safepassage.planning.io import read_crisis
from safepassage.planning.model import WarningCode
from safepassage.planning.warnings import CHECKS
from safepassage.planning.wording import SEVERITIES

KHARKIV = Path(__file__).parents[2] / "examples" / "kharkiv-2022"


@pytest.fixture(scope="module")
def kharkiv():
    crisis = read_crisis(KHARKIV)
    return {name: warned(crisis, name) for name in ("first", "second")}


def spoilt():
    return told(
        deadline_at="2022-03-02T18:00+02:00",
        leave_by_at="2022-03-02T15:00+02:00",
        documents=(),
        fallback="",
        text={"en": "Leave at once, under all circumstances."},
    )


def test_p13_a_sound_advisory_has_no_warning():
    assert warned(untouched()) == ()


def test_p13_every_code_has_its_check_in_the_order_of_the_codes():
    assert tuple(CHECKS) == get_args(WarningCode)


def test_p13_the_gravest_come_first_then_the_order_of_the_codes(kharkiv):
    codes = list(get_args(WarningCode))
    for warnings in (*kharkiv.values(), warned(spoilt())):
        keys = [(SEVERITIES.index(w.severity), codes.index(w.code), w.text) for w in warnings]
        assert keys == sorted(keys)
        assert len({w.severity for w in warnings}) > 1


def test_p14_the_same_advisory_has_the_same_warnings():
    assert warned(spoilt()) == warned(spoilt())


def test_a_text_is_one_line_without_control_characters():
    warnings = warned(with_row("havens", "babai", name="Bad\x1b[2J\nname", grade=None))
    assert any("Bad [2J name" in warning.text for warning in warnings)
    assert not any(re.search(r"[\x00-\x1f]", warning.text) for warning in warnings)


def test_p13_evidence_is_json_and_holds_no_person(kharkiv):
    people = {person.id for person in read_crisis(KHARKIV).persons}
    for warning in (*kharkiv["first"], *kharkiv["second"]):
        assert warning.evidence
        assert not people.intersection(re.findall(r'"([^"]+)"', json.dumps(warning.evidence)))


def test_every_time_in_a_text_stands_in_both_zones(kharkiv):
    clock = r"(?:\d+ \w+ )?\d\d:\d\d"
    both = rf"{clock}(?:–{clock})? Kyiv \({clock}(?:–{clock})? Kolkata\)"
    for warning in (*kharkiv["first"], *kharkiv["second"], *warned(spoilt())):
        assert not re.search(r"\d:\d\d", re.sub(both, "", warning.text))


@pytest.mark.parametrize("name", ["first", "second"])
def test_what_was_wrong_with_the_advisories_of_2_march_2022_is_said(kharkiv, name):
    found = {(warning.code, warning.severity) for warning in kharkiv[name]}
    expected = {
        ("conflicts_with_alert", "stop"),
        ("deadline_in_darkness", "serious"),
        ("deadline_in_curfew", "serious"),
        ("haven_short", "serious"),
        ("haven_unproven", "serious"),
        ("corridor_unproven", "serious"),
        ("consent_one_sided", "serious"),
        ("not_notified", "serious"),
        ("crowding", "serious"),
        ("no_fallback", "serious"),
        ("absolute_wording", "serious"),
    }
    assert expected <= found
    absent = {"deadline_past", "deadline_without_zone", "deadline_kind_conflict", "audience_below_estimate"}
    assert not absent & {code for code, _ in found}


def test_the_first_advisorys_unlinked_misspelling_weighs_more_than_the_linked_one(kharkiv):
    misspelt = {w.evidence["asked"]: w.severity for w in kharkiv["first"] if w.code == "place_misspelt"}
    assert misspelt == {"Bazlyudovka": "serious", "Babye": "note"}


def test_what_an_officer_reads_is_short(kharkiv):
    for warnings in kharkiv.values():
        assert len(warnings) <= 25
        assert max(len(warning.text) for warning in warnings) <= 300
