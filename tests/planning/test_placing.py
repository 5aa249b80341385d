"""Placing parties in havens with limited places: as worded, and as they could be assigned (rule P8)."""

import itertools
from dataclasses import dataclass, replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.planning import naive_placing as naive

from safepassage.planning import placing_prices
from safepassage.planning.model import NEVER
from safepassage.planning.placing import RISK_UNITS, Assignment, as_worded, assign
from safepassage.planning.placing_headcount import fill, flow_bound, heads_placed, usable_places
from safepassage.planning.placing_prices import Allowance, Prices, Task, price


@dataclass(frozen=True)
class Case:
    """Parties and havens, as `assign` takes them."""

    size: np.ndarray
    urgent: np.ndarray
    arrive: np.ndarray
    risk: np.ndarray
    places: np.ndarray
    ids: tuple[str, ...]

    def assigned(self) -> Assignment:
        return assign(self.size, self.urgent, self.arrive, self.risk, self.places, self.ids)

    def worded(self) -> list[int]:
        return as_worded(self.size, self.arrive, self.places, self.ids).tolist()

    def goals(self, haven) -> naive.Goals:
        return naive.goals(haven, self.size, self.urgent, self.arrive, self.risk)

    def shuffled(self, order) -> "Case":
        ids = tuple(self.ids[q] for q in order)
        return Case(self.size[order], self.urgent[order], self.arrive[order], self.risk[order], self.places, ids)


def case(sizes, arrive, places, urgent=None, risk=None) -> Case:
    """A case by hand; in `arrive`, None = cannot."""
    p, m = len(sizes), len(places)
    seconds = [[NEVER if s is None else s for s in row] for row in arrive]
    return Case(
        size=np.array(sizes, np.int32),
        urgent=np.zeros(p, bool) if urgent is None else np.array(urgent, bool),
        arrive=np.array(seconds, np.int32).reshape(p, m),
        risk=np.zeros((p, m)) if risk is None else np.array(risk, float),
        places=np.array(places, np.int64),
        ids=tuple(f"p{q}" for q in range(p)),
    )


def town(p, m, share, seed, sizes=range(1, 7), hazard=True) -> Case:
    """Invented parties around a town with havens at its edge that hold `share` of the people."""
    rng = np.random.default_rng(seed)
    haven, party = rng.uniform(-15_000, 15_000, (m, 2)), rng.normal(0, 4_000, (p, 2))
    metres = 1.3 * np.linalg.norm(party[:, None] - haven[None], axis=2)
    arrive = (rng.integers(1_800, 7_200, p)[:, None] + metres / 1.2).astype(np.int64)
    size = rng.choice(np.array(sizes), p).astype(np.int32)
    return Case(
        size=size,
        urgent=rng.random(p) < 0.12,
        arrive=np.where(arrive > 16_200, NEVER, arrive).astype(np.int32),
        risk=np.where(rng.random((p, m)) < 0.5, 0, rng.integers(0, 2_000, (p, m)) * 0.3) * hazard,
        places=rng.multinomial(int(size.sum() * share), rng.dirichlet(np.full(m, 3.0))).astype(np.int64),
        ids=tuple(f"p{q:05d}" for q in range(p)),
    )


@st.composite
def cases(draw, most_parties=6, most_havens=3, sizes=(1, 5)) -> Case:
    p, m = draw(st.integers(0, most_parties)), draw(st.integers(0, most_havens))

    def table(cells):
        return [draw(st.lists(cells, min_size=m, max_size=m)) for _ in range(p)]

    made = case(
        sizes=draw(st.lists(st.integers(*sizes), min_size=p, max_size=p)),
        arrive=table(st.none() | st.integers(0, 6)),
        places=draw(st.lists(st.integers(-1, 9), min_size=m, max_size=m)),
        urgent=draw(st.lists(st.booleans(), min_size=p, max_size=p)),
        risk=np.reshape(table(st.sampled_from([0, 0, 0.25, 1, 1.5])), (p, m)),
    )
    return replace(made, ids=tuple(draw(st.permutations(made.ids))))


