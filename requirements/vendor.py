"""Makes the vendored files anew from their npm packages: `make vendored`. Needs npm; writes the table of their README.

python requirements/vendor.py
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1] / "src/safepassage/desk/core/static/vendored"
PACKAGES = {"maplibre-gl": "6.17.0", "world-atlas": "2.0.2"}
TAKEN = {  # the package's file, and where it goes
    "maplibre-gl": {
        "dist/maplibre-gl.mjs": "maplibre-gl/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs": "maplibre-gl/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css": "maplibre-gl/maplibre-gl.css",
        "LICENSE.txt": "maplibre-gl/LICENSE.txt",
    },
    "world-atlas": {"LICENSE": "natural-earth/LICENSE"},
}
LAND, DECIMALS = "land-50m.json", 2  # about a kilometre: it is there for orientation
SOURCE_MAP = b"\n//# sourceMappingURL="  # names a file that is not vendored
TABLE = "| file | from | SHA-256 |\n|---|---|---|\n"


def renew() -> None:
    """Take the files of the versions above, and write the table of the README."""
    rows = []
    for name, version in PACKAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            packed = _packed(name, version, Path(folder))
            made = {target: _without_map(packed[source]) for source, target in TAKEN[name].items()}
            if name == "world-atlas":
                made["natural-earth/land.geojson"] = _geojson(json.loads(packed[LAND]))
        for target, content in made.items():
            (HERE / target).parent.mkdir(exist_ok=True)
            (HERE / target).write_bytes(content)
            rows.append(f"| `{target}` | {name} {version} | `{hashlib.sha256(content).hexdigest()}` |")
    readme = HERE / "README.md"
    before = readme.read_text(encoding="utf-8").partition(TABLE)[0]
    readme.write_text(before + TABLE + "\n".join(rows) + "\n", encoding="utf-8")


def _packed(name: str, version: str, folder: Path) -> dict[str, bytes]:
    """The files of a package, by their path in it."""
    subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        members = [each for each in archive.getmembers() if each.isfile()]
        return {each.name.partition("/")[2]: archive.extractfile(each).read() for each in members}  # type: ignore[union-attr]


def _without_map(content: bytes) -> bytes:
    return content.partition(SOURCE_MAP)[0] + b"\n" if SOURCE_MAP in content else content


def _geojson(topology: dict[str, Any]) -> bytes:
    """The land of a TopoJSON file (its specification, sections 2.1.3 and 2.2) as one GeoJSON geometry."""
    arcs = [_decoded(arc, **topology["transform"]) for arc in topology["arcs"]]
    polygons = []
    for shape in topology["objects"]["land"]["geometries"]:
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        polygons += [[_ring(ring, arcs) for ring in part] for part in parts]
    polygons = [[ring for ring in polygon if len(ring) > 3] for polygon in polygons]
    geometry = {"type": "MultiPolygon", "coordinates": [polygon for polygon in polygons if polygon]}
    return json.dumps(geometry, separators=(",", ":")).encode() + b"\n"


def _decoded(arc: list[list[int]], scale: list[float], translate: list[float]) -> list[list[float]]:
    x = y = 0
    points = []
    for east, north in arc:
        x, y = x + east, y + north
        points.append([round(x * scale[0] + translate[0], DECIMALS), round(y * scale[1] + translate[1], DECIMALS)])
    return points


def _ring(numbers: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    ring: list[list[float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        for point in arc:
            if not ring or ring[-1] != point:
                ring.append(point)
    return ring


if __name__ == "__main__":
    renew()
