"""What becomes of each party: a small example of every verdict (rules P2 to P9)."""

from dataclasses import replace

import pytest
from tests.planning.networks import network_from
from tests.planning.street import ACCESS_S, DUSK, NODES, STREET
from tests.planning.village import (
    AT_EAST,
    AT_FAR,
    EAST,
    FAR,
    ISSUED,
    READY,
    TO_EAST,
    TOLD,
    VOICE,
    about,
    across,
    advisory,
    at,
    check,
    closure,
    curfew,
    party,
    people,
    row,
    rule,
    seconds,
    settings,
    to,
    village,
)

from safepassage.errors import BadInput
from safepassage.planning.judge import judge
from safepassage.planning.model import Candidate, Channel, Crossing, Means, NamedPlaces, Person, Verdict, Warden

DEADLINE = 20_000  # before dusk
STREET_ROWS = [(a, b, {"length_m": 1000, "way": 10 + i}) for i, (a, b) in enumerate(STREET)]


def verdict(crisis, party_id="p"):
    return row(crisis, party_id).verdict


# --- On time ----------------------------------------------------------------------------------------------------------


def test_a_party_that_nothing_stops_is_on_time_at_the_nearest_haven():
    """P3, P4, P8, P9: every number by hand."""
    found = row(village(advisory=advisory(deadline_at=at(DEADLINE))))
    assert (found.verdict, found.haven, found.assigned_haven) == (Verdict.ON_TIME, "east", "east")
    assert (seconds(found.told_at), seconds(found.ready_at)) == (TOLD, READY)
    assert (seconds(found.arrive_at), found.margin_s) == (AT_EAST, DEADLINE - AT_EAST)
    assert seconds(found.leave_by) == DEADLINE - TO_EAST
    assert found.distance_m == pytest.approx(3000 + 2 * 22.2, abs=1)
    assert found.exposure.outdoor_s == TO_EAST
    assert found.blockers == ()
    assert found.caught_out is None


def test_arriving_on_the_second_of_the_deadline_is_on_time_and_a_second_later_is_not():
    """P9: arrival ≤ deadline."""
    by = [verdict(village(advisory=advisory(deadline_at=at(AT_EAST + late)))) for late in (0, -1)]
    assert by == [Verdict.ON_TIME, Verdict.TOO_LATE]


def test_by_night_each_edge_entered_after_dusk_takes_twice_as_long():
    """P4: the pace is taken on entering an edge."""
    issued = DUSK - (READY - ISSUED) - ACCESS_S - 1500
    (leg,) = row(village(advisory=advisory(issued_at=at(issued), deadline_at=at(40_000)))).route.legs
    assert [enter - DUSK for enter in leg.enter_s] == [-1500, -500, 500]
    assert [leave - DUSK for leave in leg.leave_s] == [-500, 500, 2500]


def test_in_snow_an_adult_of_the_village_takes_a_quarter_longer():
    """P4."""
    snow = [{"begin": at(0), "end": at(80_000)}]
    (leg,) = row(village(settings=settings(snow=snow))).route.legs
    assert [leave - enter for enter, leave in zip(leg.enter_s, leg.leave_s, strict=True)] == [1250] * 3


def test_the_party_moves_as_its_slowest_member():
    """P4."""
    found = row(village(persons=(*people(size=1), *people(size=1, id="q", mobility="slow"))))
    assert found.arrive_at is None or seconds(found.arrive_at) > AT_EAST + 10_000


def test_a_party_with_seats_for_all_drives_and_one_with_too_few_walks():
    means = [row(village(party(means="vehicle", vehicle_seats=seats))).route.means for seats in (2, 1)]
    assert means == ["vehicle", "foot"]


def test_one_held_up_on_the_way_waits_at_home():
    """P5, P9: the second kilometre opens at 9000; who leaves then to be there is outdoors no longer than it walks."""
    shut = closure(begin=READY, end=9000, geometry=across("bc"))
    found = row(village(closures=(shut,)))
    assert found.route.legs[0].depart_s == 9000 - 1000 - ACCESS_S
    assert seconds(found.arrive_at) == 9000 + 2000 + ACCESS_S
    assert found.exposure.outdoor_s == TO_EAST


