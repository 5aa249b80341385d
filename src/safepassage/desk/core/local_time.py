"""A field for an instant, typed and shown by the clocks of a zone: the browser gives none."""

from datetime import UTC, datetime, timedelta
from datetime import timezone as fixed_zone
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from safepassage.desk.core.clock import FIRST_YEAR, LAST_YEAR, is_of_our_times

LOCAL = "%Y-%m-%dT%H:%M"  # as browsers write it
_UNSAID = fixed_zone(timedelta(0), "not said")  # what Django gives a time without a zone, to tell it from one with


class LocalTime(forms.DateTimeField):
    """Takes a time without a zone as one of `zone`; refuses what `instant_there` does."""

    def __init__(self, *, zone: str = "UTC", **rest: Any) -> None:
        super().__init__(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL), **rest)
        self.zone = ZoneInfo(zone)

    def to_python(self, value: Any) -> Any:
        """An aware instant, or None."""
        with timezone.override(_UNSAID):
            found = super().to_python(value)
        if found is None:
            return None
        zone = self.zone if found.tzinfo is _UNSAID else found.tzinfo
        try:
            return instant_there(found.replace(tzinfo=None), zone)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """By the clocks of the zone."""
        with timezone.override(self.zone):
            return super().prepare_value(value)


def read_by_clocks_of(form: forms.BaseForm, zone: str) -> None:
    """Have all fields of a form take and show times by the clocks of a zone."""
    for field in form.fields.values():
        if isinstance(field, LocalTime):
            field.zone = ZoneInfo(zone)


def instant_there(local: datetime, zone: Any) -> datetime:
    """When the clocks of a zone show a local time, aware; in the zone.

    Raises ValueError for a year that nobody can mean, and for a time that the clocks there skip or show twice.
    """
    if not is_of_our_times(local):
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValueError(_("Nobody can mean this year. Expected one from %(first)s to %(last)s.") % years)
    once, again = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if once.utcoffset() == again.utcoffset():
        return once
    if once.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != local.replace(fold=0):
        raise ValueError(_("The clocks there skip this time on that day: they are put forward. Expected another."))
    raise ValueError(
        _("The clocks there show this time twice on that day: they are put back. Expected one before or after.")
    )
