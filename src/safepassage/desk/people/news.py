"""What a newer list says of somebody on the register: what it adds, what it mends, what it says otherwise.

Each is one piece of news, so that each can be taken once and stand in words of its own in a note.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import ValidationError

from safepassage.desk.people.mobility import CANNOT_WALK
from safepassage.desk.people.records import Document, PersonRecord, Sealed, document_form

MOST = 0
WHO_WROTE_IT = frozenset({"author_name", "author_email", "author_phone", "source_name", "source_url"})
# A source may mend what it said itself. Never what makes somebody older, healthier, faster or alone: an officer does.
MAY_BE_MENDED = frozenset({"full_name", "given_name", "family_name", "shelter", "position", "photo_url", "pet"}) | {
    name for name in PersonRecord.model_fields if name.startswith("home_")
}
GROWS = frozenset({"medical", "medicine", "description", "remark"})  # texts that say more, not otherwise
NOTHING = (None, "", ())


class What(StrEnum):
    """What becomes of a piece of news."""

    ADDED = "New"
    MENDED = "Changed"
    OTHERWISE = "Says otherwise, not taken over"


class News(NamedTuple):
    """One piece: of which field, what the list says, what stood there."""

    what: What
    field: str
    said: Any  # of a field that holds several, one of them
    here: Any

    @property
    def text(self) -> str:
        """For a note."""
        before = {What.MENDED: "; before: ", What.OTHERWISE: "; here: "}.get(self.what)
        told = f"{self.what}. {self.field.replace('_', ' ').capitalize()}: {_written(self.said)}"
        return f"{told}{before}{_written(self.here)}" if before else told


def news(here: PersonRecord, said: PersonRecord, *, may_mend: bool) -> Iterator[News]:
    """What is new in what a list says, beside the record.

    `may_mend`: all that stands here came from the same source, and earlier.
    """
    for name in PersonRecord.model_fields:
        if name in WHO_WROTE_IT or (name == "age" and here.date_of_birth):
            continue
        if name != "mobility" or said.mobility != CANNOT_WALK:  # which was read from texts, and those are notes
            yield from _compared(name, getattr(here, name), getattr(said, name), may_mend)


def taken_over(here: PersonRecord, found: Iterable[News]) -> PersonRecord:
    """The record with what was added and mended. Raises ValueError if no such record can be: a text is too long."""
    values = dict(here)
    for what, name, said, before in found:
        if name == "full_name" and before:  # whoever looks for either name finds them
            values["alternate_names"] += (before if what == What.MENDED else said,)
        if what == What.OTHERWISE:
            continue
        if isinstance(values[name], tuple):
            values[name] += (said,)
        else:
            values[name] = f"{before}; {said}" if name in GROWS and before else said
    values["alternate_names"] = tuple(dict.fromkeys(values["alternate_names"]))
    try:
        return PersonRecord.model_validate(values)
    except ValidationError as error:
        raise ValueError("together they make no record") from error


def _compared(name: str, here: Any, said: Any, may_mend: bool) -> Iterator[News]:
    if said in NOTHING or _form(said) == _form(here):
        return
    if isinstance(said, tuple):
        known = set(map(_form, here))
        yield from (News(What.ADDED, name, each, None) for each in said if _form(each) not in known)
    elif name in GROWS:
        if _form(said) not in _form(here):
            yield News(What.ADDED, name, said, here)
    elif here in NOTHING:
        yield News(What.ADDED, name, said, here)
    else:
        yield News(What.MENDED if may_mend and name in MAY_BE_MENDED else What.OTHERWISE, name, said, here)


def _form(value: Any) -> Any:
    """What is the same however it is written."""
    if isinstance(value, Document) and (number := document_form(value.number)):
        return value.kind, number
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    return tuple(map(_form, value)) if isinstance(value, tuple) else value


def _written(value: Any) -> str:
    if not isinstance(value, Sealed):
        return str(value)
    return " ".join(_words(value.model_dump(mode="json", exclude_defaults=True).values()))


def _words(said: Iterable[Any]) -> Iterator[str]:
    for value in said:
        yield " ".join(map(str, value)) if isinstance(value, list) else str(value)
