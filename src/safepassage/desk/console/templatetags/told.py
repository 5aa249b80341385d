"""How long ago, how good a grade is, a person's number, what a text hides: in words, for a page."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safepassage.desk.core import clock
from safepassage.desk.core.grades import Reliability
from safepassage.desk.core.hidden import made_visible
from safepassage.desk.people import numbers

register = template.Library()
MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400
IN_HOURS_UP_TO_S = 3 * DAY_S  # "31 h ago" says more than "1 day ago"


@register.filter
def ago(instant: datetime | None) -> str:
    """ "12 min ago", "31 h ago", "5 days ago"; "never" for no instant."""
    if instant is None:
        return _("never")
    passed_s = max(0, int((clock.now() - instant).total_seconds()))
    if passed_s < HOUR_S:
        return _("%(number)s min ago") % {"number": passed_s // MINUTE_S}
    if passed_s < IN_HOURS_UP_TO_S:
        return _("%(number)s h ago") % {"number": passed_s // HOUR_S}
    days = passed_s // DAY_S
    return ngettext("%(number)s day ago", "%(number)s days ago", days) % {"number": days}


@register.filter
def in_words(grade: str) -> str:
    """B2: "source usually reliable; item 2 of 6"."""
    reliability = Reliability(grade[0]).label
    return _("source %(reliability)s; item %(credibility)s of 6, 1 the best") % {
        "reliability": reliability,
        "credibility": grade[1],
    }


@register.filter
def read_out(number: str) -> str:
    """A person's number in groups of four."""
    return numbers.shown(number)


@register.filter
def called(code: str) -> str:
    """A party's or warden's code, to be read."""
    return numbers.called(code)


@register.filter
def seen(text: str) -> str:
    """A text as it came in, with what shows nothing written out."""
    return made_visible(text)
