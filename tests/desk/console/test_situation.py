"""Pages of the timeline and the situation report: held while kin are untold, refused in words, few queries."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.advice.gated import gated
from tests.desk.console.test_pages import keeps_to_the_words, queries_of
from tests.desk.people.register import NOON
from tests.desk.picture.told import drafts, fields_of, pages, source_of, told

from safepassage.desk.advice.alerts import set_stage
from safepassage.desk.advice.models import Alert
from safepassage.desk.advice.orders import order
from safepassage.desk.console import timeline
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.ground.actions import put, remove
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.movement.actions import withdraw_draft, write_draft
from safepassage.desk.movement.models import StandingAlert
from safepassage.desk.picture import entering, promises
from safepassage.desk.picture import timeline as moments
from safepassage.desk.picture.kinds import DraftKind, PromiseState
from safepassage.desk.picture.resting import rest_on
from safepassage.desk.queue.actions import claim, finish
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import Outcome

ALERT = Path(__file__).parents[3] / "examples/kharkiv-2022/alerts/shelter.xml"
SCHOOL = {"name": "School 5", "lat": 50.0, "lon": 36.2, "places": 300}


@pytest.fixture
def haven(crisis, officer):
    return put(crisis, Kind.HAVEN, "school-5", SCHOOL, actor=officer)


@pytest.fixture
def clocked(monkeypatch):
    """Sets the clock so many hours before now."""
    real = clock.now()
    return lambda hours: monkeypatch.setattr(clock, "now", lambda: real - timedelta(hours=hours))


def page(screen, crisis, name):
    return screen.get(f"/crises/{crisis.id}/picture/{name}")


def test_the_press_line_is_held_until_the_next_of_kin_are_told_C4(screen, crisis, officer):
    report = told(source_of(crisis, officer), officer).report
    for kind in (DraftKind.CASUALTY, DraftKind.EVENT, DraftKind.ADVISORY):
        for draft in drafts(report, kind)[:1]:
            entering.accept_occurrence(draft, fields_of(draft), actor=officer)
    press = page(screen, crisis, "situation/").content.decode().partition('class="press"')[2]
    assert "Held." in press
    assert "The Invented Courier" not in press
    item = WorkItem.objects.get(kind="next_of_kin")
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    claim(item, actor=officer)
    finish(WorkItem.objects.get(pk=item.pk), Outcome.SPOKEN, actor=officer, answer="The parents were told by phone.")
    press = page(screen, crisis, "situation/").content.decode().partition('class="press"')[2]
    assert "Held." not in press
    assert "The Invented Courier" in press


@pytest.mark.parametrize(
    "asked",
    ["since=2022-03-02T10:00&until=2022-03-02T09:00", "until=2099-01-01T00:00", "since=soon"],
)
def test_a_span_that_is_none_is_refused(asked, screen, crisis):
    assert page(screen, crisis, f"situation/?{asked}").status_code == 422


@pytest.mark.parametrize(
    "asked",
    ["before=x", "before=2022-03-02T10:00:00~1", "known=never", "kind=x", "before=%00~", "known=2099-01-01T00:00"],
)
def test_what_is_no_place_on_the_timeline_is_refused(asked, screen, crisis):
    assert page(screen, crisis, f"timeline/?{asked}").status_code == 422


def test_a_search_says_how_far_back_it_looked_and_goes_on(screen, crisis, officer, monkeypatch):
    told(source_of(crisis, officer), officer)
    told(source_of(crisis, officer), officer, "Another text, of no place.")
    assert "Looked back no further" not in page(screen, crisis, "timeline/?words=karnataka").content.decode()
    monkeypatch.setattr(moments, "MOST_READ", 1)
    first = page(screen, crisis, "timeline/?words=karnataka").content.decode()
    assert "Looked back no further than" in first
    assert "Nothing of this so far." in first
    further = re.search(r'href="(\?[^"]*before=[^"]*)"', first)[1].replace("&amp;", "&")
    assert "Students told to leave" in page(screen, crisis, f"timeline/{further}").content.decode()


def test_the_timeline_takes_few_queries(screen, crisis, officer):
    told(source_of(crisis, officer), officer)
    page(screen, crisis, "timeline/")
    with CaptureQueriesContext(connection) as captured:
        assert page(screen, crisis, "timeline/").status_code == 200
    assert len(queries_of(captured.captured_queries)) <= 8


MOST_QUERIES = 13  # as test_pages says why


def test_the_situation_report_keeps_to_the_words_and_to_its_queries(screen, haven, crisis, officer):
    pages(crisis, officer, haven)
    page(screen, crisis, "situation/")
    with CaptureQueriesContext(connection) as captured:
        answer = page(screen, crisis, "situation/")
    assert len(queries_of(captured.captured_queries)) <= MOST_QUERIES
    keeps_to_the_words("situation", answer.content.decode())


def test_a_past_span_is_told_as_it_stood_at_its_end(screen, crisis, officer, clocked):
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    clocked(hours=8)
    haven = put(crisis, Kind.HAVEN, "school-5", SCHOOL, actor=officer)
    promise = promises.note_promise(crisis, promises.NewPromise("A side", "no fire"), actor=officer)
    rest_on(haven, promise, actor=officer)
    clocked(hours=6)
    promises.change_promise(promise, PromiseState.BROKEN, actor=officer, reason="Shells fell.")
    clocked(hours=2)
    claim(WorkItem.objects.get(kind="shaken"), actor=officer)
    finish(WorkItem.objects.get(kind="shaken"), Outcome.NOTED, actor=officer, answer="Checked again.")
    remove(haven, actor=officer, reason="it burnt")
    clocked(hours=0)

    def told_at(hours):
        local = (clock.now() - timedelta(hours=hours)).astimezone(ZoneInfo(crisis.zone))
        return page(screen, crisis, f"situation/?until={local:%Y-%m-%dT%H:%M}").content.decode()

    before, after, now = told_at(7), told_at(4), page(screen, crisis, "situation/").content.decode()
    assert "had fallen" not in before
    assert "What a plan rests on has fallen" not in before
    assert "this rested on had fallen" in after
    assert "<bdi>School 5</bdi>: <bdi>A side: no fire</bdi>" in after  # though it is not there any more
    assert "What a plan rests on has fallen" in after
    assert "As it stood at the end" in after
    assert "What a plan rests on has fallen" not in now
    assert "As it stood at the end" not in now


def test_an_alert_that_cannot_be_read_is_named_and_breaks_nothing(screen, crisis):
    for original in (b"\x00 no alert", b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>"):
        StandingAlert.objects.create(crisis=crisis, original=original, received_at=clock.now())
    answer = page(screen, crisis, "situation/")
    assert answer.status_code == 200
    assert answer.content.decode().count("An alert that the desk cannot read:") == 2


def test_an_alert_is_told_until_it_ends(screen, crisis):
    StandingAlert.objects.create(crisis=crisis, original=ALERT.read_bytes(), received_at=clock.now())
    assert "None is known." in page(screen, crisis, "situation/").content.decode()
    lasting = ALERT.read_bytes().replace(b"<expires>2022", b"<expires>2122")
    StandingAlert.objects.create(crisis=crisis, original=lasting, received_at=clock.now())
    assert "None is known." not in page(screen, crisis, "situation/").content.decode()


def test_what_went_out_is_on_the_timeline_and_in_the_report_as_it_stood_at_an_hour(screen, crisis, officer, clocked):
    clocked(hours=6)
    said = {
        "kind": "Move", "issued_at": NOON.isoformat(), "deadline_at": NOON.replace(hour=18).isoformat(),
        "havens": [{"asked": "The invented school"}], "text": {"en": "Go to the school."},
    }  # fmt: skip
    draft = write_draft(crisis, "to-the-school", said, actor=officer)
    alert = Alert.objects.create(crisis=crisis, status=crisis.status, made_at=clock.now())
    set_stage(alert, Alert.Stage.SENDING, actor=officer)
    clocked(hours=2)
    withdraw_draft(draft, actor=officer, reason="The school burnt.")
    set_stage(alert, Alert.Stage.STOPPED, actor=officer, reason="Not there any more.")
    clocked(hours=0)

    def at(name, hours):
        local = (clock.now() - timedelta(hours=hours)).astimezone(ZoneInfo(crisis.zone))
        return page(screen, crisis, f"{name}={local:%Y-%m-%dT%H:%M}").content.decode()

    stood, now = at("situation/?until", 4), page(screen, crisis, "situation/").content.decode()
    assert "Advisory of ours, written: <bdi>to-the-school</bdi>, <bdi>The invented school</bdi>" in stood
    assert "Alert of ours: <bdi>being sent</bdi>" in stood
    assert "withdrawn" not in stood
    assert "Advisory of ours, withdrawn" in now
    assert "Advisory of ours, written: <bdi>" not in now
    assert "Alert of ours: <bdi>" not in now
    then = at("timeline/?known", 4)
    assert "Advisory of ours, written" in then
    assert "Kolkata, IST" in then[then.index("The invented school") :]  # its deadline, in both zones
    assert "The school burnt." not in then
    assert "The school burnt." in page(screen, crisis, "timeline/?kind=ours&words=school").content.decode()
    assert "to-the-school" not in page(screen, crisis, "timeline/?kind=ours&words=hospital").content.decode()
    assert "to-the-school" not in at("timeline/?known", 8)


def test_what_went_out_is_told_once_when_the_timeline_is_paged(screen, crisis, officer, monkeypatch):
    monkeypatch.setattr(timeline, "A_PAGE", 3)
    alert = Alert.objects.create(crisis=crisis, status=crisis.status, made_at=clock.now())
    told(source_of(crisis, officer), officer)
    for stage in (Alert.Stage.SENDING, Alert.Stage.PAUSED) * 3:
        set_stage(alert, stage, actor=officer)
    told(source_of(crisis, officer), officer, "Another text, of no place.")
    seen, further = [], "timeline/"
    while further:
        text = page(screen, crisis, further).content.decode()
        seen += re.findall(r"<li>\s*<p><strong>([^<]*)</strong>", text)
        found = re.search(r'href="(\?[^"]*before=[^"]*)"', text)
        further = found and f"timeline/{found[1]}"
    assert seen == ["Report", *["Alert of ours"] * 6, "Report"]


def test_an_alert_that_is_out_stands_in_its_own_words(tmp_path, officer, client):
    g = gated(tmp_path)
    issued = order(g.crisis, "shelter", actor=g.duty)
    screen = cast.sign_in(client, g.duty)
    for part in ("timeline", "situation"):
        page = unescape(screen.get(f"/crises/{g.crisis.id}/picture/{part}/").content.decode())
        assert issued.text in page, part
