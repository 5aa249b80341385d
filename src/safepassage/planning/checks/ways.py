"""Whether the ways are as they are taken to be, and whether anybody tells people to keep off them."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from safepassage.planning.checks.draft import Draft, Found, graded, listed
from safepassage.planning.journeys import exposures
from safepassage.planning.model import AlertInForce, Closure, Verdict, proven
from safepassage.planning.wording import distance, people

TELLS = {"Shelter": "to take shelter", "Avoid": "to keep away", "Evacuate": "to leave"}  # by CAP responseType
AGAINST_MOVING = ("Shelter", "Avoid")  # Evacuate is against being sent there, and so concerns havens alone
EVERYWHERE = shapely.box(-180, -90, 180, 90)  # an alert that gives no area
MANY = 0.5  # share of those on time


def conflicts_with_alert(draft: Draft) -> Iterator[Found]:
    for alert in draft.crisis.alerts:
        if _in_force(draft, alert):
            yield from _conflict(draft, alert)


def _in_force(draft: Draft, alert: AlertInForce) -> bool:
    """Whether it counts here, and holds at some time from issue to deadline."""
    counts = alert.status in ("Actual", draft.crisis.settings.status) and alert.msg_type in ("Alert", "Update")
    begins_in_time = (alert.effective or alert.sent) <= max(draft.advisory.issued_at, draft.advisory.deadline_at)
    return counts and begins_in_time and (alert.expires is None or alert.expires > draft.advisory.issued_at)


def _conflict(draft: Draft, alert: AlertInForce) -> Iterator[Found]:
    tells = [TELLS[kind] for kind in AGAINST_MOVING if kind in alert.response_types]
    area = shapely.union_all(alert.polygons) if alert.polygons else EVERYWHERE
    asked = _people_within(draft, area) if tells else 0
    on_ways = _people_through(draft, area) if tells else 0
    havens = _havens_within(draft, area) if tells or "Evacuate" in alert.response_types else []
    covers = [f"{people(asked)} told to move"] if asked else []
    covers += [f"the ways of {people(on_ways)}"] if on_ways else []
    covers += havens
    if not covers and tells and area.intersects(draft.area):
        covers = ["a part of the advisory's area"]
    if not covers:
        return
    named = f"“{alert.headline}”" if alert.headline else alert.identifier
    told = listed(tells or [TELLS["Evacuate"]])
    text = f"Alert {named} of {alert.sender} tells people {told}, {_window(draft, alert)}. It covers {listed(covers)}."
    evidence = {
        "identifier": alert.identifier,
        "sender": alert.sender,
        "headline": alert.headline,
        "status": alert.status,
        "response_types": list(alert.response_types),
        "effective": draft.iso(alert.effective or alert.sent),
        "expires": draft.iso(alert.expires),
        "people_told_to_move": asked,
        "people_whose_way_crosses": on_ways,
        "havens": havens,
    }
    yield Found("stop" if asked or havens else "serious", text, evidence)


def _window(draft: Draft, alert: AlertInForce) -> str:
    begin = alert.effective or alert.sent
    return draft.times.window(begin if begin > draft.advisory.issued_at else None, alert.expires)


def _havens_within(draft: Draft, area: BaseGeometry) -> list[str]:
    return [
        each.result.name for each, point in zip(draft.asked, draft.haven_points, strict=True) if area.intersects(point)
    ]


def _people_within(draft: Draft, area: BaseGeometry) -> int:
    audience = draft.audience
    inside = np.zeros(len(audience.size), bool)
    shapely.prepare(area)
    lon, lat = audience.lon[audience.located], audience.lat[audience.located]
    inside[audience.located] = shapely.intersects_xy(area, lon, lat)
    return draft.heads(inside)


def _people_through(draft: Draft, area: BaseGeometry) -> int:
    """People whose way, as worded, meets the area."""
    steps, row = draft.outcome.journeys.steps, draft.outcome.journeys.row
    if not len(steps.edge):
        return 0
    line = _lines(draft)
    used = np.unique(line[line >= 0])
    met = used[shapely.intersects(draft.situation.terrain.crisis.network.lines[used], area)]
    crosses = np.logical_or.reduceat(np.isin(line, met), steps.first[:-1])
    return draft.heads((row >= 0) & crosses[row])


def _lines(draft: Draft) -> np.ndarray:
    """(n,): the line of each step of everyone's ways, -1 = off the road."""
    edge = draft.outcome.journeys.steps.edge
    return np.where(edge >= 0, draft.crisis.network.edge_line[edge], -1)


def route_unverified(draft: Draft) -> Iterator[Found]:
    """What the roads and areas rest on: a drawing, no report at all, or reports that prove nothing."""
    network, reports, on_time = draft.crisis.network, draft.crisis.closures, draft.have(Verdict.ON_TIME)
    exposed = exposures(draft.situation.terrain, draft.outcome.journeys)
    metres = np.array([0.0 if one is None else one.unverified_m for one in exposed])
    going, through = draft.heads(on_time), draft.heads(on_time & (metres > 0))
    unproven = _unproven_areas(draft, on_time)
    is_sketch = "sketch" in network.source.lower()
    doubts = [f"the roads are a sketch ({network.source})"] if is_sketch else []
    doubts += [] if reports else ["nothing is reported of any road or area, open or shut"]
    if through:
        areas = listed(f"“{area.name or area.id}” ({graded(area.grade)})" for area in unproven)
        up_to = distance(float(metres[on_time].max()))
        doubts.append(f"{through:,} of {people(going)} on time go up to {up_to} through unproven areas: {areas}")
    if doubts:
        grave = is_sketch or not reports or through >= MANY * going
        evidence = {
            "network": network.source,
            "reports": len(reports),
            "people_on_time": going,
            "people_through_unproven_areas": through,
            "unproven_areas": {area.id: area.grade for area in unproven},
        }
        yield Found("serious" if grave else "note", f"Routes are unverified: {'; '.join(doubts)}.", evidence)


def _unproven_areas(draft: Draft, parties: np.ndarray) -> list[Closure]:
    """Control and hazard areas of poor evidence on the ways of these parties, (n_parties,) bool."""
    journeys, windows = draft.outcome.journeys, draft.situation.terrain.windows
    traveller = np.repeat(np.arange(len(journeys.steps.first) - 1), np.diff(journeys.steps.first))
    line = _lines(draft)
    sets = np.unique(windows.line_areas[line[np.isin(traveller, journeys.row[parties]) & (line >= 0)]])
    met = {windows.areas[area].id for one in sets.tolist() for area in windows.area_sets[one]}
    return [area for area in draft.crisis.closures if area.id in met and not proven(area.grade)]
