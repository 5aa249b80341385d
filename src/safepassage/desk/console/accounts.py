"""Pages of the account: by something, as of any time, and who has to be looked at."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console import balance
from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.forms import VerifyForm
from safepassage.desk.core import clock
from safepassage.desk.core.local_time import LocalTime
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries as people
from safepassage.desk.people.account import OVERDUE_AFTER, By
from safepassage.desk.people.actions import verify as verify_persons
from safepassage.desk.people.models import Person
from safepassage.desk.people.states import SETTLED, Category, State
from safepassage.desk.queue.queries import unfinished
from safepassage.desk.queue.work import Kind

PERSONS_A_PAGE = 50
HOUR = timedelta(hours=1)
DAY_H = 24
STEPS_H = (1, 2, 3, 6, 12, 24, 48, 7 * 24, 14 * 24, 28 * 24)
MOST_STEPS = 300  # so that a finger on a phone can tell one from the next
BY = (
    (By.CRISIS, _("the whole crisis")),
    (By.HAVEN, _("haven")),
    (By.WARDEN, _("warden")),
    (By.CATEGORY, _("category")),
    (By.SOURCE, _("source")),
)


class Range(NamedTuple):
    """What the slider runs over: from the hour of the first word to the hour after the last, in at most MOST_STEPS."""

    begins_at: datetime
    hours: int  # a whole number of steps
    step_h: int

    @property
    def ends_at(self) -> datetime:
        """The slider's far end."""
        return self.begins_at + self.hours * HOUR

    @property
    def step(self) -> str:
        """How far one step goes, in words."""
        return _in_words(self.step_h)

    def hour_of(self, at: datetime) -> int:
        """Whole hours from its beginning, at most to its end."""
        return min((at - self.begins_at) // HOUR, self.hours)


class AsOfForm(forms.Form):
    """By what the account is told; as of when: by the slider, else to the minute, else now; and as known when."""

    by = forms.ChoiceField(label=_("By"), choices=BY, required=False)
    hour = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args: object, crisis: Crisis, span: Range, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.span = span
        local = {"zone": crisis.zone, "required": False}
        self.fields["at"] = LocalTime(label=_("Where everyone was at, local time there"), **local)
        self.fields["known"] = LocalTime(
            label=_("As the desk knew it at, local time there"), help_text=_("empty: as it knows it now"), **local
        )

    def clean_known(self) -> datetime | None:
        """Not what the desk will know."""
        known: datetime | None = self.cleaned_data["known"]
        if known and known > clock.now():
            raise ValidationError(_("Expected an instant before now: what the desk will know nobody can say."))
        return known

    def by_what(self) -> By:
        """The whole crisis, if nothing is chosen."""
        return By(self.cleaned_data.get("by") or By.CRISIS)

    def as_of(self) -> datetime | None:
        """None: now. As the desk knew it at an instant, and no other is given: as of that."""
        if at := self.cleaned_data.get("at"):
            return at
        hour = self.cleaned_data.get("hour")
        if hour is None:
            return self.known_at()
        at = self.span.begins_at + min(hour, self.span.hours) * HOUR
        return at if at < clock.now() else None  # the slider's last step ends after now

    def known_at(self) -> datetime | None:
        """None: now."""
        return self.cleaned_data.get("known")


@require_GET
@needs(Deed.SEE, Thing.ACCOUNT)
def account(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Where everyone is, or was; as the desk knows it, or knew it."""
    span = _range(crisis)
    form = AsOfForm(request.GET, crisis=crisis, span=span)
    valid = form.is_valid()
    by, as_of, known_at = (form.by_what(), form.as_of(), form.known_at()) if valid else (By.CRISIS, None, None)
    counted, table = balance.table(crisis, by, as_of, known_at)
    page = {
        "crisis": crisis,
        "form": form,
        "by": by,
        "choices": BY,
        "span": span,
        **_on_slider(span, as_of),
        "as_of": as_of,
        "known_at": known_at,
        "known": request.GET["known"] if known_at else "",  # as it was typed, for the other form and for links
        "account": counted,
        "table": table,
    }
    return render(request, "console/account.html", page, status=200 if valid else 422)


@require_GET
@needs(Deed.SEE, Thing.PERSONS)
def work(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Who has to be looked at: by number, so that no file is opened by a list."""
    kinds = _kinds()
    which = request.GET.get("which", "")
    which = which if which in kinds else "unbalanced"
    found = _persons(crisis, which)
    page = {
        "crisis": crisis,
        "which": which,
        "kinds": kinds.items(),
        "label": kinds[which],
        "form": VerifyForm() if which == "unverified" else None,
        "persons": Paginator(found, PERSONS_A_PAGE).get_page(request.GET.get("page")),
        "overdue_after_h": int(OVERDUE_AFTER / HOUR),
    }
    return render(request, "console/work.html", page)


@require_POST
@needs(Deed.CHANGE, Thing.PERSONS)
def verify(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Say who those are who are ticked on the list of whom the public form alone put on the register."""
    form, back = VerifyForm(request.POST), f"{reverse('work', args=[crisis.id])}?which=unverified"
    ticked = people.persons_of(crisis).filter(number__in=request.POST.getlist("number")[:PERSONS_A_PAGE])
    persons = list(ticked.select_related("crisis"))
    if not persons or not form.is_valid():
        messages.error(request, _("Not done: tick who is verified, and say who they are."))
        return redirect(back)
    category = Category(form.cleaned_data["category"])
    return done_or_why_not(request, lambda: verify_persons(persons, category, actor=request.user), back)


def _kinds() -> dict[str, object]:
    first = {
        "unbalanced": _("Stand in no line, or in two: the account does not balance"),
        "contested": _("Sources disagree about them"),
        "overdue": _("Overdue: not heard of for too long"),
        "unverified": _("Not verified: only the public form says that they are there"),
    }
    return first | {state.value: state.label for state in State}


def _persons(crisis: Crisis, which: str) -> QuerySet[Person] | list[Person]:
    if which == "unbalanced":
        return _unbalanced(crisis)
    counted = people.persons_of(crisis).filter(set_aside="")
    if which == "contested":
        found = counted.filter(contested=True)
    elif which == "overdue":
        found = counted.exclude(state__in=SETTLED).filter(Q(state_at__lt=clock.now() - OVERDUE_AFTER))
    elif which == "unverified":
        found = counted.filter(category=Category.UNVERIFIED)
    else:
        found = counted.filter(state=which)
    return found.defer("sealed").order_by("state_at", "pk")


def _unbalanced(crisis: Crisis) -> QuerySet[Person] | list[Person]:
    """Looked for where the sums differ; else those whom the worker, comparing one by one, put into the queue."""
    if not balance.balance(crisis).balances:
        return people.unbalanced(crisis)
    there = unfinished(crisis).filter(kind=Kind.UNBALANCED).values_list("subject", flat=True)
    return people.persons_called(crisis, there)


def _range(crisis: Crisis) -> Range:
    """Words from before the clock of the crisis began, or from the future, do not stretch it."""
    now = clock.now()
    first, last = people.heard_between(crisis)
    begins_at = min(max(first or now, crisis.epoch_at), now)
    begins_at -= (begins_at - crisis.epoch_at) % HOUR
    hours = max(1, (min(last or begins_at, now) - begins_at) // HOUR + 1)
    step_h = next((each for each in STEPS_H if hours <= each * MOST_STEPS), STEPS_H[-1])
    return Range(begins_at, -(-hours // step_h) * step_h, step_h)


def _on_slider(span: Range, as_of: datetime | None) -> dict[str, object]:
    """Where the slider stands, and the hours and days beside it."""
    at = span.hours if as_of is None else round((as_of - span.begins_at) / HOUR / span.step_h) * span.step_h
    return {"hour": min(max(at, 0), span.hours), "beside": list(_beside(span, as_of or clock.now()))}


def _beside(span: Range, at: datetime) -> Iterator[tuple[str, int]]:
    """A day and an hour earlier and later, as far as something is known: in words, and as the slider's hour."""
    hour, last = span.hour_of(at), span.hour_of(clock.now())
    for step_h, words in ((-DAY_H, _("%(step)s earlier")), (-1, _("%(step)s earlier")),
                          (1, _("%(step)s later")), (DAY_H, _("%(step)s later"))):  # fmt: skip
        if 0 <= hour + step_h <= last:
            yield words % {"step": _in_words(abs(step_h))}, hour + step_h


def _in_words(hours: int) -> str:
    days = hours // DAY_H
    if days:
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
