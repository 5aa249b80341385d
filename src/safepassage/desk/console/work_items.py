"""Pages of the queue: what waits, one item; claim it, hand it over, finish it with what was answered."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.forms import FinishForm, HandOverForm
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries as people
from safepassage.desk.queue import actions, queries
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import Kind, Outcome

MOST_SHOWN = 50
OF_PICTURE = {"claim": "claim_page", "promise": "promise"}  # pages, by the kind of what an item is about
LISTS = {"authority": "authorities", "contact": "contacts"}


@require_GET
@needs(Deed.SEE, Thing.QUEUE)
def queue(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """The officer's items, what waits for their roles, and what somebody else has to look at."""
    mine = list(queries.owned_by(request.user, crisis)[:MOST_SHOWN])
    waiting = list(queries.open_to(request.user, crisis)[:MOST_SHOWN])
    seen = {item.pk for item in (*mine, *waiting)}
    late = [item for item in queries.to_escalate(crisis)[:MOST_SHOWN] if item.pk not in seen]
    numbers = _numbers(crisis, [*mine, *waiting, *late])
    lists = (
        (_("Yours"), _in_order(mine, numbers)),
        (_("Waiting for your roles"), _in_order(waiting, numbers)),
        (_("Overdue, or nobody is there: with others"), _in_order(late, numbers)),
    )
    return render(request, "console/queue.html", {"crisis": crisis, "lists": lists, "now": clock.now()})


@require_GET
@needs(Deed.SEE, Thing.QUEUE)
def item(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """What has to be done. Reading it is an act."""
    return _page(request, crisis, _item(crisis, item_id))


@require_POST
@needs(Deed.CHANGE, Thing.QUEUE)
def claim(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """Take it."""
    found = _item(crisis, item_id)
    return _done(request, found, lambda: actions.claim(found, actor=request.user), "item")


@require_POST
@needs(Deed.CHANGE, Thing.QUEUE)
def hand_over(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """Give it to somebody else, or back to a role."""
    found, form = _item(crisis, item_id), HandOverForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, found, hand_over=form)
    to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
    return _done(request, found, lambda: actions.hand_over(found, to, actor=request.user, reason=reason), "queue")


@require_POST
@needs(Deed.CHANGE, Thing.QUEUE)
def finish(request: HttpRequest, crisis: Crisis, item_id: UUID) -> HttpResponse:
    """Close it with what was done and said."""
    found, form = _item(crisis, item_id), FinishForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, found, finish=form)
    outcome, answer = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["answer"]
    return _done(request, found, lambda: actions.finish(found, outcome, actor=request.user, answer=answer), "queue")


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _item(crisis: Crisis, item_id: UUID) -> WorkItem:
    found = queries.items_of(crisis).filter(pk=item_id).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, crisis: Crisis, found: WorkItem, **bound: object) -> HttpResponse:
    page = {
        "hand_over": HandOverForm(crisis=crisis),
        "finish": FinishForm(),
        **bound,
        "crisis": crisis,
        "item": found,
        "said": actions.look_at_item(found, actor=request.user),
        "person": _numbers(crisis, [found]).get(found.subject),
        "where": _where(found),
        "is_mine": found.owner_id == request.user.pk,
        "is_for_me": found.role in request.roles,
        "is_late": found.due_at <= clock.now(),
    }
    return render(request, "console/item.html", page, status=422 if bound else 200)


def _done(request: HttpRequest, found: WorkItem, write: Callable[[], object], then: str) -> HttpResponse:
    try:
        write()
    except NotNow as error:
        messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
        then = "item"
    return redirect("item", found.crisis_id, found.id) if then == "item" else redirect("queue", found.crisis_id)


def _numbers(crisis: Crisis, items: Iterable[WorkItem]) -> dict[str, tuple[UUID, str]]:
    """Id and number of each person that items are about, by the ledger's name of them."""
    wanted = [name for kind, _colon, name in (item.subject.partition(":") for item in items) if kind == "person"]
    rows = people.persons_of(crisis).filter(pk__in=[each for each in wanted if _is_id(each)])
    return {f"person:{pk}": (pk, number) for pk, number in rows.values_list("pk", "number")}


def _where(found: WorkItem) -> str | None:
    """Where one decides on what the item is about: an export, a standing authority, whose time ends, a claim."""
    if found.kind == Kind.RETENTION:
        return reverse("keeping", args=[found.crisis_id])
    kind, _colon, pk = found.subject.partition(":")
    if kind == "export":
        return reverse("export", args=[found.crisis_id, pk])
    if kind in OF_PICTURE:
        return reverse(OF_PICTURE[kind], args=[found.crisis_id, pk])
    return reverse(LISTS[kind], args=[found.crisis_id]) if kind in LISTS else None


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _in_order(items: list[WorkItem], numbers: dict[str, tuple[UUID, str]]) -> list[tuple[WorkItem, object]]:
    """With whom each is about; overdue ones first, then as they came."""
    now = clock.now()
    items = sorted(items, key=lambda item: item.due_at > now)
    return [(item, numbers.get(item.subject)) for item in items]
