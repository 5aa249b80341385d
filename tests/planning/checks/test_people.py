"""Crowds, the register, and who else hears the advisory (P13)."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.planning.sound import of_code, only, told, untouched, with_row

from safepassage.planning.checks.people import HALF_HOUR_S, _busiest
from safepassage.planning.model import Channel


def settings(**changes):
    crisis = untouched()
    return replace(crisis, settings=crisis.settings.model_copy(update=changes))


def crowded(limit):
    limits = untouched().settings.limits.model_copy(update={"crowding": limit})
    return of_code("crowding", settings(limits=limits))


def test_more_than_the_limit_at_one_start_or_one_haven_within_half_an_hour_is_a_crowd():
    found = {(w.evidence["they"], w.evidence["place"]): w.evidence["people"] for w in crowded(1)}
    assert found["set out from", "Station underpass"] == 3
    arriving = {place: people for (they, place), people in found.items() if they == "arrive at"}
    assert arriving == {"Pisochyn": 3}
    assert crowded(max(found.values())) == []
    exactly = crowded(max(found.values()) - 1)
    assert [warning.severity for warning in exactly] == ["serious"] * len(exactly)
    assert exactly


def test_a_crowd_is_within_half_an_hour_and_before_the_deadline():
    for warning in crowded(1):
        first, last = warning.evidence["first"], warning.evidence["last"]
        assert first <= last <= "2022-03-02T17:00:00+02:00"


def test_a_start_without_a_name_is_told_by_its_position():
    crisis = replace(untouched(), parties=tuple(p.model_copy(update={"place": ""}) for p in untouched().parties))
    limits = crisis.settings.limits.model_copy(update={"crowding": 2})
    found = of_code("crowding", replace(crisis, settings=crisis.settings.model_copy(update={"limits": limits})))
    assert "49.9898, 36.2046" in {warning.evidence["place"] for warning in found}


@given(st.lists(st.tuples(st.integers(0, 15).map(lambda n: n * 600), st.integers(1, 6)), max_size=12))
def test_the_busiest_half_hour_is_that_of_a_slow_twin(comers):
    times, heads = (np.array([comer[i] for comer in comers], np.int32) for i in (0, 1))
    busiest = max((sum(n for t, n in comers if 0 <= t - start < HALF_HOUR_S) for start, _ in comers), default=0)
    found = _busiest(times, heads)
    assert found.people == busiest
    assert found.last - found.first < HALF_HOUR_S
    assert sum(n for t, n in comers if found.first <= t <= found.last) == busiest


def test_people_without_a_position_make_the_register_stale():
    one = only("register_stale", with_row("parties", "p5", lat=None, lon=None))
    assert one.severity == "note"
    assert (one.evidence["not_located"], one.evidence["people"]) == (1, 12)
    several = only("register_stale", with_row("parties", "p6", located_at=None))
    assert several.severity == "serious"  # 2 of 12 are more than a tenth


def test_positions_older_than_half_the_limit_make_the_register_stale():
    limits = untouched().settings.limits
    ages = sorted((untouched().settings.clock.now - p.located_at).total_seconds() / 3600 for p in untouched().parties)
    assert ages[0] == 0.75
    stale = settings(limits=limits.model_copy(update={"position_age_h": 2.2}))
    warning = only("register_stale", stale)
    assert warning.severity == "serious"
    assert warning.evidence["median_age_h"] == 1.25
    assert of_code("register_stale", settings(limits=limits.model_copy(update={"position_age_h": 2.5}))) == []


@pytest.mark.parametrize(("low", "warns"), [(15, False), (16, True)])
def test_audience_below_estimate(low, warns):
    estimate = untouched().settings.estimate.model_copy(update={"low": low})
    found = of_code("audience_below_estimate", settings(estimate=estimate))
    assert bool(found) is warns  # 12 people; four fifths of 15 are 12
    for warning in found:
        assert warning.evidence == {"people": 12, "estimate": {"low": 16, "high": 20}}


# p4 and p6 are at the hostel, in the north; the others are not.
SOUTH = shapely.box(36.0, 49.8, 36.45, 50.0)


def test_people_outside_the_area_who_share_a_channel_may_hear_it():
    warning = only("heard_outside_area", told(area=SOUTH))
    assert warning.severity == "note"
    assert warning.evidence["parties"] == ["p4"]
    assert (warning.evidence["people"], warning.evidence["channels"]) == (3, ["sms"])
    assert of_code("heard_outside_area", untouched()) == []


def test_a_public_channel_makes_it_serious():
    crisis = told(area=SOUTH)
    page = Channel(id="page", kind="page", segments_per_s=1)
    reads = {"p1", "p4"}
    parties = tuple(
        party.model_copy(update={"channels": ("page",) if party.id in reads else ("sms",)}) for party in crisis.parties
    )
    warning = only("heard_outside_area", replace(crisis, channels=(*crisis.channels, page), parties=parties))
    assert warning.severity == "serious"
    assert warning.evidence["public_channels"] == ["page"]


def test_those_who_share_only_a_warden_hear_it_and_those_who_share_nothing_do_not():
    crisis = told(area=SOUTH)
    quiet = tuple(
        party.model_copy(update={"channels": () if party.id == "p4" else party.channels, "warden": warden})
        for party, warden in zip(crisis.parties, (None, None, "w1", None, None, "w1"), strict=True)
    )
    warning = only("heard_outside_area", replace(crisis, parties=quiet))
    assert warning.evidence["parties"] == ["p6"]
    assert "by their warden" in warning.text
    alone = tuple(party.model_copy(update={"warden": None}) for party in quiet)
    assert of_code("heard_outside_area", replace(crisis, parties=alone)) == []


def test_a_channel_that_is_down_carries_nothing_and_who_is_home_hears_nothing():
    crisis = told(area=SOUTH)
    down = tuple(channel.model_copy(update={"reach": 0.0}) for channel in crisis.channels)
    assert of_code("heard_outside_area", replace(crisis, channels=down)) == []
    home = tuple(p.model_copy(update={"state": "home"}) if p.party == "p4" else p for p in crisis.persons)
    assert of_code("heard_outside_area", replace(crisis, persons=home)) == []


def test_the_age_of_positions_is_counted_from_the_clocks_now():
    clock = untouched().settings.clock
    later = clock.model_copy(update={"now": clock.now + timedelta(hours=12)})
    assert only("register_stale", settings(clock=later)).severity == "serious"
