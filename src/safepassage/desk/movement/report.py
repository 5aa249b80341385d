"""A preflight as a page tells it: rows of words and numbers, no arithmetic left for the template."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from safepassage.desk.ground.queries import told_apart
from safepassage.desk.movement.summary import Summary, Way
from safepassage.planning import wording
from safepassage.planning.model import Course, Preflight, RunsOut
from safepassage.planning.wording import Times, people

SEVERITIES: Mapping[str, Any] = {"stop": _("Stop"), "serious": _("Serious"), "note": _("Note")}
CAUSES_SHOWN = 12


class Counted(NamedTuple):
    """People with one verdict."""

    verdict: str
    meaning: str
    people: int


class HavenRow(NamedTuple):
    """One haven that the advisory names."""

    asked: str
    name: str
    way: str
    places: Any
    as_worded: int
    assigned: int
    can_reach: int


class Warned(NamedTuple):
    """A warning, its severity in words."""

    severity: str
    word: Any
    text: str


class Compared(NamedTuple):
    """One row of the table of courses: move, stay, next window."""

    label: Any
    cells: tuple[Any, ...]


def verdict(result: Preflight) -> tuple[str, str]:
    """The first line, and what it leaves open."""
    return wording.verdict_line(result), wording.rest_line(result)


def counts(result: Preflight) -> list[Counted]:
    """People by verdict; verdicts that nobody has are left out."""
    by_verdict = result.people.model_dump()
    order = list(wording.VERDICTS)
    rows = (Counted(wording.VERDICTS[each], wording.MEANINGS[each], by_verdict[each.value]) for each in order)
    return [row for row in rows if row.people]


def havens(summary: Summary) -> list[HavenRow]:
    """Havens in the advisory's order."""
    result = summary.result
    names = told_apart((number, haven.name, haven.haven_id or "") for number, haven in enumerate(result.havens))
    return [
        HavenRow(
            asked=asked.asked,
            name=names[number],
            way=_way(way),
            places=_("not known") if haven.places is None else intcomma(haven.places),
            as_worded=haven.as_worded,
            assigned=haven.assigned,
            can_reach=haven.can_reach,
        )
        for number, (asked, haven, way) in enumerate(
            zip(result.advisory.havens, result.havens, summary.ways, strict=True)
        )
    ]


def warnings(result: Preflight) -> list[Warned]:
    """Warnings on the advisory itself, the gravest first."""
    return [
        Warned(severity, word, warning.text)
        for severity, word in SEVERITIES.items()
        for warning in result.warnings
        if warning.severity == severity
    ]


def courses(result: Preflight) -> tuple[tuple[Any, ...], list[Compared]]:
    """Names of the courses, and row by row what each would mean (rule P12). No single score."""
    compare, times = result.compare, Times.of(result)
    found = [(_("Move now"), compare.move), (_("Stay"), compare.stay)]
    if compare.next_window:
        found.append((_("Next window"), compare.next_window))
    each = [course for _name, course in found]
    rows = [
        Compared(_("Begins"), tuple(times.at(course.begins_at) for course in each)),
        Compared(_("Deadline"), tuple(times.at(c.deadline_at) if c.deadline_at else "–" for c in each)),
        Compared(_("Can arrive"), tuple("–" if c.on_time is None else people(c.on_time) for c in each)),
        Compared(_("Outdoors, person-hours"), tuple(_hours(c.outdoor_person_min * 60) for c in each)),
        Compared(_("In hazard, person-hours"), tuple(_hours(c.hazard_person_s) for c in each)),
        *_supplies(each, times),
    ]
    return tuple(name for name, _course in found), rows


def would_work(result: Preflight) -> list[tuple[Any, Any]]:
    """What would work: deadlines, a haven to add, buses, the order of sending."""
    would, times = result.would_work, Times.of(result)
    found = would.deadline_for
    shares = ((_("half"), found.half), (_("9 in 10"), found.most), (_("all"), found.all))
    rows: list[tuple[Any, Any]] = [
        (format_lazy(_("Deadline for {share}"), share=share), times.after(at) if at else _("none within the horizon"))
        for share, at in shares
    ]
    added, order = would.haven_to_add, would.send_order
    rows.append((_("Haven to add"), f"{added.name}: +{people(added.people)}" if added else _("none known that helps")))
    if would.buses:
        rows.append((_("Buses for the rest"), _buses(would.buses.at_least, would.buses.seats)))
    told = _("{best} told in time in the best order, {plain} in plain order")
    rows.append((_("Send order"), format_lazy(told, best=intcomma(order.best_told), plain=intcomma(order.plain_told))))
    return rows


def _way(way: Way | None) -> str:
    if way is None:
        return "–"
    least, most = f"{way.shortest_m / 1000:.1f}", f"{way.longest_m / 1000:.1f}"
    return f"{least} km" if least == most else f"{least}–{most} km"


def _buses(at_least: int | None, seats: int) -> Any:
    if at_least is None:
        return _("no bus can drive it before the deadline")
    return format_lazy(_("at least {buses}, of {seats} seats"), buses=intcomma(at_least), seats=seats)


def _supplies(each: list[Course], times: Times) -> Iterable[Compared]:
    for label, name in (
        (_("Out of water"), "water"),
        (_("Out of food"), "food"),
        (_("Out of heat"), "heat"),
        (_("Out of medicine"), "medicine"),
    ):
        yield Compared(label, tuple(_runs_out(getattr(course, name), times) for course in each))


def _runs_out(out: RunsOut, times: Times) -> Any:
    if not out.people or not out.first_at:
        return _("nobody")
    return format_lazy(_("{people} from {time}"), people=people(out.people), time=times.at(out.first_at))


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:,.0f}"
