"""What went wrong, as RFC 9457 has it: every fault at once, each with its field, and never what was given."""

import json
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ledger.queries import KeyDestroyed

MEDIA_TYPE = "application/problem+json"
FIELD = re.compile("[A-Za-z0-9_-]{1,64}")
MOST_FAULTS = 1_000


class Fault(NamedTuple):
    """One thing that is wrong: where (a JSON Pointer into the body, or a parameter's name), and what is expected."""

    field: str
    expected: str


class Problem(Exception):
    """An answer that is no success. `detail` repeats nothing that was given."""

    def __init__(self, status: int, detail: str, faults: Sequence[Fault] = (), **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.faults = status, detail, faults
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def answer(problem: Problem) -> HttpResponse:
    """The problem as JSON."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.faults:
        said["errors"] = [fault._asdict() for fault in problem.faults]
    return HttpResponse(json.dumps(said), MEDIA_TYPE, problem.status, headers=problem.headers)


def faults_of(errors: Sequence[dict[str, Any]]) -> list[Fault]:
    """What pydantic found, without what was given."""
    return [Fault(_pointer(each["loc"]), _expected(each)) for each in errors[:MOST_FAULTS]]


def answer_problems(api: NinjaAPI) -> None:
    """Let the API answer all that is raised in it by problems."""
    known: dict[type[Exception], tuple[int, str]] = {
        Http404: (404, "nothing of this crisis is at this address"),
        PermissionDenied: (403, "the token's role does not allow this"),
        KeyDestroyed: (410, "it was erased"),
        RequestDataTooBig: (413, "the body is larger than 2.5 MB: send fewer at a time"),
    }
    for kind, (status, detail) in known.items():
        _on(api, kind, lambda _error, status=status, detail=detail: Problem(status, detail))
    _on(api, AuthenticationError, lambda _error: _no_token())
    _on(api, HttpError, _as_problem)
    _on(api, NotNow, lambda error: Problem(409, str(error)))
    _on(api, ValidationError, lambda error: Problem(422, "the request does not fit", faults_of(error.errors)))
    _on(api, Problem, lambda problem: problem)


def _on(api: NinjaAPI, kind: type[Exception], problem_of: Any) -> None:
    def handle(_request: HttpRequest, error: Exception) -> HttpResponse:
        return answer(problem_of(error))

    api.add_exception_handler(kind, handle)


def _no_token() -> Problem:
    return Problem(401, "expected a token in force: Authorization: Bearer …", WWW_Authenticate="Bearer")


def _as_problem(error: HttpError) -> Problem:
    """The framework wraps what the parser of the body raised."""
    return error.__cause__ if isinstance(error.__cause__, Problem) else Problem(error.status_code, error.message)


def _pointer(where: Sequence[str | int]) -> str:
    """Of ("body", "about", "persons", 3, "record") the part that the sender knows: /persons/3/record."""
    kind, *path = where
    steps = [str(step) if isinstance(step, int) or FIELD.fullmatch(step) else "?" for step in path]
    return "/" + "/".join(steps[1:]) if kind == "body" else "/".join(steps)


def _expected(error: dict[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "no field of this name is known here"
    return str(error["msg"]).removeprefix("Value error, ")
