"""The chance of arriving on time (rule P11)."""

from dataclasses import replace
from math import exp, log
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.planning import random_crises
from tests.planning.village import (
    AT_EAST,
    ISSUED,
    READY,
    VOICE,
    about,
    advisory,
    at,
    check,
    closure,
    party,
    people,
    row,
    settings,
    to,
    village,
)

from safepassage.errors import BadInput
from safepassage.planning.model import NEVER, Channel, Warden
from safepassage.planning.outcome import situation_of, understood
from safepassage.planning.reach import reach_of

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


# --- A deadline to leave by -------------------------------------------------------------------------------------------


def test_who_is_ready_before_a_deadline_to_leave_by_but_cannot_set_out_until_after_it_is_late():
    """P11: the road is shut from before one is ready until after the deadline, and opens well within the horizon."""
    shut = closure(begin=ISSUED, end=READY + 3600, geometry=about("a"))
    to_leave = {"deadline_at": at(READY + 1800), "deadline_kind": "leave_by"}
    crisis = village(settings=settings(spread=SURE), advisory=advisory(**to_leave), closures=(shut,))
    assert row(crisis).chance.p == 0
    assert row(replace(crisis, closures=())).chance.p == 1


def test_half_leave_in_time_when_the_median_just_does():
    to_leave = advisory(deadline_at=at(READY), deadline_kind="leave_by")
    found = row(village(settings=settings(spread={"delay": 0.5, "speed": 0}), advisory=to_leave)).chance
    assert found.p == pytest.approx(0.5, abs=4 * found.se)


def test_who_leaves_in_time_and_arrives_after_the_horizon_is_late():
    """At 1 m/s the way takes less than an hour; the horizon is as near as that."""
    clock = {**settings().clock.model_dump(), "horizon_h": AT_EAST / 3600}
    to_leave = advisory(deadline_at=at(READY + 60), deadline_kind="leave_by", havens=to("east"), means=["foot"])
    given_time = settings(spread={"delay": 0, "speed": 0.2}, clock=clock)
    assert row(village(settings=given_time, advisory=to_leave)).chance.p in {7 / 16, 8 / 16, 9 / 16}


def test_nobody_has_a_chance_to_walk_farther_than_it_can_however_fast():
    """P4, P11: the way is 5,044 m, a metre a second; who is faster might be in time, and could still not walk it."""
    by = advisory(deadline_at=at(ISSUED + 4900), havens=to("far"), means=["foot"])
    fast = {"spread": {"delay": 0, "speed": 0.3}}
    hardy, tired = (
        row(
            village(
                settings=settings(mobility={"adult": {"speed_kph": 3.6, "longest_walk_m": far}}, **fast), advisory=by
            )
        )
        for far in (8000, 4950)
    )
    assert hardy.chance.p > 0
    assert tired.chance.p == 0


# --- The twin ---------------------------------------------------------------------------------------------------------

DRAWS = 100


def draw(situation, spread, rng):
    """Who is on time once, places ignored: speed and delays drawn, and the ways looked for anew. On foot."""
    slower = exp(-spread.speed * rng.standard_normal())
    kinds = [
        kind._replace(traveller=kind.traveller._replace(speed_kph=kind.traveller.speed_kph / slower))
        for kind in situation.kinds
    ]
    audience = situation.audience
    reach = np.array([1 if "mail" in p.channels or p.warden == "speaks" else 0.9 for p in audience.parties])
    hears = (rng.random(len(reach)) < reach) & (audience.ready_at != NEVER)
    delay = (audience.ready_at - situation.issue) * np.exp(spread.delay * rng.standard_normal(len(reach)))
    ready = np.where(hears, situation.issue + np.ceil(np.where(hears, delay, 0)), NEVER).astype(np.int32)
    ways = reach_of(
        situation.terrain, kinds, situation.havens, ready, situation.issue, situation.arrive_by,
        depart_by=situation.depart_by, keep_ways=False,
    )  # fmt: skip
    arrives = situation.open_to & situation.keeps_deadline(ways) & (ways.arrive != NEVER)
    return arrives.any(axis=1) | (situation.there >= 0)


@hypothesis_settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(random_crises.crises(), st.sampled_from(["arrive_by", "leave_by"]))
def test_chances_are_those_of_drawing_every_speed_and_delay_and_looking_for_the_ways_anew(crisis, kind):
    """P11: within what chance allows; in strata of speed, a sixteenth more."""
    told = crisis.advisories["go"].model_copy(update={"deadline_kind": kind, "means": ("foot",)})
    crisis = replace(crisis, advisories={"go": told})
    try:
        found = check(crisis).parties
    except BadInput:
        assume(False)
    situation, _ = situation_of(crisis, told, understood(crisis, "go", told))
    rng = np.random.default_rng(5)
    share = np.mean([draw(situation, crisis.settings.spread, rng) for _ in range(DRAWS)], axis=0)
    for each, q in zip(found, share, strict=True):
        if each.chance:
            spread = (each.chance.se**2 + max(q * (1 - q), 1 / DRAWS) / DRAWS) ** 0.5
            assert each.chance.p == pytest.approx(q, abs=4.5 * spread + 1 / 16)
