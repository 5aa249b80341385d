"""The chance of arriving on time (rule P11)."""

from math import log
from statistics import NormalDist

import pytest
from tests.planning.village import (
    AT_EAST,
    ISSUED,
    READY,
    VOICE,
    advisory,
    at,
    check,
    party,
    people,
    row,
    settings,
    to,
    village,
)

from safepassage.planning.model import Channel, Warden

SURE = {"delay": 0, "speed": 0}


def chance(*parties, spread=None, by=None, **changes):
    told = advisory() if by is None else advisory(deadline_at=at(by))
    return row(village(*parties, settings=settings(spread=spread or SURE), advisory=told, **changes)).chance


def test_without_spread_it_is_certain_or_impossible():
    assert [chance().p, chance(by=AT_EAST - 1).p] == [1, 0]
    assert 0 < chance().se < 0.005  # 256 draws cannot tell


def test_half_are_in_time_when_the_median_just_is():
    """Delay from issue to ready is log-normal about what is planned."""
    found = chance(spread={"delay": 0.5, "speed": 0}, by=AT_EAST)
    assert found.p == pytest.approx(0.5, abs=4 * found.se)
    assert found.se == pytest.approx((found.p * (1 - found.p) / 256) ** 0.5, abs=1e-3)


def test_with_time_to_spare_the_chance_is_that_of_the_delay():
    delay, spare = READY - ISSUED, 600
    expected = NormalDist().cdf(log(1 + spare / delay) / 0.8)
    found = chance(spread={"delay": 0.8, "speed": 0}, by=AT_EAST + spare)
    assert found.p == pytest.approx(expected, abs=4 * found.se)


def test_speed_is_shared_and_in_strata_so_that_half_of_them_are_too_slow():
    found = chance(spread={"delay": 0, "speed": 0.2}, by=AT_EAST)
    assert found.p in {7 / 16, 8 / 16, 9 / 16}


def test_a_channel_that_fails_one_time_in_ten_leaves_nine():
    found = chance(channels=(VOICE.model_copy(update={"reach": 0.9}),))
    assert found.p == pytest.approx(0.9, abs=4 * found.se)


def test_two_channels_fail_each_by_itself_and_a_warden_counts_as_one():
    half = VOICE.model_copy(update={"reach": 0.5})
    other = Channel(id="other", kind="email", segments_per_s=1000, reach=0.5)
    for channels, warden in ((["voice", "other"], None), (["voice"], "w")):
        found = chance(
            party(channels=channels, warden=warden),
            channels=(half, other),
            wardens=(Warden(id="w", channels=("other",), relay_s=0),),
        )
        assert found.p == pytest.approx(0.75, abs=4 * found.se)


def test_a_silent_warden_adds_nothing():
    half = VOICE.model_copy(update={"reach": 0.5})
    silent = Warden(id="w", channels=("voice",), silent_since=at(0))
    found = chance(party(warden="w"), channels=(half,), wardens=(silent,))
    assert found.p == pytest.approx(0.5, abs=4 * found.se)


@pytest.mark.parametrize(
    "crisis",
    [
        village(party(lat=None, lon=None)),
        village(party(channels=[])),
        village(persons=people(medical="stretcher")),
    ],
)
def test_there_is_none_for_the_not_located_the_not_told_and_those_who_cannot_move(crisis):
    assert row(crisis).chance is None


def test_places_are_ignored():
    crowd = [party(name) for name in "abc"]
    found = check(village(*crowd, settings=settings(spread=SURE), advisory=advisory(havens=to("east"))))
    assert [each.chance.p for each in found.parties] == [1, 1, 1]
