"""The parts of a crisis that an officer may go to, for every page of it. A context processor."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PARTS = (  # name of the URL, the right that it needs, what it is called
    ("crisis", "see crisis", _("Overview")),
    ("calls", "see persons", _("Take a call")),
    ("queue", "see queue", _("Queue")),
    ("people", "see crisis", _("People")),
    ("account", "see account", _("Account")),
    ("picture", "see picture", _("Picture")),
    ("ground", "see ground", _("Ground")),
    ("preflights", "see preflights", _("Preflights")),
    ("alerts", "see alerts", _("Alerts")),
    ("ledger", "see ledger", _("Ledger")),
    ("about_crisis", "see crisis", _("Set-up")),
)


class Part(NamedTuple):
    """One way to go."""

    url: str
    label: Promise
    is_here: bool


def parts(request: HttpRequest) -> dict[str, Any]:
    """`parts`: where the officer may go in this crisis; `rights`: what they may do in it, as "change persons".

    `opened_many`: how many records they opened in this hour, if that is more than `most_opened`.
    """
    if not hasattr(request, "rights"):
        return {}
    rights, here = request.rights, request.resolver_match
    found = [
        Part(reverse(name, args=[here.kwargs["crisis_id"]]), label, name == here.url_name)
        for name, right, label in PARTS
        if right in rights
    ]
    most, opened = settings.MOST_OPENED_AN_HOUR, request.user.opened_lately
    return {"parts": found, "rights": rights, "opened_many": opened if opened > most else 0, "most_opened": most}