def assert_holds(this: Case, found: Assignment) -> None:
    """Whole parties go only where they can; places hold; the values are those of the assignment; no bound is passed."""
    used = np.zeros(this.places.size, int)
    for party, haven in enumerate(found.haven):
        if haven >= 0:
            assert this.arrive[party, haven] != NEVER
            used[haven] += this.size[party]
    assert np.all((this.places < 0) | (used <= this.places))
    values = (found.urgent.value, found.people.value, found.risk.value, found.arrival_s.value)
    assert values == this.goals(found.haven)
    assert found.urgent.value <= found.urgent.bound
    assert found.people.value <= found.people.bound
    assert found.risk.value >= found.risk.bound
    assert found.arrival_s.value >= found.arrival_s.bound


# --- As worded (P8) ---------------------------------------------------------------------------------------------------


def test_places_fill_by_arrival_and_whoever_finds_it_full_goes_on_to_the_next_nearest():
    this = case(sizes=[2, 2], arrive=[[20, 50], [10, 40]], places=[2, -1])
    assert this.worded() == [1, 0]


def test_whoever_is_turned_away_arrives_next_as_if_gone_there_from_its_start():
    this = case(sizes=[1, 1, 1], arrive=[[10, 30], [11, 20], [None, 25]], places=[1, 1])
    assert this.worded() == [0, 1, -1]


def test_equal_arrivals_are_let_in_by_id_and_equal_havens_chosen_by_index():
    this = case(sizes=[1, 1], arrive=[[10, 10], [10, 10]], places=[1, 1])
    assert replace(this, ids=("b", "a")).worded() == [1, 0]


def test_a_party_is_never_split_and_a_smaller_one_later_may_still_fit():
    this = case(sizes=[2, 3, 1], arrive=[[10], [20], [30]], places=[3])
    assert this.worded() == [0, -1, 0]


@given(cases())
def test_as_worded_agrees_with_playing_it_out(this):
    assert this.worded() == naive.as_worded(this.size, this.arrive, this.places, this.ids)


# --- As it could be assigned (P8) -------------------------------------------------------------------------------------


def test_urgent_people_come_before_more_people():
    this = case(sizes=[2, 3], arrive=[[10], [10]], places=[3], urgent=[True, False])
    assert this.assigned().haven.tolist() == [0, -1]


def test_more_people_come_before_less_risk():
    this = case(sizes=[2, 3], arrive=[[10], [10]], places=[3], risk=[[0], [9]])
    assert this.assigned().haven.tolist() == [-1, 0]


def test_less_risk_comes_before_earlier_arrival():
    this = case(sizes=[1], arrive=[[10, 99]], places=[1, 1], risk=[[0.001, 0]])
    assert this.assigned().haven.tolist() == [1]


def test_risk_and_arrival_are_counted_for_each_person():
    this = case(sizes=[3, 1, 1, 1], arrive=[[10], [10], [10], [10]], places=[3], risk=[[2], [3], [2], [2]])
    assert this.assigned().haven.tolist() == [0, -1, -1, -1]
    assert this.assigned().risk.value == 6 * RISK_UNITS


def test_places_that_no_sum_of_parties_fills_are_no_gap_in_the_proof():
    this = case(sizes=[4, 6, 4, 6], arrive=[[1, 1]] * 4, places=[5, 9])
    assert this.assigned().people.value == 10
    assert this.assigned().people.proven


@pytest.mark.parametrize("havens", [0, 3])
def test_nobody_to_place_is_proven(havens):
    found = case(sizes=[], arrive=[], places=[5] * havens).assigned()
    assert found.haven.tolist() == []
    assert all(goal.proven for goal in (found.urgent, found.people, found.risk, found.arrival_s))


def test_no_havens_and_havens_without_places_take_nobody():
    assert case(sizes=[1, 2], arrive=[[], []], places=[]).assigned().haven.tolist() == [-1, -1]
    assert case(sizes=[1, 2], arrive=[[1], [1]], places=[0]).assigned().haven.tolist() == [-1, -1]


@pytest.mark.parametrize("risk", [-1.0, np.nan, np.inf])
def test_a_risk_that_is_no_risk_is_refused_where_it_counts(risk):
    with pytest.raises(ValueError, match="risk must be"):
        case(sizes=[1], arrive=[[1]], places=[1], risk=[[risk]]).assigned()
    assert case(sizes=[1, 1], arrive=[[None], [1]], places=[1], risk=[[risk], [0]]).assigned().people.value == 1


