"""The two kinds of operation: to see, and to put in, which is done once by its Idempotency-Key."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from safepassage.desk.api.actions import do_once
from safepassage.desk.api.gate import Bearer
from safepassage.desk.api.problems import Problem
from safepassage.desk.crises.access import Deed, Thing

View = Callable[..., Any]
KEY = re.compile("[!-~]{8,255}")
WITH_KEY = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": True,
            "schema": {"type": "string", "pattern": "^[!-~]{8,255}$"},
            "description": "a new random one for each write, the same one when it is sent again; kept for 24 hours",
        }
    ]
}


def see(router: Router, path: str, thing: Thing, response: Any) -> Callable[[View], View]:
    """GET for tokens that may see the thing."""
    return router.get(path, auth=Bearer(Deed.SEE, thing), response=response)


def put_in(router: Router, path: str, thing: Thing, response: Any) -> Callable[[View], View]:
    """POST for tokens that may change the thing: done once, answered alike however often it is sent."""

    def decorate(view: View) -> View:
        post = router.post(path, auth=Bearer(Deed.CHANGE, thing), response={201: response}, openapi_extra=WITH_KEY)
        return post(_once(view))

    return decorate


def _once(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, **given: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not KEY.fullmatch(key):
            raise Problem(400, "expected an Idempotency-Key of 8 to 255 printable ASCII characters")
        asked = f"{request.method} {request.path}\n".encode() + request.body
        content = do_once(request.auth, key, asked, lambda: view(request, **given).model_dump_json().encode())
        return HttpResponse(content, "application/json", 201)

    return answered
