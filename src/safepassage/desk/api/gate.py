"""Who asks: the token in force, within its rate, whose role has the right by the matrix that pages go by too."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from safepassage.desk.api.limits import require_room_of, require_room_of_strangers
from safepassage.desk.crises.access import Deed, Right, Thing, may
from safepassage.desk.crises.models import Token
from safepassage.desk.crises.queries import token_of


class Bearer(HttpBearer):
    """Lets in tokens with a right. Sessions and cookies are not looked at, so nothing can be forged with them."""

    def __init__(self, deed: Deed, thing: Thing) -> None:
        super().__init__()
        self.right = Right(deed, thing)

    def __call__(self, request: HttpRequest) -> Token | None:
        """As `authenticate`, which is not asked if there is no such header."""
        found: Token | None = super().__call__(request)
        if found is None:
            require_room_of_strangers(request)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token; None for every kind of wrong one. Raises Problem, PermissionDenied."""
        found = token_of(token)
        if found is None:
            return None
        require_room_of(found)
        if not may({found.role}, *self.right):
            raise PermissionDenied(str(self.right))
        return found
