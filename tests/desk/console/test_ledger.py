"""The ledger's pages: asked by verb, actor, subject and time, page by page, opened act by act; found by an index."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.console.test_pages import MOST_BYTES, keeps_to_the_words, queries_of
from tests.desk.people.register import ASHA, NOON, person, say

from safepassage import desk
from safepassage.desk.console.deeds import DEEDS, deed
from safepassage.desk.core import clock
from safepassage.desk.core.commands import Command
from safepassage.desk.crises.access import Role
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ledger import queries
from safepassage.desk.ledger.actions import record, verify_chain
from safepassage.desk.ledger.models import Act
from safepassage.desk.ledger.queries import Asked
from safepassage.desk.people import actions
from safepassage.desk.people.records import WardenRecord
from safepassage.desk.people.states import State

MOST_QUERIES = 12  # four of them find who may be asked for, and what; four are the act of opening one


@pytest.fixture
def auditor(screen_of):
    return screen_of(Role.AUDITOR)


@pytest.fixture
def address(crisis):
    return f"/crises/{crisis.id}/ledger/"


@pytest.fixture
def asha(crisis, officer):
    asha = say(person(crisis, record=ASHA), State.MOVING)
    actions.look_at_person(asha, actor=officer)
    return asha


def acts_on(page):
    """Numbers of the acts that a page lists."""
    return [int(each.replace(",", "")) for each in re.findall(r'scope="row" class="number">([\d,]+)<', page)]


def numbers(**asked):
    return list(Act.objects.filter(**asked).order_by("-seq").values_list("seq", flat=True))


def test_it_is_asked_by_verb_actor_and_subject(auditor, address, asha, crisis, officer):
    def asked(**params):
        answer = auditor.get(address, params)
        assert answer.status_code == 200
        return acts_on(answer.content.decode())

    assert asked() == numbers(crisis=crisis.id)
    assert asked(verb="people.look_at_person") == numbers(verb="people.look_at_person")
    assert asked(actor=officer.reference) == numbers(crisis=crisis.id, actor=officer.reference)
    for name in (asha.number, f"{asha.number[:4]} {asha.number[4:8]}-{asha.number[8:]}", asha.reference):
        assert asked(subject=name) == numbers(subject=asha.reference)
    assert len(asked(subject=asha.number, verb="people.look_at_person", actor=officer.reference)) == 1
    assert asked(subject="item:0192") == []


def test_it_is_asked_by_time_by_the_clocks_there(auditor, address, asha, crisis, monkeypatch):
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    note(crisis, "tests.later")
    monkeypatch.undo()
    there = (later - timedelta(hours=1)).astimezone(ZoneInfo(crisis.zone)).strftime("%Y-%m-%dT%H:%M")
    since, until = ([*acts_on(auditor.get(address, {key: there}).content.decode())] for key in ("since", "until"))
    assert since == numbers(verb="tests.later")
    assert sorted(since + until) == sorted(numbers(crisis=crisis.id))


@pytest.mark.parametrize(
    "wrong",
    [{"subject": "Asha Invented"}, {"subject": "0000 0000 0000"}, {"verb": "x"}, {"actor": "officer:x"},
     {"since": "yesterday"}, {"before": "0"}, {"before": "9" * 30}, {"subject": "x" * 500}, {"subject": "a\0b"}],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(auditor, address, wrong):
    answer = auditor.get(address, wrong)
    assert answer.status_code == 422
    assert "cannot be asked for" in answer.content.decode()


def test_pages_follow_each_other_without_gap_while_acts_are_added(auditor, address, crisis):
    for place in range(120):
        note(crisis, f"tests.verb_{place % 2}")
    seen, link = [], "?"
    while link:
        page = auditor.get(address + link.replace("&amp;", "&")).content.decode()
        seen += acts_on(page)
        note(crisis, "tests.meanwhile")
        found = re.search(r'rel="next" href="([^"]+)"', page)
        link = found and found[1]
    assert seen == numbers(crisis=crisis.id, seq__lte=seen[0])
    page = auditor.get(address, {"verb": "tests.verb_1"}).content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    both = acts_on(page) + acts_on(auditor.get(address + older).content.decode())
    assert both == numbers(verb="tests.verb_1")


def note(crisis, verb):
    with transaction.atomic():
        record(actor=Command("tests"), verb=verb, subject=crisis.reference, crisis=crisis.id, key=crisis.key_id)


def test_the_list_tells_nothing_of_what_was_said_and_names_officers(auditor, address, asha, officer):
    page = auditor.get(address).content.decode()
    assert "Asha" not in page
    assert officer.name in page
    assert f"{asha.number[:4]} {asha.number[4:8]} {asha.number[8:]}" in page


def test_to_open_an_act_is_an_act(auditor, address, asha):
    seq = numbers(verb="people.look_at_person")[0]
    page = auditor.get(f"{address}{seq}/")
    assert page.status_code == 200
    act, _said = cast.last_act()
    assert (act.verb, act.subject) == ("ledger.look_at_act", f"act:{seq}")


def test_what_an_act_says_stands_on_its_page_and_once_erased_it_is_said_to_be(auditor, address, asha, crisis, officer):
    record_changed = ASHA.model_copy(update={"shelter": "Cellar <9>"})
    actions.change_person(asha, actor=officer, to=record_changed)
    seq = cast.last_act()[0].seq
    page = auditor.get(f"{address}{seq}/").content.decode()
    assert "Cellar &lt;9&gt;" in page
    actions.erase_person(asha, actor=officer, why="asked")
    page = auditor.get(f"{address}{seq}/").content.decode()
    assert "was erased, for good" in page
    assert "Cellar" not in page
    assert re.search(rf'class="number">{seq}<.*?>erased<', auditor.get(address).content.decode(), re.DOTALL)


def test_an_act_of_another_crisis_is_not_there(auditor, address, officer):
    cast.crisis(officer, name="Shelbyville")
    seq = cast.last_act()[0].seq
    assert auditor.get(f"{address}{seq}/").status_code == 404
    assert auditor.get(f"{address}{'9' * 30}/").status_code == 404


def test_it_says_whether_the_chain_was_verified_lately(auditor, address, crisis, monkeypatch):
    assert "Nobody has gone through the chain" in auditor.get(address).content.decode()
    assert verify_chain(actor=cast.SETUP) == []
    page = auditor.get(address).content.decode()
    assert "is whole" in page
    assert re.search(r"1 act came\s+after", page)  # that of going through it
    assert "safepassage-desk ledger verify" in page
    monkeypatch.setattr("safepassage.desk.console.ledger.LONG_AGO", timedelta(seconds=-1))
    assert "That is long ago" in auditor.get(address).content.decode()
    monkeypatch.setattr("safepassage.desk.ledger.actions.verify", lambda: [(1, "changed"), (2, "moved")])
    verify_chain(actor=cast.SETUP)
    assert "broken in 2 places" in auditor.get(address).content.decode()


def test_its_pages_take_few_queries_and_keep_to_the_words(auditor, address, asha, crisis):
    verify_chain(actor=cast.SETUP)
    for page in ("", f"?subject={asha.number}", f"{numbers(crisis=crisis.id)[0]}/"):
        auditor.get(address + page)
        with CaptureQueriesContext(connection) as captured:
            answer = auditor.get(address + page)
        taken = queries_of(captured.captured_queries)
        assert len(taken) <= MOST_QUERIES, taken
        assert len(answer.content) <= MOST_BYTES
        keeps_to_the_words(page, answer.content.decode())


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (Asked(), "act_of_crisis"),
        (Asked(verb="a.b"), "act_by_verb"),
        (Asked(actor="a"), "act_by_actor_in_crisis"),
        (Asked(subject="a"), "act_on_subject_in_crisis"),
        (Asked(verb="a.b", actor="a", subject="a"), "act_on_subject_in_crisis"),
        (Asked(since=NOON, until=NOON), "act_of_crisis"),
    ],
)
def test_whatever_is_asked_an_index_leads_to_it_in_order(asked, index, crisis):
    if connection.vendor == "postgresql":
        for dear in ("seqscan", "bitmapscan", "sort"):  # of few rows, reading all and sorting them costs as little
            connection.cursor().execute(f"SET LOCAL enable_{dear} = off")
    plan = queries.acts_of_crisis(crisis.id, asked, 1000)[:51].explain()
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    assert not re.search(r"(Seq Scan on|SCAN) ledger_act", plan)
    if connection.vendor == "sqlite":
        assert f"INDEX {index} " in plan


def test_verbs_and_actors_are_each_told_once(crisis, asha):
    there = Act.objects.filter(crisis=crisis.id)
    assert queries.verbs_in(crisis.id) == sorted(set(there.values_list("verb", flat=True)))
    assert queries.actors_in(crisis.id) == sorted(set(there.values_list("actor", flat=True)))


def test_every_act_that_the_desk_records_has_words():
    """Whoever adds a verb adds its words to console/deeds.py."""
    called = re.compile(r'\b_?record(?:_act|_many)?\(\s*[\w.]+,\s*"([a-z_]+)"|verb="[a-z_]+\.([a-z_]+)"')
    found = {
        f"{file.parent.name}.{verb}"
        for file in Path(desk.__file__).parent.glob("*/*.py")
        for groups in called.findall(file.read_text(encoding="utf-8"))
        for verb in filter(None, groups)
    }
    assert len(found) > 60
    assert not [verb for verb in found if verb not in DEEDS]
    assert {deed(f"ground.put_{kind}") for kind in Kind} >= {"put on the ground: haven", "put on the ground: train"}


def test_an_auditor_reads_who_did_what_to_whom_in_words(auditor, address, asha, crisis, officer):
    warden = actions.register_warden(crisis, "metro-2", WardenRecord(name="W. Invented"), actor=officer)
    page = auditor.get(address).content.decode()
    row = re.search(rf">{numbers(verb='people.register_warden')[0]}</th>.*?</tr>", page, re.DOTALL)[0]
    words = " ".join(re.sub("<[^>]+>", " ", row).split())
    assert f"{officer.name} registered a warden warden metro-2" in words
    for verb in queries.verbs_in(crisis.id):
        assert f">{verb}<" not in page
    assert f'<option value="{warden.reference}"' not in page
    opened = auditor.get(f"{address}{cast.last_act()[0].seq}/").content.decode()
    assert "registered a warden" in opened
