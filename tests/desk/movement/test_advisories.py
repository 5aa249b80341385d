"""Advisories to check: each is judged by itself, says what is wrong with it, and can be withdrawn with a reason."""

import re
from datetime import timedelta
from html import unescape

import pytest
from tests.crises import write_small_crisis
from tests.desk import cast

from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ground import actions as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.movement import actions, queries, report
from safepassage.desk.movement.forms import AdvisoryForm
from safepassage.desk.movement.models import Draft
from safepassage.errors import BadInput


@pytest.fixture
def loaded(tmp_path, officer):
    crisis = actions.load_crisis(write_small_crisis(tmp_path / "small"), actor=officer)
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    return crisis


@pytest.fixture
def screen(client, officer, loaded):
    return cast.sign_in(client, officer)


@pytest.fixture
def late(loaded, officer):
    """An advisory whose deadline is years beyond what the planner looks at."""
    sound = queries.drafts_of(loaded).get()
    said = sound.said | {"issued_at": "2026-03-02T14:30:00Z", "deadline_at": "2026-03-02T18:00:00Z"}
    return actions.write_draft(loaded, "late", said, actor=officer)


def address(draft, part=""):
    return f"/crises/{draft.crisis_id}/preflights/advisories/{draft.id}/{part}"


def words(answer):
    """The page's text."""
    main = answer.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_one_that_cannot_be_checked_keeps_no_other_from_it(loaded, late, officer):
    actions.run_preflight(loaded, "second", actor=officer)
    with pytest.raises(BadInput, match="beyond the planner's horizon"):
        actions.run_preflight(loaded, "late", actor=officer)


def test_what_is_wrong_with_one_stands_on_its_own_page_until_it_is_written_again(screen, loaded, late, officer):
    assert "It was not checked yet" in words(screen.get(address(late)))
    answer = screen.post(f"/crises/{loaded.id}/preflights/run/", {"advisory": "late"})
    assert answer.url == address(late)
    told = words(screen.get(address(late)))
    assert "It cannot be checked as it stands" in told
    assert "beyond the planner's horizon" in told
    assert cast.last_act()[0].verb == "movement.note_faults"
    listed = words(screen.get(f"/crises/{loaded.id}/preflights/"))
    assert "late : it cannot be checked as it stands" in listed
    sound = queries.drafts_of(loaded).get(name="second")
    actions.write_draft(loaded, "late", sound.said, actor=officer)
    actions.run_preflight(loaded, "late", actor=officer)
    assert "can arrive as worded" in words(screen.get(address(late)))


def test_what_is_wrong_with_the_crisis_is_not_said_of_the_advisory(loaded, officer):
    loaded.area = ""
    with pytest.raises(BadInput):
        actions.run_preflight(loaded, "second", actor=officer)
    assert queries.drafts_of(loaded).get().faults == []


def test_one_is_withdrawn_with_a_reason_and_what_was_found_stays(screen, loaded, officer):
    draft = queries.drafts_of(loaded).get()
    stored = actions.run_preflight(loaded, "second", actor=officer)
    assert screen.post(address(draft, "withdraw/"), {"reason": ""}).status_code == 422
    answer = screen.post(address(draft, "withdraw/"), {"reason": "the road is shut"}, follow=True)
    act, said = cast.last_act()
    assert (act.verb, act.subject) == ("movement.withdraw_draft", draft.reference)
    assert (said["reason"], said["old"]["name"]) == ("the road is shut", "second")
    assert not Draft.objects.exists()
    assert screen.get(address(draft)).status_code == 404
    assert "There is no advisory to check" in words(answer)
    assert list(queries.preflights_of(loaded)) == [stored]
    with pytest.raises(NotNow):
        actions.withdraw_draft(draft, actor=officer, reason="again")


def test_one_of_another_crisis_has_no_page_here(screen, loaded, officer):
    other = cast.crisis(officer)
    cast.member(other, officer, *Role)
    draft = queries.drafts_of(loaded).get()
    for part in ("", "withdraw/"):
        there = address(draft, part).replace(str(loaded.id), str(other.id))
        assert (screen.post if part else screen.get)(there).status_code == 404


def test_issued_now_is_now_by_the_crisis_clock(loaded, officer):
    clock = queries.settings_of(loaded).clock
    deadline = (clock.now + timedelta(hours=2, minutes=3)).strftime("%Y-%m-%dT%H:%M")
    given = {"name": "new", "havens": ["babai"], "deadline_at": deadline, "deadline_kind": "arrive_by"}
    form = AdvisoryForm(given | {"means": ["foot"], "language": "en", "text": "Go to Babai."}, crisis=loaded)
    assert form.is_valid(), form.errors
    assert form.said("Officer")["issued_at"] == clock.now
    real = cast.crisis(officer)
    assert abs(queries.now_of(real) - cast.clock.now()) < timedelta(minutes=1)


def test_havens_of_one_name_are_told_apart(loaded, officer):
    ground.put(loaded, Kind.HAVEN, "babai-2", {"name": "Babai", "lat": 49.94, "lon": 36.2}, actor=officer)
    names = AdvisoryForm(crisis=loaded).names
    assert (names["babai"], names["babai-2"], names["pisochyn"]) == ("Babai (babai)", "Babai (babai-2)", "Pisochyn")
    said = queries.drafts_of(loaded).get().said
    both = [{"asked": names[code], "haven_id": code} for code in ("babai", "babai-2")]
    actions.write_draft(loaded, "both", said | {"havens": both}, actor=officer)
    stored = actions.run_preflight(loaded, "both", actor=officer)
    assert [row.name for row in report.havens(queries.summary_of(stored))] == ["Babai (babai)", "Babai (babai-2)"]


def test_without_words_of_its_own_an_advisory_in_english_says_the_sentence_of_its_form(screen, loaded):
    said = {
        "name": "third", "havens": ["pisochyn", "babai"], "deadline_kind": "arrive_by", "means": ["foot", "vehicle"],
        "deadline_at": "2022-03-02T18:00", "language": "en", "text": "",
    }  # fmt: skip
    assert screen.post(f"/crises/{loaded.id}/preflights/write/", said | {"language": "hi"}).status_code == 422
    assert screen.post(f"/crises/{loaded.id}/preflights/write/", said).status_code == 302
    text = queries.drafts_of(loaded).get(name="third").said["text"]["en"]
    assert text == (
        "Go from Small crisis to Pisochyn or Babai. Be there by 18:00 Kyiv time on 2 March, on foot or by vehicle."
    )


def test_checked_from_where_it_is_released_one_goes_back_there(screen, loaded):
    asked = {"advisory": "second", "then": "release"}
    answer = screen.post(f"/crises/{loaded.id}/preflights/run/", asked)
    draft = queries.drafts_of(loaded).get()
    assert answer.url == f"/crises/{loaded.id}/alerts/advisories/{draft.id}/"
