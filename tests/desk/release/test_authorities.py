"""Standing authorities: two officers, one haven, one role, few columns, for a time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.desk import cast
from tests.desk.console.people_made_up import fill
from tests.desk.release.asking import acts, fetch, school

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow, invite_officer
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import State as ItemState
from safepassage.desk.release import actions, queries
from safepassage.desk.release.columns import MANIFEST
from safepassage.desk.release.models import StandingAuthority
from safepassage.desk.release.words import Basis, Format, State

HOUR = timedelta(hours=1)


@pytest.fixture
def post(crisis):
    """Who stands at the haven."""
    return cast.member(crisis, cast.officer("post"), Role.FIELD_POST)


@pytest.fixture
def giver(crisis):
    """Who gives authorities, and confirms those of others."""
    return cast.member(crisis, cast.officer("giver"), Role.DUTY_OFFICER)


@pytest.fixture
def haven(crisis):
    """With a few people in it."""
    return school(crisis, fill(crisis, 3, actor=cast.SETUP))


@pytest.fixture
def full_haven(crisis, many):
    """With more people in it than one officer may take alone."""
    return school(crisis, many)


def give(crisis, haven_id, giver, begins_at=None, lasts=HOUR, role=Role.FIELD_POST):
    begins_at = begins_at or clock.now()
    span = {"begins_at": begins_at, "expires_at": begins_at + lasts}
    return actions.give_authority(crisis, haven_id, role, actor=giver, reason="buses all night", **span)


def read(authority):
    return StandingAuthority.objects.select_related("crisis").get(pk=authority.pk)


def test_a_confirmed_authority_gives_the_manifest_without_asking(crisis, full_haven, giver, second, post):
    given = give(crisis, full_haven.id, giver)
    with pytest.raises(NotNow, match="not confirmed"):
        actions.take_manifest(given, Format.CSV, actor=post)
    actions.confirm_authority(given, actor=second)
    export = actions.take_manifest(read(given), Format.CSV, actor=post)
    assert (export.basis, export.state, export.persons) == (Basis.AUTHORITY, State.OPEN, 60)
    assert queries.content(export).columns == MANIFEST
    assert export.expires_at <= given.expires_at
    assert len(fetch(export, post).splitlines()) == 61
    assert acts("take_manifest")[0]["new"]["authority"] == str(given.id)
    assert not WorkItem.objects.exclude(state=ItemState.DONE).filter(subject=given.reference)


def test_who_gave_it_does_not_confirm_it(crisis, haven, giver):
    given = give(crisis, haven.id, giver)
    with pytest.raises(NotNow, match="another officer"):
        actions.confirm_authority(given, actor=giver)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingAuthority.objects.update(confirmed_by=giver, confirmed_at=clock.now())


def test_whom_its_giver_invited_does_not_confirm_it(crisis, haven, giver, second):
    given = give(crisis, haven.id, giver)
    invited, _link = invite_officer(actor=giver, username="invited", name="Invited")
    cast.member(crisis, invited, Role.APPROVER)
    with pytest.raises(NotNow, match=r"invited you.*Who can: Second"):
        actions.confirm_authority(given, actor=invited)
    actions.confirm_authority(given, actor=second)


def test_it_is_for_its_role_alone(crisis, haven, giver, second, asker):
    given = give(crisis, haven.id, giver)
    actions.confirm_authority(given, actor=second)
    for other in (asker, second, giver):
        with pytest.raises(NotNow, match="another role"):
            actions.take_manifest(read(given), Format.CSV, actor=other)


@pytest.mark.parametrize("begins", [-2 * HOUR, HOUR])
def test_before_and_after_its_time_it_gives_nothing(begins, crisis, haven, giver, second, post):
    given = give(crisis, haven.id, giver, clock.now())
    actions.confirm_authority(given, actor=second)
    at = clock.now() + begins
    StandingAuthority.objects.update(begins_at=at, expires_at=at + HOUR)
    with pytest.raises(NotNow, match="not in force"):
        actions.take_manifest(read(given), Format.CSV, actor=post)


def test_when_it_ends_what_was_taken_under_it_is_not_fetched_any_more(crisis, haven, giver, second, post):
    given = give(crisis, haven.id, giver)
    actions.confirm_authority(given, actor=second)
    export = actions.take_manifest(read(given), Format.XLSX, actor=post)
    actions.end_authority(given, actor=giver, reason="the last bus left")
    with pytest.raises(NotNow, match="not in force any more"):
        fetch(queries.exports_of(crisis).get(pk=export.pk), post)
    with pytest.raises(NotNow, match="already"):
        actions.end_authority(given, actor=second, reason="again")


def test_a_manifest_is_a_table_or_a_roster(crisis, haven, giver, second, post):
    given = give(crisis, haven.id, giver)
    actions.confirm_authority(given, actor=second)
    with pytest.raises(NotNow, match="table or a roster"):
        actions.take_manifest(read(given), Format.PFIF, actor=post)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"lasts": timedelta(days=8)}, "at most 7 days"),
        ({"lasts": -HOUR}, "after it begins"),
        ({"role": Role.AUDITOR}, "work with people"),
        ({"haven_id": uuid4()}, "no such haven"),
    ],
)
def test_what_no_authority_can_be_is_refused(wrong, words, crisis, haven, giver):
    with pytest.raises(NotNow, match=words):
        give(crisis, **{"haven_id": haven.id, "giver": giver} | wrong)


def test_caseworkers_give_none(crisis, haven, asker):
    with pytest.raises(NotNow, match="roles"):
        give(crisis, haven.id, asker)
