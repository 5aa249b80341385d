"""Whether the advisory's place names lead where they should (P13)."""

from dataclasses import replace

import pytest
from tests.planning.sound import edited, of_code, only, untouched

from safepassage.planning.model import Candidate, NamedPlaces

HERE = {"name": "Babayi", "lat": 49.89625, "lon": 36.19309, "country": "UA", "distance_m": 12_000, "score": 0.99}
TWIN = {"name": "Babayi", "lat": 50.6, "lon": 36.9, "country": "RU", "distance_m": 91_000, "score": 0.9}
NEAR = {"name": "Babky", "lat": 49.6, "lon": 36.6, "country": "UA", "distance_m": 44_000, "score": 0.8}
OTHER = {"name": "Babyn", "lat": 48.5, "lon": 26.9, "country": "UA", "distance_m": 699_000, "score": 0.6}


def answered(candidates, *, linked, ambiguous=False, asked="Babai"):
    """The sound crisis, its gazetteer giving these candidates for the second haven."""
    crisis = untouched()
    advisory = crisis.advisories["second"]
    haven = advisory.havens[1].model_copy(update={"asked": asked, "haven_id": "babai" if linked else None})
    first = NamedPlaces("Pisochyn", (), False)
    second = NamedPlaces(asked, tuple(Candidate(**candidate) for candidate in candidates), ambiguous)
    advisory = advisory.model_copy(update={"havens": (advisory.havens[0], haven)})
    return replace(crisis, advisories={"second": advisory}, places={"second": (first, second)})


EXACT_HERE, EXACT_TWIN, EXACT_NEAR, EXACT_OTHER = ({**place, "exact": True} for place in (HERE, TWIN, NEAR, OTHER))


@pytest.mark.parametrize(
    ("candidates", "ambiguous", "unlinked", "linked"),
    [
        ([EXACT_HERE, EXACT_TWIN], True, "stop", "note"),
        ([EXACT_HERE, EXACT_TWIN], False, "serious", "note"),  # as some of the press took a place 91 km off
        ([HERE, TWIN], False, "serious", None),  # misspelt, and two bear the name that it is a slip for
        ([HERE, OTHER], True, "stop", None),
        ([NEAR, HERE], True, None, "note"),  # its best answer is another place near
        ([HERE, NEAR], True, "stop", None),
        ([EXACT_HERE, EXACT_OTHER], False, "serious", None),  # linked, a namesake hundreds of km off misleads nobody
        ([HERE, OTHER], False, None, None),
        ([EXACT_HERE, OTHER], False, "note", None),  # no haven linked: the best candidate with a warning
        ([EXACT_HERE], False, "note", None),
    ],
)
def test_place_ambiguous(candidates, ambiguous, unlinked, linked):
    for severity, is_linked in ((unlinked, False), (linked, True)):
        if not is_linked and candidates[0] is NEAR:
            continue  # far from any road
        found = of_code("place_ambiguous", answered(candidates, linked=is_linked, ambiguous=ambiguous))
        assert [warning.severity for warning in found] == ([severity] if severity else [])


def test_a_name_that_is_another_places_alone_misleads_though_a_haven_is_linked():
    assert only("place_ambiguous", answered([EXACT_NEAR, HERE], linked=True)).severity == "serious"
    assert of_code("place_ambiguous", answered([EXACT_OTHER, HERE], linked=True)) == []  # hundreds of km off


def test_the_evidence_holds_every_candidate_with_its_distance():
    warning = only("place_ambiguous", answered([EXACT_HERE, EXACT_TWIN], linked=False, ambiguous=True))
    assert [candidate["distance_m"] for candidate in warning.evidence["candidates"]] == [12_000, 91_000]
    assert warning.evidence["asked"] == "Babai"
    assert warning.evidence["taken_for"]["name"] == "Babai"
    assert "91.0 km" in warning.text


def test_a_second_entry_for_the_same_place_is_no_rival():
    same = {**EXACT_HERE, "lat": 49.90}
    assert of_code("place_ambiguous", answered([EXACT_HERE, same], linked=True)) == []


@pytest.mark.parametrize(
    ("asked", "candidates", "unlinked", "linked"),
    [
        ("Babye", [HERE], "serious", "note"),
        ("Babye", [EXACT_HERE], None, None),
        ("BABAI", [HERE], None, None),  # as havens.csv has it, whatever the gazetteer says
        ("Babye", [EXACT_OTHER, HERE], None, "note"),  # unlinked it leads to the other place, whose name it is
    ],
)
def test_place_misspelt(asked, candidates, unlinked, linked):
    for severity, is_linked in ((unlinked, False), (linked, True)):
        if not is_linked and candidates[0]["name"] == "Babyn":
            continue  # far from any road
        found = of_code("place_misspelt", answered(candidates, linked=is_linked, asked=asked))
        assert [warning.severity for warning in found] == ([severity] if severity else [])


def test_a_linked_haven_in_a_country_that_the_gazetteer_does_not_cover_is_not_called_misspelt():
    crisis = answered([], linked=True, asked="Babye")
    assert only("place_misspelt", crisis).severity == "note"
    first, second = crisis.places["second"]
    elsewhere = replace(crisis, places={"second": (first, replace(second, covered=False))})
    assert of_code("place_misspelt", elsewhere) == []


def test_the_gazetteers_own_answer_is_used():
    crisis = edited(
        "advisories/second.toml",
        ('asked = "Babai"', 'asked = "Babye"'),
        ('asked = "Pisochyn"\nhaven_id = "pisochyn"', 'asked = "Pesochyn"'),
    )
    severities = {warning.evidence["asked"]: warning.severity for warning in of_code("place_misspelt", crisis)}
    assert severities["Babye"] == "note"
    assert set(severities.values()) <= {"note", "serious"}
    linked_by_distance = [w for w in of_code("place_misspelt", crisis) if w.evidence["asked"] == "Pesochyn"]
    assert all(warning.evidence["haven_id"] == "pisochyn" for warning in linked_by_distance)
