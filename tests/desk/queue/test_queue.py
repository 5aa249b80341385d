"""The queue: everything to be done has an owner, a due time and a subject, and says no more than was done."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.desk import cast

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow, deactivate_officer
from safepassage.desk.crises.models import Membership
from safepassage.desk.ledger.actions import destroy_key, make_key
from safepassage.desk.ledger.models import Act
from safepassage.desk.queue import actions, queries
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import (
    DECIDED_ELSEWHERE,
    LADDER,
    SECOND_LOOKS,
    WHO_MAY_HAVE_WORK,
    Kind,
    Outcome,
    State,
    Urgency,
    Work,
)

TEXT = "Asha Invented writes: the cellar has no water"
NOW = {"role": Role.CASEWORKER, "urgency": Urgency.SOON, "reason": "came by SMS"}


def work(kind=Kind.MESSAGE, subject="person:1", **more):
    return Work(kind, subject, **NOW | {"text": TEXT} | more)


@pytest.fixture
def caseworker(crisis, colleague):
    return cast.member(crisis, colleague, Role.CASEWORKER)


@pytest.fixture
def item(crisis, officer):
    return actions.open_item(crisis, work(), actor=officer)


@pytest.fixture
def claimed(item, caseworker):
    actions.claim(item, actor=caseworker)
    item.refresh_from_db()
    return item


def test_a_new_item_is_a_roles_and_due(item, crisis, officer):
    assert (item.state, item.owner, item.role) == (State.OPEN, None, Role.CASEWORKER)
    assert item.due_at == item.opened_at + timedelta(hours=2)
    assert item.opened_by == officer.reference
    act, said = cast.last_act()
    assert (act.verb, act.subject) == ("queue.open_item", item.reference)
    assert item.id == item.key_id == act.key_id  # of nobody on the register: a key of its own, which ends with it
    assert (said["new"]["about"], said["reason"]) == ("person:1", "came by SMS")


def test_what_an_item_says_is_sealed(claimed, caseworker):
    actions.finish(claimed, Outcome.SPOKEN, actor=caseworker, answer="Told Asha that water comes")
    raw = str(WorkItem.objects.values().get()) + str(list(Act.objects.values()))
    assert "Asha" not in raw
    assert "SMS" not in raw
    assert queries.content(WorkItem.objects.get()) == ("came by SMS", TEXT, "Told Asha that water comes")


def test_what_was_about_an_erased_person_is_empty(crisis, officer):
    key = make_key()
    item = actions.open_item(crisis, work(key=key.id), actor=officer)
    assert queries.content(item).text == TEXT
    assert actions.close_items_on("person:1", actor=officer, reason="erased") == 1
    destroy_key(key.id, actor=officer, subject="person:1", crisis=crisis.id, reason="asked")
    assert queries.content(WorkItem.objects.get()) == ("", "", "")
    assert not queries.unfinished(crisis).exists()


def test_many_items_are_opened_in_one_act_and_none_twice(crisis, officer):
    there = actions.open_item(crisis, work(Kind.WELFARE_CHECK, "person:1"), actor=officer)
    key = make_key()
    destroy_key(key.id, actor=officer, subject="person:4", crisis=crisis.id, reason="asked")
    before = Act.objects.count()
    made = actions.open_items(
        crisis,
        [
            work(Kind.WELFARE_CHECK, "person:1"),
            work(Kind.WELFARE_CHECK, "person:2"),
            work(Kind.WELFARE_CHECK, "person:2"),
            work(Kind.MESSAGE, "person:3"),
            work(Kind.MESSAGE, "person:3"),
            work(Kind.WELFARE_CHECK, "person:4", key=key.id),
        ],
        actor=officer,
    )
    assert [item.subject for item in made] == ["person:2", "person:3", "person:3"]
    assert queries.content(WorkItem.objects.get(pk=made[0].pk)).text == TEXT
    assert {item.pk for item in queries.unfinished(crisis)} == {there.pk, *(item.pk for item in made)}
    act, said = cast.last_act()
    assert Act.objects.count() == before + 1
    assert (act.verb, said["new"]["item"]) == ("queue.open_items", [str(item.id) for item in made])
    assert actions.open_items(crisis, [work(Kind.WELFARE_CHECK, "person:2")], actor=officer) == []
    assert Act.objects.count() == before + 1


def test_looking_at_an_item_is_an_act(item, officer):
    assert actions.look_at_item(item, actor=officer).text == TEXT
    assert cast.last_act()[0].verb == "queue.look_at_item"


def test_the_most_urgent_comes_first_then_the_first_due(crisis, officer):
    def opened(subject, urgency, hours):
        due = clock.now() + timedelta(hours=hours)
        actions.open_item(crisis, work(subject=subject, urgency=urgency, due_at=due), actor=officer)

    for subject, urgency, hours in [("c", 2, 1), ("a", 1, 9), ("d", 3, -1), ("b", 2, -5)]:
        opened(subject, urgency, hours)
    assert [each.subject for each in queries.unfinished(crisis)] == ["a", "b", "c", "d"]
    assert [each.subject for each in queries.unfinished(crisis).filter(queries.is_late())] == ["b", "d"]
    in_two_hours = queries.is_late(clock.now() + timedelta(hours=2))
    assert [each.subject for each in queries.unfinished(crisis).filter(in_two_hours)] == ["b", "c", "d"]
    assert queries.counts(crisis) == [(1, 1, 1, 0), (2, 2, 2, 1), (3, 1, 1, 1)]


def test_an_officer_sees_their_own_and_what_waits_for_their_roles(claimed, crisis, officer, caseworker, outsider):
    waiting = actions.open_item(crisis, work(), actor=officer)
    actions.open_item(crisis, work(role=Role.APPROVER), actor=officer)
    roles = frozenset({Role.CASEWORKER})
    assert list(queries.for_officer(caseworker, crisis, roles)) == [claimed, waiting]
    assert not queries.for_officer(outsider, crisis, frozenset()).exists()


def test_of_two_who_claim_an_item_one_gets_it(item, crisis, officer, caseworker):
    cast.member(crisis, officer, Role.CASEWORKER)
    actions.claim(item, actor=caseworker)
    assert cast.last_act()[1]["new"] == {"owner": caseworker.reference}
    with pytest.raises(NotNow, match="first"):
        actions.claim(item, actor=officer)
    item.refresh_from_db()
    assert (item.owner, item.state) == (caseworker, State.CLAIMED)


def test_nobody_claims_what_waits_for_another_role(item, outsider, officer):
    for stranger in (outsider, officer):
        with pytest.raises(NotNow, match="role"):
            actions.claim(item, actor=stranger)


def test_an_item_is_handed_to_an_officer_or_back_to_a_role(claimed, crisis, officer, caseworker):
    cast.member(crisis, officer, Role.FIELD_POST)
    actions.hand_over(claimed, officer, actor=caseworker, reason="end of shift")
    claimed.refresh_from_db()
    assert (claimed.owner, claimed.state) == (officer, State.CLAIMED)
    act, said = cast.last_act()
    assert (act.verb, said["old"], said["new"]) == (
        "queue.hand_over",
        {"owner": caseworker.reference},
        {"owner": officer.reference},
    )
    actions.hand_over(claimed, Role.DUTY_OFFICER, actor=officer, reason="not mine")
    claimed.refresh_from_db()
    assert (claimed.owner, claimed.state, claimed.role) == (None, State.OPEN, Role.DUTY_OFFICER)


def test_an_item_is_not_handed_to_an_outsider_nor_twice(claimed, crisis, officer, outsider, caseworker):
    for no_worker in (outsider, officer, Role.AUDITOR):
        with pytest.raises(NotNow, match="no role"):
            actions.hand_over(claimed, no_worker, actor=caseworker, reason="take it")
    cast.member(crisis, officer, Role.FIELD_POST)
    as_read = WorkItem.objects.get()
    actions.hand_over(as_read, officer, actor=caseworker, reason="end of shift")
    with pytest.raises(NotNow, match="meanwhile"):
        actions.hand_over(as_read, Role.APPROVER, actor=caseworker, reason="end of shift")


# --- Whose it is to take, to give on, to finish ----------------------------------------------------------------------


@pytest.mark.parametrize("role", LADDER)
def test_it_is_taken_and_given_on_by_its_role_and_those_above_alone(role, crisis, officer, staff):
    item = actions.open_item(crisis, work(role=role), actor=officer)
    for below in LADDER[: LADDER.index(role)]:
        with pytest.raises(NotNow, match="another role"):
            actions.claim(item, actor=staff[below])
        with pytest.raises(NotNow, match="another role"):
            actions.hand_over(item, staff[below], actor=staff[below], reason="mine now")
    for above in LADDER[LADDER.index(role) :]:
        actions.claim(item, actor=staff[above])
        actions.hand_over(again(item), role, actor=staff[role], reason="shift ends")


def test_who_was_given_something_from_above_gives_it_back(crisis, officer, staff):
    item = actions.open_item(crisis, work(role=Role.DUTY_OFFICER), actor=officer)
    actions.hand_over(item, staff[Role.FIELD_POST], actor=staff[Role.DUTY_OFFICER], reason="you are there")
    actions.hand_over(again(item), Role.DUTY_OFFICER, actor=staff[Role.FIELD_POST], reason="not here")
    assert again(item).state == State.OPEN


@pytest.mark.parametrize("kind", SECOND_LOOKS)
def test_nobody_takes_gives_on_or_finishes_the_look_at_what_they_did_themselves(kind, crisis, staff):
    doer = cast.member(crisis, staff[Role.APPROVER], Role.DUTY_OFFICER)
    item = actions.open_item(crisis, work(kind, "export:1", role=Role.APPROVER), actor=doer)
    with pytest.raises(NotNow, match="yourself"):
        actions.claim(item, actor=doer)
    with pytest.raises(NotNow, match="yourself"):
        actions.hand_over(item, Role.FIELD_POST, actor=doer, reason="out of sight")
    second = cast.member(crisis, cast.officer("second"), Role.APPROVER)
    for to in (doer, staff[Role.CASEWORKER], Role.CASEWORKER, Role.FIELD_POST):
        with pytest.raises(NotNow):
            actions.hand_over(item, to, actor=second, reason="away")
    actions.claim(item, actor=second)
    with pytest.raises(NotNow, match=r"where it is decided|yourself"):
        actions.finish(item, Outcome.NOTED, actor=doer, answer="fine")
    if kind in DECIDED_ELSEWHERE:
        with pytest.raises(NotNow, match="where it is decided"):
            actions.finish(item, Outcome.NOTED, actor=second, answer="fine")
    assert again(item).owner == second


def test_nothing_is_put_before_a_role_that_sees_no_queue():
    for role in set(Role) - set(WHO_MAY_HAVE_WORK):
        with pytest.raises(ValueError, match="sees no queue"):
            work(role=role)


def again(item):
    return WorkItem.objects.select_related("owner").get(pk=item.pk)


def test_who_claimed_it_finishes_it_once_and_says_what_was_said(claimed, officer, caseworker):
    with pytest.raises(NotNow, match="not yours"):
        actions.finish(claimed, Outcome.SENT, actor=officer, answer="We have it")
    with pytest.raises(NotNow, match="say what"):
        actions.finish(claimed, Outcome.SENT, actor=caseworker, answer=" ")
    with pytest.raises(NotNow, match="say why"):
        actions.finish(claimed, Outcome.NOTED, actor=caseworker, answer="")
    actions.finish(claimed, Outcome.QUEUED, actor=caseworker, answer="We have it")
    assert cast.last_act()[1]["new"] == {"outcome": "queued", "answer": "We have it"}
    with pytest.raises(NotNow, match="done already"):
        actions.finish(claimed, Outcome.SENT, actor=caseworker, answer="We have it")


def test_nothing_is_finished_before_somebody_owns_it(item, caseworker):
    with pytest.raises(NotNow):
        actions.finish(item, Outcome.NOTED, actor=caseworker, answer="read")


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_says_no_more_than_was_done(outcome):
    told = str(outcome.label)
    assert (outcome in (Outcome.SENT,)) == ("was sent" in told)
    assert (outcome in (Outcome.DELIVERED,)) == ("delivered" in told)


@pytest.mark.parametrize("kind", [Kind.UNBALANCED, Kind.WELFARE_CHECK, Kind.NEXT_OF_KIN])
def test_a_state_of_things_opens_one_item_until_it_is_done(kind, crisis, officer, caseworker):
    first = actions.open_item(crisis, work(kind), actor=officer)
    assert actions.open_item(crisis, work(kind), actor=officer) == first
    assert actions.open_item(crisis, work(kind, subject="person:2"), actor=officer) != first
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkItem.objects.filter(subject="person:2").update(subject="person:1")
    actions.claim(first, actor=caseworker)
    actions.finish(first, Outcome.SPOKEN, actor=caseworker, answer="They were called")
    assert actions.open_item(crisis, work(kind), actor=officer) != first


def test_two_messages_of_one_person_are_two_items(item, crisis, officer):
    assert actions.open_item(crisis, work(), actor=officer) != item


# --- Whom a message is about, said later ----------------------------------------------------------------------------


def test_whom_a_message_is_about_is_said_later_by_whose_it_is_and_may_be_mended(item, crisis, caseworker, outsider):
    with pytest.raises(NotNow, match="another role"):
        actions.tie(item, "person:2", actor=outsider)
    as_read = again(item)
    actions.tie(item, "person:2", actor=caseworker)
    assert (again(item).subject, queries.content(again(item)).text) == ("person:2", TEXT)
    assert cast.last_act()[1]["old"] == {"about": "person:1"}
    with pytest.raises(NotNow, match="somebody else"):
        actions.tie(as_read, "person:3", actor=caseworker)
    actions.tie(again(item), "person:3", actor=caseworker)
    assert again(item).subject == "person:3"


def test_what_was_known_when_it_came_in_or_is_done_is_not_tied_anew(claimed, crisis, caseworker):
    known = actions.open_item(crisis, work(key=make_key().id), actor=caseworker)
    duty = actions.open_item(crisis, work(Kind.WELFARE_CHECK), actor=caseworker)
    actions.finish(claimed, Outcome.NOTED, actor=caseworker, answer="read")
    for each in (known, duty, again(claimed)):
        with pytest.raises(NotNow, match="known when"):
            actions.tie(each, "person:2", actor=caseworker)


# --- A death is told to the next of kin first (C4) -------------------------------------------------------------------


@pytest.fixture
def death(crisis, officer, caseworker):
    item = actions.open_item(crisis, work(Kind.NEXT_OF_KIN, urgency=Urgency.LIFE), actor=officer)
    actions.claim(item, actor=caseworker)
    return item


def test_a_death_holds_publication_until_the_kin_were_told(death, crisis, caseworker):
    assert set(queries.subjects_held(crisis)) == {"person:1"}
    actions.finish(death, Outcome.SPOKEN, actor=caseworker, answer="Told the mother by phone")
    assert not queries.subjects_held(crisis)


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.SPOKEN, Outcome.NOTHING}))
def test_a_death_is_not_told_by_message(outcome, death, crisis, caseworker):
    with pytest.raises(NotNow, match="by voice"):
        actions.finish(death, outcome, actor=caseworker, answer="A letter")
    assert set(queries.subjects_held(crisis)) == {"person:1"}
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkItem.objects.update(state="done", outcome=outcome, answer=b"x", done_at=clock.now())


@pytest.fixture
def duty_officer(crisis):
    return cast.member(crisis, cast.officer("duty"), Role.DUTY_OFFICER)


@pytest.fixture
def untold(death, crisis, caseworker):
    """One officer says that nobody has to be told."""
    actions.finish(death, Outcome.NOTHING, actor=caseworker, answer="No kin is known, I asked the hostel")
    return queries.unfinished(crisis).get(kind=Kind.NO_KIN)


def test_that_nobody_has_to_be_told_takes_two_officers(untold, crisis, caseworker, duty_officer):
    assert set(queries.subjects_held(crisis)) == {"person:1"}
    assert queries.content(untold).reason == "No kin is known, I asked the hostel"
    with pytest.raises(NotNow, match="another officer"):
        actions.claim(untold, actor=caseworker)
    actions.claim(untold, actor=duty_officer)
    with pytest.raises(NotNow, match="cannot come of it"):
        actions.finish(again(untold), Outcome.NOTED, actor=duty_officer, answer="I see")
    actions.finish(again(untold), Outcome.NOTHING, actor=duty_officer, answer="So it is, I asked the consulate")
    assert not queries.subjects_held(crisis)


def test_whoever_said_so_cannot_be_the_second_with_another_role(untold, crisis, caseworker):
    cast.member(crisis, caseworker, Role.DUTY_OFFICER)
    with pytest.raises(NotNow, match="another officer"):
        actions.claim(untold, actor=caseworker)
    assert set(queries.subjects_held(crisis)) == {"person:1"}


def test_what_the_second_does_not_agree_to_is_to_be_done_after_all(untold, crisis, duty_officer):
    actions.claim(untold, actor=duty_officer)
    actions.finish(again(untold), Outcome.NOT_AGREED, actor=duty_officer, answer="The mother lives in Pune")
    (anew,) = queries.unfinished(crisis)
    assert (anew.kind, anew.subject, anew.role) == (Kind.NEXT_OF_KIN, "person:1", Role.CASEWORKER)
    assert set(queries.subjects_held(crisis)) == {"person:1"}


def test_a_death_in_another_crisis_holds_nothing_here(death, officer):
    assert not queries.subjects_held(cast.crisis(officer))


# --- What somebody else has to look at -------------------------------------------------------------------------------


def test_what_is_overdue_or_has_nobody_is_escalated(claimed, crisis, caseworker, officer):
    assert not queries.to_escalate(crisis).exists()
    assert list(queries.to_escalate(crisis, claimed.due_at)) == [claimed]
    nobodys = actions.open_item(crisis, work(role=Role.FIELD_POST), actor=officer)
    assert list(queries.to_escalate(crisis)) == [nobodys]
    deactivate_officer(caseworker, actor=officer)
    assert set(queries.to_escalate(crisis)) == {claimed, nobodys}


def test_what_an_officer_left_behind_is_escalated(claimed, crisis, caseworker):
    Membership.objects.filter(officer=caseworker).delete()
    assert list(queries.to_escalate(crisis)) == [claimed]


def test_the_database_knows_no_item_without_an_owner(item):
    for wrong in ({"role": "nobody"}, {"state": "claimed"}, {"state": "done"}, {"urgency": 9}, {"outcome": "sent"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkItem.objects.update(**wrong)


@pytest.fixture
def staff(crisis):
    """One officer for each role that items go up by; by role."""
    return {role: cast.member(crisis, cast.officer(f"a-{role}"), role) for role in LADDER}


def late(crisis, officer, **more):
    return actions.open_item(crisis, work(due_at=clock.now() - timedelta(minutes=1), **more), actor=officer)


def steps_of(item):
    item.refresh_from_db()
    return item.role, item.urgency, item.state, item.owner, item.steps


def test_what_is_overdue_goes_a_role_up_once_a_due_time_and_is_an_act(crisis, officer, staff):
    item = late(crisis, officer, urgency=Urgency.ROUTINE)
    assert actions.escalate(crisis, actor=cast.SETUP) == 1
    assert steps_of(item) == (Role.DUTY_OFFICER, Urgency.SOON, State.OPEN, None, 1)
    assert timedelta(hours=1, minutes=59) < item.due_at - clock.now() <= timedelta(hours=2)
    act, said = cast.last_act()
    assert (act.verb, act.subject, act.actor) == ("queue.escalate", item.reference, "command:tests")
    assert (said["old"]["role"], said["new"]["role"]) == ("caseworker", "duty_officer")
    assert actions.escalate(crisis, actor=cast.SETUP) == 0, "until it is overdue again"


def test_who_sat_on_it_too_long_loses_it_to_a_role_above(crisis, officer, staff):
    item = late(crisis, officer)
    actions.claim(item, actor=staff[Role.CASEWORKER])
    assert actions.escalate(crisis, actor=cast.SETUP) == 1
    assert steps_of(item) == (Role.DUTY_OFFICER, Urgency.LIFE, State.OPEN, None, 1)
    with pytest.raises(NotNow):
        actions.finish(item, Outcome.NOTED, actor=staff[Role.CASEWORKER], answer="read")


def test_at_the_top_it_stays_and_is_asked_for_again(crisis, officer, staff):
    item = late(crisis, officer, role=Role.APPROVER, urgency=Urgency.LIFE)
    for step in (1, 2):
        assert actions.escalate(crisis, actor=cast.SETUP) == 1
        assert steps_of(item) == (Role.APPROVER, Urgency.LIFE, State.OPEN, None, step)
        WorkItem.objects.update(due_at=clock.now() - timedelta(minutes=1))


def test_what_nobody_is_there_for_goes_where_somebody_is_and_keeps_its_urgency(crisis, officer):
    cast.member(crisis, cast.officer("lone"), Role.DUTY_OFFICER)
    for role in (Role.FIELD_POST, Role.APPROVER):
        item = actions.open_item(crisis, work(role=role), actor=officer)
        due_at = item.due_at
        assert actions.escalate(crisis, actor=cast.SETUP) == 1
        assert steps_of(item)[:3] == (Role.DUTY_OFFICER, Urgency.SOON, State.OPEN)
        assert item.due_at == due_at


def test_what_an_officer_left_behind_waits_for_their_role_again(crisis, officer, staff):
    item = actions.open_item(crisis, work(), actor=officer)
    actions.claim(item, actor=staff[Role.CASEWORKER])
    cast.member(crisis, cast.officer("second"), Role.CASEWORKER)
    deactivate_officer(staff[Role.CASEWORKER], actor=officer)
    assert actions.escalate(crisis, actor=cast.SETUP) == 1
    assert steps_of(item)[:4] == (Role.CASEWORKER, Urgency.SOON, State.OPEN, None)


def test_with_nobody_at_all_it_is_not_asked_again_each_minute(crisis, officer):
    actions.open_item(crisis, work(), actor=officer)
    assert actions.escalate(crisis, actor=cast.SETUP) == 0


def test_of_workers_that_read_the_same_item_one_takes_the_step(crisis, officer, staff):
    item = late(crisis, officer)
    as_read = WorkItem.objects.select_related("owner").get(pk=item.pk)
    assert actions._escalate(as_read, queries.staffed_roles(crisis), cast.SETUP)
    assert not actions._escalate(as_read, queries.staffed_roles(crisis), cast.SETUP)
    assert Act.objects.filter(verb="queue.escalate").count() == 1


def test_what_is_closed_for_one_kind_leaves_the_others(crisis, officer):
    for kind in (Kind.UNBALANCED, Kind.MESSAGE):
        actions.open_item(crisis, work(kind), actor=officer)
    assert actions.close_items_on("person:1", actor=officer, reason="balances", kind=Kind.UNBALANCED) == 1
    assert [each.kind for each in queries.unfinished(crisis)] == [Kind.MESSAGE]
