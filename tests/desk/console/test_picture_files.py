"""Files of the picture: all that is there, nobody's death, no formula, no letters that turn text."""

import csv

import gpxpy
import pytest
from tests.desk import cast
from tests.desk.picture.told import DAY, drafts, fields_of, source_of, told

from safepassage.desk.crises.access import Role
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.picture import entering
from safepassage.desk.picture.kinds import DraftKind
from safepassage.formats import hxl

SQUARE = {"type": "Polygon", "coordinates": [[[36.0, 50.0], [36.1, 50.0], [36.1, 50.1], [36.0, 50.0]]]}


def file(screen, crisis, name):
    answer = screen.get(f"/crises/{crisis.id}/{name}")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode("utf-8-sig")


def test_closures_are_given_for_receivers_and_those_without_a_shape_counted(screen, crisis, officer):
    for code, where in (("bridge", {"ways": [1, 2]}), ("square", {"geometry": SQUARE})):
        put(crisis, Kind.CLOSURE, code, {"kind": "closure", "name": f"{code} \u202e", **where}, actor=officer)
    read = gpxpy.parse(file(screen, crisis, "ground/closures.gpx"))
    assert [track.name for track in read.tracks] == ["square [U+202E]"]
    assert [(point.latitude, point.longitude) for point in read.tracks[0].segments[0].points][1] == (50.0, 36.1)
    assert "1 is known by ways alone" in read.description
    assert "Exercise" in read.description


@pytest.fixture
def happened(crisis, officer):
    report = told(source_of(crisis, officer), officer).report
    for kind in (DraftKind.CASUALTY, DraftKind.EVENT, DraftKind.COUNT):
        for draft in drafts(report, kind)[:1]:
            entering.accept_occurrence(draft, fields_of(draft), actor=officer)
    draft = drafts(report, DraftKind.ADVISORY)[0]
    bad = fields_of(draft) | {"what": '=HYPERLINK("x")', "place": "+\u202ePisochyn", "on": DAY}
    entering.accept_occurrence(draft, bad, actor=officer, is_edited=True)


@pytest.mark.parametrize(("name", "heads"), [("happened.csv", 1), ("happened.hxl.csv", 2)])
def test_what_happened_is_given_without_deaths_formulas_and_turned_text(name, heads, screen, happened, crisis):
    rows = list(csv.reader(file(screen, crisis, f"picture/{name}").splitlines()))
    assert {row[2] for row in rows[heads:]} == {"advisories", "events", "counts"}
    assert "Karnataka" not in str(rows)
    advisory = next(row for row in rows if row[2] == "advisories")
    assert advisory[3:5] == ['\'=HYPERLINK("x")', "'+[U+202E]Pisochyn"]
    assert advisory[6] == "The Invented Courier"
    if heads == 2:
        assert hxl.find_tags(rows)[0] == 1


def test_who_may_not_see_the_picture_gets_no_file(crisis, client):
    cast.sign_in(client, cast.member(crisis, cast.officer("auditor"), Role.AUDITOR))
    seen = client.get(f"/crises/{crisis.id}/picture/").status_code
    assert client.get(f"/crises/{crisis.id}/picture/happened.csv").status_code == seen