def test_who_has_to_leave_by_a_deadline_waits_on_the_way_and_seconds_there_count_as_hazard():
    """P9: it leaves when it must, and waits at b, beside mined ground, for the second kilometre."""
    shut = closure(begin=READY, end=9000, geometry=across("bc"))
    mines = closure("mines", kind="hazard", geometry=across("ab"), end=8000)
    crisis = village(closures=(shut, mines), advisory=advisory(deadline_at=at(3000), deadline_kind="leave_by"))
    found = row(crisis)
    assert found.route.legs[0].depart_s == 3000
    assert found.exposure.outdoor_s == 9000 + 2000 + ACCESS_S - 3000
    assert found.exposure.hazard_s == 8000 - 3000 - ACCESS_S
    assert judge(crisis, check(crisis)) == ()


def test_waiting_in_a_cellar_on_the_way_makes_a_second_leg():
    """P5: an evening curfew is waited out inside."""
    late = advisory(issued_at=at(ISSUED), deadline_at=at(60_000))
    found = row(village(advisory=late, curfews=(curfew("13:20", "14:30"),), settings=settings()))
    assert found.verdict is Verdict.ON_TIME
    assert [leg.to for leg in found.route.legs] == ["cellar", "east"]
    assert found.route.legs[0].arrive_s <= 4800
    assert found.route.legs[1].depart_s == 9000
    assert found.exposure.outdoor_s == sum(leg.arrive_s - leg.depart_s for leg in found.route.legs)


# --- The worked case, and closures ------------------------------------------------------------------------------------


def test_a_junction_closed_around_when_one_would_pass_holds_one_up_and_never_for_good():
    """P5."""
    shut = closure(begin=READY + 500, end=9000, geometry=about("b"))
    found = row(village(closures=(shut,)))
    assert found.verdict is Verdict.ON_TIME
    assert found.route.legs[0].enter_s[0] == 9000


def test_a_road_shut_for_good_leaves_no_route():
    found = row(village(closures=(closure(geometry=across("bc")),)))
    assert found.verdict is Verdict.NO_ROUTE
    assert (found.haven, found.route, found.arrive_at) == (None, None, None)


def test_beyond_the_horizon_there_is_no_route():
    """P1: the closure opens an hour before the planner's last second, too late to arrive."""
    shut = closure(end=24 * 3600 - 1000, geometry=across("ab"))
    assert verdict(village(closures=(shut,))) is Verdict.NO_ROUTE
    opens_earlier = closure(end=24 * 3600 - 8000, geometry=across("ab"))
    assert verdict(village(closures=(opens_earlier,))) is Verdict.TOO_LATE


# --- Not located, not told --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "position", [{"lat": None, "lon": None}, {"located_at": None}, {"located_at": at(-24 * 3600 - 1)}]
)
def test_without_a_usable_position_a_party_is_not_located_and_nothing_is_guessed(position):
    """P2."""
    found = row(village(party(**position)))
    assert found.verdict is Verdict.NOT_LOCATED
    assert (found.haven, found.route, found.leave_by, found.chance, found.blockers) == (None, None, None, None, ())
    assert seconds(found.told_at) == TOLD


def test_one_whom_no_channel_reaches_is_not_told():
    found = row(village(party(channels=[])))
    assert (found.verdict, found.told_at, found.chance) == (Verdict.NOT_TOLD, None, None)


def test_a_channel_that_is_down_tells_nobody():
    down = Channel(id="voice", kind="voice", segments_per_s=1000, reach=0)
    assert verdict(village(channels=(down,))) is Verdict.NOT_TOLD


def test_a_silent_warden_tells_nobody_and_one_who_answers_does():
    """P3."""
    by_warden = party(channels=[], warden="w")
    answers = Warden(id="w", channels=("voice",), relay_s=100)
    silent = answers.model_copy(update={"silent_since": at(0)})
    assert verdict(village(by_warden, wardens=(silent,))) is Verdict.NOT_TOLD
    assert seconds(row(village(by_warden, wardens=(answers,))).told_at) == TOLD + 100


def test_one_told_too_late_by_a_slow_channel_is_not_told():
    """P3: told at issue it would be on time, told as planned a thousand seconds later it is not."""
    slow = Channel(id="voice", kind="voice", segments_per_s=0.001)
    by = advisory(deadline_at=at(ISSUED + 1000 + 300 + 600 + TO_EAST))
    crisis = village(party("first"), party("second"), channels=(slow,), advisory=by)
    assert (verdict(crisis, "first"), verdict(crisis, "second")) == (Verdict.ON_TIME, Verdict.NOT_TOLD)


def test_one_who_would_be_late_even_if_told_at_issue_is_too_late():
    found = row(village(advisory=advisory(deadline_at=at(ISSUED + 360 + 600 + TO_EAST - 1))))
    assert found.verdict is Verdict.TOO_LATE
    assert found.margin_s == -1


