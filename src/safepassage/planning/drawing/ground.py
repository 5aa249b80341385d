"""What lies on the ground: closures, control and hazard areas, curfew areas, shelters, havens."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from safepassage.planning import wording
from safepassage.planning.drawing.frame import WIDTH, Frame
from safepassage.planning.drawing.glyphs import glyph
from safepassage.planning.drawing.labels import Room, width_of
from safepassage.planning.drawing.roads import Lines, path_of
from safepassage.planning.drawing.svg import element, joined, polyline, text, translate, words
from safepassage.planning.model import Closure, Crisis, HavenAsked, HavenResult, Preflight
from safepassage.planning.wording import plain

KINDS = {"closure": "Closed", "control": "Control area", "hazard": "Hazard area"}
_TYPE = 12.0


def closure_name(closure: Closure) -> str:
    return f"{KINDS[closure.kind]}: {plain(closure.name or closure.id)}"


def patterns() -> str:
    """A hatching for each kind, so that kinds differ without colour."""
    strokes = {"closure": "M0 8L8 0", "control": "M0 4H8", "hazard": "M0 8L8 0M0 0L8 8"}
    return joined(
        element(
            "pattern",
            element("path", class_=f"hatch {kind}", d=d),
            id=f"hatch-{kind}",
            width=8.0,
            height=8.0,
            patternUnits="userSpaceOnUse",
        )
        for kind, d in strokes.items()
    )


def closures(crisis: Crisis, frame: Frame, lines: Lines) -> str:
    """Areas hatched, closed ways drawn thick, each linked to its facts."""
    drawn = []
    for number, closure in enumerate(crisis.closures, start=1):
        body = _geometry(closure.geometry, frame, closure.kind) if closure.geometry is not None else ""
        if closure.ways:
            chosen = np.isin(crisis.network.line_way, closure.ways)
            body += element("path", class_=f"shut {closure.kind}", d=path_of(lines, chosen))
        drawn.append(element("a", body, href=f"#closure-{number}", aria_label=closure_name(closure)))
    return joined(drawn)


def curfew_areas(crisis: Crisis, frame: Frame) -> str:
    areas = [curfew.area for curfew in crisis.curfews if curfew.area is not None]
    return joined(_geometry(area, frame, "curfew") for area in areas)


def _geometry(geometry: Any, frame: Frame, kind: str) -> str:
    """Any shapely geometry, x = lon, y = lat: areas filled, lines thick, points as discs."""
    drawn = []
    for part in shapely.get_parts(geometry):
        if part.geom_type.startswith(("Multi", "GeometryCollection")):
            drawn.append(_geometry(part, frame, kind))
        elif part.geom_type == "Polygon":
            rings = [_ring(ring, frame) for ring in (part.exterior, *part.interiors)]
            drawn.append(element("path", class_=f"area {kind}", d=joined(rings)))
        elif part.geom_type == "Point":
            x, y = frame.point(part.y, part.x)
            drawn.append(element("circle", class_=f"area {kind}", cx=x, cy=y, r=5.0))
        else:
            drawn.append(element("path", class_=f"shut {kind}", d=_ring(part, frame, closed=False)))
    return joined(drawn)


def _ring(line: Any, frame: Frame, *, closed: bool = True) -> str:
    lon, lat = shapely.get_coordinates(line).T
    return polyline(*frame.project(lat, lon), closed=closed)


def closure_labels(crisis: Crisis, frame: Frame, room: Room) -> str:
    """Names of areas within the frame, as far as there is room."""
    drawn = []
    for closure in crisis.closures:
        if closure.geometry is None:
            continue
        at = closure.geometry.representative_point()
        x, y = frame.point(at.y, at.x)
        if not (0 <= x <= WIDTH and 0 <= y <= frame.height):
            continue
        name = closure_name(closure)
        if box := room.place(x, y, width_of(name, _TYPE), _TYPE + 4, farthest=12):
            label = text(box.left - x, box.top + _TYPE - y, name, class_="area-name")
            drawn.append(_marked(x, y, element("g", label, class_="more")))
    return joined(drawn)


def shelters(crisis: Crisis, frame: Frame) -> str:
    drawn = []
    for shelter in crisis.shelters:
        x, y = frame.point(shelter.lat, shelter.lon)
        if 0 <= x <= WIDTH and 0 <= y <= frame.height:
            title = element("title", words(f"Shelter: {shelter.name}"))
            drawn.append(_marked(x, y, element("g", title, glyph("shelter", 0, 0, 0.9))))
    return joined(drawn)


def _marked(x: float, y: float, body: str) -> str:
    return element("g", element("g", body, class_="mark"), transform=translate(x, y))


def havens(result: Preflight, frame: Frame, room: Room) -> str:
    """The havens asked for, with places, people as worded and people who can reach each."""
    places = [frame.point(asked.lat, asked.lon) for asked in result.advisory.havens]
    for x, y in places:
        room.keep_clear(x, y, 12)
    pairs = zip(result.advisory.havens, result.havens, places, strict=True)
    return joined(_haven(n, asked, haven, at, room) for n, (asked, haven, at) in enumerate(pairs, start=1))


def _haven(number: int, asked: HavenAsked, haven: HavenResult, at: tuple[float, float], room: Room) -> str:
    (x, y), lines = at, haven_lines(haven)
    width = max(width_of(lines[0], 15), *(width_of(line, _TYPE) for line in lines[1:]))
    label = ""
    if box := room.place(x, y, width, 18 + 15 * (len(lines) - 1), farthest=30):
        to_the_left = box.left + box.width <= x
        side, anchor = (box.left + box.width, "end") if to_the_left else (box.left, "start")
        paper = element(
            "rect", class_="label-paper more", x=box.left - x, y=box.top - y, width=box.width, height=box.height
        )
        label = element("g", paper, *_label(lines, side - x, box.top + 14 - y), text_anchor=anchor)
    body = element("g", glyph("haven"), label, class_="mark")
    link = element("a", body, href=f"#haven-{number}", aria_label=f"Haven {'. '.join(lines)}", class_="haven")
    return element("g", link, transform=translate(x, y))


def _label(lines: Sequence[str], x: float, y: float) -> Iterable[str]:
    yield text(x, y, lines[0], class_="haven-name")
    below = (text(x, y + 15 * n, line, class_="haven-facts") for n, line in enumerate(lines[1:], start=1))
    yield element("g", *below, class_="more")


def haven_lines(haven: HavenResult) -> tuple[str, str, str]:
    places = "places not known" if haven.places is None else wording.places(haven.places)
    return plain(haven.name), f"{haven.as_worded:,} arrive as worded", f"{haven.can_reach:,} can reach it · {places}"
