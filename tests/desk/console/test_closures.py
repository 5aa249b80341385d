"""Closures given out as GeoJSON: all that is said of them, and nothing that ended."""

from safepassage.desk.ground import actions
from safepassage.desk.ground.kinds import Kind
from safepassage.formats.geojson import parse_geometry, read_features

SQUARE = {"type": "Polygon", "coordinates": [[[36.0, 50.0], [36.1, 50.0], [36.1, 50.1], [36.0, 50.0]]]}


def test_closures_are_given_as_geojson(screen, crisis, officer):
    for code, where in (("bridge", {"ways": [1, 2]}), ("square", {"geometry": SQUARE}), ("gone", {"ways": [3]})):
        thing = actions.put(crisis, Kind.CLOSURE, code, {"kind": "closure", "name": code, **where}, actor=officer)
    actions.remove(thing, actor=officer, reason="opened again")
    found = read_features(screen.get(f"/crises/{crisis.id}/ground/closures.geojson").content)
    assert found.faults == ()
    bridge, square = found.by_number.values()
    assert (bridge.properties["id"], bridge.properties["ways"], bridge.geometry) == ("bridge", [1, 2], None)
    assert parse_geometry(square.geometry).equals(parse_geometry(SQUARE))
