"""What a crisis still needs before an advisory can be checked and sent: computed from what is there, in words."""

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safepassage.desk.crises import queries as crises
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.movement import queries as movement
from safepassage.desk.movement.road_builds import builds_of, is_going_on
from safepassage.desk.people import queries as people

NEEDED_ROLES = (Role.DUTY_OFFICER, Role.CASEWORKER, Role.APPROVER)


class Point(NamedTuple):
    """One thing that a crisis needs; where it is given, and the right that this takes."""

    is_done: bool
    name: str
    stands: str
    url: str
    right: str


def checked(crisis: Crisis) -> list[Point]:
    """All points, in the order in which one gives them."""
    return [*_of_crisis(crisis), *_of_ground(crisis), *_of_people(crisis), _advisory(crisis)]


def _of_crisis(crisis: Crisis) -> Iterator[Point]:
    change, may = reverse("change_crisis", args=[crisis.id]), "change crisis"
    drawn = _("drawn") if crisis.area else _("Nobody has said where it is: nothing can be checked.")
    yield Point(bool(crisis.area), _("The area"), drawn, change, may)
    low, high = crisis.estimate_low, crisis.estimate_high
    known = low is not None
    between = {"low": intcomma(low), "high": intcomma(high)}
    said = _("%(low)s to %(high)s people") % between if known else _("Nobody has estimated it.")
    yield Point(known, _("How many people are there"), said, change, may)
    yield _roles(crisis)


def _roles(crisis: Crisis) -> Point:
    members = crises.members_of(crisis).filter(officer__is_active=True)
    given = set(members.values_list("role", flat=True))
    missing = [str(role.label) for role in NEEDED_ROLES if role not in given]
    said = _("Nobody is: %(roles)s.") % {"roles": ", ".join(missing)} if missing else _("each of them has somebody")
    name = _("Officers: duty, caseworker, approver")
    return Point(not missing, name, said, reverse("members", args=[crisis.id]), "change members")


def _of_ground(crisis: Crisis) -> Iterator[Point]:
    yield _roads(crisis)
    without = {
        Kind.HAVEN: (_("Havens"), _("There is nowhere to send people.")),
        Kind.CHANNEL: (_("Channels of messages"), _("Nobody can be told anything.")),
        Kind.SHELTER: (_("Shelters"), _("None is known; people stand fast where they are.")),
    }
    for kind, number in ground.numbers_of(crisis, without).items():
        name, said = without[kind]
        if number:
            said = ngettext("%(number)s is known", "%(number)s are known", number) % {"number": intcomma(number)}
        yield Point(number > 0, name, said, reverse("things", args=[crisis.id, kind.value]), "change ground")


def _roads(crisis: Crisis) -> Point:
    name, url = _("Roads"), reverse("roads", args=[crisis.id])
    if ground.roads_of(crisis):
        return Point(True, name, _("in use"), url, "change ground")
    newest = builds_of(crisis).first()
    if newest is None:
        return Point(False, name, _("There are none: upload a map."), url, "change ground")
    said = _("They are being built.") if is_going_on(newest) else _("The map could not be used; see why.")
    return Point(False, name, said, url, "change ground")


def _of_people(crisis: Crisis) -> Iterator[Point]:
    number = people.persons_of(crisis).count()
    said = ngettext("%(number)s record", "%(number)s records", number) % {"number": intcomma(number)}
    stands = said if number else _("Nobody is registered.")
    yield Point(number > 0, _("The register"), stands, reverse("calls", args=[crisis.id]), "change persons")


def _advisory(crisis: Crisis) -> Point:
    number = movement.drafts_of(crisis).count()
    said = ngettext("%(number)s to check", "%(number)s to check", number) % {"number": intcomma(number)}
    stands = said if number else _("None is written yet.")
    return Point(number > 0, _("An advisory"), stands, reverse("preflights", args=[crisis.id]), "change preflights")