# --- Cannot move ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "members",
    [
        (*people(size=1), *people(size=1, id="q", medical="stretcher")),
        (*people(size=1), *people(size=1, id="q", medical="dependent")),
        (*people(size=1), *people(size=1, id="q", mobility="none")),
        people(age=17),
    ],
)
def test_the_medical_the_immobile_and_minors_alone_cannot_move(members):
    """P9."""
    found = row(village(persons=members, settings=with_immobile()))
    assert found.verdict is Verdict.CANNOT_MOVE
    assert (found.haven, found.assigned_haven, found.leave_by, found.chance) == (None, None, None, None)


def with_immobile():
    walkers = settings().mobility
    return settings(mobility={**{name: w.model_dump() for name, w in walkers.items()}, "none": {"speed_kph": 0}})


def test_minors_with_an_escort_and_the_immobile_with_a_car_can_move():
    assert verdict(village(party(escort="aunt"), persons=people(age=17))) is Verdict.ON_TIME
    driven = village(party(means="vehicle", vehicle_seats=2), persons=people(mobility="none"), settings=with_immobile())
    assert verdict(driven) is Verdict.ON_TIME


# --- Refused ----------------------------------------------------------------------------------------------------------


def test_one_member_refused_at_each_haven_refuses_the_whole_party():
    """P7."""
    members = (*people(size=1), *people(size=1, id="q", sex="M"))
    no_men = (rule("east-men", "haven", "east", sex="M"), rule("far-men", "haven", "far", sex="M"))
    assert verdict(village(persons=members, rules=no_men)) is Verdict.REFUSED
    found = row(village(persons=members, rules=no_men[:1]))
    assert (found.verdict, found.haven) == (Verdict.ON_TIME, "far")


def test_one_refused_at_a_crossing_on_every_way_is_refused():
    """P7."""
    gate = [crossing_on_bc()]
    papers = rule("papers", "crossing", "gate", lacks="passport")
    assert verdict(village(crossings=gate, rules=(papers,))) is Verdict.REFUSED
    assert verdict(village(crossings=gate, rules=(papers,), persons=people(documents=["passport"]))) is Verdict.ON_TIME


def test_one_refused_at_the_near_haven_and_at_the_crossing_before_the_far_one_is_refused():
    """P7: that the near haven can be reached is no help."""
    gate = [crossing_on_bc(lon=36.249)]
    both = (rule("papers", "crossing", "gate", lacks="passport"), rule("east-women", "haven", "east", sex="F"))
    assert verdict(village(crossings=gate, rules=both)) is Verdict.REFUSED


def crossing_on_bc(lon=36.221):
    return Crossing(id="gate", lat=50.0, lon=lon)


# --- Walks, places, assignments ---------------------------------------------------------------------------------------


def test_a_haven_farther_than_the_longest_walk_is_out_of_reach():
    """P4."""
    walkers = {"adult": {"speed_kph": 3.6, "longest_walk_m": 4000, "night": 0.5, "snow": 0.8}}
    found = row(village(settings=settings(mobility=walkers), advisory=advisory(havens=to("far"))))
    assert found.verdict is Verdict.NO_ROUTE
    assert row(village(settings=settings(mobility=walkers))).haven == "east"


def test_a_closure_makes_nobody_able_for_whom_the_way_round_it_is_too_long():
    """P4: the limit is that of the shortest open walk, which begins when the closure ends."""
    walkers = {"adult": {"speed_kph": 3.6, "longest_walk_m": 4000, "night": 0.5, "snow": 0.8}}
    shut = closure(begin=READY, end=9000, ways=[11])
    network = network_from(NODES, [*STREET_ROWS, ("b", "c", {"length_m": 4000, "way": 99})])
    tired, hardy = (
        row(village(closures=(shut,), network=network, settings=settings(**given)))
        for given in ({"mobility": walkers}, {})
    )
    assert (seconds(hardy.arrive_at), seconds(tired.arrive_at)) == (READY + TO_EAST + 3000, 9000 + 2000 + ACCESS_S)
    assert tired.distance_m < 4000
    assert seconds(tired.leave_by) == seconds(row(village(settings=settings(mobility=walkers))).leave_by)


def test_those_already_in_a_named_haven_stay_and_have_the_first_places():
    """P2, P8, P9: nobody tells them, and they need no telling."""
    inside = party("z", channels=[], lat=EAST.lat, lon=EAST.lon + 0.005)
    crisis = village(
        party("a"), party("b"), inside, persons=(*people("a"), *people("b"), *people("z", state="in_haven"))
    )
    result = check(crisis)
    there, gone = result.parties[2], result.parties[1]
    assert (there.verdict, there.haven, there.assigned_haven) == (Verdict.ON_TIME, "east", "east")
    assert (seconds(there.arrive_at), there.route, there.distance_m) == (ISSUED, None, 0)
    assert there.chance.p == 1
    assert gone.haven == "far"
    assert judge(crisis, result) == ()


