"""When each party is told (P3, P4) and the send order (P12)."""

from itertools import permutations
from math import ceil

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.planning.cast import EPOCH, advisory, at, channel, crisis, party, settings

from safepassage.planning.messages import Sending, best_order, sending_of, sms_segments, text_for, told
from safepassage.planning.model import CANNOT, NEVER, Warden

repeatable = hypothesis.settings(derandomize=True, deadline=None, max_examples=80)

# --- SMS segments --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # the extension table counts double
        ("€" * 80 + "a", 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # an escaped character is not split: 152, 2 + 151, 1
        ("ç" * 70, 1),  # small c with cedilla is not in the alphabet, the capital is
        ("Ç" * 160, 1),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("😀" * 35, 1),  # two UTF-16 units each
        ("😀" * 36, 2),
        ("я" * 66 + "😀" + "я" * 66, 3),  # a surrogate pair is not split: 66, 2 + 65, 1
        ("न" * 300, 5),
        ("a" * 100 + "я", 2),  # one letter outside the alphabet makes all of it UCS-2
    ],
)
def test_p3_sms_segments(text, segments):
    assert sms_segments(text) == segments


def test_p3_the_text_is_that_of_the_language_else_english_else_the_first():
    texts = advisory(text={"hi": "हिन्दी", "en": "English", "pt-BR": "Português"})
    assert text_for(texts, "hi") == "हिन्दी"
    assert text_for(texts, "hi-Latn-IN") == "हिन्दी"
    assert text_for(texts, "PT-br") == "Português"
    assert text_for(texts, "pt") == "English"
    assert text_for(advisory(text={"uk": "Українська", "hi": "हिन्दी"}), "en") == "Українська"


# --- Told at -------------------------------------------------------------------------------------------------------


def seconds_told(parties, order=None, **tables):
    return told(crisis(parties, **tables), advisory(), parties, order).told_at.tolist()


def test_p3_a_party_is_told_when_its_channel_has_sent_all_up_to_and_including_its_own():
    parties = [party(name, channels="sms") for name in "abc"]
    slow = channel("sms", 0.4, latency_s=30)
    assert seconds_told(parties, channels=(slow,)) == [33, 35, 38]  # 2.5, 5 and 7.5 s, rounded up
    assert seconds_told(parties, np.array([2, 0, 1]), channels=(slow,)) == [35, 38, 33]


def test_p3_each_message_counts_the_segments_of_its_own_language_and_an_email_counts_one():
    parties = [party("a", channels="sms mail", language="hi"), party("b", channels="sms"), party("c", channels="mail")]
    many = crisis(parties, channels=(channel("sms"), channel("mail", kind="email", latency_s=60)))
    texts = advisory(text={"en": "Go west.", "hi": "न" * 71})
    assert told(many, texts, parties).told_at.tolist() == [2, 3, 62]


def test_p3_the_earliest_channel_that_delivers_counts():
    parties = [party("a", channels="slow fast down unknown")]
    channels = (channel("slow", latency_s=100), channel("fast", latency_s=10), channel("down", 50, reach=0))
    assert seconds_told(parties, channels=channels) == [11]


def test_p3_whom_no_channel_reaches_nobody_tells():
    parties = [party("a"), party("b", channels="down")]
    many = crisis(parties, channels=(channel("down", reach=0),), settings=settings(delays={}))
    for times in told(many, advisory(), parties):
        assert times.tolist() == [NEVER, NEVER]
        assert times.dtype == np.int32
    assert seconds_told(parties) == [NEVER, NEVER]  # a crisis without channels


def test_p3_reading_comes_before_told_and_p4_preparation_before_ready():
    parties = [party("a", channels="sms"), party("b", channels="sms")]
    many = crisis(
        parties, channels=(channel("sms"),), settings=settings(delays={"reading_s": 300, "preparation_s": 900})
    )
    times = told(many, advisory(issued_at=at(1)), parties)
    assert times.told_at.tolist() == [3901, 3902]
    assert times.ready_at.tolist() == [4801, 4802]
    assert times.told_at_issue.tolist() == [3901, 3901]
    assert times.ready_at_issue.tolist() == [4801, 4801]


def test_p3_wardens_are_sent_to_first_and_add_a_hop():
    parties = [party("a", channels="sms"), party("b", warden="w2"), party("c", channels="sms", warden="w1")]
    wardens = (
        Warden(id="w0", channels=("sms",)),  # no party of these has it, so nothing is sent to it
        Warden(id="w1", channels=("sms",), relay_s=100),
        Warden(id="w2", channels=("sms", "mail"), relay_s=100),
    )
    channels = (channel("sms"), channel("mail", kind="email", latency_s=60))
    times = told(crisis(parties, wardens=wardens, channels=channels), advisory(), parties)
    assert times.told_at.tolist() == [3, 102, 4]
    assert times.told_at_issue.tolist() == [1, 101, 1]


