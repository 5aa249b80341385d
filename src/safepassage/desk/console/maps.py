"""The map of a crisis: the area, what is on the ground, the roads; as a page with a list, and as GeoJSON."""

from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from shapely.geometry.base import BaseGeometry

from safepassage.desk.console.ground import row_of
from safepassage.desk.console.ground_forms import LABELS
from safepassage.desk.console.sketch import Mark, sample, sketch
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import Closure, OnGround
from safepassage.desk.movement.road_builds import road_lines
from safepassage.desk.picture import queries as picture
from safepassage.desk.picture.sides import corridors_shaken
from safepassage.formats import geojson
from safepassage.formats.cap import parse_polygon

DRAWN = (Kind.CLOSURE, Kind.CURFEW, Kind.HAVEN, Kind.SHELTER, Kind.ASSEMBLY_POINT, Kind.CROSSING)  # areas first
LEGEND = {kind.value: LABELS[kind][0] for kind in DRAWN} | dict(Closure.Effect.choices)  # by what a mark is drawn as
MOST_SKETCHED = 200  # things; a sketch of more is a blot
PRIVATE = {"Cache-Control": "private, no-store"}


@require_GET
@needs(Deed.SEE, Thing.GROUND)
def ground_map(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Everything that has a place, drawn and as a list."""
    found = {kind: list(queries.of_kind(crisis, kind)) for kind in DRAWN}
    shaken = _shaken(crisis)
    marks = [mark for things in found.values() for thing in things for mark in _marks(thing, shaken)]
    lists = [(LABELS[kind][1], kind.value, [row_of(thing) for thing in things]) for kind, things in found.items()]
    page = {
        "crisis": crisis,
        "shaken": shaken,
        "corridors": corridors_shaken(crisis),
        "legend": _legend(marks),
        "sketch": sketch(crisis.area, marks[:MOST_SKETCHED]),
        "lists": lists,
        "left_out": max(0, len(marks) - MOST_SKETCHED),
        "has_roads": queries.roads_of(crisis) is not None,
    }
    return render(request, "console/ground_map.html", page)


@require_GET
@needs(Deed.SEE, Thing.GROUND)
def ground_features(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """The area and what is on the ground, as GeoJSON."""
    features, shaken = list(_area(crisis)), _shaken(crisis)
    for kind in DRAWN:
        for thing in queries.of_kind(crisis, kind):
            about = {"kind": mark_kind(thing), "label": str(LABELS[kind][0])}
            features += [
                (about | {"name": mark.called, "shaken": mark.is_shaken}, mark.geometry)
                for mark in _marks(thing, shaken)
            ]
    return HttpResponse(geojson.format_features(features), content_type="application/geo+json", headers=PRIVATE)


@require_GET
@needs(Deed.SEE, Thing.GROUND)
def ground_roads(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """The roads as lines, at most some 400 kB, as GeoJSON."""
    lines = road_lines(crisis)
    if lines is None:
        lines = geojson.format_features([])
    return HttpResponse(lines, content_type="application/geo+json", headers=PRIVATE)


@require_GET
@needs(Deed.SEE, Thing.GROUND)
def closures(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Closures, control and hazard areas with all that is said of them; one known by its ways alone has no shape."""
    rows = queries.things(crisis, Kind.CLOSURE)
    features = (
        ({name: _plain(value) for name, value in said.items() if name != "geometry"}, _shape(said.get("geometry")))
        for said in ({"id": row.code, **queries.fields_of(row)} for row in rows)
    )
    headers = PRIVATE | {"Content-Disposition": 'attachment; filename="closures.geojson"'}
    return HttpResponse(geojson.format_features(features), content_type="application/geo+json", headers=headers)


def _legend(marks: Sequence[Mark]) -> list[tuple[SafeString, object]]:
    """How each kind that is there is drawn; and what is shaken, which is told even when nothing is."""
    found = {mark.kind: mark.geometry.geom_type != "Point" for mark in marks}
    rows = [(sample(kind, is_area=is_area), LEGEND[kind]) for kind, is_area in found.items()]
    for is_area, words in ((False, _("Shaken place: what it rests on has fallen")), (True, _("Shaken area or way"))):
        rows.append((sample("", is_area=is_area, is_shaken=True), words))
    return rows


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _shape(geometry: Any) -> BaseGeometry | None:
    return geojson.parse_geometry(geometry) if geometry else None


def mark_kind(thing: OnGround) -> str:
    """What it is drawn as: the effect of a closure, else its kind."""
    return getattr(thing, "kind", "") if thing.what is Kind.CLOSURE else thing.what.value


def _area(crisis: Crisis) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    if crisis.area:
        yield {"kind": "area", "name": crisis.name, "label": ""}, parse_polygon(crisis.area)


def _shaken(crisis: Crisis) -> frozenset[str]:
    """The things of which something that they rest on has fallen, as the ledger names them."""
    return frozenset(picture.shaken(crisis))


def _marks(thing: OnGround, shaken: Container[str] = ()) -> Iterator[Mark]:
    """Where it is; nothing for what covers everything, or is known by its ways alone."""
    told = mark_kind(thing), str(thing), thing.reference in shaken
    if hasattr(thing, "lat"):
        yield Mark(shapely.Point(thing.lon, thing.lat), *told)
    elif getattr(thing, "geometry", None):
        yield Mark(geojson.parse_geometry(thing.geometry), *told)
    elif getattr(thing, "area", ""):
        yield Mark(parse_polygon(thing.area), *told)
