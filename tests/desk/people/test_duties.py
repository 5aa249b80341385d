"""A death and a detention are somebody's duty as soon as anybody says so (rules C1, C4)."""

import pytest
from tests.desk import cast
from tests.desk.people.register import NOON, person, say

from safepassage.desk.ledger.queries import verify
from safepassage.desk.people import actions
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.models import Tombstone
from safepassage.desk.people.states import State
from safepassage.desk.queue.queries import content, items_on, subjects_held, unfinished
from safepassage.desk.queue.work import Kind

DUTIES = [(State.DEAD, Kind.NEXT_OF_KIN), (State.HELD, Kind.WELFARE_CHECK)]


@pytest.mark.parametrize(("state", "kind"), DUTIES)
def test_a_note_opens_one_item_however_often_it_is_said(crisis, state, kind):
    about = say(say(person(crisis), state), state, at=NOON.replace(hour=11))
    assert [(item.kind, item.key_id) for item in items_on(about.reference)] == [(kind, about.key_id)]
    assert "a note says" in content(items_on(about.reference).get()).reason
    assert not verify()


@pytest.mark.parametrize(("state", "kind"), DUTIES)
def test_so_does_registering_somebody_of_whom_it_is_said(crisis, state, kind):
    about = person(crisis, notes=(NewNote(NOON, state),))
    assert items_on(about.reference).get().kind == kind


def test_a_death_holds_publication_and_other_states_open_nothing(crisis):
    dead, well = say(person(crisis), State.DEAD), say(person(crisis), State.HOME)
    assert set(subjects_held(crisis)) == {dead.reference}
    assert not items_on(well.reference).exists()
    assert cast.last_act()[0].verb == "people.add_notes"


def test_erasing_a_person_closes_what_was_left_to_do_about_them(crisis):
    """An item whose key is gone could be neither read nor answered."""
    gone = person(crisis)
    say(gone, State.HELD)
    actions.erase_person(gone, actor=cast.SETUP, why=Tombstone.Why.ASKED)
    assert list(unfinished(crisis)) == []
    assert verify() == []
