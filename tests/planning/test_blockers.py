"""What stops each party: a small example of every blocker, and removal itself as the twin (rule P10)."""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from tests.planning import random_crises
from tests.planning.village import (
    AT_EAST,
    EAST,
    ISSUED,
    READY,
    TO_EAST,
    about,
    across,
    advisory,
    at,
    closure,
    curfew,
    party,
    people,
    row,
    rule,
    settings,
    to,
    village,
)

from safepassage.planning.blockers import blockers_of
from safepassage.planning.model import Blocker, Channel, Crisis, Crossing, Verdict
from safepassage.planning.outcome import outcome_of, situation_of, understood

ON_FOOT = {"means": ["foot"]}


def blockers(crisis, party_id="p"):
    """(kind, id), or for a pair (kind, (id or kind, id or kind))."""
    found = row(crisis, party_id).blockers
    return [(b.kind, tuple(one.id or one.kind for one in b.of) if b.of else b.id) for b in found]


# --- One of each -----------------------------------------------------------------------------------------------------


def test_a_closure_by_its_id_and_the_deadline_if_it_opens_again():
    shut = closure(end=20_000, geometry=about("b"))
    crisis = village(closures=(shut,), advisory=advisory(**ON_FOOT))
    assert blockers(crisis) == [("closure", "shut"), ("deadline", None)]


def test_a_closure_for_good_alone():
    assert blockers(village(closures=(closure(geometry=across("bc")),))) == [("closure", "shut")]


def test_a_curfew_by_its_id():
    crisis = village(curfews=(curfew("12:40", "17:30"),), advisory=advisory(**ON_FOOT))
    assert blockers(crisis) == [("curfew", "night"), ("deadline", None)]


def test_curfews_that_overlap_do_not_hide_each_other():
    """P10: the curfew is all of them together; of several it has no id."""
    twice = tuple(
        curfew("12:40", ends).model_copy(update={"id": name}) for name, ends in (("a", "17:30"), ("b", "17:25"))
    )
    crisis = village(curfews=twice, advisory=advisory(**ON_FOOT))
    assert blockers(crisis) == [("curfew", None), ("deadline", None)]


def test_sending_where_one_is_told_too_late():
    slow = Channel(id="voice", kind="voice", segments_per_s=0.001)
    by = advisory(deadline_at=at(ISSUED + 1000 + 300 + 600 + TO_EAST), **ON_FOOT)
    crisis = village(party("first"), party("second"), channels=(slow,), advisory=by)
    assert blockers(crisis, "second") == [("sending", None), ("deadline", None)]


def test_sending_where_no_channel_delivers_since_a_person_could_tell():
    assert blockers(village(party(channels=[]))) == [("sending", None)]


def test_means_where_a_car_would_be_in_time():
    by = advisory(deadline_at=at(READY + 1000))
    assert blockers(village(advisory=by)) == [("means", None), ("deadline", None)]


def test_no_means_where_the_advisory_allows_no_vehicle():
    by = advisory(deadline_at=at(READY + 1000), **ON_FOOT)
    assert blockers(village(advisory=by)) == [("deadline", None)]


def test_means_where_one_who_cannot_walk_could_be_driven():
    walkers = {"adult": {"speed_kph": 0}}
    assert blockers(village(settings=settings(mobility=walkers))) == [("means", None)]


def test_the_rule_of_a_haven():
    crisis = village(advisory=advisory(havens=to("east")), rules=(rule("no-women", "haven", "east", sex="F"),))
    assert blockers(crisis) == [("access", "no-women")]


def test_each_of_two_rules_that_refuse_at_different_havens():
    rules = (rule("east-women", "haven", "east", sex="F"), rule("far-women", "haven", "far", sex="F"))
    assert blockers(village(rules=rules)) == [("access", "east-women"), ("access", "far-women")]


def test_two_rules_of_one_haven_are_a_pair():
    rules = (rule("women", "haven", "east", sex="F"), rule("adults", "haven", "east", age_from=18))
    crisis = village(advisory=advisory(havens=to("east")), rules=rules)
    assert blockers(crisis) == [("pair", ("women", "adults"))]


def test_the_rule_of_a_crossing():
    gate = (Crossing(id="gate", lat=50.0, lon=36.221),)
    crisis = village(crossings=gate, rules=(rule("papers", "crossing", "gate", lacks="visa"),))
    assert blockers(crisis) == [("access", "papers")]


def test_the_rule_of_a_train_stops_nobody_on_the_road():
    assert row(village(rules=(rule("women", "train", "west", sex="F"),))).verdict is Verdict.ON_TIME