def test_those_already_in_a_haven_need_no_means_no_strength_and_no_free_place():
    """P2, P8: an immobile party in a full haven, where an advisory allows vehicles alone."""
    inside = party("z", lat=EAST.lat, lon=EAST.lon, mobility="bed", water_h=1)
    walkers = {**settings().model_dump()["mobility"], "bed": {"speed_kph": 0}}
    full = EAST.model_copy(update={"places": 1, "food": 9})
    crisis = village(
        inside, party("a"), persons=(*people("z", state="in_haven"), *people("a")), havens=(full, FAR),
        settings=settings(mobility=walkers), advisory=advisory(means=["vehicle"]), curfews=(curfew("18:30", "19:00"),),
    )  # fmt: skip
    result = check(crisis)
    there = result.parties[0]
    assert (there.verdict, there.haven, there.assigned_haven) == (Verdict.ON_TIME, "east", "east")
    assert (there.leave_by, there.margin_s, there.chance.p, there.caught_out) == (None, None, 1, None)
    assert result.havens[0].as_worded == 2
    compared = (result.compare.move, result.compare.stay, result.compare.next_window)
    assert [course.water.people for course in compared] == [0, 0, 0]
    assert judge(crisis, result) == ()


def test_one_told_after_the_horizon_is_not_told():
    """P3."""
    slow = VOICE.model_copy(update={"latency_s": 100_000})
    crisis = village(channels=(slow,))
    found = row(crisis)
    assert (found.verdict, found.told_at, found.leave_by is not None) == (Verdict.NOT_TOLD, None, True)
    assert judge(crisis, check(crisis)) == ()


def test_one_whom_its_longest_walk_stops_is_not_refused_by_a_crossing_elsewhere():
    """P7: refused is who would have a way but for crossings."""
    walkers = {"adult": {"speed_kph": 3.6, "longest_walk_m": 1000}}
    crossing = Crossing(id="bridge", name="Bridge", lat=50.0, lon=NODES["e"][1])
    crisis = village(
        settings=settings(mobility=walkers), crossings=(crossing,), rules=(rule("papers", "crossing", "bridge"),)
    )
    found = row(crisis)
    assert (found.verdict, [blocker.kind for blocker in found.blockers]) == (Verdict.NO_ROUTE, ["means", "walk_limit"])


def test_those_in_a_haven_that_is_not_named_are_sent_on():
    """P2."""
    inside = party("z", lat=EAST.lat, lon=EAST.lon)
    crisis = village(inside, persons=people("z", state="in_haven"), advisory=advisory(havens=to("far")))
    assert row(crisis, "z").route.legs[-1].to == "far"


def test_a_family_whose_car_no_road_leads_anywhere_walks():
    """P4: a to b is a footpath; with vehicles alone allowed there is no route."""
    rows = [(*STREET_ROWS[0][:2], {**STREET_ROWS[0][2], "drive": False}), *STREET_ROWS[1:]]
    crisis = village(party(means="vehicle", vehicle_seats=4), network=network_from(NODES, rows))
    found = row(crisis)
    assert (found.verdict, found.route.means) == (Verdict.ON_TIME, Means.FOOT)
    drivers = replace(crisis, advisories={"go": advisory(means=["vehicle"])})
    assert row(drivers).verdict is Verdict.NO_ROUTE


def test_who_finds_the_near_haven_full_goes_on_to_the_far_one():
    """P8, as worded: east has places for four; ties of arrival go by id."""
    result = check(village(party("a"), party("b"), party("c")))
    assert [found.haven for found in result.parties] == ["east", "east", "far"]
    assert [haven.as_worded for haven in result.havens] == [4, 2]
    assert [haven.can_reach for haven in result.havens] == [6, 6]


def test_who_finds_every_haven_full_has_no_place_though_it_is_in_time():
    result = check(village(party("a"), party("b"), party("c"), advisory=advisory(havens=to("east"))))
    found = result.parties[2]
    assert (found.verdict, found.haven) == (Verdict.NO_PLACE, "east")
    assert sum(each.assigned_haven is not None for each in result.parties) == 2
    assert seconds(found.arrive_at) == AT_EAST
    assert [blocker.kind for blocker in found.blockers] == ["places"]


