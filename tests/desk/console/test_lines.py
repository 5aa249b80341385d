"""Lines: set up, paused, changed by an administrator of the crisis; and to whom an exercise may write. All invented."""

import re
import threading
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.desk import cast
from tests.desk.advice.alerts import people_with_phones, phone, states

from safepassage.desk.advice import sender
from safepassage.desk.advice.channels.email import Email
from safepassage.desk.advice.channels.gateway import Gateway
from safepassage.desk.advice.lines import NewLine, forget_addresses, list_address, put_line
from safepassage.desk.advice.models import ExerciseAddress, Line
from safepassage.desk.advice.orders import order
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.people import queries

EMAIL = {"channel": "mail", "segments_per_s": "5", "host": "mail.example.org", "port": "587", "sender": "d@example.org",
         "subject": "Safe Passage", "user": "desk", "password": "very secret", "connections": "4",
         "is_encrypted": "on"}  # fmt: skip
GATEWAY = {"channel": "sms", "segments_per_s": "30", "dialect": "twilio", "url": "https://sms.example.org/",
           "user": "u", "password": "p", "sender": "Embassy", "secret": "token"}  # fmt: skip
SMPP = {"channel": "sms", "segments_per_s": "20", "host": "sms.example.org", "port": "2775", "user": "desk",
        "password": "very secret", "sender": "Embassy", "binds": "2", "window": "10", "is_tls": "on"}  # fmt: skip


@pytest.fixture
def screen(crisis, officer, client):
    for code in ("sms", "mail"):
        put(
            crisis,
            Kind.CHANNEL,
            code,
            {"kind": "sms", "segments_per_s": 10, "latency_s": 1, "reach": 0.9},
            actor=officer,
        )
    return cast.sign_in(client, officer)


@pytest.fixture
def address(crisis):
    return f"/crises/{crisis.id}/alerts/lines/"


def text(answer):
    return answer.content.decode()


def test_a_line_is_set_up_and_its_settings_are_sealed(screen, address, crisis):
    assert "nothing leaves" in text(screen.get(address))
    assert screen.post(f"{address}by/email/", EMAIL).status_code == 302
    line = Line.objects.select_related("crisis__key").get()
    assert (line.channel, line.provider, line.segments_per_s) == ("mail", "email", 5)
    channel = sender.open_channel(line)
    assert isinstance(channel, Email)
    assert (channel.settings.host, channel.settings.password) == ("mail.example.org", "very secret")
    assert "secret" not in text(screen.get(address)) + str(cast.last_act()[1])
    assert b"secret" not in bytes(line.sealed)


def test_a_gateway_is_told_where_to_call_back(screen, address, crisis):
    screen.post(f"{address}by/gateway/", GATEWAY)
    line = Line.objects.select_related("crisis__key").get()
    channel = sender.open_channel(line)
    assert isinstance(channel, Gateway)
    assert channel.settings.callback.endswith(f"/gateway/{line.pk}/")
    assert f"/gateway/{line.pk}/in/" in text(screen.get(address))


def test_the_page_says_where_a_gateway_brings_answers_and_there_they_are_taken(screen, address, crisis):
    people_with_phones(crisis, 1)
    screen.post(f"{address}by/gateway/", GATEWAY | {"dialect": "kannel"})
    shown = unescape(re.search(r"<code[^>]*>(.*?)</code>", text(screen.get(address)))[1])
    called = urlsplit(
        shown.replace("%I", "1").replace("%p", phone(0)[1:]).replace("%T", "1646236800").replace("%b", "6")
    )
    assert Client().get(f"{called.path}?{called.query}").status_code == 204
    assert queries.persons_of(crisis).get().state == "in_haven"


