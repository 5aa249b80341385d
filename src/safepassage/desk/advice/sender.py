"""The worker that sends: a thread a line, each taking, handing over and settling until it is told to end.

Whatever becomes of the database meanwhile, what a channel said of messages is put down as soon as it can be.
"""

import json
import logging
import os
import threading
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from safepassage.desk.advice import door
from safepassage.desk.advice.channel import Channel
from safepassage.desk.advice.models import Delivery, Line
from safepassage.desk.advice.outbox import Batch, give_back, hand_over, sending_roads, settle, sweep, take
from safepassage.desk.advice.providers import PROVIDERS
from safepassage.desk.advice.states import WAITING
from safepassage.desk.advice.writing import written
from safepassage.desk.core.ids import Actor
from safepassage.desk.core.sealing import unseal
from safepassage.desk.ledger.queries import opened_key

PAUSE_S = 0.2  # when there is nothing to send, or not now
SWEEP_S = 1.0
GONE = (DatabaseError, InterfaceError)  # the database cannot be reached, is full, or locked for too long

log = logging.getLogger(__name__)


def deliver(over: threading.Event, *, actor: Actor, until_empty: bool = False, under: int | None = None) -> None:
    """Send what is queued, by all lines, until `over` is set, or until nothing waits that may be sent.

    It ends too when the process `under` is no longer the parent.
    """
    threads: dict[Any, threading.Thread] = {}
    while not over.is_set():
        try:
            for line_id in Line.objects.exclude(pk__in=threads).values_list("pk", flat=True):
                threads[line_id] = threading.Thread(target=_serve, args=(line_id, over, actor, until_empty))
                threads[line_id].start()
            sweep(actor=actor)
        except GONE as error:
            _wait_for_database(error, over)
        if until_empty and not any(thread.is_alive() for thread in threads.values()):
            break
        if under is not None and os.getppid() != under:
            over.set()
        over.wait(PAUSE_S if until_empty else SWEEP_S)
    for thread in threads.values():
        thread.join()


def open_channel(line: Line) -> Channel:
    """The line's channel, by its settings."""
    provider = PROVIDERS[line.provider]
    said = json.loads(unseal(opened_key(line.crisis.key), bytes(line.sealed), line.reference))
    return provider.opens(provider.settings.model_validate(said))


def send_batch(batch: Batch, channel: Channel, over: threading.Event, *, actor: Actor) -> None:
    """Take a batch to its end: what cannot be written has failed, what may leave does, the rest is given back."""
    ready = written(batch, channel.carries)
    if ready.failed:
        settle(batch, ready.failed, actor=actor)
    rows = {each.id: each for each in batch.deliveries}
    for start in range(0, len(ready.messages), channel.at_once):
        window = {message.id: message for message in ready.messages[start : start + channel.at_once]}
        leaving = hand_over(batch, [rows[pk] for pk in window])
        outcomes = door.send(channel, batch.road.alert, [window[each.id] for each in leaving])
        if outcomes:
            _surely(lambda outcomes=outcomes: settle(batch, outcomes, actor=actor), over)  # type: ignore[misc]
        if len(leaving) < len(window) or over.is_set():
            break
    give_back(batch)


def _serve(line_id: Any, over: threading.Event, actor: Actor, until_empty: bool) -> None:
    channel: Channel | None = None
    opened_by = b""
    while not over.is_set():
        try:
            line = Line.objects.select_related("crisis__key").get(pk=line_id)
            if channel and opened_by != bytes(line.sealed):  # set up anew meanwhile
                channel.close()
                channel = None
            if channel is None:
                channel, opened_by = open_channel(line), bytes(line.sealed)
                channel.listen()
            if batch := take(line):
                send_batch(batch, channel, over, actor=actor)
            elif until_empty and not _waits(line):
                break
            else:
                over.wait(PAUSE_S)
        except GONE as error:
            _wait_for_database(error, over)
    if channel:
        channel.close()
    connection.close()


def _waits(line: Line) -> bool:
    return Delivery.objects.filter(road__in=sending_roads(line).values("pk"), state__in=WAITING).exists()


def _surely(write: Callable[[], object], over: threading.Event) -> None:
    """Write, however long the database is gone: a message that left is not to be forgotten by its sender."""
    while True:
        try:
            write()
        except GONE as error:
            if over.is_set():
                raise  # told to end: what was handed over will be unknown
            _wait_for_database(error, over)
        else:
            return


def _wait_for_database(error: Exception, over: threading.Event) -> None:
    log.warning("the database does not answer: %s", type(error).__name__)
    connection.close()
    over.wait(PAUSE_S)
