"""Ways to ask for files and to fetch them. Everybody is invented."""

from datetime import timedelta

from tests.desk import cast
from tests.desk.people.register import say

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ledger.models import Act
from safepassage.desk.ledger.queries import content
from safepassage.desk.people import actions as people_actions
from safepassage.desk.people import queries as people
from safepassage.desk.people.models import Person
from safepassage.desk.people.states import State
from safepassage.desk.release import actions
from safepassage.desk.release.columns import USUAL
from safepassage.desk.release.models import Export
from safepassage.desk.release.selection import Selection
from safepassage.desk.release.words import Audience, Format

MINUTE = timedelta(minutes=1)
SCHOOL = {"name": "School 9", "lat": 50.0, "lon": 36.2}


def ask(crisis, actor, columns=USUAL, made_as=Format.CSV, audience=Audience.OURS, **selection):
    """An export, asked for."""
    asked = actions.NewExport(made_as, audience, columns, Selection(**selection), "the mission", "to meet the bus")
    return actions.ask_for_export(crisis, asked, actor=actor)


def fetch(export, actor):
    """The bytes of the file."""
    return b"".join(actions.pieces(actions.begin_download(export, actor=actor), actor=actor))


def agree(person_id, purpose, *, given=True):
    """Somebody agrees to a purpose, or does not any more."""
    about = Person.objects.get(pk=person_id)
    people_actions.note_consent(about, purpose, given=given, said_at=clock.now(), actor=cast.SETUP)


def school(crisis, made=()):
    """A haven, in which some of those just registered are."""
    haven = put(crisis, Kind.HAVEN, "school-9", SCHOOL, actor=cast.SETUP)
    for each in made:
        say(people.person_of(crisis, each.id), State.IN_HAVEN, clock.now() - MINUTE, "A1", haven=haven.id)
    return haven


def acts(verb):
    """What the acts of a verb say, the oldest first."""
    found = Act.objects.filter(verb=f"release.{verb}").select_related("key").order_by("seq")
    return [content(act) for act in found]


def pages(crisis, officer):
    """Exports and authorities in each of their states, for tests that look at pages: where, by what is shown."""
    other = cast.member(crisis, cast.officer("other"), Role.DUTY_OFFICER)
    made = list(people.persons_of(crisis).filter(set_aside="").order_by("number")[:12])
    haven = school(crisis, made)
    actions.give_authority(
        crisis, haven.id, Role.FIELD_POST, begins_at=clock.now(), expires_at=clock.now() + 60 * MINUTE, actor=other,
        reason="buses all night",
    )  # fmt: skip
    few = ask(crisis, officer, ids=(made[0].id,))
    roster = ask(crisis, officer, made_as=Format.ROSTER, haven=haven.id)
    Export.objects.filter(pk=roster.pk).update(most_downloads=999)
    mine, theirs, alone = ask(crisis, officer), ask(crisis, other, columns=("name", "medical")), ask(crisis, other)
    actions.break_glass(alone, actor=other, reason="the building burns")
    shown = {"few": few, "mine": mine, "theirs": theirs, "taken alone": alone}
    found = {f"export {name}": f"exports/{each.id}/" for name, each in shown.items()}
    found |= {"exports": "exports/", "ask": "exports/ask/", "authorities": "authorities/"}
    return found | {"roster": f"exports/{roster.id}/roster/"}


def places(crisis, officer):
    """An export and an authority, for tests of what pages cost."""
    other = cast.member(crisis, cast.officer("duty"), Role.DUTY_OFFICER)
    span = {"begins_at": clock.now(), "expires_at": clock.now() + MINUTE}
    actions.give_authority(crisis, school(crisis).id, Role.FIELD_POST, actor=other, reason="buses", **span)
    return {"export": ask(crisis, officer).id}
