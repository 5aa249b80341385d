"""Fetching from the internet what an officer named: never from within, never more than bounded, never endless.

Each address is checked where it is connected to, so that no name can be resolved to one address for the check and to
another for the connection; a redirect is followed by the same rules.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

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
    ends_at = time.monotonic() + LONGEST_S
    with httpcore.ConnectionPool(network_backend=_Outside(ends_at, may_be_local), retries=0) as pool:
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


class _Outside(httpcore.SyncBackend):
    """Connects to public addresses only, and to nothing once the time is over."""

    def __init__(self, ends_at: float, may_be_local: bool) -> None:
        self._ends_at, self._may_be_local = ends_at, may_be_local

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """As the base class, to an address that was looked at."""
        address = self._address(host, port)
        stream = super().connect_tcp(address, port, _left(self._ends_at), local_address, socket_options)
        return _Hurried(stream, self._ends_at)

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


class _Hurried(httpcore.NetworkStream):
    """A stream of which every read and write ends when the time for all is over."""

    def __init__(self, stream: httpcore.NetworkStream, ends_at: float) -> None:
        self._stream, self._ends_at = stream, ends_at

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the stream does."""
        return self._stream.read(max_bytes, _left(self._ends_at))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the stream does."""
        self._stream.write(buffer, _left(self._ends_at))

    def close(self) -> None:
        """As the stream does."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """As the stream does."""
        return _Hurried(self._stream.start_tls(ssl_context, server_hostname, _left(self._ends_at)), self._ends_at)

    def get_extra_info(self, info: str) -> Any:
        """As the stream does."""
        return self._stream.get_extra_info(info)


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
