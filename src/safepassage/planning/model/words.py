"""The words of the rules: verdicts, means, states of a person; which grades prove a thing."""

from enum import StrEnum


class Verdict(StrEnum):
    """Rule P9, in order: a party gets the first that holds."""

    NOT_LOCATED = "not_located"
    NOT_TOLD = "not_told"
    CANNOT_MOVE = "cannot_move"
    REFUSED = "refused"
    NO_ROUTE = "no_route"
    TOO_LATE = "too_late"
    NO_PLACE = "no_place"
    ON_TIME = "on_time"


class Means(StrEnum):
    """How a party moves, slowest first."""

    FOOT = "foot"
    VEHICLE = "vehicle"


class State(StrEnum):
    """Where a person is (rule A1), as far as the planner asks."""

    DEAD = "dead"
    HELD = "held"
    IN_HOSPITAL = "in_hospital"
    HOME = "home"
    ABROAD = "abroad"
    LEFT = "left"
    MOVING = "moving"
    IN_HAVEN = "in_haven"
    MISSING = "missing"
    STAYING = "staying"
    SHELTERING = "sheltering"
    UNDECIDED = "undecided"
    NO_ANSWER = "no_answer"
    NEVER_TRIED = "never_tried"


NOT_IN_AUDIENCE = frozenset({State.DEAD, State.HELD, State.HOME, State.ABROAD})  # rule P2


def proven(grade: str | None) -> bool:
    """Whether what has this Admiralty grade can be built on: C3, fairly reliable and possibly true, or better."""
    return grade is not None and grade[0] <= "C" and grade[1] <= "3"
