"""The records of PFIF (People Finder Interchange Format), and what its versions 1.1 to 1.4 have and demand."""

import re
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from safepassage.errors import Fault
from safepassage.formats.countries import COUNTRIES

WRITTEN = "1.4"
SEXES = ("female", "male", "other")
STATUSES = ("information_sought", "is_note_author", "believed_alive", "believed_missing", "believed_dead")
KEPT_BY_A_PLACEHOLDER = ("person_record_id", "entry_date", "expiry_date", "source_date")
TIME_TO_ERASE = timedelta(days=1)  # 1.4, data expiry: nothing else may be shown one day after expiry_date


@dataclass(frozen=True)
class PersonRecord:
    """Who is sought or known of, as one repository has it. Nothing given is "" or None; instants are aware, in UTC."""

    person_record_id: str = ""
    entry_date: datetime | None = None
    expiry_date: datetime | None = None
    author_name: str = ""
    author_email: str = ""
    author_phone: str = ""
    source_name: str = ""
    source_date: datetime | None = None
    source_url: str = ""
    full_name: str = ""  # as everywhere below where it says so: several, one a line
    given_name: str = ""
    family_name: str = ""
    alternate_names: str = ""  # one a line
    description: str = ""
    sex: str = ""  # one of SEXES
    date_of_birth: str = ""  # YYYY, YYYY-MM or YYYY-MM-DD
    age: str = ""  # years at source_date: "23" or "18-25"
    home_street: str = ""
    home_neighborhood: str = ""
    home_city: str = ""
    home_state: str = ""
    home_postal_code: str = ""
    home_country: str = ""  # ISO 3166-1, two letters
    photo_url: str = ""
    profile_urls: str = ""  # one a line
    others: tuple[tuple[str, str], ...] = field(default=())  # fields of no standard: ("{namespace}name", text)

    @property
    def is_placeholder(self) -> bool:
        """Whether it only says that there was a record, which has expired."""
        given = {each.name for each in fields(self) if getattr(self, each.name)}
        return self.expiry_date is not None and given <= set(KEPT_BY_A_PLACEHOLDER)


@dataclass(frozen=True)
class NoteRecord:
    """One dated statement about a person, by its author."""

    note_record_id: str = ""
    person_record_id: str = ""
    linked_person_record_id: str = ""  # set: these two records are one person, says the author
    entry_date: datetime | None = None
    author_name: str = ""
    author_email: str = ""
    author_phone: str = ""
    source_date: datetime | None = None
    author_made_contact: bool | None = None
    status: str = ""  # one of STATUSES
    email_of_found_person: str = ""
    phone_of_found_person: str = ""
    last_known_location: str = ""
    text: str = ""
    photo_url: str = ""
    others: tuple[tuple[str, str], ...] = field(default=())


Record = PersonRecord | NoteRecord


@dataclass(frozen=True)
class Version:
    """The fields of one version of the standard, in the order in which they are written, and those it demands."""

    person: tuple[str, ...]
    note: tuple[str, ...]
    person_demands: tuple[str, ...]
    note_demands: tuple[str, ...]

    @property
    def has_expiry(self) -> bool:
        return "expiry_date" in self.person


_BY = "author_name author_email author_phone"
_FROM = "source_name source_date source_url"
_HOME = "home_street home_neighborhood home_city home_state home_postal_code home_country"
_FOUND = "email_of_found_person phone_of_found_person last_known_location text"


def _version(person: str, note: str, person_demands: str, note_demands: str) -> Version:
    return Version(*(tuple(names.split()) for names in (person, note, person_demands, note_demands)))


VERSIONS = {
    "1.1": _version(
        f"person_record_id entry_date {_BY} {_FROM} first_name last_name home_city home_state home_neighborhood "
        "home_street home_zip photo_url other",
        f"note_record_id entry_date {_BY} source_date found {_FOUND}",
        "person_record_id first_name last_name",
        "note_record_id author_name source_date text",
    ),
    "1.2": _version(
        f"person_record_id entry_date {_BY} {_FROM} first_name last_name sex date_of_birth age {_HOME} photo_url other",
        f"note_record_id person_record_id linked_person_record_id entry_date {_BY} source_date found status {_FOUND}",
        "person_record_id first_name last_name",
        "note_record_id author_name source_date text",
    ),
    "1.3": _version(
        f"person_record_id entry_date expiry_date {_BY} {_FROM} full_name first_name last_name sex date_of_birth age "
        f"{_HOME} photo_url other",
        f"note_record_id person_record_id linked_person_record_id entry_date {_BY} source_date found status {_FOUND}",
        "person_record_id source_date full_name",
        "note_record_id author_name source_date text",
    ),
    "1.4": _version(
        f"person_record_id entry_date expiry_date {_BY} {_FROM} full_name given_name family_name alternate_names "
        f"description sex date_of_birth age {_HOME} photo_url profile_urls",
        f"note_record_id person_record_id linked_person_record_id entry_date {_BY} source_date author_made_contact "
        f"status {_FOUND} photo_url",
        "person_record_id source_date full_name",
        "note_record_id author_name source_date text",
    ),
}
RENAMED = {  # until 1.3: since 1.4
    "first_name": "given_name",
    "last_name": "family_name",
    "home_zip": "home_postal_code",
    "other": "description",
    "found": "author_made_contact",
}


