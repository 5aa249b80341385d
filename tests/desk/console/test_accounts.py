"""The account's page: as of one instant, as the desk knew it at another; bars beside numbers."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.desk import cast
from tests.desk.people.register import NOON, person, say

from safepassage.desk.console.accounts import HOUR, MOST_STEPS
from safepassage.desk.core import clock
from safepassage.desk.people import actions, queries
from safepassage.desk.people.states import State


def first_line(page):
    return " ".join(re.sub("<[^>]+>", "", re.search(r'<p class="verdict"[^>]*>(.*?)</p>', page, re.DOTALL)[1]).split())


def test_the_account_is_told_as_the_desk_knew_it_then(screen, crisis, monkeypatch):
    asha = person(crisis)
    before = clock.now()
    later = before + timedelta(minutes=6)  # not so long that the officer is signed out
    monkeypatch.setattr(clock, "now", lambda: later)
    say(asha, State.MOVING, NOON)
    there = ZoneInfo(crisis.zone)
    at = (NOON + timedelta(hours=1)).astimezone(there).strftime("%Y-%m-%dT%H:%M")
    known = (before + timedelta(minutes=3)).astimezone(there).strftime("%Y-%m-%dT%H:%M")
    address = f"/crises/{crisis.id}/account/"
    now = screen.get(address, {"at": at})
    then = screen.get(address, {"at": at, "known": known})
    assert now.context["account"].whole.states == {State.MOVING: 1}
    assert then.context["account"].whole.states == {State.NEVER_TRIED: 1}
    assert first_line(now.content.decode()).startswith("Where everyone was on 2 March 2022 13:00")
    assert "as the desk knows it now" in first_line(now.content.decode())
    assert "as the desk knew it on" in first_line(then.content.decode())
    assert first_line(screen.get(address).content.decode()).startswith("Where everyone is now,")
    assert f'name="known" value="{known}"' in then.content.decode()  # the slider keeps it
    alone = screen.get(address, {"known": known}).context["account"]
    assert alone.as_of == alone.known_at == datetime.strptime(known, "%Y-%m-%dT%H:%M").replace(tzinfo=there)


def test_bars_stand_beside_numbers_and_shares(screen, crisis, few):
    page = screen.get(f"/crises/{crisis.id}/account/?by=category").content.decode()
    bars = [int(each) for each in re.findall(r'<rect width="(\d+)" height', page)]
    states = screen.get(f"/crises/{crisis.id}/account/").context["account"].whole.states
    assert len(bars) >= len(states) + 1
    assert 1000 in bars  # the row with most people
    assert all(5 <= each <= 1000 for each in bars)
    assert page.count('class="bar"') == page.count('aria-hidden="true"') == len(bars)


def test_whoever_is_set_aside_is_told_and_the_sum_comes_out(screen, crisis, few):
    kept, gone = (queries.person_of(crisis, each.id) for each in few[:2])
    actions.merge(kept, gone, actor=cast.SETUP, reason="the same passport")
    for part in ("", "account/"):
        line = first_line(screen.get(f"/crises/{crisis.id}/{part}").content.decode())
        assert re.search(r"8 records[;:] 7 persons, each in one state, and 1 set aside", line)


def test_the_slider_goes_from_the_first_word_to_the_last_in_steps_that_a_finger_can_tell(screen, crisis):
    address, now = f"/crises/{crisis.id}/account/", clock.now()
    say(person(crisis, first_at=now - timedelta(days=5)), State.MOVING, now)
    span = screen.get(address).context["span"]
    assert (span.hours, span.step_h) == (121, 1)
    assert span.ends_at >= now
    person(crisis, first_at=now - timedelta(days=1_700))
    page = screen.get(address, {"hour": 160}).context
    assert (page["span"].step_h, page["span"].hours % 168) == (168, 0)
    assert page["span"].hours / 168 <= MOST_STEPS
    assert page["as_of"] - page["span"].begins_at == timedelta(hours=160)  # an old link means what it meant
    assert page["hour"] == 168
    assert [hour for _words, hour in page["beside"]] == [136, 159, 161, 184]


def test_the_slider_never_stands_in_the_future(screen, crisis):
    address, now = f"/crises/{crisis.id}/account/", clock.now()
    say(person(crisis, first_at=now - timedelta(days=1_700)), State.MOVING, now)
    page = screen.get(address, {"hour": 10**6}).context
    assert page["span"].ends_at > now
    assert page["as_of"] is None  # now
    last = (now - page["span"].begins_at) // HOUR
    assert [words for words, _hour in page["beside"]] == ["1 day earlier", "1 hour earlier"]
    assert [hour for _words, hour in page["beside"]] == [last - 24, last - 1]


def test_the_time_that_is_chosen_stands_beside_the_slider(screen, crisis, few):
    page = screen.get(f"/crises/{crisis.id}/account/?hour=3").content.decode()
    beside = re.search(r"<output[^>]*>(.*?)</output>", page, re.DOTALL)[1]
    assert "(Kyiv, E" in beside
    assert (
        re.search(r'<time datetime="([^"]+)"', beside)[1]
        == re.search(r'<time datetime="([^"]+)"', page.partition("verdict")[2])[1]
    )


def test_a_row_tells_only_what_there_is(screen, crisis, few):
    asha = person(crisis)
    page = screen.get(f"/crises/{crisis.id}/account/?by=source").context["table"]
    row = next(each for each in page.rows if each.label == "test-list")
    assert [(count.code, count.people) for count in row.states] == [(asha.state, 1)]
    assert sum(count.people for each in page.rows for count in each.states) == 9
