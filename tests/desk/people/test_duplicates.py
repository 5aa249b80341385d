"""Who may be one person: what is found whatever the order, what is never merged by itself, what is not asked again."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from benchmarks.duplicate_set import entries, record_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk import cast
from tests.desk.people.naive import pairs_by_comparing_all
from tests.desk.people.register import ASHA, person

from safepassage.desk.crises.actions import NotNow
from safepassage.desk.people import actions, duplicates, queries
from safepassage.desk.people.entries import NewParty
from safepassage.desk.people.likeness import ASK, LIKELY, WEIGHTS, Reason, weigh, weigh_if_likely, with_companions
from safepassage.desk.people.models import Likeness, Person
from safepassage.desk.people.pairing import Pairing, keys_of
from safepassage.desk.people.records import Document, PersonRecord
from safepassage.desk.people.sieve import can_be, sifted
from safepassage.desk.people.traits import Traits, name_words, sound, traits_of

DAY = date(2022, 3, 2)
SAID = [traits_of(record_of(entry), entry.party, DAY) for entry in entries(80, seed=5)]
MADE_UP = st.sampled_from(SAID)
BUSY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # or a busy machine fails the test
OFTEN_ALIKE = st.builds(
    Traits._replace,
    MADE_UP,
    born=st.sampled_from(["", "1999-04-05", "1999-05-04", "1999-04-06", "1970-01-01"]),
    phones=st.sampled_from([(), ("+380501234567",), ("+380507654321",)]),
    party=st.sampled_from(["", "one", "other"]),
)


def traits(**record):
    return traits_of(PersonRecord(**record).model_dump(mode="json", exclude_defaults=True), "", DAY)


# --- Weighing --------------------------------------------------------------------------------------------------------


@BUSY
@given(OFTEN_ALIKE, OFTEN_ALIKE)
def test_it_does_not_matter_which_of_the_two_comes_first(a, b):
    assert weigh(a, b) == weigh(b, a)


@BUSY
@given(OFTEN_ALIKE, OFTEN_ALIKE)
def test_a_document_that_both_have_never_makes_it_less_likely(a, b):
    both = [each._replace(documents=(*each.documents, "Q7654321")) for each in (a, b)]
    assert weigh(*both).score >= weigh(a, b).score


@BUSY
@given(OFTEN_ALIKE, OFTEN_ALIKE)
def test_what_is_passed_over_without_comparing_names_is_not_worth_a_look(a, b):
    quick, whole = weigh_if_likely(a, b), weigh(a, b)
    assert quick in (None, whole)
    if quick is None:
        assert whole.score < ASK
        assert not whole.supports


@BUSY
@given(st.lists(OFTEN_ALIKE, min_size=1, max_size=5), st.lists(OFTEN_ALIKE, min_size=1, max_size=5))
def test_the_sieve_keeps_every_pair_that_comparing_its_fields_would_keep(some, others):
    pairs = [(a, b) for a in some for b in others]
    kept = can_be(*(sifted(each) for each in zip(*pairs, strict=True)))
    assert all(kept[place] for place, (a, b) in enumerate(pairs) if weigh_if_likely(a, b))


DIGITS = st.sampled_from(["1999-04-05", "1999-05-04", "1999-04-50", "1999-40-05", "1999-14-05", "1991-94-05"])
DATES = st.one_of(DIGITS, st.from_regex(r"\A[12][09][0-9]{2}-[01][0-9]-[0-3][0-9]\Z"))


@BUSY
@given(DATES, DATES)
def test_of_two_dates_of_birth_the_sieve_knows_what_comparing_them_says(one, other):
    a = Traits(SAID[0].names, one, (int(one[:4]),) * 2, phones=("+1",))
    b = a._replace(born=other, years=(int(other[:4]),) * 2, phones=("+2",))
    assert can_be(sifted([a]), sifted([b])) == (weigh_if_likely(a, b) is not None)


def test_most_pairs_of_strangers_do_not_pass_the_sieve():
    pairs = [(a, b) for a, b in combinations(SAID, 2) if weigh(a, b).score < ASK]
    kept = can_be(*(sifted(each) for each in zip(*pairs, strict=True)))
    assert kept.mean() < 0.2


def test_every_reason_has_a_weight():
    assert set(WEIGHTS) == set(Reason)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Asha Invented", "Invented Asha", Reason.NAMES_SAME),
        ("Alexander Madeupenko", "Олександр Мадеупенко", Reason.NAMES_SOUND),
        ("Serhii Hryhorenko", "Sergey Grigorenko", Reason.NAMES_SOUND),
        ("Muhammad Khalid", "محمد خالد", Reason.NAMES_SOUND),
        ("Fatima al-Hassan", "فاطمة الحسن", Reason.NAMES_SOUND),
        ("Rajesh Sharma", "राजेश शर्मा", Reason.NAMES_SOUND),
        ("Wang Wei", "王伟", Reason.NAMES_SAME),
        ("Zoë Okafor", "Zoe Okafor", Reason.NAMES_SAME),
        ("Asha Kumari Invented", "Asha Invented", Reason.NAMES_SOUND),
        ("Vikram Invented", "Vokram Invented", Reason.NAMES_SOUND),
        ("Vikram Invented", "Vikran Invented", Reason.NAMES_ALIKE),
        ("V. Invented", "Vikram Invented", Reason.NAMES_INITIAL),
        ("Vikram", "Vikram Invented", Reason.NAMES_PART),
        ("Vikram Invented", "Asha Invented", Reason.NAMES_ONE_DIFFERS),
        ("Vikram Invented", "Olena Fabled", Reason.NAMES_DIFFER),
    ],
)
def test_names_are_compared_across_scripts_spellings_and_order(one, other, reason):
    assert weigh(traits(full_name=one), traits(full_name=other)).reasons == (reason,)


def test_an_alternate_name_counts_as_a_name():
    known = traits(full_name="Asha Invented", alternate_names=("Аша Інвентед",))
    assert weigh(known, traits(full_name="Інвентед Аша")).reasons == (Reason.NAMES_SAME,)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"date_of_birth": "2001-05-07"}, {"date_of_birth": "2001-05-07"}, Reason.BORN_SAME),
        ({"date_of_birth": "2001-05-07"}, {"date_of_birth": "2001-07-05"}, Reason.BORN_SWAPPED),
        ({"date_of_birth": "2001-05-07"}, {"date_of_birth": "2001-05-01"}, Reason.BORN_NEAR),
        ({"date_of_birth": "2001-05-07"}, {"date_of_birth": "1976-02-11"}, Reason.BORN_DIFFERS),
        ({"date_of_birth": "2001-05-07"}, {"age": "20"}, Reason.YEAR_SAME),
        ({"age": "19-25"}, {"date_of_birth": "2001"}, Reason.YEAR_SAME),
        ({"age": "20"}, {"age": "45"}, Reason.BORN_DIFFERS),
    ],
)
def test_dates_of_birth_and_ages(one, other, reason):
    assert weigh(traits(**one), traits(**other)).reasons == (reason,)


TWIN = {"family_name": "Invented", "date_of_birth": "2001-05-17", "shelter": "Hostel 17", "sex": "female"}


def test_twins_and_namesakes_are_not_likely_unless_a_document_or_phone_says_so():
    twins = [traits(given_name=name, **TWIN) for name in ("Asha", "Priya")]
    assert weigh(*twins).score < ASK
    namesakes = [traits(full_name="Asha Invented", date_of_birth=born) for born in ("2001-05-17", "1987-11-02")]
    assert weigh(*namesakes).score < ASK
    with_phone = [traits(given_name=name, phones=("+380501234567",), **TWIN) for name in ("Asha", "Priya")]
    assert ASK <= weigh(*with_phone).score < LIKELY
    document = (Document(kind="passport", number="M1234567"),)
    with_document = [traits(given_name=name, documents=document, **TWIN) for name in ("Asha", "Priya")]
    assert weigh(*with_document).score >= LIKELY


@BUSY
@given(st.text(max_size=40))
def test_any_text_can_be_a_name(text):
    for word in name_words(text):
        assert sound(word)
    assert weigh(Traits(names=(name_words(text),) if name_words(text) else ()), SAID[0]).score < LIKELY


# --- Pairing ---------------------------------------------------------------------------------------------------------


def found_in(batches):
    """The pairs that are found when records come in by these batches, as sets of their places in SAID."""
    pairing, places, found = Pairing(), [], set()
    for batch in batches:
        pairing.add([SAID[place] for place in batch])
        places += batch
        for asked, row in pairing.candidates([SAID[place] for place in batch]):
            if batch[asked] != places[row] and weigh(SAID[batch[asked]], SAID[places[row]]).score >= ASK:
                found.add(frozenset((batch[asked], places[row])))
    return found


ALL = pairs_by_comparing_all(SAID)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(len(SAID))), st.integers(1, len(SAID)))
def test_the_order_in_which_records_come_does_not_change_the_pairs(order, size):
    assert found_in([order[start : start + size] for start in range(0, len(order), size)]) == ALL


def test_there_are_pairs_to_be_found():
    assert len(ALL) > 25


@BUSY
@given(OFTEN_ALIKE, OFTEN_ALIKE)
def test_what_is_very_likely_has_a_key_in_common(a, b):
    if weigh(a, b).score >= LIKELY:
        assert keys_of(a) & keys_of(b)


def test_what_many_share_tells_nobody_apart(monkeypatch):
    monkeypatch.setattr("safepassage.desk.people.pairing.MOST_SHARED", 3)
    pairing = Pairing()
    many = [Traits(names=((f"name{place}",),), phones=("+380501234567",)) for place in range(3)]
    pairing.add(many)
    assert len(list(pairing.candidates(many[:1]))) == 3
    pairing.add(many[:1])
    assert list(pairing.candidates(many[:1])) == []


def test_a_record_taken_out_is_no_longer_found_and_leaves_nothing():
    pairing = Pairing()
    rows = pairing.add([SAID[0], SAID[0]])
    pairing.take_out(np.array([rows[0]]))
    assert [row for _, row in pairing.candidates([SAID[0]])] == [rows[1]]
    assert pairing.lines[rows[0]] == b""


def test_who_travels_with_the_same_people_is_likelier():
    names = [traits(full_name=name) for name in ("Asha Invented", "Arjun Fabled")]
    said = [each._replace(party=party) for party in ("one", "other") for each in names]
    pairs = {both: weigh(*(said[place] for place in both)) for both in combinations(range(4), 2)}
    weighed = dict(with_companions(pairs, {place: each.party for place, each in enumerate(said)}))
    assert {both for both, result in weighed.items() if result.score >= ASK} == {(0, 2), (1, 3)}
    assert Reason.COMPANIONS_SAME in weighed[0, 2].reasons


# --- On the register -------------------------------------------------------------------------------------------------

AGAIN = PersonRecord(full_name="Invented Asha", date_of_birth="2001-05-17", phones=("+380501234567",))


@pytest.fixture
def pair(crisis):
    """Two records that are found, by a search as by the index."""
    return person(crisis, record=ASHA), person(crisis, record=AGAIN)


@pytest.fixture(params=["search", "index"])
def way(request, monkeypatch):
    """Both ways in which likenesses are found."""
    duplicates.index_of.cache_clear()
    if request.param == "index":
        monkeypatch.setattr(duplicates, "FEW", 0)


def test_what_may_be_one_person_is_written_down_once_and_nothing_is_merged(crisis, pair, officer, way):
    ids = [each.id for each in pair]
    assert actions.note_likenesses(crisis, ids[1:], actor=officer) == 1
    act, said = cast.last_act()
    assert (act.verb, said["new"]["found"]) == ("people.note_likenesses", 1)
    assert actions.note_likenesses(crisis, ids, actor=officer) == 0
    found = queries.likenesses_of(crisis).get()
    assert {found.first_id, found.second_id} == set(ids)
    assert found.reasons.split()[:2] == ["born_same", "names_same"]
    assert not Person.objects.exclude(set_aside="").exists()


def test_a_dry_run_says_who_is_there_already_and_writes_nothing(crisis, pair):
    duplicates.index_of.cache_clear()
    nobody = PersonRecord(full_name="Olena Fabled")
    first, second = queries.alike(crisis, [AGAIN, nobody])
    assert {hit.person_id for hit in first} == {each.id for each in pair}
    assert [hit.score for hit in first] == sorted((hit.score for hit in first), reverse=True)
    assert second == []
    assert not Likeness.objects.exists()


def test_nobody_of_another_crisis_is_found(crisis, pair, officer, way):
    other = cast.crisis(officer, name="Elsewhere")
    stranger = person(other, record=ASHA)
    assert actions.note_likenesses(other, [stranger.id], actor=officer) == 0
    assert queries.alike(other, [AGAIN])[0][0].person_id == stranger.id


def test_merging_closes_it_and_undoing_opens_it_again(crisis, pair, officer):
    actions.note_likenesses(crisis, [pair[0].id], actor=officer)
    made = actions.merge(*pair, actor=officer, reason="same passport")
    found = Likeness.objects.get()
    assert (found.state, found.decided_by) == ("merged", officer.reference)
    assert not queries.likenesses_of(crisis)
    actions.unmerge(made, actor=officer, reason="they are sisters")
    assert queries.likenesses_of(crisis).get().decided_by == ""


def test_different_people_stay_so_until_it_is_ten_times_as_likely(crisis, pair, officer, way):
    actions.note_likenesses(crisis, [pair[0].id], actor=officer)
    found = queries.likenesses_of(crisis).get()
    actions.say_different(found, actor=officer, reason="I spoke to both")
    act, said = cast.last_act()
    assert (act.verb, act.subject, said["reason"]) == ("people.say_different", found.reference, "I spoke to both")
    actions.change_person(pair[1], actor=officer, to=AGAIN.model_copy(update={"shelter": "Hostel 17, room 402"}))
    assert actions.note_likenesses(crisis, [pair[1].id], actor=officer) == 0
    actions.change_person(pair[1], actor=officer, to=AGAIN.model_copy(update={"documents": ASHA.documents}))
    assert actions.note_likenesses(crisis, [pair[1].id], actor=officer) == 1
    assert "document_same" in queries.likenesses_of(crisis).get().reasons


def test_two_officers_do_not_decide_at_once_nor_without_a_reason(crisis, pair, officer):
    actions.note_likenesses(crisis, [pair[0].id], actor=officer)
    found = queries.likenesses_of(crisis).get()
    with pytest.raises(NotNow):
        actions.say_different(found, actor=officer, reason=" ")
    actions.say_different(found, actor=officer, reason="I spoke to both")
    with pytest.raises(NotNow):
        actions.say_different(found, actor=officer, reason="so did I")


def test_who_was_merged_or_erased_is_no_longer_found(crisis, pair, officer, way):
    actions.note_likenesses(crisis, [pair[0].id], actor=officer)
    actions.merge(*pair, actor=officer, reason="same passport")
    third = person(crisis, record=AGAIN.model_copy(update={"shelter": "Metro 3"}))
    assert actions.note_likenesses(crisis, [third.id], actor=officer) == 1
    actions.erase_person(pair[0], actor=officer, why="asked")
    assert not Likeness.objects.exists()
    assert actions.note_likenesses(crisis, [third.id], actor=officer) == 0
    assert queries.alike(crisis, [ASHA])[0][0].person_id == third.id


def test_companions_are_known_by_their_parties(crisis, officer):
    duplicates.index_of.cache_clear()
    names = [f"{given} Invented" for given in ("Asha", "Arjun", "Olena")]
    for _ in range(2):
        members = [person(crisis, name).id for name in names]
        actions.form_party(crisis, NewParty(members=tuple(members)), actor=officer)
    everybody = list(Person.objects.values_list("pk", flat=True))
    assert actions.note_likenesses(crisis, everybody * 4, actor=officer) == 3
    assert all("companions_same" in found.reasons for found in queries.likenesses_of(crisis))


# --- The labelled set ------------------------------------------------------------------------------------------------


def test_the_set_is_the_same_from_the_same_seed_and_another_from_another():
    assert entries(50, 1) == entries(50, 1)
    assert {replace(each, kind="") for each in entries(50, 1)}.isdisjoint(entries(50, 2))
