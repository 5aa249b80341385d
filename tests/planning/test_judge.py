"""The judge: it has nothing to say against a right result, and names each planted fault by its rule (P14)."""

import pytest
from shapely.geometry import box
from tests.planning.street import (
    DEADLINE,
    FIVE,
    ISSUED,
    NOWHERE,
    PAIR,
    READY,
    RIGHT,
    SLOW,
    at,
    changed,
    crisis,
    objections,
    objections_to,
    pair,
    result,
    row,
    walk,
)

from safepassage.planning import model as m
from safepassage.planning.judge import judge


def test_a_right_result_meets_no_objection():
    assert judge(crisis(), RIGHT) == ()


# --- One party -----------------------------------------------------------------------------------------------------

SENDING, DEADLINE_ITSELF = m.Blocker(kind="sending"), m.Blocker(kind="deadline")
ELSEWHERE = m.CaughtOut(at_deadline=m.CaughtAt(at=at(5), lat=50, lon=36, where="road"), at_curfew=None)
ROWS = {
    "on time after the deadline": (changed(SLOW, verdict=m.Verdict.ON_TIME), {"P9", "P10"}),
    "on time without a route": (changed(PAIR, route=None), {"P9", "P14"}),
    "on time at a haven not named": (pair(walk(to="cellar"), haven="cellar"), {"P5", "P9"}),
    "on time and blocked": (changed(PAIR, blockers=(SENDING,)), {"P10"}),
    "too late, though it arrives in time": (changed(PAIR, verdict=m.Verdict.TOO_LATE, blockers=(SENDING,)), {"P9"}),
    "too late without a blocker": (changed(SLOW, blockers=()), {"P10"}),
    "no place for another reason": (changed(FIVE, blockers=(SENDING,)), {"P10"}),
    "no single cause, and a cause": (changed(SLOW, blockers=(m.Blocker(kind="no_single_cause"), SENDING)), {"P10"}),
    "a pair of one": (changed(SLOW, blockers=(m.Blocker(kind="pair", of=(SENDING,)),)), {"P10"}),
    "another margin": (changed(PAIR, margin_s=1), {"P9"}),
    "a leave-by before it is ready": (changed(PAIR, leave_by=at(READY - 1)), {"P9"}),
    "a leave-by after the deadline": (changed(PAIR, leave_by=at(DEADLINE + 1)), {"P9"}),
    "half a second": (changed(PAIR, leave_by=at(9000.5)), {"P1"}),
    "a leave-by beyond the horizon": (changed(PAIR, leave_by=at(24 * 3600 + 1)), {"P1", "P9"}),
    "told sooner than it can read": (changed(PAIR, told_at=at(ISSUED + 299)), {"P3", "P4"}),
    "ready as soon as told": (changed(PAIR, told_at=at(READY)), {"P4"}),
    "never told, yet on time": (changed(PAIR, told_at=None), {"P4", "P9"}),
    "not located, though it is": (row("pair", "not_located"), {"P9"}),
    "located, though it is not": (row("nowhere", "no_route", blockers=(SENDING,)), {"P9"}),
    "a haven for one not located": (changed(NOWHERE, haven="east"), {"P2"}),
    "assigned, though not told": (row("pair", "not_told", assigned_haven="east", blockers=(SENDING,)), {"P8"}),
    "assigned to a haven not named": (changed(PAIR, assigned_haven="moon"), {"P8"}),
    "caught out at another moment": (changed(SLOW, caught_out=ELSEWHERE), {"P6"}),
}


@pytest.mark.parametrize("fault", ROWS)
def test_a_fault_in_a_row_is_named(fault):
    faulty, rules = ROWS[fault]
    rows = (faulty if faulty.id == right.id else right for right in (PAIR, FIVE, SLOW, NOWHERE))
    assert objections(result(*rows)) == {(rule, faulty.id) for rule in rules}


def test_a_deadline_to_leave_by_binds_the_departure():
    """P9: the slow one arrives after it, and that is in time."""
    to_leave = changed(crisis().advisories["go"], deadline_kind="leave_by")
    late = changed(SLOW, verdict=m.Verdict.ON_TIME, blockers=(), leave_by=at(DEADLINE))
    assert objections(result(PAIR, FIVE, late, NOWHERE)) == {("P9", "slow")}
    rows = [changed(row, margin_s=DEADLINE - READY) for row in (PAIR, FIVE, late)]
    on_time = objections(result(*rows, NOWHERE), advisories={"go": to_leave}) - {("P8", "five")}
    assert on_time == set()
    assert ("P9", "slow") in objections(RIGHT, advisories={"go": to_leave})


