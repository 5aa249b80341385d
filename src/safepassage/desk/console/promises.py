"""Pages of contacts and promises: who spoke with whom, what was promised, how it stands, who asks again."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.picture_forms import ContactForm, FollowUpForm, PromiseForm, PromiseStateForm, RenewForm
from safepassage.desk.console.resting import resting_on
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Role, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture import promises as actions
from safepassage.desk.picture import queries
from safepassage.desk.picture.kinds import ContactChannel, PromiseState
from safepassage.desk.picture.models import Promise
from safepassage.desk.queue.queries import items_on

A_PAGE = 50


@needs(Deed.SEE, Thing.PICTURE)
def promises(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """All of them, by how they stand; those whose time ends first."""
    return _list(request, crisis, PromiseForm(crisis=crisis))


@require_POST
@needs(Deed.CHANGE, Thing.PICTURE)
def note_promise(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Put one down."""
    form = PromiseForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _list(request, crisis, form)
    made = actions.note_promise(crisis, form.promise(), actor=request.user)
    return redirect("promise", crisis.id, made.id)


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def promise(request: HttpRequest, crisis: Crisis, promise_id: UUID) -> HttpResponse:
    """One of them."""
    return _page(request, crisis, _promise(crisis, promise_id))


@require_POST
@needs(Deed.CHANGE, Thing.ASSESSMENTS)
def change_promise(request: HttpRequest, crisis: Crisis, promise_id: UUID) -> HttpResponse:
    """Say how it stands. What rests on one that is broken is shaken at once."""
    found, form = _promise(crisis, promise_id), PromiseStateForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, found, change=form)
    state, reason = PromiseState(form.cleaned_data["state"]), form.cleaned_data["reason"]
    return _done(request, found, lambda: actions.change_promise(found, state, actor=request.user, reason=reason))


@require_POST
@needs(Deed.CHANGE, Thing.ASSESSMENTS)
def renew_promise(request: HttpRequest, crisis: Crisis, promise_id: UUID) -> HttpResponse:
    """It was promised again."""
    found, form = _promise(crisis, promise_id), RenewForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, found, renew=form)
    until, reason = form.cleaned_data["expires_at"], form.cleaned_data["reason"]
    return _done(request, found, lambda: actions.renew_promise(found, until, actor=request.user, reason=reason))


@require_POST
@needs(Deed.CHANGE, Thing.PICTURE)
def follow_up(request: HttpRequest, crisis: Crisis, promise_id: UUID) -> HttpResponse:
    """Have somebody ask again."""
    found, form = _promise(crisis, promise_id), FollowUpForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, found, follow_up=form)
    given = form.cleaned_data
    more = {"role": Role(given["role"]), "due_at": given["due_at"]}
    return _done(request, found, lambda: actions.follow_up(found, given["what"], actor=request.user, **more))


@needs(Deed.SEE, Thing.PICTURE)
def contacts(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Who spoke with whom, the newest first, with what was promised."""
    return _contacts(request, crisis, ContactForm(initial={"on": clock.now().date()}))


@require_POST
@needs(Deed.CHANGE, Thing.PICTURE)
def note_contact(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Put one down."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _contacts(request, crisis, form)
    given = form.cleaned_data
    channel = ContactChannel(given["channel"])
    about = given["about"]
    actions.note_contact(crisis, channel, given["on"], given["parties"], actor=request.user, about=about)
    messages.success(request, _("Put down."))
    return redirect("contacts", crisis.id)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _promise(crisis: Crisis, promise_id: UUID) -> Promise:
    found = queries.promises_of(crisis).select_related("contact").filter(pk=promise_id).first()
    if found is None:
        raise Http404
    return found


def _list(request: HttpRequest, crisis: Crisis, form: PromiseForm) -> HttpResponse:
    page = Paginator(queries.promises_of(crisis), A_PAGE).get_page(request.GET.get("page"))
    told = queries.said(crisis, page)
    rows = [(row, told[row.reference]) for row in page]
    shown = {"crisis": crisis, "page": page, "rows": rows, "form": form, "now": clock.now()}
    return render(request, "console/promises.html", shown, status=422 if form.is_bound else 200)


def _contacts(request: HttpRequest, crisis: Crisis, form: ContactForm) -> HttpResponse:
    found = queries.contacts_of(crisis).prefetch_related("promises")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    promised = [promise for row in page for promise in row.promises.all()]
    told = queries.said(crisis, [*page, *promised])
    what = {each.pk: [(row, told[row.reference]["what"]) for row in each.promises.all()] for each in page}
    rows = [(row, told[row.reference], what[row.pk]) for row in page]
    shown = {"crisis": crisis, "page": page, "rows": rows, "form": form}
    return render(request, "console/contacts.html", shown, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, crisis: Crisis, found: Promise, **bound: object) -> HttpResponse:
    changes = list(found.changes.order_by("-at"))
    told = queries.said(crisis, [found, *changes])
    page = {
        "crisis": crisis,
        "promise": found,
        "said": told[found.reference],
        "changes": [(row, told[row.reference]["reason"]) for row in changes],
        "is_over": found.expires_at is not None and found.expires_at <= clock.now(),
        "change": PromiseStateForm(),
        "renew": RenewForm(crisis=crisis),
        "follow_up": FollowUpForm(crisis=crisis),
        "things": resting_on(crisis, found),
        "items": items_on(found.reference),
        **bound,
    }
    return render(request, "console/promise.html", page, status=422 if bound else 200)


def _done(request: HttpRequest, found: Promise, write: Callable[[], object]) -> HttpResponse:
    return done_or_why_not(request, write, "promise", found.crisis_id, found.id)
