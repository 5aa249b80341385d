"""The exercise: invented officers sign in with both factors, and have no place in a real crisis."""

import re
import unicodedata
from types import SimpleNamespace

import pytest
from django.test import Client, override_settings
from tests.desk import cast

from safepassage.desk import exercise
from safepassage.desk.crises import actions
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis, Membership, Officer
from safepassage.desk.exercise_names import SCRIPTS, invented_names
from safepassage.desk.queue.queries import items_of


@pytest.fixture
def folder(tmp_path):
    with override_settings(ENVIRONMENT=SimpleNamespace(data_dir=tmp_path)):
        yield tmp_path


@pytest.fixture
def loaded(db, folder, monkeypatch):
    """The exercise, of a crisis that is made at once instead of read from a folder."""
    made = []

    def load(_folder, *, actor, names):
        made.append(cast.crisis(actor))
        return made[-1]

    monkeypatch.setattr(exercise, "load_crisis", load)
    return lambda: (exercise.set_up(folder, "none"), len(made))


def test_it_is_set_up_once(loaded, folder):
    crisis, _ = loaded()
    before = exercise.accounts()
    again, times = loaded()
    assert (again, times) == (crisis, 1)
    assert exercise.accounts() == before
    assert Membership.objects.filter(crisis=crisis).count() == sum(
        len(roles) for _name, roles in exercise.CAST.values()
    )
    assert {file.stat().st_mode & 0o077 for file in folder.iterdir()} == {0}


def test_stopped_after_loading_it_goes_on_with_the_same_crisis(loaded, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(exercise, "_give_work", stopped)
        with pytest.raises(KeyboardInterrupt):
            loaded()
    crisis, times = loaded()
    assert times == 1
    assert items_of(crisis).count() == 2


def stopped(_crisis):
    raise KeyboardInterrupt


def test_its_public_form_is_open_and_says_that_it_is_an_exercise(loaded):
    crisis, _ = loaded()
    assert "EXERCISE" in Client().get(f"/form/{crisis.form_slug}/").content.decode()


def test_an_officer_of_the_cast_signs_in_with_password_and_code(loaded):
    crisis, _ = loaded()
    account = exercise.accounts()[0]
    browser = Client()
    browser.post("/sign-in/", {"login": account.username, "password": account.password})
    page = browser.get("/second-factor/authenticate/").content.decode()
    assert re.search('name="code"', page)
    code = account.code(int(exercise.clock.now().timestamp()))
    browser.post("/second-factor/authenticate/", {"code": code})
    browser.post("/second-factor/trust/", {"action": "deny"})
    assert browser.get(f"/crises/{crisis.id}/").status_code == 200


def test_none_of_them_gets_a_role_in_a_real_crisis(loaded, officer):
    loaded()
    real = cast.crisis(officer, status="Actual", name="Real")
    invented = Officer.objects.get(username="duty")
    assert invented.is_for_exercises
    with pytest.raises(actions.NotNow, match="real crisis"):
        actions.add_member(real, invented, Role.CASEWORKER, actor=officer)
    screen = cast.sign_in(Client(), officer)
    page = screen.post(f"/crises/{real.id}/members/add/", {"username": "duty", "role": "auditor"}, follow=True)
    assert "an account for exercises has no role in a real crisis" in page.content.decode()
    assert not Membership.objects.filter(crisis=real, officer=invented).exists()


def test_who_joins_the_cast_later_gets_an_account_and_the_others_keep_theirs(loaded, monkeypatch):
    with monkeypatch.context() as before:
        before.delitem(exercise.CAST, exercise.OF_THE_DESK)
        loaded()
    old = exercise.accounts()
    loaded()
    assert exercise.accounts()[: len(old)] == old
    assert Officer.objects.get(username=exercise.OF_THE_DESK).is_administrator


FOUNDED = {
    "token": "0123456789abcdef" * 2,
    "name": "Springfield", "zone": "Europe/Kyiv", "home_zone": "Asia/Kolkata", "nationality": "IN", "area": "",
    "epoch_at": "2022-03-01T22:00",
}  # fmt: skip


@pytest.fixture
def chief(loaded):
    """The browser of the exercise's administrator of the desk."""
    loaded()
    return cast.sign_in(Client(), Officer.objects.get(username=exercise.OF_THE_DESK))


def test_its_administrator_of_the_desk_founds_exercises_and_gives_their_roles_but_founds_nothing_real(chief):
    answer = chief.post("/crises/new/about/", FOUNDED | {"status": "Actual"})
    assert answer.status_code == 422
    assert "no role in a real crisis" in answer.content.decode()
    assert not Crisis.objects.filter(status="Actual").exists()
    needs = chief.post("/crises/new/about/", FOUNDED | {"status": "Exercise"})
    assert needs.status_code == 302
    here = needs.url.removesuffix("needs/")
    chief.post(f"{here}members/add/", {"username": "duty", "role": "duty_officer"})
    duty = cast.sign_in(Client(), Officer.objects.get(username="duty"))
    assert duty.get(here).status_code == 200


def test_its_administrator_of_the_desk_has_no_power_over_real_officers(chief, officer, colleague):
    for deed in ("recover", "deactivate"):
        page = chief.post(f"/officers/{colleague.id}/{deed}/", {"reason": "x"}, follow=True).content.decode()
        assert "only accounts for exercises" in page
    recovery = actions.open_recovery(colleague, actor=officer, reason="lost the phone")
    assert (
        "only accounts for exercises" in chief.post(f"/recoveries/{recovery.id}/confirm/", follow=True).content.decode()
    )
    assert Officer.objects.get(pk=colleague.pk).is_active
    chief.post("/officers/invite/", {"username": "new", "name": "New"})
    assert Officer.objects.get(username="new").is_for_exercises


def test_its_people_have_names_in_several_scripts_that_say_that_they_are_invented():
    people = [(f"invented-{number:04}-1", "FMX"[number % 3]) for number in range(400)]
    named = [invented_names(*each) for each in people]
    assert named == [invented_names(*each) for each in people]
    latin = {[name, *also][-1].split()[-1] for name, also in named}
    assert latin == {"Invented", "Imaginary", "Madeup", "Fictional", "Pretend", "Unreal"}
    scripts = {unicodedata.name(name[0]).split()[0] for name, _also in named}
    assert scripts == {"DEVANAGARI", "LATIN", "CYRILLIC", "ARABIC"}
    assert len(set(named)) > 150
    women = {given for script in SCRIPTS for given, _latin in script.women}
    for (_id, sex), (name, _also) in zip(people, named, strict=True):
        assert sex == "X" or (name.split()[0] in women) == (sex == "F")
