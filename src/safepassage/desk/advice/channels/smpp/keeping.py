"""What a centre brings is put down before the centre is told that we have it: until then it brings it again."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db import Error, InterfaceError, OperationalError, connection

from safepassage.desk.advice.channels.smpp import pdus, reports
from safepassage.desk.advice.channels.smpp.bind import Bind
from safepassage.desk.advice.channels.smpp.pdus import Pdu, Status
from safepassage.desk.advice.models import Line
from safepassage.desk.advice.receipts import Said, receive
from safepassage.desk.advice.replies import Reply, take_reply
from safepassage.desk.core import clock
from safepassage.desk.core.commands import Command

MOST_WAITING = 1_000  # of what came and is not put down yet; the centre is asked to bring the rest later
AT_ONCE = 200
PAUSE_S = 1.0  # while the database is gone
PASSING = (OperationalError, InterfaceError)  # the database is gone, full, or locked for too long
SMPP = Command("smpp")

log = logging.getLogger(__name__)


class Keeps(Protocol):
    """Where what came in is put down; used by one thread."""

    def keep(self, said: Sequence[Said], replies: Sequence[Reply]) -> None:
        """Raises what the database raises, and may then be given the same again."""
        ...

    def close(self) -> None:
        """Let go of what it has open; it may be used again."""
        ...


class OfLine:
    """Keeps it in the database, as of a line."""

    def __init__(self, line_id: UUID) -> None:
        self.line_id = line_id

    def keep(self, said: Sequence[Said], replies: Sequence[Reply]) -> None:
        """Each is kept once, however often it comes."""
        line = Line.objects.select_related("crisis__key").get(pk=self.line_id)
        if said:
            receive(line, said)
        for reply in replies:
            take_reply(line, reply, actor=SMPP)

    def close(self) -> None:
        """The thread's connection to the database."""
        connection.close()


class Came(NamedTuple):
    """What a centre brought, and whom to tell what became of it."""

    bind: Bind
    pdu: Pdu
    what: Said | Reply

    def answer(self, status: Status) -> None:
        """Tell the centre."""
        self.bind.say(_answer(self.pdu, status))


class Keeper:
    """Takes from the binds what the centre brings, and answers for it."""

    def __init__(self, keeps: Keeps) -> None:
        self._keeps = keeps
        self._came: asyncio.Queue[Came] = asyncio.Queue(MOST_WAITING)
        self._thread = ThreadPoolExecutor(1)  # with a database connection of its own

    def take(self, bind: Bind, pdu: Pdu) -> None:
        """Remember what came until it is put down."""
        try:
            what = reports.understood(pdus.read_delivered(pdu.body), clock.now())
        except ValueError as error:
            log.warning("a centre brought what cannot be read: %s", error)
            return bind.say(_answer(pdu, Status.NEVER))
        if what is None:
            return bind.say(_answer(pdu, Status.OK))
        if self._came.full():
            return bind.say(_answer(pdu, Status.NOT_NOW))
        return self._came.put_nowait(Came(bind, pdu, what))

    async def live(self) -> None:
        """Put down what came, and then say so, for as long as the channel is open."""
        while True:
            batch = [await self._came.get()]
            while len(batch) < AT_ONCE and not self._came.empty():
                batch.append(self._came.get_nowait())
            await self._keep(batch)
            for _ in batch:
                self._came.task_done()

    async def all_kept(self, longest_s: float) -> None:
        """Wait until all that came is put down, but not for longer: what is not will be brought again."""
        try:
            async with asyncio.timeout(longest_s):
                await self._came.join()
        except TimeoutError:
            log.warning("what a centre brought last could not be put down; it will bring it again")

    def close(self) -> None:
        """Let its database connection go."""
        self._thread.submit(self._keeps.close)
        self._thread.shutdown()

    async def _keep(self, batch: Sequence[Came]) -> None:
        loop = asyncio.get_running_loop()
        said = [each.what for each in batch if isinstance(each.what, Said)]
        replies = [each.what for each in batch if isinstance(each.what, Reply)]
        while True:
            try:
                await loop.run_in_executor(self._thread, self._keeps.keep, said, replies)
            except PASSING as error:
                log.warning("the database does not answer: %s", type(error).__name__)
                await loop.run_in_executor(self._thread, self._keeps.close)
                await asyncio.sleep(PAUSE_S)
            except Error as error:  # something of it cannot be put down
                log.warning("of %d that a centre brought, some cannot be kept: %s", len(batch), type(error).__name__)
                return await self._keep_each(batch)
            else:
                for each in batch:
                    each.answer(Status.OK)
                return None

    async def _keep_each(self, batch: Sequence[Came]) -> None:
        if len(batch) == 1:
            return batch[0].answer(Status.NEVER)
        for each in batch:
            await self._keep([each])
        return None


def _answer(pdu: Pdu, status: Status) -> Pdu:
    return pdu.answer(status, b"\0")  # message_id, which is not used (4.6.2)
