"""What the models ask of each field, in plain words, for errors and for the reference page."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

Location = tuple[str | int, ...]
Schema = Mapping[str, Any]  # JSON Schema, with "expected" where words of our own say more

_FORMATS = {
    "date-time": "a date and time such as 2022-03-02T18:00:00+02:00",
    "date": "a date such as 2022-03-02",
    "time": "a local time of day such as 18:00:00",
}


@cache
def schema_of(model: type[BaseModel]) -> Schema:
    """The model's JSON Schema."""
    return model.model_json_schema()


def expected(model: type[BaseModel], location: Location) -> str:
    """What the model asks for at `location`, in plain words."""
    return in_words(_schema_at(model, location), schema_of(model))


def expected_name(model: type[BaseModel], location: Location) -> str:
    """What the model asks of the name at the end of `location`, which is the writer's own choice, in plain words."""
    table = _schema_at(model, location[:-1])
    return in_words(table.get("propertyNames", {}), schema_of(model))


def known_names(model: type[BaseModel], location: Location) -> list[str]:
    """Names that may stand in the table that is at `location`."""
    return list(_schema_at(model, location).get("properties", ()))


def _schema_at(model: type[BaseModel], location: Location) -> Schema:
    """The schema of the field at `location`, or of the nearest thing that holds it."""
    root = schema_of(model)
    here = bare(root, root)
    for part in location:
        of_name = here.get("properties", {}).get(part) or _by_name(here)
        inner = here.get("items") if isinstance(part, int) else of_name
        if not inner:
            return here
        here = bare(inner, root)
    return here


def bare(schema: Schema, root: Schema) -> Schema:
    """The schema itself: not a reference to it, and not its union with null."""
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    if options:
        return bare({**options[0], **{k: v for k, v in schema.items() if k in ("default", "description")}}, root)
    if "$ref" in schema:
        return {**root["$defs"][schema["$ref"].rsplit("/", 1)[1]], **{k: v for k, v in schema.items() if k != "$ref"}}
    return schema


def in_words(schema: Schema, root: Schema) -> str:
    """What a schema asks for, in plain words."""
    schema = bare(schema, root)
    if "expected" in schema:
        return str(schema["expected"])
    if "const" in schema or "enum" in schema:
        values = [str(value) for value in schema.get("enum") or [schema["const"]]]
        return " or ".join(values) if len(values) < 3 else f"one of {', '.join(values)}"
    match schema.get("type"):
        case "integer":
            return f"a whole number{_bounds(schema)}"
        case "number":
            return f"a number{_bounds(schema)}"
        case "boolean":
            return "true or false"
        case "string":
            return _FORMATS.get(schema.get("format", ""), "a text")
        case "array":
            return f"a list, each {in_words(schema.get('items', {}), root)}"
        case "object":
            inner = _by_name(schema)
            return f"a table, by name {in_words(inner, root)}" if inner else f"a table with {_keys(schema)}"
    return "a value"


def _by_name(schema: Schema) -> Any:
    """What a table holds under names of the writer's own choice; None where it has no such names."""
    return next(iter(schema.get("patternProperties", {}).values()), None) or schema.get("additionalProperties")


def _keys(schema: Schema) -> str:
    return ", ".join(schema.get("required") or schema.get("properties", ()))


def _bounds(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f" from {_number(low)} to {_number(high)}"
    limits = (("at least", low), ("greater than", above), ("at most", high), ("less than", below))
    return "".join(f", {words} {_number(bound)}" for words, bound in limits if bound is not None)


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:g}"
