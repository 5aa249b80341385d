"""The documents of a crisis folder: TOML, GeoJSON and CAP, item by item."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import tomli_w
from shapely.geometry.base import BaseGeometry

from safepassage.errors import BadInput
from safepassage.formats import cap, geojson
from safepassage.planning.io.faults import unknown_name
from safepassage.planning.io.reading import Reading, Table, no_table
from safepassage.planning.model import AlertInForce, Closure, Row

R = TypeVar("R", bound=Row)

_TOML = "TOML: texts in quotes, times as 18:00:00, instants as 2022-03-02T18:00:00+02:00"


# --- TOML ------------------------------------------------------------------------------------------------------------


def read_toml(reading: Reading, file: str, required: bool = False) -> dict[str, Any] | None:
    """Read a TOML file; None where it is not there or is none."""
    data = reading.content(file, required)
    if data is None:
        return None
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reading.fault(file, f"line {line}", f"byte {error.start + 1} of the file is not UTF-8", "UTF-8")
    except tomllib.TOMLDecodeError as error:
        wrong, where = re.fullmatch(r"(.*?)(?: \(at (.*)\))?", str(error), re.DOTALL).groups()  # type: ignore[union-attr]
        reading.fault(file, where or "", f"not TOML: {wrong}", _TOML)
    except RecursionError:
        reading.fault(file, "", "lists are nested too deep", _TOML)
    return None


def read_sections(
    reading: Reading, file: str, models: Mapping[str, type[Row]], required: bool = False
) -> dict[str, Table[Any]]:
    """Read a TOML file of lists of tables, [[name]], each with an id; one Table for each of `models`."""
    document = read_toml(reading, file, required)
    if document is None:
        readable = not required and not reading.is_there(file)
        return {name: no_table(file, name, readable) for name in models}
    for name in document:
        if name not in models:
            reading.fault(file, name, *unknown_name(name, (), list(models))[1:])
    return {name: _section(reading, file, name, model, document.get(name, [])) for name, model in models.items()}


def _section(reading: Reading, file: str, name: str, model: type[R], items: Any) -> Table[R]:
    if isinstance(items, list) and all(isinstance(item, dict) for item in items):
        return reading.table(file, name, model, enumerate(items, 1))
    reading.fault(file, name, "it is no list of tables", f"[[{name}]] before each")
    return no_table(file, name, readable=False)


def format_toml(row: Row, zone: ZoneInfo) -> str:
    """Write one document as TOML; instants in `zone`, what is not given left out."""
    return tomli_w.dumps(_plain(row, zone))


def format_sections(sections: Mapping[str, Sequence[Row]], zone: ZoneInfo) -> str:
    """Write lists of rows as [[name]] tables."""
    return tomli_w.dumps({name: [_plain(row, zone) for row in rows] for name, rows in sections.items() if rows})


def _plain(value: Any, zone: ZoneInfo) -> Any:
    """What TOML and JSON can hold."""
    if isinstance(value, Row):
        fields = type(value).model_fields
        named = ((field.alias or name, getattr(value, name)) for name, field in fields.items())
        return {name: _plain(inner, zone) for name, inner in named if inner is not None}
    if isinstance(value, Mapping):
        return {name: _plain(inner, zone) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner, zone) for inner in value]
    if isinstance(value, BaseGeometry):
        return cap.format_polygon(value)
    return value.astimezone(zone) if isinstance(value, datetime) else value


# --- GeoJSON ---------------------------------------------------------------------------------------------------------


def read_closures(reading: Reading, file: str) -> Table[Closure]:
    """Read closures: a feature's properties are a Closure's fields; its id may stand among them or beside them."""
    data = reading.content(file)
    if data is None:
        return no_table(file, "feature", readable=not reading.is_there(file))
    try:
        features = geojson.read_features(data, file)
    except BadInput as error:
        reading.add(error.faults)
        return no_table(file, "feature", readable=False)
    reading.add(features.faults)
    items = ((number, _closure_item(feature)) for number, feature in features.by_number.items())
    table = reading.table(file, "feature", Closure, items)
    return replace(table, ids=None, whole=False) if features.faults else table


def _closure_item(feature: geojson.Feature) -> dict[str, Any]:
    given = {"id": feature.id, **feature.properties, "geometry": feature.geometry}
    return {name: value for name, value in given.items() if value is not None}


def format_closures(closures: Iterable[Closure], zone: ZoneInfo) -> str:
    """Write closures as a FeatureCollection."""
    return geojson.format_features((_properties(closure, zone), closure.geometry) for closure in closures)


def _properties(closure: Closure, zone: ZoneInfo) -> dict[str, Any]:
    plain = _plain(closure.model_copy(update={"geometry": None}), zone)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in plain.items()}


# --- CAP -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Issued:
    alert: cap.Alert
    original: bytes


def read_alerts(reading: Reading, folder: str) -> tuple[AlertInForce, ...]:
    """Read CAP messages and keep what is in force: alerts and updates that no update or cancel among them names.

    Whatever else lies in `folder` is a fault, hidden files apart: it may be an alert that nobody would see.

    One entry for each info block, languages of the same content folded into one; in order of sending. Whether an alert
    has expired is left to whoever asks about a moment.
    """
    issued = []
    for file in reading.names(f"{folder}/*"):
        if PurePath(file).suffix.lower() != ".xml":
            reading.fault(file, "", "it is no .xml file", "CAP messages only, or a name that begins with a dot")
        elif message := _read_alert(reading, file):
            issued.append(message)
    replaced = {
        (reference.sender, reference.identifier)
        for message in issued
        if message.alert.msg_type in ("Update", "Cancel")
        for reference in message.alert.references
    }
    in_force = [
        message
        for message in issued
        if message.alert.msg_type in ("Alert", "Update")
        and (message.alert.sender, message.alert.identifier) not in replaced
    ]
    in_force.sort(key=lambda message: (message.alert.sent, message.alert.sender, message.alert.identifier))
    return tuple(entry for message in in_force for entry in _entries(message))


def _read_alert(reading: Reading, file: str) -> _Issued | None:
    data = reading.content(file, required=True)
    if data is None:
        return None
    try:
        return _Issued(cap.read_alert(data, file), data)
    except BadInput as error:
        reading.add(error.faults)
        return None


def _entries(message: _Issued) -> list[AlertInForce]:
    alert = message.alert
    entries: dict[Any, AlertInForce] = {}
    for info in alert.infos:
        polygons = tuple(shape for area in info.areas for shape in area.shapes)
        content = (info.response_types, info.effective, info.expires, tuple(shape.wkb for shape in polygons))
        entries.setdefault(
            content,
            AlertInForce(
                identifier=alert.identifier,
                sender=alert.sender,
                sent=alert.sent,
                status=alert.status,
                msg_type=alert.msg_type,
                response_types=info.response_types,
                headline=info.headline,
                effective=info.effective,
                expires=info.expires,
                polygons=polygons,
                original=message.original,
            ),
        )
    return list(entries.values())