def test_an_sms_centre_is_set_up_and_knows_whose_receipts_it_brings(screen, address):
    assert "Encrypted (TLS)" in text(screen.get(f"{address}by/smpp/"))
    assert screen.post(f"{address}by/smpp/", SMPP).status_code == 302
    line = Line.objects.select_related("crisis__key").get()
    settings = sender.open_channel(line).settings
    assert (settings.line, settings.segments_per_s, settings.is_tls) == (line.pk, 20, True)
    assert (settings.port, settings.binds, settings.password) == (2775, 2, "very secret")
    assert b"secret" not in bytes(line.sealed)
    refused = screen.post(f"{address}by/smpp/", SMPP | {"window": "1000"}, follow=True)
    assert "window: Input should be less than or equal to 100" in text(refused)


def test_set_up_again_the_channel_goes_the_new_way(screen, address):
    screen.post(f"{address}by/gateway/", GATEWAY)
    before = Line.objects.get()
    screen.post(f"{address}by/email/", EMAIL | {"channel": "sms"})
    assert Line.objects.get().pk == before.pk
    assert Line.objects.get().provider == "email"


def test_what_is_missing_is_told_at_its_field_and_nothing_is_set_up(screen, address):
    answer = screen.post(f"{address}by/email/", EMAIL | {"host": "", "port": "99999999", "channel": "pigeon"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"host", "channel"}
    refused = screen.post(f"{address}by/email/", EMAIL | {"port": "99999999"}, follow=True)
    assert "port: Input should be less than or equal to 65535" in text(refused)
    assert not Line.objects.exists()
    assert screen.get(f"{address}by/smoke/").status_code == 404


def test_without_a_channel_it_says_where_to_write_one(crisis, officer, client):
    page = cast.sign_in(client, officer).get(f"/crises/{crisis.id}/alerts/lines/by/email/")
    assert "no channel yet" in text(page)


def test_a_line_is_paused_and_sends_again(screen, address, crisis):
    screen.post(f"{address}by/gateway/", GATEWAY)
    screen.post(f"{address}pause/sms/", {"paused": "yes"})
    assert Line.objects.get().is_paused
    assert "paused" in text(screen.get(address))
    screen.post(f"{address}pause/sms/", {"paused": "no"})
    assert not Line.objects.get().is_paused
    assert "no line carries" in text(screen.post(f"{address}pause/mail/", {"paused": "yes"}, follow=True))


def test_in_an_actual_crisis_nothing_pretends_to_send(officer):
    actual = cast.crisis(officer, name="Real", status="Actual")
    with pytest.raises(NotNow, match="nothing leaves"):
        put_line(actual, NewLine("sms", "null", 1.0, {}), actor=officer)


def test_an_exercise_writes_to_whom_is_listed_and_to_nobody_once_forgotten(screen, address, crisis, officer):
    people_with_phones(crisis, 1)
    for _ in range(2):
        assert screen.post(f"{address}exercise/", {"address": phone(0)}).status_code == 302
    assert "1 address is listed" in text(screen.get(address))
    assert phone(0) not in text(screen.get(address))
    assert screen.post(f"{address}exercise/", {"address": "12"}).status_code == 422
    assert screen.post(f"{address}exercise/", {"address": "a@b"}).status_code == 422
    screen.post(f"{address}exercise/", {"address": "Somebody@example.org"})
    assert ExerciseAddress.objects.count() == 2
    forget_addresses(crisis, actor=officer)
    assert not ExerciseAddress.objects.exists()


def test_with_a_line_and_a_listed_address_an_order_leaves(screen, address, crisis, officer):
    """From the pages to the outbox's end."""
    people_with_phones(crisis, 2)
    assert screen.post(f"{address}by/null/", {"channel": "sms", "segments_per_s": "100"}).status_code == 302
    list_address(crisis, phone(0), actor=officer)
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    issued = order(crisis, "shelter", actor=officer)
    line = Line.objects.select_related("crisis__key").get()
    channel = sender.open_channel(line)
    sender.send_batch(sender.take(line), channel, threading.Event(), actor=officer)
    assert states(issued.alert) == {"SENT": 1, "FAILED": 1}


def test_only_an_administrator_of_the_crisis_sets_them_up(crisis, address, client):
    duty = cast.sign_in(client, cast.member(crisis, cast.officer("duty"), Role.DUTY_OFFICER))
    for path in ("", "by/email/"):
        assert duty.get(address + path).status_code == 403
