"""Deliveries: queued once, taken by one, handed over before they leave, settled by proof; what time ends (D3, D6)."""

from datetime import timedelta

import pytest
from tests.desk import cast
from tests.desk.advice.alerts import alert, line, people_with_phones, states

from safepassage.desk.advice import outbox
from safepassage.desk.advice.alerts import set_stage
from safepassage.desk.advice.models import Alert, Delivery, Line
from safepassage.desk.advice.outbox import Outcome, hand_over, settle, sweep, take
from safepassage.desk.advice.queueing import queue_deliveries
from safepassage.desk.advice.receipts import Said, receive
from safepassage.desk.advice.states import State, Text
from safepassage.desk.core import clock
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ledger.models import Act

SENDING, PAUSED, STOPPED = Alert.Stage.SENDING, Alert.Stage.PAUSED, Alert.Stage.STOPPED


@pytest.fixture
def sms(crisis):
    return line(crisis)


@pytest.fixture
def mail(crisis):
    return line(crisis, channel="mail")


@pytest.fixture
def five(crisis):
    return people_with_phones(crisis, 5)


def begun(crisis, lines, persons, **fields):
    """An alert that is being sent."""
    made = alert(crisis, lines, persons, **fields)
    queue_deliveries(made, actor=cast.SETUP)
    set_stage(made, SENDING, actor=cast.SETUP)
    return made


@pytest.fixture
def at(monkeypatch):
    """Set the clock to so long after now."""
    start = clock.now()

    def put(**later):
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(**later))

    return put


def send(batch, state=State.SENT, *names, why=""):
    """Hand over all of a batch, and settle it so."""
    leaving = hand_over(batch, batch.deliveries)
    return settle(batch, {each.id: Outcome(state, names, why) for each in leaving}, actor=cast.SETUP)


def test_everybody_is_queued_by_their_first_road_and_once(crisis, sms, mail, five):
    made = alert(crisis, [sms, mail], five)
    assert queue_deliveries(made, actor=cast.SETUP) == 5
    assert queue_deliveries(made, actor=cast.SETUP) == 0
    assert set(Delivery.objects.values_list("road__line", "place")) == {(sms.id, place) for place in range(5)}
    assert states(made) == {"QUEUED": 5}


def test_by_all_roads_at_once_where_the_alert_says_so(crisis, sms, mail, five):
    assert queue_deliveries(alert(crisis, [sms, mail], five, fails_over=False), actor=cast.SETUP) == 10


def test_nothing_is_taken_before_it_is_begun_and_in_order_after(crisis, sms, five):
    made = alert(crisis, [sms], five)
    queue_deliveries(made, actor=cast.SETUP)
    assert take(sms) is None
    set_stage(made, SENDING, actor=cast.SETUP)
    first, second = take(sms, 3), take(sms)
    assert [each.place for each in first.deliveries] == [0, 1, 2]
    assert [each.place for each in second.deliveries] == [3, 4]
    assert take(sms) is None


def test_what_is_urgent_goes_before_what_was_there_first(crisis, sms, five):
    begun(crisis, [sms], five)
    halt = begun(crisis, [sms], five[:2], is_urgent=True)
    assert take(sms).road.alert == halt


def test_a_line_sends_no_more_than_its_rate(crisis, five, at):
    slow = line(crisis, rate=2)
    begun(crisis, [slow], five)
    at(seconds=0)
    assert len(take(slow).deliveries) == 2
    assert take(slow) is None
    at(seconds=0.5)
    assert len(take(slow).deliveries) == 1
    at(hours=1)  # idle for long: no flood
    assert len(take(slow).deliveries) == 2


def test_sent_is_written_with_one_act_a_batch(crisis, sms, five):
    made = begun(crisis, [sms], five)
    before = Act.objects.count()
    assert send(take(sms))[State.SENT] == 5
    assert states(made) == {"SENT": 5}
    act, said = cast.last_act()
    assert (act.verb, said["new"], Act.objects.count()) == ("advice.settle", {"sent": 5}, before + 1)


def test_a_pause_keeps_what_was_taken_but_not_handed_over_and_it_goes_on_later(crisis, sms, five):
    made = begun(crisis, [sms], five)
    batch = take(sms)
    assert len(hand_over(batch, batch.deliveries[:2])) == 2
    set_stage(made, PAUSED, actor=cast.SETUP)
    assert hand_over(batch, batch.deliveries[2:]) == []
    outbox.give_back(batch)
    assert states(made) == {"SENDING": 2, "QUEUED": 3}
    set_stage(made, SENDING, actor=cast.SETUP)
    assert [each.place for each in take(sms).deliveries] == [2, 3, 4]


