"""The account as a page tells it: one line that says whether it balances, then its parts."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.queries import havens_of as havens_of
from safepassage.desk.people import queries as people
from safepassage.desk.people.account import Account, By, Row
from safepassage.desk.people.numbers import called
from safepassage.desk.people.states import Aside, Category, State
from safepassage.desk.people.timeline import NOWHERE


class Count(NamedTuple):
    """So many people are this."""

    code: str
    label: str
    people: int


@dataclass(frozen=True)
class Balance:
    """The account of a crisis now, beside what the register holds."""

    account: Account
    registered: int  # rows of the register, counted apart from the account

    @property
    def balances(self) -> bool:
        """Whether each record stands in just one line."""
        return self.account.whole.records == self.registered

    @property
    def not_registered(self) -> str:
        """How many people may be there who are not on the register, in words; "" if nobody has estimated it."""
        between = self.account.unregistered
        if between is None:
            return ""
        low, high = between
        said = {"low": intcomma(abs(low)), "high": intcomma(abs(high))}
        if low >= 0:
            return ngettext("From %(low)s to %(high)s person.", "From %(low)s to %(high)s people.", high) % said
        if high < 0:
            return _("Nobody by the estimate: from %(high)s to %(low)s more are registered than it says.") % said
        return _("Up to %(high)s; or nobody, and up to %(low)s more are registered than the lower estimate.") % said

    @property
    def states(self) -> list[Count]:
        """People in each state, in the order of rule A1."""
        counted = self.account.whole.states
        return [Count(state.value, state.label, counted[state]) for state in State]

    @property
    def to_do(self) -> list[Count]:
        """People to be looked at, by why; nothing where there is nobody."""
        whole = self.account.whole
        found = [
            Count("contested", _("about whom sources disagree"), whole.contested),
            Count("overdue", _("not heard of for too long"), whole.overdue),
            Count("unverified", _("put on the list by the public form alone, not verified"), whole.unverified),
            Count(State.MISSING.value, _("missing"), whole.states[State.MISSING]),
            Count(State.NEVER_TRIED.value, _("whom nobody has tried to reach"), whole.states[State.NEVER_TRIED]),
        ]
        return [each for each in found if each.people]

    @property
    def aside(self) -> list[Count]:
        """Records that are no persons, by why."""
        counted = self.account.whole.set_aside
        return [Count(why.value, why.label, counted[why]) for why in Aside]


class Bar(NamedTuple):
    """So many people are in this state: as a number, as a share, and as a length."""

    state: State
    people: int
    percent: str  # "4", "under 1"
    length: int  # of 1,000


class Told(NamedTuple):
    """One row of the account in words; states and flags of which there is nobody are left out."""

    label: str
    row: Row
    states: list[Count]
    flags: list[Count]
    length: int  # of 1,000, beside the row with most people


class Table(NamedTuple):
    """The account by something; states in which nobody is are named below, not shown as lines of zeros."""

    bars: list[Bar]
    empty: list[State]
    rows: list[Told]


def balance(crisis: Crisis) -> Balance:
    """Count everyone, now."""
    return Balance(people.account(crisis), people.registered(crisis))


def table(crisis: Crisis, by: By, as_of: datetime | None, known_at: datetime | None) -> tuple[Account, Table]:
    """The account by `by`, as of an instant or now, as the desk knew it at another or now."""
    counted = people.account(crisis, by, as_of=as_of, known_at=known_at)
    states, whole = counted.whole.states, counted.whole.persons
    shown = [state for state in State if states[state]]
    bars = [Bar(each, states[each], _percent(states[each], whole), _length(states[each], whole)) for each in shown]
    labels, most = _labels(crisis, by), max((row.persons for row in counted.rows.values()), default=0)
    rows = [
        Told(str(labels.get(row.key, row.key)), row, _states(row), _flags(row), _length(row.persons, most))
        for row in counted.rows.values()
    ]
    rows.sort(key=lambda told: (-told.row.persons, told.label))
    return counted, Table(bars, [state for state in State if not states[state]], rows)


def _states(row: Row) -> list[Count]:
    return [Count(each.value, each.label, row.states[each]) for each in State if row.states[each]]


def _flags(row: Row) -> list[Count]:
    found = [
        Count("contested", _("Sources disagree"), row.contested),
        Count("overdue", _("Overdue"), row.overdue),
        Count("minor", _("Minors"), row.minor),
        Count("medical", _("Medical need"), row.medical),
        Count("aside", _("Set aside, not among the persons"), row.aside),
    ]
    return [each for each in found if each.people]


def _percent(part: int, whole: int) -> str:
    return _("under 1") if part * 100 < whole else str(round(100 * part / whole))


def _length(part: int, whole: int) -> int:
    """Of 1,000; nobody is no bar, somebody always one that is seen."""
    return max(5, round(1000 * part / whole)) if part else 0


def _labels(crisis: Crisis, by: By) -> dict[object, object]:
    if by == By.HAVEN:
        return {NOWHERE: _("in no haven"), **havens_of(crisis)}
    if by == By.WARDEN:
        codes = people.wardens_of(crisis).values_list("pk", "code")
        return {NOWHERE: _("no warden"), **{pk: called(code) for pk, code in codes}}
    if by == By.CATEGORY:
        return {each.value: each.label for each in Category}
    return {"": _("the whole crisis")}
