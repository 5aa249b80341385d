"""The journey that each party would make: its route, its exposure, and where it is at a given second (P6, P9)."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from safepassage.planning.model import NEVER, CaughtAt, Crisis, Exposure, Means, Route
from safepassage.planning.network import Network
from safepassage.planning.reach import Reach
from safepassage.planning.routes import Steps, routes_of, steps_of
from safepassage.planning.terrain import Terrain
from safepassage.planning.windows import Windows


@dataclass(frozen=True, eq=False)
class Journeys:
    """Journeys of those parties that have one.

    reach: without its trips, which are large. haven: (n_parties,) int32, column of the reach, -1 = no journey. row:
    (n_parties,) int32, the party's row in `steps` and `means`, -1 = it has no way to go.
    """

    reach: Reach
    haven: np.ndarray
    steps: Steps
    means: tuple[Means, ...]
    row: np.ndarray

    def of(self, quantity: np.ndarray) -> np.ndarray:
        """(n_parties,): what a (n_parties, h) array of the reach holds for each party's haven; 0 where no journey."""
        chosen = np.take_along_axis(quantity, np.maximum(self.haven, 0)[:, None], axis=1)[:, 0]
        return np.where(self.haven >= 0, chosen, 0)


def journeys_of(reach: Reach, haven: np.ndarray) -> Journeys:
    """Unfold the way of each party to its haven; who is there has none to go.

    haven: (n_parties,) int32, column of the reach, -1 = none.
    """
    haven = np.where((haven >= 0) & (reach.arrive[np.arange(len(haven)), np.maximum(haven, 0)] != NEVER), haven, -1)
    row, parts = np.full(len(haven), -1, np.int32), []
    means: list[Means] = []
    for kind, search, columns, ways in reach.trips:
        for i, column in enumerate(columns):
            here = (haven[kind.parties] == column) & (ways.arrive[i] == reach.arrive[kind.parties, column])
            traveller = np.flatnonzero(here & (row[kind.parties] < 0))
            if not len(traveller):
                continue
            parties = kind.parties[traveller]
            parts.append(steps_of(search, ways, i, traveller))
            row[parties] = len(means) + np.arange(len(parties))
            means += [kind.traveller.means] * len(parties)
    return Journeys(replace(reach, trips=[]), haven, Steps.joined(parts), tuple(means), row)


def routes(terrain: Terrain, journeys: Journeys) -> list[Route | None]:
    """Each party's route, None where it has no journey."""
    names = [stop.name for stop in terrain.stops]
    by_row = np.argsort(journeys.row)[np.count_nonzero(journeys.row < 0) :]
    made = routes_of(terrain.crisis.network, journeys.means, journeys.steps, names)
    found: list[Route | None] = [None] * len(journeys.row)
    for party, route in zip(by_row, made, strict=True):
        found[party] = route
    return found


def exposures(terrain: Terrain, journeys: Journeys) -> list[Exposure | None]:
    """What each party is exposed to on its journey; None where it has none."""
    unverified_m, oldest = _evidence(terrain.windows, terrain.crisis, journeys.steps)
    outdoor_s, hazard_s = journeys.of(journeys.reach.outdoor_s), journeys.of(journeys.reach.hazard_s)
    risk = journeys.of(journeys.reach.risk)
    found: list[Exposure | None] = []
    for party, row in enumerate(journeys.row):
        if row < 0:
            found.append(None)
            continue
        age = None if np.isnan(oldest[row]) else round(float(oldest[row]), 2)
        found.append(
            Exposure(
                outdoor_s=int(outdoor_s[party]),
                hazard_s=int(hazard_s[party]),
                risk=round(float(risk[party]), 3),
                unverified_m=round(float(unverified_m[row]), 1),
                oldest_evidence_h=age,
            )
        )
    return found


