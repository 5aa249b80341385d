"""The states of a delivery, against every order of events: nothing proved is lost, nothing is sent twice (D6, D8)."""

from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.desk import cast
from tests.desk.advice.alerts import alert, line, people_with_phones

from safepassage.desk.advice import outbox
from safepassage.desk.advice.alerts import set_stage
from safepassage.desk.advice.models import Alert, Delivery
from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.advice.queueing import queue_deliveries
from safepassage.desk.advice.receipts import Said, receive
from safepassage.desk.advice.states import FROM, MAY_HAVE_LEFT, TOLD, State, Text
from safepassage.desk.core import clock

PEOPLE = 3
PROOFS = st.sampled_from([State.SENT, State.DELIVERED, State.READ, State.EXPIRED, State.FAILED])
ANSWERS = st.sampled_from([State.SENT, State.FAILED, State.UNKNOWN, State.QUEUED])


class Outbox(RuleBasedStateMachine):
    """Two workers, a channel that answers anything, receipts at any time, a clock that jumps."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        start, self.later = clock.now(), timedelta()
        self.clock = patch.object(clock, "now", lambda: start + self.later)
        self.clock.start()
        crisis = cast.crisis(cast.officer("machine"), status="Actual")
        self.lines = [line(crisis), line(crisis, channel="mail")]
        persons = people_with_phones(crisis, PEOPLE)
        self.alert = alert(crisis, self.lines, persons, leaves_by=start + timedelta(hours=2))
        queue_deliveries(self.alert, actor=cast.SETUP)
        set_stage(self.alert, Alert.Stage.SENDING, actor=cast.SETUP)
        self.taken, self.handed, self.left, self.proved = [], [], Counter(), {}

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @rule(of=st.integers(0, 1), most=st.integers(1, PEOPLE))
    def take(self, of, most):
        if batch := outbox.take(self.lines[of], most):
            self.taken.append(batch)

    @precondition(lambda self: self.taken)
    @rule()
    def hand_over(self):
        batch = self.taken.pop(0)
        leaving = outbox.hand_over(batch, batch.deliveries)
        for each in leaving:
            self.left[each.id, each.attempts] += 1
        self.handed.append((batch, leaving))

    @precondition(lambda self: self.handed)
    @rule(state=ANSWERS)
    def settle(self, state):
        batch, leaving = self.handed.pop(0)
        outcomes = {each.id: Outcome(state, (f"part {each.id}",) if state is State.SENT else ()) for each in leaving}
        outbox.settle(batch, outcomes, actor=cast.SETUP)

    @precondition(lambda self: self.taken)
    @rule()
    def die_before(self):
        self.taken.pop()

    @precondition(lambda self: self.handed)
    @rule()
    def die_after(self):
        self.handed.pop()

    @rule(says=PROOFS, of=st.integers(0, 1), number=st.integers(1, 6))
    def receipt(self, says, of, number):
        known = sorted(Delivery.objects.filter(road__alert=self.alert).values_list("id", flat=True))
        receive(self.lines[of], [Said(f"part {known[number % len(known)]}", says, clock.now())])

    @rule(minutes=st.integers(-5, 45))
    def clock_jumps(self, minutes):
        self.later += timedelta(minutes=minutes)

    @rule()
    def sweep(self):
        outbox.sweep(actor=cast.SETUP)

    @rule()
    def pause_and_go_on(self):
        set_stage(self.alert, Alert.Stage.PAUSED, actor=cast.SETUP)
        set_stage(self.alert, Alert.Stage.SENDING, actor=cast.SETUP)

    @invariant()
    def each_attempt_leaves_once(self):
        assert all(times == 1 for times in self.left.values()), self.left

    @invariant()
    def whom_every_road_failed_too_late_is_told_to_stay_D3(self):
        states, stays = {}, set()
        rows = Delivery.objects.filter(road__alert=self.alert).values_list("recipient", "text", "state")
        for recipient, text, state in rows:
            if text == Text.FIRST:
                states.setdefault(recipient, set()).add(state)
            else:
                stays.add(recipient)
        for recipient, of_theirs in states.items():
            if State.EXPIRED in of_theirs <= {State.EXPIRED, State.FAILED}:
                assert recipient in stays

    @invariant()
    def what_was_told_stays_told(self):
        for pk, state in Delivery.objects.filter(road__alert=self.alert).values_list("id", "state"):
            if self.proved.get(pk) in TOLD:
                assert state >= self.proved[pk]
            self.proved[pk] = State(state)


def test_whatever_the_order_of_events_no_message_leaves_twice_and_no_proof_is_lost(db):
    Outbox.TestCase.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
    Outbox.TestCase().runTest()


def test_no_state_leads_back_to_where_it_could_be_sent_again_but_by_the_channels_word():
    reach = {state: {to for to, before in FROM.items() if state in before} for state in State}
    assert reach[State.UNKNOWN] & {State.QUEUED, State.TAKEN, State.SENDING} == set()
    assert {state for state in MAY_HAVE_LEFT if State.QUEUED in reach[state]} == {State.SENDING}
    assert reach[State.CANCELLED] == reach[State.ANSWERED] == set()
