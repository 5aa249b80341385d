"""Call-backs of gateways: who signed them is believed, each once, and nothing is kept of what strangers say."""

import json
from uuid import UUID

from safepassage.desk.advice.channels.gateway import DIALECTS, GatewaySettings
from safepassage.desk.advice.channels.gateway.dialect import CallBack
from safepassage.desk.advice.channels.gateway.dialect import ForgedError as ForgedError
from safepassage.desk.advice.models import Line
from safepassage.desk.advice.receipts import receive
from safepassage.desk.core.sealing import unseal
from safepassage.desk.ledger.queries import opened_key

MOST_NAME = 80


def take_call_back(line_id: UUID, call: CallBack) -> None:
    """Put down what a gateway says of a message.

    What was signed is the address that the gateway was given, whatever a proxy has made of it since. Raises
    Line.DoesNotExist, ForgedError, and ValueError for what cannot be read.
    """
    line = Line.objects.select_related("crisis__key").get(pk=line_id, provider="gateway")
    said = json.loads(unseal(opened_key(line.crisis.key), bytes(line.sealed), line.reference))
    settings = GatewaySettings.model_validate(said)
    receipt = DIALECTS[settings.dialect].said(settings, call)
    if receipt:
        if len(receipt.name) > MOST_NAME:
            raise ValueError(f"expected a name of at most {MOST_NAME} characters")
        receive(line, [receipt])
