"""What a page tells of a preflight: the result without its parties, who is stopped by what, and how far havens are.

It is made when the preflight is, with the names that closures, curfews and rules had then.
"""

from collections import Counter
from collections.abc import Iterable, Set

from pydantic import BaseModel, ConfigDict

from safepassage.planning import wording
from safepassage.planning.model import NOT_IN_AUDIENCE, Blocker, Crisis, Preflight


class Cause(BaseModel):
    """So many people could arrive if this alone were taken away; or, of a pair, both."""

    model_config = ConfigDict(frozen=True)
    people: int
    words: str
    is_pair: bool = False


class Way(BaseModel):
    """How far those have to go who are sent to a haven, in metres."""

    model_config = ConfigDict(frozen=True)
    shortest_m: float
    longest_m: float


class Summary(BaseModel):
    """A preflight in numbers and words. `result` has no parties."""

    model_config = ConfigDict(frozen=True)
    result: Preflight
    causes: tuple[Cause, ...]  # most people first; a person may stand in several
    uncaused: int  # people for whom no single thing, and no pair, would do
    ways: tuple[Way | None, ...]  # as the advisory's havens; None: nobody goes there
    left_out: tuple[str, ...] = ()  # of the ground, as the planner does not take it
    unverified: int = 0  # people counted whom the public form alone put on the register
    audience: int | None = None  # people who could be in one, wherever they are; None: made before this was kept


def summary_of(
    result: Preflight, crisis: Crisis, unverified: Set[str] = frozenset(), left_out: tuple[str, ...] = ()
) -> Summary:
    """The summary of a whole result.

    crisis: the one it was made from. unverified: ids of some of its persons. left_out: what of the ground is not in it.
    """
    stopped = Counter[Blocker]()
    for party in result.parties:
        for blocker in party.blockers:
            stopped[blocker] += party.size
    uncaused = sum(stopped.pop(blocker) for blocker in list(stopped) if blocker.kind == "no_single_cause")
    return Summary(
        result=result.model_copy(update={"parties": ()}),
        causes=tuple(_causes(stopped, wording.Causes(crisis, wording.Times.of(result)))),
        uncaused=uncaused,
        ways=tuple(_ways(result)),
        left_out=left_out,
        unverified=_counted(result, crisis, unverified),
        audience=sum(person.state not in NOT_IN_AUDIENCE for person in crisis.persons),
    )


def _counted(result: Preflight, crisis: Crisis, persons: Set[str]) -> int:
    """How many of these persons the result counts."""
    judged = {party.id for party in result.parties}
    return sum(
        person.id in persons and person.party in judged and person.state not in NOT_IN_AUDIENCE
        for person in crisis.persons
    )


def _causes(stopped: Counter[Blocker], causes: wording.Causes) -> Iterable[Cause]:
    for blocker, people in stopped.most_common():
        yield Cause(people=people, words=causes.of(blocker), is_pair=blocker.kind == "pair")


def _ways(result: Preflight) -> Iterable[Way | None]:
    for asked in result.advisory.havens:
        names = {asked.haven_id, asked.asked}
        metres = [party.distance_m for party in result.parties if party.haven in names and party.distance_m]
        yield Way(shortest_m=min(metres), longest_m=max(metres)) if metres else None
