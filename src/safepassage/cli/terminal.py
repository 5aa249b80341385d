"""The report of a preflight as text, for an officer under stress: the verdict first, then what to do about it."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from rich import box
from rich.console import Console, JustifyMethod
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from safepassage.planning import wording
from safepassage.planning.model import Blocker, Course, Crisis, Preflight, RunsOut, Severity, Verdict
from safepassage.planning.wording import Causes, Times, parties, people, plain

WIDEST = 100  # characters; longer lines are hard to read
_SEVERITY_STYLE: dict[Severity, str] = {"stop": "bold red", "serious": "bold yellow", "note": "bold"}
_WHERE = {
    "shelter": "still in shelter",
    "road": "on the road",
    "waiting": "waiting outdoors",
    "haven": "at a haven",
}
_CAUSES_SHOWN = 12
_UNLIKELY = 0.9  # a chance below this is pointed out


def print_verdict(result: Preflight, console: Console) -> None:
    """Print the first line of the report: the verdict, never cut off or broken in two."""
    can = result.all_on_time and result.people.total > 0
    console.print(Text(wording.verdict_line(result), "bold green" if can else "bold red"), soft_wrap=True)


def print_details(result: Preflight, crisis: Crisis, console: Console) -> None:
    """Print the report below the verdict. Without colour and at 80 columns it says the same."""
    console.width = min(console.width, WIDEST)
    times = Times.of(result)
    _print_subject(result, times, console)
    _print_havens(result, console)
    _print_verdicts(result, console)
    _print_obeyed(result, times, console)
    _print_causes(result, Causes(crisis, times), console)
    _print_warnings(result, console)
    _print_would_work(result, crisis.instant(crisis.horizon), times, console)
    _print_courses(result, times, console)


def _heading(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, "bold underline"))


def _line(console: Console, text: str | Text, indent: int = 2) -> None:
    console.print(Padding(text if isinstance(text, Text) else Text(text), (0, 0, 0, indent), expand=False))


def _print_subject(result: Preflight, times: Times, console: Console) -> None:
    console.print(Text(wording.rest_line(result) + "."))
    console.print(Text(wording.STATUSES[result.status], "bold"))
    issued = times.at(result.advisory.issued_at)
    console.print(Text(f"Advisory “{plain(result.advisory.name)}”, issued {issued}, of {plain(result.crisis)}."))


def _table(*columns: tuple[str, JustifyMethod]) -> Table:
    """An open table; columns are (heading, justify)."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for heading, justify in columns:
        table.add_column(heading, justify=justify, overflow="fold")
    return table


def _print_indented(console: Console, table: Table) -> None:
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


# --- Who can ---------------------------------------------------------------------------------------------------------


def _print_verdicts(result: Preflight, console: Console) -> None:
    _heading(console, "WHO CAN")
    table = _table(("People", "right"), ("Parties", "right"), ("", "left"), ("", "left"))
    for verdict in reversed(Verdict):
        heads, groups = getattr(result.people, verdict.value), getattr(result.parties_by_verdict, verdict.value)
        if groups or verdict is Verdict.ON_TIME:
            style = "green" if verdict is Verdict.ON_TIME else ""
            words = Text(wording.VERDICTS[verdict], style)
            table.add_row(f"{heads:,}", f"{groups:,}", words, wording.MEANINGS[verdict])
    _print_indented(console, table)
    unlikely = [p.size for p in result.parties if p.verdict is Verdict.ON_TIME and p.chance and p.chance.p < _UNLIKELY]
    if unlikely:
        _line(console, f"Of those who can arrive, {people(sum(unlikely))} have a chance below 9 in 10.")


def _print_havens(result: Preflight, console: Console) -> None:
    _heading(console, "HAVENS (people)")
    table = _table(("Asked for", "left"), ("Taken for", "left"))
    for heading in ("Way, km", "Places", "As worded", "Could be assigned", "Can reach"):
        table.add_column(heading, justify="right", max_width=9, overflow="fold")
    for asked, haven in zip(result.advisory.havens, result.havens, strict=True):
        way = [p.distance_m for p in result.parties if p.haven in {haven.haven_id, asked.asked} and p.distance_m]
        table.add_row(
            Text(plain(asked.asked)),
            Text(plain(haven.name)),
            _kilometres(way),
            "unknown" if haven.places is None else f"{haven.places:,}",
            f"{haven.as_worded:,}",
            f"{haven.assigned:,}",
            f"{haven.can_reach:,}",
        )
    _print_indented(console, table)
    bound = result.bound.people
    most = "no assignment can do more" if bound.proven else f"no assignment can do more than {bound.bound:,.0f}"
    _line(console, f"As it could be assigned: {people(round(bound.value))} can arrive; {most}.")


