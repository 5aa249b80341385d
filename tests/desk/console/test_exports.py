"""Pages of exports as officers use them: ask, decide, fetch, print, manifests; in words that say what is so."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.console.people_made_up import fill
from tests.desk.release.asking import school

from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import invite_officer
from safepassage.desk.people.models import Person
from safepassage.desk.people.numbers import shown
from safepassage.desk.release.models import Export, StandingAuthority
from safepassage.desk.release.words import MOST_UNREVIEWED, State

ASKED = {
    "format": "csv", "audience": "ours", "columns": ["number", "name"], "recipient": "the mission",
    "reason": "to meet the bus",
}  # fmt: skip


@pytest.fixture
def approver(crisis):
    """Another officer's browser, who may approve."""
    return cast.sign_in(Client(), cast.member(crisis, cast.officer("second"), Role.APPROVER))


@pytest.fixture
def sixty(crisis):
    """More than one officer may take alone."""
    return fill(crisis, 60, actor=cast.SETUP)


def ask(screen, crisis, **more):
    """Ask; the export's page."""
    answer = screen.post(f"/crises/{crisis.id}/exports/ask/", ASKED | more)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def first_line(screen, address):
    page = screen.get(address).content.decode()
    return re.sub(r"<[^>]+>|\s+", " ", re.search(r'<p class="verdict.*?</p>', page, re.DOTALL)[0])


