"""An SMS centre by SMPP, in a process of its own: what it took, what nobody knows, what its receipts prove."""

import json
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import DataError, OperationalError, connection
from tests.desk import cast
from tests.desk.advice.alerts import alert, let_through, people_with_phones, phone, states
from tests.desk.advice.test_smpp_texts import as_a_phone_shows

from safepassage.desk.advice import sender
from safepassage.desk.advice.alerts import set_stage
from safepassage.desk.advice.channel import Message
from safepassage.desk.advice.channels import smpp
from safepassage.desk.advice.channels.smpp import Smpp, SmppSettings, bind, keeping
from safepassage.desk.advice.channels.smpp.texts import Segment
from safepassage.desk.advice.lines import NewLine, put_line
from safepassage.desk.advice.models import Alert, Delivery, Receipt
from safepassage.desk.advice.outbox import take
from safepassage.desk.advice.queueing import queue_deliveries
from safepassage.desk.advice.states import State
from safepassage.desk.core import clock
from safepassage.desk.people import queries as people

PEM = serialization.Encoding.PEM
PEER = Path(__file__).with_name("smpp_centre.py")
TEXT = "To Pisochyn by 18:00."
LONG = "From Kharkiv to Pisochyn by 18:00. " * 12  # 3 segments


class Centre:
    """A centre that runs, and what it was sent."""

    def __init__(self, process, port, log):
        self.process, self.port, self.log = process, port, log

    def said(self, key):
        return [each for each in map(json.loads, self.log.read_text().splitlines()) if key in each]

    def submits(self):
        return [each["submit"] for each in self.said("submit")]

    def bring(self, body):
        self.process.stdin.write(body.hex() + "\n")
        self.process.stdin.flush()


@contextmanager
def running(folder, *switches):
    log = folder / f"log{time.monotonic_ns()}"
    command = [sys.executable, str(PEER), str(log), *switches]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline())
        try:
            yield Centre(process, port, log)
        finally:
            process.kill()


def told(port, **more):
    said = {"user": "desk", "password": "secret", "sender": "Embassy", "is_tls": False}
    return {"host": "127.0.0.1", "port": port, **said, **more}


class Kept:
    """Keeps in memory; as often as it is told to, it fails first."""

    def __init__(self, *failures):
        self.failures, self.said, self.replies = list(failures), [], []

    def close(self):
        pass

    def keep(self, said, replies):
        if self.failures:
            raise self.failures.pop(0)
        self.said += said
        self.replies += replies


@contextmanager
def opened(port, kept=None, **more):
    channel = Smpp(SmppSettings(**told(port, **more)), kept or Kept())
    try:
        yield channel
    finally:
        channel.close()


def sent(port, *texts, expires_at=None, **more):
    with opened(port, **more) as channel:
        until(lambda: channel.send([]) == {} and all(each.tried.is_set() for each in channel._open.binds))
        messages = [Message(i, phone(i), text, expires_at) for i, text in enumerate(texts or (TEXT,))]
        outcomes = channel.send(messages)
        return [outcomes[message.id] for message in messages]


def until(ready, longest_s=10):
    end = time.monotonic() + longest_s
    while not ready():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)


def spoken(text, coding=0, esm_class=0):
    """A deliver_sm's body with what somebody sent."""
    content = text.encode("utf-16-be" if coding == 8 else "ascii") if isinstance(text, str) else text
    head = b"\0\1\1" + phone(0).removeprefix("+").encode() + b"\0\0\0Embassy\0"
    return head + bytes([esm_class, 0, 0, 0, 0, 0, 0, coding, 0, len(content)]) + content


