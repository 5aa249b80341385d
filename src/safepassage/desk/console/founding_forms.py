"""Forms of a crisis from nothing: the place, then the crisis, filled in from the place as far as it can be."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from safepassage.desk.console.finding_places import circle
from safepassage.desk.core import clock
from safepassage.desk.core.local_time import LOCAL, instant_there
from safepassage.desk.core.once import id_once, new_token, token_field
from safepassage.desk.crises.actions import CRISIS_FIELDS
from safepassage.desk.crises.models import MEANINGS, Crisis, Officer, Status
from safepassage.desk.crises.queries import crises_of
from safepassage.places import time_zone

MOST_KM = 300


class PlaceForm(forms.Form):
    """Where it is, by name, and how far around."""

    KM = 15
    place = forms.CharField(label=_("City or region, in any script"), max_length=200)
    km = forms.IntegerField(
        label=_("Kilometres around it"), min_value=1, max_value=MOST_KM,
        help_text=_("the area of the crisis is drawn so far around it; you can change it on the next page"),
    )  # fmt: skip


class FoundingForm(forms.ModelForm):
    """A new crisis. Its clock is typed by the clocks there."""

    status = forms.ChoiceField(
        label=_("Status"),
        choices=[(each.value, f"{each.label}: {MEANINGS[each]}") for each in Status],
        widget=forms.RadioSelect,
        help_text=_("It never changes: an exercise does not become real, nor the other way."),
    )
    epoch_at = forms.DateTimeField(
        label=_("Clock begins, local time there"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        help_text=_("not after the first thing that happens in it"),
    )

    token = token_field()

    class Meta:
        model = Crisis
        fields = CRISIS_FIELDS
        widgets: Mapping[str, forms.Widget] = {
            "area": forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false"}),
            "zone": forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
            "home_zone": forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        }
        help_texts: Mapping[str, Any] = {
            "area": _(
                "latitude,longitude pairs with spaces between, the first again as the last; or draw it on the map"
            ),
        }

    field_order = (
        "name", "status", "area", "zone", "home_zone", "epoch_at", "nationality", "estimate_low", "estimate_high",
    )  # fmt: skip
    zones = sorted(available_timezones())

    def clean_nationality(self) -> str:
        """In capitals."""
        nationality: str = self.cleaned_data["nationality"].upper()
        return nationality

    def clean(self) -> dict[str, Any]:
        """Read the clock by the zone there."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("epoch_at") and said.get("zone") in self.zones:  # the model's own checks come after this
            try:
                said["epoch_at"] = self._begins_at(said["epoch_at"].replace(tzinfo=None), ZoneInfo(said["zone"]))
            except ValueError as error:
                self.add_error("epoch_at", str(error))
        return said

    def _begins_at(self, local: datetime, zone: ZoneInfo) -> datetime:
        begins_at = instant_there(local, zone)
        if begins_at > clock.now():
            raise ValueError(_("This is in the future."))
        return begins_at

    def once(self, officer: Officer) -> UUID:
        """The id of the crisis that this page makes, sent once or twice, with these words."""
        return id_once(self.cleaned_data["token"], officer.pk, *(self.data.get(name, "") for name in self.fields))

    def fields_of_crisis(self) -> dict[str, Any]:
        """What `found_crisis` takes."""
        return {name: self.cleaned_data[name] for name in CRISIS_FIELDS}


def first_said(picked: Mapping[str, str], officer: Officer) -> dict[str, Any]:
    """What the form begins with: from the place that was picked, and from the officer's last crisis.

    picked: name, lat, lon, km, as a link of the page before gives them; what is no number is left out.
    """
    said: dict[str, Any] = {"token": new_token(), "name": picked.get("name", "")[:128]}
    last = crises_of(officer).first()
    if last is not None:
        said |= {"home_zone": last.home_zone, "nationality": last.nationality}
    try:
        lat, lon, km = (float(picked[name]) for name in ("lat", "lon", "km"))
        said |= {"zone": time_zone(lat, lon), "area": circle(lat, lon, min(max(km, 1.0), MOST_KM))}
    except (KeyError, ValueError):
        return said
    said["epoch_at"] = clock.now().astimezone(ZoneInfo(said["zone"])).replace(hour=0, minute=0, tzinfo=None)
    return said
