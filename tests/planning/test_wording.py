"""Words, and times in both zones, as officers read them."""

import dataclasses
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.results import BLOCKERS, KYIV, all_on_time, sample_crisis, sample_result

from safepassage.planning import wording
from safepassage.planning.model import AccessRule, Blocker, Verdict, VerdictCounts
from safepassage.planning.wording import Causes, Times

TIMES = Times("Europe/Kyiv", "Asia/Kolkata", date(2022, 3, 2))


def kyiv(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2022, 3, day, hour, minute, second, tzinfo=KYIV)


def test_a_time_stands_in_both_zones() -> None:
    assert TIMES.at(kyiv(2, 18)) == "18:00 Kyiv (21:30 Kolkata)"


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (kyiv(3, 6), "3 Mar 06:00 Kyiv (09:30 Kolkata)"),
        (kyiv(2, 22), "22:00 Kyiv (3 Mar 01:30 Kolkata)"),
        (kyiv(2, 0, 30), "00:30 Kyiv (04:00 Kolkata)"),
        (datetime(2023, 1, 1, 0, 0, tzinfo=KYIV), "1 Jan 2023 00:00 Kyiv (03:30 Kolkata)"),
    ],
)
def test_a_date_is_shown_where_it_differs(instant: datetime, written: str) -> None:
    assert TIMES.at(instant) == written


def test_one_zone_is_written_once() -> None:
    assert Times("Europe/Kyiv", "Europe/Kyiv", date(2022, 3, 2)).at(kyiv(2, 18)) == "18:00 Kyiv"


def test_a_leave_by_is_never_rounded_up_and_an_arrival_never_down() -> None:
    assert TIMES.at(kyiv(2, 15, 10, 59)).startswith("15:10 ")
    assert TIMES.after(kyiv(2, 17, 59, 1)).startswith("18:00 ")
    assert TIMES.after(kyiv(2, 17, 59)).startswith("17:59 ")


def test_arrivals_are_rounded_up_at_both_ends() -> None:
    assert TIMES.arrivals(kyiv(2, 17, 10, 1), kyiv(2, 17, 59, 30)) == "17:11–18:00 Kyiv (20:41–21:30 Kolkata)"


def test_a_span_within_a_minute_is_one_time() -> None:
    assert TIMES.between(kyiv(2, 15, 10, 1), kyiv(2, 15, 10, 50)) == "15:10 Kyiv (18:40 Kolkata)"
    assert TIMES.between(kyiv(2, 15, 10), kyiv(3, 6)) == "15:10–3 Mar 06:00 Kyiv (18:40–3 Mar 09:30 Kolkata)"


def test_an_open_window_says_so() -> None:
    assert TIMES.window(None, None) == "no end known"
    assert TIMES.window(kyiv(2, 15), None) == "from 15:00 Kyiv (18:30 Kolkata), no end known"
    assert TIMES.window(None, kyiv(2, 15)) == "until 15:00 Kyiv (18:30 Kolkata)"


def test_the_hours_of_a_curfew_stand_in_both_zones() -> None:
    assert TIMES.daily(time(18), time(6), date(2022, 3, 2)) == "18:00–06:00 Kyiv (21:30–09:30 Kolkata)"


@given(st.datetimes(datetime(2021, 1, 1), datetime(2024, 1, 1), timezones=st.just(ZoneInfo("UTC"))))
def test_every_time_names_both_zones(instant: datetime) -> None:
    for written in (TIMES.at(instant), TIMES.after(instant), TIMES.between(instant, instant + timedelta(hours=5))):
        assert " Kyiv (" in written
        assert written.endswith(" Kolkata)")


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (61, "2 min"), (3600, "1 h"), (3601, "1 h 1 min"), (90_000, "25 h")],
)
def test_a_duration_is_rounded_up_to_the_minute(seconds: int, written: str) -> None:
    assert wording.duration(seconds) == written


def test_control_and_direction_characters_are_not_shown() -> None:
    assert wording.plain("a\x1b[31mb\nc\u202ed \ud800") == "a [31mb cd"


def test_the_verdict_says_how_many_can_and_by_when() -> None:
    line = wording.verdict_line(sample_result())
    assert line == "DO NOT SEND AS WORDED: 851 of 2,484 can arrive by 18:00 Kyiv (21:30 Kolkata)"
    assert wording.rest_line(sample_result()) == "1,548 cannot, 85 not located"


def test_the_verdict_when_all_can() -> None:
    result = all_on_time(sample_result())
    assert wording.verdict_line(result) == "CAN BE SENT AS WORDED: all 851 can arrive by 18:00 Kyiv (21:30 Kolkata)"
    assert wording.rest_line(result) == "Nobody is left out"


def test_a_stop_warning_holds_back_an_advisory_that_all_can_obey() -> None:
    result = all_on_time(sample_result()).model_copy(update={"warnings": sample_result().warnings})
    line = wording.verdict_line(result)
    assert line.startswith("DO NOT SEND YET: all 851 can arrive")
    assert line.endswith("1 warning says stop")


def test_an_empty_audience_is_no_success() -> None:
    none = VerdictCounts(total=0)
    result = all_on_time(sample_result()).model_copy(update={"people": none, "parties_by_verdict": none, "parties": ()})
    assert wording.verdict_line(result).startswith("NOBODY TO SEND TO")


def test_no_word_promises_what_the_machine_cannot_know() -> None:
    said = " ".join([*wording.VERDICTS.values(), *wording.MEANINGS.values(), *wording.STATUSES.values()])
    assert not {"safe", "safely", "rescued", "deconflicted", "refuser"} & set(said.lower().replace(",", "").split())


def test_every_verdict_has_words() -> None:
    assert set(wording.VERDICTS) == set(wording.MEANINGS) == set(Verdict)


def test_causes_carry_the_names_of_the_crisis() -> None:
    causes = Causes(sample_crisis(), TIMES)
    assert causes.of(BLOCKERS["pair"]) == (
        "closure “Ring road shut”, and curfew 18:00–06:00 Kyiv (21:30–09:30 Kolkata)"
    )
    assert causes.of(BLOCKERS["access"]) == "refusal of men of 18 or older at the train “Intercity to Lviv”"
    assert causes.of(Blocker(kind="closure", id="mines")) == "closure “mines”"
    assert causes.of(Blocker(kind="curfew")) == "curfew 18:00–06:00 Kyiv (21:30–09:30 Kolkata)"  # all of them
    assert causes.of(Blocker(kind="means")) == "no faster means at hand"


def test_every_condition_of_a_rule_is_told() -> None:
    rule = AccessRule(id="r", at="haven", of="babai", age_below=18, nationality=("IN",), lacks="visa")
    causes = Causes(dataclasses.replace(sample_crisis(), rules=(rule,)), TIMES)
    said = causes.of(Blocker(kind="access", id="r"))
    assert said == "refusal of persons under 18 of nationality IN without visa at the haven “Babai”"