@given(cases())
@settings(max_examples=150, deadline=None)
def test_the_assignment_is_the_best_of_all(this):
    found = this.assigned()
    assert_holds(this, found)
    best = naive.best(this.size, this.urgent, this.arrive, this.risk, this.places)
    assert (found.urgent.value, found.people.value, found.risk.value, found.arrival_s.value) == best
    assert all(goal.proven for goal in (found.urgent, found.people, found.risk, found.arrival_s))


@given(cases())
@settings(max_examples=100, deadline=None)
def test_where_the_search_is_cut_short_the_bound_still_holds(this):
    with mock.patch.multiple(placing_prices, FIRST_CORE=0, LAST_CORE=0):
        found = this.assigned()
    assert_holds(this, found)
    urgent, people, risk, arrival = naive.best(this.size, this.urgent, this.arrive, this.risk, this.places)
    assert (found.urgent.value, found.people.value) == (urgent, people)
    assert found.risk.bound <= risk <= found.risk.value
    assert found.risk.value > risk or found.arrival_s.bound <= arrival <= found.arrival_s.value


@given(cases(most_parties=12, most_havens=4), st.data())
@settings(max_examples=60, deadline=None)
def test_more_places_never_lower_the_proven_pair_of_urgent_and_people(this, data):
    more = data.draw(st.lists(st.integers(0, 3), min_size=this.places.size, max_size=this.places.size))
    roomier = replace(this, places=np.where(this.places < 0, -1, this.places + np.array(more, np.int64)))
    before, after = this.assigned(), roomier.assigned()
    assert before.urgent.proven
    assert before.people.proven
    assert (before.urgent.value, before.people.value) <= (after.urgent.value, after.people.value)


@given(cases(most_parties=12, most_havens=4))
@settings(max_examples=60, deadline=None)
def test_it_is_never_worse_than_as_worded(this):
    found, worded = this.assigned(), this.goals(this.worded())
    assert (found.urgent.value, found.people.value) >= worded[:2]


