"""Twilio's Programmable Messaging, and what speaks as it does (API 2010-04-01, Messages; "Validating signatures")."""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

from safepassage.desk.advice.channel import Message
from safepassage.desk.advice.channels.gateway.dialect import (
    Answer,
    Asked,
    CallBack,
    ForgedError,
    GatewaySettings,
    Heard,
)
from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.advice.receipts import Said
from safepassage.desk.advice.states import State
from safepassage.desk.core import clock

LONGEST_VALIDITY_S = 36_000
LONGEST_NAME = 80
NOT_NOW = frozenset({429, 503})
SAYS: Mapping[str, State | None] = {
    "accepted": None,
    "scheduled": None,
    "queued": None,
    "sending": None,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
REFUSED = frozenset({"undelivered", "failed", "canceled"})


class Twilio:
    """It names what it takes; its call-backs are signed with the account's token."""

    def ask(self, settings: GatewaySettings, message: Message, name: str) -> Asked:
        """A form, by basic authentication."""
        said = {"To": message.address, "From": settings.sender, "Body": message.text}
        if settings.callback:
            said["StatusCallback"] = settings.callback
        if message.expires_at:
            seconds = int((message.expires_at - clock.now()).total_seconds())
            said["ValidityPeriod"] = str(min(max(1, seconds), LONGEST_VALIDITY_S))
        who = b64encode(f"{settings.user}:{settings.password}".encode()).decode()
        headers = {"Authorization": f"Basic {who}", "Content-Type": "application/x-www-form-urlencoded"}
        return Asked("POST", settings.url, headers, urlencode(said).encode())

    def outcome(self, answer: Answer, name: str) -> Outcome:
        """Its name for the message is the proof that it took it."""
        if answer.status in NOT_NOW:
            return Outcome(State.QUEUED, why=f"not now: {answer.status}")
        if answer.status in range(400, 500):
            return Outcome(State.FAILED, why=f"refused with {answer.status}")
        try:
            said = json.loads(answer.content)
        except ValueError:
            said = None
        if not isinstance(said, dict) or answer.status not in (200, 201, 202):
            return Outcome(State.UNKNOWN, why=f"answered {answer.status} with what cannot be read")
        if said.get("status") in REFUSED:
            return Outcome(State.FAILED, why="refused in words")
        given = said.get("sid")
        if not isinstance(given, str) or not 0 < len(given) <= LONGEST_NAME or said.get("status") not in SAYS:
            return Outcome(State.UNKNOWN, why=f"answered {answer.status} without a name")
        return Outcome(State.SENT, (given,))

    def said(self, settings: GatewaySettings, call: CallBack) -> Said | None:
        """By the name that it gave."""
        _require_signature(settings, settings.callback, call)
        name, kind = call.values.get("MessageSid", ""), call.values.get("MessageStatus", "")
        if not name or kind not in SAYS:
            raise ValueError("expected MessageSid, and a MessageStatus such as delivered")
        says = SAYS[kind]
        return Said(name, says, call.came_at) if says else None

    def incoming(self, settings: GatewaySettings) -> str:
        """Nothing: it signs what it says."""
        return ""

    def heard(self, settings: GatewaySettings, call: CallBack) -> Heard:
        """By the name that it gave; when it was sent it does not say."""
        _require_signature(settings, f"{settings.callback}in/", call)
        name, address = call.values.get("MessageSid", ""), call.values.get("From", "")
        if not name or not address:
            raise ValueError("expected MessageSid, From and Body")
        return Heard(name, address, call.values.get("Body", ""), call.came_at)


def _require_signature(settings: GatewaySettings, url: str, call: CallBack) -> None:
    """HMAC-SHA1 of the address that it was given and of the form's fields in order, each name before its value."""
    signed = url + "".join(name + call.values[name] for name in sorted(call.values))
    try:
        given = b64decode(call.headers.get("X-Twilio-Signature", ""), validate=True)
    except ValueError as error:
        raise ForgedError from error
    if not settings.secret or not hmac.compare_digest(_mac(settings.secret, signed), given):
        raise ForgedError


def _mac(token: str, signed: str) -> bytes:
    return hmac.digest(token.encode(), signed.encode(), "sha1")
