"""Every page of the console: what its first line says, how many queries and bytes it takes, what it never says."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.template import base, defaulttags
from django.template.base import render_value_in_context
from django.templatetags import i18n
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from tests.desk import cast
from tests.desk.advice import gated
from tests.desk.console.people_made_up import GIVEN, fill
from tests.desk.intake import lists
from tests.desk.people.register import found_alike
from tests.desk.picture.told import pages as picture_pages
from tests.desk.release import asking

import safepassage.desk
from safepassage.desk.crises.access import MATRIX, Role
from safepassage.desk.movement.actions import write_draft
from safepassage.desk.people.actions import register_warden
from safepassage.desk.people.queries import parties_of, persons_of
from safepassage.desk.people.records import WardenRecord
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work

MOST_QUERIES, MOST_BYTES = 8, 60_000  # three of them let the officer in: session, officer, roles
OPENING = 5  # of records: the count of the hour; of an act the head of the ledger, the key, the head again, the act
MORE = {  # why these take more
    "": 5,  # a question each to ten tables, and the key of the crisis is with its row
    "needs/": 1,  # a question each to six tables
    "ground/map/": 5,  # a table for each of six kinds; corridors; what these and all else rest on
    "{corridor}": 3,  # what it rests on, for its sides and for itself; claims and promises to choose from
    "persons/{person}/": OPENING + 1,  # notes, merges, consents, items, havens beside the person
    "persons/{person}/change/": OPENING,
    "parties/{party}/": OPENING,
    "wardens/{warden}/": OPENING,
    "queue/{item}/": OPENING,
    # It gathers from many tables: what entered; what is shaken, open, due and fallen, in one; names of the shaken; the
    # account; what went out; alerts of others; work; for the press what is held, what happened, what is relied on.
    "{situation}": 5,
    "{situation}?until=2022-03-02T18:00": 5,
    "{claim}": 2,  # a question each to seven tables
    "{joined}": 2,
    "{report}": OPENING + 1,  # its drafts, its source, the claims that may say the same
    "queue/{untied}/about/": OPENING,
    "alerts/{alert}/": 3,  # by persons and by deliveries; who may review it, by three tables
    "alerts/requests/{request}/": 1,  # who may say yes: the roster, and who is bound to whom by two tables
    "duplicates/{likeness}/": OPENING,
    "imports/{mapped}/": OPENING,  # what stands in a file is shown
    "imports/{tried}/": OPENING,
}
NEVER_SAID = re.compile(r"\b(?:safe(?!ty| passage)|rescued|deconflicted|refuser|green corridor)\b", re.IGNORECASE)
PAGES = (
    "", "area/", "account/", "account/?by=haven", "account/?by=warden&hour=3", "account/?by=category",
    "account/?by=source", "account/?by=haven&at=2022-03-02T18:00&known=2022-03-03T09:00",
    "account/to-do/", "account/to-do/?which=contested", "account/to-do/?which=overdue",
    "account/to-do/?which=missing", "account/to-do/?which=unverified",
    "calls/", "calls/registered/{person}/", "persons/{person}/", "persons/{person}/change/", "parties/{party}/",
    "parties/", "parties/?warden={warden}", "wardens/", "wardens/{warden}/",
    "people/", "bulk/", "headcounts/", "public-form/",
    "needs/", "ground/", "ground/haven/", "ground/haven/add/", "ground/closure/add/", "ground/map/", "ground/roads/",
    "messages/", "queue/", "queue/{item}/", "queue/{untied}/about/", "duplicates/", "duplicates/{likeness}/",
    "preflights/", "preflights/assumed/", "preflights/advisories/{draft}/",
    "exports/", "exports/ask/", "exports/{export}/", "authorities/",
    "{picture}", "{situation}", "{situation}?until=2022-03-02T18:00",
    "{timeline}", "{timeline}?words=hostage&known=2022-03-03T09:00",
    "{sources}", "{reports}", "{take report}", "{report}", "{claims}", "{claim}",
    "{joined}", "{alike}", "{claim}alike/", "{contacts}", "{corridor}", "ground/corridor/",
    "{promises}", "{promise}",
    "imports/", "imports/{mapped}/", "imports/{tried}/", "imports/{done}/",
    "alerts/", "alerts/advisories/{draft}/", "alerts/requests/{request}/", "alerts/{alert}/", "alerts/{alert}/sheet/",
)  # fmt: skip

COUNTED = (
    "acts", "advisories", "claims", "columns", "contacts", "days", "documents", "drafts", "exports", "faults", "files",
    "havens", "hours", "items", "lines", "members", "minutes", "notes", "officers", "pages", "parties", "people",
    "persons", "places", "promises", "records", "reports", "rows", "seats", "sources", "things", "times", "wardens",
    "words",
)  # fmt: skip
OF_ONE = re.compile(rf"(?<![\w.,:+-])1 (?:{'|'.join(COUNTED)})\b.{{0,40}}")
NOT_TEXT = re.compile(r'<(textarea|style|svg)\b.*?</\1>|<th[^>]* class="row-of">\d+|<[^>]+>', re.DOTALL)
LONG = re.compile(r".{0,30}(?<![\w.,:+/#@-])\d{5,}(?![\w.:/@-]).{0,20}")
NEVER_ONE = {"most", "few", "opened"}  # limits, and what is told only above one
TEXTS = re.compile(r"{% blocktranslate([^%]*)%}(.*?){% endblocktranslate", re.DOTALL)
TEMPLATES = Path(safepassage.desk.__file__).parent

GO = {
    "kind": "Move", "issued_at": "2022-03-02T12:30:00Z", "deadline_at": "2022-03-02T16:00:00Z",
    "havens": [{"asked": "School 5"}], "text": {"en": "Go to School 5."},
}  # fmt: skip


@pytest.fixture
def places(people, crisis, caseworker):
    """What stands for the braces in PAGES."""
    return places_of(crisis, caseworker)


def places_of(crisis, caseworker):
    """The same of a crisis that holds people, for the benchmark too."""
    person = persons_of(crisis).order_by("pk").first()
    subject = person.reference
    work = Work(Kind.REQUEST, subject, Role.CASEWORKER, Urgency.LIFE, "a call", text="They need insulin.")
    item = open_item(crisis, work, actor=cast.SETUP)
    untied = open_item(crisis, replace(work, subject=crisis.reference), actor=cast.SETUP)
    warden = register_warden(crisis, "metro-2", WardenRecord(name="W. Invented"), actor=cast.SETUP)
    exports = asking.places(crisis, caseworker)
    alerts = gated.places(crisis)
    return alerts | exports | lists.pages(crisis, caseworker) | picture_pages(crisis, caseworker) | {
        "person": person.id, "party": parties_of(crisis).first().id, "item": item.id, "warden": warden.id,
        "likeness": found_alike(crisis).id, "untied": untied.id,
        "draft": write_draft(crisis, "first", GO, actor=cast.SETUP).id,
    }  # fmt: skip


def text_of(screen, crisis, page, places):
    """What a page says, in one line; without its tags, and what stands in fields to type in."""
    answer = screen.get(f"/crises/{crisis.id}/{page.format(**places)}")
    text = NOT_TEXT.sub(" ", answer.content.decode())
    return " ".join(unescape(text).split())


def queries_of(captured):
    return [each["sql"] for each in captured if not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]


def test_every_page_takes_few_queries_and_few_bytes_and_keeps_to_the_words(screen, places, crisis):
    for page in PAGES:
        address = f"/crises/{crisis.id}/{page.format(**places)}"
        screen.get(address)  # what is cached for good is cached now
        with CaptureQueriesContext(connection) as captured:
            answer = screen.get(address)
        assert answer.status_code == 200, page
        taken = queries_of(captured.captured_queries)
        assert len(taken) <= MOST_QUERIES + MORE.get(page, 0), f"{len(taken)}, {page}: {taken}"
        assert len(answer.content) <= MOST_BYTES, page
        keeps_to_the_words(page, answer.content.decode())


def keeps_to_the_words(page, text):
    assert not NEVER_SAID.search(re.sub(r"<[^>]+>", " ", text)), page
    assert text.count("<h1") == 1, page
    assert 'class="status status-exercise"' in text, page
    assert "Kyiv, E" in text, page
    assert "Kolkata, IST" in text, page
    assert not re.search(r"<style|<script(?! type=.module. src=)|\sstyle=|\son\w+=|javascript:", text), page


def test_of_one_no_page_speaks_as_of_many(screen, crisis, caseworker):
    """First of one person and nothing else, then of one of everything that has a page."""
    fill(crisis, 1, actor=cast.SETUP)
    found = {page: OF_ONE.findall(text_of(screen, crisis, page, {})) for page in PAGES if "{" not in page}
    places = places_of(crisis, caseworker)
    found |= {f"{page} of more": OF_ONE.findall(text_of(screen, crisis, page, places)) for page in PAGES}
    assert not {page: said for page, said in found.items() if said}


def test_every_text_that_counts_has_a_form_for_one():
    many = re.compile(rf"{{{{ (\w+) }}}}(?:</\w+>)? (?:\w+ )?(?:{'|'.join(COUNTED)})\b")
    found = []
    for template in TEMPLATES.rglob("*.html"):
        for head, text in re.findall(
            r"{% blocktranslate([^%]*)%}(.*?){% endblocktranslate", template.read_text(), re.DOTALL
        ):
            if " count " not in head:
                found += [(template.name, name, text) for name in many.findall(text) if name not in NEVER_ONE]
    assert not found


@pytest.fixture
def ten_thousand_more(monkeypatch):
    """Every bare number that a template writes is 10,000 larger, so that a few people show what 10,000 would."""

    def larger(value, context):
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return render_value_in_context(value + 10_000 if is_number else value, context)

    for module in (base, defaulttags, i18n):
        monkeypatch.setattr(module, "render_value_in_context", larger)


def test_no_number_from_ten_thousand_on_stands_without_separators(screen, places, crisis, ten_thousand_more):
    """But rows of a file, which spreadsheets number so, and what is no count: times, addresses, numbers in groups."""
    found = {page: LONG.findall(text_of(screen, crisis, page, places)) for page in PAGES}
    assert not {page: said for page, said in found.items() if said}


def test_finding_takes_few_queries(screen, places, crisis):
    screen.post(f"/crises/{crisis.id}/calls/find/", {"find": "Asha"})
    with CaptureQueriesContext(connection) as captured:
        answer = screen.post(f"/crises/{crisis.id}/calls/find/", {"find": "Asha"})
    assert len(queries_of(captured.captured_queries)) <= MOST_QUERIES + OPENING
    assert len(answer.content) <= MOST_BYTES


def test_every_field_is_tied_to_its_label_its_help_and_its_error(screen, crisis):
    answer = screen.post(f"/crises/{crisis.id}/calls/register/", {"name": "", "born": "03/04/1999"})
    assert answer.status_code == 422
    page = answer.content.decode()
    fields = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*\sid="([^"]+)"', page)
    assert set(fields) <= set(re.findall(r'<label for="([^"]+)"', page))
    named = " ".join(re.findall(r'aria-describedby="([^"]+)"', page)).split()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert "id_name_error" in named
    assert set(named) <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("role", Role)
def test_the_ways_to_go_are_those_that_the_role_allows(role, screen_of, few, crisis):
    screen = screen_of(role)
    page = screen.get(f"/crises/{crisis.id}/").content.decode()
    links = set(re.findall(rf'href="(/crises/{crisis.id}/[^"]*)"', page))
    assert len(links) >= 2
    refused = {link for link in links if screen.get(link.replace("&amp;", "&")).status_code != 200}
    assert not refused


@pytest.mark.parametrize("role", Role)
def test_no_page_leads_where_its_reader_may_not_go(role, screen_of, places, crisis):
    """Links and forms of every page that the role sees."""
    if connection.vendor != "sqlite":
        pytest.skip("one database is enough: the same templates")
    screen, refused = screen_of(role), set()
    for page in (*PAGES, "about/"):
        answer = screen.get(f"/crises/{crisis.id}/{page.format(**places)}")
        if answer.status_code == 200:
            for link in re.findall(r'(?:href|action)="(/crises/[^"?#]+)', answer.content.decode()):
                right = getattr(resolve(link).func, "right", None)
                if right and role not in MATRIX[right]:
                    refused.add((page, right))
    assert not refused


def test_no_page_but_the_files_shows_a_name(screen, places, crisis):
    for part in ("", "account/", "account/to-do/?which=contested", "queue/"):
        page = screen.get(f"/crises/{crisis.id}/{part}").content.decode()
        assert not [name for name in GIVEN if name in page]
