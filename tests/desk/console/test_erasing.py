"""Erasing: a page says what goes, the number has to be typed again, and then nothing of the person can be read."""

import pytest
from tests.desk import cast
from tests.desk.people.register import ASHA, person

from safepassage.desk.crises.access import Role
from safepassage.desk.ledger.models import DataKey
from safepassage.desk.ledger.queries import verify
from safepassage.desk.movement.people_rows import warden_rows
from safepassage.desk.movement.reaching import Reaching
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewParty
from safepassage.desk.people.models import Person, Tombstone, Warden
from safepassage.desk.people.records import WardenRecord
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.queries import unfinished
from safepassage.desk.queue.work import Kind, Urgency, Work


@pytest.fixture
def asha(crisis):
    return person(crisis, record=ASHA)


@pytest.fixture
def address(crisis, asha):
    return f"/crises/{crisis.id}/persons/{asha.id}/erase/"


@pytest.fixture
def duty(screen_of):
    return screen_of(Role.DUTY_OFFICER)


def test_the_way_there_is_on_the_file_for_those_who_may(duty, screen_of, asha, crisis, address):
    file = f"/crises/{crisis.id}/persons/{asha.id}/"
    assert address in duty.get(file).content.decode()
    for role in (Role.CASEWORKER, Role.FIELD_POST):
        screen = screen_of(role)
        assert address not in screen.get(file).content.decode()
        assert screen.post(address, {"why": "asked", "number": asha.number}).status_code == 403


def test_the_page_says_that_it_is_for_good_and_what_is_open(duty, asha, crisis, address):
    work = Work(Kind.REQUEST, asha.reference, Role.CASEWORKER, Urgency.SOON, "a call", key=asha.key_id)
    open_item(crisis, work, actor=cast.SETUP)
    page = duty.get(address).content.decode()
    assert "cannot be undone" in page
    assert "1 item about them is not done" in page
    assert "Asha" not in page
    assert Person.objects.get(pk=asha.pk).erased_at is None


@pytest.mark.parametrize("wrong", [{"number": ""}, {"number": "0000 0000 0000"}, {"why": "retention"}, {"why": ""}])
def test_a_slip_erases_nobody(duty, asha, address, wrong):
    assert duty.post(address, {"why": "asked", "number": asha.number} | wrong).status_code == 422
    assert Person.objects.get(pk=asha.pk).erased_at is None


@pytest.mark.parametrize("why", ["asked", "mistake"])
def test_then_nothing_of_them_is_left_but_a_tombstone_and_their_place_in_the_account(duty, asha, crisis, address, why):
    work = Work(Kind.REQUEST, asha.reference, Role.CASEWORKER, Urgency.SOON, "a call", key=asha.key_id)
    open_item(crisis, work, actor=cast.SETUP)
    counted = queries.account(crisis).whole.persons
    spaced = f"{asha.number[:4]} {asha.number[4:8]} {asha.number[8:]}"
    answer = duty.post(address, {"why": why, "number": spaced})
    assert answer.url == f"/crises/{crisis.id}/"
    assert DataKey.objects.get(pk=asha.key_id).wrapped is None
    assert Tombstone.objects.get(person=asha.pk).why == why
    assert queries.account(crisis).whole.persons == counted
    assert queries.person_numbered(crisis, asha.number) is None
    assert not unfinished(crisis).exists()
    assert not verify()
    assert duty.get(address).status_code == 404
    assert duty.get(f"/crises/{crisis.id}/persons/{asha.id}/").status_code == 404


def test_of_a_warden_the_code_stays_and_no_plan_counts_on_them(duty, asha, crisis):
    about = WardenRecord(name="Volunteer Invented", phones=("+380501112233",), channels=("sms",))
    warden = actions.register_warden(crisis, "metro-2", about, actor=cast.SETUP)
    actions.form_party(crisis, NewParty("cellar", (asha.id,), warden.id), actor=cast.SETUP)
    address = f"/crises/{crisis.id}/wardens/{warden.id}/erase/"
    assert "1 person is counted under it" in duty.get(address).content.decode()
    assert duty.post(address, {"reason": ""}).status_code == 422
    assert [row.id for row in warden_rows(queries.wardens_of(crisis), Reaching({"sms": "sms"}))] == ["metro-2"]
    duty.post(address, {"reason": "they asked for it"})
    act, _said = cast.last_act()
    assert (act.verb, act.subject) == ("people.erase_warden", warden.reference)
    left = Warden.objects.get(pk=warden.pk)
    assert queries.warden_record(left) == WardenRecord()
    assert left.silent_since
    assert DataKey.objects.get(pk=warden.key_id).wrapped is None
    assert warden_rows(queries.wardens_of(crisis), Reaching({"sms": "sms"})) == ()
    assert queries.persons_of(crisis).get(pk=asha.pk).party.warden_id == warden.pk
    assert not verify()
    page = duty.get(f"/crises/{crisis.id}/wardens/{warden.id}/").content.decode()
    assert "Volunteer" not in page
