"""What a gateway's dialect is: how it is asked to send, what its answer proves, and what its call-backs say."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from pydantic import Field

from safepassage.desk.advice.channel import Message, Settings
from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.advice.receipts import Said


class GatewaySettings(Settings):
    """Where the gateway is, and in whose name it sends."""

    dialect: str
    url: str = Field(pattern=r"^https?://")  # where messages are handed over
    user: str = ""
    password: str = Field("", repr=False)
    sender: str = ""  # number or name that people see
    callback: str = Field("", pattern=r"^(https?://.*)?$")  # where it tells what became of them; "": nowhere
    secret: str = Field("", repr=False)  # by which call-backs are signed


class Asked(NamedTuple):
    """A request to the gateway."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    content: bytes = b""


class Answer(NamedTuple):
    """What the gateway said to it."""

    status: int
    content: bytes


class CallBack(NamedTuple):
    """A call-back as it came. `values`: of its query or form."""

    values: Mapping[str, str]
    headers: Mapping[str, str]
    came_at: datetime


class Heard(NamedTuple):
    """A text that somebody sent. `name`: the gateway's, or made of all that it says if it gives none."""

    name: str
    address: str
    text: str
    at: datetime


class ForgedError(Exception):
    """A call-back is not signed by whom it should be."""


class Dialect(Protocol):
    """One way of speaking with gateways."""

    def ask(self, settings: GatewaySettings, message: Message, name: str) -> Asked:
        """The request for a message. `name`: of ours, for gateways that give none of their own."""
        ...

    def outcome(self, answer: Answer, name: str) -> Outcome:
        """What an answer proves. 200 alone proves nothing: gateways wrap errors in it."""
        ...

    def said(self, settings: GatewaySettings, call: CallBack) -> Said | None:
        """The receipt; None for what says nothing yet. Raises ForgedError, or ValueError for what cannot be read."""
        ...

    def incoming(self, settings: GatewaySettings) -> str:
        """What the gateway has to add to the address to which it brings what people answer."""
        ...

    def heard(self, settings: GatewaySettings, call: CallBack) -> Heard:
        """The text that came in, called back at `in/` below the address. Raises as `said` does."""
        ...
