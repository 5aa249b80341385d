"""Gateways by HTTP: a request a message; what became of it comes by call-back, signed."""

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import uuid4

import httpcore
from pydantic import field_validator

from safepassage.desk.advice.channel import Message
from safepassage.desk.advice.channels.gateway import dialect as of
from safepassage.desk.advice.channels.gateway.kannel import Kannel
from safepassage.desk.advice.channels.gateway.twilio import Twilio
from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.advice.states import State
from safepassage.desk.core.hurried import HurriedBackend, Hurry
from safepassage.desk.people.addresses import Kind

LONGEST_S = 30.0  # for an answer, connecting and all
LARGEST_ANSWER = 64_000
# Raised before the request has left; of all else nobody knows whether the gateway took it.
NOT_LEFT = (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.UnsupportedProtocol, httpcore.LocalProtocolError)
BROKEN = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)

DIALECTS: Mapping[str, of.Dialect] = {"kannel": Kannel(), "twilio": Twilio()}


class GatewaySettings(of.GatewaySettings):
    """Of a dialect that is spoken here."""

    @field_validator("dialect")
    @classmethod
    def _is_spoken(cls, name: str) -> str:
        if name not in DIALECTS:
            raise ValueError(f"expected one of {', '.join(DIALECTS)}")
        return name


class Gateway:
    """Connections to one gateway, kept open as long as it keeps them."""

    carries: ClassVar[Kind] = "phones"
    at_once = 20

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings, self.dialect = settings, DIALECTS[settings.dialect]
        self._hurry = Hurry(LONGEST_S)
        self._pool = httpcore.ConnectionPool(network_backend=HurriedBackend(self._hurry), retries=0)

    def listen(self) -> None:
        """What a gateway brings comes to the portal."""

    def send(self, messages: Sequence[Message]) -> Mapping[int, Outcome]:
        """One after another. Its own words are the proof that it took one."""
        return {message.id: self._send(message) for message in messages}

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()

    def _send(self, message: Message) -> Outcome:
        name = uuid4().hex
        asked = self.dialect.ask(self.settings, message, name)
        self._hurry.begin(LONGEST_S)
        try:
            answer = self._answer(asked)
        except NOT_LEFT as error:
            return Outcome(State.QUEUED, why=type(error).__name__)
        except BROKEN as error:
            return Outcome(State.UNKNOWN, why=type(error).__name__)
        return self.dialect.outcome(answer, name)

    def _answer(self, asked: of.Asked) -> of.Answer:
        headers = {"User-Agent": "safepassage", "Accept-Encoding": "identity", **asked.headers}
        content = bytearray()
        with self._pool.stream(asked.method, asked.url, headers=headers, content=asked.content) as given:
            for part in given.iter_stream():
                content += part
                if len(content) > LARGEST_ANSWER:
                    break  # the beginning says enough
        return of.Answer(given.status, bytes(content[:LARGEST_ANSWER]))