def receipt_for(name, stat="DELIVRD"):
    return spoken(f"id:{name} stat:{stat} err:000", esm_class=4)


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Nobody waits long in tests."""
    monkeypatch.setattr(bind, "FIRST_WAIT_S", 0.1)
    monkeypatch.setattr(bind, "GOODBYE_S", 0.3)
    monkeypatch.setattr(keeping, "PAUSE_S", 0.1)
    monkeypatch.setattr(smpp, "HOLD_S", 0.1)
    monkeypatch.setattr(smpp, "LAST_KEPT_S", 0.5)


# --- Out -------------------------------------------------------------------------------------------------------------


def test_a_text_is_taken_with_an_id_that_proves_it(tmp_path):
    with running(tmp_path) as centre:
        (outcome,) = sent(centre.port)
        (submit,) = centre.submits()
        assert centre.said("user") == [{"user": "desk", "password": "secret", "version": 0x34}]
        until(lambda: centre.said("unbound"))
    assert (outcome.state, outcome.names) == (State.SENT, ("m1",))
    assert (submit["to"], submit["ton"], submit["npi"]) == (phone(0).removeprefix("+"), 1, 1)
    assert (submit["source"], submit["source_ton"], submit["source_npi"]) == ("Embassy", 5, 0)
    assert (submit["registered"], submit["validity"]) == (1, "")


@pytest.mark.parametrize("text", [LONG, "До Пісочина до 18:00. " * 9, "€ {~} " * 60, "🚌 " * 70, "पिसोचिन تک " * 12])
def test_a_text_of_any_script_arrives_whole(text, tmp_path):
    with running(tmp_path) as centre:
        (outcome,) = sent(centre.port, text)
        submits = centre.submits()
    pieces = [
        Segment(each["coding"], bytes.fromhex(each["content"]), bool(each["esm_class"] & 0x40)) for each in submits
    ]
    assert as_a_phone_shows(sorted(pieces, key=lambda piece: piece.content[5])) == text
    assert (outcome.state, len(outcome.names), len(submits) > 1) == (State.SENT, len(submits), True)


def test_the_centre_is_told_how_long_a_text_holds_and_gets_none_that_is_late_D3(tmp_path):
    with running(tmp_path) as centre:
        (outcome,) = sent(centre.port, expires_at=clock.now() + timedelta(minutes=30, seconds=30))
        (late,) = sent(centre.port, expires_at=clock.now())
        (submit,) = centre.submits()
    assert (outcome.state, late.state) == (State.SENT, State.QUEUED)  # there the outbox ends it, and tells them to stay
    assert submit["validity"][:10] == "0000000030"


def test_several_binds_share_the_work_and_none_has_more_open_than_its_window(tmp_path, monkeypatch):
    monkeypatch.setattr(smpp, "SUBMITTING_S", 1.0)
    with running(tmp_path) as centre:
        assert {each.state for each in sent(centre.port, *[TEXT] * 40, binds=3)} == {State.SENT}
        assert len({each["session"] for each in centre.said("submit")}) == 3
    monkeypatch.setattr(bind, "ANSWER_S", 0.5)
    with running(tmp_path, "hangs") as centre:
        outcomes = sent(centre.port, *[TEXT] * 40, binds=2, window=5)
        assert len(centre.submits()) <= 10
    assert [each.state for each in outcomes].count(State.UNKNOWN) <= 10
    assert {each.state for each in outcomes} == {State.UNKNOWN, State.QUEUED}  # what never left is known not to have


def test_no_more_leaves_in_a_second_than_the_line_may_send(tmp_path):
    with running(tmp_path) as centre:
        began = time.monotonic()
        sent(centre.port, LONG, LONG, segments_per_s=10)
        assert time.monotonic() - began >= 0.5
        assert len(centre.submits()) == 6


def test_on_a_slow_line_a_long_text_leaves_whole_or_is_put_off_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr(smpp, "SLOWEST_S", 0.1)
    with running(tmp_path) as centre:
        assert sent(centre.port, LONG, segments_per_s=0.01)[0].state is State.SENT
        monkeypatch.setattr(smpp, "SLOWEST_S", 60.0)
        monkeypatch.setattr(smpp, "SUBMITTING_S", 1.0)
        began = time.monotonic()
        assert sent(centre.port, LONG, segments_per_s=0.01)[0].state is State.QUEUED
        assert time.monotonic() - began < 5


def test_a_centre_that_is_throttled_gets_it_a_little_later(tmp_path):
    with running(tmp_path, "throttles=2") as centre:
        assert [each.state for each in sent(centre.port)] == [State.SENT]
        assert len(centre.submits()) == 3


@pytest.mark.parametrize("status", [0x58, 0x14])
def test_what_stays_too_much_waits_in_the_outbox(status, tmp_path, monkeypatch):
    monkeypatch.setattr(smpp, "PATIENCE_S", 0.3)
    with running(tmp_path, f"status={status}") as centre:
        (outcome,) = sent(centre.port)
    assert (outcome.state, outcome.names) == (State.QUEUED, ())


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        (["status=8"], State.QUEUED),  # system error
        (["status=11"], State.FAILED),  # invalid destination
        (["status=1234"], State.FAILED),  # of a kind that the standard does not have
        (["nack"], State.FAILED),
        (["wrong"], State.UNKNOWN),  # an answer, but to another question
        (["drops=1"], State.UNKNOWN),
        (["leaves"], State.UNKNOWN),
        (["refuses"], State.QUEUED),
    ],
)
def test_what_an_answer_does_not_prove_is_not_claimed(switches, state, tmp_path):
    with running(tmp_path, *switches) as centre:
        (outcome,) = sent(centre.port)
        assert outcome.state is state
        assert len(centre.submits()) <= 1  # and nothing is sent again by itself


def test_of_a_centre_that_is_not_there_it_is_known_that_nothing_left():
    (outcome,) = sent(9)
    assert (outcome.state, outcome.why) == (State.QUEUED, "ConnectionRefusedError")


def test_a_server_that_cannot_be_named_is_as_good_as_none():
    assert sent(9, host="x" * 80 + ".example")[0].state is State.QUEUED


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        (["well=1", "status=11"], State.FAILED),
        (["well=1", "status=8"], State.QUEUED),  # it was surely not taken whole
        (["drops=2"], State.UNKNOWN),
    ],
)
def test_of_a_text_that_was_taken_in_part_no_receipt_proves_the_whole(switches, state, tmp_path):
    with running(tmp_path, *switches) as centre:
        (outcome,) = sent(centre.port, LONG, window=1 if "drops=2" not in switches else 10)
    assert (outcome.state, outcome.names) == (state, ())


def test_one_that_gives_no_ids_is_believed_but_its_receipts_prove_nothing(tmp_path):
    with running(tmp_path, "nameless") as centre:
        (outcome,) = sent(centre.port)
    assert (outcome.state, outcome.names) == (State.SENT, ())


@pytest.mark.parametrize("switch", ["hangs", "mute"])
def test_one_that_hangs_is_left_in_time(switch, tmp_path, monkeypatch):
    monkeypatch.setattr(bind, "ANSWER_S", 0.5)
    with running(tmp_path, switch) as centre:
        began = time.monotonic()
        assert sent(centre.port)[0].state is State.UNKNOWN
        assert time.monotonic() - began < 5


def test_one_that_is_quiet_is_asked_and_one_that_does_not_answer_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(bind, "QUIET_S", 0.2)
    monkeypatch.setattr(bind, "ANSWER_S", 0.5)
    with running(tmp_path) as centre, opened(centre.port) as channel:
        channel.send([Message(1, phone(1), TEXT, None)])
        until(lambda: len(centre.said("enquired")) >= 2)
        assert len(centre.said("connected")) == 1
    with running(tmp_path, "mute") as centre, opened(centre.port) as channel:
        channel.send([])
        until(lambda: len(centre.said("connected")) >= 2)


def test_after_a_connection_was_lost_the_next_is_made_by_itself_and_nothing_comes_twice(tmp_path):
    with running(tmp_path, "drops=1") as centre, opened(centre.port) as channel:
        assert channel.send([Message(1, phone(1), TEXT, None)])[1].state is State.UNKNOWN
        until(lambda: len(centre.said("user")) == 2)
        until(lambda: channel.send([Message(2, phone(2), TEXT, None)])[2].state is State.SENT)
        assert [each["to"] for each in centre.submits()].count(phone(1).removeprefix("+")) == 1


def a_certificate(folder):
    """Of this machine, with its key, in a file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = clock.now()
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    signed = made.add_extension(here, critical=True).sign(key, hashes.SHA256())
    file = folder / "certificate"
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(signed.public_bytes(PEM) + key.private_bytes(PEM, *plain))
    return file


