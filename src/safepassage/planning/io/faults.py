"""Pydantic's errors, told in plain words."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from safepassage.planning.io.expectations import Location, expected, expected_name, known_names

_KINDS = {  # first word of pydantic's error type → what the value is not
    "float": "a number",
    "finite": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "datetime": "a date and time",
    "date": "a date",
    "time": "a time of day",
    "string": "a text",
    "dict": "a table",
    "model": "a table",
    "tuple": "a list",
}


KEY = "[key]"  # pydantic's last part of a location, where a name of the writer's own choice is faulty


class Complaint(NamedTuple):
    """One thing wrong at one place of one row or document."""

    location: Location
    wrong: str
    expected: str


def complaints(error: ValidationError, model: type[BaseModel]) -> Iterator[Complaint]:
    """Tell pydantic's errors on `model` in plain words.

    That a list is too short is left out where that is because items of it have faults.
    """
    faults = error.errors(include_url=False)
    within = {fault["loc"][:n] for fault in faults for n in range(len(fault["loc"]))}
    for fault in faults:
        location = tuple(part for part in fault["loc"] if part != KEY)
        if fault["type"] == "too_short" and fault["loc"] in within:
            continue
        if fault["type"] == "extra_forbidden":
            yield unknown_name(str(location[-1]), location, known_names(model, location[:-1]))
            continue
        wrong, _, instead = _wrong(fault).partition("; expected ")
        words = expected_name if KEY in fault["loc"] else expected
        yield Complaint(location, wrong, instead or _with_point(words(model, location), fault["input"]))


def unknown_name(name: str, location: Location, known: list[str]) -> Complaint:
    """A column or key that the model does not know, with the nearest known one."""
    return Complaint(location, f"{shown(name)} is not known", nearest(name, known) or f"one of {', '.join(known)}")


def nearest(word: str, known: list[str]) -> str | None:
    """The one of `known` that `word` may be a slip for, as a suggestion; None: there is none, or too many to search."""
    matches = get_close_matches(word, known, n=1) if len(known) <= 2000 else []
    return f"{matches[0]!r}, perhaps" if matches else None


def shown(value: Any) -> str:
    """A value as messages show it: numbers bare, texts in quotes, control characters escaped, cut at 60 characters."""
    bare = isinstance(value, str) and re.fullmatch(r"[-+]?[\d.]+(e[-+]?\d+)?", value)
    text = value if bare else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _wrong(fault: Mapping[str, Any]) -> str:
    kind, value = fault["type"], shown(fault["input"])
    match kind:
        case "missing":
            return "it is missing"
        case "value_error":
            return str(fault["ctx"]["error"])
        case "string_too_short" | "too_short":
            return "it is empty"
        case "greater_than" | "greater_than_equal":
            return f"{value} is too small"
        case "less_than" | "less_than_equal":
            return f"{value} is too large"
        case "string_too_long":
            return f"{value} is too long"
        case "literal_error" | "enum":
            return f"{value} is not known"
        case "string_pattern_mismatch":
            return f"{value} is not of the right form"
    first = kind.split("_")[0]
    return f"{value} is not {_KINDS[first]}" if first in _KINDS else f"{value}: {fault['msg']}"


def _with_point(words: str, value: Any) -> str:
    """What is expected, with the number that one with a decimal comma may mean."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+,\d+", value.strip()) and "number" in words:
        return f"{words}, with a point: {value.strip().replace(',', '.')}"
    return words