def test_the_assignment_serves_the_urgent_first_and_the_wording_whoever_comes_first():
    """P8: both shown."""
    to_two_places = {"havens": (EAST.model_copy(update={"places": 2}),), "advisory": advisory(havens=to("east"))}
    result = check(village(party("a"), party("b", urgent="medical"), **to_two_places))
    assert [found.verdict for found in result.parties] == [Verdict.ON_TIME, Verdict.NO_PLACE]
    assert [found.assigned_haven for found in result.parties] == [None, "east"]
    assert (result.bound.urgent.value, result.bound.urgent.proven, result.bound.people.value) == (2, True, 2)


def test_a_party_that_the_advisory_assigns_goes_to_its_haven_though_another_is_nearer():
    assigned = advisory(assign=[{"place": "home", "haven_id": "far"}, {"party": "own", "haven_id": "east"}])
    result = check(village(party("own"), party("rest"), advisory=assigned))
    assert [found.haven for found in result.parties] == ["east", "far"]
    assert seconds(result.parties[1].arrive_at) == AT_FAR


# --- Deadlines --------------------------------------------------------------------------------------------------------


def test_a_deadline_to_leave_by_is_kept_by_who_sets_out_in_time_however_late_it_arrives():
    keep = [
        verdict(village(advisory=advisory(deadline_at=at(READY + late), deadline_kind="leave_by"))) for late in (0, -1)
    ]
    assert keep == [Verdict.ON_TIME, Verdict.TOO_LATE]


def test_a_deadline_to_leave_by_is_not_kept_by_who_is_ready_and_has_to_wait_inside():
    """P5, P9: the curfew ends after the second by which to leave."""
    crisis = village(
        advisory=advisory(deadline_at=at(9000), deadline_kind="leave_by"), curfews=(curfew("12:40", "15:00"),)
    )
    found = row(crisis)
    assert found.verdict is Verdict.TOO_LATE
    assert [blocker.kind for blocker in found.blockers] == ["curfew", "deadline"]


def test_a_deadline_before_the_issue_is_kept_by_nobody_and_breaks_nothing():
    result = check(village(advisory=advisory(deadline_at=at(ISSUED - 600))))
    found = result.parties[0]
    assert (found.verdict, found.leave_by) == (Verdict.TOO_LATE, None)
    assert found.margin_s == ISSUED - 600 - AT_EAST
    assert [blocker.kind for blocker in found.blockers] == ["deadline"]
    assert result.compare.until > result.compare.move.begins_at


# --- Havens as the advisory names them --------------------------------------------------------------------------------


def named(lat, lon):
    """An advisory to east and to a name that only the gazetteer knows, at this place."""
    candidate = Candidate(name="Elsewhere", lat=lat, lon=lon, country="UA", distance_m=None, score=1)
    asked = advisory(havens=[*to("east"), {"asked": "Elswhere"}])
    places = {"go": (NamedPlaces("east", (), False), NamedPlaces("Elswhere", (candidate,), False))}
    return village(advisory=asked, places=places)


def test_a_haven_that_only_the_gazetteer_knows_goes_by_its_asked_name_and_has_no_limit():
    result = check(named(50.0002, 36.214))
    assert result.parties[0].haven == "Elswhere"
    assert (result.havens[1].haven_id, result.havens[1].places) == (None, None)
    assert result.advisory.havens[1].candidates[0].name == "Elsewhere"


def test_a_candidate_near_a_haven_of_the_crisis_is_that_haven():
    result = check(named(FAR.lat + 0.001, FAR.lon))
    assert [haven.haven_id for haven in result.havens] == ["east", "far"]


def test_two_names_for_one_haven_are_bad_input_since_its_places_would_count_twice():
    with pytest.raises(BadInput, match="'Elswhere' is the same place as 'east'"):
        check(named(EAST.lat + 0.001, EAST.lon))


# --- Nobody -----------------------------------------------------------------------------------------------------------


def test_an_empty_audience_is_checked_like_any_other():
    """P2: everybody is home."""
    result = check(village(persons=(Person(id="x", party="p", state="home"),)))
    assert (result.people.total, result.parties) == (0, ())
    assert result.would_work.buses is None


def test_vehicles_only_leaves_walkers_without_a_route():
    found = row(village(advisory=advisory(means=["vehicle"])))
    assert found.verdict is Verdict.NO_ROUTE
    assert [blocker.kind for blocker in found.blockers] == ["means"]


def test_voice_is_told_as_the_module_says():
    assert VOICE.latency_s + 1 + 300 + ISSUED == TOLD
