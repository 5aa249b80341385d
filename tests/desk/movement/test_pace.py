"""What is assumed of people and roads has a page: all look, an administrator changes it, preflights take it."""

import pytest
from tests.desk import cast

from safepassage.desk.crises.access import Role
from safepassage.desk.movement.actions import set_assumptions
from safepassage.desk.movement.assumed import FIRST
from safepassage.desk.movement.models import Assumptions
from safepassage.desk.movement.pace import PaceForm
from safepassage.desk.movement.queries import assumed_of
from safepassage.planning.model import Settings


def figures(**changed):
    """The form as a browser sends it, with some fields changed; a name's hyphens written as underscores."""
    form = PaceForm(assumed=FIRST)
    sent = {name: field.initial for name, field in form.fields.items()}
    return sent | {name.replace("__", "-"): value for name, value in changed.items()}


@pytest.fixture
def page(crisis):
    return f"/crises/{crisis.id}/preflights/assumed/"


def test_the_form_has_every_figure_of_the_planners_model():
    names = PaceForm(assumed=FIRST).fields.keys()
    for section in ("driving", "delays", "limits", "spread"):
        model = Settings.model_fields[section].annotation
        assert {f"{section}-{name}" for name in model.model_fields} <= names


def test_an_administrator_changes_a_figure_and_all_else_stays(crisis, officer, client, page):
    set_assumptions(crisis, {**FIRST, "clock": {"horizon_h": 48.0}}, actor=cast.SETUP)
    screen = cast.sign_in(client, officer)
    answer = screen.post(page + "change/", figures(mobility__adult__speed_kph="3.5", delays__reading_s="600"))
    assert answer.status_code == 302
    said = assumed_of(crisis)
    assert (said["mobility"]["adult"]["speed_kph"], said["delays"]["reading_s"]) == (3.5, 600)
    assert (said["clock"], said["urgent"]) == ({"horizon_h": 48.0}, FIRST["urgent"])
    assert said["mobility"]["older"] == FIRST["mobility"]["older"]
    act, words = cast.last_act()
    assert (act.verb, words["old"]["delays"], words["new"]["delays"]["reading_s"]) == (
        "movement.set_assumptions", FIRST["delays"], 600,
    )  # fmt: skip


def test_every_fault_is_told_at_its_field_and_nothing_is_changed(crisis, officer, client, page):
    wrong = figures(mobility__adult__speed_kph="90", mobility__child__night="-1", delays__reading_s="soon")
    answer = cast.sign_in(client, officer).post(page + "change/", wrong)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert errors.keys() == {"mobility-adult-speed_kph", "mobility-child-night", "delays-reading_s"}
    assert not Assumptions.objects.exists()


def test_who_is_no_administrator_looks_and_changes_nothing(crisis, colleague, client, page):
    cast.member(crisis, colleague, Role.DUTY_OFFICER)
    screen = cast.sign_in(client, colleague)
    shown = screen.get(page).content.decode()
    assert "An administrator of the crisis changes them." in shown
    assert "<fieldset disabled>" in shown
    assert screen.post(page + "change/", figures(delays__reading_s="600")).status_code == 403


def test_looking_at_the_form_does_not_change_what_a_new_crisis_assumes():
    assert "limits" not in FIRST
    PaceForm(assumed=FIRST)
    assert "limits" not in FIRST
