"""How often a token, and strangers of an address, may ask in a minute.

What strangers do holds back no token, whose address they may share.
"""

from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from safepassage.desk.api.models import Asking
from safepassage.desk.api.problems import Problem
from safepassage.desk.core import clock
from safepassage.desk.core.counting import count
from safepassage.desk.core.keyring import keyring
from safepassage.desk.core.sealing import blind_index
from safepassage.desk.crises.models import Token

MOST_OF_TOKEN, MOST_OF_STRANGERS = 300, 60
MINUTE_S = 60


def require_room_of(token: Token) -> None:
    """Count a request of a token. Raises Problem above its limit."""
    _count(token.reference, MOST_OF_TOKEN)


def require_room_of_strangers(request: HttpRequest) -> None:
    """Count a request without a token in force. Raises Problem above the limit of its address."""
    _count(f"strangers:{_bucket(_network(request))}", MOST_OF_STRANGERS)


def forget_counts() -> None:
    """Delete the counts of minutes that are over."""
    Asking.objects.filter(minute__lt=_minute()).delete()


def _count(who: str, most: int) -> None:
    if count(Asking, who, _minute()) > most:
        wait_s = MINUTE_S - int(clock.now().timestamp()) % MINUTE_S
        raise Problem(429, f"more than {most} requests in this minute", Retry_After=str(wait_s))


def _minute() -> int:
    return int(clock.now().timestamp()) // MINUTE_S


def _network(request: HttpRequest) -> str:
    """The address that the proxies vouch for, of IPv6 its /64; all whose address is unknown are one."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied, ValueError):
        return ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return str(address)


def _bucket(network: str) -> str:
    """One of 65,536: a flood from many addresses makes no large table, and no address stands in it."""
    return blind_index(keyring().index, "strangers", network)[:2].hex()
