"""Pages of the timeline and the situation report: held while kin are untold, refused in words, few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.console.test_pages import keeps_to_the_words, queries_of
from tests.desk.picture.told import drafts, fields_of, source_of, told

from safepassage.desk.crises.access import Role
from safepassage.desk.picture import entering
from safepassage.desk.picture.kinds import DraftKind
from safepassage.desk.queue.actions import claim, finish
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import Outcome


def page(screen, crisis, name):
    return screen.get(f"/crises/{crisis.id}/picture/{name}")


def test_the_press_line_is_held_until_the_next_of_kin_are_told_C4(screen, crisis, officer):
    report = told(source_of(crisis, officer), officer).report
    for kind in (DraftKind.CASUALTY, DraftKind.EVENT, DraftKind.ADVISORY):
        for draft in drafts(report, kind)[:1]:
            entering.accept_occurrence(draft, fields_of(draft), actor=officer)
    press = page(screen, crisis, "situation/").content.decode().partition('class="press"')[2]
    assert "Held." in press
    assert "The Invented Courier" not in press
    item = WorkItem.objects.get(kind="next_of_kin")
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    claim(item, actor=officer)
    finish(WorkItem.objects.get(pk=item.pk), Outcome.SPOKEN, actor=officer, answer="The parents were told by phone.")
    press = page(screen, crisis, "situation/").content.decode().partition('class="press"')[2]
    assert "Held." not in press
    assert "The Invented Courier" in press


@pytest.mark.parametrize(
    "asked",
    ["since=2022-03-02T10:00&until=2022-03-02T09:00", "until=2099-01-01T00:00", "since=soon"],
)
def test_a_span_that_is_none_is_refused(asked, screen, crisis):
    assert page(screen, crisis, f"situation/?{asked}").status_code == 422


@pytest.mark.parametrize(
    "asked",
    ["before=x", "before=2022-03-02T10:00:00~1", "known=never", "kind=x", "before=%00~", "known=2099-01-01T00:00"],
)
def test_what_is_no_place_on_the_timeline_is_refused(asked, screen, crisis):
    assert page(screen, crisis, f"timeline/?{asked}").status_code == 422


def test_the_timeline_takes_few_queries(screen, crisis, officer):
    told(source_of(crisis, officer), officer)
    page(screen, crisis, "timeline/")
    with CaptureQueriesContext(connection) as captured:
        assert page(screen, crisis, "timeline/").status_code == 200
    assert len(queries_of(captured.captured_queries)) <= 8


def test_the_situation_report_keeps_to_the_words_and_to_its_queries(screen, crisis, officer):
    told(source_of(crisis, officer), officer)
    page(screen, crisis, "situation/")
    with CaptureQueriesContext(connection) as captured:
        answer = page(screen, crisis, "situation/")
    assert len(queries_of(captured.captured_queries)) <= 20  # it gathers from five apps
    keeps_to_the_words("situation", answer.content.decode())
