"""SMS centres by SMPP 3.4: several binds, each with a window; receipts whenever they come.

All of it runs on a loop in a thread of its own, so that a centre is listened to while nothing is sent.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Mapping, Sequence
from itertools import count
from random import randrange
from typing import ClassVar

from safepassage.desk.advice.channel import Message
from safepassage.desk.advice.channels.smpp import pdus, texts
from safepassage.desk.advice.channels.smpp.bind import Bind, LostError
from safepassage.desk.advice.channels.smpp.keeping import Keeper, Keeps, OfLine
from safepassage.desk.advice.channels.smpp.pdus import Command, Pdu, Status
from safepassage.desk.advice.channels.smpp.reports import LONGEST_NAME
from safepassage.desk.advice.channels.smpp.settings import SmppSettings, target
from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.advice.states import State
from safepassage.desk.core import clock
from safepassage.desk.people.addresses import Kind

FIRST_BIND_S = 15.0  # how long the first of the binds is waited for
SUBMITTING_S = 40.0  # after that nothing more leaves of what was to be sent; with the last answer below SENDING_FOR
SOON_S, MOST_AT_ONCE = 0.1, 500  # what leaves so soon is handed over at once: no more is unknown of a worker that dies
LAST_KEPT_S = 5.0  # how long what came last is waited for to be put down
PATIENCE_S = 10.0  # for a centre that says that it is too much
SLOWEST_S = 2.0  # between segments: a text of many has to leave whole in time; the outbox keeps a slower line's rate
HOLD_S = 1.0  # nothing leaves for so long after it said so
TOO_MUCH = frozenset({Status.THROTTLED, Status.QUEUE_FULL})
NOT_NOW = TOO_MUCH | {Status.SYSTEM_ERROR, Status.NOT_BOUND, Status.NOT_NOW}

log = logging.getLogger(__name__)


class LateError(Exception):
    """It would come too late (rule D3)."""


End = Pdu | LostError | LateError  # of a submit: its answer, or why there is none


class Smpp:
    """Binds to one centre, made when it is listened to or the first message leaves, and kept until it is closed."""

    carries: ClassVar[Kind] = "phones"

    def __init__(self, settings: SmppSettings, keeps: Keeps | None = None) -> None:
        if keeps is None:
            if settings.line is None:
                raise ValueError("expected the line whose receipts are kept")
            keeps = OfLine(settings.line)
        self.settings, self._keeps = settings, keeps
        soon = min(MOST_AT_ONCE, int(settings.segments_per_s * SOON_S))
        self.at_once = max(50, settings.binds * settings.window, soon)
        self._open: _Open | None = None

    def listen(self) -> None:
        """Receipts and what people answer come by the binds."""
        self._opened()

    def send(self, messages: Sequence[Message]) -> Mapping[int, Outcome]:
        """All at once, as far as window and rate let them. The centre's id is the proof that it took a segment."""
        return self._opened().send(messages)

    def close(self) -> None:
        """Say goodbye on each bind."""
        opened, self._open = self._open, None
        if opened:
            opened.close()

    def _opened(self) -> "_Open":
        if self._open is None:
            self._open = _Open(self.settings, self._keeps)
        return self._open


