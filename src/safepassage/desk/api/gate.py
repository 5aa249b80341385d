"""Who asks: the token in force, within its rate, whose role has the right by the matrix that pages go by too."""

from allauth.core.internal.ratelimit import consume  # the public one counts no GET
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from safepassage.desk.api.problems import Problem
from safepassage.desk.crises.access import Deed, Right, Thing, may
from safepassage.desk.crises.models import Token
from safepassage.desk.crises.queries import token_of

RATE = "api_token"  # of ACCOUNT_RATE_LIMITS; the counters hold across processes
WAIT_S = 60


class Bearer(HttpBearer):
    """Lets in tokens with a right. Sessions and cookies are not looked at, so nothing can be forged with them."""

    def __init__(self, deed: Deed, thing: Thing) -> None:
        super().__init__()
        self.right = Right(deed, thing)

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token; None for every kind of wrong one. Raises Problem, PermissionDenied."""
        found = token_of(token)
        if found is None:
            return None
        if not consume(request, app="allauth.account", action=RATE, key=found.reference, limit_get=True):
            raise Problem(429, "too many requests of this token", Retry_After=str(WAIT_S))
        if not may({found.role}, *self.right):
            raise PermissionDenied(str(self.right))
        return found
