"""The way to all that is done with people: who is on the register, who comes in, who is given out."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries


class Way(NamedTuple):
    """One thing to do: the name of its page, the right that it needs, what it is called, and what it is for."""

    page: str
    right: str
    label: Promise
    purpose: Promise


GROUPS: tuple[tuple[Promise, tuple[Way, ...]], ...] = (
    (
        _("Find"),
        (
            Way("calls", "see persons", _("Take a call"), _("One person: by number, name, phone, document, hostel.")),
            Way("work", "see persons", _("To do"), _("Who is overdue, contested, missing, never tried.")),
            Way("area", "see persons", _("In an area"), _("Who was last known to be in a place or a drawn area.")),
            Way("parties", "see persons", _("Parties"), _("Who moves together, and how.")),
            Way("wardens", "see persons", _("Wardens"), _("Who relays to whom, and who is silent.")),
        ),
    ),
    (
        _("Bring in"),
        (
            Way("messages", "change persons", _("A message came"), _("E-mail, call, SMS, letter: into the queue.")),
            Way("imports", "see imports", _("Lists and PFIF"), _("A file of many: tried first, then registered.")),
            Way("bulk", "change persons", _("Many at once"), _("A warden says: these have left, these have not.")),
            Way("headcounts", "see headcounts", _("Headcounts"), _("So many were seen somewhere, without names.")),
            Way("duplicates", "change standing", _("Duplicates"), _("Records that may be of one person: you decide.")),
        ),
    ),
    (
        _("Let go"),
        (Way("keeping", "change erasure", _("How long they are kept"), _("Whose time ends soon; who was erased.")),),
    ),
    (
        _("Give out"),
        (
            Way("exports", "see exports", _("Exports and rosters"), _("Many persons take a second officer.")),
            Way("authorities", "see exports", _("Manifests"), _("What a haven may print by itself, and until when.")),
        ),
    ),
)


@require_GET
@needs(Deed.SEE, Thing.CRISIS)
def people(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """As much of it as the officer's roles allow."""
    rights = request.rights
    groups = [
        (label, [(way, reverse(way.page, args=[crisis.id])) for way in ways if way.right in rights])
        for label, ways in GROUPS
    ]
    page = {"crisis": crisis, "groups": [group for group in groups if group[1]]}
    if "see account" in rights:
        page["registered"] = queries.registered(crisis)
    return render(request, "console/people.html", page)
