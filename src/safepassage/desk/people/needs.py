"""What has to be thought of for a person, in few words and without saying why: the one place that sums it up."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from safepassage.desk.people.mobility import AS_MOST_WALK, unable


def needs_in(said: Mapping[str, Any], *, minor: bool) -> list[str]:
    """Of what a record says (its fields by name), the heaviest first. `minor`: whether they are, or may be.

    Nothing that somebody wrote is repeated: it stands in files without names too.
    """
    found = []
    if unable(said):
        found.append(_("cannot walk"))
    elif said.get("mobility", "") not in AS_MOST_WALK:
        found.append(_("mobility need"))
    if minor:
        found.append(_("minor, an adult goes with them") if said.get("escort") else _("minor, no adult named"))
    if said.get("is_pregnant"):
        found.append(_("pregnant"))
    if said.get("medicine"):
        found.append(_("needs medicine"))
    if said.get("medical"):
        found.append(_("medical need"))
    return found
