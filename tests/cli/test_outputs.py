"""The files that the command line writes."""

import csv
import io
import json
import re
import struct

import pytest
from anyascii import anyascii
from tests.results import sample_crisis, sample_result

from safepassage.cli import outputs
from safepassage.planning.model import Preflight

RESULT = sample_result()


@pytest.fixture(autouse=True)
def _small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "_PICTURE_ZOOM", 0.3)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_json_holds_the_whole_result_and_ends_its_line() -> None:
    content = outputs.json_of(RESULT)
    assert content.endswith(b"}\n")
    assert content.count(b"\n") == 1
    assert json.loads(content)["schema"] == "safepassage/preflight/1"
    assert set(json.loads(content)["would_work"]["deadline_for"]) == {"0.5", "0.9", "1.0"}
    assert outputs.json_of(Preflight.model_validate_json(content)) == content


def test_the_same_result_makes_the_same_json() -> None:
    """P14: same inputs, same bytes."""
    assert outputs.json_of(sample_result()) == outputs.json_of(RESULT)


def test_csv_has_a_row_a_party_and_the_json_s_names() -> None:
    table = rows(outputs.csv_of(RESULT))
    parties = json.loads(outputs.json_of(RESULT))["parties"]
    assert len(table) == len(parties)
    assert {column.split(".")[0] for column in table[0]} == set(parties[0]) - {"route"}
    for row, party in zip(table, parties, strict=True):
        assert row["id"] == party["id"]
        assert row["margin_s"] == ("" if party["margin_s"] is None else str(party["margin_s"]))
        assert row["chance.p"] == ("" if party["chance"] is None else str(party["chance"]["p"]))


def test_csv_has_the_same_columns_whatever_is_known() -> None:
    bare = RESULT.model_copy(update={"parties": RESULT.parties[-1:]})
    assert outputs.csv_of(bare).splitlines()[0] == outputs.csv_of(RESULT).splitlines()[0]


def test_blockers_are_told_in_one_cell() -> None:
    cells = {row["blockers"] for row in rows(outputs.csv_of(RESULT))}
    assert {"", "sending; deadline", "closure ring-road + curfew night", "access men"} <= cells


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_of_a_csv_is_a_formula(begins: str) -> None:
    party = RESULT.parties[0].model_copy(update={"id": f"{begins}cmd|' /C calc'!A0", "margin_s": -60})
    (row,) = rows(outputs.csv_of(RESULT.model_copy(update={"parties": (party,)})))
    assert row["id"].startswith("'")
    assert row["margin_s"] == "-60"


def test_the_picture_is_a_png_of_the_same_bytes_each_time() -> None:
    """P14: same inputs, same bytes."""
    content = outputs.picture_of(RESULT, sample_crisis())
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert width > 400
    assert height > 250
    assert outputs.picture_of(RESULT, sample_crisis()) == content


def test_the_picture_writes_every_script_in_letters_it_has() -> None:
    name = "الخرطوم & <نيالا>"
    arabic, latin = (RESULT.model_copy(update={"crisis": crisis}) for crisis in (name, anyascii(name)))
    assert outputs.picture_of(arabic, sample_crisis()) == outputs.picture_of(latin, sample_crisis())
    cyrillic = RESULT.model_copy(update={"crisis": "Харків, Ґанок"})
    assert not re.search(outputs._NO_TYPE, "Харків, Ґанок × “é” 5 € – …·Ñőž")
    assert outputs.picture_of(cyrillic, sample_crisis()) != outputs.picture_of(latin, sample_crisis())
