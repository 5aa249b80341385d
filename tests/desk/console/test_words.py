"""What forms say before somebody sends them."""

import re

import pytest
from tests.desk.intake.lists import brought_in

from safepassage.desk.people.numbers import called
from safepassage.desk.people.queries import parties_of


def test_before_a_death_is_sent_the_form_says_what_it_will_say_and_set_off(screen, crisis, few):
    note = screen.get(f"/crises/{crisis.id}/persons/{few[0].id}/").content.decode()
    assert "“Dead (confirmed)” is said of them whatever the grade" in note
    assert "tell their next of kin first" in note
    assert "Of a rumour choose no state" in note
    call = screen.get(f"/crises/{crisis.id}/calls/").content.decode()
    assert "“Dead (confirmed)” sets off that the next of kin are told" in call


def test_a_party_and_a_warden_of_a_list_are_called_so_that_one_can_read_it_out(screen, crisis, officer):
    brought_in(crisis, officer)
    party = parties_of(crisis).exclude(code__regex="-[0-9]+$").first()
    assert re.fullmatch("hostel-list-p[0-9a-f]{12}", party.code)
    here = f"/crises/{crisis.id}"
    assert re.search(
        r"[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} from hostel-list<", screen.get(f"{here}/parties/").content.decode()
    )
    page = screen.get(f"{here}/parties/{party.id}/").content.decode()
    assert re.search(r"<h1>\s*Party of <bdi>\w+ Invented</bdi> and 1 more</h1>", page)
    assert party.code in page  # to be typed
    assert "<h1>Warden <bdi>Ravi Madeup</bdi></h1>" in screen.get(f"{here}/wardens/{party.warden_id}/").content.decode()


@pytest.mark.parametrize("code", ["metro-2", "hostel-list-17", "kept-p12", "p0123456789ab"])
def test_a_code_that_somebody_gave_is_read_as_it_is(code):
    assert called(code) == code