def test_encrypted_it_speaks_to_whom_it_can_prove_and_to_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setattr(bind, "ANSWER_S", 2.0)
    certificate = a_certificate(tmp_path)
    with running(tmp_path, f"tls={certificate}") as centre:
        (unproved,) = sent(centre.port, is_tls=True)
        assert (unproved.state, unproved.why) == (State.QUEUED, "SSLCertVerificationError")
        assert not centre.said("user")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert sent(centre.port, is_tls=True)[0].state is State.SENT
    with running(tmp_path) as centre:  # one that does not speak it gets no password
        assert sent(centre.port, is_tls=True)[0].state is State.QUEUED
        assert not centre.said("user")


# --- In --------------------------------------------------------------------------------------------------------------


def test_a_receipt_is_acknowledged_only_after_it_is_kept(tmp_path):
    kept = Kept(OperationalError("gone"), OperationalError("gone"))
    with running(tmp_path, "receipts=early") as centre, opened(centre.port, kept) as channel:
        assert channel.send([Message(1, phone(1), TEXT, None)])[1].state is State.SENT
        assert not kept.said
        assert not centre.said("acknowledged")
        until(lambda: centre.said("acknowledged"))
        assert [(each.name, each.says) for each in kept.said] == [("m1", State.DELIVERED)]
        assert centre.said("acknowledged")[0]["status"] == 0


