"""Roads: files of every road format in, and one file out, `city.roads`, which is read by mapping it into memory."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save

from safepassage.errors import BadInput, BadRoads, Fault
from safepassage.formats.matsim import SUFFIXES as MATSIM_SUFFIXES
from safepassage.formats.matsim import read_matsim
from safepassage.formats.osm import SUFFIXES as OSM_SUFFIXES
from safepassage.formats.osm import read_osm
from safepassage.formats.roadlines import RoadLines
from safepassage.planning.io.road_tables import EDGES, NODES, read_road_tables
from safepassage.planning.network import Network, build_network

FORMAT, VERSION = "safepassage/roads", 1
SUFFIX = ".roads"
WORDS = "words"  # the array that holds what is no array in Network: JSON in UTF-8
REMEDY = "a road file of this version, whole; build it again: safepassage roads build INPUT -o {name}"
TYPES: Mapping[str, type[np.generic]] = {  # by safetensors' names
    "F64": np.float64,
    "F32": np.float32,
    "I64": np.int64,
    "I32": np.int32,
    "U8": np.uint8,
    "BOOL": np.bool_,
}

Progress = Callable[[str, int], None]  # what is counted, how many so far


def build_roads(
    path: Path, crs: str | None = None, progress: Progress | None = None, *, label: str | None = None
) -> Network:
    """Build a network from an OpenStreetMap file, a MATSim network, or a folder with nodes.csv and edges.csv.

    crs: system of coordinates of a MATSim network that does not name its own, such as "EPSG:32754".
    label: how faults name a folder; None = as given. Raises BadInput.
    """
    roads = _read_any(path, crs, progress, label)
    if progress:
        progress("lines to join", len(roads.line_from))
    try:
        return build_network(roads)
    except ValueError as error:
        raise BadInput([Fault(label or str(path), "", str(error), "at least one road")]) from error


def _read_any(path: Path, crs: str | None, progress: Progress | None, label: str | None) -> RoadLines:
    if path.is_dir():
        return read_road_tables(path, label, progress)
    accepted = f"a file {', '.join((*OSM_SUFFIXES, *MATSIM_SUFFIXES))}, or a folder with {NODES} and {EDGES}"
    if not path.is_file():
        raise BadInput([Fault(str(path), "", "no such file or folder", accepted)])
    if path.name.endswith(OSM_SUFFIXES):
        return read_osm(path, progress)
    if path.name.endswith(MATSIM_SUFFIXES):
        return read_matsim(path, crs, progress)
    raise BadInput([Fault(str(path), "", f"a file of kind {path.suffix or 'unknown'}", accepted)])


def write_roads(network: Network, path: Path) -> None:
    """Write a network to a road file, wholly or not at all; the same network gives the same bytes."""
    values = {field.name: getattr(network, field.name) for field in fields(Network)}
    arrays = {name: np.ascontiguousarray(value) for name, value in values.items() if isinstance(value, np.ndarray)}
    words = {name: value for name, value in values.items() if name not in arrays}
    arrays[WORDS] = np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), np.uint8)
    about = {"version": VERSION, "sha256": _sha256(arrays)}
    data = save(arrays, {FORMAT: json.dumps(about)})  # one entry: safetensors does not keep the order of several
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        whole = Path(folder) / path.name
        whole.write_bytes(data)
        whole.replace(path)


def read_roads(path: Path) -> Network:
    """Map a road file into memory; its arrays are read-only `numpy.memmap`.

    Every byte is checked against the hash in the file. Raises BadRoads where it is damaged, no road file, or of another
    version; the fault says what to do.
    """
    try:
        mapped = np.memmap(path, np.uint8, mode="r")
    except (OSError, ValueError) as error:  # numpy refuses to map an empty file with ValueError
        raise _bad(
            path, "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read: {error}"
        ) from error
    try:
        return Network(**_values(path, mapped))
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # whatever a foreign header may hold
        raise _bad(path, "it is no road file, or a damaged one") from error


def _bad(path: Path, wrong: str) -> BadRoads:
    return BadRoads([Fault(str(path), "", wrong, REMEDY.format(name=path.name))])


def _values(path: Path, mapped: np.memmap[Any, Any]) -> dict[str, Any]:
    """The fields of a Network, its arrays as slices of `mapped`.

    The safetensors format: eight bytes, the length of the header; the header, JSON; the bytes of the arrays.
    """
    start = 8 + int.from_bytes(mapped[:8].tobytes(), "little")
    header = json.loads(mapped[8:start].tobytes() if start <= len(mapped) else b"")
    about = json.loads(header.pop("__metadata__")[FORMAT])
    if about["version"] != VERSION:
        raise _bad(path, f"it is a road file of version {about['version']}, not {VERSION}")
    arrays = {name: _array(mapped[start:], entry) for name, entry in header.items()}
    if about["sha256"] != _sha256(arrays):
        raise _bad(path, "it is damaged: what it holds does not match its hash")
    words = json.loads(arrays.pop(WORDS).tobytes())
    return arrays | {name: tuple(value) if isinstance(value, list) else value for name, value in words.items()}


def _array(data: np.ndarray, entry: Mapping[str, Any]) -> np.ndarray:
    begin, end = entry["data_offsets"]
    return data[begin:end].view(TYPES[entry["dtype"]]).reshape(entry["shape"])


def _sha256(arrays: Mapping[str, np.ndarray]) -> str:
    """Hash of names, types, shapes and bytes of arrays, in the order of their names."""
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.data)
    return digest.hexdigest()
