"""Pages about officers: invitations, recovery by two administrators, enrolment, switching at a shared screen."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.crises import actions, queries
from safepassage.desk.crises.forms import OfficerForm, PasswordForm, ReasonForm
from safepassage.desk.crises.gate import administrators_only
from safepassage.desk.crises.sign_in import remember_at_screen


@require_GET
@administrators_only
def officers(request: HttpRequest) -> HttpResponse:
    """All officers, and recoveries that wait for a second administrator."""
    return _officers_page(request, OfficerForm())


@require_POST
@administrators_only
def invite(request: HttpRequest) -> HttpResponse:
    """A new officer, and the link to give them."""
    form = OfficerForm(request.POST)
    if not form.is_valid():
        return _officers_page(request, form, status=422)
    officer, text = actions.invite_officer(actor=request.user, **form.cleaned_data)
    return _officers_page(request, OfficerForm(), link=_link(request, text), link_for=officer)


@require_POST
@administrators_only
def deactivate(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """Shut an officer out."""
    officer = get_object_or_404(queries.officers(), pk=officer_id)
    try:
        actions.deactivate_officer(officer, actor=request.user)
    except actions.NotNow as error:
        messages.error(request, str(error))
    return redirect("officers")


@require_POST
@administrators_only
def open_recovery(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """The first administrator."""
    officer, form = get_object_or_404(queries.officers(), pk=officer_id), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a reason."))
        return redirect("officers")
    try:
        actions.open_recovery(officer, actor=request.user, reason=form.cleaned_data["reason"])
    except actions.NotNow as error:
        messages.error(request, str(error))
    return redirect("officers")


@require_POST
@administrators_only
def confirm_recovery(request: HttpRequest, recovery_id: UUID) -> HttpResponse:
    """The second administrator, who gets the link to give to the officer."""
    recovery = get_object_or_404(queries.recoveries_to_confirm(), pk=recovery_id)
    try:
        text = actions.confirm_recovery(recovery, actor=request.user)
    except actions.NotNow as error:
        messages.error(request, str(error))
        return redirect("officers")
    return _officers_page(request, OfficerForm(), link=_link(request, text), link_for=recovery.officer)


@login_not_required
@never_cache
def enrol(request: HttpRequest, text: str) -> HttpResponse:
    """Whoever has the link sets a password. Raises Http404 for a link that opens nothing."""
    enrolment = queries.enrolment_of(text)
    if enrolment is None:
        raise Http404
    form = PasswordForm(request.POST or None, enrolment=enrolment)
    if form.is_valid():
        try:
            actions.enrol(enrolment, password=form.cleaned_data["password"])
        except actions.NotNow as error:
            raise Http404 from error
        messages.success(request, _("Your password is set. Sign in; you will be asked for a second factor."))
        return redirect("account_login")
    page = {"form": form, "title": _("Set your password"), "button": _("Set it"), "officer": enrolment.officer}
    return render(request, "crises/form.html", page)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Sign out, and offer this officer's name at this screen for the rest of the shift."""
    response = redirect("account_login")
    remember_at_screen(response, request, request.user.username)
    logout(request)
    return response


def _link(request: HttpRequest, text: str) -> str:
    return request.build_absolute_uri(reverse("enrol", args=[text]))


def _officers_page(request: HttpRequest, form: OfficerForm, status: int = 200, **more: object) -> HttpResponse:
    page = {"officers": queries.officers(), "recoveries": queries.recoveries_to_confirm(), "form": form, **more}
    return render(request, "crises/officers.html", page, status=status)
