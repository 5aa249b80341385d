"""Rules A1 and A2: the account is a partition that balances, now and as of any time; a twin replays every history."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk import cast
from tests.desk.people.naive import Done, History, Told
from tests.desk.people.register import HOUR, NOON, SOURCE, person, say

from safepassage.desk.core import clock
from safepassage.desk.core.grades import grade_rank
from safepassage.desk.core.ids import new_id
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewNote, NewPerson
from safepassage.desk.people.models import Merge
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.states import ORDER, Aside, Category, State
from safepassage.desk.people.timeline import NOWHERE, Said, microseconds, steps

BEGIN, MINUTE = NOON + timedelta(days=4), timedelta(minutes=1)  # the desk knows all of it later than it was
ASSERTED = [state for state in State if state != State.NEVER_TRIED]
SOMEBODY = PersonRecord(full_name="Somebody Invented")


def test_A1_there_are_fifteen_states_in_this_order():
    assert " ".join(ORDER) == (
        "dead held in_hospital home abroad_assisted abroad_own left moving in_haven missing staying sheltering"
        " undecided no_answer never_tried"
    )


def test_A1_unregistered_is_a_range_and_may_be_negative(crisis):
    crisis.estimate_low, crisis.estimate_high = 0, 2
    person(crisis)
    assert queries.account(crisis).unregistered == (-1, 1)
    crisis.estimate_low = crisis.estimate_high = None
    assert queries.account(crisis).unregistered is None


def test_A1_it_is_told_by_haven_category_and_source(crisis):
    haven = new_id()
    say(person(crisis, category=Category.STAFF), State.IN_HAVEN, haven=haven)
    say(person(crisis), State.SHELTERING)
    by_haven = queries.account(crisis, "haven").rows
    assert (by_haven[haven].states, by_haven[NOWHERE].states) == ({State.IN_HAVEN: 1}, {State.SHELTERING: 1})
    assert {key: row.persons for key, row in queries.account(crisis, "category").rows.items()} == {
        "staff": 1,
        "national": 1,
    }
    assert queries.account(crisis, queries.By.SOURCE).rows[SOURCE].persons == 2
    with pytest.raises(ValueError, match="moon"):
        queries.account(crisis, "moon")


def test_A2_the_latest_by_source_date_holds_then_the_better_grade_then_the_order_of_A1(crisis):
    one = say(person(crisis), State.SHELTERING, at=NOON + HOUR, grade="E5")
    assert say(one, State.MOVING, at=NOON, grade="A1").state == State.SHELTERING
    assert say(one, State.IN_HAVEN, at=NOON + HOUR, grade="B2").state == State.IN_HAVEN
    assert say(one, State.IN_HOSPITAL, at=NOON + HOUR, grade="B2").state == State.IN_HOSPITAL


def test_A2_a_late_note_of_an_earlier_time_changes_the_past_and_not_what_was_known_then(crisis):
    one = say(person(crisis), State.IN_HAVEN, at=NOON + 5 * HOUR)
    then = clock.now()
    say(one, State.MOVING, at=NOON + 2 * HOUR)
    assert queries.account(crisis).whole.states == {State.IN_HAVEN: 1}
    assert queries.account(crisis, as_of=NOON + 3 * HOUR).whole.states == {State.MOVING: 1}
    assert queries.account(crisis, as_of=NOON + 3 * HOUR, known_at=then).whole.states == {State.NEVER_TRIED: 1}


def test_A2_a_call_without_answer_says_nothing_of_where_somebody_is(crisis):
    one = say(person(crisis), State.NO_ANSWER, at=NOON)
    assert (one.state, one.heard_at) == (State.NO_ANSWER, None)
    one = say(one, State.IN_HAVEN, at=NOON + HOUR)
    assert say(one, State.NO_ANSWER, at=NOON + 2 * HOUR).state == State.IN_HAVEN


@pytest.mark.parametrize(
    ("first", "then", "hours", "contested"),
    [
        ((State.SHELTERING, "C3"), (State.MOVING, "C3"), 1, False),  # the world moved on
        ((State.SHELTERING, "B2"), (State.HELD, "E5"), 1, True),  # a worse source against a better one
        ((State.SHELTERING, "B2"), (State.HELD, "E5"), 24, True),
        ((State.SHELTERING, "B2"), (State.HELD, "E5"), 25, False),
        ((State.SHELTERING, "C3"), (State.HELD, "C3"), 0, True),  # two of one hour
        ((State.SHELTERING, "C3"), (State.SHELTERING, "E5"), 0, False),
        ((State.DEAD, "E5"), (State.MOVING, "A1"), 100, True),
        ((State.ABROAD_ASSISTED, "B2"), (State.HOME, "B2"), 10, False),  # the way home
        ((State.HOME, "B2"), (State.SHELTERING, "B2"), 100, True),
    ],
)
def test_A2_what_disagrees_is_contested(crisis, first, then, hours, contested):
    one = say(person(crisis), first[0], grade=first[1])
    one = say(one, then[0], at=NOON + hours * HOUR, grade=then[1])
    assert one.contested == contested
    assert queries.account(crisis).whole.contested == contested


def test_A2_an_officer_settles_what_is_contested(crisis):
    one = say(say(person(crisis), State.DEAD), State.MOVING, at=NOON + HOUR)
    assert one.contested
    one = say(one, State.MOVING, at=NOON + 2 * HOUR, grade="A1", is_settling=True)
    assert not one.contested
    assert not say(one, State.IN_HAVEN, at=NOON + 9 * HOUR, grade="A1").contested


def test_A2_who_was_not_heard_of_for_a_day_is_overdue_unless_home_or_abroad(crisis):
    say(person(crisis), State.SHELTERING)
    say(person(crisis), State.HOME)
    assert queries.account(crisis, as_of=NOON + 24 * HOUR).whole.overdue == 0
    assert queries.account(crisis, as_of=NOON + 25 * HOUR).whole.overdue == 1


# --- The twin --------------------------------------------------------------------------------------------------------

places = st.integers(0, 2)
hours = st.sampled_from([0, 1, 2, 20, 30, 60])
seldom = st.sampled_from([False] * 4 + [True])
grades = st.sampled_from(["A1", "C3", "E5"])
notes = st.tuples(st.just("note"), places, hours, grades, st.sampled_from(ASSERTED))
deeds = st.lists(
    st.one_of(
        notes,
        notes,
        notes,
        st.tuples(st.just("settle"), places, hours, st.just("A1"), st.sampled_from(ASSERTED)),
        st.tuples(st.just("aside"), places, st.sampled_from([Aside.NOT_ELIGIBLE, Aside.NEVER_THERE])),
        st.tuples(st.just("back"), places),
        st.tuples(st.just("merge"), places, places),
        st.tuples(st.just("unmerge"), places),
        st.tuples(st.just("category"), places, st.sampled_from(Category)),
    ),
    max_size=14,
)


@pytest.fixture
def run(crisis, officer, monkeypatch):  # noqa: C901  # parts that share a crisis and a clock
    """Plays a history in the database and in the twin; gives both accounts of any instant."""

    now = BEGIN
    monkeypatch.setattr(clock, "now", lambda: now)

    def play(firsts, told):
        nonlocal now
        now = BEGIN
        history, registered = History(), []
        for first in firsts:
            entry = NewPerson(SOMEBODY, first_at=NOON + first * HOUR)
            registered.append(actions.register_person(crisis, entry, actor=officer, source=SOURCE).id)
            history.first.append((NOON + first * HOUR, now))
            now += MINUTE
        for verb, about, *rest in told:
            act(verb, about % len(firsts), rest, history, registered)
            now += MINUTE
        return history

    def act(verb, about, rest, history, registered):
        one = queries.person_of(crisis, registered[about])
        before = cast.last_act()[0].seq
        try:
            if verb in ("note", "settle"):
                at, grade, state = rest
                note = NewNote(NOON + at * HOUR, state, grade=grade, is_settling=verb == "settle")
                made = actions.add_note(one, note, actor=officer, source=SOURCE)
                history.told.append(Told(about, made.source_at, made.entered_at, grade, state, verb == "settle"))
                return
            what, value = deed(verb, one, rest, registered)
        except actions.NotNow:
            return
        if cast.last_act()[0].seq > before:
            history.done.append(Done(about, now, what, value))

    def deed(verb, one, rest, registered):
        if verb == "aside":
            actions.set_aside(one, rest[0], actor=officer, reason="r")
            return "set aside", rest[0].value
        if verb == "back":
            actions.take_back(one, actor=officer, reason="r")
            return "set aside", ""
        if verb == "category":
            actions.change_person(one, actor=officer, category=rest[0])
            return "category", rest[0].value
        if verb == "merge":
            into = rest[0] % len(registered)
            actions.merge(queries.person_of(crisis, registered[into]), one, actor=officer, reason="r")
            return "merged into", into
        merge = Merge.objects.filter(gone=one, undone_at=None).first()
        if merge is None:
            raise actions.NotNow("nothing to undo")
        actions.unmerge(merge, actor=officer, reason="r")
        return "merged into", None

    def both(history, as_of, known_at):
        found = queries.account(crisis, "category", as_of=as_of, known_at=known_at)
        assert sum(row.records for row in found.rows.values()) == found.whole.records
        assert sum(row.persons for row in found.rows.values()) == found.whole.persons
        theirs = history.account(as_of, known_at, by_category=True)
        ours = {(key, word): count for key, row in found.rows.items() for word, count in told_of(row)}
        return ours, dict(theirs)

    def told_of(row):
        yield from ((f"aside {why.value}", count) for why, count in row.set_aside.items())
        yield from row.states.items()
        yield from ((flag, getattr(row, flag)) for flag in ("contested", "overdue") if getattr(row, flag))

    play.both = both
    play.crisis = crisis
    return play


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firsts=st.lists(hours, min_size=1, max_size=3), told=deeds, data=st.data())
def test_the_account_of_any_history_balances_and_is_what_a_replay_gives(run, firsts, told, data):
    with transaction.atomic():
        history = run(firsts, told)
        assert queries.unbalanced(run.crisis) == []
        for _ in range(4):
            as_of = NOON + data.draw(st.integers(-10, 700)) * HOUR / 10
            known_at = BEGIN + MINUTE * data.draw(st.integers(-1, 36)) / 2
            ours, theirs = run.both(history, as_of, known_at)
            assert ours == theirs
        transaction.set_rollback(True)


@settings(max_examples=400, deadline=None)
@given(
    first=hours,
    told=st.lists(
        st.tuples(hours, grades, st.sampled_from(ASSERTED), st.sampled_from([False] * 4 + [True])), max_size=6
    ),
    as_of=st.integers(0, 140),
)
def test_the_steps_of_one_person_are_what_a_replay_gives(first, told, as_of):
    as_of = NOON + as_of * HOUR / 2
    known = [Told(0, NOON + at * HOUR, BEGIN + i * MINUTE, *rest) for i, (at, *rest) in enumerate(told)]
    ours = steps(microseconds(NOON + first * HOUR), [said_by(each) for each in known])
    history = History([(NOON + first * HOUR, BEGIN)], known)
    held = [step for step in ours if step.from_us <= microseconds(as_of)][-1:]
    theirs = [word for word in history.words(0, as_of, BEGIN + timedelta(days=1)) if word != "overdue"]
    assert theirs == [word for step in held for word in (step.state, *["contested"] * step.is_contested)]


def said_by(told):
    source_us, entered_us = microseconds(told.source_at), microseconds(told.known_at)
    return Said(source_us, grade_rank(told.grade), told.state, NOWHERE, entered_us, told.settles)
