"""A crisis folder goes in and comes out again, and the planner says the same of both."""

import json
from pathlib import Path

import pytest
from tests.crises import write_small_crisis
from tests.desk import cast

from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.models import TABLES as ON_GROUND
from safepassage.desk.ground.queries import NOT_SAID
from safepassage.desk.movement import actions, queries
from safepassage.desk.movement.ground_rows import ROWS
from safepassage.errors import BadInput
from safepassage.planning import preflight
from safepassage.planning.io import read_crisis

EXAMPLE = Path(__file__).parents[3] / "examples" / "kharkiv-2022"


@pytest.fixture
def boss(own_db):
    return cast.officer("boss", is_administrator=True)


def said(result):
    """The result without what tells where it came from."""
    content = json.loads(result.model_dump_json(by_alias=True))
    del content["inputs_sha256"]
    return content


def test_the_example_loaded_and_exported_has_the_same_preflight(boss, tmp_path):
    import time; t=time.time()
    crisis = actions.load_crisis(EXAMPLE, actor=boss)
    print("load", time.time()-t); t=time.time()
    actions.export_crisis(crisis, tmp_path / "out", actor=boss)
    print("export", time.time()-t); t=time.time()
    before, after = read_crisis(EXAMPLE), read_crisis(tmp_path / "out")
    print("read", time.time()-t); t=time.time()
    for name in before.advisories:
        a, b = said(preflight(before, name)), said(preflight(after, name))
        assert a == b
        print("pre", time.time()-t); t=time.time()