def test_one_that_could_not_be_kept_before_the_end_is_brought_again(tmp_path):
    broken, kept = Kept(*[OperationalError("gone")] * 100), Kept()
    with running(tmp_path, "receipts=late", "again") as centre:
        with opened(centre.port, broken) as channel:
            channel.send([Message(1, phone(1), TEXT, None)])
            time.sleep(0.6)
        assert not centre.said("acknowledged")
        with opened(centre.port, kept) as channel:
            channel.send([])
            until(lambda: kept.said)
    assert [each.name for each in kept.said] == ["m1"]


def test_more_than_can_wait_is_brought_again_later(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_WAITING", 3)
    monkeypatch.setattr(keeping, "AT_ONCE", 1)
    kept = Kept(*[OperationalError("gone")] * 3)
    with running(tmp_path, "again") as centre, opened(centre.port, kept) as channel:
        channel.send([])
        for i in range(20):
            centre.bring(receipt_for(f"x{i}"))
        until(lambda: len({each.name for each in kept.said}) == 20)
        assert {each["status"] for each in centre.said("acknowledged")} == {0, 0x64}


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        (["stat=DELIVRD"], State.DELIVERED),
        (["stat=EXPIRED"], State.EXPIRED),
        (["stat=UNDELIV"], State.FAILED),
        (["stat=REJECTD"], State.FAILED),
        (["stat=ACCEPTD"], State.SENT),  # no proof that the phone has it
        (["tlv"], State.DELIVERED),
    ],
)
def test_a_receipt_proves_what_it_says_and_no_more(switches, state, tmp_path):
    kept = Kept()
    with running(tmp_path, "receipts=late", *switches) as centre, opened(centre.port, kept) as channel:
        channel.send([Message(1, phone(1), TEXT, None)])
        until(lambda: kept.said)
    assert [(each.name, each.says) for each in kept.said] == [("m1", state)]


def test_one_that_cannot_be_kept_does_not_hold_up_the_others(tmp_path):
    class Fussy(Kept):
        def keep(self, said, replies):
            if any(each.name == "x3" for each in said):
                raise DataError("no such thing")
            super().keep(said, replies)

    kept = Fussy()
    with running(tmp_path) as centre, opened(centre.port, kept) as channel:
        channel.send([])
        for i in range(8):
            centre.bring(receipt_for(f"x{i}"))
        until(lambda: len(centre.said("acknowledged")) == 8)
        assert sorted(each["status"] for each in centre.said("acknowledged")) == [0] * 7 + [0x65]
    assert {each.name for each in kept.said} == {f"x{i}" for i in range(8)} - {"x3"}


def test_what_says_nothing_is_acknowledged_and_what_cannot_be_read_is_refused_for_good(tmp_path):
    kept = Kept()
    with running(tmp_path) as centre, opened(centre.port, kept) as channel:
        channel.send([])
        for body in (receipt_for("m1", "UNKNOWN"), spoken("x", esm_class=8)):
            centre.bring(body)
        for body in (spoken("no id", esm_class=4), b"", b"\0\1", receipt_for("x" * 81), receipt_for("m1")[:-3]):
            centre.bring(body)
        until(lambda: len(centre.said("acknowledged")) == 7)
        assert [each["status"] for each in centre.said("acknowledged")] == [0, 0, 0x65, 0x65, 0x65, 0x65, 0x65]
    assert kept.said == kept.replies == []


def test_what_people_answer_comes_in_each_piece_of_it(tmp_path):
    kept = Kept()
    with running(tmp_path) as centre, opened(centre.port, kept) as channel:
        channel.send([])
        centre.bring(spoken("1"))
        centre.bring(spoken("Ми в укритті", coding=8))
        centre.bring(spoken(b"\5\0\3\x07\2\2" + b"4 of us", esm_class=0x40))
        until(lambda: len(kept.replies) == 3)
    assert [each.text for each in kept.replies] == ["1", "Ми в укритті", "(2/2) 4 of us"]  # no digit of its own
    assert {each.address for each in kept.replies} == {phone(0)}
    assert len({each.name for each in kept.replies}) == 3


# --- Hostile ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("switch", ["huge", "short"])
def test_lengths_that_cannot_be_end_the_connection(switch, tmp_path):
    with running(tmp_path, switch) as centre, opened(centre.port) as channel:
        channel.send([])
        until(lambda: len(centre.said("connected")) >= 2)


