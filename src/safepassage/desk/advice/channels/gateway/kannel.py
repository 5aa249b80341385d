"""Kannel's smsbox (User's Guide 1.4, "Using the HTTP interface to smsbox", "Delivery reports")."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
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
from safepassage.planning.messages import is_gsm7

TAKEN = (b"0: Accepted", b"3: Queued")
SAYS: Mapping[str, State | None] = {  # types of delivery reports
    "1": State.DELIVERED,
    "2": State.FAILED,
    "4": None,  # queued on the centre
    "8": State.SENT,  # the centre has it
    "16": State.FAILED,  # the centre refused it
}
INCOMING = "in"  # signed in place of a name; it stands in Kannel's configuration
ALL_REPORTS = 1 + 2 + 8 + 16


class Kannel:
    """Kannel gives no name of its own: ours stands in the address that it calls back, with our signature."""

    def ask(self, settings: GatewaySettings, message: Message, name: str) -> Asked:
        """A GET with everything in its query, as Kannel has it: over a line that nobody else reads."""
        said = {
            "username": settings.user,
            "password": settings.password,
            "from": settings.sender,
            "to": message.address,
            "text": message.text,
            "charset": "UTF-8",
            "coding": "0" if is_gsm7(message.text) else "2",
        }
        if message.expires_at:
            minutes = (message.expires_at - clock.now()).total_seconds() // 60
            said["validity"] = str(max(1, int(minutes)))
        if settings.callback:
            ours = urlencode({"name": name, "signed": _signature(settings, name)})
            said |= {"dlr-mask": str(ALL_REPORTS), "dlr-url": f"{settings.callback}?{ours}&says=%d&at=%T"}
        return Asked("GET", f"{settings.url}?{urlencode(said)}")

    def outcome(self, answer: Answer, name: str) -> Outcome:
        """202 and its own words are proof that it took it."""
        said = answer.content.strip()
        if answer.status == 202 and said.startswith(TAKEN):
            return Outcome(State.SENT, (name,))
        if answer.status == 503 or said.startswith(b"4:") or b"Temporal failure" in said:
            return Outcome(State.QUEUED, why=f"not now: {answer.status}")
        if answer.status in (200, 202):
            return Outcome(State.UNKNOWN, why=f"{answer.status} with other words than of one that took it")
        if answer.status in range(400, 500):
            return Outcome(State.FAILED, why=f"refused with {answer.status}")
        return Outcome(State.UNKNOWN, why=f"answered {answer.status}")

    def said(self, settings: GatewaySettings, call: CallBack) -> Said | None:
        """By the name that we gave it."""
        name = call.values.get("name", "")
        given = call.values.get("signed", "").encode()
        if not settings.secret or not hmac.compare_digest(_signature(settings, name).encode(), given):
            raise ForgedError
        kind = call.values.get("says", "")
        if kind not in SAYS:
            raise ValueError("expected a type of delivery report: 1, 2, 4, 8 or 16")
        says = SAYS[kind]
        return Said(name, says, _instant(call)) if says else None

    def incoming(self, settings: GatewaySettings) -> str:
        """The query of a `sms-service`'s get-url."""
        return f"?signed={_signature(settings, INCOMING)}&name=%I&from=%p&at=%T&text=%b"

    def heard(self, settings: GatewaySettings, call: CallBack) -> Heard:
        """As `incoming` has it call."""
        given = call.values.get("signed", "").encode()
        if not settings.secret or not hmac.compare_digest(_signature(settings, INCOMING).encode(), given):
            raise ForgedError
        name, address, text = (call.values.get(field, "") for field in ("name", "from", "text"))
        if not name or not address:
            raise ValueError("expected name, from and text")
        return Heard(name, address, text, _instant(call))


def _signature(settings: GatewaySettings, name: str) -> str:
    return hmac.new(settings.secret.encode(), name.encode(), sha256).hexdigest()


def _instant(call: CallBack) -> datetime:
    """When the centre says it was; when it came, if that cannot be read."""
    seconds = call.values.get("at", "")
    if seconds.isascii() and seconds.isdigit() and len(seconds) <= 10:
        return datetime.fromtimestamp(int(seconds), UTC)
    return call.came_at
