"""The timeline merges what entered, by when; it pages, it searches, and it tells what was known at an hour."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.desk.picture.told import drafts, fields_of, looked_at, source_of, told

from safepassage.desk.core import clock
from safepassage.desk.picture import claims, entering, promises, situation, timeline
from safepassage.desk.picture.kinds import DraftKind, PromiseState, Stance, Standing
from safepassage.desk.picture.timeline import Asked, page


@pytest.fixture
def picture(crisis, officer):
    looked_at(crisis, officer)


def asked(**more):
    return Asked(clock.now(), **more)


def test_everything_that_entered_is_there_once_the_newest_first(picture, crisis):
    moments = page(crisis, asked(), 50).moments
    assert [each.at for each in moments] == sorted((each.at for each in moments), reverse=True)
    assert {each.kind for each in moments} == {"report", "statement", "assessment", "contact", "promise"}
    assert len({each.id for each in moments}) == len(moments)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(picture, crisis):
    whole, parts, before = page(crisis, asked(), 50).moments, [], None
    while True:
        found = page(crisis, asked(before=before), 2)
        parts += found.moments
        if (before := found.goes_on) is None:
            break
    assert [each.id for each in parts] == [each.id for each in whole]


def test_a_page_takes_three_queries_however_many_kinds_it_has(picture, crisis):
    crisis.refresh_from_db()
    with CaptureQueriesContext(connection) as captured:
        page(crisis, asked(), 50)
    assert len(captured) == 3


def test_what_was_known_at_an_hour_is_what_had_entered_as_it_stood_then(crisis, officer):
    report = told(source_of(crisis, officer), officer).report
    draft = drafts(report, DraftKind.CLAIM)[1]
    claim = entering.accept_claim(draft, fields_of(draft), actor=officer)
    promise = promises.note_promise(crisis, promises.NewPromise("A side", "no fire"), actor=officer)
    then = clock.now()
    claims.assess_claim(claim, Standing.FALLEN, actor=officer, reason="A photograph of another year.")
    promises.change_promise(promise, PromiseState.BROKEN, actor=officer, reason="Shells fell.")
    standing = {each.kind: each.standing for each in page(crisis, Asked(then), 50).moments}
    assert standing == {"report": "", "statement": "open", "promise": "promised"}
    now = {each.kind: each.standing or each.code for each in page(crisis, asked(), 50).moments}
    assert now["statement"] == now["assessment"] == "fallen"
    assert now["promise"] == now["promise_change"] == "broken"


def test_a_claim_is_first_heard_once(picture, crisis):
    heard = [each.is_first for each in page(crisis, asked(kinds=frozenset({"claims"})), 50).moments if each.on]
    assert heard == [False, True]


def test_words_are_looked_for_in_all_that_is_said_and_kinds_kept_apart(picture, crisis):
    found = page(crisis, asked(words="HOSTAGE city"), 50).moments
    assert {each.kind for each in found} == {"report", "statement", "assessment"}
    assert page(crisis, asked(words="hostage nowhere-to-be-found"), 50).moments == []
    assert {each.kind for each in page(crisis, asked(kinds=frozenset({"promises"})), 50).moments} == {"promise"}


def test_a_search_opens_a_part_at_a_time_and_goes_on_to_the_end(picture, crisis, monkeypatch):
    monkeypatch.setattr(timeline, "MOST_READ", 2)
    found, before, was_cut = [], None, True
    while was_cut:
        part = page(crisis, asked(words="hostage", before=before), 50)
        found, before, was_cut = found + part.moments, part.goes_on, part.was_cut
    assert [each.kind for each in found] == ["assessment", "statement", "statement", "report"]


def test_a_span_leaves_out_what_entered_before_it(picture, crisis):
    assert page(crisis, asked(since=clock.now()), 50).moments == []
    assert page(crisis, asked(since=clock.now() - timedelta(hours=1)), 50).moments


def test_another_crisis_is_never_on_it(picture, officer):
    from tests.desk import cast

    assert page(cast.crisis(officer, name="Elsewhere"), asked(), 50).moments == []


def test_the_press_line_holds_only_what_is_relied_on_with_those_who_say_so(crisis, officer):
    report = told(source_of(crisis, officer), officer).report
    asserts, denies = drafts(report, DraftKind.CLAIM)[1:3]
    claim = entering.accept_claim(asserts, fields_of(asserts), actor=officer)
    entering.accept_claim(denies, fields_of(denies), actor=officer, joins=claim)
    new = claims.NewStatement(Stance.ASSERTS, report.dated_on)
    claims.open_claim(crisis, "the bridge stands", new, actor=officer)
    since, until = clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1)
    assert situation.press_line(crisis, since, until, 10) == []
    claims.assess_claim(claim, Standing.RELIED_ON, actor=officer, reason="Two of ours saw it.")
    only = situation.press_line(crisis, since, until, 10)
    assert [(each.text, each.sources) for each in only] == [
        (fields_of(asserts)["gist"], ("The Russian defence ministry, The Invented Courier, C6",))
    ]
    claims.assess_claim(claim, Standing.FALLEN, actor=officer, reason="They had not.")
    assert situation.press_line(crisis, since, until, 10) == []
