"""Rule A2: from what was said of a person to where they stand over time. No tables; instants are integer microseconds.

A step holds from its instant until that of the next.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from safepassage.desk.people.states import ORDER, SETTLED, State

NOWHERE = UUID(int=0)  # no haven, no warden: a unique constraint tells nulls apart, so there are none
FOREVER = 2**63 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
BETTER_GRADED_CONTESTS_FOR = timedelta(hours=24) // MICROSECOND


class Said(NamedTuple):
    """What a note comes down to."""

    source_us: int
    rank: int  # of its grade, 0 the best
    state: State  # not NEVER_TRIED
    haven: UUID
    entered_us: int
    is_settling: bool  # an officer weighed all that was said before


class Step(NamedTuple):
    """Where a person stands from an instant on."""

    from_us: int
    state: State
    haven: UUID
    is_contested: bool
    heard_us: int | None  # when they, or somebody of them, were last heard


def microseconds(instant: datetime) -> int:
    """Since 1970, UTC."""
    return (instant - EPOCH) // MICROSECOND


def instant(us: int) -> datetime:
    """The inverse of `microseconds`."""
    return EPOCH + us * MICROSECOND


def steps(begins_us: int, said: Iterable[Said]) -> list[Step]:
    """The steps of one person, from when they were first heard of; at least one.

    At each instant the latest by source date holds, then the better grade, then the first in the order of A1, then what
    was entered later. A call without an answer says nothing of where somebody is: it counts only until something does.
    """
    known = sorted(said, key=_precedence)
    begins_us = min([begins_us, *(each.source_us for each in known)])
    calls = [each.source_us for each in known if each.state == State.NO_ANSWER]
    statements = [each for each in known if each.state != State.NO_ANSWER]
    told_us = statements[0].source_us if statements else FOREVER
    found = [Step(begins_us, State.NEVER_TRIED, NOWHERE, False, None)]
    if calls and calls[0] < told_us:
        found.append(Step(calls[0], State.NO_ANSWER, NOWHERE, False, None))
    for place, holds in enumerate(statements):
        is_last_of_instant = place + 1 == len(statements) or statements[place + 1].source_us > holds.source_us
        if is_last_of_instant:
            contested = _is_contested(holds, statements[:place])
            found.append(Step(holds.source_us, holds.state, holds.haven, contested, holds.source_us))
    return [step for step, after in zip(found, [*found[1:], None], strict=True) if not after or after[0] > step[0]]


def disagrees(earlier: Said, holds: Said) -> bool:
    """Whether what was said earlier stands against what holds, not merely before it.

    It does if it names another state or haven, and is of the same instant, or better graded and no more than 24 hours
    older, or says dead, home or abroad where one now hears of somebody on the way.
    """
    if (earlier.state, earlier.haven) == (holds.state, holds.haven):
        return False
    if earlier.source_us == holds.source_us:
        return True
    if earlier.state in SETTLED and ORDER[earlier.state] < ORDER[holds.state]:
        return True
    return earlier.rank < holds.rank and holds.source_us - earlier.source_us <= BETTER_GRADED_CONTESTS_FOR


def _is_contested(holds: Said, earlier: Sequence[Said]) -> bool:
    if holds.is_settling:
        return False
    settled_us = max((each.source_us for each in earlier if each.is_settling), default=-1)
    return any(disagrees(each, holds) for each in earlier if each.source_us > settled_us or each.is_settling)


def _precedence(said: Said) -> tuple[int, int, int, int]:
    return said.source_us, -said.rank, -ORDER[said.state], said.entered_us
