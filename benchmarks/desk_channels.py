"""What channels add to their protocols: SMPP and SMTP to servers of this machine, beside bare loops, in turn.

`python -m benchmarks.desk_channels [sqlite|postgresql] [texts] [mails]` measures one size on one database. Bare is,
for SMPP, the least that a loop can do with the same units and the same window, receipts answered: no permissively
licensed library is kept (decision 53). For SMTP it is smtplib on as many threads as there are connections. Ours is
the channel alone, receipts kept in memory; and then the whole way, from rows of the outbox to rows of receipts.
"""

import asyncio
import smtplib
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage
from functools import partial
from typing import Any

from benchmarks.desk_database import asked, database, on_both
from benchmarks.measuring import paired, seconds

TEXTS, MAILS, RUNS = 5_000, 500, 3
WINDOW, CONNECTIONS = 20, 4
LEAST = 0.8
TEXT = "From Kharkiv to Pisochyn by 18:00. You: Pisochyn, 11.0 km on foot, leave by 14:55."
HEADER = struct.Struct(">IIII")


def main() -> bool:
    """Measure on both databases; True if every target is met."""
    return on_both("desk_channels", TEXTS, MAILS)


def measure(engine: str, texts: int, mails: int) -> None:
    """Print how much of the bare rate is left: of the channel, and from row to row."""
    with database(engine), _peer("smpp_peer") as centre, _peer("smtp_peer") as post:
        print(f"Channels on {engine}:", flush=True)
        _smpp(centre, texts)
        _smtp(post, mails)
        _whole(centre, post, texts, mails)


@contextmanager
def _peer(name: str) -> Iterator[int]:
    """A server in a process of its own; its port."""
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _compared(what: str, count: int, ours: Callable[[], Any], bare: Callable[[], Any]) -> None:
    times = paired(ours, bare, RUNS)
    met = "met" if times.ratio >= LEAST else "MISSED"
    print(
        f"  {what}: {count / min(times.ours):,.0f} a second, bare {count / min(times.theirs):,.0f}: "
        f"{times.ratio:.0%}; at least {LEAST:.0%}: {met}",
        flush=True,
    )


# --- SMPP ------------------------------------------------------------------------------------------------------------


def _smpp(port: int, count: int) -> None:
    from safepassage.desk.advice.channel import Message
    from safepassage.desk.advice.channels.smpp import Smpp, SmppSettings

    kept = _Kept()
    channel = Smpp(SmppSettings(**_told(port)), kept)
    messages = [Message(i, f"+38050{i:07}", TEXT, None) for i in range(count)]

    def ours() -> None:
        kept.expect(count)
        for start in range(0, count, channel.at_once):
            channel.send(messages[start : start + channel.at_once])
        kept.all_there.wait(60)

    bodies = [_body(message.address) for message in messages]
    _compared(
        f"SMPP, {count:,} texts, window {WINDOW}, receipts back", count, ours, lambda: asyncio.run(_bare(port, bodies))
    )
    channel.close()


class _Kept:
    """Keeps receipts in memory."""

    def __init__(self) -> None:
        self.left, self.all_there = 0, threading.Event()

    def expect(self, count: int) -> None:
        self.left = count
        self.all_there.clear()

    def keep(self, said: Sequence[Any], _replies: Sequence[Any]) -> None:
        self.left -= len(said)
        if self.left <= 0:
            self.all_there.set()

    def close(self) -> None:
        pass


def _told(port: int) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "user": "desk", "password": "secret", "sender": "Embassy",
            "is_tls": False, "binds": 1, "window": WINDOW}  # fmt: skip


def _body(address: str) -> bytes:
    from safepassage.desk.advice.channels.smpp import pdus, texts
    from safepassage.desk.advice.channels.smpp.settings import SmppSettings, target

    (piece,) = texts.segments(TEXT, 0)
    source = SmppSettings(**_told(1)).source
    return pdus.submit_body(source, target(address), piece.coding, piece.content, has_header=False, validity=None)


