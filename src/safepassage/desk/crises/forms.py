"""Forms for crises, members, tokens, officers and enrolment."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import CRISIS_FIELDS
from safepassage.desk.crises.models import Crisis, Enrolment, Officer


class CrisisForm(forms.ModelForm):
    """A new crisis, or a change of one; then without its status, which stays."""

    class Meta:
        model = Crisis
        fields = CRISIS_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["status"]


class MemberForm(forms.Form):
    """A role for an officer."""

    username = forms.CharField(label=_("Officer's username"), max_length=64)
    role = forms.ChoiceField(label=_("Role"), choices=Role)

    def clean_username(self) -> Officer:
        """The officer. They are named, not chosen from a list: who else works here is no business of a crisis."""
        officer = Officer.objects.filter(username=self.cleaned_data["username"], is_active=True).first()
        if officer is None:
            raise ValidationError(_("No active officer has this username."))
        return officer


class TokenForm(forms.Form):
    """A token for a program."""

    name = forms.CharField(label=_("Which program, run by whom"), max_length=64)
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    days = forms.IntegerField(label=_("Days until it ends"), min_value=1, max_value=90, initial=14)

    def lasts(self) -> timedelta:
        """How long the token is in force."""
        return timedelta(days=self.cleaned_data["days"])


class OfficerForm(forms.ModelForm):
    """An invitation."""

    class Meta:
        model = Officer
        fields = ("username", "name")


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class PasswordForm(forms.Form):
    """A first or a new password, by an enrolment link."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html,
    )
    again = forms.CharField(
        label=_("Again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = enrolment.officer

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.officer)
        return password

    def clean(self) -> None:
        if self.cleaned_data.get("again") != self.cleaned_data.get("password"):
            self.add_error("again", _("The two are not the same."))
