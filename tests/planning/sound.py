"""The small crisis with an advisory that nothing is wrong with, so that each test of a check can spoil one thing."""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tests.crises import CORRIDORS, CRISIS, FILES, PARTIES, PERSONS, write_small_crisis

from safepassage.planning.io import read_crisis
from safepassage.planning.model import Crisis, Warning, WarningCode
from safepassage.planning.outcome import outcome_of, situation_of, understood
from safepassage.planning.warnings import warnings_of

ADVISORY = """\
kind = "Move"
issued_at = 2022-03-02T14:30:00+02:00
deadline_at = 2022-03-02T17:00:00+02:00
fallback = "If a haven is full or the way is shut, go back to the shelter."
documents = ["passport"]

[[havens]]
asked = "Pisochyn"
haven_id = "pisochyn"

[[havens]]
asked = "Babai"
haven_id = "babai"

[text]
en = "Go to Pisochyn or Babai. Be there by 17:00 Kyiv time. If you hear shelling, take cover. Carry your passport."
"""

HAVENS = """\
id,name,lat,lon,places,food,shelter,heating,staff,onward_seats,grade,evidence_at,nearest_objective,nearest_objective_m
pisochyn,Pisochyn,49.9516,36.1026,20,20,20,yes,2,20,B2,2022-03-02T13:00:00+02:00,Depot,15000
babai,Babai,49.8963,36.1931,20,20,20,yes,2,20,C3,2022-03-02T13:00:00+02:00,,
"""

PROMISE = """
[[corridor.commitment]]
side = "south"
status = "confirmed"
said_at = 2022-03-02T10:00:00+02:00
expires_at = 2022-03-02T17:00:00+02:00
grade = "C3"
"""

ACCESS = """\
[[crossing]]
id = "checkpoint"
name = "West checkpoint"
lat = 49.9700
lon = 36.1500

[[train]]
id = "lviv"
name = "Train to Lviv"

[[rule]]
id = "papers"
at = "crossing"
of = "checkpoint"
lacks = "passport"
grade = "C3"
"""

SOUND = {
    **FILES,
    "crisis.toml": CRISIS,
    "havens.csv": HAVENS,
    "access.toml": ACCESS,
    "advisories/second.toml": ADVISORY,
    "closures.geojson": FILES["closures.geojson"].replace('"exposure": 0.5', '"exposure": 0.5, "grade": "C3"'),
    "corridors.toml": CORRIDORS.replace("2022-03-03T08:00", "2022-03-02T14:30")
    .replace("2022-03-03T12:00", "2022-03-02T17:00")
    .replace('havens = ["pisochyn"]', 'havens = ["pisochyn", "babai"]')
    + PROMISE,
    "parties.csv": PARTIES.replace("p5,,,,,", "p5,Flat,49.9780,36.2300,2022-03-02T13:00:00+02:00,"),
    "persons.csv": PERSONS.replace("a3,p1,sheltering,M,21,IN,,,", "a3,p1,sheltering,M,21,IN,passport,,").replace(
        "e1,p5,never_tried,,,IN,,,", "e1,p5,never_tried,,,IN,passport,,"
    ),
}


def edited(path: str, *replacements: tuple[str, str]) -> Crisis:
    """The sound crisis with texts replaced in one of its files; each must be there."""
    text = SOUND[path]
    for old, new in replacements:
        assert old in text, f"{old!r} is not in {path}"
        text = text.replace(old, new)
    return _crisis({**SOUND, path: text})


def without(path: str) -> Crisis:
    """The sound crisis without one of its files."""
    return _crisis({**SOUND, path: None})


def _crisis(files: dict[str, str | None]) -> Crisis:
    with tempfile.TemporaryDirectory() as folder:
        return read_crisis(write_small_crisis(Path(folder), **files))


@cache
def untouched() -> Crisis:
    return _crisis(dict(SOUND))


def warned(crisis: Crisis, name: str = "second") -> tuple[Warning, ...]:
    """The warnings on an advisory, without the rest of its preflight."""
    advisory = crisis.advisories[name]
    asked = understood(crisis, name, advisory)
    situation, others = situation_of(crisis, advisory, asked)
    return warnings_of(name, situation, asked, outcome_of(situation, asked, len(others)))


def of_code(code: WarningCode, crisis: Crisis) -> list[Warning]:
    return [warning for warning in warned(crisis) if warning.code == code]


def only(code: WarningCode, crisis: Crisis) -> Warning:
    """The one warning of this code."""
    (warning,) = of_code(code, crisis)
    return warning


def told(**changes: Any) -> Crisis:
    """The sound crisis with another advisory, by field."""
    crisis = untouched()
    advisory = type(crisis.advisories["second"]).model_validate({**crisis.advisories["second"].model_dump(), **changes})
    return replace(crisis, advisories={"second": advisory})


def with_row(table: str, row_id: str, **changes: Any) -> Crisis:
    """The sound crisis with fields of one row of a table changed."""
    crisis = untouched()
    rows = tuple(row.model_copy(update=changes) if row.id == row_id else row for row in getattr(crisis, table))
    return replace(crisis, **{table: rows})