def _evidence(windows: Windows, crisis: Crisis, steps: Steps) -> tuple[np.ndarray, np.ndarray]:
    """For each row of steps: metres in unverified areas, and the age of the oldest evidence in hours (nan = none).

    An area counts on the edges that one is on during its window.
    """
    if len(steps.first) == 1:
        return np.zeros(0), np.zeros(0)
    on_road = steps.edge >= 0
    met = windows.line_areas[crisis.network.edge_line[np.where(on_road, steps.edge, 0)]]
    unverified, age_h = np.zeros(len(met), bool), np.full(len(met), np.nan)
    for i, area in enumerate(windows.areas):
        holds = np.array([i in areas for areas in windows.area_sets], bool)
        within = on_road & holds[met] & (steps.enter < area.span[1]) & (steps.leave > area.span[0])
        unverified |= within & (not area.verified)
        if area.evidence_at is not None:
            hours = (crisis.settings.clock.now - area.evidence_at).total_seconds() / 3600
            age_h = np.fmax(age_h, np.where(within, hours, np.nan))
    starts = steps.first[:-1]
    return np.add.reduceat(np.where(unverified, steps.metres, 0.0), starts), np.fmax.reduceat(age_h, starts)


class Whereabouts:
    """Where travellers are at a given second."""

    def __init__(self, terrain: Terrain, lat: np.ndarray, lon: np.ndarray, journeys: Journeys) -> None:
        """lat, lon: (n_parties,) float64, of their starts. The reach's columns are the first of the terrain's stops."""
        self._terrain, self._journeys = terrain, journeys
        self._lat, self._lon = lat, lon
        self._lines = terrain.crisis.network.lines

    def at(self, party: int, second: int) -> CaughtAt:
        """Where the party is, indoors or out."""
        steps, row = self._journeys.steps, self._journeys.row[party]
        when = self._terrain.crisis.instant(second)
        here = (float(self._lat[party]), float(self._lon[party]))
        if row < 0 or second < steps.enter[steps.first[row]]:
            return CaughtAt(at=when, lat=here[0], lon=here[1], where="shelter")
        begin, end = steps.first[row], steps.first[row + 1]
        stop = self._terrain.stops[self._journeys.haven[party]]
        if second >= steps.leave[end - 1]:
            return CaughtAt(at=when, lat=stop.lat, lon=stop.lon, where="haven")
        piece = begin + int(np.searchsorted(steps.enter[begin:end], second, side="right")) - 1
        waiting = second >= steps.leave[piece]
        if waiting and steps.stop[piece] >= 0:
            inside = self._terrain.stops[steps.stop[piece]]
            return CaughtAt(at=when, lat=inside.lat, lon=inside.lon, where="shelter")
        lat, lon = self._on_piece(piece, second) or self._beside(piece) or here
        return CaughtAt(at=when, lat=round(lat, 6), lon=round(lon, 6), where="waiting" if waiting else "road")

    def _on_piece(self, piece: int, second: int) -> tuple[float, float] | None:
        """The point on the road; None off the road."""
        steps, network = self._journeys.steps, self._terrain.crisis.network
        edge = steps.edge[piece]
        if edge < 0:
            return None
        length = steps.leave[piece] - steps.enter[piece]
        done = 1.0 if length == 0 else min(1.0, (second - steps.enter[piece]) / length)
        share = steps.begin[piece] + done * (steps.end[piece] - steps.begin[piece])
        return _point_at(network, self._lines, int(edge), float(share))

    def _beside(self, piece: int) -> tuple[float, float] | None:
        """The stop to which, or else from which, this piece leads off the road; None: it leads from the start."""
        steps = self._journeys.steps
        stop = steps.stop[piece] if steps.stop[piece] >= 0 or piece == 0 else steps.stop[piece - 1]
        return None if stop < 0 else (self._terrain.stops[stop].lat, self._terrain.stops[stop].lon)


def _point_at(network: Network, lines: np.ndarray, edge: int, share: float) -> tuple[float, float]:
    along = 1 - share if network.edge_backward[edge] else share
    point = shapely.line_interpolate_point(lines[network.edge_line[edge]], along, normalized=True)
    return float(point.y), float(point.x)
