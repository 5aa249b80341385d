"""Writes of crises, officers and tokens: each leaves one act, with old and new, in the same transaction."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.desk import cast

from safepassage.desk.core import clock
from safepassage.desk.crises import actions, queries
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis, Enrolment, Membership, Officer, Token
from safepassage.desk.ledger.models import Act
from safepassage.desk.ledger.queries import verify


@pytest.fixture
def acts(db):
    """How many acts were written since the test began."""
    began = []

    def count():
        return Act.objects.count() - began[0]

    def begin():
        began[:] = [Act.objects.count()]
        return count

    return begin


def test_creating_a_crisis_makes_its_first_administrator(officer):
    crisis = actions.create_crisis(actor=officer, fields=cast.FIELDS)
    created, added = Act.objects.filter(crisis=crisis.id).order_by("seq")
    assert (created.verb, created.subject, created.actor) == (
        "crises.create_crisis",
        crisis.reference,
        officer.reference,
    )
    assert (added.verb, added.subject) == ("crises.add_member", officer.reference)
    assert created.key_id == crisis.key_id
    assert queries.roles_in(officer, crisis.id) == {Role.ADMINISTRATOR}


def test_changing_a_crisis_keeps_old_and_new(crisis, officer):
    actions.change_crisis(crisis, actor=officer, fields={"name": "Shelbyville"})
    act, said = cast.last_act()
    assert act.verb == "crises.change_crisis"
    assert (said["old"]["name"], said["new"]["name"]) == ("Springfield", "Shelbyville")
    assert said["old"].keys() == said["new"].keys() == set(actions.CRISIS_FIELDS)


def test_an_exercise_never_becomes_actual(crisis, officer):
    with pytest.raises(actions.NotNow, match="status"):
        actions.change_crisis(crisis, actor=officer, fields={"status": "Actual"})
    assert Crisis.objects.get().status == "Exercise"


def test_a_role_is_given_once(crisis, officer, colleague, acts):
    written = acts()
    for _ in range(2):
        actions.add_member(crisis, colleague, Role.CASEWORKER, actor=officer)
    assert written() == 1
    assert cast.last_act()[1]["new"] == {"role": "caseworker"}


@pytest.mark.parametrize("role", Role)
def test_nobody_gives_themselves_a_role(role, crisis, officer, colleague):
    with pytest.raises(actions.NotNow, match="themselves"):
        actions.add_member(crisis, officer, role, actor=officer)
    assert queries.roles_in(officer, crisis.id) == {Role.ADMINISTRATOR}
    actions.add_member(crisis, colleague, Role.ADMINISTRATOR, actor=officer)
    actions.add_member(crisis, officer, role, actor=colleague)
    assert role in queries.roles_in(officer, crisis.id)


def test_a_role_is_taken_away_once(crisis, officer, colleague):
    membership = actions.add_member(crisis, colleague, Role.CASEWORKER, actor=officer)
    actions.remove_member(Membership.objects.get(pk=membership.pk), actor=officer)
    assert cast.last_act()[1]["old"] == {"role": "caseworker"}
    assert not queries.roles_in(colleague, crisis.id)
    with pytest.raises(actions.NotNow, match="already"):
        actions.remove_member(membership, actor=officer)


def test_the_last_administrator_stays(crisis, officer, colleague):
    only = Membership.objects.get(officer=officer)
    with pytest.raises(actions.NotNow, match="at least one administrator"):
        actions.remove_member(only, actor=officer)
    actions.add_member(crisis, colleague, Role.ADMINISTRATOR, actor=officer)
    actions.remove_member(only, actor=colleague)
    assert queries.roles_in(officer, crisis.id) == frozenset()


def test_officers_see_their_own_crises_only(crisis, officer, outsider):
    cast.member(crisis, officer, Role.AUDITOR, Role.APPROVER)
    assert list(queries.crises_of(officer)) == [crisis]
    assert not queries.crises_of(outsider).exists()


# --- Tokens ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def token(crisis, officer):
    return actions.make_token(crisis, actor=officer, role=Role.CASEWORKER, name="import", lasts=timedelta(days=1))


def test_a_token_opens_one_crisis_with_one_role_and_is_kept_as_a_hash(token, crisis):
    made, text = token
    found = queries.token_of(text)
    assert (found, found.crisis, found.role) == (made, crisis, "caseworker")
    secret = text.partition(".")[2]
    assert secret.encode() not in bytes(Token.objects.get().secret_hash)
    assert secret not in str(cast.last_act())


def test_a_wrong_token_opens_nothing(token):
    made, text = token
    other = text[:-1] + ("A" if text[-1] != "A" else "B")
    for wrong in ("", ".", "x.y", made.id.hex, f"{made.id.hex}.", other, text.replace(made.id.hex, "0" * 32)):
        assert queries.token_of(wrong) is None


def test_an_expired_token_opens_nothing(token):
    Token.objects.update(expires_at=clock.now())
    assert queries.token_of(token[1]) is None


def test_a_revoked_token_opens_nothing_and_is_revoked_once(token, officer, acts):
    written = acts()
    for _ in range(2):
        actions.revoke_token(token[0], actor=officer)
    assert queries.token_of(token[1]) is None
    assert written() == 1


# --- Officers --------------------------------------------------------------------------------------------------------


def test_an_invited_officer_sets_a_password_once(officer, acts):
    written = acts()
    invited, text = actions.invite_officer(actor=officer, username="new", name="New One")
    assert not invited.has_usable_password()
    assert text.partition(".")[2] not in str(cast.last_act())
    enrolment = queries.enrolment_of(text)
    actions.enrol(enrolment, password=cast.PASSWORD)
    assert Officer.objects.get(username="new").check_password(cast.PASSWORD)
    assert cast.PASSWORD not in str(cast.last_act())
    assert written() == 2
    assert queries.enrolment_of(text) is None
    with pytest.raises(actions.NotNow, match="used already"):
        actions.enrol(enrolment, password="another one, quite long")


def test_an_expired_invitation_opens_nothing(officer):
    _, text = actions.invite_officer(actor=officer, username="new", name="New One")
    Enrolment.objects.update(expires_at=clock.now())
    assert queries.enrolment_of(text) is None


def test_recovery_takes_two_administrators_neither_of_them_the_officer(officer, colleague):
    second = cast.officer("second", is_administrator=True)
    recovery = actions.open_recovery(colleague, actor=officer, reason="lost the phone")
    assert cast.last_act()[1]["reason"] == "lost the phone"
    for wrong in (officer, colleague):
        with pytest.raises(actions.NotNow, match="two administrators"):
            actions.confirm_recovery(recovery, actor=wrong)
    text = actions.confirm_recovery(recovery, actor=second)
    assert queries.enrolment_of(text) == recovery
    with pytest.raises(actions.NotNow, match="already"):
        actions.confirm_recovery(recovery, actor=second)


def test_the_database_too_wants_two_for_a_recovery(officer, colleague):
    recovery = actions.open_recovery(colleague, actor=officer, reason="lost the phone")
    for confirmed_by in ("", officer.reference):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrolment.objects.filter(pk=recovery.pk).update(secret_hash=bytes(32), confirmed_by=confirmed_by)


def test_an_unconfirmed_recovery_opens_nothing(officer, colleague):
    recovery = actions.open_recovery(colleague, actor=officer, reason="lost the phone")
    assert queries.enrolment_of(f"{recovery.id.hex}.x") is None
    assert list(queries.recoveries_to_confirm()) == [recovery]


def test_an_officer_is_shut_out_once(officer, colleague, acts):
    written = acts()
    for _ in range(2):
        actions.deactivate_officer(colleague, actor=officer)
    assert written() == 1
    assert not Officer.objects.get(pk=colleague.pk).is_active


def test_the_ledger_of_all_this_is_whole(crisis, token, officer):
    actions.change_crisis(crisis, actor=officer, fields={"name": "Shelbyville"})
    assert not verify()


# --- What a crisis may be --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Kyiv"),
        ("home_zone", "../../etc/localtime"),
        ("nationality", "India"),
        ("status", "Draft"),
        ("area", "50.0,36.2 50.1,36.2"),
        ("area", "36.2,500 36.3,50 36.2,51 36.2,500"),
        ("estimate_low", 5_000),
        ("estimate_high", None),
    ],
)
def test_what_is_said_of_a_crisis_is_checked(crisis, field, value):
    setattr(crisis, field, value)
    with pytest.raises(ValidationError):
        crisis.full_clean()


def test_the_public_form_is_opened_and_closed_once_each_and_keeps_its_address(crisis, officer, acts):
    count = acts()
    assert not crisis.form_is_open
    first = actions.open_form(crisis, actor=officer)
    assert actions.open_form(crisis, actor=officer).form_slug == first.form_slug
    assert cast.last_act()[0].verb == "crises.open_form"
    assert queries.crisis_of_form(first.form_slug) == crisis
    actions.close_form(first, actor=officer)
    assert not actions.close_form(first, actor=officer).form_is_open
    assert queries.crisis_of_form(first.form_slug) is None
    assert actions.open_form(crisis, actor=officer).form_slug == first.form_slug
    assert count() == 3
    other = cast.crisis(officer, name="Shelbyville")
    assert actions.open_form(other, actor=officer).form_slug != first.form_slug
