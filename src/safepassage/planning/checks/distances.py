"""Whether the distances that the advisory states fit the places that it was taken to name."""

from collections.abc import Iterator

import numpy as np

from safepassage.planning.checks.draft import Draft, Found
from safepassage.planning.wording import distance

ROUGHLY = 1.25  # a stated distance is of the ways that are no longer, and no shorter, by this factor


def distance_of_no_way(draft: Draft) -> Iterator[Found]:
    """A distance that is nobody's. No field says from where it is meant, so everybody's ways are looked at."""
    metres = draft.outcome.reach.metres
    for column, (written, asked) in enumerate(zip(draft.advisory.havens, draft.asked, strict=True)):
        ways = metres[np.isfinite(metres[:, column]), column]
        if written.said_m is None or not len(ways):
            continue
        shortest, longest = float(ways.min()), float(ways.max())
        if shortest / ROUGHLY <= written.said_m <= longest * ROUGHLY:
            continue
        ways_are = f"people's ways to {asked.result.name} are {distance(shortest)} to {distance(longest)}"
        text = f"The text says {distance(written.said_m)} to “{written.asked}”, but {ways_are}"
        evidence = {
            "asked": written.asked,
            "haven_id": asked.result.haven_id,
            "said_m": written.said_m,
            "shortest_way_m": round(shortest),
            "longest_way_m": round(longest),
        }
        yield Found("serious", f"{text}; another place may be meant.", evidence)
