"""The report on the terminal."""

import dataclasses
import io
import re

import pytest
from rich.console import Console
from tests.results import all_on_time, sample_crisis, sample_result

from safepassage.cli.terminal import print_details, print_verdict
from safepassage.planning.model import Blocker, Crisis, DeadlineFor, Preflight, Verdict


def report(result: Preflight, crisis: Crisis | None = None, *, width: int = 80, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, markup=False, force_terminal=colour, no_color=not colour)
    print_verdict(result, console)
    print_details(result, crisis or sample_crisis(), console)
    return out.getvalue()


def folded(text: str) -> str:
    return " ".join(text.split())


REPORT = report(sample_result())


def test_the_first_line_is_the_verdict() -> None:
    assert REPORT.splitlines()[0] == "DO NOT SEND AS WORDED: 851 of 2,484 can arrive by 18:00 Kyiv (21:30 Kolkata)"


def test_the_status_stands_in_the_first_lines() -> None:
    assert "EXERCISE: all people are invented." in REPORT.splitlines()[:4]
    assert "ACTUAL: these are real people." in report(sample_result("Actual")).splitlines()[:4]


def test_the_report_fits_80_columns() -> None:
    assert max(map(len, REPORT.splitlines())) <= 80


def test_the_parts_stand_in_the_order_an_officer_needs() -> None:
    headings = re.findall(r"^([A-Z][A-Z ,]+[A-Z])(?: \(.*\))?$", REPORT, re.MULTILINE)
    assert headings == [
        "HAVENS",
        "WHO CAN",
        "IF THOSE WHO CANNOT ARRIVE SET OUT ALL THE SAME",
        "WHAT STOPS THEM",
        "WARNINGS ON THE ADVISORY ITSELF",
        "WHAT WOULD WORK",
        "MOVE, STAY, OR THE NEXT WINDOW",
    ]


def test_each_haven_stands_with_its_numbers() -> None:
    assert re.search(r"Babye +Babai +11\.0–22\.9 +400 +136 +186 +1,042", REPORT)
    assert re.search(r"Bazlyudovka +Bezliudivka +\S+ +unknown", REPORT)


def test_each_verdict_stands_with_people_parties_and_words() -> None:
    """P9: each party has exactly one verdict, so people sum up to the audience."""
    block = REPORT[REPORT.index("WHO CAN") : REPORT.index("IF THOSE")]
    people = [int(n.replace(",", "")) for n in re.findall(r"^ +([\d,]+) +[\d,]+  \w", block, re.MULTILINE)]
    assert len(people) == 8
    assert sum(people) == sample_result().people.total
    assert re.search(r"906 +260  too late +miss the deadline", block)


def test_how_many_would_not_set_out_at_all_stands_beside_those_who_would() -> None:
    """P6."""
    first = {party.verdict: party.model_copy(update={"size": 3}) for party in sample_result().parties}
    untold = first[Verdict.NOT_TOLD].model_copy(update={"told_at": None})
    shown = (first[Verdict.TOO_LATE], first[Verdict.NOT_LOCATED], first[Verdict.CANNOT_MOVE], untold)
    text = folded(report(sample_result().model_copy(update={"parties": shown})))
    assert "3 people on the road" in text
    assert "9 people would not set out at all: 3 not located, 3 cannot move, 3 told by nobody." in text


def test_where_the_deadline_is_to_leave_by_the_report_says_so() -> None:
    by = sample_result().advisory.model_copy(update={"deadline_kind": "leave_by"})
    text = report(sample_result().model_copy(update={"advisory": by}))
    assert text.startswith("DO NOT SEND AS WORDED: 851 of 2,484 can leave by 18:00 Kyiv (21:30 Kolkata) and arrive\n")
    assert "Leave-by for 9 in 10" in text


def test_what_stops_people_is_counted_for_each_cause_and_pair() -> None:
    """P10: single causes, pairs, and neither."""
    text = folded(REPORT[REPORT.index("WHAT STOPS THEM") :])
    assert "906 the deadline comes too early" in text
    assert "153 both at once: closure “Ring road shut”, and curfew 18:00–06:00 Kyiv" in text
    assert "27 no single cause, and no pair of causes" in text


def test_more_causes_than_fit_are_counted() -> None:
    result = sample_result()
    parties = tuple(
        p.model_copy(update={"blockers": (Blocker(kind="closure", id=f"c{n}"),)})
        for n, p in enumerate(result.parties[:20])
    )
    assert "The JSON has 8 more, of fewer people each." in report(result.model_copy(update={"parties": parties}))


