"""The whole preflight on random small crises, and the properties that must hold for every one (rules P1 to P14)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.crises import write_small_crisis
from tests.planning import random_crises, village
from tests.planning.village import READY

from safepassage.errors import BadInput
from safepassage.planning import preflight
from safepassage.planning.io import read_crisis
from safepassage.planning.judge import judge
from safepassage.planning.model import Closure, Crisis, PartyResult, Preflight, Verdict

ADVISORY = "go"
few = hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def checked(crisis: Crisis, seed: int = 1) -> Preflight:
    """The result; a crisis that is bad input is no example."""
    try:
        return preflight(crisis, ADVISORY, seed=seed)
    except BadInput:
        assume(False)
        raise


def with_advisory(crisis: Crisis, **changes: object) -> Crisis:
    advisory = crisis.advisories[ADVISORY].model_copy(update=changes)
    return replace(crisis, advisories={ADVISORY: advisory})


def people_who_can(result: Preflight) -> int:
    """Who can arrive on time, places ignored."""
    return result.people.on_time + result.people.no_place


@few
@given(random_crises.crises())
def test_the_judge_has_no_objection_to_any_result(crisis: Crisis):
    """P14: every route and place re-checked, edge by edge."""
    assert judge(crisis, checked(crisis)) == ()


@pytest.mark.soak
@hypothesis_settings(few, max_examples=3000, derandomize=False)
@given(random_crises.crises())
def test_the_judge_has_no_objection_to_any_of_thousands(crisis: Crisis):
    """P14."""
    assert judge(crisis, checked(crisis)) == ()


@few
@given(random_crises.crises())
def test_verdicts_always_sum_to_the_people(crisis: Crisis):
    """P9: each party gets exactly one."""
    result = checked(crisis)
    for counts, weight in ((result.people, lambda p: p.size), (result.parties_by_verdict, lambda p: 1)):
        by_verdict = {verdict: getattr(counts, verdict.value) for verdict in Verdict}
        assert counts.total == sum(by_verdict.values()) == sum(map(weight, result.parties))
        for verdict, count in by_verdict.items():
            assert count == sum(weight(party) for party in result.parties if party.verdict is verdict)


@few
@given(random_crises.crises(), st.data())
def test_a_closure_never_makes_more_people_able_to_arrive(crisis: Crisis, data: st.DataObject):
    """P5: shutting roads takes ways away. Walks are long enough: P4 as decided looks at the way of earliest arrival."""
    far = {name: walk.model_copy(update={"longest_walk_m": 1e6}) for name, walk in crisis.settings.mobility.items()}
    crisis = replace(crisis, settings=crisis.settings.model_copy(update={"mobility": far}))
    begin = data.draw(st.integers(0, 20 * 3600))
    shut = Closure(
        id="one-more",
        kind="closure",
        begin=crisis.instant(begin),
        end=crisis.instant(begin + data.draw(st.integers(1, 4 * 3600))),
        ways=(data.draw(st.integers(10, 14)),),
    )
    before, after = checked(crisis), checked(replace(crisis, closures=(*crisis.closures, shut)))
    able = {party.id for party in before.parties if party.verdict in (Verdict.ON_TIME, Verdict.NO_PLACE)}
    assert {p.id for p in after.parties if p.verdict in (Verdict.ON_TIME, Verdict.NO_PLACE)} <= able
    assert people_who_can(after) <= people_who_can(before)


@few
@given(random_crises.crises(), st.integers(1, 6 * 3600))
def test_a_later_deadline_never_lowers_the_number_that_can_arrive_places_ignored(crisis: Crisis, more_s: int):
    """P9, with access rules that do not depend on the deadline."""
    crisis = replace(crisis, rules=())
    later = crisis.advisories[ADVISORY].deadline_at + timedelta(seconds=more_s)
    assume(crisis.seconds(later) <= crisis.horizon)
    assert people_who_can(checked(with_advisory(crisis, deadline_at=later))) >= people_who_can(checked(crisis))


@few
@given(random_crises.crises(), st.integers(1, 5))
def test_more_places_never_lower_the_proven_pair_of_the_assignment(crisis: Crisis, more: int):
    """P8: (urgent, people), in that order."""
    roomier = tuple(
        haven if haven.places is None else haven.model_copy(update={"places": haven.places + more})
        for haven in crisis.havens
    )
    before, after = checked(crisis).bound, checked(replace(crisis, havens=roomier)).bound
    assert before.urgent.proven
    assert before.people.proven
    assert (after.urgent.value, after.people.value) >= (before.urgent.value, before.people.value)


@few
@given(random_crises.crises())
def test_the_assignment_is_never_worse_than_the_advisory_as_worded(crisis: Crisis):
    """P8."""
    result = checked(crisis)
    assert sum(haven.assigned for haven in result.havens) >= sum(haven.as_worded for haven in result.havens)


@few
@given(random_crises.crises(), st.integers(2, 99))
def test_the_same_inputs_give_the_same_bytes_and_a_seed_moves_chances_alone(crisis: Crisis, seed: int):
    """P14 and P11."""
    result = checked(crisis)
    assert checked(crisis).model_dump_json(by_alias=True) == result.model_dump_json(by_alias=True)

    def but_chances(each: Preflight) -> str:
        parties = tuple(party.model_copy(update={"chance": None}) for party in each.parties)
        return each.model_copy(update={"parties": parties, "seed": 0}).model_dump_json()

    assert but_chances(checked(crisis, seed)) == but_chances(result)


@few
@given(random_crises.crises())
def test_every_verdict_but_on_time_has_a_blocker_and_on_time_has_none(crisis: Crisis):
    """P10."""

    def is_explained(party: PartyResult) -> bool:
        return bool(party.blockers) != (party.verdict in (Verdict.ON_TIME, Verdict.NOT_LOCATED))

    assert all(map(is_explained, checked(crisis).parties))


@few
@given(random_crises.crises())
def test_the_best_send_order_is_never_worse_than_the_plain_one(crisis: Crisis):
    """P12."""
    order = checked(crisis).would_work.send_order
    assert order.best_told >= order.plain_told


@pytest.mark.parametrize(("late", "shut_until", "margin"), [(60, 0, 60), (-60, 0, -60), (60, READY + 100, -40)])
def test_of_a_deadline_to_leave_by_the_margin_is_from_being_ready_or_setting_out_only_after_it(
    late, shut_until, margin
):
    """P9: where the road opens only after the deadline, one is as much too late as that."""
    by = village.advisory(deadline_at=village.at(READY + late), deadline_kind="leave_by")
    shut = [village.closure(end=until, geometry=village.about("a")) for until in (shut_until,) if until]
    crisis = village.village(advisory=by, closures=tuple(shut))
    assert village.row(crisis).margin_s == margin
    assert judge(crisis, village.check(crisis)) == ()


def test_an_advisory_that_does_not_exist_is_bad_input_that_names_those_that_do(tmp_path):
    crisis = read_crisis(write_small_crisis(tmp_path / "crisis"))
    with pytest.raises(BadInput, match=r"there is no advisory 'third'; expected one of: second"):
        preflight(crisis, "third")
