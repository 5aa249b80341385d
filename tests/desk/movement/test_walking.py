"""Who cannot walk is never taken for somebody who can, however the record says it. Everybody is invented."""

import pytest

from safepassage.desk.movement.assumed import FIRST
from safepassage.desk.movement.walking import Walking
from safepassage.desk.people.mobility import CANNOT_WALK
from safepassage.desk.people.records import PersonRecord

SPEEDS = {name: each["speed_kph"] for name, each in FIRST["mobility"].items()}
WALKING = Walking.of(SPEEDS)


def walks_as(**said):
    return WALKING.class_of(PersonRecord(full_name="Asha Invented", **said))


@pytest.mark.parametrize("field", ["mobility", "medical", "remark"])
@pytest.mark.parametrize(
    "words",
    [
        CANNOT_WALK,
        "Cannot  walk alone",
        "she can't walk",
        "wheelchair",
        "uses a wheel-chair",
        "injured leg",
        "broken left ankle",
        "leg is broken",
        "paralysed from the waist",
        "amputee",
        "не может ходить",
        "не ходит",
        "на инвалидной коляске",
        "зламана нога",
        "лежача",
        "चल नहीं सकती",
        "व्हीलचेयर",
    ],
)
def test_who_cannot_walk_in_their_own_words_is_of_the_class_that_cannot(field, words):
    assert walks_as(**{field: words}) == "disabled"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"medical": "asthma"},
        {"mobility": "on crutches"},
        {"remark": "walked to the station"},
        {"medical": "diabetes, insulin"},
        {"remark": "ходит медленно"},
    ],
)
def test_who_does_not_say_so_is_taken_for_the_slowest_who_walk(said):
    assert walks_as(**said) == "injured"


def test_a_class_that_is_named_holds_whatever_else_is_said():
    assert walks_as(mobility="adult", medical="injured leg, healed") == "adult"


def test_without_a_class_that_cannot_walk_nobody_who_cannot_is_given_one():
    walking = Walking.of({name: speed for name, speed in SPEEDS.items() if speed})
    assert walking.cannot is None
    assert walking.class_of(PersonRecord(full_name="Asha Invented", mobility=CANNOT_WALK)) is None
