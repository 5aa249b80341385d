"""Reading a body: JSON that every reader understands alike (RFC 7493), or one problem that says why not."""

import json
from typing import Any

import pydantic_core
from django.http import HttpRequest
from ninja.parser import Parser

from safepassage.desk.api.problems import Problem


class StrictParser(Parser):
    """Refuses what is no JSON, what is too deep, NaN, names given twice, NUL and halves of characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value. Raises Problem."""
        if request.content_type != "application/json":
            raise Problem(415, "expected a body of type application/json")
        try:
            text = request.body.decode()
            pydantic_core.from_json(text, allow_inf_nan=False)  # bounded in depth, unlike the next line
            return json.loads(text, object_pairs_hook=_named_once, parse_int=_bounded)
        except ValueError as error:
            raise Problem(400, "the body is no JSON that can be read in only one way") from error


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    if any("\0" in text for pair in pairs for text in _texts(pair)):
        raise ValueError("NUL is no character of a text")
    return found


def _texts(values: Any) -> list[str]:
    """The texts among names, values and lists of values; objects below have been looked at."""
    found = [value for value in values if isinstance(value, str)]
    return found + [text for value in values if isinstance(value, list) for text in _texts(value)]


def _bounded(digits: str) -> int:
    if len(digits) > 19:
        raise ValueError("a number beyond 64 bits")
    return int(digits)
