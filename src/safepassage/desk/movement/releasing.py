"""What a release takes from a preflight: whether it still holds (rule D1), and what each person is to be told (D3)."""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from safepassage.desk.core import clock
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import Asked, acts_of_crisis
from safepassage.desk.movement.models import Assumptions, Draft, StoredPreflight
from safepassage.desk.movement.people_rows import STATE
from safepassage.desk.movement.queries import (
    advisory_of,
    file_of_draft,
    inputs_of,
    now_by,
    opened,
    preflights_of,
    settings_of,
    summary_of,
)
from safepassage.desk.movement.shaking import shaken
from safepassage.desk.people import queries as people
from safepassage.desk.people.addresses import Reachable, by_party
from safepassage.desk.people.states import State
from safepassage.errors import BadInput
from safepassage.planning import messages, wording
from safepassage.planning import model as planner

HOLDS_FOR = timedelta(minutes=30)  # so long a preflight may lie behind what was heard of people since
MAY_DIFFER = 50  # of so many people one may have come or gone since
# What was heard of people since is tolerated within these limits; crisis.toml holds the clock, which goes on.
HEARD_SINCE = frozenset({"parties.csv", "persons.csv", "wardens.csv", "crisis.toml"})


class Way(NamedTuple):
    """What of a way stands in the line of who goes it."""

    haven: str
    leave_by: datetime
    far: str = ""  # "11.0 km"
    means: str = ""  # "foot" or "vehicle"


class Told(NamedTuple):
    """One person, and their way."""

    person: UUID
    languages: tuple[str, ...]
    has_phone: bool
    has_email: bool
    way: Way | None = None  # None: does not arrive as worded, even if told in the order of P12
    told_by: datetime | None = None  # told later, there is no time left to read, prepare and leave (rule D3)


class Preview(NamedTuple):
    """What a preflight would tell, before anybody's record is opened."""

    people: int
    going: int
    ways: tuple[tuple[Way, int], ...]  # each with its people


class Delays(NamedTuple):
    """What has to pass between a message that is there and somebody who leaves."""

    reading: timedelta
    preparing: timedelta


# --- Does it hold ----------------------------------------------------------------------------------------------------


def newest_for_release(draft: Draft) -> StoredPreflight | None:
    """The newest preflight of the advisory's words as they stand."""
    found = preflights_of(draft.crisis).filter(advisory=draft.name, made_at__gte=draft.changed_at)
    stored = found.defer(None).defer("picture", "page").first()  # the rest of it is read in any case
    if stored:
        stored.crisis = draft.crisis
    return stored


