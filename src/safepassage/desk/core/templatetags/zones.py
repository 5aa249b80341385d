"""`{% both_zones instant crisis %}`: every time on a page stands in the crisis's zone and in the home zone."""

from datetime import UTC, datetime
from typing import Protocol

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from safepassage.desk.core import clock

register = template.Library()


class HasZones(Protocol):
    """A crisis, as far as telling time goes."""

    zone: str
    home_zone: str


@register.simple_tag
def both_zones(instant: datetime | None, crisis: HasZones) -> SafeString | str:
    """A `<time>` for each zone; a dash for no instant."""
    if instant is None:
        return "–"
    machine = instant.astimezone(UTC).isoformat(timespec="seconds")
    told = clock.told(instant, crisis.zone, crisis.home_zone)
    times = format_html_join(" · ", "<bdi>{} ({})</bdi>", told)
    return format_html('<time datetime="{}">{}</time>', machine, times)


@register.simple_tag
def now_in_both_zones(crisis: HasZones) -> SafeString | str:
    """The present, as the page is made."""
    return both_zones(clock.now(), crisis)
