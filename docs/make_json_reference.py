"""Makes docs/reference/preflight-json.md and preflight-1.schema.json from the planner's result models.

python docs/make_json_reference.py
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import CoreSchema, core_schema

from safepassage.planning.io.expectations import in_words
from safepassage.planning.model import Preflight

REFERENCE = Path(__file__).parent / "reference"
PAGE = REFERENCE / "preflight-json.md"
SCHEMA = REFERENCE / "preflight-1.schema.json"

Schema = dict[str, Any]

INTRODUCTION = """\
# The result as JSON

`safepassage preflight … --json FILE` writes one JSON object on one line; in Python it is `preflight(crisis,
name).model_dump_json(by_alias=True)`. Its [JSON Schema](preflight-1.schema.json) (draft 2020-12) and this page are made
from the planner's own models by `python docs/make_json_reference.py`; a test keeps them up to date.

- `schema` is `safepassage/preflight/1`. A field may be added under the same number; when one is taken away or changes
its
  meaning, the number goes up.
- The same inputs and seed give the same bytes (rule P14). - Every field is there; `null` is written where one does not
apply. - Instants have an offset. Seconds in routes are counted from `epoch`. Metres, seconds and people are what names
ending in
  `_m`, `_s` and counts say; `people` counts heads, `parties` counts groups.
- A party's `haven` is the haven's id, or the name that was asked for where it has none.
- Rule numbers are those of [the rules](../spec/preflight.md).
"""


class _WithoutTitles(GenerateJsonSchema):
    """A title that repeats the name of its field says nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        return {key: value for key, value in super().model_schema(schema).items() if key != "title"}

    def enum_schema(self, schema: core_schema.EnumSchema) -> Schema:
        return {key: value for key, value in super().enum_schema(schema).items() if key != "title"}

    def generate(self, schema: CoreSchema, mode: Any = "serialization") -> Schema:
        made = super().generate(schema, mode=mode)
        return {"$schema": self.schema_dialect, "title": "safepassage/preflight/1", **made}


def schema() -> Schema:
    """The JSON Schema of a preflight's result."""
    return Preflight.model_json_schema(by_alias=True, mode="serialization", schema_generator=_WithoutTitles)


def schema_text() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def page() -> str:
    """The whole page, Markdown: a table for the result and one for each model in it, in the order of use."""
    root = schema()
    lines = [INTRODUCTION, *_section("The whole", root, root)]
    for name in _in_order(root):
        if "properties" in root["$defs"][name]:
            lines += _section(name, root["$defs"][name], root)
    return "\n".join(lines)


def _in_order(root: Schema) -> list[str]:
    """Names of all models in the order in which a reader meets them."""
    found: list[str] = []

    def visit(part: Any) -> None:
        if isinstance(part, list):
            for each in part:
                visit(each)
        elif isinstance(part, dict):
            name = part.get("$ref", "").rsplit("/", 1)[-1]
            if name and name not in found:
                found.append(name)
                visit(root["$defs"][name].get("properties", {}))
            for key, value in part.items():
                if key != "$defs":
                    visit(value)

    visit(root["properties"])
    return found


def _section(title: str, part: Schema, root: Schema) -> Iterator[str]:
    yield from (f"## {title}", "")
    if part.get("description"):
        yield from (part["description"], "")
    yield from ("| name | what | meaning |", "|---|---|---|")
    for name, field in part["properties"].items():
        yield f"| `{name}` | {_what(field, root)} | {field.get('description', '')} |"
    yield ""


def _what(field: Schema, root: Schema) -> str:
    if "anyOf" in field:
        kinds = [_what(each, root) for each in field["anyOf"] if each.get("type") != "null"]
        nullable = any(each.get("type") == "null" for each in field["anyOf"])
        return " or ".join([*kinds, *(["null"] if nullable else [])])
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[-1]
        model = root["$defs"][name]
        return f"[{name}](#{name.lower()})" if "properties" in model else in_words(model, root)
    if "prefixItems" in field:
        return f"a list of {' and '.join(_what(each, root) for each in field['prefixItems'])}"
    if field.get("type") == "array":
        return f"a list, each {_what(field['items'], root)}"
    if isinstance(field.get("additionalProperties"), dict):
        return f"an object, by name {_what(field['additionalProperties'], root)}"
    return "an object" if field.get("type") == "object" else in_words(field, root)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")
