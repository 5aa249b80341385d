"""Senders killed at random, and two at once: each delivery comes to one end, and no server sees one twice (D6)."""

import asyncio
import os
import random
import signal
import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.smtp import SMTP
from django.db import connection, transaction
from tests.desk import cast
from tests.desk.advice.alerts import alert, line, people_with_phones, states

from safepassage.desk.advice import outbox, sender
from safepassage.desk.advice.alerts import set_stage
from safepassage.desk.advice.channels.email import Email
from safepassage.desk.advice.models import Alert, Delivery
from safepassage.desk.advice.queueing import queue_deliveries
from safepassage.desk.advice.states import State
from safepassage.desk.core import clock

DELIVERIES, KILLS, MOST_A_RUN = 5_000, 20, 150


class Postbox:
    """Takes every mail, and writes down to whom it was, before it says so."""

    def __init__(self, path):
        self.path = path

    async def handle_DATA(self, _server, _session, envelope):
        with self.path.open("a") as file:
            file.write(f"{envelope.rcpt_tos[0]}\n")
        return "250 OK"


@contextmanager
def in_a_process(work):
    """Run it in a process of its own, which is killed at the end if it still runs. Its id."""
    connection.close()
    if not (process := os.fork()):
        try:
            work()
        finally:
            os._exit(0)
    try:
        yield process
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


@pytest.fixture
def postbox(tmp_path):
    """The port of a mail server, and what it saw."""
    seen, listener = tmp_path / "seen", socket.create_server(("127.0.0.1", 0))
    seen.touch()

    async def serve():
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(Postbox(seen)), sock=listener)
        await server.serve_forever()

    with in_a_process(lambda: asyncio.run(serve())):
        yield listener.getsockname()[1], lambda: seen.read_text().splitlines()
    listener.close()


def wait_until_seen(seen, count):
    """Until the server saw so many."""
    for _ in range(3_000):
        if len(seen()) >= count:
            return
        time.sleep(0.01)
    raise TimeoutError(f"{count} were not seen within 30 s")


def test_killed_again_and_again_every_delivery_ends_once(own_db, postbox, monkeypatch):
    port, seen = postbox
    monkeypatch.setattr(outbox, "TAKEN_FOR", timedelta(seconds=2))
    monkeypatch.setattr(outbox, "SENDING_FOR", timedelta(seconds=2))
    crisis = cast.crisis(cast.officer("officer"), status="Actual")
    mail = line(crisis, "email", "mail", host="127.0.0.1", port=port, sender="desk@example.org", subject="Advice",
                is_encrypted=False)  # fmt: skip
    made = alert(crisis, [mail], people_with_phones(crisis, DELIVERIES))
    queue_deliveries(made, actor=cast.SETUP)
    set_stage(made, Alert.Stage.SENDING, actor=cast.SETUP)
    chance = random.Random(17)
    for _ in range(KILLS):
        with in_a_process(lambda: sender.deliver(threading.Event(), actor=cast.SETUP)):
            wait_until_seen(seen, len(seen()) + chance.randrange(1, MOST_A_RUN))
    sender.deliver(threading.Event(), actor=cast.SETUP, until_empty=True)
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    outbox.sweep(actor=cast.SETUP)
    ended, got = states(made), seen()
    assert set(ended) <= {"SENT", "UNKNOWN"}
    assert 1 <= ended["UNKNOWN"] <= KILLS * Email.at_once
    assert len(got) == len(set(got))
    sent = Delivery.objects.filter(state=State.SENT).values_list("place", flat=True)
    assert {f"p{place}@example.org" for place in sent} <= set(got)


def test_what_another_takes_back_at_the_same_moment_is_not_handed_over(own_db):
    """The one writes first and commits last; the other has waited for its rows, and has to look at them again."""
    crisis = cast.crisis(cast.officer("officer"), status="Actual")
    made = alert(crisis, [line(crisis)], people_with_phones(crisis, 5))
    queue_deliveries(made, actor=cast.SETUP)
    set_stage(made, Alert.Stage.SENDING, actor=cast.SETUP)
    batch = outbox.take(made.roads.get().line)
    waiting, left = threading.Event(), []

    def other():
        waiting.set()
        left.extend(outbox.hand_over(batch, batch.deliveries))
        connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        assert outbox.give_back(batch) == 5
        thread.start()
        waiting.wait()
        time.sleep(0.2)
    thread.join()
    assert left == []
    assert states(made) == {"QUEUED": 5}
