"""Limits of a session: it ends after a shift, or when nobody uses it; and it shows nothing without a second factor."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from safepassage.desk.core import clock

BEGAN, SEEN, HAS_SECOND_FACTOR = "desk_began", "desk_seen", "desk_has_second_factor"
NOTED_EVERY_S = 60  # a write a minute, not a write a request
OPEN_WITHOUT = {"account_logout", "account_reauthenticate", "switch"}
Next = Callable[[HttpRequest], HttpResponse]


def begin(request: HttpRequest) -> None:
    """Start the clocks of a session that was just signed in."""
    request.session[BEGAN] = request.session[SEEN] = int(clock.now().timestamp())


class SessionLimits:
    """Signs out whoever was idle too long, or signed in too long ago."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            began, seen = request.session.get(BEGAN, 0), request.session.get(SEEN, 0)
            if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_S:
                logout(request)
                return redirect(settings.LOGIN_URL)
            if now - seen >= NOTED_EVERY_S:
                request.session[SEEN] = now
        return self.get_response(request)


class SecondFactorRequired:
    """Sends an officer without a second factor to where one is set up; whoever has one was asked for it at sign-in."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not getattr(view, "login_required", True):  # for anybody: it shows nothing of the desk
            return None
        if not request.user.is_authenticated or request.session.get(HAS_SECOND_FACTOR):
            return None
        if is_mfa_enabled(request.user):
            request.session[HAS_SECOND_FACTOR] = True
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in OPEN_WITHOUT or name.startswith("mfa_"):
            return None
        messages.warning(request, _("Set up a second factor first: a passkey or an authenticator app."))
        return redirect("mfa_index")
