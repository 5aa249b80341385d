"""A field for an instant, typed and shown by the clocks of a zone: the browser gives none."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

LOCAL = "%Y-%m-%dT%H:%M"  # as browsers write it


class LocalTime(forms.DateTimeField):
    """Takes a time without a zone as one of `zone`. Times that clocks skip are refused."""

    def __init__(self, *, zone: str, **rest: Any) -> None:
        super().__init__(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL), **rest)
        self.zone = ZoneInfo(zone)

    def to_python(self, value: Any) -> Any:
        """An aware instant, or None."""
        with timezone.override(self.zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """By the clocks of the zone."""
        with timezone.override(self.zone):
            return super().prepare_value(value)