def test_a_stop_cancels_what_waits_for_good(crisis, sms, five):
    made = begun(crisis, [sms], five)
    batch = take(sms, 2)
    hand_over(batch, batch.deliveries[:1])
    set_stage(made, STOPPED, actor=cast.SETUP, reason="the road is mined")
    assert states(made) == {"SENDING": 1, "CANCELLED": 4}
    with pytest.raises(NotNow):
        set_stage(made, SENDING, actor=cast.SETUP)


def test_who_died_after_handing_over_leaves_unknown_and_nobody_sends_it_again_D6(crisis, sms, five, at):
    made = begun(crisis, [sms], five)
    batch = take(sms)
    hand_over(batch, batch.deliveries[:2])
    at(minutes=10)
    sweep(actor=cast.SETUP)
    assert states(made) == {"UNKNOWN": 2, "QUEUED": 3}
    assert [each.place for each in take(sms).deliveries] == [2, 3, 4]


def test_who_was_thought_dead_hands_nothing_over_but_what_it_knows_counts(crisis, sms, five, at):
    made = begun(crisis, [sms], five)
    batch = take(sms)
    left = hand_over(batch, batch.deliveries[:2])
    at(minutes=10)
    sweep(actor=cast.SETUP)
    other = take(sms)
    assert hand_over(batch, batch.deliveries[2:]) == []
    settle(batch, {each.id: Outcome(State.SENT) for each in left}, actor=cast.SETUP)
    send(other)
    assert states(made) == {"SENT": 5}


def test_a_passing_error_waits_longer_each_time_then_it_has_failed(crisis, sms, mail, five, at):
    made = begun(crisis, [sms, mail], five[:1])
    waits, passed = [], 0.0
    for attempt in range(outbox.ATTEMPTS):
        send(take(sms), State.QUEUED, why="busy")
        if attempt < outbox.ATTEMPTS - 1:
            row = Delivery.objects.get()
            waits.append((row.not_before - clock.now()).total_seconds())
            assert take(sms) is None
            passed += waits[-1] + 1
            at(seconds=passed)
    assert waits == pytest.approx([5, 10, 20, 40, 80], abs=1)
    assert states(made) == {"FAILED": 1, "QUEUED": 1}
    assert take(mail).deliveries[0].place == 0


def test_who_cannot_be_reached_gets_the_next_road_once(crisis, sms, mail, five):
    made = begun(crisis, [sms, mail], five)
    send(take(sms), State.FAILED, why="no such number")
    assert states(made) == {"FAILED": 5, "QUEUED": 5}
    send(take(mail), State.FAILED)
    assert states(made) == {"FAILED": 10}


def test_a_text_that_would_come_too_late_becomes_stay_D3(crisis, sms, mail, five, at):
    made = begun(crisis, [sms, mail], five, leaves_by=clock.now() + timedelta(hours=1))
    batch = take(sms, 3)
    settle(batch, {each.id: Outcome(State.SENT) for each in hand_over(batch, batch.deliveries[:1])}, actor=cast.SETUP)
    at(hours=2)
    assert hand_over(batch, batch.deliveries[1:]) == []
    outbox.give_back(batch)
    sweep(actor=cast.SETUP)
    assert states(made) == {"SENT": 1, "EXPIRED": 4, "QUEUED": 4}
    staying = take(sms).deliveries
    assert {(each.text, each.expires_at) for each in staying} == {(Text.STAY, None)}
    assert sorted(each.place for each in staying) == [1, 2, 3, 4]
    sweep(actor=cast.SETUP)
    assert Delivery.objects.count() == 9


def stay_queued(made):
    return Delivery.objects.filter(road__alert=made, text=Text.STAY, state=State.QUEUED).count()


def test_a_text_that_the_centre_let_expire_becomes_stay_D3(crisis, sms, five):
    made = begun(crisis, [sms], five[:2], leaves_by=clock.now() + timedelta(hours=1))
    send(take(sms, 1), State.SENT, "a")
    for _ in range(2):
        receive(sms, [Said("a", State.EXPIRED, clock.now())])
    assert states(made) == {"EXPIRED": 1, "QUEUED": 2}
    assert stay_queued(made) == 1


