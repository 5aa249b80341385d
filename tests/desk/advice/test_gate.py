"""The gate of a Move (rules D1, D2, D3): two officers, exactly what was checked, and time lets nothing out."""

import json
from datetime import timedelta

import pytest
from tests.desk import cast
from tests.desk.advice.alerts import states
from tests.desk.advice.gated import REST, gated
from tests.desk.movement.stored import result_of

from safepassage.desk.advice import gate, queries
from safepassage.desk.advice.kinds import Standing
from safepassage.desk.advice.models import Alert, Delivery, Issued, Recipient, ReleaseRequest
from safepassage.desk.advice.outbox import sweep
from safepassage.desk.advice.writing import texts_context
from safepassage.desk.core import clock
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow, close_crisis, invite_officer
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind as GroundKind
from safepassage.desk.movement.actions import put_draft, run_preflight, withdraw_draft
from safepassage.desk.movement.queries import advisory_of, now_of
from safepassage.desk.people import actions as people
from safepassage.desk.people.entries import NewPerson
from safepassage.desk.people.queries import open_keys
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.queue.actions import escalate
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import items_on
from safepassage.formats.cap import faults_of
from safepassage.signing import Trust, read_certificates, verify_alert


@pytest.fixture
def at_gate(db, tmp_path):
    return gated(tmp_path)


def texts_of(alert):
    """What each recipient is told, by number of the person."""
    rows = list(Recipient.objects.filter(alert=alert).select_related("person").order_by("place"))
    keys = open_keys(alert.crisis, [row.person_id for row in rows])
    return [
        (row, json.loads(unseal(keys[row.person_id], bytes(row.sealed), texts_context(alert.id, row.person_id))))
        for row in rows
    ]


def nothing_went_out():
    return not Alert.objects.exists() and not Delivery.objects.exists()


# --- The way through -------------------------------------------------------------------------------------------------


def test_asked_by_one_and_let_out_by_another_it_is_signed_queued_and_sending(at_gate):
    request = at_gate.ask()
    assert nothing_went_out()
    issued = gate.approve(request, request.unserved, actor=at_gate.approver, reason="seen")
    assert issued.alert.stage == Alert.Stage.SENDING
    assert issued.alert.status == "Exercise"
    assert states(issued.alert) == {"QUEUED": request.people}
    assert not list(faults_of(bytes(issued.original)))
    trust = Trust(certificates=read_certificates(issued.key.certificate.encode()))
    read = verify_alert(bytes(issued.original), trust).read()
    assert (read.identifier, read.status, read.msg_type) == (issued.identifier, "Exercise", "Alert")
    assert read.infos[0].headline.startswith("EXERCISE. From Small crisis to Pesochin, Babye, Bezlyudovka by 18:00")
    assert read.infos[0].expires == advisory_of(at_gate.draft).deadline_at
    request.refresh_from_db()
    assert (request.standing, request.decided_by) == (Standing.APPROVED, at_gate.approver)
    assert queries.decision_of(request) == "seen"


def test_each_step_is_an_act_with_what_went_out(at_gate):
    request = at_gate.ask()
    _act, said = cast.last_act()
    assert (_act.verb, _act.subject) == ("advice.ask_for_release", request.reference)
    assert (said["new"]["unserved"], said["new"]["rest"]) == (request.unserved, REST)
    issued = gate.approve(request, request.unserved, actor=at_gate.approver)
    verbs = [act.verb for act in cast.Act.objects.filter(crisis=at_gate.crisis.id).order_by("-seq")[:8]]
    wanted = {"advice.approve", "advice.issue", "advice.queue_deliveries", "advice.set_stage", "queue.close_item"}
    assert wanted <= set(verbs)
    assert not items_on(request.reference).exclude(state="done").exists()
    assert issued.request == request


def test_who_can_arrive_gets_their_line_and_who_cannot_gets_the_text_to_stay(at_gate):
    request = at_gate.ask()
    issued = gate.approve(request, request.unserved, actor=at_gate.approver)
    found = texts_of(issued.alert)
    go = [texts["first"] for _row, texts in found if "You: " in texts["first"]]
    stay = [texts["first"] for _row, texts in found if "Do not start: we found no way" in texts["first"]]
    assert len(go) == request.people - request.unserved > 0
    assert len(stay) == request.unserved > 0
    assert len(go) + len(stay) == len(found)
    assert all("For nationals of India in Small crisis." in text for text in (*go, *stay))
    assert all("Do not start. Stay in shelter. Reply 3." in text for text in go)
    assert all(REST in text for text in stay)
    assert any("leave by 1" in text and " km on foot" in text for text in go)
    assert all("too late" in texts["stay"] for row, texts in found if row.leaves_by)


