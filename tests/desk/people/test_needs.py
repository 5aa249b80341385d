"""What has to be thought of for a person: every need that a record holds is summed up, and none that it does not."""

import pytest

from safepassage.desk.people.needs import needs_in
from safepassage.desk.people.records import PersonRecord


def needs(*, minor=False, **said):
    return needs_in(vars(PersonRecord(full_name="Asha Invented", **said)), minor=minor)


@pytest.mark.parametrize("field", ["mobility", "medical", "remark"])
def test_who_cannot_walk_is_said_first_wherever_it_was_written(field):
    assert needs(is_pregnant=True, **{field: "cannot walk"})[0] == "cannot walk"


def test_every_need_stands_there():
    said = {"mobility": "on crutches", "medicine": "insulin", "is_pregnant": True, "medical": "asthma"}
    found = needs(minor=True, **said)
    assert found == ["mobility need", "minor, no adult named", "pregnant", "needs medicine", "medical need"]
    assert not [text for text in found if "insulin" in text or "asthma" in text or "crutches" in text]


def test_a_minor_whose_adult_is_named_is_told_from_one_alone_without_the_name():
    assert needs(minor=True, escort="Olena Fabled") == ["minor, an adult goes with them"]


@pytest.mark.parametrize("how", ["", "adult", "student"])
def test_who_walks_as_most_do_needs_nothing(how):
    assert needs(mobility=how) == []


def test_a_record_as_json_says_the_same_as_one_that_was_read():
    record = PersonRecord(full_name="Asha Invented", mobility="wheelchair", medicine="insulin", is_pregnant=True)
    said = record.model_dump(mode="json", exclude_defaults=True)
    assert needs_in(said, minor=False) == needs_in(vars(record), minor=False)
