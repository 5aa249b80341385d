"""What is not Actual never leaves as such, nor to anybody but listed addresses, by any channel (rule D2)."""

from itertools import permutations

import pytest
from tests.desk import cast
from tests.desk.advice.alerts import alert, let_through, line

from safepassage.desk.advice import door
from safepassage.desk.advice.channel import Message
from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.advice.providers import PROVIDERS
from safepassage.desk.advice.states import State
from safepassage.desk.crises.models import Status

LISTED, STRANGER = "+380501111111", "+380502222222"


class Recorded:
    """A channel that keeps what it was given."""

    carries, at_once = "phones", 10

    def __init__(self):
        self.given = []

    def send(self, messages):
        self.given += messages
        return {message.id: Outcome(State.SENT) for message in messages}

    def close(self):
        pass


@pytest.fixture
def of_status(officer):
    def made(status):
        crisis = cast.crisis(officer, status=status)
        let_through(crisis, LISTED)
        return alert(crisis, [line(crisis)], [])

    return made


def messages():
    return [Message(1, LISTED, "Leave.", None), Message(2, STRANGER, "Leave.", None)]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
def test_of_what_is_not_actual_only_listed_addresses_get_anything_and_it_says_so(
    of_status, provider, status, monkeypatch
):
    channel, opens = Recorded(), PROVIDERS[provider].opens
    monkeypatch.setattr(opens, "send", lambda _self, given: channel.send(given))
    outcomes = door.send(opens.__new__(opens), of_status(status), messages())
    assert [(each.address, each.text) for each in channel.given] == [(LISTED, f"{status.upper()}. Leave.")]
    assert (outcomes[1].state, outcomes[2].state) == (State.SENT, State.FAILED)


def test_what_is_actual_leaves_as_it_stands(of_status):
    channel = Recorded()
    door.send(channel, of_status(Status.ACTUAL), messages())
    assert channel.given == messages()


@pytest.mark.parametrize(("status", "other"), list(permutations(Status, 2)))
def test_an_alert_of_another_status_than_its_crisis_never_leaves(of_status, status, other):
    made, channel = of_status(status), Recorded()
    made.status = other
    outcomes = door.send(channel, made, messages())
    assert channel.given == []
    assert {each.state for each in outcomes.values()} == {State.FAILED}


def test_what_a_channel_says_nothing_of_is_unknown(of_status):
    channel = Recorded()
    channel.send = lambda messages: {1: Outcome(State.SENT)}
    assert door.send(channel, of_status(Status.ACTUAL), messages())[2].state is State.UNKNOWN
