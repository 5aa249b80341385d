"""The parts of a crisis that an officer may go to, for every page of it. A context processor."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safepassage.desk.crises.access import rights_of

PARTS = (  # name of the URL, the right that it needs, what it is called
    ("crisis", "see crisis", _("Overview")),
    ("calls", "see persons", _("Take a call")),
    ("area", "see persons", _("In an area")),
    ("bulk", "change persons", _("Many at once")),
    ("headcounts", "see headcounts", _("Headcounts")),
    ("queue", "see queue", _("Queue")),
    ("imports", "see imports", _("Coming in")),
    ("duplicates", "change standing", _("Duplicates")),
    ("account", "see account", _("Account")),
    ("exports", "see exports", _("Exports")),
    ("preflights", "see preflights", _("Preflights")),
    ("ledger", "see ledger", _("Ledger")),
    ("about_crisis", "see crisis", _("Set-up")),
)
    ("ground", "see ground", _("Ground")),


class Part(NamedTuple):
    """One way to go."""

    url: str
    label: Promise
    is_here: bool


def parts(request: HttpRequest) -> dict[str, Any]:
    """`parts`: where the officer may go in this crisis; `rights`: what they may do in it, as "change persons"."""
    if not hasattr(request, "roles"):
        return {}
    rights, here = rights_of(request.roles), request.resolver_match
    found = [
        Part(reverse(name, args=[here.kwargs["crisis_id"]]), label, name == here.url_name)
        for name, right, label in PARTS
        if right in rights
    ]
    return {"parts": found, "rights": rights}
