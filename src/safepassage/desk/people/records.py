"""What is sealed: the record of a person, of a note, of a warden. Validated once, here; PFIF's names where it has one.

`to_json` and `from_json` are the bytes under the seal. What is not given is not written.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Literal, Self

import phonenumbers
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from safepassage.desk.core.clock import FIRST_YEAR, LAST_YEAR, is_of_our_times
from safepassage.desk.core.grades import GRADES, UNGRADED
from safepassage.desk.core.hidden import made_visible, without_hidden
from safepassage.formats.countries import COUNTRIES
from safepassage.formats.pfif_records import is_of_the_calendar

ADULT_AT = 18
DAYS_A_YEAR = 365.2425
SEALED = "sealed"  # context of validating what was validated before
_NOT_IN_NUMBERS = re.compile(r"[\W_]+")


def _e164(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException as error:
        raise ValueError("expected a phone number with its country code, such as +380501234567") from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError("no phone number of that country has this length")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _known_grade(grade: str) -> str:
    if grade not in GRADES:
        raise ValueError("expected a grade from A1 to F6")
    return grade


def _known_country(code: str, info: ValidationInfo) -> str:
    if code not in COUNTRIES and info.context != SEALED:  # countries end; what was taken once stays readable
        raise ValueError("it is no country; expected two letters of ISO 3166, such as IN or UA")
    return code


def _of_our_times(at: datetime, info: ValidationInfo) -> datetime:
    if not is_of_our_times(at) and info.context != SEALED:  # what was taken before this rule stays readable
        raise ValueError(f"expected an instant from {FIRST_YEAR} to {LAST_YEAR}")
    return at


def _of_the_calendar(said: str, info: ValidationInfo) -> str:
    """A year, a month or a day of birth there is; what was sealed before this rule stays readable."""
    if said and not is_of_the_calendar(said) and info.context != SEALED:
        raise ValueError("the calendar has no such date; expected a year, a month or a day there is")
    return said


def _seen(text: str, info: ValidationInfo) -> str:
    """As it comes in, without what shows nothing; what was sealed with it says so."""
    return made_visible(text) if info.context == SEALED else without_hidden(text)


Seen = AfterValidator(_seen)
Text = Annotated[str, Field(max_length=2_000), Seen]
Instant = Annotated[AwareDatetime, AfterValidator(_of_our_times)]
LongText = Annotated[str, Field(max_length=20_000), Seen]
Phone = Annotated[str, AfterValidator(_e164)]
Grade = Annotated[str, AfterValidator(_known_grade)]
Hours = Annotated[float, Field(ge=0, le=24 * 365)]
BirthDate = Annotated[str, Field(pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$"), AfterValidator(_of_the_calendar)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$"), AfterValidator(_known_country)]


class Sealed(BaseModel):
    """Base of what is sealed: frozen, an unknown field is a fault, and no fault repeats what was given."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

    def to_json(self) -> bytes:
        """What was given, and nothing else."""
        return self.model_dump_json(exclude_defaults=True).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """The inverse."""
        return cls.model_validate_json(content, context=SEALED)


class Document(Sealed):
    """A passport, visa, residence permit. Without a number it only says that they have one."""

    kind: Annotated[str, Field(pattern="^[a-z][a-z0-9_-]{0,31}$")]
    number: Annotated[str, Field(max_length=64), Seen] = ""
    country: Country | None = None
    expires_on: date | None = None


class Contact(Sealed):
    """Next of kin."""

    name: Text
    relation: Text = ""
    phones: tuple[Phone, ...] = ()
    emails: tuple[Text, ...] = ()


