"""What the rules read and, above all, what they do not: polarity, issuers, stances, contacts, casualties."""

from datetime import date

import pytest

from safepassage.reading import read

TODAY = date(2022, 3, 2)


def drafts(text: str):
    return read(text, TODAY, "Kharkiv")


@pytest.mark.parametrize(
    "text",
    [
        "The ministry advised against travelling to Lebanon.",
        "Canada warned its citizens not to travel to Lviv.",
        "It is impossible to move everybody to the south of Gaza in a day, the United Nations said.",
        "Do not go to the port of Odesa, the consul warned.",
        "Nobody should travel to Kharkiv station, the embassy said.",
        '"Do not try to drive to Poltava," the mission told its nationals.',
        "Citizens must not try to reach Dnipro by road, the embassy said.",
        "Students were told not to walk or drive to Pisochyn.",
    ],
)
def test_where_people_are_told_not_to_go_is_no_destination(text):
    found = drafts(text).advisories
    assert not [place for one in found for place in one.destinations]
    assert not [one for one in found if one.kind.value == "Move"]


@pytest.mark.parametrize(
    ("text", "kind", "issuer"),
    [
        ("The mission urged its nationals to leave Kharkiv.", "Move", "The mission"),
        ('"Leave Kharkiv at once," Washington said.', "Move", "Washington"),
        ("Indian nationals in Kyiv are advised by the embassy to stay indoors.", "Shelter", "the embassy"),
        ("France advises against all travel to Ukraine.", "Avoid", "France"),
        ("The ministry recommends that Dutch citizens leave Donetsk.", "Move", "The ministry"),
        ("Those who want a place have to sign up by 5 pm, the consulate said.", "Move", "the consulate"),
        ("The embassy told students not to leave their hostels.", "Shelter", "The embassy"),
    ],
)
def test_an_advisory_has_its_kind_and_who_issued_it(text, kind, issuer):
    [one] = drafts(text).advisories
    assert (one.kind.value, one.issuer.value) == (kind, issuer)


def test_an_advisory_told_twice_is_one_with_all_that_tells_it():
    text = (
        "The embassy told its nationals to leave Kharkiv at once. They must reach Pisochyn or Babai by 18:00 today, "
        "the embassy said. Buses will leave for Poltava from the station."
    )
    [one] = drafts(text).advisories
    assert [place.value for place in one.destinations] == ["Pisochyn", "Babai", "Poltava"]
    assert one.deadline.value == "2022-03-02T18:00+02:00"
    assert len(one.spans) == 3


def test_two_stances_of_one_sentence_are_two_claims():
    text = (
        "Moscow claimed that students were held as a shield. Kyiv rejected the charge and called it part of a "
        "disinformation campaign. Neither account could be verified."
    )
    stances = {(one.claimant and one.claimant.value, one.stance.value) for one in drafts(text).claims}
    assert stances == {
        ("Moscow", "asserts"), ("Kyiv", "denies"), ("Kyiv", "accuses_disinformation"), (None, "unverified"),
    }  # fmt: skip
    assert {one.gist.value for one in drafts(text).claims} == {"students were held as a shield"}


def test_it_is_understood_names_nobody():
    [claim] = drafts("It is understood that the road will not be shelled.").claims
    assert claim.claimant is None
    assert claim.stance.value == "unverified"


@pytest.mark.parametrize(
    "text",
    [
        "He had spoken to his father before stepping out.",
        "His mother called him on Sunday.",
        "She met her friends at the station on Tuesday.",
        "The minister called the report baseless.",
    ],
)
def test_families_and_epithets_are_no_diplomatic_contact(text):
    assert drafts(text).contacts == ()


def test_a_contact_has_parties_day_channel_and_what_was_promised():
    text = (
        "Foreign Minister Olha Vymyslena spoke by telephone with her Hungarian counterpart on Monday about letting "
        "students out. Both sides agreed to keep a line open."
    )
    [contact] = drafts(text).contacts
    assert [party.value for party in contact.parties] == [
        "Foreign Minister Olha Vymyslena",
        "her Hungarian counterpart",
    ]
    assert (contact.on.value, contact.channel.value) == ("2022-02-28", "phone call")
    assert [each.value for each in contact.commitments] == ["keep a line open"]


def test_where_a_casualty_is_from_is_not_where_it_happened():
    text = "Ihor Nemaie, 24, a nurse from Poltava, was killed on Tuesday by a rocket near Freedom Square."
    [one] = drafts(text).casualties
    assert (one.name.value, one.age.value, one.origin.value) == ("Ihor Nemaie", 24, "Poltava")
    assert (one.place.value, one.cause.value) == ("Freedom Square", "a rocket")
    assert drafts(text).advisories == ()


def test_one_who_died_and_is_named_in_the_next_sentence_is_one_casualty():
    text = "An Indian student lost his life on Tuesday. 21-year-old Ravi Kalpanik, from Haveri district, was there."
    [one] = drafts(text).casualties
    assert (one.count.value, one.name.value, one.origin.value) == (1, "Ravi Kalpanik", "Haveri district")
