"""A crisis folder, read whole and written whole."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from safepassage.errors import BadInput, Fault
from safepassage.planning.io.documents import (
    format_closures,
    format_sections,
    format_toml,
    read_alerts,
    read_closures,
    read_sections,
    read_toml,
)
from safepassage.planning.io.names import resolve
from safepassage.planning.io.parts import known
from safepassage.planning.io.positions import check_positions
from safepassage.planning.io.reading import Reading, Written
from safepassage.planning.io.references import Tables, check_references
from safepassage.planning.io.roads import build_roads, read_roads, write_roads
from safepassage.planning.io.tables import format_table, read_table
from safepassage.planning.model import (
    AccessRule,
    Advisory,
    Channel,
    Corridor,
    Crisis,
    Crossing,
    Curfew,
    Haven,
    Party,
    Person,
    Row,
    Settings,
    Shelter,
    Train,
    Warden,
)
from safepassage.planning.model.fields import Instant
from safepassage.planning.network import Network

ROADS = "city.roads"
FILES = (
    "crisis.toml", "havens.csv", "shelters.csv", "wardens.csv", "parties.csv", "persons.csv", "closures.geojson",
    "curfews.toml", "corridors.toml", "access.toml", "channels.toml",
)  # fmt: skip
FOLDERS = ("network", "alerts", "advisories")


def read_crisis(folder: Path, gazetteer: Path | None = None) -> Crisis:
    """Read a crisis folder; see docs/reference/crisis-folder.md for its files.

    gazetteer: a file made by `safepassage places build`; None = the one that is shipped. Names that advisories ask for
    are looked up in it, near the middle of the crisis area. Raises BadInput with every fault of every file.
    """
    if not folder.is_dir():
        raise BadInput([Fault(str(folder), "", "there is no such folder", "a crisis folder")])
    return _read(Reading(folder), _read_network, gazetteer)


def check_crisis(crisis: Crisis, *, anywhere: bool = False) -> Crisis:
    """A crisis that was put together in memory, as `read_crisis` would read it from the folder that it makes.

    Nothing is written. Of its alerts only the originals count; names of places are looked up, hashes taken, all but
    that of the network. anywhere: places far from any road pass too; a preflight warns of them. Raises BadInput with
    every fault, by the files that would be written, and ValueError as `write_crisis` does.
    """
    return _read(Written(_files(crisis)), lambda _reading, _settings: crisis.network, None, anywhere=anywhere)


def _read(
    reading: Reading,
    network_of: Callable[[Reading, Settings | None], Network | None],
    gazetteer: Path | None,
    *,
    anywhere: bool = False,
) -> Crisis:
    _check_names(reading)
    settings = _read_settings(reading)
    tables = _read_tables(reading, settings)
    alerts = read_alerts(reading, "alerts")
    check_references(reading, tables)
    resolved = resolve(reading, tables, gazetteer)
    network = network_of(reading, settings)
    if network is not None and not anywhere:
        check_positions(reading, tables, network, resolved)
    reading.check()
    assert settings is not None  # else there was a fault
    assert network is not None
    return Crisis(
        settings=settings,
        network=network,
        havens=tuple(tables.havens.rows),
        shelters=tuple(tables.shelters.rows),
        wardens=tuple(tables.wardens.rows),
        parties=tuple(tables.parties.rows),
        persons=tuple(tables.persons.rows),
        closures=tuple(tables.closures.rows),
        curfews=tuple(tables.curfews.rows),
        corridors=tuple(tables.corridors.rows),
        crossings=tuple(tables.crossings.rows),
        trains=tuple(tables.trains.rows),
        rules=tuple(tables.rules.rows),
        channels=tuple(tables.channels.rows),
        alerts=alerts,
        advisories=tables.advisories,
        places=resolved,
        naive=tuple(reading.naive),
        inputs_sha256=dict(sorted(reading.sha256.items())),
    )


def is_input(path: Path, folder: Path) -> bool:
    """Whether a file at `path` is a part of the crisis in `folder`, or would be one if it were there."""
    path, folder = path.resolve(), folder.resolve()
    if not path.is_relative_to(folder):
        return False
    first, *rest = (part.lower() for part in path.relative_to(folder).parts or (".",))
    return first in FOLDERS if rest else first in FILES or first.endswith(".roads")


def _check_names(reading: Reading) -> None:
    """A file that may be missing would be missed in silence, were its name spelt with capitals."""
    for name in reading.names("*"):
        if name not in (*FILES, *FOLDERS) and name.lower() in (*FILES, *FOLDERS):
            reading.fault(name, "", "its name has capitals", f"the name {name.lower()!r}")


def _read_settings(reading: Reading) -> Settings | None:
    """Read crisis.toml, and give `reading` the zone and epoch by which every other instant is read."""
    reading.context["zone"] = UTC
    document = read_toml(reading, "crisis.toml", required=True)
    if document is None:
        return None
    with suppress(KeyError, ValueError, OSError, TypeError, AttributeError):  # Settings tells what is wrong with it
        reading.context["zone"] = ZoneInfo(document["zone"].strip())
    with suppress(KeyError, TypeError, ValidationError):
        read = TypeAdapter(Instant).validate_python
        reading.context["epoch"] = read(document["clock"]["epoch"], context={**reading.context, "naive": []})
    return reading.row("crisis.toml", Settings, document)


def _read_tables(reading: Reading, settings: Settings | None) -> Tables:
    access = read_sections(reading, "access.toml", {"crossing": Crossing, "train": Train, "rule": AccessRule})
    return Tables(
        settings=settings,
        havens=read_table(reading, "havens.csv", Haven, required=True),
        shelters=read_table(reading, "shelters.csv", Shelter),
        wardens=read_table(reading, "wardens.csv", Warden),
        parties=read_table(reading, "parties.csv", Party, required=True, at_least_one="party"),
        persons=read_table(reading, "persons.csv", Person, required=True, at_least_one="person"),
        closures=read_closures(reading, "closures.geojson"),
        curfews=read_sections(reading, "curfews.toml", {"curfew": Curfew})["curfew"],
        corridors=read_sections(reading, "corridors.toml", {"corridor": Corridor})["corridor"],
        crossings=access["crossing"],
        trains=access["train"],
        rules=access["rule"],
        channels=read_sections(reading, "channels.toml", {"channel": Channel}, required=True)["channel"],
        advisories=_read_advisories(reading),
    )


def _read_advisories(reading: Reading) -> dict[str, Advisory]:
    """Advisories by name, which is their file's."""
    files = reading.names("advisories/*.toml")
    if not files:
        reading.fault("advisories", "", "there is no advisory", "at least one file, such as advisories/first.toml")
    advisories = {}
    for file in files:
        document = read_toml(reading, file, required=True)
        if document is not None:
            advisories[Path(file).stem] = reading.row(file, Advisory, document)
    return advisories


