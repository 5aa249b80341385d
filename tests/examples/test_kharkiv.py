"""The example crisis: it is what its generator makes, keeps to the published figures, and holds nobody real."""

import csv
import json
import re
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import LineString, Point, shape

from examples import make_kharkiv
from safepassage.planning.io import read_crisis
from safepassage.planning.model import NOT_IN_AUDIENCE, Crisis

KHARKIV = Path(__file__).parents[2] / "examples" / "kharkiv-2022"
PUBLISHED_M = {"pisochyn": 11_000, "babai": 12_000, "bezliudivka": 16_000}
HOSTELS = ("hostel-oleksiivka", "hostel-zhukovskoho", "hostel-pavlova")


@pytest.fixture(scope="module")
def crisis() -> Crisis:
    return read_crisis(KHARKIV)


def rows(path: str) -> list[dict[str, str]]:
    with (KHARKIV / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def walks_from_station() -> dict[str, float]:
    """Metres on foot from the station to each junction, by SciPy on the committed lines."""
    edges = rows("network/edges.csv")
    tail, head = ([int(edge[end]) - 1 for edge in edges] for end in ("from", "to"))
    length = [float(edge["length_m"]) for edge in edges]
    n_nodes = len(rows("network/nodes.csv"))
    graph = csr_matrix((length, (tail, head)), shape=(n_nodes, n_nodes))
    junctions = list(make_kharkiv.JUNCTIONS)
    metres = dijkstra(graph, directed=False, indices=junctions.index("station"))
    assert np.isfinite(metres).all()
    return dict(zip(junctions, metres.tolist(), strict=False))


# --- the generator --------------------------------------------------------------------------------


def test_the_committed_files_are_what_the_generator_makes() -> None:
    made = dict(make_kharkiv.files())
    assert set(made) == {"network/nodes.csv", "network/edges.csv", "parties.csv", "persons.csv", "wardens.csv"}
    for path, text in made.items():
        assert (KHARKIV / path).read_bytes() == text.encode(), f"{path}: run python examples/make_kharkiv.py"


def test_the_generator_writes_the_same_bytes_twice(tmp_path: Path) -> None:
    make_kharkiv.main(tmp_path)
    assert (tmp_path / "persons.csv").read_text(encoding="utf-8") == dict(make_kharkiv.files())["persons.csv"]


def test_a_published_distance_shorter_than_the_drawing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_kharkiv, "ROADS", (make_kharkiv.Road("too short", "primary", "station pisochyn", 8_000),))
    with pytest.raises(ValueError, match="longer than the 8000 m published"):
        make_kharkiv.network()


# --- the sketch -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("haven", "published_m"), PUBLISHED_M.items())
def test_the_walk_from_the_station_is_as_long_as_published(haven: str, published_m: int) -> None:
    assert walks_from_station()[haven] == pytest.approx(published_m, rel=0.03)


@pytest.mark.parametrize("hostel", HOSTELS)
def test_the_hostels_are_eight_to_ten_kilometres_from_the_station(hostel: str) -> None:
    assert 8_000 <= walks_from_station()[hostel] <= 10_000


def test_no_road_is_shorter_than_the_straight_line() -> None:
    at = {row["id"]: (float(row["lat"]), float(row["lon"])) for row in rows("network/nodes.csv")}
    for edge in rows("network/edges.csv"):
        straight = make_kharkiv.metres(at[edge["from"]], at[edge["to"]])
        assert float(edge["length_m"]) >= straight - 2, edge


def test_the_assumed_bridge_closures_shut_one_bridge_each() -> None:
    at = {row["id"]: (float(row["lon"]), float(row["lat"])) for row in rows("network/nodes.csv")}
    lines = [(edge["name"], LineString([at[edge["from"]], at[edge["to"]]])) for edge in rows("network/edges.csv")]
    shut = {
        feature["properties"]["id"]: [name for name, line in lines if line.intersects(shape(feature["geometry"]))]
        for feature in json.loads((KHARKIV / "closures.geojson").read_text(encoding="utf-8"))["features"]
    }
    assert shut["lopan-bridge"] == ["Lopan bridge, Rynok"]
    assert shut["uda-bridge"] == ["Karachivka road, to Babai"]


# --- the people -----------------------------------------------------------------------------------


def test_every_person_is_invented_and_says_so(crisis: Crisis) -> None:
    ids = [row.id for table in (crisis.parties, crisis.persons, crisis.wardens) for row in table]
    assert all(re.fullmatch(r"invented-(warden-)?\d+(-\d)?", name) for name in ids)
    for page in ("README.md", "SOURCES.md", "crisis.toml"):
        assert "invented" in (KHARKIV / page).read_text(encoding="utf-8")
    assert crisis.settings.status == "Exercise"
    assert all(alert.status == "Exercise" and "EXERCISE" in alert.headline for alert in crisis.alerts)


