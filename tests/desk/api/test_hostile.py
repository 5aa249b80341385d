"""Whatever a program sends to whichever operation, the desk answers, and never by a failure of its own."""

import json
from datetime import UTC
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk.api.asking import program
from tests.desk.people.register import person

from safepassage.desk.api import actions, limits
from safepassage.desk.api.urls import api
from safepassage.desk.people import actions as people
from safepassage.desk.people.entries import NewParty
from safepassage.desk.people.records import WardenRecord

DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(path_prefix=""), default=str))
OPERATIONS = {
    f"{method} {path}": (method, path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}
KNOWN = "00000000-0000-4000-8000-00000000cafe"  # stands for the id of something that is there
TEXTS = st.text(max_size=20) | st.sampled_from(["\0", "\u202e\u200f", "'; --", "%s{}", "<b>", "٣", "NaN", "1e999", " "])
HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.sampled_from([2**31, 2**63, -(2**63), 1e308]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=4,
)
FORMATS = {
    "uuid": st.just(KNOWN) | st.uuids().map(str),
    "date": st.dates().map(str),
    "date-time": st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat()),
}


def values(schema):
    """Mostly what fits the schema, now and then anything."""
    return st.integers(0, 29).flatmap(lambda die: HOSTILE if die == 0 else fitting(schema))


def fitting(schema):
    """What fits the schema as far as it says by kind, bounds and pattern."""
    if "$ref" in schema:
        return fitting(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if options := schema.get("anyOf", schema.get("oneOf")):
        return st.one_of([values(each) for each in options])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    return KINDS.get(schema.get("type"), lambda _: HOSTILE)(schema)


def objects(schema):
    """With some of what may be left out."""
    fields = {name: values(each) for name, each in schema.get("properties", {}).items()}
    needed = {name: fields.pop(name) for name in schema.get("required", []) if name in fields}
    return st.fixed_dictionaries(needed, optional=fields)


def texts(schema):
    """By format or pattern."""
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    return st.from_regex(schema["pattern"], fullmatch=True) if "pattern" in schema else TEXTS


KINDS = {
    "object": objects,
    "array": lambda schema: st.lists(values(schema.get("items", {})), min_size=schema.get("minItems", 0), max_size=3),
    "string": texts,
    "integer": lambda schema: st.integers(schema.get("minimum"), schema.get("maximum")),
    "number": lambda schema: st.floats(schema.get("minimum"), schema.get("maximum")),
    "boolean": lambda _schema: st.booleans(),
    "null": lambda _schema: st.none(),
}


@pytest.fixture
def ids(crisis, officer):
    """Of things that are there."""
    asha = person(crisis)
    party = people.form_party(crisis, NewParty(members=(asha.id,)), actor=officer)
    warden = people.register_warden(crisis, "metro-2", WardenRecord(), actor=officer)
    return [str(each.id) for each in (asha, party, warden)]


@pytest.fixture
def who(crisis, monkeypatch):
    for module, name in ((limits, "MOST_OF_TOKEN"), (actions, "MOST_OPENED")):
        monkeypatch.setattr(module, name, 10**6)
    return program(crisis)


@st.composite
def calls(draw, operation):
    """Values of the parameters by where they stand, and the body."""
    given = {"path": {}, "query": {}, "header": {}}
    for each in operation.get("parameters", []):
        given[each["in"]][each["name"]] = str(draw(values(each["schema"])))
    header = {name: value for name, value in given["header"].items() if value.isascii() and value.isprintable()}
    body = operation.get("requestBody", {"content": {"application/json": {"schema": {}}}})
    return given["path"], given["query"], header, draw(values(body["content"]["application/json"]["schema"]))


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_comes_is_answered(who, ids, name, data):
    method, path, operation = OPERATIONS[name]
    known = data.draw(st.sampled_from(ids))
    where, query, header, body = data.draw(calls(operation))
    where = {name: quote(value or "x", safe="").replace(KNOWN, known) for name, value in where.items()}
    address = path.format(**where)
    if method == "get":
        answer = who.get(address, **query)
    else:
        raw = json.dumps(body).replace(KNOWN, known).encode()
        answer = who.send(address, raw, method=method.upper(), key=header.pop("Idempotency-Key", None), **header)
    assert answer.status_code < 500
    if answer.status_code not in (200, 201, 404):
        assert answer["Content-Type"] == "application/problem+json"