def test_through_garbage_what_has_sense_is_heard(tmp_path):
    kept = Kept()
    with running(tmp_path, "garbage", "receipts=late") as centre, opened(centre.port, kept) as channel:
        assert channel.send([Message(1, phone(1), TEXT, None)])[1].state is State.SENT
        until(lambda: any(each.name == "m1" for each in kept.said))


def test_a_flood_from_one_that_does_not_read_takes_no_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(bind, "ANSWER_S", 1.0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with running(tmp_path, "flood") as centre, opened(centre.port) as channel:
        channel.send([])
        time.sleep(2)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB


def test_settings_that_cannot_be_are_refused_and_the_password_is_not_shown():
    for wrong in ({"user": "ä"}, {"sender": ""}, {"window": 0}, {"binds": 100}, {"user": "a\0b"}, {"port": 0}):
        with pytest.raises(ValueError, match="validation error"):
            SmppSettings(**told(9) | wrong)
    assert "secret" not in repr(SmppSettings(**told(9)))
    with pytest.raises(ValueError, match="line"):
        Smpp(SmppSettings(**told(9)))


# --- With the outbox -------------------------------------------------------------------------------------------------


def begun(centre, count, officer, **more):
    """An alert of an exercise that is being sent by a line to the centre."""
    crisis = cast.crisis(officer)
    let_through(crisis, *map(phone, range(count)))
    made = put_line(crisis, NewLine("sms", "smpp", 1e4, told(centre.port, **more)), actor=officer)
    out = alert(crisis, [made], people_with_phones(crisis, count))
    queue_deliveries(out, actor=cast.SETUP)
    set_stage(out, Alert.Stage.SENDING, actor=cast.SETUP)
    return made, out


@pytest.mark.parametrize("when", ["early", "late", "twice"])
def test_from_the_outbox_to_proof_however_receipts_come(own_db, when, tmp_path):
    with running(tmp_path, f"receipts={when}") as centre:
        line, out = begun(centre, 5, cast.officer("officer"), binds=2)
        channel = sender.open_channel(line)
        sender.send_batch(take(line), channel, threading.Event(), actor=cast.SETUP)
        for _ in range(3):  # duplicated once more, and for what nobody knows
            centre.bring(receipt_for("m1"))
            centre.bring(receipt_for("of-a-stranger"))
        until(lambda: states(out) == {"DELIVERED": 5} and Receipt.objects.filter(name="of-a-stranger").exists())
        channel.close()
    assert Receipt.objects.count() == 6
    assert {each.sent_at is not None and each.told_at is not None for each in Delivery.objects.all()} == {True}


def test_what_people_answer_by_the_centre_is_noted_once(own_db, tmp_path):
    with running(tmp_path) as centre:
        line, _ = begun(centre, 1, cast.officer("officer"))
        channel = sender.open_channel(line)
        channel.send([])
        centre.bring(spoken("\0nul\0"))
        for _ in range(2):
            centre.bring(spoken("1"))
        until(lambda: len(centre.said("acknowledged")) == 3)
        channel.close()
    (person,) = people.persons_of(line.crisis)
    assert person.state == "sheltering"
    assert {each["status"] for each in centre.said("acknowledged")} == {0}
    assert len(people.file_of(person).notes) == 2


def test_a_worker_sends_all_and_says_goodbye(own_db, tmp_path):
    with running(tmp_path, "receipts=early") as centre:
        _, out = begun(centre, 30, cast.officer("officer"))
        sender.deliver(threading.Event(), actor=cast.SETUP, until_empty=True)
        until(lambda: centre.said("unbound"))
        assert len(centre.submits()) == len({each["to"] for each in centre.submits()}) == 30
    assert states(out) == {"DELIVERED": 30}


def test_a_worker_hears_a_centre_from_its_start_though_it_has_nothing_to_send(own_db, tmp_path):
    with running(tmp_path) as centre:
        line, _ = begun(centre, 1, cast.officer("officer"))
        Delivery.objects.all().delete()
        over = threading.Event()

        def work():
            sender.deliver(over, actor=cast.SETUP)
            connection.close()

        worker = threading.Thread(target=work)
        worker.start()
        centre.bring(spoken("1"))
        until(lambda: len(centre.said("acknowledged")) == 1)
        over.set()
        worker.join()
    (person,) = people.persons_of(line.crisis)
    assert person.state == "sheltering"