def _read_network(reading: Reading, settings: Settings | None) -> Network | None:
    """Read the folder's one network: built roads, or tables of nodes and edges. What crisis.toml says of them wins."""
    built, tables = reading.names("*.roads"), reading.names("network/*.csv")
    if len(built) + bool(tables) != 1:
        found = ", ".join([*built, *(["network"] if tables else [])])
        wrong = f"there are several networks: {found}" if found else "there is no network"
        reading.fault("network", "", wrong, "either nodes.csv and edges.csv in it, or one built city.roads")
        return None
    try:
        if built:
            network = read_roads(reading.folder / built[0])
        else:
            network = build_roads(reading.folder / "network", label="network")
    except BadInput as error:
        reading.add(error.faults)
        return None
    for file in built or ("network/nodes.csv", "network/edges.csv"):
        reading.hash(file)
    said = known(settings, "roads")
    return replace(network, source=said) if said else network


def write_crisis(crisis: Crisis, folder: Path) -> None:
    """Write a crisis as a folder that `read_crisis` reads as the same crisis; instants stand in the crisis zone.

    The network is written as city.roads, alerts byte for byte as issued. `folder` appears whole or not at all; it must
    be new or empty, else BadInput. Raises ValueError for what a folder cannot hold: an alert without its original, an
    area that is no CAP polygon, an advisory whose name is no file name.
    """
    files = _files(crisis)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput([Fault(str(folder), "", "it is there already, and not empty", "a new or empty folder")])
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        whole = Path(beside) / "crisis"
        for name, content in files.items():
            path = whole / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        write_roads(crisis.network, whole / ROADS)
        whole.replace(folder)


def _files(crisis: Crisis) -> dict[str, bytes]:
    """Content by path within the folder, but for the network."""
    zone = ZoneInfo(crisis.settings.zone)
    sections: dict[str, dict[str, Sequence[Row]]] = {
        "curfews.toml": {"curfew": crisis.curfews},
        "corridors.toml": {"corridor": crisis.corridors},
        "access.toml": {"crossing": crisis.crossings, "train": crisis.trains, "rule": crisis.rules},
        "channels.toml": {"channel": crisis.channels},
    }
    texts = {
        "crisis.toml": format_toml(crisis.settings, zone),
        "havens.csv": format_table(crisis.havens, Haven, zone),
        "shelters.csv": format_table(crisis.shelters, Shelter, zone),
        "wardens.csv": format_table(crisis.wardens, Warden, zone),
        "parties.csv": format_table(crisis.parties, Party, zone),
        "persons.csv": format_table(crisis.persons, Person, zone),
        "closures.geojson": format_closures(crisis.closures, zone),
        **{file: format_sections(parts, zone) for file, parts in sections.items()},
    }
    for name, advisory in crisis.advisories.items():
        if Path(name).name != name:
            raise ValueError(f"an advisory is named {name!r}; expected a name that a file can have")
        texts[f"advisories/{name}.toml"] = format_toml(advisory, zone)
    return {name: text.encode() for name, text in texts.items()} | _alert_files(crisis)


def _alert_files(crisis: Crisis) -> dict[str, bytes]:
    originals = dict.fromkeys(alert.original for alert in crisis.alerts)  # one file, though it has several infos
    if b"" in originals:
        raise ValueError("an alert in force has no original; expected the CAP file as issued")
    return {f"alerts/{n:03}.xml": original for n, original in enumerate(originals, 1)}