def test_a_text_to_go_ends_at_their_latest_leave_by_less_reading_and_preparing_and_one_to_stay_never(at_gate):
    """D3."""
    issued = gate.approve(request := at_gate.ask(), request.unserved, actor=at_gate.approver)
    latest = {party.leave_by for party in result_of(at_gate.stored).parties}
    shift = clock.now() - now_of(at_gate.crisis)
    for row, texts in texts_of(issued.alert):
        if "You: " in texts["first"]:
            ends = row.leaves_by - shift + timedelta(seconds=300 + 600)
            assert min(abs(ends - each) for each in latest if each) < timedelta(seconds=5)
        else:
            assert row.leaves_by is None


def test_the_order_is_that_which_tells_most_in_time(at_gate):
    """D7: those it cannot save come last."""
    issued = gate.approve(request := at_gate.ask(), request.unserved, actor=at_gate.approver)
    parties = [row.person.party.code for row, _texts in texts_of(issued.alert)]
    order = list(result_of(at_gate.stored).would_work.send_order.order)
    assert list(dict.fromkeys(parties)) == [each for each in order if each in parties]


def test_without_a_line_it_is_not_begun_and_says_so(db, tmp_path):
    at_gate = gated(tmp_path, lines=False)
    request = at_gate.ask()
    assert request.reach == [{"channel": "", "people": request.people, "segments": 0, "longest": 0, "unicode": 0}]
    issued = gate.approve(request, request.unserved, actor=at_gate.approver)
    assert issued.alert.stage == Alert.Stage.READY
    assert queries.progress_of(issued.alert).no_road == request.people


def test_segments_are_counted_by_channel_before_it_goes_out_with_the_mark_of_the_exercise(at_gate):
    request = at_gate.ask()
    sms, nobody = request.reach
    assert (sms["channel"], sms["people"], nobody["people"]) == ("sms", request.people, 0)
    assert sms["segments"] >= 2 * request.people
    assert sms["unicode"] == 0


# --- Who may not -----------------------------------------------------------------------------------------------------


def test_nobody_lets_out_what_they_asked_for_whatever_their_roles(at_gate):
    cast.member(at_gate.crisis, at_gate.duty, Role.APPROVER)
    request = at_gate.ask()
    with pytest.raises(NotNow, match="another officer than the one who asked"):
        gate.approve(request, request.unserved, actor=at_gate.duty)
    assert nothing_went_out()


def test_nobody_lets_out_what_they_wrote_though_another_wrote_over_it_since(at_gate):
    cast.member(at_gate.crisis, at_gate.author, Role.APPROVER)
    put_draft(at_gate.crisis, "second", advisory_of(at_gate.draft), actor=at_gate.duty)
    run_preflight(at_gate.crisis, "second", actor=at_gate.duty)
    request = at_gate.ask()
    with pytest.raises(NotNow, match="did not write on it"):
        gate.approve(request, request.unserved, actor=at_gate.author)
    with pytest.raises(NotNow, match="did not write on it"):
        gate.refuse(request, actor=at_gate.author, reason="no")
    assert nothing_went_out()


def test_who_has_another_role_lets_nothing_out(at_gate):
    other = cast.member(at_gate.crisis, cast.officer("other"), Role.DUTY_OFFICER)
    request = at_gate.ask()
    with pytest.raises(NotNow, match="none of your roles"):
        gate.approve(request, request.unserved, actor=other)
    assert nothing_went_out()


def test_who_counts_as_one_with_the_asker_lets_nothing_out(at_gate):
    invited, _link = invite_officer(actor=at_gate.duty, username="invited", name="Invited")
    cast.member(at_gate.crisis, invited, Role.APPROVER)
    request = at_gate.ask()
    with pytest.raises(NotNow, match="counts as one officer"):
        gate.approve(request, request.unserved, actor=invited)
    assert invited not in queries.asked_now(request, queries.barred(request)).all
    assert nothing_went_out()


def test_another_number_lets_nothing_out(at_gate):
    request = at_gate.ask()
    for typed in (request.unserved + 1, request.people, 0):
        with pytest.raises(NotNow, match="you typed"):
            gate.approve(request, typed, actor=at_gate.approver)
    assert nothing_went_out()
    request.refresh_from_db()
    assert request.standing == Standing.WAITING


