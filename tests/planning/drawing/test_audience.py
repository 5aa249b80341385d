"""Where the people are, as marks."""

import dataclasses
from collections import Counter

from tests.results import PLACES, sample_crisis, sample_result

from safepassage.planning.drawing import audience
from safepassage.planning.drawing.audience import marks, spots
from safepassage.planning.drawing.frame import frame_of
from safepassage.planning.drawing.labels import Room
from safepassage.planning.model import Party, Verdict

RESULT, CRISIS = sample_result(), sample_crisis()
FRAME = frame_of(RESULT, CRISIS)


def test_parties_at_one_place_are_one_mark_with_a_count_for_each_verdict() -> None:
    station = next(spot for spot in spots(RESULT, CRISIS, FRAME) if spot.name == "station")
    assert len(station.parties) == 300
    assert station.people == Counter({Verdict.ON_TIME: 525, Verdict.NO_PLACE: 315, Verdict.TOO_LATE: 210})
    assert station.said == "station: 1,050 people: 525 can arrive, 315 no place left, 210 too late"


def test_the_marks_hold_every_located_party_once() -> None:
    """P2: whoever is not located is not on the map, and nobody else is missing."""
    on_map = Counter(party.id for spot in spots(RESULT, CRISIS, FRAME) for party in spot.parties)
    assert on_map == Counter(p.id for p in RESULT.parties if p.verdict is not Verdict.NOT_LOCATED)


def test_a_position_too_old_to_use_is_not_drawn() -> None:
    """P2: a party that has a position, but is not located, is never guessed."""
    parties = tuple(p.model_copy(update={"verdict": Verdict.NOT_LOCATED}) for p in RESULT.parties)
    assert spots(RESULT.model_copy(update={"parties": parties}), CRISIS, FRAME) == ()


def test_many_scattered_places_become_few_marks() -> None:
    scattered = tuple(
        Party(
            id=p.id, place=f"street {n}", lat=49.87 + (n % 31) * 0.005, lon=36.11 + (n % 29) * 0.006, mobility="adult"
        )
        for n, p in enumerate(CRISIS.parties)
    )
    few = spots(RESULT, dataclasses.replace(CRISIS, parties=scattered), FRAME)
    assert len(few) <= audience._MOST_MARKS
    assert sum(spot.people.total() for spot in few) == RESULT.people.total - RESULT.people.not_located
    assert "more" in few[0].name


def test_a_mark_of_every_place_is_drawn_and_linked_to_its_facts() -> None:
    drawn = marks(spots(RESULT, CRISIS, FRAME), Room(FRAME))
    assert drawn.count('href="#place-') == len(PLACES) - 5  # hostels, station and metro hold parties
    assert drawn.count('class="card"') == 5


def test_marks_without_room_for_a_card_are_still_drawn() -> None:
    room = Room(FRAME)
    for x in range(0, 1000, 40):
        for y in range(0, int(FRAME.height), 40):
            room.keep_clear(x, y, 20)
    drawn = marks(spots(RESULT, CRISIS, FRAME), room)
    assert 'class="card"' not in drawn
    assert drawn.count('class="bare"') == 5
