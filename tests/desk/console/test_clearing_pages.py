"""A second language on the pages: written, read and cleared by another officer, let out, watched, read by anybody."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.advice.gated import REST, gated
from tests.desk.console.test_pages import queries_of
from tests.desk.console.test_releases import CHECKED, MOST_QUERIES, text

from safepassage.desk.advice.models import Clearing, ReleaseRequest
from safepassage.desk.advice.publishing import publish
from safepassage.desk.advice.tongues import TONGUES
from safepassage.desk.movement.actions import put_draft, run_preflight
from safepassage.desk.movement.forms import LANGUAGES, AdvisoryForm
from safepassage.desk.movement.queries import advisory_of

ARABIC = "اذهب إلى بيسوتشين قبل 18:00."
OF_READERS = 4  # what was cleared; who wrote on it, and with whom one counts as one


@pytest.fixture
def at_gate(db, tmp_path):
    there = gated(tmp_path)
    said = advisory_of(there.draft).model_copy(update={"text": {"en": "Go to Pesochin by 18:00.", "ar": ARABIC}})
    put_draft(there.crisis, "second", said, actor=there.duty)
    return there._replace(stored=run_preflight(there.crisis, "second", actor=there.duty), draft=there.fresh_draft())


def test_another_officer_reads_all_of_it_clears_it_and_it_goes_out_in_both(at_gate):
    duty, approver = cast.sign_in(Client(), at_gate.duty), cast.sign_in(Client(), at_gate.approver)
    base = f"/crises/{at_gate.crisis.id}/alerts/"
    page = f"{base}advisories/{at_gate.draft.id}/"
    mine = duty.get(page)
    assert "Nobody has cleared it: it does not go out in this language." in text(mine)
    assert "You cannot clear it: it takes a reader who did not write on it." in text(mine)
    assert "were not read by a second reader yet" in text(mine)
    theirs = approver.get(page).content.decode()
    assert 'lang="ar" dir="rtl"' in theirs
    for sentence in ("of_ones_own", "answers", "too_late", "stay"):
        assert getattr(TONGUES["ar"], sentence) in theirs
    said = {name: re.search(rf'name="{name}" value="([^"]*)"', theirs)[1] for name in ("language", "digest")}
    approver.post(f"{page}clear/", said)  # not said that it was read
    duty.post(f"{page}clear/", said | {"is_read": "on"})
    assert not Clearing.objects.exists()
    approver.post(f"{page}clear/", said | {"is_read": "on"})
    assert Clearing.objects.get().read_by == at_gate.approver
    assert f"Cleared by {at_gate.approver.name}" in text(duty.get(page))
    request = duty.post(f"{page}ask/", {"rest": REST}).url
    assert "people in this language" in text(approver.get(request))
    alert = approver.post(f"{request}approve/", {"number": ReleaseRequest.objects.get().unserved}).url
    assert f'<blockquote lang="ar" dir="rtl">{TONGUES["ar"].exercise}' in approver.get(alert).content.decode()
    slug = publish(at_gate.crisis, actor=at_gate.duty, is_open=True).slug
    public = Client().get(f"/alerts/{slug}/").content.decode()
    assert '<section lang="ar" dir="rtl"><h3><bdi>EXERCISE. ' in public
    assert ARABIC in public


def test_what_nobody_cleared_is_said_at_the_gate_not_to_go_out(at_gate):
    duty = cast.sign_in(Client(), at_gate.duty)
    page = f"/crises/{at_gate.crisis.id}/alerts/advisories/{at_gate.draft.id}/"
    request = duty.post(f"{page}ask/", {"rest": REST}).url
    assert "Not asked for in this language: nobody had cleared it." in text(duty.get(request))


def test_the_page_for_readers_asks_little_of_the_database(at_gate):
    approver = cast.sign_in(Client(), at_gate.approver)
    page = f"/crises/{at_gate.crisis.id}/alerts/advisories/{at_gate.draft.id}/"
    approver.get(page)
    with CaptureQueriesContext(connection) as captured:
        approver.get(page)
    assert len(queries_of(captured)) <= MOST_QUERIES + CHECKED + OF_READERS


def test_the_form_offers_the_languages_that_have_fixed_sentences_and_takes_no_half(at_gate):
    assert {language: each.name for language, each in TONGUES.items()} == LANGUAGES
    given = {"name": "third", "language": "en", "text": "Go.", "deadline_at": "2022-03-02T18:00", "means": ["foot"],
             "deadline_kind": "arrive_by"}  # fmt: skip
    for second, words, wrong in (
        ("hi", "", "second_text"),
        ("", "x", "second_language"),
        ("en", "x", "second_language"),
    ):
        form = AdvisoryForm(given | {"second_language": second, "second_text": words}, crisis=at_gate.crisis)
        assert wrong in form.errors
    haven = next(iter(form.names))
    form = AdvisoryForm(
        given | {"havens": [haven], "second_language": "ar", "second_text": ARABIC}, crisis=at_gate.crisis
    )
    assert form.is_valid(), form.errors
    assert form.said("duty")["text"] == {"en": "Go.", "ar": ARABIC}
