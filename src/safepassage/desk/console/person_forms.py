"""Forms that find and register a person. What comes in is checked here, field by field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core import clock
from safepassage.desk.core.hidden import Line
from safepassage.desk.core.once import Once, said_once
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.duties import IN_SHORT
from safepassage.desk.people.entries import NewNote, NewPerson
from safepassage.desk.people.mobility import CANNOT_WALK, cannot_walk
from safepassage.desk.people.records import Document, NoteRecord, PersonRecord, document_form
from safepassage.desk.people.saying import born_in, phones_in
from safepassage.desk.people.states import Category, State, heard_from

WHAT_A_CALL_TELLS = (  # the likeliest first
    State.SHELTERING,
    State.UNDECIDED,
    State.STAYING,
    State.MOVING,
    State.IN_HAVEN,
    State.LEFT,
    State.ABROAD_OWN,
    State.HOME,
    State.IN_HOSPITAL,
    State.HELD,
    State.MISSING,
    State.DEAD,
)


class FindForm(forms.Form):
    """The one box."""

    find = Line(
        label=_("Number, name, phone, document or hostel"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "accesskey": "f", "type": "search"}),
    )


class NewPersonForm(Once):
    """Somebody new, in few fields, each one line, so that Enter saves; pressed twice, it saves once."""

    name = Line(label=_("Name, in any script"), max_length=200)
    phone = Line(label=_("Phone they can be reached at"), max_length=60, required=False)
    shelter = Line(label=_("Where they stay: hostel, room, station"), max_length=300, required=False)
    state = forms.ChoiceField(
        label=_("How they are"), required=False,
        choices=[("", _("not said")), *((each.value, each.label) for each in WHAT_A_CALL_TELLS)],
        help_text=IN_SHORT,
    )  # fmt: skip
    born = Line(label=_("Born, or age"), max_length=30, required=False, help_text=_("2001-05-17, 2001 or 20"))
    document = Line(label=_("Passport number"), max_length=64, required=False)
    needs = Line(label=_("Needs: illness, medicine, cannot walk"), max_length=500, required=False)
    caller = Line(
        label=_("Who is calling, if not they themselves"),
        max_length=200,
        required=False,
        help_text=_("name, relation, phone"),
    )
    said = Line(label=_("What the caller says"), max_length=2_000, required=False)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"  # the next caller is somebody else
        self.fields["name"].widget.attrs["accesskey"] = "n"

    def clean_phone(self) -> tuple[str, ...]:
        """In E.164."""
        return phones_of(self.cleaned_data["phone"], self.crisis)

    def clean_document(self) -> str:
        """With something in it that can be looked up."""
        number: str = self.cleaned_data["document"]
        if number and not document_form(number):
            raise ValidationError(_("There is no letter and no digit in it."))
        return number

    def clean_born(self) -> dict[str, str]:
        """The record's field and its value."""
        return birth_of(self.cleaned_data["born"])

    def entry(self) -> NewPerson:
        """The person, with what the caller said as the first note."""
        given = self.cleaned_data
        record = PersonRecord(
            full_name=given["name"],
            phones=given["phone"],
            shelter=given["shelter"],
            documents=(Document(kind="passport", number=given["document"]),) if given["document"] else (),
            medical=given["needs"],
            mobility=CANNOT_WALK if cannot_walk(given["needs"]) else "",
            **given["born"],
        )
        about = NoteRecord(author_name=given["caller"], text=given["said"], author_made_contact=not given["caller"])
        state = State(given["state"]) if given["state"] else None
        note = NewNote(clock.now(), state if given["caller"] else heard_from(state), record=about)
        once = said_once(*(self.data.get(name, "") for name in self.fields))
        return NewPerson(record, Category.NATIONAL, outside_id=once, notes=(note,))


def phones_of(text: str, crisis: Crisis) -> tuple[str, ...]:
    """Phone numbers in E.164. Raises ValidationError."""
    try:
        return phones_in(text, crisis)
    except ValueError as error:
        raise ValidationError(_("That is no phone number; write + and the country's code first.")) from error


def birth_of(text: str) -> dict[str, str]:
    """The record's field, date of birth or age, and its value. Raises ValidationError."""
    try:
        return born_in(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error
