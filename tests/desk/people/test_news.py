"""What a list says of somebody who is known: added, mended or left to an officer, and nothing of it lost (rule A3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.desk.people.news import What, news, taken_over
from safepassage.desk.people.records import Contact, Document, PersonRecord

HERE = PersonRecord(full_name="Asha Invented", phones=("+380501234567",), shelter="Hostel 17, 402", medical="asthma")


def said(**what):
    return PersonRecord(**{"full_name": "Asha Invented", **what})


def came(here, list_says, *, may_mend):
    """The record afterwards, what became of each piece, and all texts."""
    found = list(news(here, list_says, may_mend=may_mend))
    return taken_over(here, found), [each.what for each in found], "\n".join(each.text for each in found)


@pytest.mark.parametrize("may_mend", [True, False])
def test_what_says_nothing_new_is_no_news(may_mend):
    same = said(full_name=" asha  INVENTED", phones=HERE.phones, shelter="hostel 17,  402", medical="Asthma")
    for each in (HERE, said(), same):
        assert came(HERE, each, may_mend=may_mend) == (HERE, [], "")


def test_what_the_record_does_not_say_is_added_whoever_says_it():
    list_says = said(mobility="stretcher", is_pregnant=True, phones=("+380671112233",))
    record, what, text = came(HERE, list_says, may_mend=False)
    assert (record.mobility, record.is_pregnant) == ("stretcher", True)
    assert record.phones == ("+380501234567", "+380671112233")
    assert record.shelter == HERE.shelter
    assert what == [What.ADDED] * 3
    assert "Mobility: stretcher" in text


def test_needs_grow_and_are_never_replaced():
    record, _, _ = came(HERE, said(medical="diabetes"), may_mend=True)
    assert record.medical == "asthma; diabetes"
    assert came(record, said(medical="diabetes"), may_mend=True) == (record, [], "")


def test_where_they_stay_is_mended_by_its_source_and_weighed_of_another():
    moved = said(shelter="Hostel 4")
    assert came(HERE, moved, may_mend=True)[0].shelter == "Hostel 4"
    record, what, text = came(HERE, moved, may_mend=False)
    assert (record, what) == (HERE, [What.OTHERWISE])
    assert text == "Says otherwise, not taken over. Shelter: Hostel 4; here: Hostel 17, 402"


def test_either_name_finds_them():
    spelt = said(full_name="Aasha Invented")
    mended, weighed = (came(HERE, spelt, may_mend=each)[0] for each in (True, False))
    assert (mended.full_name, mended.alternate_names) == ("Aasha Invented", ("Asha Invented",))
    assert (weighed.full_name, weighed.alternate_names) == ("Asha Invented", ("Aasha Invented",))


@pytest.mark.parametrize(
    ("here", "list_says"),
    [
        ({"mobility": "stretcher"}, {"mobility": "student"}),
        ({"is_pregnant": True}, {"is_pregnant": False}),
        ({"date_of_birth": "2010-01-01"}, {"date_of_birth": "2001-01-01"}),
        ({"age": "9"}, {"age": "29"}),
        ({"escort": "her aunt"}, {"escort": "nobody"}),
        ({"sex": "female"}, {"sex": "male"}),
    ],
)
def test_no_list_makes_anybody_older_healthier_or_faster(here, list_says):
    record, what, _ = came(said(**here), said(**list_says), may_mend=True)
    assert record == said(**here)
    assert what == [What.OTHERWISE]


def test_an_age_says_nothing_beside_a_birth_date():
    assert not list(news(said(date_of_birth="2001-05-17"), said(age="20"), may_mend=True))


def test_a_document_or_kin_is_added_once():
    here = said(documents=(Document(kind="passport", number="M 123-4567"),))
    kin = Contact(name="Mother Invented", phones=("+911234567890",))
    assert not list(news(here, said(documents=(Document(kind="passport", number="m1234567"),)), may_mend=True))
    list_says = said(documents=(Document(kind="passport", number="M9"),), next_of_kin=(kin,))
    record, _, text = came(here, list_says, may_mend=True)
    assert [each.number for each in record.documents] == ["M 123-4567", "M9"]
    assert "Mother Invented +911234567890" in text
    assert not list(news(record, said(next_of_kin=(kin,)), may_mend=True))


def test_what_makes_a_record_that_cannot_be_is_refused():
    here = said(remark="x" * 19_999)
    with pytest.raises(ValueError, match="no record"):
        came(here, said(remark="left with a friend"), may_mend=True)


WORDS = st.sampled_from(["", "one", "another", "ONE"])
RECORDS = st.builds(
    PersonRecord,
    full_name=st.sampled_from(["Asha Invented", "Binod Invented"]),
    shelter=WORDS, medical=WORDS, mobility=WORDS, escort=WORDS,
    phones=st.lists(st.sampled_from(["+380501234567", "+380671112233"]), unique=True).map(tuple),
    is_pregnant=st.sampled_from([None, True, False]),
)  # fmt: skip


@given(RECORDS, RECORDS, st.booleans())
def test_nothing_that_either_says_is_lost_and_what_was_taken_over_is_no_news(here, there, may_mend):
    record, _, text = came(here, there, may_mend=may_mend)
    kept = f"{record.to_json().decode()} {text}".casefold()
    for each in (here, there):
        for value in (each.full_name, each.shelter, each.medical, each.mobility, each.escort, *each.phones):
            assert value.casefold() in kept
    assert {each.what for each in news(record, there, may_mend=may_mend)} <= {What.OTHERWISE}
