"""Whether the advisory's deadline can be understood and kept (P13)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import shapely
from tests.planning.sound import edited, of_code, only, told, untouched, with_row

DEADLINE = "deadline_at = 2022-03-02T17:00:00+02:00"


def by(time, **changes):
    """The sound crisis with its deadline at this local time of 2 March, or of the date given with it."""
    return told(deadline_at=f"{time if 'T' in time else f'2022-03-02T{time}'}+02:00", **changes)


def test_deadline_without_zone():
    warning = only(
        "deadline_without_zone", edited("advisories/second.toml", (DEADLINE, DEADLINE.replace("+02:00", "")))
    )
    assert warning.severity == "serious"
    assert warning.evidence == {"as_written": {"deadline_at": "2022-03-02T17:00:00"}, "read_in": "Europe/Kyiv"}
    assert "17:00 Kyiv (20:30 Kolkata)" in warning.text


def test_a_time_without_zone_in_another_file_is_not_this_advisorys():
    crisis = edited("havens.csv", ("13:00:00+02:00", "13:00:00"))
    assert crisis.naive
    assert of_code("deadline_without_zone", crisis) == []
    elsewhere = replace(untouched(), naive=("advisories/second.toml.toml: deadline_at 2022-03-02T17:00:00",))
    assert of_code("deadline_without_zone", elsewhere) == []


def test_deadline_past():
    at_issue = only("deadline_past", by("14:30:00"))
    assert at_issue.severity == "stop"
    assert at_issue.evidence["issued_at"] == at_issue.evidence["deadline_at"] == "2022-03-02T14:30:00+02:00"
    assert of_code("deadline_past", by("14:30:01")) == []
    now = edited("crisis.toml", ("now = 2022-03-02T14:15", "now = 2022-03-02T17:00"))
    assert only("deadline_past", now).severity == "stop"
    assert "17:00 Kyiv (20:30 Kolkata)" in only("deadline_past", now).text


@pytest.mark.parametrize(
    ("time", "severity", "words"),
    [
        ("17:18:00", None, ""),
        ("17:30:00", "note", "11 min after sunset, 17:19 Kyiv (20:49 Kolkata); it is dark from 17:51"),
        ("17:50:00", "note", "31 min after sunset"),
        ("17:52:00", "serious", "1 min after the end of civil dusk, 17:51 Kyiv (21:21 Kolkata), and 33 min after"),
        ("2022-03-03T05:30:00", "serious", "in the night, 12 min before civil dawn, 3 Mar 05:42"),
        ("2022-03-03T06:00:00", "note", "15 min before sunrise, 3 Mar 06:15 Kyiv (09:45 Kolkata)"),
        ("2022-03-03T06:20:00", None, ""),
    ],
)
def test_deadline_in_darkness(time, severity, words):
    found = of_code("deadline_in_darkness", by(time))
    assert [warning.severity for warning in found] == ([severity] if severity else [])
    assert all(words in warning.text for warning in found)


def test_darkness_counts_those_who_arrive_in_it_and_keeps_the_suns_times():
    warning = only("deadline_in_darkness", by("18:00:00", issued_at="2022-03-02T15:00+02:00"))
    assert warning.evidence["people_arriving_in_the_dark"] == 2
    assert warning.evidence["sunset"].startswith("2022-03-02T17:18:")
    assert warning.evidence["civil_dusk"].startswith("2022-03-02T17:5")
    assert "2 of those on time arrive in the dark" in warning.text


def test_in_a_polar_night_there_is_no_sunset_to_tell_of():
    crisis, (noon, issue, deadline) = untouched(), (datetime(2022, 12, 20, hour, tzinfo=UTC) for hour in (9, 10, 12))
    clock = crisis.settings.clock.model_copy(update={"epoch": noon, "now": issue})
    settings = crisis.settings.model_copy(update={"clock": clock, "area": shapely.box(15, 78, 16, 79)})
    times = {"issued_at": issue, "deadline_at": deadline, "area": crisis.settings.area}
    advisory = crisis.advisories["second"].model_copy(update=times)
    warning = only("deadline_in_darkness", replace(crisis, settings=settings, advisories={"second": advisory}))
    assert warning.severity == "serious"
    assert warning.evidence["sunset"] is None
    assert "sunset" not in warning.text


@pytest.mark.parametrize(
    ("time", "severity"),
    [
        ("17:59:59", None),
        ("18:00:00", "serious"),  # allowed to the second, and nobody walks to the second
        ("18:00:01", "stop"),
        ("2022-03-03T05:59:59", "stop"),
        ("2022-03-03T06:00:00", None),
    ],
)
def test_deadline_in_curfew(time, severity):
    found = of_code("deadline_in_curfew", by(time))
    assert [warning.severity for warning in found] == ([severity] if severity else [])
    for warning in found:
        assert warning.evidence["curfew"] == "night"
        assert warning.evidence["grade"] == "B2"
        assert warning.evidence["source"] == "city hall, invented"
        assert (warning.evidence["begins"], warning.evidence["ends"]) == ("18:00:00", "06:00:00")
        assert "18:00–06:00 Kyiv (21:30–09:30 Kolkata)" in warning.text


@pytest.mark.parametrize(
    ("area", "concerns"),
    [(shapely.box(30, 50, 31, 51), False), (shapely.box(36.15, 49.95, 36.3, 50.05), True)],
)
def test_a_curfew_elsewhere_does_not_concern_the_advisory(area, concerns):
    crisis = replace(with_row("curfews", "night", area=area), advisories=by("18:00:00").advisories)
    assert bool(of_code("deadline_in_curfew", crisis)) is concerns


def test_two_deadlines_are_a_conflict_and_stop_where_the_one_makes_people_miss_the_other():
    late = only("deadline_kind_conflict", told(leave_by_at="2022-03-02T16:50+02:00"))
    assert late.severity == "stop"
    assert late.evidence["people_misled"] > 0
    early = only("deadline_kind_conflict", told(leave_by_at="2022-03-02T14:31+02:00"))
    assert early.severity == "serious"
    assert early.evidence["leave_by_at"] == "2022-03-02T14:31:00+02:00"
    assert early.evidence["people_misled"] == 0


@pytest.mark.parametrize(
    ("text", "kind", "conflict"),
    [
        ("Leave by 15:00. Reach Pisochyn by 17:00.", "arrive_by", True),
        ("Depart before noon and be there before 17:00.", "arrive_by", True),
        ("Leave the city by 17:00.", "arrive_by", True),
        ("Leave the city by 17:00.", "leave_by", False),
        ("Reach Pisochyn by 17:00.", "arrive_by", False),
        ("Reach Pisochyn by 17:00.", "leave_by", True),
        ("Leave the city to reach Pisochyn by 17:00.", "arrive_by", False),  # one limit, and it is the arrival's
        ("Leave now. Be in one of these settlements by 17:00.", "arrive_by", False),
        ("Leave by train. Reach Pisochyn no later than 17:00.", "arrive_by", False),
        ("Be there by bus; get to Babai on foot.", "arrive_by", False),
        ("Do not leave your shelter. Wait.", "arrive_by", False),
    ],
)
def test_the_texts_own_deadline_is_compared_with_the_one_that_is_checked(text, kind, conflict):
    found = of_code("deadline_kind_conflict", told(text={"en": text}, deadline_kind=kind))
    assert bool(found) is conflict
    for warning in found:
        assert all(quote in text for quote in warning.evidence["quotes"].values())
        assert all(f"{quote}." in text or f"{quote} and" in text for quote in warning.evidence["quotes"].values())
        assert warning.evidence["language"] == "en"


@pytest.mark.parametrize(
    "clock", ["14:00", "14.00", "1400 hrs", "14h30", "2 p.m.", "2pm", "9:30 am", "noon", "2 o'clock"]
)
def test_the_quote_holds_the_whole_time_of_day(clock):
    found = only(
        "deadline_kind_conflict", told(text={"en": f"Be there by {clock}, all of you."}, deadline_kind="leave_by")
    )
    assert found.evidence["quotes"] == {"arrive_by": f"Be there by {clock}"}
