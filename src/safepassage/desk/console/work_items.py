"""Pages of the queue: what waits, one item; claim it, hand it over, finish it with what was answered."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.deeds import KINDS
from safepassage.desk.console.forms import FinishForm, HandOverForm
from safepassage.desk.console.queue_forms import QueueForm
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries as people
from safepassage.desk.queue import actions, queries
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import DECIDED_ELSEWHERE, Kind, Outcome

SHOWN_AT_ONCE = 50
OF_PICTURE = {"claim": "claim_page", "promise": "promise"}  # pages, by the kind of what an item is about
OF_ADVICE = {"request": "release_request", "alert": "alert"}
LISTS = {"authority": "authorities", "contact": "contacts"}


@require_GET
@needs(Deed.SEE, Thing.QUEUE)
def queue(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What to do next, how much there is of each urgency, and a list that can be narrowed down, page by page."""
    form = QueueForm(request.GET)
    found = list(form.items(crisis, request.user, request.roles)[: SHOWN_AT_ONCE + 1])
    shown = found[:SHOWN_AT_ONCE]
    numbers = _numbers(crisis, shown)
    page = {
        "crisis": crisis,
        "form": form,
        "items": [(item, numbers.get(item.subject), _kind_of(item)) for item in shown],
        "more": form.address(shown[-1]) if len(found) > len(shown) else "",
        "next": queries.for_officer(request.user, crisis, request.roles).first(),
        "counts": queries.counts(crisis),
        "now": clock.now(),
    }
    return render(request, "console/queue.html", page, status=200 if form.is_valid() else 422)


@require_GET
@needs(Deed.SEE, Thing.QUEUE)
def item(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """What has to be done. Reading it is an act."""
    return _page(request, crisis, item_or_404(crisis, item_id))


@require_POST
@needs(Deed.CHANGE, Thing.QUEUE)
def claim(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """Take it."""
    found = item_or_404(crisis, item_id)
    return done(request, found, lambda: actions.claim(found, actor=request.user), "item")


@require_POST
@needs(Deed.CHANGE, Thing.QUEUE)
def hand_over(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """Give it to somebody else, or back to a role."""
    found, form = item_or_404(crisis, item_id), HandOverForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, found, hand_over=form)
    to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
    return done(request, found, lambda: actions.hand_over(found, to, actor=request.user, reason=reason), "queue")


@require_POST
@needs(Deed.CHANGE, Thing.QUEUE)
def finish(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """Close it with what was done and said."""
    found = item_or_404(crisis, item_id)
    form = FinishForm(request.POST, kind=Kind(found.kind))
    if not form.is_valid():
        return _page(request, crisis, found, finish=form)
    outcome, answer = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["answer"]
    return done(request, found, lambda: actions.finish(found, outcome, actor=request.user, answer=answer), "queue")


def item_or_404(crisis: Crisis, item_id: UUID) -> WorkItem:
    """An item of the crisis, done or not."""
    found = queries.items_of(crisis).filter(pk=item_id).first()
    if found is None:
        raise Http404
    return found


def done(request: HttpRequest, found: WorkItem, write: Callable[[], object], then: str) -> HttpResponse:
    """Write, and go on to the item or the queue; to the item with why not, if it cannot be."""
    try:
        write()
    except NotNow as error:
        messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
        then = "item"
    else:
        messages.success(request, _("It is written down."))
    return redirect("item", found.crisis_id, found.id) if then == "item" else redirect("queue", found.crisis_id)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _page(request: HttpRequest, crisis: Crisis, found: WorkItem, **bound: object) -> HttpResponse:
    page = {
        "hand_over": HandOverForm(crisis=crisis),
        "finish": FinishForm(kind=Kind(found.kind)),
        **bound,
        "crisis": crisis,
        "item": found,
        "said": actions.look_at_item(found, actor=request.user),
        "person": _numbers(crisis, [found]).get(found.subject),
        "where": _where(found),
        "about": _kind_of(found),
        "is_mine": found.owner_id == request.user.pk,
        "is_before_me": queries.is_before(found, request.user, request.roles),
        "is_own_act": queries.is_own_act(found, request.user),
        "may_be_tied": queries.may_be_tied(found),
        "is_decided_there": found.kind in DECIDED_ELSEWHERE,
        "is_late": found.due_at <= clock.now(),
    }
    return render(request, "console/item.html", page, status=422 if bound else 200)


def _numbers(crisis: Crisis, items: Iterable[WorkItem]) -> dict[str, tuple[UUID, str]]:
    """Id and number of each person that items are about, by the ledger's name of them."""
    wanted = [name for kind, _colon, name in (item.subject.partition(":") for item in items) if kind == "person"]
    rows = people.persons_of(crisis).filter(pk__in=[each for each in wanted if _is_id(each)])
    return {f"person:{pk}": (pk, number) for pk, number in rows.values_list("pk", "number")}


def _kind_of(found: WorkItem) -> str:
    """What kind of thing the item is about, in words: a claim, a promise, a haven."""
    kind = found.subject.partition(":")[0]
    return str(KINDS.get(kind, _("the crisis")))


def _where(found: WorkItem) -> str | None:
    """Where one decides on what the item is about: an export, a standing authority, whose time ends, a claim."""
    if found.kind == Kind.RETENTION:
        return reverse("keeping", args=[found.crisis_id])
    kind, _colon, pk = found.subject.partition(":")
    if kind == "export":
        return reverse("export", args=[found.crisis_id, pk])
    if kind in OF_ADVICE:
        return reverse(OF_ADVICE[kind], args=[found.crisis_id, pk])
    if kind in OF_PICTURE:
        return reverse(OF_PICTURE[kind], args=[found.crisis_id, pk])
    return reverse(LISTS[kind], args=[found.crisis_id]) if kind in LISTS else None


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