def test_a_closed_crisis_lets_nothing_out(at_gate):
    request = at_gate.ask()
    close_crisis(at_gate.crisis, actor=at_gate.author, reason="over")
    with pytest.raises(NotNow, match="closed"):
        gate.approve(request, request.unserved, actor=at_gate.approver)


# --- What may not ----------------------------------------------------------------------------------------------------


def test_without_a_preflight_of_these_words_it_cannot_be_asked_for(at_gate):
    said = advisory_of(at_gate.draft).model_copy(update={"text": {"en": "Go now."}})
    put_draft(at_gate.crisis, "second", said, actor=at_gate.duty)
    with pytest.raises(NotNow, match="not checked as it stands"):
        at_gate.ask()
    assert not ReleaseRequest.objects.exists()


def test_words_changed_after_it_was_asked_for_do_not_go_out(at_gate):
    request = at_gate.ask()
    said = advisory_of(at_gate.draft).model_copy(update={"text": {"en": "Go now."}})
    put_draft(at_gate.crisis, "second", said, actor=at_gate.duty)
    run_preflight(at_gate.crisis, "second", actor=at_gate.duty)  # even though the new words were checked
    request = queries.requests_of(at_gate.crisis).get()
    with pytest.raises(NotNow, match="text was changed"):
        gate.approve(request, request.unserved, actor=at_gate.approver)
    assert nothing_went_out()


def test_an_advisory_that_was_withdrawn_does_not_go_out(at_gate):
    at_gate.ask()
    withdraw_draft(at_gate.fresh_draft(), actor=at_gate.duty, reason="wrong")
    request = queries.requests_of(at_gate.crisis).get()
    with pytest.raises(NotNow, match="withdrawn"):
        gate.approve(request, request.unserved, actor=at_gate.approver)
    assert nothing_went_out()


def test_what_changed_on_the_ground_asks_for_a_fresh_preflight(at_gate):
    request = at_gate.ask()
    new = {"name": "New haven", "lat": 49.99, "lon": 36.21, "places": 5}
    put(at_gate.crisis, GroundKind.HAVEN, "new", new, actor=at_gate.duty)
    with pytest.raises(NotNow, match=r"has changed since.*havens\.csv.*fresh preflight"):
        gate.approve(request, request.unserved, actor=at_gate.approver)
    with pytest.raises(NotNow, match="fresh preflight"):
        at_gate.ask()
    assert nothing_went_out()


def test_people_who_came_since_ask_for_a_fresh_preflight(at_gate):
    request = at_gate.ask()
    new = NewPerson(PersonRecord(full_name="N. Invented"))
    people.register_person(at_gate.crisis, new, actor=cast.SETUP, source="test")
    with pytest.raises(NotNow, match="people came or went"):
        gate.approve(request, request.unserved, actor=at_gate.approver)
    assert nothing_went_out()


def test_a_preflight_too_old_asks_for_a_fresh_one(at_gate, monkeypatch):
    request = at_gate.ask()
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(NotNow, match="30 minutes ago"):
        gate.approve(request, request.unserved, actor=at_gate.approver)
    assert nothing_went_out()


def test_the_same_advisory_is_not_asked_for_twice_at_a_time(at_gate):
    request = at_gate.ask()
    with pytest.raises(NotNow, match="waits already"):
        at_gate.ask()
    gate.withdraw_request(request, actor=at_gate.duty)
    assert at_gate.ask() != request


def test_of_two_who_let_it_out_one_does(at_gate):
    request = at_gate.ask()
    again = queries.requests_of(at_gate.crisis).get()
    gate.approve(request, request.unserved, actor=at_gate.approver)
    with pytest.raises(NotNow, match="somebody else has decided"):
        gate.approve(again, again.unserved, actor=cast.member(at_gate.crisis, cast.officer("third"), Role.APPROVER))
    assert Issued.objects.count() == 1


def test_refused_and_withdrawn_ones_go_out_no_more(at_gate):
    request = at_gate.ask()
    with pytest.raises(NotNow, match="say why"):
        gate.refuse(request, actor=at_gate.approver, reason=" ")
    gate.refuse(request, actor=at_gate.approver, reason="too far in the cold")
    with pytest.raises(NotNow, match="somebody else has decided"):
        gate.approve(request, request.unserved, actor=at_gate.approver)
    other = at_gate.ask()
    with pytest.raises(NotNow, match="not yours"):
        gate.withdraw_request(other, actor=at_gate.approver)
    gate.withdraw_request(other, actor=at_gate.duty)
    with pytest.raises(NotNow):
        gate.approve(other, other.unserved, actor=at_gate.approver)
    assert nothing_went_out()


