"""A browser, and a desk that it can reach: Debian's chromium, without a network, on a database of the tests' own."""

import os
import shutil
import threading
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from tests.desk import cast
from tests.desk.advice import gated
from tests.desk.console.people_made_up import fill
from tests.desk.console.test_pages import GO
from tests.desk.databases import ENGINES, use
from tests.desk.intake import lists
from tests.desk.people.register import found_alike, found_ending
from tests.desk.picture.told import pages as picture_pages
from tests.desk.release import asking

from safepassage.desk.advice.lines import NewLine, put_line
from safepassage.desk.advice.models import Issued
from safepassage.desk.advice.publishing import publish
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import open_form
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.actions import put as put_ground
from safepassage.desk.ground.kinds import Kind as GroundKind
from safepassage.desk.ledger.models import Act
from safepassage.desk.movement.actions import write_draft
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewHeadcount, NewNote, NewPerson
from safepassage.desk.people.records import NoteRecord, PersonRecord, WardenRecord
from safepassage.desk.people.states import Category, State
from safepassage.desk.queue.actions import claim, open_item
from safepassage.desk.queue.work import Kind, Urgency, Work

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SMS = {"kind": "sms", "segments_per_s": 10, "latency_s": 1, "reach": 0.9}
GATEWAY = {"dialect": "kannel", "url": "http://127.0.0.1:9/"}
HAVEN = {"name": "School 5", "lat": 50.0, "lon": 36.2, "places": 300}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class Quiet(WSGIRequestHandler):
    """Writes no line a request."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def chromium():
    """The browser. Without one the tests are skipped, and say so."""
    if CHROMIUM is None:
        pytest.skip("no chromium is there: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in the thread of the tests
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def engine(template, tmp_path_factory):
    """SQLite only: pages do not know which database it is."""
    with ENGINES["sqlite"](template.parent, tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture(scope="session")
def desk(chromium, engine):
    """The address of a desk that runs; its database is empty."""
    database = engine.shared | {"CONN_MAX_AGE": 0}
    use(database)
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def scene(desk):
    """A crisis with people, one of them contested and merged into, with work in the queue; and where its pages are."""
    officer = cast.officer("officer", is_administrator=True)
    crisis = cast.crisis(officer)
    cast.member(crisis, officer, *Role)
    made = fill(crisis, 60, actor=cast.SETUP)
    person, other = (queries.person_of(crisis, made[place].id) for place in (0, 1))
    for state, grade, text in (
        (State.MOVING, "B2", "I saw them leave"),
        (State.SHELTERING, "E4", "still in the cellar"),
    ):
        note = NewNote(cast.clock.now(), state, grade=grade, record=NoteRecord(author_name="A warden", text=text))
        actions.add_note(person, note, actor=officer, source="warden")
    actions.merge(person, other, actor=officer, reason="the same passport")
    actions.record_headcount(
        crisis, NewHeadcount(400, 600, cast.clock.now(), "at the metro", grade="C3"), actor=officer
    )
    haven = put_ground(crisis, GroundKind.HAVEN, "school-5", HAVEN, actor=officer)
    work = Work(Kind.REQUEST, person.reference, Role.CASEWORKER, Urgency.LIFE, "a call", text="They need insulin.")
    mine, waiting = (open_item(crisis, work, actor=officer) for _ in range(2))
    untied = open_item(crisis, replace(work, subject=crisis.reference), actor=officer)
    claim(mine, actor=officer)
    first = Act.objects.filter(crisis=crisis.id).earliest("seq")
    parts = {
        "": "", "area": "area/", "account": "account/?by=haven",
        "account then": "account/?at=2022-03-02T18:00&known=2025-03-03T09:00", "work": "account/to-do/?which=contested",
        "calls": "calls/",
        "registered": f"calls/registered/{person.id}/", "person": f"persons/{person.id}/",
        "change": f"persons/{person.id}/change/", "party": f"parties/{queries.parties_of(crisis).first().id}/",
        "messages": "messages/", "queue": "queue/", "mine": f"queue/{mine.id}/", "waiting": f"queue/{waiting.id}/",
        "queue of all": "queue/?whose=all&urgency=1", "whom it is about": f"queue/{untied.id}/about/",
        "about": "about/",
        "closing": "closing/", "members": "members/", "tokens": "tokens/", "change crisis": "change/",
        "ledger": "ledger/", "ledger asked": "ledger/?verb=people.merge", "act": f"ledger/{first.seq}/",
        "preflights": "preflights/", "assumed": "preflights/assumed/", "advisory": "preflights/write/",
        "written": f"preflights/advisories/{write_draft(crisis, 'first', GO, actor=officer).id}/",
        "needs": "needs/", "ground": "ground/",
        "havens": "ground/haven/", "put": "ground/haven/add/", "closure": "ground/closure/add/", "map": "ground/map/",
        "roads": "ground/roads/",
    }  # fmt: skip
    warden = actions.register_warden(crisis, "metro-2", WardenRecord(name="W. Invented"), actor=officer)
    parts |= {"parties": "parties/", "wardens": "wardens/", "warden": f"wardens/{warden.id}/"}
    parts |= asking.pages(crisis, officer)
    gate = gated.places(crisis)
    parts |= {"request for release": f"alerts/requests/{gate['request']}/", "alert": f"alerts/{gate['alert']}/"}
    parts |= {"sheet": f"alerts/{gate['alert']}/sheet/"}
    parts |= {"alerts": "alerts/", "order": "alerts/order/"}
    parts |= {"warden's list": f"{parts['roster'].removesuffix('roster/')}alerts/{gate['alert']}/"}
    slug = publish(crisis, actor=officer, is_open=True).slug
    code = Issued.objects.get(pk=gate["alert"]).code
    public = {
        "public alerts": f"alerts/{slug}/", "verify": "verify/", "verify here": f"verify/{slug}/",
        "verified": f"verify/?code={code}", "not ours": f"verify/{slug}/?code=0000000000",
    }  # fmt: skip
    put_ground(crisis, GroundKind.CHANNEL, "texts", SMS, actor=officer)
    put_line(crisis, NewLine("texts", "gateway", 5.0, GATEWAY), actor=officer)
    parts |= {"lines": "alerts/lines/", "put line": "alerts/lines/by/gateway/"}
    parts |= {"imports": "imports/"} | {
        f"import {name}": f"imports/{pk}/" for name, pk in lists.pages(crisis, officer).items()
    }
    crisis = open_form(crisis, actor=officer)
    parts |= {
        "people": "people/", "bulk": "bulk/", "headcounts": "headcounts/", "public form's set-up": "public-form/",
        "erase": f"persons/{person.id}/erase/", "erase warden": f"wardens/{warden.id}/erase/",
    }  # fmt: skip
    only_by_form = NewPerson(PersonRecord(full_name="F. Invented"), category=Category.UNVERIFIED)
    unverified = actions.register_person(crisis, only_by_form, actor=cast.SETUP, source="public-form")
    parts |= {"unverified": "account/to-do/?which=unverified", "unverified person": f"persons/{unverified.id}/"}
    parts |= picture_pages(crisis, officer, haven)
    parts |= {"keeping": "keeping/", "keep longer": f"persons/{found_ending(crisis).id}/keep/"}
    parts |= {"duplicates": "duplicates/", "duplicate": f"duplicates/{found_alike(crisis).id}/"}
    session = cast.sign_in(Client(), officer).cookies
    return Scene(desk, f"{desk}/crises/{crisis.id}/", parts, session, crisis, public)


class Scene:
    """What the browser may open."""

    def __init__(
        self,
        desk: str,
        crisis: str,
        parts: dict[str, str],
        session: SimpleCookie,
        row: Crisis,
        public: dict[str, str],
    ) -> None:
        self.desk, self.crisis, self.parts, self.row, self.public = desk, crisis, parts, row, public
        self.cookies = [{"name": name, "value": each.value, "url": desk} for name, each in session.items()]

    def pages(self):
        """Name and address of each."""
        yield from ((name, self.crisis + part) for name, part in self.parts.items())
        yield from (
            ("home", f"{self.desk}/"),
            ("officers", f"{self.desk}/officers/"),
            ("new crisis", f"{self.desk}/crises/new/?place=Kharkiv&km=15"),
            ("found crisis", f"{self.desk}/crises/new/about/?name=Kharkiv&lat=49.98&lon=36.25&km=15"),
        )
        yield from ((name, f"{self.desk}/{part}") for name, part in self.public.items())
        form = f"{self.desk}/form/{self.row.form_slug}/"
        yield from ((f"public form, {about}", f"{form}?about={about}") for about in ("me", "another"))


@pytest.fixture
def look(chromium, scene):
    """Opens a browser window of a width, colours and language; signed in."""
    opened = []

    def at(width, scheme="light", language="en"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language, java_script_enabled=True
        )
        context.add_cookies(scene.cookies)
        opened.append(context)
        return context.new_page()

    yield at
    for context in opened:
        context.close()