class _Open:
    """The loop, its thread, and what lives on it."""

    def __init__(self, settings: SmppSettings, keeps: Keeps) -> None:
        self.settings = settings
        self.loop = asyncio.new_event_loop()
        self.keeper = Keeper(keeps)
        self.binds = [Bind(settings, self.keeper.take) for _ in range(settings.binds)]
        self.pace = _Pace(settings.segments_per_s)
        self.turns = count()
        self.references = count(randrange(256))  # so that texts of two workers are seldom taken for one
        self.tasks = [self.loop.create_task(each.live()) for each in (*self.binds, self.keeper)]
        for task in self.tasks:
            task.add_done_callback(_told_if_it_failed)
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def send(self, messages: Sequence[Message]) -> dict[int, Outcome]:
        return asyncio.run_coroutine_threadsafe(self._send(messages), self.loop).result()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._goodbye(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
        self.keeper.close()

    async def _goodbye(self) -> None:
        await self.keeper.all_kept(LAST_KEPT_S)
        await asyncio.gather(*(bind.goodbye() for bind in self.binds))
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _send(self, messages: Sequence[Message]) -> dict[int, Outcome]:
        until = self.loop.time() + SUBMITTING_S
        await self._first_bind()
        outcomes: dict[int, Outcome] = {}
        waiting = iter(messages)

        async def feed() -> None:
            for message in waiting:
                outcomes[message.id] = await self._one(message, until)

        at_once = min(len(messages), self.settings.binds * self.settings.window)
        await asyncio.gather(*(feed() for _ in range(at_once)))
        return outcomes

    async def _first_bind(self) -> None:
        """Until one is up, or all were tried in vain, and not for long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_BIND_S):
                for bind in self.binds:
                    if any(each.is_up for each in self.binds):
                        return
                    await bind.tried.wait()

    async def _one(self, message: Message, until: float) -> Outcome:
        try:
            pieces = texts.segments(message.text, next(self.references) % 256)
            bytes(target(message.address))
        except ValueError as error:
            return Outcome(State.FAILED, why=str(error)[:80])
        if len(pieces) == 1:
            ends = [await self._submit(message, pieces[0], until)]
        else:
            ends = await asyncio.gather(*(self._submit(message, piece, until) for piece in pieces))
        return _outcome(ends, next((bind.why for bind in self.binds if bind.why), "no time left"))

    async def _submit(self, message: Message, piece: texts.Segment, until: float) -> End:
        async def body() -> bytes:
            await self.pace.turn(until)
            validity = message.expires_at - clock.now() if message.expires_at else None
            if validity is not None and validity.total_seconds() < 1:
                raise LateError
            return pdus.submit_body(
                self.settings.source, target(message.address), piece.coding, piece.content,
                has_header=piece.has_header, validity=validity,
            )  # fmt: skip

        patient_until = self.loop.time() + PATIENCE_S
        while True:
            bind = self._next_bind()
            if bind is None or self.loop.time() > until:
                return LostError(has_left=False)
            try:
                answer = await bind.submit(body, until)
            except LateError as error:
                return error
            except LostError as error:
                if error.has_left:
                    return error
                await asyncio.sleep(0)  # by another that is up
                continue
            if answer.status not in TOO_MUCH or self.loop.time() > patient_until:
                return answer
            self.pace.hold(HOLD_S)

    def _next_bind(self) -> Bind | None:
        """In turn, of those that are up."""
        up = [bind for bind in self.binds if bind.is_up]
        return up[next(self.turns) % len(up)] if up else None


def _told_if_it_failed(task: "asyncio.Task[None]") -> None:
    """What lives on the loop ends only when the channel is closed; if not, it is a fault of ours."""
    if not task.cancelled() and (error := task.exception()):
        log.error("listening to a centre ended: %s", type(error).__name__)


def _outcome(ends: Sequence[End], why_not: str) -> Outcome:
    """Of a text, by what became of its segments: of one that was surely not taken whole nothing is unknown."""
    answers = [end for end in ends if isinstance(end, Pdu)]
    errors = {answer.status for answer in answers} - {Status.OK}
    lost = [end for end in ends if isinstance(end, LostError)]
    if never := errors - NOT_NOW:
        return Outcome(State.FAILED, why=f"refused with {min(never):#x}")
    if errors:
        return Outcome(State.QUEUED, why=f"not now: {min(errors):#x}")
    if any(isinstance(end, LateError) for end in ends):
        return Outcome(State.QUEUED, why="too late to leave")  # the outbox ends it, and tells them to stay
    if not all(end.has_left for end in lost):
        return Outcome(State.QUEUED, why=why_not[:80])
    if lost or any(answer.command != Command.SUBMIT | pdus.ANSWER for answer in answers):
        return Outcome(State.UNKNOWN, why="the centre did not answer")
    names = tuple(pdus.message_id(answer.body) for answer in answers)
    # Without a name of its own for each segment, a receipt would prove more than it does.
    is_named = all(0 < len(name) <= LONGEST_NAME for name in names) and len(set(names)) == len(names)
    return Outcome(State.SENT, names if is_named else ())


class _Pace:
    """When the next segment may leave."""

    def __init__(self, per_s: float) -> None:
        self.every_s, self.next, self.held_until = min(1 / per_s, SLOWEST_S), 0.0, 0.0

    async def turn(self, until: float) -> None:
        """Wait for it. Raises LostError if it would be after `until`."""
        loop = asyncio.get_running_loop()
        at = max(self.next, loop.time())
        if at > until:
            raise LostError(has_left=False)
        self.next = at + self.every_s
        while (wait_s := max(at, self.held_until) - loop.time()) > 0:
            await asyncio.sleep(wait_s)

    def hold(self, for_s: float) -> None:
        """Let nothing leave for a while."""
        self.held_until = asyncio.get_running_loop().time() + for_s