def test_warnings_stand_with_the_gravest_first() -> None:
    block = REPORT[REPORT.index("WARNINGS") : REPORT.index("WHAT WOULD")]
    assert re.findall(r"^  (STOP|SERIOUS|NOTE)", block, re.MULTILINE) == ["STOP", "SERIOUS", "SERIOUS", "NOTE"]


def test_what_would_work_is_told() -> None:
    """P12."""
    text = folded(REPORT)
    assert "Deadline for 9 in 10 19:15 Kyiv (22:45 Kolkata)" in text
    never = "some cannot move (27), are refused (42) or find no open way (153)"
    assert f"Deadline for all none until 5 Mar 06:00 Kyiv (09:30 Kolkata): {never}" in text
    assert "Derhachi: 420 more people can arrive" in text
    assert "at least 16 of 50 seats for 1,600 people" in text
    assert "the best tells 1,350 people in time, that of the register 1,100" in text


def test_reasons_for_no_deadline_are_said_once() -> None:
    result = sample_result()
    would = result.would_work.model_copy(update={"deadline_for": DeadlineFor(half=None, most=None, all=None)})
    text = folded(report(result.model_copy(update={"would_work": would})))
    assert text.count("find no open way (") == 1
    assert "Deadline for all none, for the same reasons" in text


@pytest.mark.parametrize(("stay", "said"), [((), "0 parties"), (("a",), "1 party"), (("a", "b"), "2 parties")])
def test_how_many_are_to_be_told_to_stay_is_said_in_good_grammar(stay: tuple[str, ...], said: str) -> None:
    result = sample_result()
    order = result.would_work.send_order.model_copy(update={"stay": stay})
    would = result.would_work.model_copy(update={"send_order": order})
    assert f"; {said} to be told to stay" in folded(report(result.model_copy(update={"would_work": would})))


def test_moving_staying_and_the_next_window_stand_side_by_side() -> None:
    """P12: no single score."""
    assert re.search(r"Move now +Stay +Next window", REPORT)
    assert re.search(r"Outdoors +6,700 person-hours +none +6,500 person-hours", REPORT)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "none"), (0.2, "1 person-minute"), (20, "20 person-minutes"), (60, "1 person-hour"), (90.5, "2 person-hours")],
)
def test_less_than_an_hour_outdoors_is_told_in_minutes(minutes: float, said: str) -> None:
    compare = sample_result().compare
    move = compare.move.model_copy(update={"outdoor_person_min": minutes})
    told = sample_result().model_copy(update={"compare": compare.model_copy(update={"move": move})})
    assert re.search(rf"Outdoors +{said} +none", report(told))


def test_one_person_more_is_not_people() -> None:
    would = sample_result().would_work
    haven = would.haven_to_add.model_copy(update={"people": 1})
    told = sample_result().model_copy(update={"would_work": would.model_copy(update={"haven_to_add": haven})})
    assert "Derhachi: 1 more person can arrive" in report(told)


def test_without_a_next_window_the_report_says_so() -> None:
    compare = sample_result().compare.model_copy(update={"next_window": None})
    assert "No next window" in report(sample_result().model_copy(update={"compare": compare}))


def test_colour_adds_nothing_to_the_words() -> None:
    coloured = report(sample_result(), colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == REPORT


def test_a_wide_terminal_does_not_make_long_lines() -> None:
    assert max(map(len, report(sample_result(), width=250).splitlines())) <= 100


def test_a_good_result_is_reported_without_causes() -> None:
    text = report(all_on_time(sample_result()))
    assert text.startswith("CAN BE SENT AS WORDED: all 851 can arrive")
    assert "WHAT STOPS THEM" not in text
    assert "No warnings." in text


@pytest.mark.parametrize("name", ["\x1b[2Jgone", "[bold]x[/bold]", "a\u202eb"])
def test_names_cannot_redraw_the_terminal(name: str) -> None:
    havens = tuple(h.model_copy(update={"name": name}) for h in sample_result().havens)
    crisis = dataclasses.replace(
        sample_crisis(), closures=tuple(c.model_copy(update={"name": name}) for c in sample_crisis().closures)
    )
    text = report(sample_result().model_copy(update={"havens": havens, "crisis": name}), crisis)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)
    assert ("[bold]" in text) == ("[bold]" in name)
