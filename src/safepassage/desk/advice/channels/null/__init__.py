"""Null: takes every message and sends none. For exercises without phones, and to measure the outbox."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from safepassage.desk.advice.channel import Message, Settings
from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.advice.states import State
from safepassage.desk.people.addresses import Kind


class NullSettings(Settings):
    """It has none."""


class Null:
    """Says of each message that it was sent."""

    carries: ClassVar[Kind] = "phones"
    at_once = 1_000

    def __init__(self, settings: NullSettings) -> None:
        pass

    def listen(self) -> None:
        """Nobody answers."""

    def send(self, messages: Sequence[Message]) -> Mapping[int, Outcome]:
        """All are gone at once, without names for receipts."""
        return dict.fromkeys((message.id for message in messages), Outcome(State.SENT))

    def close(self) -> None:
        """Nothing is open."""
