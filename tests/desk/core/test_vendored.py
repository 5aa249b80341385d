"""What browsers get of others' work: byte for byte what its table says, with licences; the policy stays strict."""

import hashlib
import json
import re
from pathlib import Path

import shapely
from django.conf import settings
from django.contrib.staticfiles import finders

VENDORED = Path(finders.find("vendored/README.md")).parent
ROWS = re.findall(r"^\| `([^`]+)` \| [^|]+ \| `([0-9a-f]{64})` \|$", (VENDORED / "README.md").read_text(), re.MULTILINE)


def test_every_file_is_the_one_in_the_table():
    there = {str(path.relative_to(VENDORED)) for path in VENDORED.rglob("*") if path.is_file()} - {"README.md"}
    assert there == {name for name, _ in ROWS}
    for name, digest in ROWS:
        assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == digest, name


def test_each_package_stands_beside_its_licence():
    for folder in {Path(name).parent for name, _ in ROWS}:
        assert list((VENDORED / folder).glob("LICENSE*")), folder


def test_the_land_is_where_land_is_and_has_no_borders():
    land = json.loads((VENDORED / "natural-earth/land.geojson").read_text(encoding="utf-8"))
    assert set(land) == {"type", "coordinates"}  # nothing says whose it is
    assert all(ring[0] == ring[-1] for polygon in land["coordinates"] for ring in polygon)
    whole = shapely.make_valid(shapely.MultiPolygon([(rings[0], rings[1:]) for rings in land["coordinates"]]))
    assert shapely.contains_xy(whole, [36.25, 30.0, -30.0], [49.98, 44.0, 40.0]).tolist() == [True, False, False]


def test_the_map_needs_nothing_that_the_policy_does_not_give():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["script-src"] == policy["worker-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert not [source for sources in policy.values() for source in sources if "unsafe" in source or "blob" in source]
