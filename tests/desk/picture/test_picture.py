"""The picture: a report comes in once, drafts enter by officers, stances stay, what falls shakes the ground."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from tests.desk.picture.told import DAY, TOLD, drafts, fields_of, source_of, told

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind as Thing
from safepassage.desk.ledger.actions import destroy_key
from safepassage.desk.picture import claims, entering, promises, queries, reports, resting
from safepassage.desk.picture.kinds import (
    ContactChannel,
    DraftKind,
    DraftState,
    PromiseState,
    Stance,
    Standing,
)
from safepassage.desk.picture.models import Claim, Draft, Report, Statement
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import subjects_held
from safepassage.desk.queue.work import Kind


@pytest.fixture
def source(crisis, officer):
    return source_of(crisis, officer)


def test_a_report_comes_in_once_whole_with_its_hash_C4(source, officer, crisis):
    report, is_new = told(source, officer)
    assert is_new
    assert report.sha256 == sha256(TOLD.encode()).hexdigest()
    assert queries.original_of(report) == TOLD.encode()
    assert queries.text_of(report)["text"] == TOLD
    assert told(source, officer) == (report, False)
    assert [each.id for each in queries.reports_to_look_at(crisis)] == [report.id]


def test_what_a_report_says_is_sealed_and_ends_with_its_key(source, officer, crisis):
    report = told(source, officer).report
    raw = b"".join(bytes(value) for row in Report.objects.values_list("sealed", "original") for value in row)
    assert b"Kharkiv" not in raw + b"".join(map(bytes, Draft.objects.values_list("sealed", flat=True)))
    destroy_key(report.key_id, actor=officer, subject=report.reference, crisis=crisis.id, reason="asked")
    report = queries.reports_of(crisis).get()
    assert queries.text_of(report)["text"] == ""
    assert queries.items_of(report) == []


def test_after_a_year_a_report_is_forgotten_and_what_was_taken_from_it_stays(source, officer, crisis):
    report = told(source, officer).report
    draft = drafts(report, DraftKind.CLAIM)[1]
    claim = entering.accept_claim(draft, fields_of(draft), actor=officer)
    assert reports.forget_reports(actor=officer, today=clock.now().date() + timedelta(days=300)) == 0
    assert reports.forget_reports(actor=officer, today=clock.now().date() + timedelta(days=400)) == 1
    assert reports.forget_reports(actor=officer, today=clock.now().date() + timedelta(days=400)) == 0
    report.refresh_from_db()
    assert (report.sealed, report.original, report.waiting) == (b"", b"", 0)
    assert not report.drafts.filter(state=DraftState.WAITS).exists()
    assert "hostage" in queries.said(crisis, [claim])[claim.reference]["gist"]


def test_the_same_news_told_again_is_grouped_with_the_first(source, officer):
    first = told(source, officer).report
    again = told(
        source, officer, TOLD.replace("Wednesday, 2 March", "Wednesday").replace("Earlier that day", "Before")
    ).report
    third = told(source, officer, TOLD.upper() + " Written by somebody else.").report
    other = told(source, officer, "A storm closed the harbour of Springfield. Ferries sail on Friday.").report
    assert (first.first_like_it, again.first_like_it, third.first_like_it) == (None, first, first)
    assert other.first_like_it is None


def test_nothing_of_a_draft_enters_without_an_officer_C2(source, officer):
    report = told(source, officer).report
    assert report.drafts.count() == report.waiting > 8
    assert not Claim.objects.exists()
    assert not WorkItem.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        report.drafts.update(state=DraftState.ACCEPTED)


def test_an_accepted_claim_keeps_who_said_it_how_and_in_which_words_C1(source, officer, crisis):
    report = told(source, officer).report
    draft = drafts(report, DraftKind.CLAIM)[1]
    claim = entering.accept_claim(draft, fields_of(draft), actor=officer)
    assert queries.said(crisis, [claim])[claim.reference]["gist"].startswith("students are held hostage")
    statement = claim.statements.get()
    assert (statement.stance, statement.grade, statement.said_on) == (Stance.ASSERTS, "C6", DAY)
    assert queries.said(crisis, [statement])[statement.reference]["claimant"] == "The Russian defence ministry"
    draft.refresh_from_db()
    assert (draft.state, draft.became, draft.decided_by) == (DraftState.ACCEPTED, claim.reference, officer.reference)
    report.refresh_from_db()
    assert report.waiting == report.drafts.filter(state=DraftState.WAITS).count()


def test_stances_stand_beside_each_other_in_one_claim_C1(source, officer):
    report = told(source, officer).report
    asserts, denies = drafts(report, DraftKind.CLAIM)[1:3]
    claim = entering.accept_claim(asserts, fields_of(asserts), actor=officer)
    assert entering.accept_claim(denies, fields_of(denies), actor=officer, joins=claim) == claim
    assert list(claim.statements.order_by("entered_at").values_list("stance", flat=True)) == ["asserts", "denies"]
    claim.refresh_from_db()
    assert claim.standing == Standing.OPEN  # whoever says what: only an officer says what to make of it


def test_a_claim_about_people_opens_a_welfare_check_C1(source, officer):
    report = told(source, officer).report
    draft = drafts(report, DraftKind.CLAIM)[1]
    claim = entering.accept_claim(draft, fields_of(draft), actor=officer)
    assert [(item.kind, item.subject) for item in WorkItem.objects.all()] == [(Kind.WELFARE_CHECK, claim.reference)]


def test_a_death_holds_what_goes_out_until_the_next_of_kin_are_told_C4(source, officer, crisis):
    report = told(source, officer).report
    draft = drafts(report, DraftKind.CASUALTY)[0]
    made = entering.accept_occurrence(draft, fields_of(draft), actor=officer)
    assert made.on == date(2022, 3, 1)
    assert list(subjects_held(crisis)) == [made.reference]


def test_of_two_who_decide_on_a_draft_one_does(source, officer):
    draft = drafts(told(source, officer).report, DraftKind.CLAIM)[0]
    reports.reject_draft(draft, actor=officer, reason="says nothing")
    with pytest.raises(NotNow), transaction.atomic():
        entering.accept_claim(draft, fields_of(draft), actor=officer)
    assert not Statement.objects.exists()


def test_an_assessment_needs_a_reason_and_the_ones_before_stay(source, officer, crisis):
    first = claims.NewStatement(Stance.ASSERTS, DAY, "A volunteer")
    claim = claims.open_claim(crisis, "The bridge is open", first, actor=officer)
    with pytest.raises(NotNow):
        claims.assess_claim(claim, Standing.RELIED_ON, actor=officer, reason=" ")
    claims.assess_claim(claim, Standing.RELIED_ON, actor=officer, reason="our driver crossed it")
    claims.assess_claim(claim, Standing.FALLEN, actor=officer, reason="our driver was turned back")
    assert [each.standing for each in claim.assessments.order_by("at")] == [Standing.RELIED_ON, Standing.FALLEN]


def test_a_contact_brings_its_promises_and_who_asks_again(source, officer, crisis):
    report = told(source, officer).report
    draft = drafts(report, DraftKind.CONTACT)[0]
    contact = entering.accept_contact(draft, fields_of(draft), actor=officer)
    assert (contact.channel, contact.on) == (ContactChannel.CALL, DAY)
    promise = contact.promises.get()
    assert "regular contact" in queries.said(crisis, [promise])[promise.reference]["what"]
    item = promises.follow_up(promise, "Ask whether they spoke", actor=officer)
    assert (item.kind, item.subject, item.role) == (Kind.FOLLOW_UP, promise.reference, Role.DUTY_OFFICER)


@pytest.fixture
def corridor(crisis, officer):
    window = {"begin": clock.now(), "end": clock.now() + timedelta(hours=6)}
    return put(crisis, Thing.CORRIDOR, "west", {"name": "West", "sides": ["A"]} | window, actor=officer)


@pytest.fixture
def promise(crisis, officer):
    new = promises.NewPromise("A", "no fire on the west road", expires_at=clock.now() + timedelta(hours=6))
    return promises.note_promise(crisis, new, actor=officer)


def test_what_rests_on_a_broken_promise_is_shaken_at_once_C3(corridor, promise, officer, crisis):
    resting.rest_on(corridor, promise, actor=officer)
    assert queries.shaken(crisis) == {}
    promises.change_promise(promise, PromiseState.BROKEN, actor=officer, reason="shells fell on it")
    assert [each.basis for each in queries.shaken(crisis)[corridor.reference]] == [promise]


def test_what_rests_on_a_fallen_claim_is_shaken_until_it_rests_on_something_else_C3(corridor, officer, crisis):
    claim = claims.open_claim(crisis, "open", claims.NewStatement(Stance.ASSERTS, DAY), actor=officer)
    basis = resting.rest_on(corridor, claim, actor=officer)
    claims.assess_claim(claim, Standing.FALLEN, actor=officer, reason="seen shut")
    assert list(queries.shaken(crisis)) == [corridor.reference]
    resting.rest_no_more(basis, actor=officer, reason="our own scouts drove it at noon")
    assert queries.shaken(crisis) == {}


def test_a_promise_whose_time_is_over_shakes_before_and_after_the_worker_has_put_it_down_C3(
    corridor, promise, officer, crisis
):
    resting.rest_on(corridor, promise, actor=officer)
    assert list(queries.shaken(crisis, clock.now() + timedelta(hours=7))) == [corridor.reference]
    type(promise).objects.update(expires_at=clock.now())
    assert promises.expire_promises(actor=officer) == 1
    assert promises.expire_promises(actor=officer) == 0
    assert list(queries.shaken(crisis)) == [corridor.reference]
    promise.refresh_from_db()
    promises.renew_promise(promise, clock.now() + timedelta(hours=1), actor=officer, reason="said again by phone")
    promise.refresh_from_db()
    assert promise.state == PromiseState.PROMISED
    assert queries.shaken(crisis) == {}