def why_stale_at_sight(draft: Draft, stored: StoredPreflight) -> str:
    """What a page can see without putting the crisis together again; empty if nothing."""
    crisis, assumed = draft.crisis, Assumptions.objects.filter(crisis=draft.crisis).first()
    if stored.advisory != draft.name or stored.made_at < draft.changed_at:
        return _("the text was changed after it was checked")
    if advisory_of(draft).deadline_at <= now_by(assumed):
        return _("its deadline is past")
    if clock.now() - stored.made_at > HOLDS_FOR:
        return _("it was checked more than %(minutes)s minutes ago") % {"minutes": HOLDS_FOR // timedelta(minutes=1)}
    if assumed and assumed.changed_at > stored.made_at:
        return _("speeds, limits or delays were changed after it was checked")
    if stored.pk in shaken(crisis, [stored]):
        return _("what it rests on has fallen")
    return ""


def why_stale(draft: Draft, stored: StoredPreflight) -> str:
    """Why a preflight is not one of exactly this text and audience as they are now (rule D1); empty if it is.

    Words, roads and what is on the ground have to be the same by their hashes. Of what was heard of people since, so
    much is tolerated: it was checked within HOLDS_FOR, and no more than one in MAY_DIFFER came or went.
    """
    if why_not := why_stale_at_sight(draft, stored):
        return why_not
    try:
        now = inputs_of(draft.crisis, draft.name)
    except BadInput as error:
        return _("it cannot be checked any more: %(fault)s") % {"fault": error.faults[0]}
    then = summary_of(stored).result.inputs_sha256
    changed = {file for file in then.keys() | now.keys() if then.get(file) != now.get(file)} - HEARD_SINCE
    if file_of_draft(draft.name) in changed:
        return _("the text was changed after it was checked")
    if changed:
        return _("this has changed since it was checked: %(files)s") % {"files": ", ".join(sorted(changed))}
    gone = [standing for standing, state in STATE.items() if state in planner.NOT_IN_AUDIENCE]
    persons = people.persons_of(draft.crisis).filter(set_aside="").exclude(state__in=gone).count()
    counted = summary_of(stored).audience
    if counted is None or abs(persons - counted) * MAY_DIFFER > counted:
        return _("people came or went since it was checked")
    return ""


def writers_of(draft: Draft) -> frozenset[str]:
    """Who ever wrote on it, as the ledger names them."""
    acts = acts_of_crisis(draft.crisis_id, Asked(verb="movement.put_draft", subject=draft.reference))
    return frozenset(acts.order_by().values_list("actor", flat=True).distinct())


# --- What each is told -----------------------------------------------------------------------------------------------


def told_by(stored: StoredPreflight) -> list[Told]:
    """Everybody in its audience who is there still, in the order of P12: who can arrive, who gets the text to stay.

    Whom it calls not told in time, and the order found tells in time after all, moves.
    """
    result = _result_of(stored)
    members, delays, names = by_party(stored.crisis), delays_of(stored.crisis), _names_of(result)
    place = {party: number for number, party in enumerate(result.would_work.send_order.order)}
    last, stay = len(place), frozenset(result.would_work.send_order.stay)
    found: list[Told] = []
    for party in sorted(result.parties, key=lambda each: place.get(each.id, last)):
        way = _way_of(party, names, stay)
        told_by = way.leave_by - delays.reading - delays.preparing if way else None
        found += [_told(each, way, told_by) for each in _in_audience(members.get(party.id, ()))]
    return found


def preview_of(stored: StoredPreflight) -> Preview:
    """How many would be told to go, and the ways that stand in their lines."""
    result = _result_of(stored)
    names, stay = _names_of(result), frozenset(result.would_work.send_order.stay)
    ways = [(way, party.size) for party in result.parties if (way := _way_of(party, names, stay))]
    return Preview(result.people.total, sum(size for _way, size in ways), tuple(ways))


def everybody(crisis: Crisis) -> list[Told]:
    """Everybody whom an order may concern that was not checked: all but the dead, the held, those home and abroad."""
    return [_told(person) for party in by_party(crisis).values() for person in _in_audience(party)]


def delays_of(crisis: Crisis) -> Delays:
    """As the crisis assumes them. Raises BadInput."""
    delays = settings_of(crisis).delays
    return Delays(timedelta(seconds=delays.reading_s), timedelta(seconds=delays.preparation_s))


def segments_of(text: str) -> int:
    """How many SMS it takes."""
    return messages.sms_segments(text)


def is_gsm7(text: str) -> bool:
    """Whether it takes 160 characters an SMS, not 70."""
    return messages.is_gsm7(text)


def _result_of(stored: StoredPreflight) -> planner.Preflight:
    return planner.Preflight.model_validate_json(opened(stored, "sealed"))


def _names_of(result: planner.Preflight) -> dict[str, str]:
    """Of the havens, by what parties' results call them."""
    asked = result.advisory.havens
    return {each.haven_id or named.asked: each.name for each, named in zip(result.havens, asked, strict=True)}


def _way_of(party: planner.PartyResult, names: Mapping[str, str], stay: Container[str]) -> Way | None:
    """Of who can arrive; and of who is told in time in the order found, if not in plain order."""
    in_time = party.verdict is planner.Verdict.ON_TIME
    if party.verdict is planner.Verdict.NOT_TOLD:
        in_time = party.id not in stay
    if not in_time or party.leave_by is None or party.haven is None:
        return None
    far = wording.distance(party.distance_m) if party.distance_m is not None else ""
    means = party.route.means.value if party.route else ""
    return Way(names.get(party.haven, party.haven), party.leave_by, far, means)


def _in_audience(members: Sequence[Reachable]) -> Iterator[Reachable]:
    return (each for each in members if STATE[State(each.state)] not in planner.NOT_IN_AUDIENCE)


def _told(each: Reachable, way: Way | None = None, told_by: datetime | None = None) -> Told:
    return Told(each.person, each.languages, each.has_phone, each.has_email, way, told_by)
