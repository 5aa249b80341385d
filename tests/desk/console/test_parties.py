"""Parties and wardens: formed, joined, changed and split by officers; each change an act."""

import pytest
from tests.desk import cast
from tests.desk.console.people_made_up import invented

from safepassage.desk.crises.access import Role
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewParty
from safepassage.desk.people.records import WardenRecord

ABOUT = WardenRecord(name="W. Invented", phones=("+380501234567",), channels=("sms",), relay_s=600)


@pytest.fixture
def base(crisis):
    return f"/crises/{crisis.id}"


@pytest.fixture
def warden(crisis):
    return actions.register_warden(crisis, "metro-2", ABOUT, actor=cast.SETUP)


@pytest.fixture
def party(crisis, few):
    return queries.parties_of(crisis).first()


@pytest.fixture
def alone(crisis):
    """Two who are in no party."""
    made = actions.register_persons(crisis, list(invented(2, seed=9)), actor=cast.SETUP, source="calls")
    return [queries.person_of(crisis, each.id) for each in made]


def read(party):
    return queries.parties_of(party.crisis).get(pk=party.pk)


def test_who_moves_together_is_said_by_their_numbers(screen, base, crisis, alone, warden):
    numbers = f"{alone[0].number[:4]} {alone[0].number[4:]}\n{alone[1].number}, {alone[0].number}"
    given = {"members": numbers, "warden": str(warden.id), "means": "vehicle", "seats": "5", "urgent": "minor"}
    answer = screen.post(f"{base}/parties/form/", given)
    made = queries.person_of(crisis, alone[0].id).party
    assert answer.url == f"{base}/parties/{made.id}/"
    assert (made.warden_id, made.means, made.seats, made.urgent) == (warden.id, "vehicle", 5, "minor")
    assert made.members.count() == 2


def test_every_number_that_is_nobodys_is_told_at_once(screen, base, crisis, alone, officer):
    other = cast.crisis(officer, name="Shelbyville")
    stranger = actions.register_person(other, next(invented(1)), actor=cast.SETUP, source="calls")
    answer = screen.post(
        f"{base}/parties/form/", {"members": f"{alone[0].number}, 12, {stranger.number}", "means": "foot", "seats": "0"}
    )
    assert answer.status_code == 422
    said = answer.context["form"].errors["members"]
    assert len(said) == 2
    assert "12" in said[0]
    assert stranger.number in said[1]
    assert queries.person_of(crisis, alone[0].id).party is None


def test_nobody_is_taken_out_of_a_party_by_forming_another(screen, base, party, alone):
    member = party.members.first()
    given = {"members": f"{member.number}\n{alone[0].number}", "means": "foot", "seats": "0"}
    answer = screen.post(f"{base}/parties/form/", given)
    assert answer.status_code == 422
    assert "an officer splits that first" in str(answer.context["form"].errors)
    assert member.party_id == party.id


def test_a_vehicle_has_seats(screen, base, party):
    answer = screen.post(f"{base}/parties/{party.id}/change/", {"means": "vehicle", "seats": "0"})
    assert answer.status_code == 422
    assert set(answer.context["moving"].errors) == {"seats"}


def test_a_party_is_changed_and_joined(screen, base, party, alone, warden):
    before = party.members.count()
    screen.post(f"{base}/parties/{party.id}/change/", {"means": "vehicle", "seats": "4", "warden": str(warden.id)})
    assert (read(party).means, read(party).seats, read(party).warden_id) == ("vehicle", 4, warden.id)
    assert cast.last_act()[0].verb == "people.change_party"
    screen.post(f"{base}/parties/{party.id}/join/", {"members": alone[1].number})
    assert read(party).members.count() == before + 1
    assert "Answers for 5 persons" in screen.get(f"{base}/wardens/{warden.id}/").content.decode()


def test_parties_are_listed_by_warden(screen, base, crisis, few, warden, alone):
    actions.form_party(crisis, NewParty(code="of-metro-2", members=(alone[0].id,), warden=warden.id), actor=cast.SETUP)
    assert "3 parties" in screen.get(f"{base}/parties/").content.decode()
    page = screen.get(f"{base}/parties/?warden={warden.id}").content.decode()
    assert "1 party" in page
    assert "of-metro-2" in page


