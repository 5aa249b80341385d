"""Ways to ask for files and to fetch them. Everybody is invented."""

from datetime import timedelta

from tests.desk import cast
from tests.desk.people.register import say

from safepassage.desk.core import clock
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
