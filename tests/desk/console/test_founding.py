"""A crisis from nothing without a browser: from a place's name to a verdict; what it still needs; what is refused."""

import re
from datetime import timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, RequestFactory
from tests.desk import cast
from tests.desk.movement.test_roads import town

from safepassage.desk.core.uploads import Bounded
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.models import Act
from safepassage.desk.movement import road_actions, tasks
from safepassage.desk.movement.models import Draft, StoredPreflight
from safepassage.desk.movement.queries import settings_of
from safepassage.desk.people import actions as people
from safepassage.desk.people.entries import NewPerson
from safepassage.desk.people.records import PersonRecord, Position
from safepassage.formats.cap import parse_polygon

SAID = {
    "token": "0123456789abcdef" * 2,
    "name": "Kharkiv", "status": "Exercise", "zone": "Europe/Kyiv", "home_zone": "Asia/Kolkata", "nationality": "in",
    "area": "49.9,36.1 50.1,36.1 50.1,36.3 49.9,36.3 49.9,36.1", "epoch_at": "2026-01-01T00:00",
    "estimate_low": "1", "estimate_high": "5",
}  # fmt: skip
ABOUT = "/crises/new/about/"


@pytest.fixture
def screen(client, officer):
    """An administrator of the desk, who has no crisis."""
    return cast.sign_in(client, officer)


@pytest.fixture
def founded(screen, officer):
    screen.post(ABOUT, SAID)
    crisis = Crisis.objects.get()
    cast.member(crisis, officer, *Role)
    return crisis


def needs(screen, crisis):
    page = screen.get(f"/crises/{crisis.id}/needs/").context["points"]
    return {point.name for point in page if not point.is_done}


def test_the_place_fills_in_the_area_and_the_zone(screen):
    page = screen.get("/crises/new/?place=Харків&km=20").content.decode()
    link = re.search(rf'href="({ABOUT}[^"]*name=Kharkiv&[^"]+)"', page)[1].replace("&amp;", "&")
    form = screen.get(link).context["form"]
    assert (form["name"].value(), form["zone"].value()) == ("Kharkiv", "Europe/Kyiv")
    area = parse_polygon(form["area"].value())
    south, north = area.bounds[1], area.bounds[3]
    assert (north - south) * 111.195 == pytest.approx(40, abs=0.3)


def test_a_name_that_means_several_places_is_said_so(screen):
    assert "may mean several places" in screen.get("/crises/new/?place=Ivanivka&km=5").content.decode()
    assert "No place is called so" in screen.get("/crises/new/?place=Qqqqqqqqq&km=5").content.decode()


@pytest.mark.parametrize("link", ["?lat=95&lon=36&km=5", "?lat=x&lon=36&km=5", "?lat=nan&lon=36&km=5", "?km=9"])
def test_a_link_that_was_tampered_with_fills_in_nothing(link, screen):
    assert screen.get(ABOUT + link).context["form"]["area"].value() is None


def test_a_crisis_is_made_with_its_clock_by_the_zone_there(founded, officer):
    assert (founded.status, founded.nationality, founded.area) == ("Exercise", "IN", SAID["area"])
    assert founded.epoch_at.astimezone(ZoneInfo("Europe/Kyiv")).isoformat() == "2026-01-01T00:00:00+02:00"
    assert (
        settings_of(founded).mobility["adult"].speed_kph == 4.8
    )  # what a new crisis assumes is what the planner takes


WRONG = [
    ("area", "49.9,36.1 50.1,36.1", "four or more"),
    ("area", "49.9,36.1 50.1,36.1 50.1,36.3 49.9,36.3", "not closed"),
    ("zone", "Europe/Atlantis", "no time zone"),
    ("epoch_at", "2098-01-01T00:00", "future"),
    ("status", "Real", "Real"),
    ("nationality", "India", ""),
    ("nationality", "zz", "ZZ is no country"),
    ("area", "-90,-180 90,-180 90,180 -90,180 -90,-180", "180th meridian"),
    ("area", "-17,177 -17,-179 -19,-179 -19,177 -17,177", "180th meridian"),
    ("area", "0,0 1,0 1,40 0,40 0,0", "over 4,000 km"),
    ("estimate_high", "", ""),
]


@pytest.mark.parametrize(("field", "typed", "words"), WRONG)
def test_what_cannot_be_is_said_and_nothing_is_made(field, typed, words, screen):
    answer = screen.post(ABOUT, SAID | {field: typed})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors)
    assert not Crisis.objects.exists()


def test_only_administrators_of_the_desk_make_crises(client, colleague):
    screen = cast.sign_in(client, colleague)
    assert screen.get("/crises/new/").status_code == screen.post(ABOUT, SAID).status_code == 403


