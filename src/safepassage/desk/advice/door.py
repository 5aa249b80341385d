"""The only way to a channel. What is not Actual passes to listed addresses alone, and says so (rule D2)."""

from collections.abc import Iterable, Mapping, Sequence

from safepassage.desk.advice.channel import Channel, Message
from safepassage.desk.advice.models import Alert, ExerciseAddress
from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.advice.states import State
from safepassage.desk.advice.wordings import marked
from safepassage.desk.core.sealing import blind_index
from safepassage.desk.crises.models import Status
from safepassage.desk.ledger.queries import opened_key

REFUSED = {
    "status": "the alert is not of the crisis's status",
    "address": "not an address listed for exercises",
}


def send(channel: Channel, alert: Alert, messages: Sequence[Message]) -> dict[int, Outcome]:
    """What became of each message. Only what may leave reaches the channel; what it does not speak of is unknown."""
    refused = dict(_refused(alert, messages))
    leaving = [_marked(alert, message) for message in messages if message.id not in refused]
    given: Mapping[int, Outcome] = channel.send(leaving) if leaving else {}
    unknown = Outcome(State.UNKNOWN, why="the channel said nothing of it")
    return refused | {message.id: given.get(message.id, unknown) for message in leaving}


def address_digest(alert_key: bytes, address: str) -> bytes:
    """The blind index of an address, by which those listed for exercises are known."""
    return blind_index(alert_key, "exercise address", address.casefold())


def _refused(alert: Alert, messages: Sequence[Message]) -> Iterable[tuple[int, Outcome]]:
    if alert.status != alert.crisis.status:
        for message in messages:
            yield message.id, Outcome(State.FAILED, why=REFUSED["status"])
    elif alert.status != Status.ACTUAL:
        key = opened_key(alert.crisis.key)
        rows = ExerciseAddress.objects.filter(crisis=alert.crisis).values_list("digest", flat=True)
        listed = {bytes(digest) for digest in rows}
        for message in messages:
            if address_digest(key, message.address) not in listed:
                yield message.id, Outcome(State.FAILED, why=REFUSED["address"])


def _marked(alert: Alert, message: Message) -> Message:
    """With its status before all else, unless it is Actual."""
    return message._replace(text=marked(alert.status, message.text))
