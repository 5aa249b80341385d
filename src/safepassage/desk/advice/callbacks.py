"""Call-backs of gateways: who signed them is believed, each once, and nothing is kept of what strangers say."""

import json
from uuid import UUID

from safepassage.desk.advice.channels.gateway import DIALECTS, GatewaySettings
from safepassage.desk.advice.channels.gateway.dialect import CallBack
from safepassage.desk.advice.channels.gateway.dialect import ForgedError as ForgedError
from safepassage.desk.advice.models import Line
from safepassage.desk.advice.receipts import receive
from safepassage.desk.advice.replies import Reply, take_reply
from safepassage.desk.core.commands import Command
from safepassage.desk.core.sealing import unseal
from safepassage.desk.ledger.queries import opened_key

MOST_NAME = 80
SHORTEST_NUMBER = 8  # digits, with the country's
GATEWAY = Command("gateway")


def take_call_back(line_id: UUID, call: CallBack) -> None:
    """Put down what a gateway says of a message.

    What was signed is the address that the gateway was given, whatever a proxy has made of it since. Raises
    Line.DoesNotExist, ForgedError, and ValueError for what cannot be read.
    """
    line, settings = _line(line_id)
    receipt = DIALECTS[settings.dialect].said(settings, call)
    if receipt:
        if len(receipt.name) > MOST_NAME:
            raise ValueError(f"expected a name of at most {MOST_NAME} characters")
        receive(line, [receipt])


def take_incoming(line_id: UUID, call: CallBack) -> None:
    """Put a text that somebody sent where it belongs. Raises as `take_call_back` does."""
    line, settings = _line(line_id)
    heard = DIALECTS[settings.dialect].heard(settings, call)
    take_reply(line, Reply(heard.name, _e164(heard.address), heard.text, heard.at), actor=GATEWAY)


def incoming_query(line: Line) -> str:
    """What a gateway has to add to the address to which it brings what people answer."""
    settings = _settings(line)
    return DIALECTS[settings.dialect].incoming(settings)


def _line(line_id: UUID) -> tuple[Line, GatewaySettings]:
    line = Line.objects.select_related("crisis__key").get(pk=line_id, provider="gateway")
    return line, _settings(line)


def _settings(line: Line) -> GatewaySettings:
    said = json.loads(unseal(opened_key(line.crisis.key), bytes(line.sealed), line.reference))
    return GatewaySettings.model_validate(said)


def _e164(address: str) -> str:
    """Networks leave the plus away; a short number or a name stays as it is."""
    digits = address.strip().removeprefix("+").removeprefix("00")
    return f"+{digits}" if digits.isascii() and digits.isdigit() and len(digits) >= SHORTEST_NUMBER else address[:64]
