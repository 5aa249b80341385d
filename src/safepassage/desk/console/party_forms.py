"""Forms of parties and wardens: who moves together, how, and who answers for them."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.console.forms import ReasonForm
from safepassage.desk.console.person_forms import phones_of
from safepassage.desk.core.hidden import Line
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.queries import of_kind
from safepassage.desk.people import queries
from safepassage.desk.people.models import CODE, Party, Person
from safepassage.desk.people.records import WardenRecord


class NumbersField(Line):
    """Numbers of persons, one a line or by commas; cleaned, they are the persons."""

    def __init__(self, **kwargs: Any) -> None:
        about = _("one a line, or by commas; spaces within a number do not count")
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}), help_text=about, **kwargs)

    def persons(self, crisis: Crisis, text: str) -> list[Person]:
        """Raises ValidationError with every number that nobody of the crisis has."""
        asked = list(dict.fromkeys(part.strip() for part in text.replace(",", "\n").splitlines() if part.strip()))
        found = queries.persons_numbered(crisis, asked)
        if strangers := [text for text in asked if text not in found]:
            raise ValidationError([_("Nobody in this crisis has the number %s.") % text for text in strangers])
        return list({person.pk: person for person in found.values()}.values())


class MoveForm(forms.Form):
    """How a party moves, and who answers for it."""

    warden = forms.ChoiceField(label=_("Warden"), required=False)
    means = forms.ChoiceField(label=_("How it moves"), choices=Party.Means.choices)
    seats = forms.IntegerField(
        label=_("Seats in its own vehicle"), min_value=0, max_value=100, initial=0, help_text=_("the driver's too")
    )
    urgent = Line(
        label=_("Urgent class"),
        required=False,
        max_length=64,
        validators=[CODE],
        help_text=_("one of the crisis's: medical, minor …"),
    )

    def __init__(self, *args: Any, wardens: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("nobody answers for them")), *((str(pk), code) for pk, code in wardens.items())]
        self.fields["warden"].choices = choices  # type: ignore[attr-defined]

    def clean_warden(self) -> UUID | None:
        """The warden's id."""
        return UUID(self.cleaned_data["warden"]) if self.cleaned_data["warden"] else None

    def clean(self) -> None:
        """Who has no vehicle has no seats in one, and the other way."""
        means, seats = self.cleaned_data.get("means"), self.cleaned_data.get("seats")
        if means == Party.Means.VEHICLE and seats == 0:
            self.add_error("seats", _("With a vehicle of its own it has seats: how many?"))


class NewPartyForm(MoveForm):
    """Who moves together."""

    members = NumbersField(label=_("Numbers of those who move together"))
    field_order = ("members",)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis

    def clean_members(self) -> list[Person]:
        """The persons."""
        return self.fields["members"].persons(self.crisis, self.cleaned_data["members"])  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """Who joins a party."""

    members = NumbersField(label=_("Numbers of those who join it"))

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis

    def clean_members(self) -> list[Person]:
        """The persons."""
        return self.fields["members"].persons(self.crisis, self.cleaned_data["members"])  # type: ignore[attr-defined]


class SplitForm(ReasonForm):
    """Who leaves a party."""

    members = forms.MultipleChoiceField(label=_("Who leaves it"), widget=forms.CheckboxSelectMultiple)
    field_order = ("members", "reason")

    def __init__(self, *args: Any, names: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(str(pk), name) for pk, name in names.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[UUID]:
        """Ids of persons."""
        return [UUID(each) for each in self.cleaned_data["members"]]


class WardenForm(forms.Form):
    """A warden: who they are, and how they are reached."""

    name = Line(label=_("Name"), max_length=2_000, required=False)
    phones = Line(label=_("Phones"), max_length=300, required=False)
    emails = Line(label=_("E-mail"), max_length=300, required=False, help_text=_("by commas"))
    channels = forms.MultipleChoiceField(
        label=_("Channels that reach them"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("none ticked: SMS and voice if a phone is known, e-mail if an address is"),
    )
    relay = forms.IntegerField(
        label=_("Minutes until they have told everybody"), min_value=0, max_value=24 * 60, required=False
    )
    remark = Line(label=_("Remark"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis
        self.channels = [(channel.code, str(channel)) for channel in of_kind(crisis, Kind.CHANNEL)]
        self.fields["channels"].choices = self.channels  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    @staticmethod
    def shown(record: WardenRecord) -> dict[str, Any]:
        """The record as the form shows it."""
        joined = {"phones": ", ".join(record.phones), "emails": ", ".join(record.emails)}
        relay = None if record.relay_s is None else record.relay_s // 60
        return {"name": record.name, "remark": record.remark, "channels": record.channels, "relay": relay, **joined}

    def clean_phones(self) -> tuple[str, ...]:
        """In E.164."""
        return phones_of(self.cleaned_data["phones"], self.crisis)

    def clean_emails(self) -> tuple[str, ...]:
        """One by one."""
        return tuple(filter(None, map(str.strip, self.cleaned_data["emails"].split(","))))

    def record(self, before: WardenRecord | None = None) -> WardenRecord:
        """The record; what the form does not show is as it was before."""
        given = self.cleaned_data
        said = before.model_dump() if before else {}
        relay = {"relay_s": None if given["relay"] is None else given["relay"] * 60}
        known = {code for code, _label in self.channels}
        others = tuple(
            name for name in said.get("channels", ()) if name not in known
        )  # of before, or of another crisis
        channels = {"channels": (*given["channels"], *others)}
        changed = {name: given[name] for name in ("name", "phones", "emails", "remark")} | channels | relay
        return WardenRecord.model_validate(said | changed)


class NewWardenForm(WardenForm):
    """Somebody who relays to a set of parties."""

    code = Line(
        label=_("What lists call them"),
        max_length=64,
        validators=[CODE],
        help_text=_("such as metro-2; small letters and digits, not their name"),
    )
    field_order = ("code",)