@given(cases(most_parties=8), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_parties_come_does_not_matter(this, random):
    order = list(range(this.size.size))
    random.shuffle(order)
    shuffled = this.shuffled(order)
    assert shuffled.assigned().haven.tolist() == this.assigned().haven[order].tolist()
    assert shuffled.worded() == [this.worded()[q] for q in order]


@pytest.mark.parametrize(
    ("p", "m", "share", "hazard"), [(800, 3, 0.5, True), (800, 8, 0.9, False), (800, 8, 1.0, True)]
)
def test_a_town_is_placed_with_every_goal_proven_and_the_same_each_time(p, m, share, hazard):
    this = town(p, m, share, seed=5, hazard=hazard)
    found, again = this.assigned(), this.assigned()
    assert_holds(this, found)
    assert all(goal.proven for goal in (found.urgent, found.people, found.risk, found.arrival_s))
    assert found.haven.tolist() == again.haven.tolist()


@pytest.mark.parametrize("sizes", [range(1, 7), (2, 3), (3, 5), (4, 6)])
def test_the_goals_agree_with_another_solver(sizes):
    this = town(120, 5, 0.6, seed=2, sizes=sizes)
    found = this.assigned()
    assert_holds(this, found)
    assert found.urgent.proven
    assert found.people.proven
    urgent, people, risk = _by_cp_sat(this)
    assert (found.urgent.value, found.people.value) == (urgent, people)
    assert found.risk.bound <= risk <= found.risk.value


def _by_cp_sat(this: Case) -> tuple[int, int, int]:
    """Return most urgent people, most people and least risk, goal after goal, as OR-Tools finds them."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    pairs = [(q, h) for q, h in np.argwhere(this.arrive != NEVER).tolist()]
    goes = {pair: model.new_bool_var(str(pair)) for pair in pairs}
    for q in range(this.size.size):
        model.add_at_most_one(goes[pair] for pair in pairs if pair[0] == q)
    for h, places in enumerate(this.places.tolist()):
        model.add(sum(int(this.size[q]) * goes[q, k] for q, k in pairs if k == h) <= places)
    heads = sum(int(this.size[q]) * goes[q, h] for q, h in pairs)
    urgent = sum(int(this.size[q]) * goes[q, h] for q, h in pairs if this.urgent[q])
    risk = sum(int(this.size[q]) * round(this.risk[q, h] * RISK_UNITS) * goes[q, h] for q, h in pairs)
    reached = []
    for goal, sign in ((urgent, 1), (heads, 1), (risk, -1)):
        model.maximize(sign * goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        reached.append(round(sign * solver.objective_value))
        model.add(goal == reached[-1])
    return reached[0], reached[1], reached[2]


# --- Prices (P8) ------------------------------------------------------------------------------------------------------


@st.composite
def tasks(draw):
    """A small task, with people that have to come and an allowance, any prices, and the whole range of assignments."""
    p, m = draw(st.integers(1, 4)), draw(st.integers(1, 3))

    def numbers(low, high, *shape):
        flat = draw(st.lists(st.integers(low, high), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
        return np.array(flat, np.int64).reshape(shape)

    size, group, places = numbers(1, 3, p), numbers(0, 1, p).astype(np.intp), numbers(0, 7, m)
    option = numbers(0, m, p)
    heads = np.bincount(group, size * (option < m), 2).astype(np.int64)
    allowance = Allowance(numbers(0, 4, p, m + 1), numbers(0, 3, m), draw(st.integers(1, 12)))
    least = np.minimum(numbers(0, 3, m), places)
    task = Task(size, group, numbers(0, 9, p, m + 1), numbers(0, 3, p, m + 1) > 0, places, least, heads, allowance)
    place = np.where(least > 0, numbers(-9_000, 9_000, m), numbers(0, 9_000, m))
    return task, Prices(place, numbers(-9_000, 9_000, 2), draw(st.integers(0, 5_000)))


@given(tasks())
@settings(max_examples=150, deadline=None)
def test_no_assignment_costs_less_than_any_prices_say(these):
    task, prices = these
    priced, m = price(task, prices), task.places.size
    for option in itertools.product(*(np.flatnonzero(row).tolist() for row in task.open)):
        used = np.array([sum(task.size[q] for q, o in enumerate(option) if o == h) for h in range(m)])
        heads = np.array(
            [sum(task.size[q] for q, o in enumerate(option) if o < m and task.group[q] == g) for g in (0, 1)]
        )
        spent = sum(task.size[q] * task.allowance.cost[q, o] for q, o in enumerate(option))
        spent += task.allowance.idle @ (task.places - used)
        if np.any(heads != task.heads) or np.any((used < task.least) | (used > task.places)):
            continue
        if spent <= task.allowance.limit:
            regret = sum(int(priced.regret[q, o]) for q, o in enumerate(option))
            assert task.fine * task.cost_of(np.array(option)) >= priced.bound + regret


# --- Heads alone (P8) -------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 7), max_size=8), st.integers(-1, 30))
def test_usable_places_are_the_largest_sum_of_parties_that_fits(sizes, places):
    sums = {0}
    for one in sizes:
        sums |= {total + one for total in sums}
    fits = max(total for total in sums if places < 0 or total <= places)
    can = np.ones((len(sizes), 1), bool)
    assert usable_places(np.array(sizes, np.int64), can, np.array([places])).tolist() == [fits]


@given(cases(most_parties=7, sizes=(2, 5)))
@settings(max_examples=80, deadline=None)
def test_filling_by_count_places_most_urgent_people_then_most_people(this):
    size, can = this.size.astype(np.int64), this.arrive != NEVER
    assume(can.any())
    places = usable_places(size, can, this.places)
    nobody = np.full(size.size, -1, np.int32)
    found = fill(size, this.urgent, can, places, nobody)
    best = naive.best(this.size, this.urgent, this.arrive, this.risk, this.places)
    assert (found.urgent, found.people) == (found.urgent_bound, found.people_bound) == best[:2]
    assert heads_placed(size, this.urgent, found.haven) == best[:2]
    assert np.all(np.array(flow_bound(size, this.urgent, can, places)) >= best[:2])
