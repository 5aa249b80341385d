"""HXL: tags against the core schema, rows of hashtags found, tables written."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.errors import BadInput
from safepassage.formats.hxl import (
    ACCOUNT,
    CORE,
    CORE_ATTRIBUTES,
    HAVENS,
    Column,
    Tag,
    find_tags,
    parse_tag,
    remarks,
    write_csv,
    write_json,
    write_json_objects,
)
from safepassage.formats.roster import read_roster

ROW = ["Kharkiv, invented", "2022-03-02T08:30:00Z", "haven", "=Haven 3", "moving", "moving", -2]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("#affected", Tag("affected")),
        (" # Affected +F + children ", Tag("affected", ("f", "children"))),
        ("#adm1+name+i_uk", Tag("adm1", ("name", "i_uk"))),
        ("#x_seat", Tag("x_seat")),
    ],
)
def test_a_tag_is_read(text: str, tag: Tag):
    assert parse_tag(text) == tag


@pytest.mark.parametrize("text", ["affected", "#", "#1st", "#affected+", "#affected f", "##affected", "#зачеплені"])
def test_what_is_no_tag_is_refused(text: str):
    with pytest.raises(ValueError, match="it is no HXL tag; expected"):
        parse_tag(text)


@given(st.sampled_from(sorted(CORE)), st.lists(st.sampled_from(sorted(CORE_ATTRIBUTES)), unique=True))
def test_a_written_tag_is_read_again(hashtag: str, attributes: list[str]):
    tag = Tag(hashtag, tuple(attributes))
    assert parse_tag(str(tag)) == tag


def test_the_core_schema_is_whole():
    assert (len(CORE), len(CORE_ATTRIBUTES)) == (44, 53)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("#people", "#people is no hashtag of the core schema, and does not begin with x_"),
        ("#loc+sheltering", "+sheltering is no core attribute"),
        ("#loc+killed", "+killed is a core attribute, but not for this"),
    ],
)
def test_what_others_may_not_know_is_remarked(text: str, remark: str):
    assert remarks(parse_tag(text)) == (remark,)


@pytest.mark.parametrize("text", ["#affected+f+i_uk+v_pcode+x_mine", "#x_seat+num", "#loc+label"])
def test_ones_own_marked_as_such_are_fine(text: str):
    assert not remarks(parse_tag(text))


@pytest.mark.parametrize("columns", [ACCOUNT, HAVENS])
def test_the_desks_tables_keep_to_the_core_schema(columns: tuple[Column, ...]):
    assert not [remark for column in columns for remark in remarks(column.tag)]


def test_the_row_of_hashtags_is_found_below_the_headers():
    rows = [["List"], ["Place", "Note", "People"], ["#loc +name", "", "#affected"], ["#3 hostel", "", "7"]]
    assert find_tags(rows) == (2, (Tag("loc", ("name",)), None, Tag("affected")))
    assert find_tags(rows[:2]) is None
    assert find_tags([["x"]] * 25 + rows[2:]) is None


def test_csv_has_headers_then_hashtags_then_rows():
    stream = io.BytesIO()
    assert write_csv(stream, ACCOUNT, [ROW]) == 1
    rows = [row.cells for row in read_roster(stream.getvalue(), "a.csv").rows()]
    assert rows == [
        tuple(column.header for column in ACCOUNT),
        tuple(str(column.tag) for column in ACCOUNT),
        tuple(map(str, ROW)),
    ]
    assert b'"\'=Haven 3"' in stream.getvalue()
    assert find_tags(rows) == (1, tuple(column.tag for column in ACCOUNT))


def test_json_is_written_in_both_of_hxls_ways():
    stream, objects = io.BytesIO(), io.BytesIO()
    assert write_json(stream, ACCOUNT, [ROW, ROW]) == write_json_objects(objects, ACCOUNT, [ROW, ROW]) == 2
    tags = [str(column.tag) for column in ACCOUNT]
    assert json.loads(stream.getvalue()) == [[column.header for column in ACCOUNT], tags, ROW, ROW]
    assert json.loads(objects.getvalue()) == [dict(zip(tags, ROW, strict=True))] * 2


def test_an_empty_table_is_one_too():
    stream, objects = io.BytesIO(), io.BytesIO()
    write_json(stream, ACCOUNT, [])
    write_json_objects(objects, ACCOUNT, [])
    assert len(json.loads(stream.getvalue())) == 2
    assert json.loads(objects.getvalue()) == []


@pytest.mark.parametrize(
    ("columns", "row", "words"),
    [
        (ACCOUNT, ROW[:-1], "row 1: 6 cells; expected 7"),
        (ACCOUNT, [*ROW[:-1], "many"], "row 1, column #affected.ind: it is a text; expected a number"),
        ((Column("A", parse_tag("#folk")),), ["x"], "column #folk: #folk is no hashtag"),
        (
            (Column("A", parse_tag("#loc+name+code")), Column("B", parse_tag("#loc+code+name"))),
            ["x", "y"],
            "more than once",
        ),
    ],
)
def test_a_table_that_is_no_good_hxl_is_refused(columns: tuple[Column, ...], row: list[str], words: str):
    with pytest.raises(BadInput, match=words):
        write_csv(io.BytesIO(), columns, [row])
