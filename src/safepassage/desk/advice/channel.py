"""What a channel is: it is given messages and says what became of each, no more than it can prove."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.people.addresses import Kind


class Message(NamedTuple):
    """A delivery as a channel takes it. `expires_at`: after that the channel itself must not deliver it (rule D3)."""

    id: int
    address: str  # E.164, or an e-mail address
    text: str
    expires_at: datetime | None


class Settings(BaseModel):
    """Base of what a line's provider has to know; what stands in `Line.sealed`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Channel(Protocol):
    """An open connection to a provider, used by one thread."""

    carries: ClassVar[Kind]  # what kind of address it needs
    at_once: int  # how many are handed over before they are settled: as many may become unknown if a worker dies

    def listen(self) -> None:
        """Take in what the provider brings by itself from now on, if it does so by this connection."""
        ...

    def send(self, messages: Sequence[Message]) -> Mapping[int, Outcome]:
        """Hand messages to the provider. What is left out of the answer is unknown.

        Raises nothing for what the provider or the network does: that is an outcome. QUEUED is for what the provider
        surely did not take; FAILED for what it will never take.
        """
        ...

    def close(self) -> None:
        """End the connection."""
        ...