def test_p3_a_warden_may_be_faster_than_the_queue():
    parties = [party("a", channels="sms", warden="w")]
    wardens = (Warden(id="w", channels=("radio",), relay_s=5),)
    channels = (channel("sms", latency_s=1000), channel("radio", kind="voice"))
    assert seconds_told(parties, wardens=wardens, channels=channels) == [6]


@pytest.mark.parametrize(("silent_h", "is_told"), [(-1, False), (0, False), (0.1, True)])
def test_p3_a_silent_warden_tells_nobody_but_takes_its_turn(silent_h, is_told):
    parties = [party("a", warden="w"), party("b", channels="sms")]
    wardens = (Warden(id="w", channels=("sms",), relay_s=10, silent_since=at(silent_h)),)
    first, second = seconds_told(parties, wardens=wardens, channels=(channel("sms"),))
    assert first == (11 if is_told else NEVER)
    assert second == 2


def test_no_parties_are_told_at_no_time():
    assert told(crisis(), advisory(), ()).told_at.shape == (0,)
    plan = best_order(sending_of(crisis(), advisory(), ()), np.array([], np.int32), np.array([], np.int32))
    assert (plan.order.tolist(), plan.told_in_time_best, plan.stay.tolist()) == ([], 0, [])


# --- The send order ------------------------------------------------------------------------------------------------


def sending(segments, rate, latency=None, lead=None, relayed=None):
    """A Sending issued at the epoch, with no delays; segments: one row a party, one column a channel."""
    segments = np.array(segments, np.int64)
    n_parties, n_channels = segments.shape
    relayed = np.array([NEVER if at is None else at for at in relayed or [None] * n_parties], np.int64)
    return Sending(
        issue=0,
        rate=np.array(rate, np.float64),
        latency=np.array(latency or [0] * n_channels, np.int64),
        lead=np.array(lead or [0] * n_channels, np.int64),
        segments=segments,
        relayed=relayed,
        relayed_at_issue=relayed,
        reading_s=0,
        preparation_s=0,
        horizon=int(NEVER) - 1,
    )


def slow_told(messages, order):
    """A slow twin of Sending.told: walks through each channel's queue."""
    told_at = messages.relayed.tolist()
    for channel_idx, rate in enumerate(messages.rate.tolist()):
        sent = int(messages.lead[channel_idx])
        for index in order:
            own = int(messages.segments[index, channel_idx])
            sent += own
            if own:
                delivered = ceil(sent / rate - 1e-6) + int(messages.latency[channel_idx])
                told_at[index] = min(told_at[index], delivered)
    return told_at


def slow_in_time(messages, order, size, due):
    told_at = slow_told(messages, order)
    return [told_at[i] < NEVER and due[i] != CANNOT and told_at[i] <= due[i] for i in range(len(size))]


def people(size, chosen):
    return sum(heads for heads, is_chosen in zip(size, chosen, strict=True) if is_chosen)


def best_of_all_orders(messages, size, due):
    return max(people(size, slow_in_time(messages, order, size, due)) for order in permutations(range(len(size))))


@st.composite
def queues(draw, channels=(1, 3), segments=(0, 4), most=7):
    columns = draw(st.integers(*channels))
    row = st.lists(st.integers(*segments), min_size=columns, max_size=columns)
    rows = draw(st.lists(row, min_size=1, max_size=most))
    n = len(rows)
    messages = sending(
        rows,
        draw(st.lists(st.sampled_from([0.3, 1.0, 2.5]), min_size=columns, max_size=columns)),
        draw(st.lists(st.integers(0, 4), min_size=columns, max_size=columns)),
        draw(st.lists(st.integers(0, 2), min_size=columns, max_size=columns)),
        draw(st.lists(st.none() | st.integers(0, 9), min_size=n, max_size=n)),
    )
    size = draw(st.lists(st.integers(1, 6), min_size=n, max_size=n))
    due = draw(st.lists(st.integers(-1, 20), min_size=n, max_size=n))
    return messages, size, due


def plan_for(messages, size, due):
    return best_order(messages, np.array(size, np.int32), np.array(due, np.int32))


@repeatable
@given(queues())
def test_p3_told_agrees_with_walking_through_each_queue(queue):
    messages, size, _ = queue
    order = np.arange(len(size))[::-1].copy()
    assert messages.told(order).told_at.tolist() == slow_told(messages, order.tolist())


