"""Forms of exports: whom, which columns, for whom, why; and of standing authorities."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core import clock
from safepassage.desk.crises.access import AT_WORK, Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.queries import havens_of
from safepassage.desk.people import queries as people
from safepassage.desk.people.numbers import called, parse_number
from safepassage.desk.people.states import Category, State
from safepassage.desk.release.actions import NewExport
from safepassage.desk.release.columns import COLUMNS, USUAL
from safepassage.desk.release.selection import Selection
from safepassage.desk.release.words import LONGEST_AUTHORITY, Audience, Format

MOST_NUMBERS = 2_000
ANY = ("", _("(any)"))
MANIFESTS = [(each.value, each.label) for each in (Format.ROSTER, Format.XLSX, Format.CSV)]


class AskForm(forms.Form):
    """A file to ask for."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *State.choices])
    haven = forms.ChoiceField(label=_("Haven"), required=False)
    warden = forms.ChoiceField(label=_("Warden"), required=False)
    party = forms.CharField(label=_("Party, its short name"), required=False, max_length=64)
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[ANY, *Category.choices])
    source = forms.CharField(label=_("Source, its short name"), required=False, max_length=64)
    numbers = forms.CharField(
        label=_("Only these numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("one a line, or with commas between"),
    )
    format = forms.ChoiceField(label=_("Made as"), choices=Format.choices)
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        required=False,
        initial=USUAL,
        widget=forms.CheckboxSelectMultiple,
        choices=[(code, column.label) for code, column in COLUMNS.items() if not column.is_sensitive],
    )
    sensitive = forms.MultipleChoiceField(
        label=_("Sensitive columns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(code, column.label) for code, column in COLUMNS.items() if column.is_sensitive],
        help_text=_("each one more can hurt somebody if the file is lost"),
    )
    audience = forms.ChoiceField(label=_("For"), choices=Audience.choices)
    recipient = forms.CharField(label=_("Who gets it"), max_length=200)
    reason = forms.CharField(label=_("What they need it for"), max_length=500)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis
        havens, wardens = havens_of(crisis), people.wardens_of(crisis).values_list("pk", "code")
        self.fields["haven"].choices = [ANY, *((str(pk), name) for pk, name in havens.items())]  # type: ignore[attr-defined]
        self.fields["warden"].choices = [ANY, *((str(pk), called(code)) for pk, code in wardens)]  # type: ignore[attr-defined]
        names = list(self.fields)
        self.whom = [self[name] for name in names[: names.index("format")]]
        self.what = [self[name] for name in names[names.index("format") :]]

    def clean_party(self) -> UUID | None:
        """Its id."""
        code = self.cleaned_data["party"].strip()
        party = people.parties_of(self.crisis).filter(code=code).first() if code else None
        if code and party is None:
            raise ValidationError(_("No party of this crisis is called so."))
        return party.pk if party else None

    def clean_numbers(self) -> tuple[UUID, ...] | None:
        """The persons' ids; None if no number was given. Tells every number that is nobody's."""
        texts = [text for text in re.split(r"[\n,;]+", self.cleaned_data["numbers"]) if text.strip()]
        if len(texts) > MOST_NUMBERS:
            raise ValidationError(_("At most %(most)s numbers."), params={"most": MOST_NUMBERS})
        numbers = [parse_number(text) for text in texts]
        rows = people.persons_of(self.crisis).filter(number__in=[each for each in numbers if each])
        known = dict(rows.values_list("number", "pk"))
        wrong = [str(place) for place, number in enumerate(numbers, 1) if number not in known]
        if wrong:
            raise ValidationError(
                _("Nobody in this crisis has these, counted from the first: %(places)s."),
                params={"places": ", ".join(wrong)},
            )
        return tuple(known[number] for number in numbers if number) if texts else None

    def asked(self) -> NewExport:
        """What is asked for."""
        said = self.cleaned_data
        selection = Selection(
            state=said["state"],
            haven=UUID(said["haven"]) if said["haven"] else None,
            warden=UUID(said["warden"]) if said["warden"] else None,
            party=said["party"],
            category=said["category"],
            source=said["source"].strip(),
            ids=said["numbers"],
        )
        chosen = {*said["columns"], *said["sensitive"]}
        columns = tuple(code for code in COLUMNS if code in chosen)
        made_as, audience = Format(said["format"]), Audience(said["audience"])
        return NewExport(made_as, audience, columns, selection, said["recipient"], said["reason"])


class DecideForm(forms.Form):
    """Yes or no to what another officer asks for, and why."""

    decision = forms.ChoiceField(label=_("You say"), choices=[("yes", _("yes, give it out")), ("no", _("no"))])
    reason = forms.CharField(label=_("Why"), max_length=500)


class GlassForm(forms.Form):
    """Why it cannot wait for a second officer."""

    reason = forms.CharField(
        label=_("Why it cannot wait for a second officer"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class FindingForm(forms.Form):
    """What a review found."""

    finding = forms.CharField(label=_("What you found"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class AuthorityForm(forms.Form):
    """A standing authority to give."""

    haven = forms.ChoiceField(label=_("Haven"))
    role = forms.ChoiceField(
        label=_("Who holds it"), choices=[(role.value, role.label) for role in Role if role in AT_WORK]
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=LONGEST_AUTHORITY.days,
        initial=1,
        help_text=_("from now; it holds as soon as another officer has confirmed it"),
    )
    reason = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.havens = havens_of(crisis)
        self.fields["haven"].choices = [(str(pk), name) for pk, name in self.havens.items()]  # type: ignore[attr-defined]

    def span(self) -> tuple[datetime, datetime]:
        """From now on, for so many days."""
        now = clock.now()
        return now, now + timedelta(days=self.cleaned_data["days"])


class ManifestForm(forms.Form):
    """How a manifest is made."""

    format = forms.ChoiceField(label=_("Made as"), choices=MANIFESTS)