# --- Time ------------------------------------------------------------------------------------------------------------


def test_time_goes_up_the_roster_and_lets_nothing_out(at_gate, monkeypatch):
    """D2."""
    second = cast.member(at_gate.crisis, cast.officer("second"), Role.APPROVER)
    request = at_gate.ask()
    first = queries.asked_now(request, queries.barred(request))
    assert (first.now, first.next) == (at_gate.approver, second)
    began = clock.now()
    for minutes in (6, 12, 24 * 60, 10 * 24 * 60):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: began + timedelta(minutes=minutes))
        assert escalate(at_gate.crisis, actor=cast.SETUP) == 1
        sweep(actor=cast.SETUP)
        asked = queries.asked_now(request, queries.barred(request))
        assert (asked.now, asked.next) == (second, None)
        assert nothing_went_out()
    request.refresh_from_db()
    assert request.standing == Standing.WAITING
    item = WorkItem.objects.get(subject=request.reference)
    assert (item.role, item.steps) == (Role.APPROVER, 4)
    assert item.due_at == clock.now() + timedelta(minutes=5)


# --- Override --------------------------------------------------------------------------------------------------------


def test_what_was_not_checked_takes_two_officers_a_reason_and_words_with_a_time(at_gate):
    leave_by = now_of(at_gate.crisis) + timedelta(hours=1)
    said = gate.Override(queries.Ground.SHELTER, "the cellar is flooding", "Go to Pisochyn on foot.", leave_by)
    for wrong in (said._replace(reason=" "), said._replace(text=""), said._replace(leave_by=now_of(at_gate.crisis))):
        with pytest.raises(NotNow):
            gate.ask_for_override(at_gate.fresh_draft(), wrong, actor=at_gate.duty)
    request = gate.ask_for_override(at_gate.fresh_draft(), said, actor=at_gate.duty)
    assert request.unserved == request.people  # nobody is known to arrive
    assert queries.override_of(request)["reason"] == "the cellar is flooding"
    with pytest.raises(NotNow, match="another officer"):
        gate.approve(request, request.unserved, actor=at_gate.duty)
    issued = gate.approve(request, request.unserved, actor=at_gate.approver)
    row, texts = texts_of(issued.alert)[0]
    assert "Go to Pisochyn on foot. Leave by 15:15. Not on the road by 15:15? Do not start." in texts["first"]
    assert abs(row.leaves_by - (clock.now() + timedelta(minutes=45))) < timedelta(minutes=1)


# --- Updates ---------------------------------------------------------------------------------------------------------


def test_an_update_names_what_it_replaces_and_stops_it_and_tells_those_first_who_may_have_the_old(at_gate):
    """D4."""
    old = gate.approve(request := at_gate.ask(), request.unserved, actor=at_gate.approver)
    rows = list(Recipient.objects.filter(alert=old.alert).order_by("place"))
    may_have_it = rows[-1]
    Delivery.objects.filter(recipient=may_have_it).update(state=40)
    run_preflight(at_gate.crisis, "second", actor=at_gate.duty)
    request = at_gate.ask(replaces=old)
    new = gate.approve(request, request.unserved, actor=at_gate.approver)
    read = verify_alert(bytes(new.original), Trust(certificates=read_certificates(new.key.certificate.encode()))).read()
    assert read.msg_type == "Update"
    assert [(each.sender, each.identifier) for each in read.references] == [(old.sender, old.identifier)]
    assert Recipient.objects.filter(alert=new.alert).order_by("place").first().person_id == may_have_it.person_id
    assert new.alert.is_urgent
    old.alert.refresh_from_db()
    assert old.alert.stage == Alert.Stage.STOPPED
    assert "QUEUED" not in states(old.alert)
    assert [each.pk for each in queries.in_force(at_gate.crisis)] == [new.pk]


def test_the_key_that_signs_stands_sealed_and_is_used_again(at_gate):
    first = gate.approve(request := at_gate.ask(), request.unserved, actor=at_gate.approver)
    run_preflight(at_gate.crisis, "second", actor=at_gate.duty)
    second = gate.approve(request := at_gate.ask(), request.unserved, actor=at_gate.approver)
    assert first.key == second.key
    assert b"PRIVATE KEY" not in bytes(first.key.sealed)
