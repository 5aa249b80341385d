"""Pages of alerts: what is in force and waits, orders at once, and one alert as it is watched."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.advice import orders, publishing, queries
from safepassage.desk.advice.kinds import TEMPLATES
from safepassage.desk.advice.models import Alert, Issued
from safepassage.desk.console.alert_forms import CancelForm, FoundForm, OrderForm, StopForm
from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.crises.seconds import why_no_second
from safepassage.desk.movement import queries as movement
from safepassage.desk.movement import shaking

NEWEST = 50
SILENT_SHOWN = 50


@require_GET
@needs(Deed.SEE, Thing.ALERTS)
def alerts(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What waits for a yes, what is in force, what went out before."""
    now = movement.now_of(crisis)
    rows = list(queries.alerts_of(crisis)[:NEWEST])
    replaced = {each.replaces_id for each in rows if each.replaces_id}
    publication = queries.publication_of(crisis)
    is_open = publication is not None and publication.is_open
    page = {
        "crisis": crisis,
        "waiting": list(queries.requests_waiting(crisis)),
        "alerts": [(each, _stands(each, each.pk in replaced, now)) for each in rows],
        "drafts": list(movement.drafts_of(crisis)),
        "address": request.build_absolute_uri(reverse("public_alerts", args=[publication.slug])) if is_open else "",
    }
    return render(request, "console/alerts.html", page)


@needs(Deed.CHANGE, Thing.ALERTS)
def order(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Tell everybody at once, in approved words."""
    form = OrderForm(request.POST or None, initial={"template": request.GET.get("template", "")})
    if form.is_valid():
        given = form.cleaned_data
        try:
            issued = orders.order(
                crisis, given["template"], actor=request.user, place=given["place"], alert_id=form.alert_id()
            )
        except NotNow as error:
            form.add_error(None, _("Nothing went out: %(reason)s.") % {"reason": error})
        else:
            return redirect("alert", crisis.id, issued.pk)
    page = {"crisis": crisis, "form": form, "templates": TEMPLATES.values()}
    return render(request, "console/order.html", page, status=422 if form.is_bound else 200)


@require_POST
@needs(Deed.CHANGE, Thing.ALERTS)
def publish(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Let anybody read what is in force, or nobody."""
    is_open = request.POST.get("open") == "yes"
    publishing.publish(crisis, actor=request.user, is_open=is_open)
    said = _("Anybody may read the alerts now.") if is_open else _("Nobody but officers reads the alerts now.")
    messages.success(request, said)
    return redirect("alerts", crisis.id)


@require_GET
@needs(Deed.SEE, Thing.ALERTS)
def alert(request: HttpRequest, crisis: Crisis, alert_id: UUID) -> HttpResponse:
    """One alert: how far it came, the silent and the failed first; pause, stop, cancel."""
    return _page(request, alert_or_404(crisis, alert_id))


@require_GET
@needs(Deed.SEE, Thing.ALERTS)
def cap_file(request: HttpRequest, crisis: Crisis, alert_id: UUID) -> HttpResponse:
    """The signed file."""
    found = alert_or_404(crisis, alert_id)
    answer = HttpResponse(queries.cap_of(found), content_type="application/cap+xml")
    answer["Content-Disposition"] = f'attachment; filename="{found.identifier}.xml"'
    return answer


@require_POST
@needs(Deed.CHANGE, Thing.ALERTS)
def pause(request: HttpRequest, crisis: Crisis, alert_id: UUID) -> HttpResponse:
    """Nothing more leaves for now."""
    found = alert_or_404(crisis, alert_id)
    return _done(request, found, lambda: orders.pause(found, actor=request.user, is_paused=True))


@require_POST
@needs(Deed.CHANGE, Thing.ALERTS)
def go_on(request: HttpRequest, crisis: Crisis, alert_id: UUID) -> HttpResponse:
    """It leaves again."""
    found = alert_or_404(crisis, alert_id)
    return _done(request, found, lambda: orders.pause(found, actor=request.user, is_paused=False))


@require_POST
@needs(Deed.CHANGE, Thing.ALERTS)
def stop(request: HttpRequest, crisis: Crisis, alert_id: UUID) -> HttpResponse:
    """Nothing more leaves, for good."""
    found, form = alert_or_404(crisis, alert_id), StopForm(request.POST)
    if not form.is_valid():
        return _page(request, found, stop=form)
    reason = form.cleaned_data["stopped"]
    return _done(request, found, lambda: orders.stop(found, actor=request.user, reason=reason))


@require_POST
@needs(Deed.CHANGE, Thing.ALERTS)
def cancel(request: HttpRequest, crisis: Crisis, alert_id: UUID) -> HttpResponse:
    """Stop it, and tell whom it was for."""
    found, form = alert_or_404(crisis, alert_id), CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, found, cancel=form)
    try:
        made = orders.cancel(found, actor=request.user, reason=form.cleaned_data["cancelled"])
    except NotNow as error:
        messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
        return redirect("alert", crisis.id, found.pk)
    return redirect("alert", crisis.id, made.pk)


