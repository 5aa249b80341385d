"""Two officers, one of whom may be the other, are one: whoever invited, let in again or gave a role is no second."""

import pytest
from tests.desk import cast

from safepassage.desk.core import clock
from safepassage.desk.crises import actions
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Enrolment, Membership
from safepassage.desk.crises.seconds import bound_to, seconds_of, why_no_second


@pytest.fixture
def approver(crisis):
    return cast.member(crisis, cast.officer("approver"), Role.APPROVER)


def invited(by, username="invited"):
    made, _link = actions.invite_officer(actor=by, username=username, name=username.title())
    return made


def test_strangers_are_second_officers_to_each_other(crisis, colleague, approver):
    assert why_no_second(colleague, approver, crisis) == ""
    assert bound_to(approver, crisis.id) == {approver.reference}
    assert seconds_of(colleague, crisis) == [approver]


def test_nobody_is_their_own_second_officer(crisis, approver):
    assert why_no_second(approver, approver, crisis).startswith("it takes another officer")


def test_whoever_sees_the_link_of_an_invitation_is_no_second_in_either_direction(crisis, officer, approver):
    other = cast.member(crisis, invited(officer), Role.APPROVER)
    for first, second in ((officer, other), (other, officer)):
        why = why_no_second(first, second, crisis)
        assert f"{first.name} invited you" in why
        assert "Who can: Approver" in why
    assert seconds_of(officer, crisis) == [approver]


def test_whoever_let_an_officer_in_again_is_no_second(crisis, officer, approver):
    confirms = cast.officer("confirms", is_administrator=True)
    recovery = actions.open_recovery(approver, actor=officer, reason="lost the phone")
    actions.confirm_recovery(recovery, actor=confirms)
    for administrator in (officer, confirms):
        assert why_no_second(administrator, approver, crisis)
    assert not why_no_second(officer, confirms, crisis), "two administrators who let in a third are still two"


def test_whoever_gave_a_role_in_this_crisis_is_no_second_here_until_another_gives_it(crisis, officer, colleague):
    membership = actions.add_member(crisis, colleague, Role.APPROVER, actor=officer)
    assert Membership.objects.get(pk=membership.pk).given_by == officer.reference
    assert why_no_second(officer, colleague, crisis)
    assert why_no_second(colleague, officer, crisis)
    assert "Nobody in this crisis can" in why_no_second(officer, colleague, crisis)
    elsewhere = cast.crisis(officer)
    cast.member(elsewhere, colleague, Role.APPROVER)
    assert not why_no_second(officer, colleague, elsewhere)
    actions.remove_member(membership, actor=officer)
    actions.add_member(crisis, colleague, Role.APPROVER, actor=cast.officer("another"))
    assert not why_no_second(officer, colleague, crisis)


def test_only_active_officers_with_the_role_can_be_second(crisis, officer, colleague, approver):
    cast.member(crisis, colleague, Role.CASEWORKER)
    assert seconds_of(officer, crisis) == [approver]
    actions.deactivate_officer(approver, actor=officer)
    assert seconds_of(officer, crisis) == []


def test_an_administrator_let_in_by_another_is_no_second_for_a_recovery(officer, colleague):
    second = cast.officer("second", is_administrator=True)
    Enrolment.objects.create(
        officer=second, kind=Enrolment.Kind.INVITATION, opened_by=officer.reference, secret_hash=bytes(32),
        opened_at=clock.now(), expires_at=clock.now() + actions.ENROLMENT_LASTS,
    )  # fmt: skip
    recovery = actions.open_recovery(colleague, actor=officer, reason="lost the phone")
    with pytest.raises(actions.NotNow, match="nor let in by the other"):
        actions.confirm_recovery(recovery, actor=second)
