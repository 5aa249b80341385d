"""Roads from an uploaded map: built in the background, told how far, refused in words; the old ones stay until then."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import osmium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.desk import cast
from tests.formats.test_osm import osm

from safepassage.desk.background import CALL
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ground.queries import roads_of
from safepassage.desk.ledger.models import Act
from safepassage.desk.movement import road_actions, road_builds, tasks, worker
from safepassage.desk.movement.models import RoadBuild
from safepassage.errors import BadInput
from safepassage.planning.io import read_roads

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "osm" / "liechtenstein.osm.pbf"
AREA = "49.9,36.1 50.1,36.1 50.1,36.3 49.9,36.3 49.9,36.1"
STREETS = [(7, [1, 2, 3], {"highway": "primary"}), (8, [3, 4], {"highway": "residential"})]
NODES = {1: (49.95, 36.15), 2: (49.97, 36.2), 3: (50.0, 36.22), 4: (50.02, 36.25)}


def town(folder, nodes=None):
    """A small map near Kharkiv as .osm.pbf."""
    plain, packed = folder / "town.osm", folder / "town.osm.pbf"
    plain.write_text(osm(nodes or NODES, STREETS, {}), encoding="utf-8")
    packed.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(packed)) as writer:
        for each in osmium.FileProcessor(str(plain)):
            writer.add(each)
    return packed


def uploaded(content, name="town.osm.pbf"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def boss(own_db):
    return cast.officer("boss", is_administrator=True)


@pytest.fixture
def here(boss):
    return cast.crisis(boss, area=AREA)


@pytest.fixture
def work():
    kept = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield lambda: worker.work(until_empty=True)
    for each, handler in kept.items():
        signal.signal(each, handler)


def test_an_uploaded_map_becomes_the_roads_in_the_background(here, boss, work, tmp_path):
    screen = cast.sign_in(Client(), boss)
    address = f"/crises/{here.id}/ground/roads/"
    assert "There are no roads" in screen.get(address).content.decode()
    answer = screen.post(f"{address}upload/", {"map": uploaded(town(tmp_path).read_bytes())}, follow=True)
    page = answer.content.decode()
    assert 'http-equiv="refresh"' in page
    assert "waiting for a worker" in page
    assert roads_of(here) is None
    work()
    page = screen.get(address).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert "There are roads." in page
    network = read_roads(roads_of(here))
    assert (network.n_nodes, network.source) == (3, "town.osm.pbf")
    verbs = list(Act.objects.filter(crisis=here.id).order_by("seq").values_list("verb", flat=True))[-3:]
    assert verbs == ["movement.ask_for_roads", "ground.put_roads", "movement.build_roads"]
    assert not list(road_builds.map_of(RoadBuild.objects.get()).parent.glob(f"{RoadBuild.objects.get().id}*"))
    lines = screen.get(f"/crises/{here.id}/ground/map/roads.geojson").json()["features"]
    assert {each["properties"]["class"] for each in lines} == {"primary", "residential"}


def test_the_old_roads_stay_when_a_new_map_is_none(here, boss, work, tmp_path):
    tasks.ask_for_roads(here, uploaded(town(tmp_path).read_bytes()), actor=boss)
    work()
    before = roads_of(here)
    for content, words in ((b"not a map", "cannot be read"), (far_away(tmp_path), "no road lies in the crisis area")):
        tasks.ask_for_roads(here, uploaded(content), actor=boss)
        assert roads_of(here) == before
        work()
        newest = road_builds.builds_of(here).first()
        assert newest.step == RoadBuild.Step.FAILED
        assert words in newest.said
        assert str(newest.id) not in newest.said
        assert roads_of(here) == before
    assert cast.last_act()[0].verb == "movement.fail_to_build_roads"


def far_away(folder):
    return town(folder, {number: (lat + 5, lon) for number, (lat, lon) in NODES.items()}).read_bytes()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [(b"x", "town.txt", "no map by its name"), (b"", "town.pbf", "empty"), (b"x", "../../town", "no map by its name")],
)
def test_what_is_no_map_by_its_name_or_size_is_refused_at_once(content, name, words, here, boss):
    with pytest.raises(BadInput, match=words):
        tasks.ask_for_roads(here, uploaded(content, name), actor=boss)
    assert not RoadBuild.objects.exists()


def test_a_map_too_large_is_refused_with_the_limit(here, boss, monkeypatch):
    monkeypatch.setattr(road_actions, "LARGEST_BYTES", 3)
    with pytest.raises(BadInput, match="at most 0 MB"):
        tasks.ask_for_roads(here, uploaded(b"four"), actor=boss)


def test_the_form_says_what_is_wrong_at_the_field(here, boss):
    screen = cast.sign_in(Client(), boss)
    answer = screen.post(f"/crises/{here.id}/ground/roads/upload/", {"map": uploaded(b"x", "town.txt")})
    assert answer.status_code == 422
    assert "no map by its name" in answer.context["form"].errors["map"][0]


def test_one_map_at_a_time(here, boss, tmp_path):
    tasks.ask_for_roads(here, uploaded(town(tmp_path).read_bytes()), actor=boss)
    with pytest.raises(NotNow, match="other roads are being built"):
        tasks.ask_for_roads(here, uploaded(town(tmp_path).read_bytes()), actor=boss)


def test_what_killed_its_worker_each_time_can_be_tried_again_by_an_officer(here, boss, work, tmp_path):
    build = tasks.ask_for_roads(here, uploaded(town(tmp_path).read_bytes()), actor=boss)
    with pytest.raises(NotNow, match="nothing to try again"):
        tasks.build_again(build, actor=boss)
    (worker._folder() / "dead").touch()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["dead"] * worker.TRIES)
    RoadBuild.objects.update(step=RoadBuild.Step.READING, counted=70_000)
    worker.put_back_orphans()
    screen = cast.sign_in(Client(), boss)
    page = screen.get(f"/crises/{here.id}/ground/roads/").content.decode()
    assert "Given up" in page
    screen.post(f"/crises/{here.id}/ground/roads/{build.id}/again/")
    work()
    assert RoadBuild.objects.get().step == RoadBuild.Step.DONE
    assert roads_of(here)


def test_a_killed_worker_leaves_the_old_roads_and_the_next_one_builds(here, boss, work, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("one database is enough: the same rows, the same locks on files")
    if not REAL.exists():
        pytest.skip(f"{REAL.name} is not there: a small map is built before the worker can be killed")
    area = "47.0,9.4 47.3,9.4 47.3,9.7 47.0,9.7 47.0,9.4"
    type(here).objects.update(area=area)
    build = tasks.ask_for_roads(here, uploaded(REAL.read_bytes(), REAL.name), actor=boss)
    url = f"sqlite:///{connection.settings_dict['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "-c", CALL, "worker"], env=os.environ | {"SAFEPASSAGE_DATABASE_URL": url},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 60
    while RoadBuild.objects.get().step == RoadBuild.Step.WAITING and time.monotonic() < until:
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert RoadBuild.objects.get().step in road_builds.STEPS
    assert road_builds.is_going_on(RoadBuild.objects.get())
    assert roads_of(here) is None
    work()
    assert RoadBuild.objects.get(pk=build.pk).step == RoadBuild.Step.DONE
    assert read_roads(roads_of(here)).n_nodes > 1_000


def test_steps_are_told_in_order(here, boss, tmp_path, monkeypatch):
    said = []
    keep = road_actions._say
    monkeypatch.setattr(road_actions, "_say", lambda row, step, count: (said.append(str(step)), keep(row, step, count)))
    build = tasks.ask_for_roads(here, uploaded(town(tmp_path).read_bytes()), actor=boss)
    road_actions.build(build.id, actor=boss)
    assert said == ["reading", "joining", "writing", "done"]
    assert road_actions.build(build.id, actor=boss).step == "done"  # a task that is done twice does nothing
    assert len(said) == 4


def test_another_crisis_sees_nothing_of_it(here, boss, tmp_path):
    build = tasks.ask_for_roads(here, uploaded(town(tmp_path).read_bytes()), actor=boss)
    other = cast.crisis(boss)
    screen = cast.sign_in(Client(), boss)
    assert "town" not in screen.get(f"/crises/{other.id}/ground/roads/").content.decode()
    assert screen.post(f"/crises/{other.id}/ground/roads/{build.id}/again/").status_code == 404
