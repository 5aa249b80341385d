"""What the planner or a crisis folder does not take is left out, and told: one bad row stops nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from safepassage.errors import BadInput, Fault
from safepassage.planning.io import check_crisis
from safepassage.planning.model import Crisis, Crossing, Haven, Means, Party, Shelter

Place = Haven | Shelter | Crossing | Party


class Planned(NamedTuple):
    """A crisis as the planner takes it, and what of the desk's is not in it."""

    crisis: Crisis
    left_out: tuple[Fault, ...] = ()


def checked_without_bad_drafts(crisis: Crisis) -> Planned:
    """As `check_crisis`, without advisories that have faults. Raises BadInput for other faults, or if none is left."""
    try:
        return Planned(check_crisis(crisis))
    except BadInput as error:
        bad = {fault.file.removeprefix("advisories/").removesuffix(".toml") for fault in error.faults}
        if not bad < crisis.advisories.keys():  # a folder has at least one
            raise
        good = {name: each for name, each in crisis.advisories.items() if name not in bad}
        return Planned(check_crisis(replace(crisis, advisories=good)), error.faults)


def without_places_off_roads(crisis: Crisis) -> Planned:
    """No folder has places that no road leads to: they are left out, and parties have no position."""
    far_havens, far_shelters, far_parties = (
        _far(crisis, rows, (Means.FOOT,)) for rows in (crisis.havens, crisis.shelters, crisis.parties)
    )
    far_crossings = _far(crisis, crisis.crossings, tuple(Means))
    parties = (
        each.model_copy(update=dict.fromkeys(("lat", "lon", "located_at"))) if each.id in far_parties else each
        for each in crisis.parties
    )
    left = replace(
        crisis,
        havens=tuple(each for each in crisis.havens if each.id not in far_havens),
        shelters=tuple(each for each in crisis.shelters if each.id not in far_shelters),
        crossings=tuple(each for each in crisis.crossings if each.id not in far_crossings),
        parties=tuple(parties),
    )
    found = {"havens": far_havens, "shelters": far_shelters, "crossings": far_crossings}
    expected = f"at most {crisis.settings.limits.snap_m:g} m from a road"
    faults = [Fault(table, code, "it is far from every road", expected) for table in found for code in found[table]]
    faults += [Fault("parties", code, "their position is far from every road", expected) for code in far_parties]
    return Planned(left, tuple(faults))


def _far(crisis: Crisis, rows: Sequence[Place], means: Collection[Means]) -> dict[str, None]:
    """Ids of those that no road is near to, in order."""
    placed = [row for row in rows if row.lat is not None and row.lon is not None]
    lat, lon = np.array([row.lat for row in placed], float), np.array([row.lon for row in placed], float)
    near, limit_m = np.zeros(len(placed), bool), crisis.settings.limits.snap_m
    for each in means:
        near |= crisis.network.edge_index.nearest(each, lat, lon, limit_m).line >= 0
    return dict.fromkeys(row.id for row, is_near in zip(placed, near, strict=True) if not is_near)
