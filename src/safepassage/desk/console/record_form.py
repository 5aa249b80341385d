"""The form of a whole record: every field that a person has, in groups, as text that an officer can correct."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as Refused

from safepassage.desk.console.person_forms import birth_of, phones_of
from safepassage.desk.core import clock
from safepassage.desk.core.grades import GRADES
from safepassage.desk.core.hidden import Line
from safepassage.desk.core.local_time import LocalTime, read_by_clocks_of
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.records import Contact, Document, PersonRecord
from safepassage.desk.people.states import Category
from safepassage.formats.countries import COUNTRIES

SPARE = 2  # empty rows for another document, another of the next of kin
LISTS = ("alternate_names", "nationalities", "languages", "emails", "channels")  # by commas, or one a line
GROUPS = (
    (_("Who"), ("full_name", "given_name", "family_name", "alternate_names", "sex", "born", "nationalities",
                "languages", "category", "description")),
    (_("How they are reached"), ("phones", "emails", "channels")),
    (_("Needs"), ("medical", "medicine", "mobility", "is_pregnant", "escort", "pet")),
    (_("Where they stay"), ("shelter", "latitude", "longitude", "position_at", "position_grade")),
    (_("What they have, in hours"), ("water_h", "food_h", "heat_h", "medicine_h", "supplies_at")),
    (_("Home"), ("home_street", "home_neighborhood", "home_city", "home_state", "home_postal_code", "home_country")),
    (_("The record itself"), ("remark", "keep_until")),
)  # fmt: skip
HOURS = ("water_h", "food_h", "heat_h", "medicine_h")
PLAIN = (  # fields of the record that the form has as they are
    "full_name", "given_name", "family_name", "description", "medical", "medicine", "mobility", "escort", "pet",
    "shelter", "home_street", "home_neighborhood", "home_city", "home_state", "home_postal_code", "remark",
)  # fmt: skip

LATE = _(
    "Somebody else changed this record after you opened it. What you typed is kept; what stands now is written at each "
    "field that differs. Leave what is right, and save again."
)


def _text(label: Any, rows: int = 0, **more: Any) -> Line:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return Line(label=label, required=False, max_length=20_000 if rows else 2_000, widget=widget, **more)


def _hours(label: Any) -> forms.FloatField:
    return forms.FloatField(label=label, required=False, min_value=0, max_value=24 * 365)


def _at(label: Any) -> LocalTime:
    return LocalTime(label=label, required=False, help_text=_("empty: now"))


class CountryField(Line):
    """The two letters of a country; None for nothing."""

    def __init__(self) -> None:
        super().__init__(label=_("Country"), required=False, help_text=_("two letters: IN"), empty_value=None)

    def clean(self, value: Any) -> str | None:
        """In capitals."""
        code: str | None = super().clean(value)
        if code and (code := code.upper()) not in COUNTRIES:
            raise ValidationError(_("It is no country; expected two letters such as IN."))
        return code


class DocumentForm(forms.Form):
    """One document; empty, there is none."""

    kind = forms.RegexField(
        "^[a-z][a-z0-9_-]{0,31}$", label=_("Document"), required=False, help_text=_("passport, visa, residence …")
    )
    number = Line(label=_("Number"), max_length=64, required=False)
    country = CountryField()
    expires_on = forms.DateField(
        label=_("Expires"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> None:
        """Refuse what is said of no document."""
        given = self.cleaned_data
        if not given.get("kind") and any(given.get(name) for name in ("number", "country", "expires_on")):
            self.add_error("kind", _("Say which document it is."))

    def row(self) -> Document | None:
        """The document."""
        given = self.cleaned_data
        if not given.get("kind"):
            return None
        return Document.model_validate(given)


class KinForm(forms.Form):
    """One of the next of kin; empty, there is none."""

    name = Line(label=_("Name"), max_length=2_000, required=False)
    relation = Line(label=_("Relation"), max_length=2_000, required=False)
    phones = Line(label=_("Phones"), max_length=300, required=False)
    emails = Line(label=_("E-mail"), max_length=300, required=False)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis

    def clean_phones(self) -> tuple[str, ...]:
        """In E.164."""
        return phones_of(self.cleaned_data["phones"], self.crisis)

    def clean_emails(self) -> tuple[str, ...]:
        """One by one."""
        return _items(self.cleaned_data["emails"])

    def row(self) -> Contact | None:
        """Whom to tell."""
        given = self.cleaned_data
        return Contact.model_validate(given) if any(given.values()) else None


Documents = forms.formset_factory(DocumentForm, extra=SPARE)
Kin = forms.formset_factory(KinForm, extra=SPARE)


class RecordForm(forms.Form):
    """A record to correct. How somebody is, is no correction but a note."""

    full_name = _text(_("Full name, in any script"))
    given_name = _text(_("Given name"))
    family_name = _text(_("Family name"))
    alternate_names = _text(_("Also called"), help_text=_("by commas: in other scripts, as others write it"))
    sex = forms.ChoiceField(
        label=_("Sex"), required=False,
        choices=[("", _("not said")), ("female", _("female")), ("male", _("male")), ("other", _("other"))],
    )  # fmt: skip
    born = _text(_("Born, or age"), help_text=_("2001-05-17, 2001 or 20"))
    nationalities = _text(_("Nationality"), help_text=_("two letters each: IN, NP"))
    languages = _text(_("Languages"), help_text=_("as codes: hi, en"))
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    description = _text(_("Description"), 2)
    phones = _text(_("Phones"), help_text=_("by commas; + and the country's code first"))
    emails = _text(_("E-mail"))
    channels = _text(_("Channels of the crisis that reach them"), help_text=_("such as sms, e-mail"))
    medical = _text(_("Illness, injury"), 2)
    medicine = _text(_("Medicine that they must have"))
    mobility = _text(_("How they walk"), help_text=_("a class of the crisis: student, older, stretcher …"))
    is_pregnant = forms.NullBooleanField(label=_("Expecting a child"), required=False)
    escort = _text(_("For a minor: the adult who goes with them"))
    pet = _text(_("Pet"))
    shelter = _text(_("Hostel, room, station"))
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    position_at = _at(_("When they were there, local time"))
    position_grade = forms.ChoiceField(
        label=_("How well known"), required=False, choices=[("", _("not graded")), *((each, each) for each in GRADES)]
    )
    water_h, food_h, heat_h = _hours(_("Water")), _hours(_("Food")), _hours(_("Heat"))
    medicine_h = _hours(_("Medicine"))
    supplies_at = _at(_("Counted from, local time"))
    home_street = _text(_("Street"))
    home_neighborhood = _text(_("Neighbourhood"))
    home_city = _text(_("Town"))
    home_state = _text(_("State or district"))
    home_postal_code = _text(_("Postal code"))
    home_country = CountryField()
    remark = _text(_("Remark"), 2)
    keep_until = forms.DateField(
        label=_("Kept until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("then the record is erased"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, crisis: Crisis, record: PersonRecord, **initial: Any) -> None:
        super().__init__(data, initial=_shown(record) | initial)
        read_by_clocks_of(self, crisis.zone)
        self.crisis, self.record = crisis, record
        documents = [each.model_dump() for each in record.documents]
        self.documents = Documents(data, initial=documents, prefix="documents")
        kin = [each.model_dump() | _joined(each, ("phones", "emails")) for each in record.next_of_kin]
        self.kin = Kin(data, initial=kin, prefix="kin", form_kwargs={"crisis": crisis})
        for form in (self, *self.documents, *self.kin):
            for field in form.fields.values():
                field.widget.attrs["autocomplete"] = "off"
        if self.is_late:
            self._show_what_stands()

    @property
    def is_late(self) -> bool:
        """Whether somebody changed the record after this page of it was opened."""
        return self.is_bound and self.data.get("version") != str(self.initial["version"])

    @property
    def documents_now(self) -> str:
        """Of a late form, the documents that stand."""
        documents = (filter(None, each.model_dump().values()) for each in self.record.documents)
        return "; ".join(" ".join(map(str, parts)) for parts in documents)

    @property
    def kin_now(self) -> str:
        """Of a late form, the next of kin who stand."""
        kin = self.record.next_of_kin
        return "; ".join(" ".join((each.name, each.relation, *each.phones, *each.emails)) for each in kin)

    @property
    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """The fields, as the page shows them."""
        return ((label, [self[name] for name in names]) for label, names in GROUPS)

    def clean_born(self) -> dict[str, str]:
        """The record's field and its value."""
        return birth_of(self.cleaned_data["born"])

    def clean_phones(self) -> tuple[str, ...]:
        """In E.164."""
        return phones_of(self.cleaned_data["phones"], self.crisis)

    def clean_position_at(self) -> datetime:
        """With the zone of the crisis."""
        return self._in_zone("position_at")

    def clean_supplies_at(self) -> datetime:
        """With the zone of the crisis."""
        return self._in_zone("supplies_at")

    def clean(self) -> None:
        """Make the record, so that what is refused stands at its field; faults of all rows are told at once."""
        given = self.cleaned_data
        if "latitude" in given and "longitude" in given and (given["latitude"] is None) != (given["longitude"] is None):
            self.add_error("longitude", _("A position has both, a latitude and a longitude."))
        rows_are_well = [self.documents.is_valid(), self.kin.is_valid()]
        if not all(rows_are_well):
            self.add_error(None, _("Look at the documents and the next of kin below."))
        if self.is_late:
            self.add_error(None, LATE)
        if self.errors:
            return
        try:
            self.made = PersonRecord.model_validate(self._said())
        except Refused as refused:
            for fault in refused.errors(include_input=False, include_url=False):
                field = _field_of(fault["loc"])
                self.add_error(field, self._in_words(field, fault["type"], fault["msg"]))

    def _said(self) -> dict[str, Any]:
        """The record as it was, with what was changed, so that what a text cannot hold stays as it is."""
        given = self.cleaned_data
        new = {name: given[name] for name in (*PLAIN, "phones", "is_pregnant", "home_country")}
        new |= {name: _items(given[name]) for name in LISTS} | {"sex": given["sex"] or None}
        new["nationalities"] = tuple(each.upper() for each in new["nationalities"])
        said = self.record.model_dump() | {name: value for name, value in new.items() if self._has_changed(name)}
        if self._has_changed("born"):
            said |= {"date_of_birth": "", "age": "", **given["born"]}
        if self._has_changed("latitude", "longitude", "position_at", "position_grade"):
            said["position"] = self._position()
        if self._has_changed(*HOURS, "supplies_at"):
            said["supplies"] = self._supplies()
        said["documents"] = [row for form in self.documents if (row := form.row())]
        said["next_of_kin"] = [row for form in self.kin if (row := form.row())]
        return said

    def _show_what_stands(self) -> None:
        for name in set(self.changed_data) - {"version"}:
            field, now = self.fields[name], self.get_initial_for_field(self.fields[name], name)
            words = dict(getattr(field, "choices", ())).get(now) or field.widget.format_value(now) or _("nothing")
            self[name].help_text = _("stands now: %(value)s") % {"value": words}

    def _in_words(self, field: str | None, kind: str, said: str) -> str:
        """What is expected, as the form has it; of a pattern the record says nothing that helps."""
        if field and kind == "string_pattern_mismatch":
            return _("Not as expected: %(expected)s.") % {"expected": self.fields[field].help_text}
        return said

    def _has_changed(self, *names: str) -> bool:
        return not set(names).isdisjoint(self.changed_data)

    def _position(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if given["latitude"] is None:
            return None
        graded = {"grade": given["position_grade"]} if given["position_grade"] else {}
        return {**{name: given[name] for name in ("latitude", "longitude")}, "at": given["position_at"], **graded}

    def _supplies(self) -> dict[str, Any] | None:
        hours = {name: self.cleaned_data[name] for name in HOURS if self.cleaned_data[name] is not None}
        return {"at": self.cleaned_data["supplies_at"], **hours} if hours else None

    def _in_zone(self, name: str) -> datetime:
        at: datetime | None = self.cleaned_data[name]
        return at or clock.now()


def _shown(record: PersonRecord) -> dict[str, Any]:
    """The record as the form shows it."""
    shown = {name: getattr(record, name) for name in (*PLAIN, "sex", "is_pregnant", "home_country")}
    shown |= _joined(record, (*LISTS, "phones")) | {"born": record.date_of_birth or record.age}
    if position := record.position:
        shown |= {"latitude": position.latitude, "longitude": position.longitude, "position_grade": position.grade}
        shown["position_at"] = position.at.replace(second=0, microsecond=0)  # as the form shows it
    if supplies := record.supplies:
        shown |= {name: getattr(supplies, name) for name in HOURS}
        shown["supplies_at"] = supplies.at.replace(second=0, microsecond=0)
    return shown


def _joined(record: PersonRecord | Contact, names: Iterable[str]) -> dict[str, str]:
    return {name: ", ".join(getattr(record, name)) for name in names}


def _items(text: str) -> tuple[str, ...]:
    parts = (part.strip() for line in text.splitlines() for part in line.split(","))
    return tuple(filter(None, parts))


def _field_of(place: tuple[int | str, ...]) -> str | None:
    """The field of the form that a part of the record is made of."""
    field, *within = (str(each) for each in place) if place else ("",)
    if field in ("date_of_birth", "age"):
        return "born"
    if field == "position":
        return "position_at" if within == ["at"] else "latitude"
    if field == "supplies":
        return within[0] if within and within[0] in HOURS else "supplies_at"
    return field if field in RecordForm.base_fields else None