@repeatable
@given(queues())
def test_p12_the_best_order_is_never_worse_than_plain_and_counts_what_the_schedule_says(queue):
    messages, size, due = queue
    plan = plan_for(messages, size, due)
    in_time = slow_in_time(messages, plan.order.tolist(), size, due)
    assert sorted(plan.order.tolist()) == list(range(len(size)))
    assert plan.told_in_time_plain == people(size, slow_in_time(messages, range(len(size)), size, due))
    assert plan.told_in_time_best == people(size, in_time)
    assert plan.told_in_time_best >= plan.told_in_time_plain


@repeatable
@given(queues())
def test_p12_those_it_cannot_save_come_last_and_get_the_stay_text(queue):
    messages, size, due = queue
    plan = plan_for(messages, size, due)
    in_time = slow_in_time(messages, plan.order.tolist(), size, due)
    in_order = [in_time[index] for index in plan.order.tolist()]
    assert in_order == sorted(in_order, reverse=True)
    reached = [at < NEVER for at in slow_told(messages, range(len(size)))]
    assert plan.stay.tolist() == [can_be and not saved for can_be, saved in zip(reached, in_time, strict=True)]


@repeatable
@given(queues(channels=(1, 1), segments=(1, 1), most=6))
def test_p12_one_channel_and_equal_messages_give_the_best_of_all_orders(queue):
    assert plan_for(*queue).told_in_time_best == best_of_all_orders(*queue)


@repeatable
@given(queues(channels=(1, 1), segments=(1, 4), most=6))
def test_p12_one_channel_and_equal_sizes_give_the_best_of_all_orders(queue):
    messages, size, due = queue
    ones = [1] * len(size)
    assert plan_for(messages, ones, due).told_in_time_best == best_of_all_orders(messages, ones, due)


def test_p3_a_message_that_comes_after_the_last_second_that_fits_never_tells():
    assert sending([[1], [1]], [1.0], latency=[2**31 - 3]).told().told_at.tolist() == [NEVER - 1, NEVER]
    assert sending([[1], [1]], [1e-300]).told().told_at.tolist() == [NEVER, NEVER]


def test_p12_the_larger_party_goes_before_the_smaller_where_one_alone_can_be_saved():
    plan = plan_for(sending([[1], [1]], [1.0]), [1, 6], [1, 1])
    assert (plan.told_in_time_plain, plan.told_in_time_best) == (1, 6)
    assert plan.order.tolist() == [1, 0]
    assert plan.stay.tolist() == [True, False]


def test_p12_short_texts_go_before_a_long_one_of_no_more_people():
    plan = plan_for(sending([[4], [1], [1], [1]], [1.0]), [2, 2, 2, 2], [4, 4, 4, 4])
    assert (plan.told_in_time_plain, plan.told_in_time_best) == (2, 6)


def test_p12_who_is_reached_fast_by_another_channel_makes_way_on_the_slow_one():
    messages = sending([[1, 1]] * 20 + [[1, 0]], [1.0, 100.0])
    plan = plan_for(messages, [5] * 20 + [1], [10] * 21)
    assert plan.told_in_time_plain == 100
    assert plan.told_in_time_best == 101
    assert plan.order[0] == 20


def test_p12_whom_the_warden_tells_in_time_anyway_goes_after_those_who_need_the_message():
    plan = plan_for(sending([[1], [1]], [1.0], relayed=[3, None]), [1, 1], [3, 1])
    assert plan.order.tolist() == [1, 0]
    assert plan.told_in_time_best == 2


def test_p12_the_plain_order_stands_among_the_saved_if_no_other_saves_more():
    plan = plan_for(sending([[1]] * 3, [1.0]), [1, 1, 1], [100, 100, 100])
    assert plan.order.tolist() == [0, 1, 2]
    assert plan.told_in_time_best == plan.told_in_time_plain == 3


def test_p12_who_cannot_be_on_time_whenever_told_gets_the_stay_text_unless_nothing_reaches_it():
    messages = sending([[1], [0], [1]], [1.0])
    plan = plan_for(messages, [1, 1, 1], [int(CANNOT), 50, int(NEVER)])
    assert plan.stay.tolist() == [True, False, False]
    assert plan.order.tolist() == [2, 0, 1]


def test_p12_the_order_can_be_handed_back_to_told():
    parties = [party("a", channels="sms"), party("b", channels="sms")]
    many = crisis(parties, channels=(channel("sms"),))
    plan = best_order(sending_of(many, advisory(), parties), np.array([1, 1]), np.array([5, 1]))
    assert told(many, advisory(), parties, plan.order).told_at.tolist() == [2, 1]
    assert advisory().issued_at == EPOCH