def short_walk(metres=2000):
    return settings(mobility={"adult": {"speed_kph": 3.6, "longest_walk_m": metres}})


def test_the_longest_walk():
    assert blockers(village(settings=short_walk(), advisory=advisory(**ON_FOOT))) == [("walk_limit", None)]
    assert blockers(village(settings=short_walk())) == [("means", None), ("walk_limit", None)]


def test_a_later_deadline_does_not_help_one_whose_walk_is_too_long():
    crisis = village(settings=short_walk(), advisory=advisory(deadline_at=at(READY), **ON_FOOT))
    assert blockers(crisis) == [("pair", ("walk_limit", "deadline"))]


def test_the_deadline():
    assert blockers(village(advisory=advisory(deadline_at=at(AT_EAST - 1), **ON_FOOT))) == [("deadline", None)]


def test_places():
    full = EAST.model_copy(update={"places": 1})
    crisis = village(havens=(full,), advisory=advisory(havens=to("east")))
    assert blockers(crisis) == [("places", None)]


def test_two_closures_in_the_way_are_a_pair():
    shut = (closure("one", geometry=across("ab")), closure("two", geometry=across("bc")))
    assert blockers(village(closures=shut)) == [("pair", ("one", "two"))]


def test_a_closure_on_a_way_that_is_too_long_to_walk_is_a_pair_and_no_single_cause():
    """P4, P10: with the road open the walk is still too long."""
    shut = (closure(geometry=across("ab")),)
    crisis = village(settings=short_walk(), closures=shut, advisory=advisory(**ON_FOOT))
    assert blockers(crisis) == [("pair", ("shut", "walk_limit"))]


def test_three_closures_in_the_way_have_no_single_cause():
    shut = tuple(closure(stretch, geometry=across(stretch)) for stretch in ("ab", "bc", "cd"))
    assert blockers(village(closures=shut)) == [("no_single_cause", None)]


def test_one_on_a_stretcher_has_no_single_cause():
    assert blockers(village(persons=people(medical="stretcher"))) == [("no_single_cause", None)]


def test_on_time_and_not_located_have_none():
    assert blockers(village()) == []
    assert blockers(village(party(lat=None, lon=None))) == []


def test_a_far_haven_may_be_what_a_removal_opens():
    """The near haven refuses; the far one is in time without the closure."""
    crisis = village(closures=(closure(geometry=across("ef")),), rules=(rule("women", "haven", "east", sex="F"),))
    assert blockers(crisis) == [("closure", "shut"), ("access", "women")]


# --- The twin --------------------------------------------------------------------------------------------------------

ARRIVES = (Verdict.ON_TIME, Verdict.NO_PLACE)


def verdicts_and_blockers(crisis: Crisis) -> tuple[dict[str, Verdict], dict[str, tuple[Blocker, ...]]]:
    told = crisis.advisories["go"]
    asked = understood(crisis, "go", told)
    situation, others = situation_of(crisis, told, asked)
    outcome = outcome_of(situation, asked, len(others))
    ids = [each.id for each in situation.audience.parties]
    found = blockers_of(situation, outcome.reach, outcome.verdicts)
    return dict(zip(ids, outcome.verdicts, strict=True)), dict(zip(ids, found, strict=True))


def removals(crisis: Crisis) -> Iterator[tuple[str, str | None, Crisis]]:
    """Kind, id and the crisis without it: each closure, each access rule, and the curfew, which is all of them."""
    if crisis.curfews:
        yield "curfew", crisis.curfews[0].id if len(crisis.curfews) == 1 else None, replace(crisis, curfews=())
    for kind, table in (("closure", "closures"), ("access", "rules")):
        rows = getattr(crisis, table)
        for i, gone in enumerate(rows):
            if kind != "closure" or gone.kind == "closure":
                yield kind, gone.id, replace(crisis, **{table: (*rows[:i], *rows[i + 1 :])})


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(random_crises.crises())
def test_a_single_cause_is_what_makes_a_party_arrive_once_it_is_really_removed(crisis: Crisis):
    """P10: computed by removing it; the twin takes it out of the crisis and checks the advisory anew."""
    verdicts, found = verdicts_and_blockers(crisis)
    for kind, gone_id, without in removals(crisis):
        then, _ = verdicts_and_blockers(without)
        for party_id, verdict in verdicts.items():
            if verdict not in (*ARRIVES, Verdict.NOT_LOCATED):
                named = any((b.kind, b.id) == (kind, gone_id) for b in found[party_id])
                assert named == (then[party_id] in ARRIVES), (party_id, kind, gone_id)