def test_a_warden_is_registered_once(screen, base, crisis):
    given = {"code": "metro-2", "name": "W. Invented", "phones": "050 123 45 67", "relay": "10"}
    answer = screen.post(f"{base}/wardens/register/", given)
    made = queries.wardens_of(crisis).get()
    assert answer.url == f"{base}/wardens/{made.id}/"
    said = queries.warden_record(made)
    assert (said.phones, said.relay_s) == (("+380501234567",), 600)
    again = screen.post(f"{base}/wardens/register/", given)
    assert set(again.context["form"].errors) == {"code"}
    assert screen.post(f"{base}/wardens/register/", given | {"code": "W. Invented"}).status_code == 422


def test_opening_a_warden_is_an_act_and_a_list_opens_nobody(screen, base, warden, caseworker):
    assert "W. Invented" not in screen.get(f"{base}/wardens/").content.decode()
    assert "W. Invented" in screen.get(f"{base}/wardens/{warden.id}/").content.decode()
    act, _ = cast.last_act()
    assert (act.verb, act.subject, act.actor) == ("people.look_at_warden", warden.reference, caseworker.reference)


def test_a_warden_is_corrected_and_what_the_form_does_not_show_stays(screen, base, warden):
    form = screen.get(f"{base}/wardens/{warden.id}/").context["form"]
    given = {name: value for name, value in form.initial.items() if value is not None}
    screen.post(f"{base}/wardens/{warden.id}/change/", given | {"phones": "+380507654321", "channels": []})
    row = queries.wardens_of(warden.crisis).get()
    assert queries.warden_record(row) == ABOUT.model_copy(update={"phones": ("+380507654321",)})
    act, said = cast.last_act()
    assert (act.verb, act.subject) == ("people.change_warden", warden.reference)
    assert (said["old"]["phones"], said["new"]["phones"]) == (["+380501234567"], ["+380507654321"])


def test_by_which_channels_a_warden_is_reached_is_ticked(screen, base, crisis, warden):
    for code in ("sms", "calls"):
        put(crisis, Kind.CHANNEL, code, {"kind": "voice", "segments_per_s": 1.0}, actor=cast.SETUP)
    form = screen.get(f"{base}/wardens/{warden.id}/").context["form"]
    assert [code for code, _label in form.fields["channels"].choices] == ["sms", "calls"]
    given = {name: value for name, value in form.initial.items() if value is not None}
    for ticked in (["calls"], []):
        screen.post(f"{base}/wardens/{warden.id}/change/", given | {"channels": ticked})
        assert queries.warden_record(queries.wardens_of(crisis).get()).channels == tuple(ticked)
    assert screen.post(f"{base}/wardens/{warden.id}/change/", given | {"channels": ["pigeon"]}).status_code == 422


def test_of_a_warden_whom_nothing_reaches_the_page_says_so(screen, base, crisis):
    mute = actions.register_warden(crisis, "mute", WardenRecord(name="W. Invented"), actor=cast.SETUP)
    assert "Nothing says how they are reached" in screen.get(f"{base}/wardens/{mute.id}/").content.decode()


def test_a_warden_falls_silent_and_answers_again(screen, base, crisis, warden):
    for silent in (True, False):
        screen.post(f"{base}/wardens/{warden.id}/silence/")
        assert bool(queries.wardens_of(crisis).get().silent_since) == silent
        said = "1 of them is silent" if silent else "None of them is silent"
        assert said in screen.get(f"{base}/wardens/").content.decode()


def test_a_field_post_forms_parties_but_does_not_split_them(screen_of, base, party):
    screen = screen_of(Role.FIELD_POST)
    page = screen.get(f"{base}/parties/{party.id}/").content.decode()
    assert "join/" in page
    assert "split/" not in page


@pytest.mark.parametrize("kind", ["parties", "wardens"])
def test_those_of_another_crisis_are_not_there(screen, base, officer, kind):
    other = cast.crisis(officer, name="Shelbyville")
    there = (
        actions.form_party(other, NewParty(), actor=cast.SETUP)
        if kind == "parties"
        else actions.register_warden(other, "metro-2", ABOUT, actor=cast.SETUP)
    )
    assert screen.get(f"{base}/{kind}/{there.id}/").status_code == 404
    assert screen.post(f"{base}/{kind}/{there.id}/change/").status_code == 404
