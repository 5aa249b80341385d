"""Senders killed at random, and two at once: each delivery comes to one end, and no server sees one twice (D6)."""

import asyncio
import os
import random
import signal
import socket
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.smtp import SMTP
from django.db import connection, transaction
from tests.desk import cast
from tests.desk.advice.alerts import alert, line, people_with_phones, states
from tests.desk.advice.test_smpp import running, told

from safepassage.desk.advice import outbox, sender
from safepassage.desk.advice.alerts import set_stage
from safepassage.desk.advice.channels.email import Email
from safepassage.desk.advice.lines import NewLine, put_line
from safepassage.desk.advice.models import Alert, Delivery
from safepassage.desk.advice.queueing import queue_deliveries
from safepassage.desk.advice.states import State
from safepassage.desk.core import clock

LARGEST_WINDOW = 100  # of an SMS line of a thousand a second, as it is set up here


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
    """The port of a mail server, to whom it was sent, and the file where it says so."""
    seen, listener = tmp_path / "seen", socket.create_server(("127.0.0.1", 0))
    seen.touch()

    async def serve():
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(Postbox(seen)), sock=listener)
        await server.serve_forever()

    with in_a_process(lambda: asyncio.run(serve())):
        yield listener.getsockname()[1], lambda: seen.read_text().splitlines(), seen
    listener.close()


@pytest.fixture
def centre(tmp_path):
    """The port of an SMS centre that brings receipts, and again what nobody acknowledged; and what it saw."""
    with running(tmp_path, "receipts=late", "again") as peer:
        yield peer.port, lambda: [each["to"] for each in peer.submits()], peer.log


def wait_until_grown(file, count):
    """Until the server has written so many lines more to its file."""
    with file.open("rb") as lines:
        lines.seek(0, os.SEEK_END)
        for _ in range(3_000):
            count -= lines.read().count(b"\n")
            if count <= 0:
                return
            time.sleep(0.01)
    raise TimeoutError(f"{count} more were not seen within 30 s")


def killed(made, server, kills, most_a_run, monkeypatch):
    """Send an alert with senders that are killed after up to so many lines of the server's; to whom each was sent."""
    _port, seen, file = server
    monkeypatch.setattr(outbox, "TAKEN_FOR", timedelta(seconds=2))
    monkeypatch.setattr(outbox, "SENDING_FOR", timedelta(seconds=2))
    queue_deliveries(made, actor=cast.SETUP)
    set_stage(made, Alert.Stage.SENDING, actor=cast.SETUP)
    chance = random.Random(17)
    for _ in range(kills):
        with in_a_process(lambda: sender.deliver(threading.Event(), actor=cast.SETUP)):
            wait_until_grown(file, chance.randrange(1, most_a_run))
    sender.deliver(threading.Event(), actor=cast.SETUP, until_empty=True)
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    outbox.sweep(actor=cast.SETUP)
    return seen()


def judge(made, got, address, most_unknown):
    """Each delivery has one end; nobody was sent two; whoever is said to have been sent it was."""
    ended = states(made)
    sys.stdout.write(f"{connection.vendor}: {ended}, the server saw {len(got)}\n")
    assert set(ended) <= {"SENT", "DELIVERED", "UNKNOWN"}
    assert 1 <= ended["UNKNOWN"] <= most_unknown
    assert len(got) == len(set(got))
    sent = Delivery.objects.filter(state__in=(State.SENT, State.DELIVERED)).values_list("place", flat=True)
    assert {address(place) for place in sent} <= set(got)


def by_mail(postbox, deliveries):
    crisis = cast.crisis(cast.officer("officer"), status="Actual")
    mail = line(crisis, "email", "mail", host="127.0.0.1", port=postbox[0], sender="desk@example.org",
                subject="Advice", is_encrypted=False)  # fmt: skip
    return alert(crisis, [mail], people_with_phones(crisis, deliveries))


def by_sms(centre, deliveries):
    crisis = cast.crisis(cast.officer("officer"), status="Actual")
    sms = put_line(crisis, NewLine("sms", "smpp", 1e3, told(centre[0])), actor=cast.SETUP)
    return alert(crisis, [sms], people_with_phones(crisis, deliveries))


def test_killed_again_and_again_every_mail_ends_once(own_db, postbox, monkeypatch):
    made = by_mail(postbox, 5_000)
    got = killed(made, postbox, 20, 150, monkeypatch)
    judge(made, got, "p{}@example.org".format, 20 * Email.at_once)


def test_killed_again_and_again_every_sms_ends_once(own_db, centre, monkeypatch):
    made = by_sms(centre, 1_000)
    got = killed(made, centre, 8, 150, monkeypatch)
    judge(made, got, "38050{:07}".format, 8 * LARGEST_WINDOW)


@pytest.mark.soak
def test_killed_two_hundred_times_every_mail_ends_once(own_db, postbox, monkeypatch):
    made = by_mail(postbox, 100_000)
    got = killed(made, postbox, 200, 800, monkeypatch)
    judge(made, got, "p{}@example.org".format, 200 * Email.at_once)


@pytest.mark.soak
def test_killed_two_hundred_times_every_sms_ends_once(own_db, centre, monkeypatch):
    made = by_sms(centre, 100_000)
    got = killed(made, centre, 200, 2_000, monkeypatch)
    judge(made, got, "38050{:07}".format, 200 * LARGEST_WINDOW)


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
