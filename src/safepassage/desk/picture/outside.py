"""Fetching from the internet what an officer named: never from within, never more than bounded, never endless.

Each address is checked where it is connected to, so that no name can be resolved to one address for the check and to
another for the connection; a redirect is followed by the same rules.
"""

import ipaddress
import socket
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from safepassage.desk.core.hurried import HurriedBackend, Hurry
from safepassage.errors import SafePassageError

LARGEST_BYTES = 5_000_000
LONGEST_S = 20.0  # for all of it, redirects too
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ASKED = {"User-Agent": "safepassage", "Accept-Encoding": "identity", "Accept": "application/xml, text/xml, */*;q=0.5"}


class Unreachable(SafePassageError):
    """What was asked for did not come, and why, in words that hold nothing of what came."""


def fetch(url: str, *, may_be_local: bool = False) -> bytes:
    """The bytes at an http or https address. Raises Unreachable. `may_be_local`: for tests, this machine is allowed."""
    with httpcore.ConnectionPool(network_backend=_Outside(may_be_local), retries=0) as pool:
        for _ in range(MOST_REDIRECTS + 1):
            _check(url)
            try:
                with pool.stream("GET", url, headers=ASKED) as answer:
                    if answer.status not in REDIRECTS:
                        return _content(answer)
                    url = urljoin(url, _header(answer, "location"))
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                raise Unreachable("the connection failed") from error
            except httpcore.TimeoutException as error:
                raise Unreachable(f"it took longer than {LONGEST_S:.0f} s") from error
    raise Unreachable(f"more than {MOST_REDIRECTS} redirects")


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise Unreachable("not an address of the web; expected such as https://news.example.org/feed.xml")


def _content(answer: httpcore.Response) -> bytes:
    if answer.status != 200:
        raise Unreachable(f"the server answered {answer.status}")
    if _header(answer, "content-encoding") not in ("", "identity"):
        raise Unreachable("it came packed, which was not asked for")
    content = bytearray()
    for part in answer.iter_stream():
        content += part
        if len(content) > LARGEST_BYTES:
            raise Unreachable(f"more than {LARGEST_BYTES // 1_000_000} MB")
    return bytes(content)


def _header(answer: httpcore.Response, name: str) -> str:
    return next((value.decode("latin-1") for key, value in answer.headers if key.lower() == name.encode()), "")


class _Outside(HurriedBackend):
    """Connects to public addresses only."""

    def __init__(self, may_be_local: bool) -> None:
        super().__init__(Hurry(LONGEST_S))
        self._may_be_local = may_be_local

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """As the base class, to an address that was looked at."""
        return super().connect_tcp(self._address(host, port), port, *args, **kwargs)

    def _address(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable("there is no such server") from error
        addresses = [str(each[4][0]) for each in found]
        if not all(self._is_outside(address) for address in addresses):
            raise Unreachable("it leads into a network that is not public")
        return addresses[0]

    def _is_outside(self, address: str) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
        if self._may_be_local and ip.is_loopback:
            return True
        return ip.is_global and not ip.is_multicast and (mapped is None or mapped.is_global)