def namespace(version: str) -> str:
    return f"http://zesty.ca/pfif/{version}"


VERSION_OF = {namespace(version): version for version in VERSIONS}


def placeholder(person: PersonRecord, erased_at: datetime) -> PersonRecord:
    """What remains of an expired record: that it was there, and since when it is not (1.4, data expiry mechanism)."""
    return PersonRecord(
        person_record_id=person.person_record_id,
        entry_date=erased_at,
        expiry_date=person.expiry_date,
        source_date=erased_at,
    )


# --- What a field may hold -------------------------------------------------------------------------------------------

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", re.ASCII)
_PATTERNS = {
    "person_record_id": (r"[A-Za-z0-9.-]+/.+", "a domain name, a slash and an id, such as example.org/p-17"),
    "sex": ("|".join(SEXES), f"one of {', '.join(SEXES)}"),
    "status": ("|".join(STATUSES), f"one of {', '.join(STATUSES)}"),
    "date_of_birth": (r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", "YYYY-MM-DD, YYYY-MM or YYYY"),
    "age": (r"\d{1,3}(-\d{1,3})?", "years, such as 23, or 18-25"),
    "home_country": (r"[A-Z]{2}", "two capital letters of ISO 3166-1"),
    "source_url": (r"https?://\S+", "an address that begins with http:// or https://"),
    "profile_urls": (r"https?://\S+(\s+https?://\S+)*", "addresses that begin with http:// or https://, one a line"),
}
_PATTERNS |= dict.fromkeys(("note_record_id", "linked_person_record_id"), _PATTERNS["person_record_id"])
_PATTERNS |= {"photo_url": _PATTERNS["source_url"]}
_CHECKS = {name: (re.compile(pattern, re.ASCII), expected) for name, (pattern, expected) in _PATTERNS.items()}
_DATES = ("entry_date", "expiry_date", "source_date")


def read_field(name: str, text: str) -> Any:
    """The value of a field. Raises ValueError that says what would be right; what there is may be personal."""
    if name in _DATES:
        return _read_instant(text)
    if name == "author_made_contact":
        if text not in ("true", "false"):
            raise ValueError("true or false")
        return text == "true"
    pattern, expected = _CHECKS.get(name, (None, ""))
    if (pattern and not pattern.fullmatch(text)) or (name == "home_country" and text not in COUNTRIES):
        raise ValueError(expected)
    if name == "date_of_birth" and not is_of_the_calendar(text):
        raise ValueError("a date there is, as YYYY-MM-DD, YYYY-MM or YYYY")
    return text


def is_of_the_calendar(said: str) -> bool:
    """Whether there is such a year, month or day; `said` as PFIF writes a date of birth."""
    try:
        date(*[*map(int, said.split("-")), 1, 1][:3])
    except ValueError:
        return False
    return True


def _read_instant(text: str) -> datetime:
    expected = "a time in UTC, such as 2022-03-02T16:00:00Z"
    parts = _INSTANT.fullmatch(text)
    if not parts:
        raise ValueError(expected)
    try:
        whole = datetime.fromisoformat(parts[1]).replace(tzinfo=UTC)
    except ValueError as error:
        raise ValueError(expected) from error
    return whole.replace(microsecond=int((parts[2] or ".0")[1:7].ljust(6, "0")))


def faults_of(record: Record, file: str = "") -> list[Fault]:
    """Whatever keeps a record from being PFIF 1.4: a field that is demanded and missing, or not what it has to be."""
    kind = "person" if isinstance(record, PersonRecord) else "note"
    where = f"{kind} {id_of(record) or 'without an id'}"
    version = VERSIONS[WRITTEN]
    demands = version.person_demands if kind == "person" else version.note_demands
    if isinstance(record, PersonRecord) and record.is_placeholder:
        demands = KEPT_BY_A_PLACEHOLDER
    found = [
        Fault(file, f"{where}, {name}", "it is missing", "it, as PFIF 1.4 demands")
        for name in demands
        if not getattr(record, name)
    ]
    for name, (pattern, expected) in _CHECKS.items():
        value = getattr(record, name, "")
        if value and not pattern.fullmatch(value):
            found.append(Fault(file, f"{where}, {name}", "it is not what this field holds", expected))
    return found


def id_of(record: Record) -> str:
    return record.person_record_id if isinstance(record, PersonRecord) else record.note_record_id