class _Bare(asyncio.Protocol):
    """Submits with a window, answers receipts, and nothing else."""

    def __init__(self, bodies: Sequence[bytes], over: "asyncio.Future[None]") -> None:
        self.bodies, self.over = iter(bodies), over
        self.left, self.number, self.rest = 2 * len(bodies), 0, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._unit(0x09, b"desk\0secret\0\0\x34\0\0\0"))

    def data_received(self, data: bytes) -> None:
        data, at, said = self.rest + data, 0, []
        while at + HEADER.size <= len(data):
            length, command, _status, number = HEADER.unpack_from(data, at)
            if at + length > len(data):
                break
            at += length
            if command == 0x05:
                said.append(HEADER.pack(17, 0x80000005, 0, number) + b"\0")
                self.left -= 1
            elif command == 0x80000004:
                said += self._next(1)
                self.left -= 1
            elif command == 0x80000009:
                said += self._next(WINDOW)
        self.rest = data[at:]
        self.transport.write(b"".join(said))
        if not self.left:
            self.over.set_result(None)

    def _next(self, most: int) -> list[bytes]:
        return [self._unit(0x04, body) for _, body in zip(range(most), self.bodies, strict=False)]

    def _unit(self, command: int, body: bytes) -> bytes:
        self.number += 1
        return HEADER.pack(HEADER.size + len(body), command, 0, self.number) + body


async def _bare(port: int, bodies: Sequence[bytes]) -> None:
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    transport, _ = await loop.create_connection(lambda: _Bare(bodies, over), "127.0.0.1", port)
    await over
    transport.close()


# --- SMTP ------------------------------------------------------------------------------------------------------------


def _smtp(port: int, count: int) -> None:
    from safepassage.desk.advice.channel import Message
    from safepassage.desk.advice.channels.email import Email, EmailSettings

    channel = Email(EmailSettings(**_mailed(port)))
    messages = [Message(i, f"p{i}@example.org", TEXT, None) for i in range(count)]

    def ours() -> None:
        for start in range(0, count, channel.at_once):
            channel.send(messages[start : start + channel.at_once])

    shares = [[message.address for message in messages[i::CONNECTIONS]] for i in range(CONNECTIONS)]

    def bare() -> None:
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            list(threads.map(partial(_post, port), shares))

    _compared(f"SMTP, {count:,} mails, {CONNECTIONS} connections", count, ours, bare)
    channel.close()


def _mailed(port: int) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "sender": "desk@example.org", "subject": "Advice",
            "is_encrypted": False}  # fmt: skip


def _post(port: int, addresses: Sequence[str]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as session:
        for address in addresses:
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "desk@example.org", address, "Advice"
            mail.set_content(TEXT)
            session.send_message(mail)


# --- The whole way ---------------------------------------------------------------------------------------------------


def _whole(centre: int, post: int, texts: int, mails: int) -> None:
    """From rows queued to rows settled, and receipts of all of them."""
    from tests.desk import cast
    from tests.desk.advice import alerts

    from safepassage.desk.advice.models import Line
    from safepassage.desk.advice.sender import open_channel

    crisis = cast.crisis(cast.officer("bench"), status="Actual")
    persons = alerts.people_with_phones(crisis, texts)
    sms = alerts.line(crisis, "smpp", "sms", rate=1e9)
    _set_up(sms, _told(centre) | {"line": str(sms.pk)})
    mail = alerts.line(crisis, "email", "mail", rate=1e9, **_mailed(post))
    for line, many, what in ((sms, texts, "SMPP, receipts kept"), (mail, mails, "SMTP")):
        alert, channel = alerts.alert(crisis, [line], persons[:many]), open_channel(Line.objects.get(pk=line.pk))
        took = seconds(partial(_sent, line, alert, channel))
        print(f"  {what}, from row to row: {many / took:,.0f} a second", flush=True)


def _set_up(line: Any, said: dict[str, Any]) -> None:
    import json

    from safepassage.desk.core.sealing import seal
    from safepassage.desk.ledger.queries import opened_key

    line.sealed = seal(opened_key(line.crisis.key), json.dumps(said).encode(), line.reference)
    line.save()


def _sent(line: Any, alert: Any, channel: Any) -> None:
    from tests.desk import cast

    from safepassage.desk.advice.alerts import set_stage
    from safepassage.desk.advice.models import Alert
    from safepassage.desk.advice.outbox import take
    from safepassage.desk.advice.queueing import queue_deliveries
    from safepassage.desk.advice.sender import send_batch

    queue_deliveries(alert, actor=cast.SETUP)
    set_stage(alert, Alert.Stage.SENDING, actor=cast.SETUP)
    over = threading.Event()
    while batch := take(line):
        send_batch(batch, channel, over, actor=cast.SETUP)
    channel.close()  # what came last is kept by then


if __name__ == "__main__":
    measure(*asked(TEXTS, MAILS))
