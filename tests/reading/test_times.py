"""Dates and times of day: the grammar, weekdays, zones, and what a human has to look at."""

from datetime import date

import pytest

from safepassage.reading import read
from safepassage.reading.zones import locate

TODAY = date(2022, 3, 2)  # a Wednesday


def deadline(words: str, near: str | None = "Kharkiv"):
    [advisory] = read(f"The embassy told its nationals to reach Pisochyn {words}.", TODAY, near).advisories
    return advisory.deadline


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("by 18:00 hours today", "2022-03-02T18:00+02:00"),
        ("by 6 pm", "2022-03-02T18:00+02:00"),
        ("before 18h00 local time on Thursday", "2022-03-03T18:00+02:00"),
        ("by 1800 hours on Friday, 4 March", "2022-03-04T18:00+02:00"),
        ("no later than 5 o'clock in the morning tomorrow", "2022-03-03T05:00+02:00"),
        ("by 7.30 am on Wednesday", "2022-03-02T07:30+02:00"),
        ("by 0600 on Friday", "2022-03-04T06:00+02:00"),
        ("by noon on March 5", "2022-03-05T12:00+02:00"),
        ("by 4 p.m. Moscow time today", "2022-03-02T16:00+03:00"),
        ("by 18:00 hours Ukranian time today", "2022-03-02T18:00+02:00"),
        ("by 9:30 pm IST today", "2022-03-02T21:30+05:30"),
        ("by 16:00 UTC+2 today", "2022-03-02T16:00+02:00"),
        ("by 6 pm local time (9.30 pm IST) today", "2022-03-02T18:00+02:00"),
        ("by 6 pm (11 am EST) today", "2022-03-02T18:00+02:00"),
        ("by 18:00 on 2022-03-04", "2022-03-04T18:00+02:00"),
    ],
)
def test_an_instant_is_read_with_its_zone_and_a_weekday_is_the_next_one(words, instant):
    assert deadline(words).value == instant


@pytest.mark.parametrize(
    ("words", "value", "why"),
    [
        ("by 12pm tomorrow", "2022-03-03T12:00+02:00", "noon or midnight"),
        ("by midnight on Sunday", "2022-03-07T00:00+02:00", "midnight"),
        ("within 24 hours", None, "counts from a moment"),
        ("by 6 pm local time (10.30 pm IST) today", "2022-03-02T18:00+02:00", "two zones disagree"),
        ("by Friday", "2022-03-04", "without a time"),
    ],
)
def test_what_a_human_has_to_look_at_says_why(words, value, why):
    found = deadline(words)
    assert found.value == value
    assert why in found.question


def test_without_a_place_no_zone_is_made_up():
    found = deadline("by 6 pm today", near=None)
    assert found.value is None
    assert "time zone" in found.question


def test_a_window_has_a_begin_and_an_end_in_the_zone_that_is_told_once():
    text = "Residents can leave between 11 a.m. and 4 p.m. Moscow time on Thursday, the ministry said."
    [advisory] = read(text, TODAY, "Sumy").advisories
    assert advisory.deadline.kind == "window"
    assert (advisory.deadline.begins, advisory.deadline.value) == ("2022-03-03T11:00+03:00", "2022-03-03T16:00+03:00")


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("on Tuesday", "2022-03-01"),
        ("on Wednesday", "2022-03-02"),
        ("last Wednesday", "2022-02-23"),
        ("on 24 February", "2022-02-24"),
        ("yesterday", "2022-03-01"),
        ("two days ago", "2022-02-28"),
        ("on December 30", "2021-12-30"),
    ],
)
def test_what_happened_happened_on_the_last_such_day(words, on):
    [casualty] = read(f"Ten people were killed in shelling {words}.", TODAY, "Kharkiv").casualties
    assert casualty.on.value == on


def test_places_all_over_the_world_have_their_zone():
    zones = {"Cap-Haïtien": "America/Port-au-Prince", "Khartoum": "Africa/Khartoum", "Haiti": "America/Port-au-Prince"}
    assert {name: locate(name).zone for name in zones} == zones
    assert locate("50.0, 36.2").zone == "Europe/Kyiv"
    assert locate("Nowherebythesea").zone is None
