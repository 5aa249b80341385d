"""Whether the stated distances fit the places taken (P13)."""

import pytest
from tests.planning.sound import of_code, told, untouched


def saying(said_m):
    """The sound crisis with an advisory that states a distance to its first haven, and none to others."""
    first, *others = (haven.model_dump() | {"said_m": None} for haven in untouched().advisories["second"].havens)
    return [
        warning
        for warning in of_code("place_ambiguous", told(havens=[first | {"said_m": said_m}, *others]))
        if "said_m" in warning.evidence
    ]


def ways():
    """The shortest and the longest way to it, in metres."""
    (warning,) = saying(91_000)
    return warning.evidence["shortest_way_m"], warning.evidence["longest_way_m"]


def test_a_distance_far_from_every_way_is_warned_of_with_the_ways():
    (warning,) = saying(91_000)
    assert warning.severity == "serious"
    assert warning.text.startswith("The text says 91.0 km to “Pisochyn”, but people's ways to Pisochyn are ")
    assert 0 < warning.evidence["shortest_way_m"] <= warning.evidence["longest_way_m"] < 91_000


@pytest.mark.parametrize(("factor", "warned"), [(0.78, True), (0.82, False), (1, False)])
def test_a_distance_much_shorter_than_the_shortest_way_is_warned_of(factor, warned):
    assert bool(saying(ways()[0] * factor)) == warned


@pytest.mark.parametrize(("factor", "warned"), [(1, False), (1.22, False), (1.28, True)])
def test_a_distance_much_longer_than_the_longest_way_is_warned_of(factor, warned):
    assert bool(saying(ways()[1] * factor)) == warned


def test_a_distance_that_is_not_stated_is_not_warned_of():
    assert saying(None) == []