def test_nobody_is_told_to_stay_while_another_road_may_tell_them_and_then_they_are_D3(crisis, sms, mail, five):
    made = begun(crisis, [sms, mail], five[:1], leaves_by=clock.now() + timedelta(hours=1), fails_over=False)
    send(take(sms), State.SENT, "a")
    send(take(mail), State.SENT, "b")
    receive(sms, [Said("a", State.EXPIRED, clock.now())])
    assert stay_queued(made) == 0
    receive(mail, [Said("b", State.FAILED, clock.now())])
    assert stay_queued(made) == 2


def test_what_had_no_last_hour_and_what_was_stopped_becomes_no_stay(crisis, sms, five):
    shelter = begun(crisis, [sms], five[:1])
    send(take(sms), State.SENT, "a")
    stopped = begun(crisis, [sms], five[:1], leaves_by=clock.now() + timedelta(hours=1))
    send(take(sms), State.SENT, "b")
    set_stage(stopped, Alert.Stage.STOPPED, actor=cast.SETUP)
    receive(sms, [Said(name, State.EXPIRED, clock.now()) for name in "ab"])
    assert states(shelter) == states(stopped) == {"EXPIRED": 1}


# --- Receipts --------------------------------------------------------------------------------------------------------


def one_sent(crisis, sms, *names):
    made = begun(crisis, [sms], people_with_phones(crisis, 1))
    send(take(sms), State.SENT, *names)
    return made


@pytest.mark.parametrize("says", [State.DELIVERED, State.READ, State.FAILED, State.EXPIRED])
def test_a_receipt_moves_a_delivery_however_often_it_comes(crisis, sms, says):
    made = one_sent(crisis, sms, "a")
    for _ in range(46):
        receive(sms, [Said("a", says, clock.now())])
    assert states(made) == {says.name: 1}


def test_a_receipt_that_comes_before_the_answer_counts_when_the_part_is_known(crisis, sms):
    receive(sms, [Said("a", State.DELIVERED, clock.now())])
    assert states(one_sent(crisis, sms, "a")) == {"DELIVERED": 1}


def test_receipts_of_strangers_and_of_other_lines_move_nothing(crisis, sms, mail):
    made = one_sent(crisis, sms, "a")
    receive(sms, [Said("b", State.DELIVERED, clock.now())])
    receive(mail, [Said("a", State.DELIVERED, clock.now())])
    assert states(made) == {"SENT": 1}


def test_a_text_of_three_parts_is_there_when_all_are_and_broken_by_one(crisis, sms):
    made = one_sent(crisis, sms, "a", "b", "c")
    for name in "ab":
        receive(sms, [Said(name, State.DELIVERED, clock.now())])
    assert states(made) == {"SENT": 1}
    receive(sms, [Said("c", State.DELIVERED, clock.now())])
    assert states(made) == {"DELIVERED": 1}
    other = one_sent(crisis, sms, "d", "e")
    receive(sms, [Said("d", State.DELIVERED, clock.now()), Said("e", State.FAILED, clock.now())])
    assert states(other) == {"FAILED": 1}


def test_what_is_proved_is_never_taken_back(crisis, sms):
    made = one_sent(crisis, sms, "a")
    receive(sms, [Said("a", State.FAILED, clock.now())])
    receive(sms, [Said("a", State.DELIVERED, clock.now())])
    receive(sms, [Said("a", State.SENT, clock.now()), Said("a", State.EXPIRED, clock.now())])
    assert states(made) == {"DELIVERED": 1}


def test_an_unknown_one_is_known_by_its_receipt(crisis, sms, at):
    made = begun(crisis, [sms], people_with_phones(crisis, 1))
    batch = take(sms)
    hand_over(batch, batch.deliveries)
    at(minutes=5)
    sweep(actor=cast.SETUP)
    assert states(made) == {"UNKNOWN": 1}
    settle(batch, {batch.deliveries[0].id: Outcome(State.SENT, ("a",))}, actor=cast.SETUP)
    receive(sms, [Said("a", State.DELIVERED, clock.now())])
    assert states(made) == {"DELIVERED": 1}


def test_a_paused_line_sends_nothing(crisis, sms, five):
    begun(crisis, [sms], five)
    Line.objects.update(is_paused=True)
    assert take(sms) is None
