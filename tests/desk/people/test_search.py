"""Finding people: by number, by names in any script, misspelt, in any order, by document, phone, hostel."""

from threading import Thread

import pytest
from tests.desk import cast
from tests.desk.people.register import ASHA, SOURCE, person

from safepassage.desk.crises.actions import close_crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewPerson
from safepassage.desk.people.models import Tombstone
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.search import index_of, is_loaded
from safepassage.desk.people.trigrams import build_part, fold, trigrams


@pytest.fixture
def asha(crisis):
    names = [f"{given} {family}" for given in ("Amit", "Olena", "Taras") for family in ("Madeup", "Pretend", "Nobody")]
    entries = [NewPerson(PersonRecord(full_name=name, shelter=f"Hostel {len(name)}")) for name in names]
    actions.register_persons(crisis, entries, actor=cast.SETUP, source=SOURCE)
    return person(crisis, record=ASHA)


@pytest.mark.parametrize(
    "asked",
    [
        "Asha Invented",
        "invented asha",
        "Aasha Inventd",
        "आशा",
        "Аша",
        "+380 50 123 45 67",
        "050 123-45-67",
        "1234567",
        "M 123 4567",
        "m1234567",
        "asha hostel 17",
    ],
)
def test_she_is_found_first(crisis, asha, asked):
    assert queries.find(crisis, asked)[0].person_id == asha.id


def test_by_the_number_that_callers_are_told(crisis, asha):
    hit = queries.find(crisis, f"{asha.number[:4]} {asha.number[4:8]} {asha.number[8:]}")[0]
    assert hit == (asha.id, 1.0)


def test_by_hostel_all_who_live_there(crisis, asha):
    assert len([hit for hit in queries.find(crisis, "Hostel 12") if hit.score == 1]) == 5  # names of twelve letters


@pytest.mark.parametrize("asked", ["", "  ", "?!", "qqqq xxxx", "a" * 100_000])
def test_what_nobody_is_called_finds_nobody(crisis, asha, asked):
    assert queries.find(crisis, asked) == []


def test_the_index_follows_changes_and_erasures(crisis, asha):
    assert queries.find(crisis, "asha invented")
    to = ASHA.model_copy(update={"full_name": "Zuleika Supposed", "alternate_names": ()})
    actions.change_person(asha, actor=cast.SETUP, to=to)
    assert [hit for hit in queries.find(crisis, "asha invented") if hit.score > 0.8] == []
    assert queries.find(crisis, "zuleika supposed")[0] == (asha.id, 1.0)
    actions.erase_person(asha, actor=cast.SETUP, why=Tombstone.Why.ASKED)
    assert queries.find(crisis, "zuleika supposed") == []
    late = person(crisis, "Zuleika Late")
    assert queries.find(crisis, "zuleika late")[0].person_id == late.id
    assert len(index_of(crisis.id).parts) == 1


def test_nobody_is_found_from_another_crisis(crisis, officer, asha):
    assert queries.find(cast.crisis(officer, name="Elsewhere"), "Asha Invented") == []


def test_a_part_says_which_texts_hold_what_is_asked():
    part = build_part(["asha", "ash tree", "", "zoo"])
    assert [part.text_of(row) for row in range(4)] == ["asha", "ash tree", "", "zoo"]
    likeness = part.likeness(trigrams(b"asha"))
    assert likeness[0] > likeness[1] > likeness[2] == likeness[3] == 0
    assert len(build_part([])) == 0
    with pytest.raises(ValueError, match="at most"):
        build_part(["x"] * 65_537)


def test_folding_keeps_letters_and_digits_of_any_script():
    assert fold("  Ірина О'Кос-тюк, №7 ") == "irina o kos tyuk 7" or fold("Ірина").isascii()


def test_a_server_reads_ahead_what_is_in_hand(own_db):
    officer = cast.officer("officer")
    in_hand, ended = cast.crisis(officer), cast.crisis(officer)
    persons = [person(each, record=ASHA) for each in (in_hand, ended)]
    close_crisis(ended, actor=officer, reason="everybody is home")
    assert not is_loaded(in_hand.id)
    ahead = Thread(target=queries.read_ahead)  # as the server does, with a connection of its own
    ahead.start()
    ahead.join()
    assert is_loaded(in_hand.id)
    assert not is_loaded(ended.id)
    assert [hit.person_id for hit in index_of(in_hand.id).find("asha", 5)] == [persons[0].id]
