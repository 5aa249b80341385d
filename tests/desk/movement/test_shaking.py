"""What a preflight rests on, and that it shows as shaken once that has fallen (rule C3)."""

from datetime import date, timedelta

import pytest
from tests.crises import write_small_crisis
from tests.desk import cast
from tests.desk.movement.stored import result_of

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind as Thing
from safepassage.desk.movement import actions
from safepassage.desk.movement.shaking import rests_of, shaken
from safepassage.desk.picture import claims, promises, resting
from safepassage.desk.picture.kinds import PromiseState, Stance, Standing
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import Kind


@pytest.fixture
def loaded(tmp_path, officer):
    crisis = actions.load_crisis(write_small_crisis(tmp_path / "small"), actor=officer)
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    return crisis


@pytest.fixture
def stored(loaded, officer):
    return actions.run_preflight(loaded, "second", actor=officer)


@pytest.fixture
def promise(loaded, officer):
    new = promises.NewPromise("A side", "no fire on the road", expires_at=clock.now() + timedelta(hours=6))
    return promises.note_promise(loaded, new, actor=officer)


def test_it_rests_on_the_havens_that_people_are_sent_to_with_so_many(stored, loaded):
    result = result_of(stored)
    found = rests_of(result, loaded)
    havens = {thing.code: thing.reference for thing in ground.of_kind(loaded, Thing.HAVEN)}
    for asked in result.advisory.havens:
        if asked.haven_id:
            sent = sum(party.size for party in result.parties if party.haven == asked.haven_id)
            assert found[havens[asked.haven_id]] == sent
    assert set(stored.rests_on.values_list("thing", "people")) == set(found.items())
    unasked = set(havens) - {asked.haven_id for asked in result.advisory.havens}
    assert not {havens[code] for code in unasked} & found.keys()


def test_nothing_is_shaken_while_what_it_rests_on_stands(stored, loaded, promise, officer):
    haven = ground.of_kind(loaded, Thing.HAVEN).first()
    resting.rest_on(haven, promise, actor=officer)
    assert shaken(loaded) == {}


def test_a_broken_promise_shakes_every_preflight_on_it_and_says_whom_it_touches_C3(stored, loaded, promise, officer):
    again = actions.run_preflight(loaded, "second", actor=officer)
    thing, people = stored.rests_on.filter(people__gt=0).order_by("-people").values_list("thing", "people").first()
    resting.rest_on(ground.named(loaded, [thing])[thing], promise, actor=officer)
    promises.change_promise(promise, PromiseState.BROKEN, actor=officer, reason="shells fell")
    found = shaken(loaded)
    assert found.keys() == {stored.id, again.id}
    assert found[stored.id].people == people > 0
    assert [each.basis for each in found[stored.id].fallen] == [promise]
    assert shaken(loaded, [again]).keys() == {again.id}


def test_a_fall_is_before_somebody_at_once_and_once(stored, loaded, officer):
    haven = ground.of_kind(loaded, Thing.HAVEN).first()
    first = claims.NewStatement(Stance.ASSERTS, date(2022, 3, 2))
    claim = claims.open_claim(loaded, "The school is open", first, actor=officer)
    resting.rest_on(haven, claim, actor=officer)
    for reason in ("seen burning", "seen burnt"):
        claims.assess_claim(claim, Standing.FALLEN, actor=officer, reason=reason)
    assert WorkItem.objects.filter(kind=Kind.SHAKEN, subject=claim.reference).count() == 1


def test_nobody_is_bothered_when_nothing_rests_on_it(loaded, promise, officer):
    promises.change_promise(promise, PromiseState.BROKEN, actor=officer, reason="shells fell")
    assert not WorkItem.objects.filter(kind=Kind.SHAKEN).exists()


def test_pages_say_it_first(stored, loaded, promise, officer, client):
    screen = cast.sign_in(client, officer)
    thing = stored.rests_on.filter(people__gt=0).values_list("thing", flat=True).first()
    resting.rest_on(ground.named(loaded, [thing])[thing], promise, actor=officer)
    for address in (f"preflights/{stored.id}/", "preflights/", ""):
        assert "haken" not in screen.get(f"/crises/{loaded.id}/{address}").content.decode()
    promises.change_promise(promise, PromiseState.BROKEN, actor=officer, reason="shells fell")
    page = screen.get(f"/crises/{loaded.id}/preflights/{stored.id}/").content.decode()
    assert "Shaken: what this rests on has fallen." in page
    assert "no fire on the road" in page
    assert "shaken: check it again" in screen.get(f"/crises/{loaded.id}/preflights/").content.decode()
    assert "rests on what has fallen" in screen.get(f"/crises/{loaded.id}/").content.decode()


def test_an_officer_says_what_a_thing_rests_on_and_takes_it_back_with_a_reason(loaded, promise, officer, client):
    screen = cast.sign_in(client, officer)
    haven = ground.of_kind(loaded, Thing.HAVEN).first()
    address = f"/crises/{loaded.id}/ground/haven/{haven.id}/"
    assert screen.post(address + "rests-on/", {"on": promise.reference}).status_code == 302
    basis = promise.bases.get()
    assert "no fire on the road" in screen.get(address).content.decode()
    screen.post(f"{address}rests-on/{basis.id}/end/", {"reason": ""})
    assert promise.bases.filter(ended_at=None).exists()
    screen.post(f"{address}rests-on/{basis.id}/end/", {"reason": "our own scouts"})
    assert not promise.bases.filter(ended_at=None).exists()
    nowhere = f"/crises/{loaded.id}/ground/haven/{promise.id}/rests-on/"
    assert screen.post(nowhere, {"on": promise.reference}).status_code == 404
