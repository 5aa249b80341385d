"""Where parties are caught who would not arrive, if they obeyed all the same (rule P6)."""

import numpy as np

from safepassage.planning.journeys import Whereabouts, journeys_of
from safepassage.planning.model import NEVER, CaughtOut, Verdict
from safepassage.planning.outcome import Outcome
from safepassage.planning.placing import NOWHERE
from safepassage.planning.reach import reach_of
from safepassage.planning.whatif import Situation


def caught_out(situation: Situation, outcome: Outcome) -> list[CaughtOut | None]:
    """For each party that is told, could set out and would not be on time: where it is at the deadline and at curfew.

    It sets out when ready for the haven that it would reach first if there were no curfew, and stops for none: that is
    what obeying means to one who is late. Closures still stop it.
    """
    audience, terrain, n = situation.audience, situation.terrain, len(outcome.verdicts)
    late = np.array([verdict not in (Verdict.ON_TIME, Verdict.NOT_LOCATED) for verdict in outcome.verdicts], bool)
    late &= audience.able & (audience.ready_at != NEVER) & audience.located
    if not late.any():
        return [None] * n
    curfews = [i for i, shut in enumerate(terrain.windows.shuts) if shut.kind == "curfew"]
    reach = reach_of(
        terrain, situation.kinds, situation.havens, audience.ready_at,
        situation.issue, situation.horizon, without=curfews, nearest_only=bool(situation.may_go.all()), at_once=True,
    )  # fmt: skip
    arrive = np.where(situation.may_go, reach.arrive, NEVER)
    heads_for = np.where(late & (arrive.min(axis=1) != NEVER), arrive.argmin(axis=1), NOWHERE)
    where = Whereabouts(terrain, audience.lat, audience.lon, journeys_of(reach, heads_for))
    deadline = terrain.crisis.seconds(situation.advisory.deadline_at)
    begins = [begin for i in curfews for begin, _ in terrain.windows.shuts[i].spans]
    curfew = min((begin for begin in begins if situation.issue <= begin <= situation.horizon), default=None)
    return [
        CaughtOut(at_deadline=where.at(i, deadline), at_curfew=None if curfew is None else where.at(i, curfew))
        if late[i]
        else None
        for i in range(n)
    ]