@require_POST
@needs(Deed.CHANGE, Thing.REVIEW)
def review(request: HttpRequest, crisis: Crisis, alert_id: UUID) -> HttpResponse:
    """What was found about what one officer did alone."""
    found, form = alert_or_404(crisis, alert_id), FoundForm(request.POST)
    if not form.is_valid():
        return _page(request, found, review=form)
    finding = form.cleaned_data["finding"]
    return _done(request, found, lambda: orders.review(found, actor=request.user, finding=finding))


def alert_or_404(crisis: Crisis, alert_id: UUID) -> Issued:
    """An alert of the crisis."""
    found = queries.alerts_of(crisis).filter(pk=alert_id).first()
    if found is None:
        raise Http404
    return found


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _stands(issued: Issued, is_replaced: bool, now: Any) -> str:
    """Whether it is in force, in a word or two."""
    if is_replaced:
        return _("cancelled or replaced")
    if issued.expires_at <= now:
        return _("its time is over")
    return _("tells that another is cancelled") if issued.msg_type == "Cancel" else _("in force")


def _page(request: HttpRequest, found: Issued, **bound: Any) -> HttpResponse:
    crisis, stage = found.alert.crisis, found.alert.stage
    progress, now = queries.progress_of(found.alert), movement.now_of(crisis)
    later = found.replaced_by.first()
    is_over = found.expires_at <= now
    holds = later is None and not is_over and found.msg_type != "Cancel"
    fallen = shaking.shaken(crisis).get(found.request.preflight_id) if holds and found.request else None
    to_review = found.alone_by is not None and found.reviewed_at is None
    page = {
        "stop": StopForm(),
        "cancel": CancelForm(),
        "review": FoundForm(),
        **bound,
        "crisis": crisis,
        "issued": found,
        "later": later,
        "stands": _stands(found, later is not None, now),
        "progress": progress,
        "states": [(state.label, count) for state, count in progress.by_state.items()],
        "silent_count": progress.people - progress.told,
        "silent": queries.silent_of(found.alert, clock.now(), SILENT_SHOWN),
        "may_pause": stage == Alert.Stage.SENDING,
        "may_go_on": stage == Alert.Stage.PAUSED and later is None and not is_over,
        "may_stop": stage in (Alert.Stage.SENDING, Alert.Stage.PAUSED),
        "may_cancel": holds,
        "shaken": fallen.people if fallen else None,
        "to_review": to_review,
        "why_no_second": why_no_second(found.alone_by, request.user, crisis) if to_review else "",
        "finding": queries.finding_of(found),
    }
    return render(request, "console/alert.html", page, status=422 if bound else 200)


def _done(request: HttpRequest, found: Issued, write: Callable[[], object]) -> HttpResponse:
    return done_or_why_not(request, write, "alert", found.alert.crisis_id, found.pk)
