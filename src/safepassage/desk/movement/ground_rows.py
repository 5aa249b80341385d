"""Rows of the crisis folder as fields on the ground, and back. Both use the same names."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from shapely.geometry.base import BaseGeometry

from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import OnGround
from safepassage.desk.ground.queries import fields_of
from safepassage.errors import Fault
from safepassage.formats import cap, geojson
from safepassage.planning.io import complaints
from safepassage.planning.model import (
    AccessRule,
    Channel,
    Closure,
    Corridor,
    Crisis,
    Crossing,
    Curfew,
    Haven,
    Row,
    Shelter,
    Train,
)

ROWS: Mapping[Kind, type[Row]] = {  # assembly points are of the desk alone
    Kind.HAVEN: Haven,
    Kind.SHELTER: Shelter,
    Kind.CLOSURE: Closure,
    Kind.CURFEW: Curfew,
    Kind.CORRIDOR: Corridor,
    Kind.CROSSING: Crossing,
    Kind.TRAIN: Train,
    Kind.ACCESS_RULE: AccessRule,
    Kind.CHANNEL: Channel,
}
TABLES: Mapping[Kind, str] = {  # in planning.model.Crisis
    Kind.HAVEN: "havens",
    Kind.SHELTER: "shelters",
    Kind.CLOSURE: "closures",
    Kind.CURFEW: "curfews",
    Kind.CORRIDOR: "corridors",
    Kind.CROSSING: "crossings",
    Kind.TRAIN: "trains",
    Kind.ACCESS_RULE: "rules",
    Kind.CHANNEL: "channels",
}


def put_by(crisis: Crisis) -> dict[Kind, dict[str, dict[str, Any]]]:
    """All that a folder has on the ground, as `ground.actions.put_all` takes it."""
    return {kind: {row.id: _fields(row) for row in getattr(crisis, table)} for kind, table in TABLES.items()}


def rows_of(kind: Kind, things: Iterable[OnGround]) -> tuple[tuple[Row, ...], list[Fault]]:
    """Opened things as rows of the planner, and why others are none, such as one with 11 million places."""
    rows: list[Row] = []
    faults: list[Fault] = []
    for thing in things:
        try:
            rows.append(ROWS[kind].model_validate({"id": thing.code} | fields_of(thing)))
        except ValidationError as error:
            faults += [
                Fault(TABLES[kind], f"{thing.code}, {'.'.join(map(str, each.location))}", each.wrong, each.expected)
                for each in complaints(error, ROWS[kind])
            ]
    return tuple(rows), faults


def complaints_of(kind: Kind, code: str, said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the planner would not take of a thing before it is put on the ground, by field: one such stops preflights.

    What does not fit together is left to the ground, which says it in its own words.
    """
    model = ROWS.get(kind)
    if model is None:
        return []
    fields = {name: value for name, value in said.items() if value not in (None, "", [])}
    try:
        model.model_validate({"id": code} | fields)
    except ValidationError as error:
        found = ((str(each.location[0]), each) for each in complaints(error, model) if each.location)
        return [(name, f"{each.wrong}; expected {each.expected}.") for name, each in found if name in fields]
    return []


def what_still_leads_somewhere(found: Mapping[str, Any]) -> dict[str, Any]:
    """Corridors and rules, without those of places that were taken off the ground since: nobody goes there."""
    havens = {haven.id for haven in found["havens"]}
    there = {at: {row.id for row in found[f"{at}s"]} for at in ("haven", "crossing", "train")}
    corridors = (
        each.model_copy(update={"havens": tuple(haven for haven in each.havens if haven in havens)})
        for each in found["corridors"]
        if not each.havens or havens.intersection(each.havens)  # one that names none leads to all
    )
    rules = (rule for rule in found["rules"] if rule.of in there[rule.at])
    return {"corridors": tuple(corridors), "rules": tuple(rules)}


def _fields(row: Row) -> dict[str, Any]:
    fields = type(row).model_fields
    said = {name: _plain(getattr(row, name)) for name in fields if name != "id"}
    if isinstance(row, Curfew) and row.area is not None:
        said["area"] = cap.format_polygon(row.area)
    if isinstance(row, Corridor):
        said["commitments"] = [json.loads(each.model_dump_json(exclude_none=True)) for each in row.commitments]
    return {name: value for name, value in said.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, BaseGeometry):
        return json.loads(json.dumps(geojson.format_geometry(value)))
    if isinstance(value, tuple):
        return list(value)
    return value