def test_a_refused_member_is_named_where_it_is_sent_and_where_it_is_assigned():
    """P7: what is not known of a person counts as met; a rule that ended by the issue refuses nobody."""
    rule = m.AccessRule(id="women", at="haven", of="east", sex="F")
    assert objections(RIGHT, rules=(rule,)) == {("P7", "pair")}
    assert objections(RIGHT, rules=(changed(rule, of="far"),)) == {("P7", "five")}
    assert objections(RIGHT, rules=(changed(rule, sex="M"),)) == set()
    assert objections(RIGHT, rules=(changed(rule, end=at(ISSUED)),)) == set()
    assert objections(RIGHT, rules=(changed(rule, begin=at(DEADLINE)),)) == set()
    unknown = tuple(changed(person, sex=None) for person in crisis().persons)
    assert objections(RIGHT, rules=(changed(rule, sex="M"),), persons=unknown) == {("P7", "pair")}


@pytest.mark.parametrize(
    ("condition", "refused"),
    [
        ({"age_from": 30}, True),
        ({"age_from": 31}, False),
        ({"age_below": 31}, True),
        ({"age_below": 30}, False),
        ({"nationality": ("IN", "NP")}, True),
        ({"nationality": ("NP",)}, False),
        ({"nationality_not": ("IN",)}, False),
        ({"nationality_not": ("NP",)}, True),
        ({"lacks": "passport"}, True),
        ({"lacks": "visa"}, False),
        ({"lacks": "passport", "age_below": 30}, False),
        ({}, True),
    ],
)
def test_a_person_who_meets_every_condition_is_refused(condition, refused):
    """P7: of one aged 30, of IN, with a visa."""
    persons = tuple(changed(person, documents=("visa",)) for person in crisis().persons)
    rule = m.AccessRule(id="rule", at="haven", of="east", **condition)
    assert objections_to(PAIR, rules=(rule,), persons=persons) == ({"P7"} if refused else set())


@pytest.mark.parametrize("change", [{"medical": "stretcher"}, {"age": 17}])
def test_who_cannot_move_is_not_on_time(change):
    """P9: one on a stretcher, or minors alone without an escort."""
    persons = tuple(changed(person, **change) if person.party == "pair" else person for person in crisis().persons)
    assert objections_to(PAIR, persons=persons) == {"P9"}


def test_a_party_with_a_member_in_hospital_is_not_on_time():
    """P9."""
    first = next(person.id for person in crisis().persons if person.party == "pair")
    persons = tuple(changed(p, state=m.State.IN_HOSPITAL) if p.id == first else p for p in crisis().persons)
    assert objections_to(PAIR, persons=persons) == {"P9"}


def test_minors_with_an_escort_may_go():
    persons = tuple(changed(person, age=17) if person.party == "pair" else person for person in crisis().persons)
    parties = tuple(changed(party, escort="five0") for party in crisis().parties)
    assert objections_to(PAIR, persons=persons, parties=parties) == set()


# --- The whole -----------------------------------------------------------------------------------------------------

