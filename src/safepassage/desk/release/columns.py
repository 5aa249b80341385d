"""What columns an export may have, which of them are sensitive, and what stands in them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safepassage.desk.people.models import Person
from safepassage.desk.people.needs import needs_in
from safepassage.desk.people.numbers import shown
from safepassage.desk.people.states import Category, State
from safepassage.desk.people.timeline import NOWHERE
from safepassage.formats.roster_csv import Cell


class Entry(NamedTuple):
    """One person as a file needs them."""

    person: Person
    said: Mapping[str, Any]  # what is sealed, as JSON; empty if no column asks for it
    havens: Mapping[UUID, str]


class Column(NamedTuple):
    """One column."""

    label: Promise
    of: Callable[[Entry], Cell]
    is_sensitive: bool = False  # has to be chosen, and is named to whoever approves
    is_sealed: bool = True
    tag: str = ""  # HXL's hashtag; without one it is not in HXL, which is for those who need no names


def _instant(instant: datetime | None) -> str:
    return instant.isoformat(timespec="seconds") if instant else ""


def _label(words: type[TextChoices], code: str) -> str:
    return _labels(words, get_language())[code]


@cache
def _labels(words: type[TextChoices], language: str | None) -> dict[str, str]:
    """In the officer's language. Asking the translation for each cell took a tenth of the time of an export."""
    return {code: str(label) for code, label in words.choices}


def _said(name: str) -> Callable[[Entry], Cell]:
    return lambda entry: _text(entry.said.get(name, ""))


def _text(value: Any) -> str:
    """What was said, in one cell: lists with semicolons, parts of a thing with commas."""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(_text(part) for part in value.values())
    return "yes" if value is True else "no" if value is False else "" if value is None else str(value)


def name_of(said: Mapping[str, Any]) -> str:
    """One line to call somebody by."""
    return said.get("full_name") or " ".join(filter(None, (said.get("given_name"), said.get("family_name"))))


def needs_of(entry: Entry) -> str:
    """What has to be thought of, in one cell."""
    return "; ".join(needs_in(entry.said, minor=entry.person.minor))


def _party(entry: Entry) -> str:
    return entry.person.party.code if entry.person.party else ""


def _warden(entry: Entry) -> str:
    party = entry.person.party
    return party.warden.code if party and party.warden else ""


def _haven(entry: Entry) -> str:
    return "" if entry.person.haven == NOWHERE else entry.havens.get(entry.person.haven, str(entry.person.haven))


_HOME = ("home_street", "home_neighborhood", "home_city", "home_state", "home_postal_code", "home_country")

COLUMNS: dict[str, Column] = {
    "number": Column(_("Number"), lambda entry: shown(entry.person.number), is_sealed=False, tag="#meta+id"),
    "name": Column(_("Name"), lambda entry: name_of(entry.said)),
    "party": Column(_("Party"), _party, is_sealed=False, tag="#group+code"),
    "category": Column(
        _("Category"),
        lambda entry: _label(Category, entry.person.category),
        is_sealed=False,
        tag="#beneficiary+type",
    ),
    "state": Column(_("State"), lambda entry: _label(State, entry.person.state), is_sealed=False, tag="#status+name"),
    "state_at": Column(
        _("State since"), lambda entry: _instant(entry.person.state_at), is_sealed=False, tag="#date+reported"
    ),
    "haven": Column(_("Haven"), _haven, is_sealed=False, tag="#loc+name"),
    "needs": Column(_("Needs: walking, minor, health"), needs_of, is_sensitive=True, tag="#need+type"),
    "heard_at": Column(_("Last contact"), lambda entry: _instant(entry.person.heard_at), is_sealed=False),
    "warden": Column(_("Warden"), _warden, is_sealed=False),
    "other_names": Column(_("Other names"), _said("alternate_names")),
    "sex": Column(_("Sex"), _said("sex")),
    "birth": Column(
        _("Date of birth, or age"), lambda entry: _text(entry.said.get("date_of_birth") or entry.said.get("age", ""))
    ),
    "nationalities": Column(_("Nationalities"), _said("nationalities")),
    "languages": Column(_("Languages"), _said("languages")),
    "mobility": Column(_("Mobility"), _said("mobility")),
    "pet": Column(_("Pet"), _said("pet")),
    "home": Column(
        _("Home address"), lambda entry: _text([entry.said[name] for name in _HOME if entry.said.get(name)]), True
    ),
    "phones": Column(_("Phones"), _said("phones"), True),
    "emails": Column(_("E-mail"), _said("emails"), True),
    "next_of_kin": Column(_("Next of kin"), _said("next_of_kin"), True),
    "documents": Column(_("Documents"), _said("documents"), True),
    "medical": Column(_("Medical"), _said("medical"), True),
    "medicine": Column(_("Medicine"), _said("medicine"), True),
    "pregnant": Column(_("Pregnant"), _said("is_pregnant"), True),
    "shelter": Column(_("Shelter: hostel, room"), _said("shelter"), True),
    "position": Column(_("Exact point"), _said("position"), True),
    "description": Column(_("Description"), _said("description"), True),
    "remark": Column(_("Remark"), _said("remark"), True),
}
USUAL = ("number", "name", "party", "state", "haven")  # what is chosen already when the form opens
MANIFEST = ("number", "name", "party", "state", "needs")  # all that a standing authority gives
ON_PAPER = ("number", "name", "party", "needs")  # all that fits beside the boxes to tick
WATERMARK = _("Given out by")


def sensitive(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Those that whoever approves has to be told of."""
    return tuple(code for code in columns if COLUMNS[code].is_sensitive)


def tagged(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Those that HXL takes."""
    return tuple(code for code in columns if COLUMNS[code].tag)


def opens_seals(columns: tuple[str, ...]) -> bool:
    """Whether anything sealed has to be read for them."""
    return any(COLUMNS[code].is_sealed for code in columns)
