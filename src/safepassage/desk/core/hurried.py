"""HTTP of which every read and write ends when the time for all of it is over, however slowly bytes come."""

import time
from collections.abc import Iterable
from typing import Any

import httpcore


class Hurry:
    """When the time is over. It may be begun again, for the next thing that is asked for."""

    def __init__(self, seconds: float) -> None:
        self.begin(seconds)

    def begin(self, seconds: float) -> None:
        """From now on there are so many seconds."""
        self._ends_at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds. Raises httpcore.ReadTimeout if there is none."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class HurriedBackend(httpcore.SyncBackend):
    """Connects in a hurry."""

    def __init__(self, hurry: Hurry) -> None:
        self.hurry = hurry

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """As the base class."""
        left = self.hurry.left()
        return _Hurried(super().connect_tcp(host, port, left, local_address, socket_options), self.hurry)


class _Hurried(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, hurry: Hurry) -> None:
        self._stream, self._hurry = stream, hurry

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the stream does."""
        return self._stream.read(max_bytes, self._hurry.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the stream does."""
        self._stream.write(buffer, self._hurry.left())

    def close(self) -> None:
        """As the stream does."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """As the stream does."""
        return _Hurried(self._stream.start_tls(ssl_context, server_hostname, self._hurry.left()), self._hurry)

    def get_extra_info(self, info: str) -> Any:
        """As the stream does."""
        return self._stream.get_extra_info(info)
