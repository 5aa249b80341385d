"""Whether people, havens, shelters and crossings are where a way can begin, pause or end."""

from collections.abc import Iterator, Sequence

import numpy as np

from safepassage.planning.checks.draft import Draft, Found
from safepassage.planning.model import Means, Severity
from safepassage.planning.terrain import Terrain
from safepassage.planning.wording import distance, people

NAMED = 10  # parties that the text names; the evidence has all


def off_roads(draft: Draft) -> Iterator[Found]:
    """Places farther from any road than `limits.snap_m`: nobody gets there, or away. Files may have none."""
    terrain, limit = draft.situation.terrain, distance(draft.limits.snap_m)
    for stop in _stops(terrain):
        named = stop < len(draft.asked)
        severity: Severity = "stop" if named else "note"
        name = draft.asked[stop].result.name if named else _name(draft, stop)
        text = f"{name} is more than {limit} from any road: it is left out, as if no way led there."
        yield Found(severity, text, {"place": terrain.stops[stop].name, "limit_m": draft.limits.snap_m})
    for crossing in draft.crisis.crossings:
        if max(terrain.crossing_line[crossing.id].values()) < 0:
            text = f"The crossing {crossing.name or crossing.id} is more than {limit} from any road"
            evidence = {"crossing": crossing.id, "limit_m": draft.limits.snap_m}
            yield Found("serious", f"{text}: whom it refuses is not counted.", evidence)
    yield from _parties(draft, limit)


def _stops(terrain: Terrain) -> Sequence[int]:
    return np.flatnonzero(_far(terrain)[: len(terrain.stops)]).tolist()


def _far(terrain: Terrain) -> np.ndarray:
    """(n_places,) bool."""
    return np.asarray(terrain.places[Means.FOOT].snaps.line < 0)


def _name(draft: Draft, stop: int) -> str:
    """What people call a stop that the advisory does not name."""
    found = draft.situation.terrain.stops[stop]
    rows = draft.crisis.shelters if found.file == "shelters.csv" else draft.crisis.havens
    return next(row.name for row in rows if row.id == found.name)


def _parties(draft: Draft, limit: str) -> Iterator[Found]:
    terrain = draft.situation.terrain
    lost = np.flatnonzero((terrain.party_place >= 0) & _far(terrain)[terrain.party_place] & (draft.situation.there < 0))
    if not len(lost):
        return
    ids = [draft.audience.parties[i].id for i in lost.tolist()]
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    text = (
        f"{people(draft.heads(lost))} are at points more than {limit} from any road, so no way is found for them:"
        f" {', '.join(ids[:NAMED])}{more}. Ask where they are."
    )
    yield Found("serious", text, {"parties": ids, "people": draft.heads(lost), "limit_m": draft.limits.snap_m})
