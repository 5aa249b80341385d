"""Reports by those who mean harm: scripts, letters that hide, what is no text, far too much of it."""

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.desk.picture.told import DAY, source_of, told

from safepassage.desk.console.disguised import mixed_words
from safepassage.desk.console.lit import lit
from safepassage.desk.core.grades import Reliability
from safepassage.desk.core.hidden import made_visible
from safepassage.desk.picture.kinds import SourceKind
from safepassage.desk.picture.models import Report
from safepassage.desk.picture.reports import NewReport, begin_source, take_report


@pytest.fixture
def source(crisis, officer):
    return source_of(crisis, officer)


def page_of(screen, report):
    answer = screen.get(f"/crises/{report.crisis_id}/picture/reports/{report.id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def take(screen, source, **given):
    given = {"source": source.pk, "dated_on": DAY.isoformat(), "near": "Kharkiv"} | given
    return screen.post(f"/crises/{source.crisis_id}/picture/reports/take/", given)


def test_a_script_in_a_report_is_text(screen, source, officer):
    page = page_of(screen, told(source, officer, "<script>alert(1)</script> shelling <img src=x onerror=y>").report)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
    assert "<img" not in page


def test_letters_that_turn_the_text_are_written_out_and_kept_in_the_original(screen, source, officer):
    report = told(source, officer, "Leave by \u202e00:81\u202c today, the embassy said.").report
    page = page_of(screen, report)
    assert "[U+202E]00:81[U+202C]" in page
    assert "\u202e" not in page[page.index("The text") : page.index('id="drafts"')]
    original = screen.get(f"/crises/{report.crisis_id}/picture/reports/{report.id}/original/").content.decode()
    assert "\u202e00:81\u202c" in original


def test_letters_that_turn_the_text_are_written_out_in_drafts_titles_and_names_of_sources_too(screen, crisis, officer):
    source = begin_source(crisis, SourceKind.PASTE, "Courier \u202efdp", actor=officer, reliability=Reliability.F)
    text = "The embassy \u2067told\u2069 all its nationals to leave Khar\u202ekiv immediately."
    new = NewReport(text.encode(), text, DAY, title="Leave \u202e8", near="Kharkiv")
    page = page_of(screen, take_report(source, new, actor=officer).report)
    assert "Courier [U+202E]fdp" in page
    assert "Leave [U+202E]8" in page
    shown = re.sub(r"<(?:input|textarea|title|option)\b[^>]*>[^<]*", "", page)
    assert "\u202e" not in shown


def test_a_place_in_letters_of_two_scripts_is_pointed_out(screen, source, officer):
    page = page_of(screen, told(source, officer, "Go to Kh\u0430rkiv, not to Харків or Lviv.").report)
    assert "letters of two scripts" in page
    assert mixed_words("Go to Kh\u0430rkiv, not to Харків, Lviv, Łódź") == ["Kh\u0430rkiv"]
    assert mixed_words("आशा Zoë 東京Tokyo") == []


def test_what_is_no_text_is_refused_and_said(screen, source):
    assert take(screen, source, text="a\0b").status_code == 422
    surrogate = SimpleUploadedFile("x.txt", b"one \xed\xa0\x80 two")
    answer = take(screen, source, file=surrogate)
    assert answer.status_code == 422
    assert "byte 5" in answer.content.decode()
    assert take(screen, source, file=SimpleUploadedFile("x.txt", b"a" * 2_000_001)).status_code == 422
    assert not Report.objects.exists()


def test_a_hundred_thousand_passages_are_lit_in_bounded_time():
    text = "word " * 100_000
    spans = {number: [(5 * number, 5 * number + 4)] for number in range(100_000)}
    began = time.perf_counter()
    pieces = lit(text, spans)
    assert time.perf_counter() - began < 10
    assert "".join(each.text for each in pieces) == text


def test_nul_is_written_out():
    assert made_visible("a\0b") == "a[U+0000]b"
