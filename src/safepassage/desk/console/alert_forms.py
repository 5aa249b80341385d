"""The forms of the gate and of orders: ask, approve, refuse, order, stop, cancel, review."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from safepassage.desk.advice.gate import Override
from safepassage.desk.advice.kinds import TEMPLATES
from safepassage.desk.advice.models import Issued
from safepassage.desk.advice.queries import Ground
from safepassage.desk.core.local_time import LocalTime
from safepassage.desk.core.once import Once, id_once
from safepassage.desk.crises.models import Crisis

TWO_ROWS = {"rows": 2}


class AskForm(forms.Form):
    """What those are told who cannot go; and which alert it takes the place of."""

    rest = forms.CharField(
        label=_("What is being done for those who cannot go"),
        max_length=300,
        widget=forms.Textarea(attrs=TWO_ROWS),
        help_text=_("word for word in their text, after: Stay in shelter. Never more than is done."),
    )
    replaces = forms.ChoiceField(label=_("It takes the place of"), required=False)

    def __init__(self, *args: Any, moves: list[Issued], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moves = {str(each.pk): each for each in moves}
        if moves:
            none = ("", _("nothing: it is a new one"))
            choices = [none, *((pk, each.headline) for pk, each in self.moves.items())]
            self.fields["replaces"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["replaces"]

    def replaced(self) -> Issued | None:
        """The alert that it updates."""
        return self.moves.get(self.cleaned_data.get("replaces", ""))


class OverrideForm(forms.Form):
    """Why a Move goes out unchecked, and in which words."""

    ground = forms.ChoiceField(label=_("Why it cannot be checked first"), choices=Ground.choices)
    reason = forms.CharField(label=_("What is happening"), max_length=500, widget=forms.Textarea(attrs=TWO_ROWS))
    text = forms.CharField(
        label=_("The words that go out to everybody"), max_length=300, widget=forms.Textarea(attrs=TWO_ROWS)
    )

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leave_by"] = LocalTime(
            zone=crisis.zone,
            label=_("Nobody is to start after, local time there"),
        )

    def override(self) -> Override:
        """What is asked for."""
        said = self.cleaned_data
        return Override(said["ground"], said["reason"], said["text"], said["leave_by"])


class ClearForm(forms.Form):
    """That one read exactly these words."""

    language = forms.CharField(max_length=35, widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    is_read = forms.BooleanField(label=_("I read this language, I did not write this, and it says the same."))


class ApproveForm(forms.Form):
    """The number that shows that it was read."""

    number = forms.IntegerField(
        label=_("Type the number of people whom it cannot serve"),
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Note, for the record"), max_length=500, required=False)


class RefuseForm(forms.Form):
    """Why not."""

    refused = forms.CharField(label=_("Why not"), max_length=500)


class OrderForm(Once):
    """What everybody is told at once, in approved words."""

    template = forms.ChoiceField(
        label=_("What they are told"),
        choices=[(code, template.label) for code, template in TEMPLATES.items()],
        widget=forms.RadioSelect,
    )
    place = forms.CharField(
        label=_("Which place to avoid"),
        max_length=100,
        required=False,
        help_text=_("for Avoid alone, as people know it"),
    )

    def clean(self) -> None:
        """Refuse an Avoid that says no place."""
        given = self.cleaned_data
        template = TEMPLATES.get(given.get("template", ""))
        if template and template.needs_place and not given.get("place", "").strip():
            self.add_error("place", _("Say which place."))

    def alert_id(self) -> UUID:
        """The same for the same page and words."""
        given = self.cleaned_data
        return id_once(given["token"], given["template"], given["place"])


class StopForm(forms.Form):
    """Why an alert is stopped."""

    stopped = forms.CharField(label=_("Why it is stopped"), max_length=500)


class CancelForm(forms.Form):
    """Why an alert is cancelled."""

    cancelled = forms.CharField(label=_("Why it is cancelled"), max_length=500)


class FoundForm(forms.Form):
    """What a review found."""

    finding = forms.CharField(label=_("What you found"), max_length=2_000, widget=forms.Textarea(attrs=TWO_ROWS))
