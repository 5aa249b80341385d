"""From a report to an advisory that is checked, and to a headcount: prefilled, remembered, never entered by itself."""

import pytest
from tests.crises import write_small_crisis
from tests.desk import cast
from tests.desk.picture.told import DAY, TOLD, drafts, fields_of, source_of, told

from safepassage.desk.crises.access import Role
from safepassage.desk.ground.queries import names_of_havens
from safepassage.desk.movement import actions
from safepassage.desk.movement.from_report import told_in
from safepassage.desk.movement.models import Draft
from safepassage.desk.people import queries as people
from safepassage.desk.picture import entering, reports
from safepassage.desk.picture.kinds import DraftKind

COUNTED = "\nAbout 1,000 students were waiting in Pisochyn without food, the teacher said."


@pytest.fixture
def loaded(tmp_path, officer):
    crisis = actions.load_crisis(write_small_crisis(tmp_path / "small"), actor=officer)
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    return crisis


@pytest.fixture
def screen(client, officer, loaded):
    return cast.sign_in(client, officer)


@pytest.fixture
def report(loaded, officer):
    return told(source_of(loaded, officer), officer, TOLD + COUNTED).report


@pytest.fixture
def advisory(report):
    return drafts(report, DraftKind.ADVISORY)[-1]


def address(draft):
    return f"/crises/{draft.report.crisis_id}/preflights/write/?from={draft.id}"


def test_destinations_are_havens_of_that_name_and_others_are_shown_with_what_they_may_mean(loaded, advisory):
    found = told_in(loaded, advisory.id, {"school-5": "Pisochyn", "babai": "The school"})
    assert found.initial["havens"] == ["school-5", "babai"]
    ((nowhere, places),) = found.nowhere
    assert (nowhere, places[0].partition(" ")[0]) == ("Bezliudivka", "Bezliudivka")
    assert found.initial["deadline_at"].isoformat() == "2022-03-02T18:00:00+02:00"
    assert found.initial["means"] == ["foot"]
    assert found.said == "18:00 local time today"
    assert found.report == advisory.report


def test_a_press_opens_the_form_and_the_advisory_remembers_the_report(screen, loaded, advisory, officer):
    page = screen.get(f"/crises/{loaded.id}/picture/reports/{advisory.report_id}/").content.decode()
    assert f"?from={advisory.id}" in page
    form = screen.get(address(advisory))
    assert form.status_code == 200
    assert 'value="2022-03-02T18:00"' in form.content.decode()
    code = next(iter(names_of_havens(loaded)))
    given = {
        "name": "told", "havens": [code], "issued_at": "2022-03-02T14:00", "deadline_at": "2022-03-02T18:00",
        "deadline_kind": "arrive_by", "means": ["foot"], "language": "en", "text": "Go.",
    }  # fmt: skip
    assert screen.post(address(advisory), given).status_code == 302
    written = Draft.objects.get(crisis=loaded, name="told")
    assert written.report == advisory.report
    page = screen.get(f"/crises/{loaded.id}/preflights/advisories/{written.id}/").content.decode()
    assert f"/picture/reports/{advisory.report_id}/" in page


def test_a_rejected_draft_leads_nowhere_and_an_accepted_one_does(screen, loaded, advisory, officer):
    entering.accept_occurrence(advisory, fields_of(advisory), actor=officer)
    assert screen.get(address(advisory)).status_code == 200
    other = drafts(advisory.report, DraftKind.ADVISORY)[0]
    reports.reject_draft(other, actor=officer)
    assert screen.get(address(other)).status_code == 404
    assert screen.get(address(advisory).replace(str(advisory.id), "x")).status_code == 404


def test_a_count_is_a_headcount_to_look_over(screen, loaded, report):
    count = next(each for each in drafts(report, DraftKind.COUNT) if "1000" in fields_of(each)["what"])
    page = screen.get(f"/crises/{loaded.id}/headcounts/?from={count.id}").content.decode()
    assert 'value="1000"' in page
    assert 'value="Pisochyn"' in page
    assert f'value="{DAY.isoformat()}T' in page
    assert not people.headcounts_of(loaded)


def test_a_death_says_what_follows_before_it_is_accepted(screen, loaded, report):
    page = screen.get(f"/crises/{loaded.id}/picture/reports/{report.id}/").content.decode()
    assert "the next of kin are told first" in page
    assert f'href="/crises/{loaded.id}/people/"' in page
