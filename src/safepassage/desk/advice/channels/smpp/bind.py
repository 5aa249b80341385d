"""One bind to an SMS centre: a connection with a window of submits that wait for their answers, kept while it lives."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count
from ssl import create_default_context

from safepassage.desk.advice.channels.smpp import pdus
from safepassage.desk.advice.channels.smpp.pdus import Command, Pdu, Status
from safepassage.desk.advice.channels.smpp.settings import SmppSettings

ANSWER_S = 30.0  # the longest that an answer is waited for; then the connection counts as dead
QUIET_S = 30.0  # without a word from the centre, it is asked whether it is there
GOODBYE_S = 5.0
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0  # before connecting again


class LostError(Exception):
    """The connection ended. `has_left`: the submit may have reached the centre, which never said."""

    def __init__(self, *, has_left: bool) -> None:
        super().__init__("the connection ended")
        self.has_left = has_left


class BrokenError(Exception):
    """What the centre sent is not SMPP, or it does not answer, or it does not let us in."""


# Whatever ends a connection, or keeps it from being made; a name that no server can have is a UnicodeError.
BROKEN = (OSError, EOFError, TimeoutError, BrokenError, UnicodeError)


class Bind:
    """Connects, and connects again when it broke, until it is closed. All on one loop."""

    def __init__(self, settings: SmppSettings, deliver: Callable[["Bind", Pdu], None]) -> None:
        self.settings, self._deliver = settings, deliver
        self.tried = asyncio.Event()  # at least once, and it is known how that ended
        self.is_up = False
        self.why = ""  # it is not up
        self._waiting: dict[int, asyncio.Future[Pdu]] = {}
        self._window = asyncio.Semaphore(settings.window)
        self._numbers = count()
        self._writer: asyncio.StreamWriter | None = None
        self._written: list[bytes] = []  # and not given to the connection yet

    async def live(self) -> None:
        """Keep it up."""
        wait_s = FIRST_WAIT_S
        while True:
            try:
                async with self._connected() as reader:
                    wait_s = FIRST_WAIT_S
                    await self._listen(reader)
            except BROKEN as error:
                self.why = str(error) if isinstance(error, BrokenError) else type(error).__name__
            self.tried.set()
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    async def submit(self, body: Callable[[], Awaitable[bytes]], until: float) -> Pdu:
        """Submit as soon as the window has room, before `until` on the loop's clock, what `body` gives by then.

        The answer. Raises LostError, and what `body` raises.
        """
        async with self._window:
            content = await body()
            if not self.is_up or asyncio.get_running_loop().time() > until:
                raise LostError(has_left=False)
            return await self._ask(Command.SUBMIT, content)

    def say(self, pdu: Pdu) -> None:
        """Say something that needs no answer, if anybody is there."""
        self._write(bytes(pdu))

    async def goodbye(self) -> None:
        """Say that nothing more comes, and wait for the answer, not for long."""
        if self.is_up:
            self.is_up = False
            with contextlib.suppress(LostError, TimeoutError):
                async with asyncio.timeout(GOODBYE_S):
                    await self._ask(Command.UNBIND)

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncio.StreamReader]:
        settings = self.settings
        async with asyncio.timeout(ANSWER_S):
            tls = create_default_context() if settings.is_tls else None
            reader, writer = await asyncio.open_connection(settings.host, settings.port, ssl=tls, limit=pdus.LARGEST)
        self._writer = writer
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._let_in(reader)
            self.is_up, self.why = True, ""
            self.tried.set()
            yield reader
        finally:
            self.is_up, self._writer, self._written = False, None, []
            self._lose()
            writer.transport.abort()  # what is still to be written goes to somebody who does not listen
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _let_in(self, reader: asyncio.StreamReader) -> None:
        settings = self.settings
        said = pdus.bind_body(settings.user, settings.password, settings.system_type)
        bind = Pdu(Command.BIND, 0, self._number(), said)
        self.say(bind)
        while True:
            pdu = await _body(reader, await _header(reader))
            if pdu.sequence == bind.sequence and pdu.command in (Command.BIND | pdus.ANSWER, Command.NACK):
                break
        if pdu.status != Status.OK or pdu.command == Command.NACK:
            raise BrokenError(f"bind refused with {pdu.status:#x}")

    async def _ask(self, command: Command, body: bytes = b"") -> Pdu:
        """One that is not answered in time ends the connection: who is silent gets nothing more."""
        if self._writer is None or self._writer.is_closing():
            raise LostError(has_left=False)
        loop, number = asyncio.get_running_loop(), self._number()
        answer = self._waiting[number] = loop.create_future()
        given_up = loop.call_later(ANSWER_S, self._give_up, answer)
        try:
            self._write(bytes(Pdu(command, 0, number, body)))
            return await answer
        finally:
            given_up.cancel()
            self._waiting.pop(number, None)

    def _give_up(self, answer: "asyncio.Future[Pdu]") -> None:
        if not answer.done():
            self._hang_up()
            answer.set_exception(LostError(has_left=True))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        asking: asyncio.Task[Pdu] | None = None
        units = _Units()
        try:
            while True:
                try:
                    async with asyncio.timeout(QUIET_S):
                        data = await reader.read(pdus.LARGEST)
                except TimeoutError:
                    if units.rest or (asking and not asking.done()):
                        raise BrokenError("silent") from None
                    asking = asyncio.ensure_future(self._ask(Command.ENQUIRE))
                    asking.add_done_callback(_seen)
                    continue
                if not data:
                    raise EOFError
                goes_on = all(map(self._take, units.whole(data)))
                self._flush()
                if not goes_on:
                    return
                if self._writer:
                    async with asyncio.timeout(ANSWER_S):
                        await self._writer.drain()  # a centre that floods and does not read has to wait
        finally:
            if asking:
                asking.cancel()

    def _take(self, pdu: Pdu) -> bool:
        """What the centre said. Whether more may come."""
        if pdu.command & pdus.ANSWER:
            waits = self._waiting.get(pdu.sequence)
            if waits and not waits.done():
                waits.set_result(pdu)
        elif pdu.command == Command.DELIVER:
            self._deliver(self, pdu)
        elif pdu.command == Command.ENQUIRE:
            self.say(pdu.answer())
        elif pdu.command == Command.UNBIND:
            self.say(pdu.answer())
            self.why = "the centre said goodbye"
            return False
        else:
            self.say(Pdu(Command.NACK, Status.INVALID_COMMAND, pdu.sequence))
        return True

    def _write(self, data: bytes) -> None:
        """What is written in one turn of the loop leaves together."""
        if not self._written:
            asyncio.get_running_loop().call_soon(self._flush)
        self._written.append(data)

    def _flush(self) -> None:
        written, self._written = self._written, []
        if written and self._writer and not self._writer.is_closing():
            self._writer.write(b"".join(written))

    def _number(self) -> int:
        return next(self._numbers) % pdus.LAST_SEQUENCE + 1

    def _lose(self) -> None:
        for answer in list(self._waiting.values()):
            if not answer.done():
                answer.set_exception(LostError(has_left=True))

    def _hang_up(self) -> None:
        self.is_up = False
        if self._writer:
            self._writer.transport.abort()


class _Units:
    """What a centre sends, cut into its units."""

    def __init__(self) -> None:
        self.rest, self._since = b"", 0.0

    def whole(self, data: bytes) -> Iterator[Pdu]:
        """Those that are there whole. Raises BrokenError for what is none, or does not come to its end in time."""
        data, at, now = self.rest + data, 0, asyncio.get_running_loop().time()
        if self.rest and now - self._since > ANSWER_S:
            raise BrokenError("too slow")
        while at + pdus.HEADER.size <= len(data):
            length, command, status, sequence = pdus.HEADER.unpack_from(data, at)
            _check(length)
            if at + length > len(data):
                break
            yield Pdu(command, status, sequence, data[at + pdus.HEADER.size : at + length])
            at += length
        if at or not self.rest:
            self._since = now
        self.rest = data[at:]


async def _header(reader: asyncio.StreamReader) -> tuple[int, ...]:
    return pdus.HEADER.unpack(await reader.readexactly(pdus.HEADER.size))


async def _body(reader: asyncio.StreamReader, header: tuple[int, ...]) -> Pdu:
    length, command, status, sequence = header
    _check(length)
    return Pdu(command, status, sequence, await reader.readexactly(length - pdus.HEADER.size))


def _check(length: int) -> None:
    if not pdus.HEADER.size <= length <= pdus.LARGEST:
        raise BrokenError(f"command_length {length}")


def _seen(asked: "asyncio.Task[Pdu]") -> None:
    """An answer to whether it is there needs no more; one that failed ended the connection itself."""
    if not asked.cancelled():
        asked.exception()
