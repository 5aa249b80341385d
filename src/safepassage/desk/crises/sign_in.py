"""How sign-in differs from the library's: no sign-up, sealed factors, every sign-in an act, names at a screen."""

import json
from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import LoginForm
from allauth.account.signals import password_changed
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from safepassage.desk.core.sealing import seal, unseal
from safepassage.desk.crises import sessions
from safepassage.desk.crises.actions import note_password_change, note_second_factor, note_sign_in
from safepassage.desk.crises.models import Officer
from safepassage.desk.ledger.actions import desk_key
from safepassage.desk.ledger.queries import opened_key

SCREEN_COOKIE = "desk_screen"
MOST_AT_A_SCREEN = 12


class Accounts(DefaultAccountAdapter):
    """Officers come by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: django-axes counts wrong passwords, each address apart, so that nobody locks out somebody else."""

    def login(self, request: HttpRequest, user: Officer) -> None:
        super().login(request, user)
        sessions.begin(request)
        methods = [record["method"] for record in get_authentication_records(request, user)]
        note_sign_in(actor=user, methods=methods)


class SecondFactors(DefaultMFAAdapter):
    """Secrets of second factors are sealed under the desk's own key; the last factor cannot be removed."""

    def encrypt(self, text: str) -> str:
        return b64encode(seal(opened_key(desk_key()), text.encode(), "second factor")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(opened_key(desk_key()), b64decode(encrypted_text), "second factor").decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        factors = Authenticator.objects.filter(user=authenticator.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return factors.exclude(pk=authenticator.pk).exists()


class SignIn(LoginForm):
    """The library's form, filled in with the officer chosen at a shared screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None:
            self.fields["login"].initial = self.request.GET.get("officer", "")


def listen() -> None:
    """Passwords and second factors change in the library's own views: its signals are where one hears of it."""
    password_changed.connect(_password_changed, dispatch_uid="desk")
    authenticator_added.connect(_factor_added, dispatch_uid="desk")
    authenticator_removed.connect(_factor_removed, dispatch_uid="desk")


def _password_changed(user: Officer, **kwargs: Any) -> None:
    note_password_change(actor=user)


def _factor_added(user: Officer, authenticator: Authenticator, **kwargs: Any) -> None:
    note_second_factor(actor=user, kind=authenticator.type, is_added=True)


def _factor_removed(user: Officer, authenticator: Authenticator, **kwargs: Any) -> None:
    note_second_factor(actor=user, kind=authenticator.type, is_added=False)


# --- A screen that several officers share ----------------------------------------------------------------------------


def officers_at_screen(request: HttpRequest) -> list[str]:
    """Usernames of those who switched away at this screen this shift, the latest first."""
    names = request.get_signed_cookie(SCREEN_COOKIE, "[]", salt=SCREEN_COOKIE, max_age=settings.SESSION_COOKIE_AGE)
    found: list[str] = json.loads(names)
    return found


def remember_at_screen(response: HttpResponse, request: HttpRequest, username: str) -> None:
    """Offer this officer's name at this screen until the shift ends."""
    others = [name for name in officers_at_screen(request) if name != username]
    response.set_signed_cookie(
        SCREEN_COOKIE,
        json.dumps([username, *others][:MOST_AT_A_SCREEN]),
        salt=SCREEN_COOKIE,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