def _kilometres(metres: Sequence[float]) -> str:
    if not metres:
        return "–"
    least, most = f"{min(metres) / 1000:.1f}", f"{max(metres) / 1000:.1f}"
    return least if least == most else f"{least}–{most}"


def _print_obeyed(result: Preflight, times: Times, console: Console) -> None:
    """Where those who would not arrive would be if they set out all the same (rule P6)."""
    caught: Counter[tuple[str, datetime, str]] = Counter()
    for party in result.parties:
        if party.caught_out:
            at_deadline, at_curfew = party.caught_out.at_deadline, party.caught_out.at_curfew
            caught["At the deadline", at_deadline.at, at_deadline.where] += party.size
            if at_curfew and at_curfew.at != at_deadline.at:
                caught["When the curfew begins", at_curfew.at, at_curfew.where] += party.size
    if not caught:
        return
    _heading(console, "IF THOSE WHO CANNOT ARRIVE SET OUT ALL THE SAME")
    for moment, at in sorted({(moment, at) for moment, at, _ in caught}, key=lambda m: m[1]):
        places = [f"{people(caught[moment, at, w])} {said}" for w, said in _WHERE.items() if caught[moment, at, w]]
        _line(console, f"{moment}, {times.at(at)}: {', '.join(places)}.")
    staying = _would_not_set_out(result)
    if staying:
        whys = ", ".join(f"{heads:,} {why}" for why, heads in staying.items())
        _line(console, f"{people(sum(staying.values()))} would not set out at all: {whys}.")


def _would_not_set_out(result: Preflight) -> Counter[str]:
    """People who would not move even so, by the reason."""
    staying: Counter[str] = Counter()
    for party in result.parties:
        if party.verdict is not Verdict.ON_TIME and not party.caught_out:
            untold = "told by nobody" if party.told_at is None else "cannot move"
            staying["not located" if party.verdict is Verdict.NOT_LOCATED else untold] += party.size
    return staying


# --- What stops them -------------------------------------------------------------------------------------------------


def _print_causes(result: Preflight, causes: Causes, console: Console) -> None:
    single, pairs, none = _stopped(result)
    if not single and not pairs and not none:
        return
    _heading(console, "WHAT STOPS THEM (people who could, were this alone taken away)")
    table = _table(("People", "right"), ("", "left"))
    table.show_header = False
    for blocker, heads in single.most_common(_CAUSES_SHOWN):
        table.add_row(f"{heads:,}", Text(causes.of(blocker)))
    for blocker, heads in pairs.most_common(_CAUSES_SHOWN):
        table.add_row(f"{heads:,}", Text(f"both at once: {causes.of(blocker)}"))
    if none:
        table.add_row(f"{none:,}", Text(causes.of(Blocker(kind="no_single_cause"))))
    _print_indented(console, table)
    left_out = max(0, len(single) - _CAUSES_SHOWN) + max(0, len(pairs) - _CAUSES_SHOWN)
    if left_out:
        _line(console, f"The JSON has {left_out} more, of fewer people each.")
    _line(console, "A person may stand in more than one line.")


def _stopped(result: Preflight) -> tuple[Counter[Blocker], Counter[Blocker], int]:
    """People by single blocker, by pair, and with neither."""
    single: Counter[Blocker] = Counter()
    pairs: Counter[Blocker] = Counter()
    none = 0
    for party in result.parties:
        for blocker in party.blockers:
            if blocker.kind == "no_single_cause":
                none += party.size
            else:
                (pairs if blocker.kind == "pair" else single)[blocker] += party.size
    return single, pairs, none


def _print_warnings(result: Preflight, console: Console) -> None:
    _heading(console, "WARNINGS ON THE ADVISORY ITSELF")
    if not result.warnings:
        _line(console, "No warnings.")
        return
    table = _table(("", "left"), ("", "left"))
    table.show_header = False
    for severity in wording.SEVERITIES:
        for warning in result.warnings:
            if warning.severity == severity:
                table.add_row(Text(severity.upper(), _SEVERITY_STYLE[severity]), Text(plain(warning.text)))
    _print_indented(console, table)


# --- What else could be done -----------------------------------------------------------------------------------------


def _print_would_work(result: Preflight, horizon: datetime, times: Times, console: Console) -> None:
    _heading(console, "WHAT WOULD WORK")
    table = _table(("", "left"), ("", "left"))
    table.show_header = False
    for label, text in _would_work(result, horizon, times):
        table.add_row(label, Text(text))
    _print_indented(console, table)
    _line(console, "Deadlines are for people whose position is known, as if every haven had places enough.")