class Position(Sealed):
    """Where exactly, since when, how well known."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    at: Instant
    grade: Grade = UNGRADED


class Supplies(Sealed):
    """How many hours each lasts, counted from `at`."""

    at: Instant
    water_h: Hours | None = None
    food_h: Hours | None = None
    heat_h: Hours | None = None
    medicine_h: Hours | None = None


class PersonRecord(Sealed):
    """A person, as sealed. Names, sex, birth, home and author as in PFIF 1.4; the rest is what moving people needs."""

    full_name: Text = ""
    given_name: Text = ""
    family_name: Text = ""
    alternate_names: tuple[Text, ...] = ()
    description: LongText = ""
    sex: Literal["female", "male", "other"] | None = None
    date_of_birth: BirthDate = ""
    age: Annotated[str, Field(pattern=r"^(\d{1,3}(-\d{1,3})?)?$")] = ""
    home_street: Text = ""
    home_neighborhood: Text = ""
    home_city: Text = ""
    home_state: Text = ""
    home_postal_code: Text = ""
    home_country: Country | None = None
    photo_url: Text = ""
    profile_urls: tuple[Text, ...] = ()
    author_name: Text = ""
    author_email: Text = ""
    author_phone: Text = ""
    source_name: Text = ""
    source_url: Text = ""

    nationalities: tuple[Country, ...] = ()
    languages: tuple[Annotated[str, Field(max_length=35), Seen], ...] = ()
    documents: tuple[Document, ...] = ()
    phones: tuple[Phone, ...] = ()
    emails: tuple[Text, ...] = ()
    channels: tuple[Text, ...] = ()  # channels of the crisis that reach them
    medical: LongText = ""
    medicine: Text = ""
    mobility: Text = ""  # a class of the crisis: student, older, stretcher …
    is_pregnant: bool | None = None
    pet: Text = ""
    next_of_kin: tuple[Contact, ...] = ()
    shelter: Text = ""  # hostel, room, station: as people call it
    position: Position | None = None
    supplies: Supplies | None = None
    escort: Text = ""  # the adult who goes with a minor
    remark: LongText = ""

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Self:
        said = (self.full_name, self.given_name, self.family_name, self.phones, self.documents, self.description)
        if not any((*said, self.alternate_names, self.shelter, self.age, self.date_of_birth, self.sex)):
            raise ValueError("nothing says who it is; expected a name, phone, document or description")
        return self

    @property
    def name(self) -> str:
        """One line to call them by."""
        return self.full_name or " ".join(filter(None, (self.given_name, self.family_name)))

    def names(self) -> Iterator[str]:
        """Every name, in every script given."""
        yield from filter(None, (self.name, *self.alternate_names))

    def is_minor(self, on: date) -> bool:
        """Whether they are under 18 on a day, or may be: of a range or a lone year the youngest counts."""
        if self.date_of_birth:
            year, month, day = [*map(int, self.date_of_birth.split("-")), 12, 28][:3]
            return (on - date(year, min(month, 12), min(day, 28))).days < ADULT_AT * DAYS_A_YEAR
        return bool(self.age) and int(self.age.partition("-")[0]) < ADULT_AT

    @property
    def is_medical(self) -> bool:
        """Whether a need of health has to be thought of."""
        return bool(self.medical or self.medicine or self.is_pregnant)

    def searchable(self) -> Iterator[tuple[str, str]]:
        """What may be looked up exactly, in its one form: ("phone", "+380…"), ("document", "M1234567")."""
        for phone in self.phones:
            yield "phone", phone
        for document in self.documents:
            if number := document_form(document.number):
                yield "document", number
        for email in self.emails:
            yield "email", email.casefold()


class NoteRecord(Sealed):
    """What one source said about one person, as sealed; the words are PFIF's."""

    author_name: Text = ""
    author_email: Text = ""
    author_phone: Text = ""
    source_name: Text = ""
    author_made_contact: bool | None = None
    status: (
        Literal["information_sought", "is_note_author", "believed_alive", "believed_missing", "believed_dead"] | None
    ) = None
    email_of_found_person: Text = ""
    phone_of_found_person: Text = ""
    last_known_location: Text = ""
    position: Position | None = None
    text: LongText = ""
    photo_url: Text = ""


class WardenRecord(Sealed):
    """A warden, as sealed."""

    name: Text = ""
    phones: tuple[Phone, ...] = ()
    emails: tuple[Text, ...] = ()
    channels: tuple[Text, ...] = ()
    relay_s: Annotated[int, Field(ge=0, le=86_400)] | None = None
    remark: LongText = ""


def document_form(number: str) -> str:
    """The one form of a document's number: capitals and digits, no marks; "" if nothing is left."""
    return _NOT_IN_NUMBERS.sub("", unicodedata.normalize("NFKC", number)).upper()
