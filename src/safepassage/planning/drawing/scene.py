"""A drawing put together: the map's layers, its key, scale and north."""

from collections.abc import Iterable
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import shapely

from safepassage.planning import wording
from safepassage.planning.drawing import audience, ground
from safepassage.planning.drawing.audience import Spot, spots
from safepassage.planning.drawing.frame import WIDTH, Frame, frame_of
from safepassage.planning.drawing.glyphs import definitions, glyph
from safepassage.planning.drawing.labels import Room
from safepassage.planning.drawing.roads import flows, lines_in, roads
from safepassage.planning.drawing.svg import element, joined, polyline, text, translate
from safepassage.planning.model import Crisis, PartyResult, Preflight, Verdict
from safepassage.planning.wording import Times

_WAYS_OF_A_MARK = 12
_WAY_RESOLUTION = 0.7  # units
_BAR = 160.0  # longest scale bar, units
STRIP = 48.0  # units below the frame, for scale and north: within it they would lie on marks


class Key(NamedTuple):
    """One line of the key: a drawn sample about the origin, 24 units wide, and what it stands for."""

    sample: str
    words: str
    people: str = ""


class Scene(NamedTuple):
    frame: Frame
    spots: tuple[Spot, ...]
    definitions: str
    world: str  # layers, in the frame's units
    strip: str  # scale and north, on paper of their own below the frame
    key: tuple[Key, ...]

    @property
    def height(self) -> float:
        """Frame and strip, in drawing units."""
        return self.frame.height + STRIP


def template(name: str) -> str:
    return (files("safepassage.planning.drawing") / "templates" / name).read_text("utf-8")


def scene_of(result: Preflight, crisis: Crisis) -> Scene:
    """Draw the map of a result; `crisis` is the one it was made from."""
    frame = frame_of(result, crisis)
    lines = lines_in(crisis.network, frame)
    drawn = roads(crisis.network, lines)
    marks = spots(result, crisis, frame)
    room = Room(frame)
    havens = ground.havens(result, frame, room)
    people = audience.marks(marks, room)
    layers = {
        "roads": drawn.markup,
        "curfews": ground.curfew_areas(crisis, frame),
        "closures": ground.closures(crisis, frame, lines),
        "flows": flows(result, crisis.network, lines, frame),
        "ways": _ways(marks, frame),
        "shelters": ground.shelters(crisis, frame),
        "area-names": ground.closure_labels(crisis, frame, room),
        "people": people,
        "havens": havens,
    }
    world = joined(element("g", markup, class_=name) for name, markup in layers.items())
    key = tuple(_key(result, crisis, drawn.left_out))
    return Scene(frame, marks, definitions() + ground.patterns(), world, _strip(frame), key)


def _ways(marks: tuple[Spot, ...], frame: Frame) -> str:
    """For each mark the ways of its parties, hidden until the mark is chosen; one for each start, haven and verdict."""
    drawn = []
    for spot in marks:
        ways: dict[tuple[object, ...], PartyResult] = {}
        for party in spot.parties:
            if party.route:
                ways.setdefault((tuple(party.route.line[:1].ravel()), party.haven, party.verdict), party)
        shown = list(ways.values())[:_WAYS_OF_A_MARK]
        shown.sort(key=lambda party: party.verdict is Verdict.ON_TIME)  # drawn last, on top
        paths = {_way(party.route.line, frame): party.verdict for party in shown if party.route}
        markup = joined(element("path", class_=f"way {verdict}", d=d) for d, verdict in paths.items() if d)
        if markup:
            drawn.append(element("g", markup, class_="ways-of", id=f"ways-of-{spot.id}"))
    return joined(drawn)


def _way(line: Iterable[tuple[float, float]], frame: Frame) -> str:
    lat, lon = np.array(tuple(line), np.float64).reshape(-1, 2).T
    way = shapely.linestrings(np.column_stack(frame.project(lat, lon))) if len(lat) > 1 else shapely.LineString()
    return polyline(*shapely.get_coordinates(shapely.simplify(way, _WAY_RESOLUTION)).T)


def _strip(frame: Frame) -> str:
    """The scale bar and north; the page's script redraws the bar when the map is enlarged."""
    metres, units = frame.scale_bar(_BAR)
    length = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres} m"
    bar = element("path", class_="scale-bar", id="scale-bar", d=f"M0-6V0H{round(units, 1)}V-6")
    label = text(0, 0, length, class_="scale-text", id="scale-text", transform=translate(units + 8, 0))
    arrow = element("path", class_="north-arrow", d="M0-7L6 7 0 3-6 7z")
    north = element("g", arrow, text(-15, 5, "N", class_="north-text"), class_="corner")
    paper = element("rect", class_="paper", width=WIDTH, height=STRIP)
    scale = element("g", bar, label, transform=translate(14, STRIP / 2 + 6))
    drawn = paper + scale + element("g", north, transform=translate(WIDTH - 24, STRIP / 2))
    return element("g", drawn, class_="strip", transform=translate(0, frame.height))


# --- Key -------------------------------------------------------------------------------------------------------------


def _key(result: Preflight, crisis: Crisis, left_out: tuple[str, ...]) -> Iterable[Key]:
    for verdict in reversed(Verdict):
        heads = getattr(result.people, verdict.value)
        note = " (not on the map)" if verdict is Verdict.NOT_LOCATED else ""
        yield Key(glyph(verdict), wording.VERDICTS[verdict] + note, f"{heads:,}")
    yield Key(_flow_sample("on_time"), "way of those who can arrive; thicker: more people")
    if any(party.verdict is Verdict.NO_PLACE and party.route for party in result.parties):
        yield Key(_flow_sample("no_place"), "way of those who find no place left")
    yield Key(glyph("haven"), "haven named in the advisory")
    if crisis.shelters:
        yield Key(glyph("shelter"), "shelter")
    for kind in ("closure", "control", "hazard"):
        if any(closure.kind == kind for closure in crisis.closures):
            yield Key(_area_sample(kind), ground.KINDS[kind].lower())
    times = Times.of(result)
    for curfew in crisis.curfews:
        where = "in the dashed area" if curfew.area is not None else "everywhere"
        hours = times.daily(curfew.begins, curfew.ends, curfew.first_on)
        yield Key(_area_sample("curfew") if curfew.area is not None else "", f"curfew {hours}, {where}")
    if left_out:
        yield Key(
            element("path", class_="road minor", d="M-11 0H11"), f"roads not drawn, for size: {', '.join(left_out)}"
        )


def _flow_sample(verdict: str) -> str:
    return element("path", class_=f"flow flow-2 {verdict}", d="M-11 0H11")


def _area_sample(kind: str) -> str:
    return element("rect", class_=f"area {kind}", x=-11.0, y=-7.0, width=22.0, height=14.0)