def _would_work(result: Preflight, horizon: datetime, times: Times) -> Iterable[tuple[str, str]]:
    would = result.would_work
    yield from _deadlines(result, horizon, times)
    if would.haven_to_add:
        more = would.haven_to_add.people
        others = f"{more:,} more {'person' if more == 1 else 'people'}"
        yield "Haven to add", f"{plain(would.haven_to_add.name)}: {others} can arrive"
    else:
        yield "Haven to add", "none known that helps"
    if would.buses and would.buses.at_least is not None:
        buses = would.buses
        needed = f"at least {buses.at_least:,} of {buses.seats} seats for {people(buses.people)}"
        left = f"; {people(buses.too_far)} no bus could bring in time" if buses.too_far else ""
        yield "Buses for the rest", f"{needed}, by driving time alone{left}"
    elif would.buses:
        yield "Buses for the rest", "no bus can drive it before the deadline"
    order = would.send_order
    told = f"the best tells {people(order.best_told)} in time, that of the register {order.plain_told:,}"
    yield "Send order", f"{told}; {parties(len(order.stay))} to be told to stay"


def _deadlines(result: Preflight, horizon: datetime, times: Times) -> Iterable[tuple[str, str]]:
    """The deadline for each share of the people; where there is none, who never arrives, said once."""
    found = result.would_work.deadline_for
    none = f"none until {times.at(horizon)}{_never_arrive(result)}"
    label = "Leave-by" if wording.to_leave(result) else "Deadline"
    for share, deadline in (("half", found.half), ("9 in 10", found.most), ("all", found.all)):
        yield f"{label} for {share}", times.after(deadline) if deadline else none
        none = none if deadline else "none, for the same reasons"


def _never_arrive(result: Preflight) -> str:
    """Whom no later deadline helps, by what stops them: `: some cannot move (61) or are refused (47)`."""
    never = {
        "cannot move": result.people.cannot_move,
        "are refused": result.people.refused,
        "find no open way": result.people.no_route,
        "are told by nobody": sum(
            party.size for party in result.parties if party.verdict is Verdict.NOT_TOLD and party.told_at is None
        ),
    }
    some = [f"{why} ({heads:,})" for why, heads in never.items() if heads]
    return ": some " + " or ".join(filter(None, (", ".join(some[:-1]), some[-1]))) if some else ""


def _print_courses(result: Preflight, times: Times, console: Console) -> None:
    """Move, stay and next window side by side; no single score (rule P12)."""
    compare = result.compare
    _heading(console, "MOVE, STAY, OR THE NEXT WINDOW")
    _line(console, f"Each is counted until {times.at(compare.until)}. A person-hour is one person for an hour.")
    courses = [("Move now", compare.move), ("Stay", compare.stay)]
    courses += [("Next window", compare.next_window)] if compare.next_window else []
    table = _table(("", "left"), *((name, "left") for name, _ in courses))
    for label, cell in _COURSE_ROWS.items():
        table.add_row(label, *(Text(cell(course, times)) for _, course in courses))
    _print_indented(console, table)
    if not compare.next_window:
        _line(console, "No next window: no curfew ends and no corridor opens within the planner's horizon.")


def _broken(time: str) -> str:
    """The home time on a second line, so that three columns fit."""
    return time.replace(" (", "\n(")


def _runs_out(out: RunsOut, times: Times) -> str:
    if not out.people or not out.first_at:
        return "nobody"
    return f"{people(out.people)} from\n{_broken(times.at(out.first_at))}"


def _person_hours(seconds: float) -> str:
    """Person-hours; below one, where whole hours would say nothing, person-minutes."""
    hours, minutes = round(seconds / 3600), math.ceil(seconds / 60)
    if not seconds:
        return "none"
    if minutes < 60:
        return f"{minutes} person-{'minute' if minutes == 1 else 'minutes'}"
    return f"{hours:,} person-{'hour' if hours == 1 else 'hours'}"


_COURSE_ROWS: dict[str, Callable[[Course, Times], str]] = {
    "Begins": lambda c, t: _broken(t.at(c.begins_at)),
    "Deadline": lambda c, t: _broken(t.at(c.deadline_at)) if c.deadline_at else "–",
    "Can arrive": lambda c, t: people(c.on_time) if c.on_time is not None else "–",
    "Outdoors": lambda c, t: _person_hours(c.outdoor_person_min * 60),
    "In hazard": lambda c, t: _person_hours(c.hazard_person_s),
    "Out of water": lambda c, t: _runs_out(c.water, t),
    "Out of food": lambda c, t: _runs_out(c.food, t),
    "Out of heat": lambda c, t: _runs_out(c.heat, t),
    "Out of medicine": lambda c, t: _runs_out(c.medicine, t),
}