EAST, FAR = RIGHT.havens
ASKED, WORK, MOVE = RIGHT.advisory.havens, RIGHT.would_work, RIGHT.compare.move
LOOSE = m.Bounded(value=7, bound=8, proven=False)
WHOLE = {
    "a wrong sum of people": ({"people": changed(RIGHT.people, on_time=3)}, "P9", ""),
    "a wrong sum of parties": ({"parties_by_verdict": changed(RIGHT.parties_by_verdict, total=5)}, "P9", ""),
    "a wrong haven count": ({"havens": (changed(EAST, as_worded=3), FAR)}, "P8", "east"),
    "a wrong count of the assigned": ({"havens": (EAST, changed(FAR, assigned=0))}, "P8", "far"),
    "more places than there are": ({"havens": (changed(EAST, places=5), FAR)}, "P8", "east"),
    "fewer who can reach it than come": ({"havens": (changed(EAST, can_reach=1), FAR)}, "P8", "east"),
    "havens in another order": ({"havens": (FAR, EAST)}, "P8", ""),
    "more people than the bound": ({"bound": changed(RIGHT.bound, people=changed(LOOSE, bound=6))}, "P8", ""),
    "less risk than the bound": ({"bound": changed(RIGHT.bound, risk=LOOSE)}, "P8", ""),
    "a gap called proven": ({"bound": changed(RIGHT.bound, people=changed(LOOSE, proven=True))}, "P8", ""),
    "more people than are assigned": (
        {"bound": changed(RIGHT.bound, people=m.Bounded(value=8, bound=8, proven=True))},
        "P8",
        "",
    ),
    "another deadline": ({"advisory": changed(RIGHT.advisory, deadline_at=at(DEADLINE + 60))}, "P14", ""),
    "another haven asked for": (
        {"advisory": changed(RIGHT.advisory, havens=(changed(ASKED[0], asked="West"), ASKED[1]))},
        "P14",
        "",
    ),
    "a haven that stands elsewhere": (
        {"advisory": changed(RIGHT.advisory, havens=(changed(ASKED[0], lat=50.00021), ASKED[1]))},
        "P14",
        "east",
    ),
    "an advisory that the crisis has not": ({"advisory": changed(RIGHT.advisory, name="stay")}, "P14", ""),
    "all arriving before half": (
        {"would_work": changed(WORK, deadline_for=m.DeadlineFor(half=None, most=None, all=at(9000)))},
        "P12",
        "",
    ),
    "a send order worse than plain": (
        {"would_work": changed(WORK, send_order=changed(WORK.send_order, best_told=1))},
        "P12",
        "",
    ),
    "a send order that forgets a party": (
        {"would_work": changed(WORK, send_order=changed(WORK.send_order, order=("slow", "five", "pair", "pair")))},
        "P12",
        "",
    ),
    "a stay text for one who is not there": (
        {"would_work": changed(WORK, send_order=changed(WORK.send_order, stay=("ghost",)))},
        "P12",
        "",
    ),
    "more on time than there are": ({"compare": changed(RIGHT.compare, move=changed(MOVE, on_time=10))}, "P12", ""),
    "time below nothing": ({"compare": changed(RIGHT.compare, move=changed(MOVE, hazard_person_s=-1))}, "P12", ""),
    "more thirsty than there are": (
        {"compare": changed(RIGHT.compare, move=changed(MOVE, water=changed(MOVE.water, people=10)))},
        "P12",
        "",
    ),
    "a course after the span": ({"compare": changed(RIGHT.compare, until=at(ISSUED - 1))}, "P12", ""),
}


@pytest.mark.parametrize("fault", WHOLE)
def test_a_fault_in_the_whole_is_named(fault):
    changes, rule, subject = WHOLE[fault]
    assert objections(changed(RIGHT, **changes)) == {(rule, subject)}


def test_a_haven_that_the_crisis_has_not_is_named():
    assert ("P14", "far") in objections(RIGHT, havens=crisis().havens[:1])


def test_each_party_of_the_audience_has_one_verdict():
    """P2, P9: none is missing, none stands twice, none is split, none is from elsewhere."""
    half = changed(PAIR, size=1)
    assert objections(result(PAIR, FIVE, SLOW)) == {("P9", "nowhere")}
    assert objections(result(PAIR, PAIR, FIVE, SLOW, NOWHERE)) == {("P9", "pair")}
    assert objections(result(half, half, FIVE, SLOW, NOWHERE)) == {("P9", "pair"), ("P2", "pair")}
    assert objections(result(PAIR, FIVE, SLOW, NOWHERE, row("ghost", "not_located"))) == {("P2", "ghost")}


def test_those_located_outside_the_area_are_not_in_the_audience():
    """P2: they are not asked; whoever has no usable position is."""
    elsewhere = changed(crisis().advisories["go"], area=box(10, 10, 11, 11))
    named = {subject for rule, subject in objections(RIGHT, advisories={"go": elsewhere}) if rule == "P2"}
    assert named == {"pair", "five", "slow"}


@pytest.mark.parametrize("located_at", [at(-24 * 3600 - 1), None])
def test_a_position_too_old_or_of_unknown_age_is_none(located_at):
    """P2: the limit is 24 hours before the clock's now."""
    parties = tuple(changed(party, located_at=located_at) for party in crisis().parties)
    found = objections(RIGHT, parties=parties)
    assert {subject for rule, subject in found if rule == "P9"} == {"pair", "five", "slow"}
    at_the_limit = tuple(p if p.lat is None else changed(p, located_at=at(-24 * 3600)) for p in crisis().parties)
    assert objections(RIGHT, parties=at_the_limit) == set()


def test_an_overfull_haven_is_named():
    """P8: seven people in four places, as worded or as assigned."""
    both = result(PAIR, row("five", "on_time", walk(), assigned_haven="far"), SLOW, NOWHERE)
    assert objections(both) == {("P8", "east")}
    assert objections(result(PAIR, changed(FIVE, assigned_haven="east"), SLOW, NOWHERE)) == {("P8", "east")}


def test_no_place_where_there_is_room_is_named():
    """P8: with seven places the five find theirs beside the pair."""
    roomy = tuple(changed(haven, places=7) if haven.id == "east" else haven for haven in crisis().havens)
    judged = changed(RIGHT, havens=(changed(EAST, places=7), FAR))
    assert objections(judged, havens=roomy) == {("P8", "five")}
