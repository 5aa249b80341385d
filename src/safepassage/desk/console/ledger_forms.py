"""What an auditor may ask the ledger for."""

import re
from collections.abc import Iterable, Mapping
from operator import itemgetter
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.console.deeds import deed
from safepassage.desk.core.local_time import LocalTime
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import Asked
from safepassage.desk.people import queries as people
from safepassage.desk.people.numbers import parse_number

REFERENCE = re.compile(r"[a-z_]+(:[\w .-]{1,64})?", re.ASCII)
MOST = 2**63 - 1  # of a number that the database takes


class AskForm(forms.Form):
    """By whom, what, to whom, when; before which act."""

    verb = forms.ChoiceField(label=_("What was done"), required=False)
    actor = forms.ChoiceField(label=_("By whom"), required=False)
    subject = forms.CharField(
        label=_("To whom or what"),
        required=False,
        max_length=80,
        help_text=_("A person's number, or what the ledger calls it, such as item:0192…"),
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=MOST, widget=forms.HiddenInput)

    def __init__(
        self, *args: object, crisis: Crisis, actors: Iterable[str], verbs: Iterable[str], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis
        local = {"zone": crisis.zone, "required": False}
        self.fields["since"] = LocalTime(label=_("Since, local time there"), **local)
        self.fields["until"] = LocalTime(label=_("Before, local time there"), **local)
        deeds = sorted(((verb, deed(verb)) for verb in verbs), key=itemgetter(1))
        self.fields["verb"].choices = [("", _("anything")), *deeds]
        self.fields["actor"].choices = [("", _("anybody")), *((actor, actor) for actor in actors)]

    def name_actors(self, names: Mapping[str, str]) -> None:
        """Show those who may be asked for by name. `names`: of them all, and of others."""
        anybody, *there = self.fields["actor"].choices
        named = sorted(((actor, names[actor]) for actor, _reference in there), key=itemgetter(1))
        self.fields["actor"].choices = [anybody, *named]

    def clean_subject(self) -> str:
        """As the ledger names it."""
        text: str = self.cleaned_data["subject"].strip()
        if number := parse_number(text):
            person = people.ever_registered(self.crisis).filter(number=number).first()
            if person is None:
                raise ValidationError(_("Nobody in this crisis has this number."))
            return person.reference
        if text and not REFERENCE.fullmatch(text):
            raise ValidationError(_("Expected a number of 12 digits, or a name such as item:0192…"))
        return text

    def asked(self) -> tuple[Asked, int | None]:
        """For the ledger."""
        given = self.cleaned_data
        return Asked(**{name: given[name] for name in Asked._fields}), given["before"]

    def query(self) -> str:
        """What was asked, for the address of another page of the same."""
        return urlencode({name: self.data[name] for name in Asked._fields if self.data.get(name)})
