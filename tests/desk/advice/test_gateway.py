"""Gateways by HTTP, against a process of their own: what it took, what nobody knows, what its call-backs prove."""

import hmac
import json
import subprocess
import sys
import threading
from base64 import b64encode
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.desk.advice.alerts import alert, let_through, line, people_with_phones, phone, states
from tests.desk.cast import SETUP

from safepassage.desk.advice import sender
from safepassage.desk.advice.channel import Message
from safepassage.desk.advice.channels import gateway
from safepassage.desk.advice.channels.gateway import Gateway, GatewaySettings
from safepassage.desk.advice.models import Alert, Delivery, Receipt
from safepassage.desk.advice.queueing import queue_deliveries
from safepassage.desk.advice.states import State
from safepassage.desk.core import clock
from safepassage.desk.crises.actions import close_crisis
from safepassage.desk.people import queries as people
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import Urgency

PEER = Path(__file__).with_name("gateway_peer.py")
CALLBACK = "https://desk.example.org/gateway/of-a-test/"
DIALECTS = ("kannel", "twilio")
TEXT = "To Pisochyn by 18:00."


@contextmanager
def running(dialect, mood, folder):
    log = folder / "log"
    command = [sys.executable, str(PEER), dialect, mood, str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as peer:
        port = int(peer.stdout.readline())
        try:
            yield f"http://127.0.0.1:{port}/sendsms", lambda: list(map(json.loads, log.read_text().splitlines()))
        finally:
            peer.kill()


def settings(url, dialect, **more):
    said = {"user": "u", "password": "p", "sender": "Embassy", "callback": CALLBACK, "secret": "token"}
    return GatewaySettings(dialect=dialect, url=url, **said | more)


def sent(url, dialect, text=TEXT, expires_at=None):
    channel = Gateway(settings(url, dialect))
    try:
        return channel.send([Message(7, phone(1), text, expires_at)])[7]
    finally:
        channel.close()


def signed_for_kannel(name):
    return hmac.new(b"token", name.encode(), sha256).hexdigest()


def signed_for_twilio(values, at=CALLBACK):
    told = at + "".join(name + values[name] for name in sorted(values))
    return b64encode(hmac.digest(b"token", told.encode(), "sha1")).decode()


@pytest.fixture
def on_line(crisis):
    let_through(crisis, phone(0), phone(1))

    def made(dialect, url="http://127.0.0.1:9/"):
        return line(crisis, "gateway", **settings(url, dialect).model_dump())

    return made


# --- Out -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mood", "state"),
    [("well", State.SENT), ("busy", State.QUEUED), ("refuses", State.FAILED), ("lies", State.UNKNOWN),
     ("drops", State.UNKNOWN), ("huge", State.UNKNOWN)],
)  # fmt: skip
@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_an_answer_does_not_prove_is_not_claimed(dialect, mood, state, tmp_path):
    with running(dialect, mood, tmp_path) as (url, given):
        assert sent(url, dialect).state is state
        assert len(given()) == 1  # and nothing is sent again by itself


def test_an_error_within_200_is_no_proof(tmp_path):
    with running("kannel", "wraps", tmp_path) as (url, _):
        assert sent(url, "kannel").state is State.UNKNOWN
    with running("twilio", "wraps", tmp_path) as (url, _):
        assert sent(url, "twilio").state is State.FAILED


@pytest.mark.parametrize("mood", ["hangs", "slow"])
def test_one_that_hangs_is_left_in_time_and_what_it_has_is_unknown(mood, tmp_path, monkeypatch):
    monkeypatch.setattr(gateway, "LONGEST_S", 0.5)
    with running("kannel", mood, tmp_path) as (url, _):
        began = clock.now()
        assert sent(url, "kannel").state is State.UNKNOWN
        assert clock.now() - began < timedelta(seconds=5)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_of_one_that_is_not_there_it_is_known_that_nothing_left(dialect):
    assert sent("http://127.0.0.1:9/", dialect).state is State.QUEUED


def test_kannel_is_told_the_alphabet_the_time_and_where_to_call_back(tmp_path):
    soon = clock.now() + timedelta(minutes=30, seconds=30)
    with running("kannel", "well", tmp_path) as (url, given):
        outcome = sent(url, "kannel", "До Пісочина до 18:00", soon)
        sent(url, "kannel")
        said, plain = given()
    assert (said["text"], said["charset"], said["coding"], said["validity"]) == (
        "До Пісочина до 18:00",
        "UTF-8",
        "2",
        "30",
    )
    assert (plain["coding"], "validity" in plain) == ("0", False)
    assert said["dlr-url"].startswith(CALLBACK)
    named = dict(parse_qsl(urlsplit(said["dlr-url"]).query))
    assert (named["name"],) == outcome.names
    assert named["signed"] == signed_for_kannel(named["name"])


def test_twilio_is_told_the_time_and_its_name_is_kept(tmp_path):
    with running("twilio", "well", tmp_path) as (url, given):
        outcome = sent(url, "twilio", expires_at=clock.now() + timedelta(minutes=30))
        (said,) = given()
    assert outcome.names == (f"SM{1:032}",)
    assert (said["To"], said["Body"], said["StatusCallback"]) == (phone(1), TEXT, CALLBACK)
    assert 1_700 < int(said["ValidityPeriod"]) <= 1_800
    assert said["authorization"] == "Basic " + b64encode(b"u:p").decode()


def test_settings_name_a_dialect_that_is_spoken():
    with pytest.raises(ValueError, match="kannel, twilio"):
        settings("http://127.0.0.1/", "smoke")
    assert "token" not in repr(settings("http://127.0.0.1/", "kannel"))


