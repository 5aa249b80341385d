"""OpenStreetMap files (.osm.pbf, .osm, .osm.gz), read with osmium."""

from collections.abc import Callable
from pathlib import Path

import osmium

from safepassage.errors import BadInput, Fault
from safepassage.formats.osm_tags import stopped, usage
from safepassage.formats.osm_ways import Ways, cut, nodes_beyond_earth
from safepassage.formats.roadlines import RoadLines

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz")
REPORT_EVERY = 10_000
ON_EARTH = "a latitude from -90 to 90 and a longitude from -180 to 180"

Progress = Callable[[str, int], None]  # what is counted, how many so far


def read_osm(path: Path, progress: Progress | None = None) -> RoadLines:
    """Read the roads of an OpenStreetMap file, one line from junction to junction; see `osm_ways.cut`.

    What tags mean is in `osm_tags`. Turn restrictions and conditions by hour are not read. Raises BadInput where the
    file is damaged, is not what its name says, declares XML entities, holds no road, or has roads beyond the earth.
    """
    if not path.stat().st_size:
        raise _bad(path, "the file is empty")
    ways = Ways()
    try:
        _collect(path, ways, progress)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise _bad(path, f"it cannot be read: {error}") from error
    if not ways.way_id:
        raise _bad(path, "there is no road in it that anybody may use")
    if beyond := nodes_beyond_earth(ways):
        raise BadInput(
            [
                Fault(str(path), f"node {node}", f"{lat:g}, {lon:g} is no latitude and longitude", ON_EARTH)
                for node, lat, lon in beyond
            ]
        )
    lines = cut(ways, path.name)
    if not len(lines.line_from):
        raise _bad(path, "there is no road with two known nodes in it")
    return lines


def _bad(path: Path, wrong: str) -> BadInput:
    expected = (
        "a whole OpenStreetMap file as its name says (.osm.pbf, .osm or .osm.gz), nodes first, then ways with roads"
    )
    if "entities" in wrong:
        expected = "XML without entity declarations"
    return BadInput([Fault(str(path), "", wrong, expected)])


def _collect(path: Path, ways: Ways, progress: Progress | None) -> None:
    node, way = osmium.osm.NODE, osmium.osm.WAY
    roads, barriers = osmium.filter.KeyFilter("highway", "route"), osmium.filter.KeyFilter("barrier")
    roads.enable_for(way)
    barriers.enable_for(node)
    objects = osmium.FileProcessor(str(path), node | way).with_locations().with_filter(roads).with_filter(barriers)
    for thing in objects:
        if isinstance(thing, osmium.osm.Node):
            ways.barriers[thing.id] = stopped(dict(thing.tags))
        elif isinstance(thing, osmium.osm.Way):
            _add_way(ways, thing)
            if progress and not len(ways.way_id) % REPORT_EVERY:
                progress("ways", len(ways.way_id))


def _add_way(ways: Ways, way: osmium.osm.Way) -> None:
    tags = dict(way.tags)
    found = usage(tags)
    if found is None:
        return
    ways.way_id.append(way.id)
    ways.n_refs.append(len(way.nodes))
    ways.road_class.append(ways.classes[found.road_class])
    ways.name.append(ways.names[tags.get("name") or tags.get("ref", "")])
    ways.walk.extend((found.walk_forward, found.walk_backward))
    ways.kph.extend((found.kph_forward, found.kph_backward))
    ways.duration_s.append(found.duration_s)
    for node in way.nodes:
        ways.ref.append(node.ref)
        ways.x.append(node.x)
        ways.y.append(node.y)