def test_there_are_about_three_thousand_in_parties_of_one_to_six(crisis: Crisis) -> None:
    sizes = Counter(person.party for person in crisis.persons)
    assert 2_900 <= len(crisis.persons) <= 3_100
    assert 900 <= len(crisis.parties) <= 1_100
    assert set(sizes) == {party.id for party in crisis.parties}
    assert set(sizes.values()) == set(range(1, 7))


def test_about_eleven_hundred_are_at_the_station_without_food(crisis: Crisis) -> None:
    sizes = Counter(person.party for person in crisis.persons)
    at_station = [party for party in crisis.parties if party.place == "station shelter"]
    assert 1_000 <= sum(sizes[party.id] for party in at_station) <= 1_200
    assert all(party.food_h == 0 for party in at_station)


def test_the_register_has_everything_that_the_rules_ask_about(crisis: Crisis) -> None:
    """States (P2), minors and medical (P9), vehicles (P10), third states and missing documents (P7), silence (P3)."""
    states = {person.state for person in crisis.persons}
    assert states >= NOT_IN_AUDIENCE
    assert any(person.medical for person in crisis.persons)
    assert {person.nationality for person in crisis.persons} > {"IN", "UA"}
    assert any("passport" not in person.documents for person in crisis.persons)
    assert any(party.vehicle_seats for party in crisis.parties)
    assert any(party.lat is None for party in crisis.parties)
    assert any(not party.channels and party.warden is None for party in crisis.parties)
    alone = Counter(person.party for person in crisis.persons if person.age is not None and person.age < 18)
    minors = [party for party in crisis.parties if party.urgent == "minors" and party.id in alone]
    assert {party.escort is None for party in minors} == {True, False}
    assert {warden.silent_since is None for warden in crisis.wardens} == {True, False}


def test_a_coordinator_leads_about_ten_parties(crisis: Crisis) -> None:
    led = Counter(party.warden for party in crisis.parties if party.warden)
    assert set(led) == {warden.id for warden in crisis.wardens}
    assert max(led.values()) == 10
    assert np.mean(list(led.values())) > 8


# --- the rest -------------------------------------------------------------------------------------


def test_the_area_holds_the_station_the_shelters_and_the_hostels_but_not_the_settlements(crisis: Crisis) -> None:
    area = crisis.settings.area
    assert all(area.contains(Point(shelter.lon, shelter.lat)) for shelter in crisis.shelters)
    assert not any(area.contains(Point(haven.lon, haven.lat)) for haven in crisis.havens)


def test_the_three_settlements_stand_where_the_gazetteer_has_them(crisis: Crisis) -> None:
    at = {haven.id: (haven.lat, haven.lon) for haven in crisis.havens}
    assert at["pisochyn"] == (49.9516, 36.10262)
    assert at["babai"] == (49.89625, 36.19309)
    assert at["bezliudivka"] == (49.86787, 36.28347)


def test_the_advisories_keep_the_spellings_and_the_hours(crisis: Crisis) -> None:
    first, second = crisis.advisories["first"], crisis.advisories["second"]
    assert [haven.asked for haven in first.havens] == ["Pesochin", "Babye", "Bazlyudovka"]
    assert [haven.asked for haven in second.havens] == ["Pesochin", "Babai", "Bezlyudovka"]
    assert {haven.haven_id: haven.said_m for haven in second.havens} == PUBLISHED_M
    kyiv = ZoneInfo("Europe/Kyiv")
    assert first.issued_at == datetime(2022, 3, 2, 13, 30, tzinfo=kyiv)
    assert second.issued_at == datetime(2022, 3, 2, 14, 30, tzinfo=kyiv)
    assert first.deadline_at == second.deadline_at == datetime(2022, 3, 2, 18, tzinfo=kyiv)
    for advisory in (first, second):
        assert set(advisory.text) == {"en", "hi"}
        assert "under all circumstances" in advisory.text["en"].lower()
        assert "EXERCISE" in advisory.text["en"]
    assert not crisis.naive


def test_sources_names_every_file_of_the_folder() -> None:
    sources = (KHARKIV / "SOURCES.md").read_text(encoding="utf-8")
    readme = (KHARKIV / "README.md").read_text(encoding="utf-8")
    for path in KHARKIV.rglob("*"):
        name = path.relative_to(KHARKIV).parts[0]
        assert name in readme or name in sources or name in {"README.md"}, name


def test_the_trains_that_rules_name_are_listed() -> None:
    access = tomllib.loads((KHARKIV / "access.toml").read_text(encoding="utf-8"))
    assert {rule["of"] for rule in access["rule"] if rule["at"] == "train"} == {t["id"] for t in access["train"]}