# --- Call-backs ------------------------------------------------------------------------------------------------------


def test_from_the_outbox_to_proof_that_it_was_delivered(crisis, on_line, client, tmp_path):
    with running("kannel", "well", tmp_path) as (url, given):
        made = on_line("kannel", url)
        out = alert(crisis, [made], people_with_phones(crisis, 2))
        queue_deliveries(out, actor=SETUP)
        Alert.objects.filter(pk=out.pk).update(stage=Alert.Stage.SENDING)
        channel = sender.open_channel(made)
        sender.send_batch(sender.take(made), channel, threading.Event(), actor=SETUP)
        channel.close()
        calls = [dict(parse_qsl(urlsplit(each["dlr-url"]).query)) for each in given()]
    assert states(out) == {"SENT": 2}
    path = f"/gateway/{made.pk}/"
    assert client.get(path, calls[0] | {"says": "8", "at": "1646236800"}).status_code == 204
    for _ in range(46):  # the same, again and again
        assert client.get(path, calls[0] | {"says": "1", "at": "1646236800"}).status_code == 204
    assert client.get(path, calls[1] | {"says": "2", "at": "x"}).status_code == 204
    assert states(out) == {"DELIVERED": 1, "FAILED": 1}
    assert Receipt.objects.count() == 3
    assert Delivery.objects.get(state=State.DELIVERED).told_at.year == 2022


def test_twilio_is_believed_by_its_signature(on_line, client):
    made = on_line("twilio")
    values = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": phone(1)}
    signature = signed_for_twilio(values)
    assert client.post(f"/gateway/{made.pk}/", values, headers={"X-Twilio-Signature": signature}).status_code == 204
    assert Receipt.objects.get().name == "SM1"


@pytest.mark.parametrize("signature", ["", "bm8=", "~", "ä", "0" * 64])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_of_what_strangers_say_nothing_is_kept(dialect, signature, on_line, client):
    values = {"name": "x", "says": "1", "signed": signature, "MessageSid": "SM1", "MessageStatus": "delivered"}
    headers = {"X-Twilio-Signature": signature.encode().decode("latin-1")}
    assert client.post(f"/gateway/{on_line(dialect).pk}/", values, headers=headers).status_code == 404
    assert not Receipt.objects.exists()


def test_without_a_secret_nobody_is_believed(crisis, client):
    made = line(crisis, "gateway", **settings("http://127.0.0.1:9/", "kannel", secret="").model_dump())
    signed = hmac.new(b"", b"x", sha256).hexdigest()
    assert client.get(f"/gateway/{made.pk}/", {"name": "x", "says": "1", "signed": signed}).status_code == 404


def test_what_cannot_be_read_is_refused_and_what_says_nothing_yet_is_not_kept(on_line, client):
    path = f"/gateway/{on_line('kannel').pk}/"
    signed = {"name": "x", "signed": signed_for_kannel("x")}
    assert client.get(path, signed | {"says": "3"}).status_code == 400
    assert client.get(path, signed | {"says": "4"}).status_code == 204
    long = "x" * 81
    assert client.get(path, {"name": long, "signed": signed_for_kannel(long), "says": "1"}).status_code == 400
    assert not Receipt.objects.exists()


def test_lines_of_other_channels_and_none_have_no_call_backs(crisis, client):
    mail = line(crisis, "null")
    for which in (mail.pk, crisis.pk):
        assert client.get(f"/gateway/{which}/", {"name": "x"}).status_code == 404


# --- Replies ---------------------------------------------------------------------------------------------------------


def test_what_people_answer_comes_in_by_either_dialect_once(crisis, on_line, client):
    (person,) = people_with_phones(crisis, 1)
    kannel, twilio = (
        on_line("kannel"),
        line(crisis, "gateway", "voice", **settings("http://127.0.0.1:9/", "twilio").model_dump()),
    )
    said = {
        "name": "17",
        "from": phone(0).removeprefix("+"),
        "text": "1",
        "at": "1646236800",
        "signed": signed_for_kannel("in"),
    }
    for _ in range(2):
        assert client.get(f"/gateway/{kannel.pk}/in/", said).status_code == 204
    assert people.person_of(crisis, person).state == "sheltering"
    values = {"MessageSid": "SM2", "From": phone(0), "Body": "6"}
    headers = {"X-Twilio-Signature": signed_for_twilio(values, f"{CALLBACK}in/")}
    for _ in range(2):
        assert client.post(f"/gateway/{twilio.pk}/in/", values, headers=headers).status_code == 204
    assert people.person_of(crisis, person).state == "in_haven"
    assert len(people.file_of(people.person_of(crisis, person)).notes) == 2


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nobody_else_answers_in_somebodys_name(crisis, dialect, on_line, client):
    (person,) = people_with_phones(crisis, 1)
    made, values = (
        on_line(dialect),
        {"MessageSid": "SM2", "From": phone(0), "Body": "6", "name": "1", "from": phone(0), "text": "6"},
    )
    headers = {"X-Twilio-Signature": signed_for_twilio(values)}  # of the other address
    values |= {"signed": signed_for_kannel("1")}
    assert client.post(f"/gateway/{made.pk}/in/", values, headers=headers).status_code == 404
    assert people.person_of(crisis, person).state == "never_tried"


def test_who_answers_when_the_crisis_is_closed_is_heard(crisis, officer, on_line, client):
    made = on_line("kannel")
    close_crisis(crisis, actor=officer, reason="all are home")
    said = {"name": "17", "from": phone(0), "text": "4", "signed": signed_for_kannel("in")}
    assert client.get(f"/gateway/{made.pk}/in/", said).status_code == 204
    assert WorkItem.objects.get().urgency == Urgency.LIFE
