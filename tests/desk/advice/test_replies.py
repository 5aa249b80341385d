"""Replies: a digit becomes a note, all else work; each once, none guessed at. Everybody is invented."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.advice.alerts import alert, line, people_with_phones, phone, states
from tests.desk.cast import SETUP
from tests.desk.people.register import person

from safepassage.desk.advice.models import Delivery
from safepassage.desk.advice.queueing import queue_deliveries
from safepassage.desk.advice.replies import Digit, Reply, read_reply, take_reply
from safepassage.desk.advice.states import State as Sent
from safepassage.desk.core import clock
from safepassage.desk.people import queries
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.states import State
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import content
from safepassage.desk.queue.work import Urgency


@pytest.fixture
def sms(crisis):
    return line(crisis)


@pytest.fixture
def asha(crisis):
    (made,) = people_with_phones(crisis, 1)
    return queries.person_of(crisis, made)


def answer(sms, text, *, name="m1", address=None, at=None):
    return take_reply(sms, Reply(name, address or phone(0), text, at or clock.now()), actor=SETUP)


def state_of(about):
    return queries.person_of(about.crisis, about.pk).state


@pytest.mark.parametrize(
    ("text", "state", "urgency"),
    [
        ("1", State.SHELTERING, None),
        ("2.", State.MOVING, None),
        ("3", State.SHELTERING, Urgency.SOON),
        ("4", State.UNDECIDED, Urgency.LIFE),
        ("5", State.NEVER_TRIED, Urgency.SOON),
        (" 6 ", State.IN_HAVEN, None),
        ("६", State.IN_HAVEN, None),
        ("٦", State.IN_HAVEN, None),
        ("2 we are four, one is hurt", State.MOVING, Urgency.SOON),
        ("we hide in the metro", State.UNDECIDED, Urgency.SOON),
        ("18:00 is too late", State.UNDECIDED, Urgency.SOON),
    ],
)
def test_a_digit_is_noted_at_once_and_words_are_read_by_an_officer(crisis, sms, asha, text, state, urgency):
    """Rule D7."""
    assert answer(sms, text)
    assert state_of(asha) == state
    items = list(WorkItem.objects.all())
    assert [item.urgency for item in items] == ([urgency] if urgency else [])
    if items:
        assert items[0].subject == asha.reference
        assert content(items[0]).text == text.strip() or content(items[0]).text == text


def test_the_same_reply_counts_once_however_often_it_comes(sms, asha):
    for text, name in (("4", "a"), ("1", "b"), ("help us", "c"), ("5", "d")):
        assert [answer(sms, text, name=name) for _ in range(46)] == [True] + [False] * 45
    assert len(queries.file_of(asha).notes) == 3
    assert WorkItem.objects.count() == 3


def test_two_who_say_the_same_words_are_both_read(crisis, sms):
    people_with_phones(crisis, 2)
    for i in range(2):
        answer(sms, "help", name=f"m{i}", address=phone(i))
    assert WorkItem.objects.count() == 2


def test_of_a_phone_of_several_nobody_is_guessed(crisis, sms):
    family = [person(crisis, record=PersonRecord(full_name=name, phones=(phone(0),))) for name in ("A", "B")]
    answer(sms, "6")
    assert [state_of(each) for each in family] == [State.NEVER_TRIED] * 2
    item = WorkItem.objects.get()
    assert item.subject == crisis.reference
    assert "2 people" in content(item).reason
    answer(sms, "4", name="m2")
    assert WorkItem.objects.order_by("-pk").first().urgency == Urgency.LIFE


def test_a_strangers_text_is_kept_for_an_officer(crisis, sms):
    answer(sms, "4 please", address="+380990000000")
    item = WorkItem.objects.get()
    assert (item.subject, item.urgency) == (crisis.reference, Urgency.LIFE)
    assert "+380990000000" in content(item).reason


def test_what_was_sent_is_answered_and_what_left_later_is_not(crisis, sms, asha):
    """Rule D8: an answer is proof that it was there."""
    first, second = (alert(crisis, [sms], [asha.pk]) for _ in range(2))
    for made in (first, second):
        queue_deliveries(made, actor=SETUP)
    at = clock.now()
    Delivery.objects.filter(road__alert=first).update(state=Sent.SENT, sent_at=at - timedelta(minutes=2))
    Delivery.objects.filter(road__alert=second).update(state=Sent.SENT, sent_at=at)
    answer(sms, "1", at=at - timedelta(minutes=1))
    assert (states(first), states(second)) == ({"ANSWERED": 1}, {"SENT": 1})


def test_a_reply_from_the_future_is_of_now(sms, asha):
    answer(sms, "1", at=clock.now() + timedelta(days=400))
    (said,) = queries.file_of(asha).notes
    assert said.note.source_at <= clock.now()


@given(st.text(max_size=3_000))
def test_any_text_is_read_as_a_digit_or_as_words(text):
    digit, rest = read_reply(text)
    assert digit is None or digit in list(Digit)
    assert len(rest) <= len(text)


@pytest.mark.parametrize("text", ["", "0", "7", "33", "2:30", "3/4", "1,5 km", "²", "x4", "12pm"])
def test_what_begins_with_no_digit_of_ours_is_words(text):
    assert read_reply(text)[0] is None


@pytest.mark.parametrize("text", ["4\u0000\u202ehelp", "4" + "\u200b" * 10_000, "4 " + "x" * 1_000_000, "4\ud83d"])
def test_hostile_texts_are_taken(sms, asha, text):
    assert answer(sms, text)
    assert WorkItem.objects.get().urgency == Urgency.LIFE
