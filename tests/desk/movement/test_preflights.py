"""Stored preflights: sealed, told verdict first, with a map that loads nothing and runs nothing of others."""

import re

import pytest
from tests.crises import write_small_crisis
from tests.desk import cast
from tests.desk.movement.stored import result_of

from safepassage.desk.core.sealing import Unreadable
from safepassage.desk.crises.access import Role
from safepassage.desk.movement import actions, queries, report
from safepassage.desk.movement.models import StoredPreflight
from safepassage.desk.movement.policies import policy_of_page, policy_of_picture
from safepassage.errors import BadInput
from safepassage.planning import model as planner
from safepassage.planning import preflight


@pytest.fixture
def loaded(tmp_path, officer):
    crisis = actions.load_crisis(write_small_crisis(tmp_path / "small"), actor=officer)
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    return crisis


@pytest.fixture
def stored(loaded, officer):
    return actions.run_preflight(loaded, "second", actor=officer)


@pytest.fixture
def screen(client, officer, loaded):
    return cast.sign_in(client, officer)


def page(screen, stored, part=""):
    return screen.get(f"/crises/{stored.crisis_id}/preflights/{stored.id}/{part}")


def test_what_is_stored_is_what_the_planner_said(stored, loaded, officer):
    act, said = cast.last_act()
    expected = preflight(queries.crisis_of(loaded).crisis, "second", seed=1)
    result = result_of(stored)
    assert result.model_dump_json() == expected.model_dump_json()
    assert (stored.people, stored.on_time) == (result.people.total, result.people.on_time)
    assert stored.stops == sum(warning.severity == "stop" for warning in result.warnings)
    assert stored.inputs_sha256 == actions.inputs_hash(result.inputs_sha256)
    assert (act.verb, act.subject, act.key_id) == ("movement.run_preflight", stored.reference, loaded.key_id)
    assert said["new"]["people"]["total"] == stored.people


def test_the_same_crisis_and_seed_give_the_same_inputs_and_result(stored, loaded, officer):
    again = actions.run_preflight(loaded, "second", actor=officer)
    assert again.inputs_sha256 == stored.inputs_sha256
    assert queries.opened(again, "sealed") == queries.opened(stored, "sealed")
    assert list(queries.preflights_of(loaded)) == [again, stored]


def test_a_stolen_row_tells_no_place_and_no_party(stored):
    row = StoredPreflight.objects.values().get()
    clear = str({name: value for name, value in row.items() if name not in queries.PARTS})
    assert not re.search(r"\d\d\.\d{3}", clear)
    for part in queries.PARTS:
        assert not re.search(rb"Station|Pisochyn|49\.9", bytes(row[part]))


def test_a_part_does_not_open_as_another(stored):
    stored.summary, stored.sealed = stored.sealed, stored.summary
    with pytest.raises(Unreadable):
        result_of(stored)


def test_an_advisory_that_is_not_there_is_told(loaded, officer):
    with pytest.raises(BadInput, match="no advisory 'third'"):
        actions.run_preflight(loaded, "third", actor=officer)
    assert not StoredPreflight.objects.exists()


def test_a_preflight_of_another_crisis_is_not_there(stored, officer):
    with pytest.raises(StoredPreflight.DoesNotExist):
        queries.preflight_of(cast.crisis(officer), stored.id)


# --- The summary -----------------------------------------------------------------------------------------------------


def test_the_summary_counts_as_the_result_does(stored):
    summary, result = queries.summary_of(stored), result_of(stored)
    assert summary.result.parties == ()
    assert report.verdict(summary.result) == report.verdict(result)
    assert sum(row.people for row in report.counts(summary.result)) == result.people.total
    assert [row.as_worded for row in report.havens(summary)] == [haven.as_worded for haven in result.havens]
    single = sum(p.size for p in result.parties for b in p.blockers if b.kind not in ("pair", "no_single_cause"))
    assert sum(cause.people for cause in summary.causes if not cause.is_pair) == single
    assert len(report.warnings(summary.result)) == len(result.warnings)


def test_every_severity_and_verdict_has_words():
    assert set(report.SEVERITIES) == set(planner.Severity.__args__)
    assert set(report.wording.VERDICTS) == set(planner.Verdict)


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_the_page_says_the_verdict_first_then_why_and_what_else(screen, stored):
    answer = page(screen, stored)
    text = answer.content.decode()
    main = text[text.index("<main") :]
    assert re.search(r"<h1>(.*?)</h1>", main)[1].startswith("DO NOT SEND AS WORDED")
    headings = re.findall(r"<h2>(.*?)</h2>", main)
    assert headings == [
        "Who can arrive",
        "By haven",
        "What stops them",
        "Warnings on the advisory itself",
        "Move, stay, or the next window",
        "What would work",
        "Map",
        "What it rests on",
    ]
    assert "Pisochyn" in main
    assert "Kyiv" in main
    assert "Kolkata" in main
    assert not re.search(r"\b(safe|rescued|deconflicted|refuser)\b|green corridor", main.lower())
    assert cast.last_act()[0].verb == "movement.look_at_preflight"


def test_no_page_has_inline_script_or_style_but_the_map_its_own(screen, stored):
    for address in (f"/crises/{stored.crisis_id}/preflights/", f"/crises/{stored.crisis_id}/preflights/{stored.id}/"):
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script", screen.get(address).content.decode())


def test_the_picture_allows_its_own_style_and_nothing_else(screen, stored):
    answer = page(screen, stored, "picture.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    policy = answer["Content-Security-Policy"]
    assert policy == policy_of_picture(answer.content.decode())
    assert re.match(r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; ", policy)
    assert not re.search(rb"\sstyle=|<script|href=\"http", answer.content)


def test_the_map_as_a_page_keeps_the_policy_that_it_states(screen, stored):
    answer = page(screen, stored, "map/")
    policy = answer["Content-Security-Policy"]
    assert policy == policy_of_page(answer.content.decode())
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer["Cache-Control"]


def test_a_page_without_a_policy_is_not_served():
    with pytest.raises(ValueError, match="no policy"):
        policy_of_page("<html></html>")


def test_a_preflight_is_run_from_the_page(screen, loaded):
    where = f"/crises/{loaded.id}/preflights/"
    assert "Nothing was checked yet." in screen.get(where).content.decode()
    answer = screen.post(f"{where}run/", {"advisory": "second"})
    stored = StoredPreflight.objects.get()
    assert answer.url == f"{where}{stored.id}/"
    assert f"{stored.on_time} of {stored.people}" in screen.get(where).content.decode()
    assert screen.post(f"{where}run/", {"advisory": "third"}).status_code == 422


def test_what_keeps_a_preflight_from_running_is_told_on_the_page(screen, loaded, officer):
    loaded.area = ""
    loaded.save()
    answer = screen.post(f"/crises/{loaded.id}/preflights/run/", {"advisory": "second"}, follow=True)
    assert "crisis.toml, area" in answer.content.decode()


def test_a_preflight_of_another_crisis_has_no_page_here(screen, stored, officer):
    other = cast.crisis(officer)
    cast.member(other, officer, *Role)
    for part in ("", "picture.svg", "map/"):
        assert screen.get(f"/crises/{other.id}/preflights/{stored.id}/{part}").status_code == 404
