"""The only way a view gets a crisis: 404 to outsiders, 403 to those who lack the right, 409 once it is closed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from safepassage.desk.crises.access import Deed, Right, Thing, goes_on, may, rights_of
from safepassage.desk.crises.models import Crisis, Membership, Officer

View = Callable[..., HttpResponse]


def entered(officer: Officer, crisis_id: UUID, deed: Deed, thing: Thing) -> tuple[Crisis, frozenset[str]]:
    """The crisis, and the officer's roles in it, if they may. Raises Http404 for outsiders, PermissionDenied."""
    memberships = list(Membership.objects.filter(officer=officer, crisis=crisis_id).select_related("crisis__key"))
    if not memberships:
        raise Http404
    roles = frozenset(membership.role for membership in memberships)
    if not may(roles, deed, thing):
        raise PermissionDenied(f"{deed} {thing}")
    return memberships[0].crisis, roles


def needs(deed: Deed, thing: Thing) -> Callable[[View], View]:
    """For a view at a URL with `crisis_id`: it is called with the crisis instead, if the officer has the right.

    `request.roles` are then the officer's roles in it, `request.rights` what they allow now, in words.
    """
    right = Right(deed, thing)

    def decorate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, crisis_id: UUID, **rest: Any) -> HttpResponse:
            crisis, request.roles = entered(request.user, crisis_id, deed, thing)
            is_closed = crisis.closed_at is not None
            request.rights = rights_of(request.roles, is_closed=is_closed)
            if is_closed and not goes_on(right):
                return render(request, "crises/closed.html", {"crisis": crisis}, status=409)
            return view(request, crisis, **rest)

        gated.right = right  # type: ignore[attr-defined]  # for the test that walks all URLs
        return gated

    return decorate


def administrators_only(view: View) -> View:
    """For pages of the desk as a whole. Raises PermissionDenied for other officers."""

    @wraps(view)
    def gated(request: HttpRequest, **rest: Any) -> HttpResponse:
        if not request.user.is_administrator:
            raise PermissionDenied("administrators of the desk only")
        return view(request, **rest)

    gated.is_of_desk = True  # type: ignore[attr-defined]
    return gated
