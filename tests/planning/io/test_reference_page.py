"""docs/reference/crisis-folder.md is what docs/make_reference.py makes, and leaves no field out."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from safepassage.planning import model

DOCS = Path(__file__).parents[3] / "docs"
INPUTS = {row for row in vars(model).values() if isinstance(row, type) and issubclass(row, model.Row)}
NOT_IN_FILES = {model.Row, model.Candidate}


@pytest.fixture(scope="module")
def maker() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "make_reference.py"))


def test_the_page_is_up_to_date(maker: dict[str, Any]) -> None:
    written = (DOCS / "reference" / "crisis-folder.md").read_text(encoding="utf-8")
    assert written == maker["page"](), "run: python docs/make_reference.py"


def test_every_input_model_is_on_the_page(maker: dict[str, Any]) -> None:
    assert {row for part in maker["PARTS"] for _, row in part.models} == INPUTS - NOT_IN_FILES


def test_every_field_says_whether_it_is_required_and_what_it_takes(maker: dict[str, Any]) -> None:
    rows = [line for line in maker["page"]().splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(row.model_fields) for row in INPUTS - NOT_IN_FILES)
    assert "| `lat` | **required** | a number from -90 to 90 |" in "\n".join(rows)
    assert not [row for row in rows if "| a value |" in row]
