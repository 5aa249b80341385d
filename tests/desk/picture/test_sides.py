"""A corridor needs a promise of each side: those that it rests on and those that are written on it are one thing."""

from datetime import timedelta

import pytest

from safepassage.desk.core import clock
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.movement.queries import _ground
from safepassage.desk.picture import queries
from safepassage.desk.picture.kinds import PromiseState
from safepassage.desk.picture.models import Promise
from safepassage.desk.picture.promises import NewPromise, change_promise, note_promise
from safepassage.desk.picture.resting import rest_on, take_over_commitments
from safepassage.desk.picture.sides import commitments_linked, corridors_shaken, opened_corridors, sides_of


@pytest.fixture
def corridor_of(crisis, officer):
    def made(*written):
        window = {"begin": clock.now(), "end": clock.now() + timedelta(hours=6)}
        said = {"name": "West", "sides": ["North", "South"], "commitments": list(written)}
        put(crisis, Kind.CORRIDOR, "west", said | window, actor=officer)
        return opened_corridors(crisis)[0]

    return made


@pytest.fixture
def promise(crisis, officer):
    new = NewPromise("The general of the south", "no fire", expires_at=clock.now() + timedelta(hours=5), grade="B2")
    return note_promise(crisis, new, actor=officer)


def promised(crisis, at=None):
    [found] = sides_of(crisis, opened_corridors(crisis), at).values()
    return {side.name: side.has_promised for side in found}


def test_which_side_has_promised_is_told_from_what_it_rests_on_and_from_what_is_written_on_it(
    corridor_of, promise, crisis, officer
):
    corridor = corridor_of({"side": "North", "status": "promised"})
    assert promised(crisis) == {"North": True, "South": False}
    rest_on(corridor, promise, actor=officer, side="South")
    assert promised(crisis) == {"North": True, "South": True}
    assert promised(crisis, clock.now() + timedelta(hours=5, minutes=30)) == {"North": True, "South": False}


def test_a_promise_of_nobody_in_particular_is_no_sides_unless_it_is_called_so(corridor_of, promise, crisis, officer):
    corridor = corridor_of()
    rest_on(corridor, promise, actor=officer)
    assert promised(crisis) == {"North": False, "South": False}
    rest_on(corridor, note_promise(crisis, NewPromise("north", "no fire"), actor=officer), actor=officer)
    assert promised(crisis) == {"North": True, "South": False}
    rest_on(corridor, promise, actor=officer, side="South")  # said afterwards
    assert promised(crisis) == {"North": True, "South": True}
    with pytest.raises(NotNow, match="side"):
        rest_on(corridor, promise, actor=officer, side="East")


@pytest.mark.parametrize("state", [PromiseState.BROKEN, PromiseState.EXPIRED])
def test_a_side_whose_promise_fell_has_none_and_the_corridor_is_shaken_C3(corridor_of, promise, crisis, officer, state):
    rest_on(corridor_of(), promise, actor=officer, side="South")
    assert corridors_shaken(crisis) == {}
    change_promise(promise, state, actor=officer, reason="shells fell")
    assert promised(crisis) == {"North": False, "South": False}
    [[corridor, [side]]] = corridors_shaken(crisis).items()
    assert (corridor.name, side.name) == ("West", "South")


def test_what_is_written_on_a_corridor_shakes_it_when_it_is_broken_or_over_and_none_came_after(corridor_of, crisis):
    over = (clock.now() - timedelta(hours=1)).isoformat()
    corridor_of(
        {"side": "North", "status": "promised", "expires_at": over}, {"side": "North", "status": "promised"},
        {"side": "South", "status": "promised", "expires_at": over},
    )  # fmt: skip
    assert [side.name for sides in corridors_shaken(crisis).values() for side in sides] == ["South"]
    assert corridors_shaken(crisis, clock.now() - timedelta(hours=2)) == {}


def test_preflight_is_given_the_promises_of_both_kinds(corridor_of, promise, crisis, officer):
    corridor = corridor_of({"side": "North", "status": "confirmed", "grade": "A2"})
    rest_on(corridor, promise, actor=officer, side="South")
    [row] = _ground(crisis)[0]["corridors"]
    told = [(each.side, each.status, each.by, each.grade) for each in row.commitments]
    assert told == [("North", "confirmed", "", "A2"), ("South", "promised", "The general of the south", "B2")]
    assert row.commitments[1].expires_at == promise.expires_at
    assert commitments_linked(crisis, []) == {}


def test_what_is_written_on_a_corridor_is_taken_over_as_promises_and_says_the_same(corridor_of, crisis, officer):
    corridor = corridor_of(
        {"side": "North", "status": "confirmed", "by": "Their mayor", "grade": "B2"},
        {"side": "South", "status": "broken"},
    )
    before, shaken = promised(crisis), {each.reference for each in corridors_shaken(crisis)}
    assert take_over_commitments(corridor, actor=officer) == 2
    assert (promised(crisis), set(queries.shaken(crisis))) == (before, shaken)
    assert set(Promise.objects.values_list("state", "grade")) == {("confirmed", "B2"), ("broken", "")}
    [corridor] = ground.things(crisis, Kind.CORRIDOR)
    assert corridor.commitments == []
    with pytest.raises(NotNow, match="nothing is written"):
        take_over_commitments(corridor, actor=officer)