def test_what_is_missing_goes_as_it_is_given_and_the_preflight_sees_the_haven(screen, founded, officer, tmp_path):
    assert needs(screen, founded) == {
        "Roads", "Havens", "Channels of messages", "Shelters", "The register", "An advisory",
    }  # fmt: skip
    upload = SimpleUploadedFile("town.osm.pbf", town(tmp_path).read_bytes())
    road_actions.build(tasks.ask_for_roads(founded, upload, actor=officer).id, actor=officer)
    here = f"/crises/{founded.id}/"
    haven = {"name": "School 5", "lat": "50.0198", "lon": "36.2498", "places": "50", "grade": "B2"}
    channel = {"code": "sms", "kind": "sms", "segments_per_s": "1", "latency_s": "5", "reach": "1"}
    for kind, typed in (("haven", haven), ("channel", channel)):
        assert screen.post(f"{here}ground/{kind}/add/", typed).status_code == 302
    at = Position(latitude=49.9502, longitude=36.1502, at=cast.clock.now(), grade="B2")
    record = PersonRecord(full_name="Zoya Invented", position=at, channels=("sms",), mobility="adult")
    people.register_person(founded, NewPerson(record), actor=officer, source="call")
    assert needs(screen, founded) == {"Shelters", "An advisory"}
    answer = screen.post(f"{here}preflights/write/", advisory(founded))
    assert answer.status_code == 302, answer.context["form"].errors
    answer = screen.post(f"{here}preflights/run/", {"advisory": "first"}, follow=True)
    stored = StoredPreflight.objects.get()
    assert (stored.people, stored.on_time) == (1, 1)
    assert "School 5" in answer.content.decode()


def advisory(crisis):
    deadline = cast.clock.now().astimezone(ZoneInfo(crisis.zone)) + timedelta(hours=12)
    return {
        "name": "first", "havens": ["school-5"], "deadline_at": f"{deadline:%Y-%m-%dT%H:%M}", "language": "en",
        "deadline_kind": "arrive_by", "means": ["foot"], "text": "EXERCISE. Go to School 5 by tonight.",
    }  # fmt: skip


def test_an_advisory_that_cannot_be_is_refused_at_its_field(screen, founded):
    address = f"/crises/{founded.id}/preflights/write/"
    assert "no haven" in screen.get(address).content.decode()
    answer = screen.post(address, advisory(founded) | {"deadline_at": "2020-01-01T00:00", "name": "a b"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"havens", "deadline_at", "name"}
    assert not Draft.objects.exists()


def test_the_checklist_links_only_to_what_the_officer_may_do(founded, screen, client):
    auditor = cast.member(founded, cast.officer("auditor"), Role.AUDITOR)
    page = cast.sign_in(type(client)(), auditor).get(f"/crises/{founded.id}/needs/").content.decode()
    assert f'href="/crises/{founded.id}/ground/roads/"' not in page
    assert "ask somebody who may" in page


def test_nobody_uploads_more_than_a_map_and_strangers_next_to_nothing(client, screen, founded, monkeypatch):
    stranger, much = type(client)(), {"map": SimpleUploadedFile("town.pbf", b"x" * 5_000)}
    monkeypatch.setattr("safepassage.desk.core.uploads.OF_STRANGERS_BYTES", 4_000)
    assert stranger.post(f"/crises/{founded.id}/ground/roads/upload/", much).status_code in (302, 400)
    request = RequestFactory().post("/", much)
    with pytest.raises(Exception, match="more than 4000 bytes"):
        Bounded(request).handle_raw_input(None, {}, 5_000, b"")
    monkeypatch.setattr("safepassage.desk.core.uploads.LARGEST_BYTES", 6_000)
    large = {"map": SimpleUploadedFile("town.pbf", b"x" * 7_000)}
    assert screen.post(f"/crises/{founded.id}/ground/roads/upload/", large).status_code == 400


def test_sent_twice_it_is_one_crisis(screen):
    token = re.search(r'name="token" value="(\w+)"', screen.get(ABOUT).content.decode())[1]
    first, again = (screen.post(ABOUT, SAID | {"token": token}).url for _ in range(2))
    assert first == again
    written = Act.objects.count()
    assert screen.post(ABOUT, SAID | {"token": token}).url == first
    assert (Crisis.objects.count(), Act.objects.count()) == (1, written)


def test_the_same_place_from_a_page_opened_anew_is_another_crisis(screen):
    screen.post(ABOUT, SAID)
    assert screen.post(ABOUT, SAID | {"token": "f" * 32}).status_code == 302
    assert screen.post(ABOUT, SAID | {"name": "Sumy"}).status_code == 302  # who goes back writes another
    assert Crisis.objects.count() == 3


def test_two_at_the_same_instant_are_one_crisis(own_db):
    founder = cast.officer("officer", is_administrator=True)
    found = []

    def send(screen):
        found.append(screen.post(ABOUT, SAID).headers.get("Location"))
        connections.close_all()

    threads = [Thread(target=send, args=[cast.sign_in(Client(), founder)]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert found[0].endswith("/needs/")
    assert Crisis.objects.count() == 1
