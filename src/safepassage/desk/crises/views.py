"""Pages of crises, members and tokens, each behind the gate."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.crises import actions, queries
from safepassage.desk.crises.access import Deed, Role, Thing
from safepassage.desk.crises.forms import CrisisForm, MemberForm, ReasonForm, TokenForm
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The officer's crises."""
    return render(request, "crises/home.html", {"crises": queries.crises_of(request.user)})


@require_GET
@needs(Deed.SEE, Thing.CRISIS)
def about_crisis(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What the crisis is, and the way to what administers it."""
    return render(request, "crises/crisis.html", {"crisis": crisis})


@needs(Deed.CHANGE, Thing.CRISIS)
def change_crisis(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Its name, zones, area, estimate."""
    form = CrisisForm(request.POST or None, instance=crisis)
    if form.is_valid():
        actions.change_crisis(crisis, actor=request.user, fields=form.cleaned_data)
        return redirect("crisis", crisis.id)
    page = {"form": form, "crisis": crisis, "title": _("Change the crisis"), "button": _("Save")}
    return render(request, "crises/form.html", page)


@require_GET
@needs(Deed.CHANGE, Thing.CLOSING)
def closing(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What closing ends and what goes on; what opening again does not bring back."""
    return _closing_page(request, crisis, ReasonForm())


@require_POST
@needs(Deed.CHANGE, Thing.CLOSING)
def close_crisis(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """End the work on it."""
    return _close_or_reopen(request, crisis, actions.close_crisis)


@require_POST
@needs(Deed.CHANGE, Thing.CLOSING)
def reopen_crisis(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Let it go on."""
    return _close_or_reopen(request, crisis, actions.reopen_crisis)


@require_GET
@needs(Deed.SEE, Thing.PUBLIC_FORM)
def form_set_up(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Whether people may register themselves, and at which address."""
    address = crisis.form_slug and request.build_absolute_uri(reverse("public_form", args=[crisis.form_slug]))
    return render(request, "crises/public_form.html", {"crisis": crisis, "address": address})


@require_POST
@needs(Deed.CHANGE, Thing.PUBLIC_FORM)
def open_form(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Let them."""
    actions.open_form(crisis, actor=request.user)
    return redirect("form_set_up", crisis.id)


@require_POST
@needs(Deed.CHANGE, Thing.PUBLIC_FORM)
def close_form(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Let them no longer."""
    actions.close_form(crisis, actor=request.user)
    return redirect("form_set_up", crisis.id)


@require_GET
@needs(Deed.SEE, Thing.MEMBERS)
def members(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Who has which role."""
    return _members_page(request, crisis, MemberForm())


@require_POST
@needs(Deed.CHANGE, Thing.MEMBERS)
def add_member(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Give a role."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _members_page(request, crisis, form, status=422)
    role = Role(form.cleaned_data["role"])
    try:
        actions.add_member(crisis, form.cleaned_data["username"], role, actor=request.user)
    except actions.NotNow as error:
        messages.error(request, str(error))
    return redirect("members", crisis.id)


@require_POST
@needs(Deed.CHANGE, Thing.MEMBERS)
def remove_member(request: HttpRequest, crisis: Crisis, membership_id: UUID) -> HttpResponse:
    """Take a role."""
    membership = get_object_or_404(queries.members_of(crisis), pk=membership_id)
    try:
        actions.remove_member(membership, actor=request.user)
    except actions.NotNow as error:
        messages.error(request, str(error))
    return redirect("members", crisis.id)


@require_GET
@needs(Deed.SEE, Thing.TOKENS)
def tokens(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Which programs may act in the crisis."""
    page = {"crisis": crisis, "tokens": queries.tokens_of(crisis), "form": TokenForm()}
    return render(request, "crises/tokens.html", page)


@require_POST
@needs(Deed.CHANGE, Thing.TOKENS)
def make_token(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Make a token, and show it once."""
    form, shown = TokenForm(request.POST), ""
    if form.is_valid():
        chosen = {"role": Role(form.cleaned_data["role"]), "name": form.cleaned_data["name"]}
        _token, shown = actions.make_token(crisis, actor=request.user, lasts=form.lasts(), **chosen)
    page = {"crisis": crisis, "tokens": queries.tokens_of(crisis), "form": form, "shown": shown}
    return render(request, "crises/tokens.html", page, status=200 if shown else 422)


@require_POST
@needs(Deed.CHANGE, Thing.TOKENS)
def revoke_token(request: HttpRequest, crisis: Crisis, token_id: UUID) -> HttpResponse:
    """End a token."""
    actions.revoke_token(get_object_or_404(queries.tokens_of(crisis), pk=token_id), actor=request.user)
    return redirect("tokens", crisis.id)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _members_page(request: HttpRequest, crisis: Crisis, form: MemberForm, status: int = 200) -> HttpResponse:
    those = list(queries.members_of(crisis))
    is_alone = all(each.officer_id == request.user.pk for each in those)
    page = {"crisis": crisis, "members": those, "form": form, "is_alone": is_alone}
    return render(request, "crises/members.html", page, status=status)


def _close_or_reopen(request: HttpRequest, crisis: Crisis, write: Callable[..., None]) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _closing_page(request, crisis, form, status=422)
    try:
        write(crisis, actor=request.user, reason=form.cleaned_data["reason"])
    except actions.NotNow as error:
        messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
    return redirect("closing", crisis.id)


def _closing_page(request: HttpRequest, crisis: Crisis, form: ReasonForm, status: int = 200) -> HttpResponse:
    return render(request, "crises/closing.html", {"crisis": crisis, "form": form}, status=status)
