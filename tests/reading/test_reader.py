"""The reader as a whole: spans (rule C2), hostile texts, bounded time, the first real report, the corpus."""

import json
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reading.scoring import reports, tally_of

from safepassage.reading import SCHEMA, as_json, read
from safepassage.reading.drafts import LISTS, Deadline

TODAY = date(2022, 3, 2)
SEED = Path(__file__).parents[3] / "shared" / "seed" / "report.txt"
SOME_WORDS = """
the embassy told its nationals in Kharkiv to leave not go Pisochyn by 18:00 today and or said that Ihor Nemaie 24 killed
on Tuesday claimed denied of from 12pm within hours between 1,200 people must Do , . “ ” ( é
"""
WORDS = [*SOME_WORDS.split(), "\n", '"', "\u202e"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))


def spans(thing: object) -> Iterator[tuple[int, int]]:
    """All spans of a draft or a field."""
    if is_dataclass(thing):
        for each in fields(thing):
            held = getattr(thing, each.name)
            if each.name == "span":
                yield held
            elif each.name == "spans":
                yield from held
            else:
                yield from spans(held)
    elif isinstance(thing, tuple):
        for each in thing:
            yield from spans(each)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_whatever_the_text_every_span_lies_in_it_and_is_not_empty_C2(text):
    drafts = read(text, TODAY, "Kharkiv")
    for name in LISTS:
        for start, end in spans(getattr(drafts, name)):
            assert 0 <= start < end <= len(text)
    assert read(text, TODAY, "Kharkiv") == drafts


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_a_value_that_is_a_wording_is_the_text_of_its_span_C2(text):
    for advisory in read(text, TODAY, "Kharkiv").advisories:
        for field in (advisory.issuer, advisory.audience, advisory.from_place, *advisory.destinations):
            assert field is None or text[slice(*field.span)] == field.value
        if isinstance(advisory.deadline, Deadline):
            assert text[slice(*advisory.deadline.span)] == advisory.deadline.said


@pytest.mark.parametrize("name", ["kharkiv-3", "gaza-2", "sanaa-2"])
def test_an_unrelated_paragraph_after_it_changes_no_earlier_draft(name):
    report = next(each for each in reports("dev") if each.name == name)
    before = read(report.text, report.on, report.near)
    after = read(report.text + "\nThe weather was fine and the shops were shut.\n", report.on, report.near)
    assert all(set(getattr(before, each)) <= set(getattr(after, each)) for each in LISTS)


@pytest.mark.parametrize("part", ["(", '"', "to leave and ", ", a b", "Al ", "1", "not ", "said that ", "18:00 "])
def test_a_hostile_text_takes_time_in_proportion_to_its_length(part):
    begun = time.process_time()
    read(part * (100_000 // len(part)), TODAY, "Kharkiv")
    assert time.process_time() - begun < 30


def test_the_json_names_its_schema_the_text_and_the_reader():
    text = "The embassy told its nationals to reach Pisochyn between 9 am and noon today."
    held = json.loads(as_json(read(text, TODAY, "Kharkiv")))
    assert held["schema"] == SCHEMA == "safepassage/drafts/1"
    assert held["reader"] == "rules"
    assert list(held)[-6:] == list(LISTS)
    [advisory] = held["advisories"]
    assert advisory["deadline"]["from"] == "2022-03-02T09:00+02:00"
    assert advisory["destinations"][0]["place"][0]["name"] == "Pisochyn"


def test_the_corpus_of_work_is_read_as_well_as_is_to_be_reached():
    tally = tally_of(lambda report: read(report.text, report.on, report.near), reports("dev"))
    least = {
        "advisories.deadline": 0.85, "advisories.destinations": 0.8, "advisories.issuer": 0.7, "casualties": 0.8,
        "contacts": 0.75, "claims": 0.65, "claims other than asserts": 0.75,
    }  # fmt: skip
    assert {name: tally.score(name).f1 for name in least if tally.score(name).f1 < least[name]} == {}


@pytest.mark.skipif(not SEED.exists(), reason="needs ../shared/seed/report.txt")
class TestTheFirstRealReport:
    def test_the_advisories_told_together_are_one_with_all_destinations_and_the_deadline(self):
        drafts = read(SEED.read_text(encoding="utf-8"), TODAY, "Kharkiv")
        [one] = drafts.advisories
        assert [each.value for each in one.destinations] == ["Pesochin", "Babye", "Bazlyudovka"]
        assert [each.place[0].name for each in one.destinations] == ["Pisochyn", "Babayi", "Bezliudivka"]
        assert (one.deadline.value, one.deadline.question) == ("2022-03-02T18:00+02:00", None)
        assert one.from_place.value == "Kharkiv"

    def test_both_calls_have_their_dates(self):
        drafts = read(SEED.read_text(encoding="utf-8"), TODAY, "Kharkiv")
        assert [each.on.value for each in drafts.contacts] == ["2022-03-02", "2022-02-24"]
        assert "regular contacts" in drafts.contacts[1].commitments[0].value

    def test_the_casualty_has_age_origin_place_date_and_circumstances(self):
        drafts = read(SEED.read_text(encoding="utf-8"), TODAY, "Kharkiv")
        [one] = drafts.casualties
        assert (one.count.value, one.age.value, one.on.value) == (1, 21, "2022-03-01")
        assert (one.origin.value, one.place.value) == ("Haveri district, Karnataka", "Kharkiv")
        assert "to buy food" in one.circumstances.value

    def test_the_claims_have_their_stances(self):
        drafts = read(SEED.read_text(encoding="utf-8"), TODAY, "Kharkiv")
        stances = {(one.claimant.value if one.claimant else None, one.stance.value) for one in drafts.claims}
        state = "US Department of State spokesperson"
        expected = {
            ("Russia", "asserts"),
            (state, "unverified"),
            (state, "accuses_disinformation"),
            (None, "unverified"),
        }
        assert expected <= stances
        [hostages] = [one for one in drafts.claims if one.claimant and one.claimant.value == "Russia"]
        assert "hostage" in hostages.gist.value
        assert "human shields" in hostages.gist.value
