"""Who carries messages: the folders of `channels`, by the names that lines give them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from safepassage.desk.advice.channel import Channel, Settings
from safepassage.desk.advice.channels.email import Email, EmailSettings
from safepassage.desk.advice.channels.gateway import Gateway, GatewaySettings
from safepassage.desk.advice.channels.null import Null, NullSettings
from safepassage.desk.advice.channels.smpp import Smpp, SmppSettings
from safepassage.desk.people.addresses import Kind


class Provider(NamedTuple):
    """How a line's channel is opened, and what has to be known for it."""

    opens: Callable[[Any], Channel]
    settings: type[Settings]
    carries: Kind  # the addresses that it needs


PROVIDERS: Mapping[str, Provider] = {
    "null": Provider(Null, NullSettings, Null.carries),
    "email": Provider(Email, EmailSettings, Email.carries),
    "gateway": Provider(Gateway, GatewaySettings, Gateway.carries),
    "smpp": Provider(Smpp, SmppSettings, Smpp.carries),
}
