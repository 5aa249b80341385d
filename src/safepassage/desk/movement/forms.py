"""The form that asks for a preflight."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safepassage.desk.crises.models import Crisis
from safepassage.desk.movement import queries


class PreflightForm(forms.Form):
    """Which advisory to check."""

    advisory = forms.ChoiceField(label=_("Advisory"))

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = queries.drafts_of(crisis).values_list("name", flat=True)
        self.fields["advisory"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
