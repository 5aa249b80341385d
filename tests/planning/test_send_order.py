"""The send order of a preflight: whom it counts as told in time, and who gets the text to stay (P12)."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from tests.planning.sound import told, untouched, with_row

from safepassage.planning.model import CANNOT, Crisis, SendOrder
from safepassage.planning.outcome import situation_of, understood
from safepassage.planning.remedies import send_order

PLAIN = ["p1", "p2", "p3", "p4", "p5", "p6"]  # p6 has a member who cannot move, and only a silent warden


def ordered(crisis: Crisis, cannot_arrive: Iterable[str] = ()) -> SendOrder:
    """The send order where all can arrive whenever they leave, but for those named."""
    advisory = crisis.advisories["second"]
    situation, _ = situation_of(crisis, advisory, understood(crisis, "second", advisory))
    ids = [party.id for party in situation.audience.parties]
    latest = np.where(np.isin(ids, list(cannot_arrive)), CANNOT, crisis.horizon).astype(np.int32)
    return send_order(situation, latest)


def test_who_can_arrive_and_be_told_is_told_in_time_and_need_not_stay():
    order = ordered(untouched())
    assert (order.plain_told, order.best_told, order.stay) == (10, 10, ())
    assert sorted(order.order) == PLAIN


def test_who_cannot_arrive_comes_last_and_gets_the_text_to_stay():
    order = ordered(untouched(), cannot_arrive=["p1"])
    assert order.best_told == 7
    assert order.stay == ("p1",)
    assert set(order.order[-2:]) == {"p1", "p6"}


@pytest.mark.parametrize(("leave_by", "told_in_time"), [("2022-03-02T14:40+02:00", 0), ("2022-03-02T17:00+02:00", 10)])
def test_who_is_ready_only_after_a_deadline_to_leave_by_is_not_told_in_time(leave_by, told_in_time):
    order = ordered(told(deadline_kind="leave_by", deadline_at=leave_by))
    assert order.best_told == order.plain_told == told_in_time
    assert order.stay == (() if told_in_time else ("p1", "p2", "p3", "p4", "p5"))


def test_one_not_located_cannot_be_judged_and_keeps_its_place_after_those_who_can_be_saved():
    crisis = with_row("parties", "p2", lat=None, lon=None, located_at=None)
    order = ordered(crisis, cannot_arrive=["p1", "p3"])
    assert order.stay == ("p1", "p3")
    assert order.order[-4:] == ("p1", "p2", "p3", "p6")
    assert order.best_told == 4


def test_one_who_cannot_move_is_not_told_in_time_and_gets_the_text_to_stay():
    crisis = untouched()
    persons = tuple(p.model_copy(update={"medical": "stretcher"}) if p.id == "b1" else p for p in crisis.persons)
    order = ordered(replace(crisis, persons=persons))
    assert order.stay == ("p2",)
    assert order.best_told == 9
