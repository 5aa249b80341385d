"""The form of a line: what its provider has to know, field by field; and of an address for exercises."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from safepassage.desk.advice.channels.gateway import DIALECTS
from safepassage.desk.advice.lines import NewLine
from safepassage.desk.advice.providers import PROVIDERS
from safepassage.desk.console.person_forms import phones_of
from safepassage.desk.crises.models import Crisis

LABELS = {
    "host": _("Server"), "port": _("Port"), "sender": _("Sender, as people see it"), "subject": _("Subject"),
    "user": _("User, or account"), "password": _("Password"), "is_encrypted": _("Encrypted (STARTTLS)"),
    "dialect": _("It speaks as"), "url": _("Address where messages are handed over"),
    "secret": _("By what its call-backs are signed"), "system_type": _("System type"),
    "binds": _("Connections at once"), "connections": _("Connections at once"),
    "window": _("Messages without an answer at once, on each connection"),
    "is_tls": _("Encrypted (TLS)"),
}  # fmt: skip
HELP = {
    "secret": _("Twilio: the account's token. Kannel: any long text that nobody can guess."),
    "system_type": _("Only if the SMS centre asks for one."),
    "binds": _("As many as the SMS centre allows; each worker makes so many."),
    "is_tls": _("Without it everybody on the way can read the texts: only over a private network."),
}
FILLED_IN = frozenset({"callback", "line", "segments_per_s"})  # by the desk


class LineForm(forms.Form):
    """A line by one provider."""

    channel = forms.ChoiceField(label=_("Channel of the crisis"))
    segments_per_s = forms.FloatField(
        label=_("Messages a second, at most"), min_value=0.01, max_value=10_000, initial=1,
        help_text=_("of SMS: segments; as the provider allows"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, provider: str, channels: dict[str, str]) -> None:
        super().__init__(data)
        self.provider = provider
        self.fields["channel"].choices = list(channels.items())  # type: ignore[attr-defined]
        self.names = [name for name in PROVIDERS[provider].settings.model_fields if name not in FILLED_IN]
        for name in self.names:
            self.fields[name] = _field(name, PROVIDERS[provider].settings.model_fields[name])

    def new(self) -> NewLine:
        """What was given."""
        given = self.cleaned_data
        said = {name: given[name] for name in self.names}
        return NewLine(given["channel"], self.provider, given["segments_per_s"], said)


class AddressForm(forms.Form):
    """A phone number or an e-mail address."""

    address = forms.CharField(label=_("Phone number, or e-mail address"), max_length=200)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis

    def clean_address(self) -> str:
        """In the form in which records have it."""
        given: str = self.cleaned_data["address"].strip()
        if "@" in given:
            validate_email(given)
            return given
        return phones_of(given, self.crisis)[0]


def _field(name: str, info: FieldInfo) -> forms.Field:
    default = None if info.is_required() else info.default
    told = {"label": LABELS[name], "help_text": HELP.get(name, ""), "initial": default}
    if name == "dialect":
        return forms.ChoiceField(choices=[(each, each.title()) for each in DIALECTS], **told)
    if info.annotation is bool:
        return forms.BooleanField(required=False, **told)
    if info.annotation is int:
        return forms.IntegerField(**told)
    attrs = {"autocomplete": "new-password" if name == "password" else "off"}
    widget = (forms.PasswordInput if name == "password" else forms.TextInput)(attrs)
    return forms.CharField(required=info.is_required(), max_length=500, widget=widget, **told)