def test_few_persons_by_their_numbers_are_fetched_at_once(screen, crisis, few):
    numbers = "\n".join(shown(each.number) for each in few[:3])
    page = ask(screen, crisis, numbers=numbers)
    assert "You may fetch it" in first_line(screen, page)
    answer = screen.post(f"{page}download/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="export-[0-9a-f-]{36}\.csv"', answer["Content-Disposition"])
    assert answer["Cache-Control"] == "no-store, private"
    rows = answer.getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert all("Exercise, colleague, " in row for row in rows[1:])
    assert "whole" in screen.get(page).content.decode()


def test_who_counts_as_one_with_the_asker_is_told_why_and_who_can(screen, approver, crisis, sixty, colleague):
    invited, _link = invite_officer(actor=colleague, username="invited", name="Invited")
    same = cast.sign_in(Client(), cast.member(crisis, invited, Role.APPROVER))
    page = ask(screen, crisis)
    assert "Who can: Second" in screen.get(page).content.decode()
    seen = same.get(page).content.decode()
    assert "You cannot be the second officer here." in seen
    assert "Colleague invited you" in seen
    assert "Who can: Second" in seen
    assert f"{page}decide/" not in seen
    same.post(f"{page}decide/", {"decision": "yes", "reason": "they need it"})
    assert Export.objects.get().state == State.WAITING
    assert f"{page}decide/" in approver.get(page).content.decode()


def test_numbers_of_nobody_are_told_by_their_place_and_nothing_is_made(screen, crisis, few):
    numbers = f"{few[0].number}, 123456789012\n{few[1].number};x"
    answer = screen.post(f"/crises/{crisis.id}/exports/ask/", ASKED | {"numbers": numbers})
    assert answer.status_code == 422
    assert "counted from the first: 2, 4." in answer.content.decode()
    assert not Export.objects.exists()


def test_many_wait_for_another_officer_who_sees_what_is_asked_for(screen, approver, crisis, sixty):
    page = ask(screen, crisis, sensitive=["medical", "documents"])
    assert "A second officer has to say yes" in first_line(screen, page)
    assert screen.post(f"{page}download/").status_code == 302
    seen = approver.get(page).content.decode()
    for text in (
        "Say yes or no",
        "60, when",
        "the mission",
        "to meet the bus",
        "Medical (sensitive)",
        "Documents (sens",
    ):
        assert text in seen
    assert "1 export waits for a second officer" in approver.get(f"/crises/{crisis.id}/").content.decode()
    approver.post(f"{page}decide/", {"decision": "yes", "reason": "the bus is there"})
    assert "You may fetch it" in first_line(screen, page)
    assert len(screen.post(f"{page}download/").getvalue().splitlines()) == 61


def test_who_asked_cannot_decide_even_by_hand(screen, crisis, caseworker, sixty):
    page = ask(screen, crisis)
    assert screen.post(f"{page}decide/", {"decision": "yes", "reason": "I"}).status_code == 403
    cast.member(crisis, caseworker, Role.APPROVER)
    assert (
        "it takes another officer"
        in screen.post(f"{page}decide/", {"decision": "yes", "reason": "I"}, follow=True).content.decode()
    )
    assert Export.objects.get().state == State.WAITING


def test_taken_alone_it_is_red_until_it_is_reviewed(screen, approver, crisis, sixty):
    page = ask(screen, crisis)
    screen.post(f"{page}break-glass/", {"reason": "the building burns"})
    overview = f"/crises/{crisis.id}/"
    assert "taken by one officer alone and is not reviewed" in approver.get(overview).content.decode()
    assert 'class="verdict alarm"' in approver.get(f"{overview}exports/").content.decode()
    approver.post(f"{page}review/", {"finding": "it was needed"})
    assert "not reviewed" not in approver.get(overview).content.decode()
    assert "it was needed" in screen.get(page).content.decode()


def test_whoever_took_enough_alone_reads_that_it_has_to_be_reviewed_first_and_by_whom(screen, approver, crisis, sixty):
    for _ in range(MOST_UNREVIEWED):
        assert screen.post(f"{ask(screen, crisis)}break-glass/", {"reason": "the building burns"}).status_code == 302
    seen = screen.post(f"{ask(screen, crisis)}break-glass/", {"reason": "the building burns"}, follow=True)
    assert "2 files that you took alone are not reviewed yet. Who can: Second" in seen.content.decode()
    assert Export.objects.latest("asked_at").state == State.WAITING


def test_the_item_in_the_queue_leads_to_where_one_decides(screen, approver, crisis, sixty):
    page = ask(screen, crisis)
    queue = approver.get(f"/crises/{crisis.id}/queue/").content.decode()
    item = re.search(rf"/crises/{crisis.id}/queue/[0-9a-f-]+/", queue)[0]
    assert f'href="{page}"' in approver.get(item).content.decode()


def test_an_export_of_another_crisis_or_of_another_caseworker_is_not_there(screen, crisis, officer, caseworker, few):
    page = ask(screen, crisis)
    elsewhere = cast.crisis(officer, name="Elsewhere")
    cast.member(elsewhere, caseworker, Role.CASEWORKER)
    there = page.replace(str(crisis.id), str(elsewhere.id))
    other = cast.sign_in(Client(), cast.member(crisis, cast.officer("other"), Role.CASEWORKER))
    for way in ("", "roster/"):
        assert screen.get(there + way).status_code == other.get(page + way).status_code == 404
    for way in ("download/", "withdraw/", "break-glass/"):
        assert screen.post(there + way).status_code == other.post(page + way).status_code == 404


def test_nobody_is_made_to_send_a_file_by_another_site(crisis, caseworker, few):
    strict = cast.sign_in(Client(enforce_csrf_checks=True), caseworker)
    assert strict.post(f"/crises/{crisis.id}/exports/ask/", ASKED).status_code == 403


# --- Rosters ---------------------------------------------------------------------------------------------------------


def test_a_roster_has_a_code_boxes_and_a_watermark_on_each_page_and_nothing_more(screen, crisis):
    fill(crisis, 20, actor=cast.SETUP)
    page = ask(screen, crisis, format="roster", sensitive=["phones"])
    text = screen.get(f"{page}roster/").content.decode()
    assert text.count("<svg") == 20
    assert text.count("Exercise, colleague, ") == text.count('class="sheet"') == 3
    assert "Page 3 of 3" in text
    assert "+380" not in text
    assert "Hostel" not in text
    assert not re.search(r"<style|<script|\sstyle=", text)


def test_a_roster_of_many_takes_no_more_queries_than_one_of_few(screen, crisis):
    made, taken = fill(crisis, 50, actor=cast.SETUP), []
    for count in (1, 49):
        page = ask(screen, crisis, format="roster", numbers=",".join(each.number for each in made[:count]))
        with CaptureQueriesContext(connection) as captured:
            screen.get(f"{page}roster/")
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 40


def test_a_code_holds_the_number_that_the_call_takers_box_finds(screen, crisis, few, monkeypatch):
    said = []
    monkeypatch.setattr("segno.make_qr", lambda text, **_: said.append(text) or Drawn())
    screen.get(f"{ask(screen, crisis, format='roster')}roster/")
    assert sorted(said) == sorted(each.number for each in few)
    found = screen.post(f"/crises/{crisis.id}/calls/find/", {"find": said[0]}, follow=True).content.decode()
    assert str(Person.objects.get(number=said[0]).pk) in found


class Drawn:
    def svg_inline(self, **_):
        return "<svg></svg>"


# --- Manifests -------------------------------------------------------------------------------------------------------


def test_a_field_post_takes_a_havens_manifest_once_two_officers_have_allowed_it(
    screen_of, approver, crisis, caseworker, sixty
):
    haven = school(crisis, sixty)
    duty, post = screen_of(Role.DUTY_OFFICER), screen_of(Role.FIELD_POST)
    place = f"/crises/{crisis.id}/authorities/"
    duty.post(f"{place}give/", {"haven": haven.id, "role": "field_post", "days": 2, "reason": "buses all night"})
    given = StandingAuthority.objects.get()
    assert "Take the manifest" not in post.get(place).content.decode()
    assert "another officer" in duty.post(f"{place}{given.id}/confirm/", follow=True).content.decode()
    approver.post(f"{place}{given.id}/confirm/")
    assert "Take the manifest" in post.get(place).content.decode()
    page = post.post(f"{place}{given.id}/manifest/", {"format": "csv"}).url
    rows = post.post(f"{page}download/").getvalue().decode("utf-8-sig").splitlines()
    assert rows[0] == '"Number","Name","Party","State","Needs: walking, minor, health","Given out by"'
    assert len(rows) == 61
    duty.post(f"{place}{given.id}/end/", {"reason": "the last bus left"})
    assert "not in force" in post.post(f"{page}download/", follow=True).content.decode()
