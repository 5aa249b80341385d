"""The forms that write an advisory to check, and that ask for a preflight of it."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core.local_time import LocalTime
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.movement import queries
from safepassage.planning.model import Means

HOW = {Means.FOOT.value: "on foot", Means.VEHICLE.value: "by vehicle"}  # as people are told
LANGUAGES = {"en": "English", "hi": "हिन्दी", "uk": "Українська", "ru": "Русский", "ar": "العربية"}
SENTENCE = ("havens", "deadline_kind", "deadline_at", "means")
BESIDE = ("text", "language", "second_language", "second_text", "fallback", "name", "issued_at")


class PreflightForm(forms.Form):
    """Which advisory to check."""

    advisory = forms.ChoiceField(label=_("Advisory"))

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = queries.drafts_of(crisis).values_list("name", flat=True)
        self.fields["advisory"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why an advisory is taken back."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=500)


class AdvisoryForm(forms.Form):
    """A Move advisory, as officers mean to send it: to which havens, by when, by what means, in which words."""

    name = forms.RegexField(
        "^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$",
        label=_("Short name"),
        help_text=_("letters and digits, such as first; one of the same name is written over"),
    )
    havens = forms.MultipleChoiceField(label=_("To which havens"), widget=forms.CheckboxSelectMultiple)
    deadline_kind = forms.ChoiceField(
        label=_("They have to"),
        choices=[("arrive_by", _("be there by the deadline")), ("leave_by", _("leave by the deadline"))],
    )
    means = forms.MultipleChoiceField(
        label=_("By what means"),
        choices=[(Means.FOOT.value, _("on foot")), (Means.VEHICLE.value, _("by vehicle"))],
        initial=[Means.FOOT.value, Means.VEHICLE.value],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.RegexField(
        "^[a-z]{2,3}$", label=_("Language of the text"), initial="en", help_text=_("such as en")
    )
    text = forms.CharField(
        label=_("The text, word for word"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("empty, in English: the sentence above"),
    )
    second_language = forms.ChoiceField(
        label=_("A second language"),
        required=False,
        choices=[("", _("none")), *LANGUAGES.items()],
        help_text=_("it goes out in it only when another officer has read it and cleared it"),
    )
    second_text = forms.CharField(
        label=_("The same in the second language"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("the same places, times and digits; each person's own line is added in it"),
    )
    fallback = forms.CharField(
        label=_("What to do if a haven is full, or the way is shut"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = queries.now_of(crisis)
        self.crisis, self.names = crisis, ground.names_of_havens(crisis)
        self.fields["havens"].choices = list(self.names.items())  # type: ignore[attr-defined]
        self.fields["issued_at"] = LocalTime(
            zone=crisis.zone,
            label=_("Issued, local time there"),
            required=False,
            help_text=_("empty: now, by the crisis's clock"),
        )
        self.fields["deadline_at"] = LocalTime(zone=crisis.zone, label=_("Deadline, local time there"))
        self.order_fields(SENTENCE + BESIDE)
        self.sentence = [self[name] for name in SENTENCE]
        self.beside = [self[name] for name in BESIDE]

    def clean(self) -> None:
        """Refuse a deadline that comes before the advisory itself."""
        given = self.cleaned_data
        given["issued_at"] = given.get("issued_at") or self.now
        if given.get("deadline_at") and given["deadline_at"] <= given["issued_at"]:
            self.add_error("deadline_at", ValidationError(_("The deadline comes before the advisory is issued.")))
        self._refuse_half_a_second(given)
        if not given.get("text", "").strip():
            if given.get("language") != "en":
                self.add_error("text", ValidationError(_("Only in English is the text made of the sentence.")))
            elif not self.errors:
                given["text"] = self._sentence()

    def _refuse_half_a_second(self, given: dict[str, Any]) -> None:
        second, text = given.get("second_language", ""), given.get("second_text", "").strip()
        if second and not text:
            self.add_error("second_text", ValidationError(_("Write it in the second language too, or choose none.")))
        if text and not second:
            self.add_error("second_language", ValidationError(_("Say which language this is.")))
        if second and second == given.get("language"):
            self.add_error("second_language", ValidationError(_("It is the first language already.")))

    def _sentence(self) -> str:
        """What the form says, as it is told to people."""
        given, zone = self.cleaned_data, ZoneInfo(self.crisis.zone)
        havens = " or ".join(self.names[code] for code in given["havens"])
        means = " or ".join(HOW[each] for each in given["means"])
        does = "Be there" if given["deadline_kind"] == "arrive_by" else "Leave"
        at = given["deadline_at"].astimezone(zone)
        city = self.crisis.zone.rpartition("/")[2].replace("_", " ")
        when = f"{at:%H:%M} {city} time on {at.day} {at:%B}"
        return f"Go from {self.crisis.name} to {havens}. {does} by {when}, {means}."

    def said(self, issuer: str) -> dict[str, Any]:
        """The advisory's fields, as the planner has them."""
        given = self.cleaned_data
        same = ("issued_at", "deadline_at", "deadline_kind", "means", "fallback")
        havens = [{"asked": self.names[code], "haven_id": code} for code in given["havens"]]
        text = {given["language"]: given["text"]}
        if given["second_language"]:
            text[given["second_language"]] = given["second_text"].strip()
        return {name: given[name] for name in same} | {"kind": "Move", "issuer": issuer, "havens": havens, "text": text}
