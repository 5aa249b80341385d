"""The form of a message that came in: what it says first, then about whom, from whom and who deals with it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core import clock
from safepassage.desk.core.local_time import LocalTime
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries as people
from safepassage.desk.people.messages import Channel, Matter, Message
from safepassage.desk.people.models import Person
from safepassage.desk.queue.work import WHO_MAY_HAVE_WORK

NOT_KNOWN = "not-known"
DUE_IN = ((1, _("within 1 h")), (2, _("within 2 h")), (6, _("within 6 h")), (24, _("within 24 h")))


class MessageForm(forms.Form):
    """One message. Who of those found it is about is asked once somebody was looked for."""

    text = forms.CharField(
        label=_("The message, word for word"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    matter = forms.ChoiceField(
        label=_("What it is about: the first that fits"), choices=Matter, widget=forms.RadioSelect
    )
    about = forms.CharField(
        label=_("About whom: number, name, phone, document or hostel"),
        max_length=200,
        required=False,
        help_text=_("empty: not known"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    looked_for = forms.CharField(required=False, widget=forms.HiddenInput)  # what `person` answers
    person = forms.CharField(label=_("Which of these"), required=False, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How it came"), choices=Channel)
    sender = forms.CharField(
        label=_("Who sent it: name, address or phone"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Who deals with it"),
        choices=[(each.value, each.label) for each in WHO_MAY_HAVE_WORK],
        initial=Role.CASEWORKER,
    )
    due_in = forms.TypedChoiceField(
        label=_("Due"),
        choices=[("", _("as soon as what it is about asks for")), *DUE_IN],
        coerce=int,
        empty_value=None,
        required=False,
    )
    is_another = forms.BooleanField(label=_("I have looked: this is another message in the same words"), required=False)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis
        self.fields["came_at"] = LocalTime(
            zone=crisis.zone, label=_("When it came, local time there"), required=False, help_text=_("empty: now")
        )
        self.order_fields(("text", "matter", "about", "looked_for", "person", "channel", "sender", "came_at"))
        self.candidates: list[tuple[str, str]] = []
        self.came_before = False

    def offer(self, found: Iterable[tuple[Person, str]]) -> None:
        """Ask which of those found, with what they are called, it is about."""
        self.data = self.data.copy()
        self.data["looked_for"] = self.data.get("about", "")
        self.data.pop("person", None)
        self.candidates = [(str(person.pk), called) for person, called in found]
        self.candidates.append((NOT_KNOWN, _("Nobody of these, or not known")))
        self.fields["person"].widget.choices = self.candidates  # type: ignore[attr-defined]

    def shown(self) -> list[forms.BoundField]:
        """The fields, without questions that do not arise."""
        hidden = {"person": not self.candidates, "is_another": not self.came_before}
        return [field for field in self.visible_fields() if not hidden.get(field.name)]

    def is_answered(self) -> bool:
        """Whether it was said which of those found it is; or nobody had to be looked for."""
        given = self.cleaned_data
        return not given["about"] or bool(given["person"] and given["about"] == given["looked_for"])

    def clean_person(self) -> Person | str:
        """Somebody on this register; NOT_KNOWN; or nothing, if it was not asked."""
        text: str = self.cleaned_data["person"]
        if text in ("", NOT_KNOWN):
            return text
        try:
            found = people.persons_of(self.crisis).filter(pk=UUID(text), erased_at=None).first()
        except ValueError:
            found = None
        if found is None:
            raise ValidationError(_("Nobody on this register; look for them again."))
        return found

    def clean_came_at(self) -> datetime:
        """Not in the future."""
        now = clock.now()
        came_at: datetime = self.cleaned_data["came_at"] or now
        if came_at > now:
            raise ValidationError(_("This is in the future."))
        return came_at

    def message(self, person: Person | None) -> Message:
        """What is taken in."""
        given = self.cleaned_data
        return Message(
            Channel(given["channel"]),
            Matter(given["matter"]),
            given["sender"],
            given["came_at"],
            given["text"],
            person,
            Role(given["role"]),
            clock.now() + timedelta(hours=given["due_in"]) if given["due_in"] else None,
            given["is_another"],
        )
