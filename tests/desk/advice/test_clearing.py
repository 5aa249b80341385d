"""An advisory in a second language: read by another officer, never sent before, and each told in their own."""

import pytest
from tests.desk import cast
from tests.desk.advice.gated import gated
from tests.desk.advice.test_gate import texts_of

from safepassage.desk.advice import clearing, gate
from safepassage.desk.advice.issuing import marked
from safepassage.desk.advice.models import Clearing, Issued
from safepassage.desk.advice.tongues import TONGUES
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow, close_crisis, invite_officer
from safepassage.desk.movement.actions import put_draft, run_preflight
from safepassage.desk.movement.queries import advisory_of
from safepassage.desk.movement.releasing import is_gsm7, segments_of
from safepassage.desk.people import actions as people
from safepassage.desk.people.queries import open_keys, persons_of, record_of
from safepassage.formats.cap import faults_of
from safepassage.signing import Trust, read_certificates, verify_alert

HINDI = "18:00 तक पेसोचिन जाएँ।"


@pytest.fixture
def at_gate(db, tmp_path):
    """The words in Hindi written by the duty officer; every second person reads Hindi, one Arabic."""
    there = gated(tmp_path)
    rewrite(there, {"en": "Go to Pesochin by 18:00.", "hi": HINDI})
    persons = list(persons_of(there.crisis).order_by("number"))
    keys = open_keys(there.crisis, [each.pk for each in persons])
    for number, person in enumerate(persons):
        languages = ("hi-IN", "en") if number % 2 else (("ar",) if number == 0 else ("en",))
        record = record_of(person, keys[person.pk]).model_copy(update={"languages": languages})
        people.change_person(person, actor=cast.SETUP, to=record)
    return checked(there)


def rewrite(there, text):
    said = advisory_of(there.draft).model_copy(update={"text": text})
    put_draft(there.crisis, "second", said, actor=there.duty)


def checked(there):
    return there._replace(stored=run_preflight(there.crisis, "second", actor=there.duty), draft=there.fresh_draft())


def in_hindi(there):
    return clearing.words_of(there.fresh_draft())[0]


def clear(there, officer):
    return clearing.clear(there.fresh_draft(), "hi", in_hindi(there).digest, actor=officer)


def let_out(there, **more):
    request = there.ask(**more)
    return gate.approve(request, request.unserved, actor=there.approver)


def read(issued):
    trust = Trust(certificates=read_certificates(issued.key.certificate.encode()))
    return verify_alert(bytes(issued.original), trust).read()


# --- Who clears ------------------------------------------------------------------------------------------------------


def test_a_second_reader_clears_exactly_these_words_as_an_act(at_gate):
    assert clearing.cleared(at_gate.draft) == ()
    clear(at_gate, at_gate.approver)
    act, said = cast.last_act()
    assert (act.verb, act.subject) == ("advice.clear_words", at_gate.draft.reference)
    assert (said["new"]["language"], said["new"]["text"]) == ("hi", HINDI)
    assert clearing.cleared(at_gate.draft) == ("hi",)
    with pytest.raises(NotNow, match="somebody else has cleared it"):
        clear(at_gate, at_gate.approver)
    assert Clearing.objects.count() == 1


def test_nobody_clears_their_own_words(at_gate):
    for writer in (at_gate.duty, cast.member(at_gate.crisis, at_gate.author, Role.APPROVER)):
        with pytest.raises(NotNow, match="did not write on it"):
            clear(at_gate, writer)
    assert not Clearing.objects.exists()


def test_nor_does_who_counts_as_one_with_the_writer_nor_who_has_another_role(at_gate):
    invited, _link = invite_officer(actor=at_gate.duty, username="invited", name="Invited")
    with pytest.raises(NotNow, match="counts as one"):
        clear(at_gate, cast.member(at_gate.crisis, invited, Role.APPROVER))
    with pytest.raises(NotNow, match="none of your roles"):
        clear(at_gate, cast.member(at_gate.crisis, cast.officer("auditor"), Role.AUDITOR))
    close_crisis(at_gate.crisis, actor=at_gate.author, reason="over")
    with pytest.raises(NotNow, match="closed"):
        clear(at_gate, at_gate.approver)


def test_words_changed_since_they_were_read_are_not_cleared(at_gate):
    seen = in_hindi(at_gate).digest
    rewrite(at_gate, {"en": "Go to Pesochin by 18:00.", "hi": "19:00 तक पेसोचिन जाएँ।"})
    with pytest.raises(NotNow, match="changed since you read them"):
        clearing.clear(at_gate.fresh_draft(), "hi", seen, actor=at_gate.approver)
    clear(at_gate, at_gate.approver)
    rewrite(at_gate, {"en": "Go to Pesochin by 18:00.", "hi": HINDI})
    assert clearing.cleared(at_gate.fresh_draft()) == ()


def test_when_the_first_language_or_the_havens_change_the_second_is_to_be_read_again_D4(at_gate):
    clear(at_gate, at_gate.approver)
    assert clearing.cleared(at_gate.fresh_draft()) == ("hi",)
    rewrite(at_gate, {"en": "Go to Babai by 18:00.", "hi": HINDI})
    assert clearing.cleared(at_gate.fresh_draft()) == ()
    clear(at_gate, at_gate.approver)
    said = advisory_of(at_gate.fresh_draft())
    put_draft(at_gate.crisis, "second", said.model_copy(update={"havens": said.havens[:1]}), actor=at_gate.duty)
    assert clearing.cleared(at_gate.fresh_draft()) == ()


def test_the_first_language_is_read_at_the_gate_and_no_other_is_there_to_clear(at_gate):
    for language in ("en", "ar"):
        with pytest.raises(NotNow):
            clearing.clear(at_gate.draft, language, in_hindi(at_gate).digest, actor=at_gate.approver)


# --- What goes out ---------------------------------------------------------------------------------------------------


def test_a_language_that_nobody_cleared_is_never_sent(at_gate):
    request = at_gate.ask()
    assert [each["language"] for each in request.languages] == ["en"]
    clear(at_gate, at_gate.approver)  # after it was asked for: what was asked for goes out, no more
    issued = gate.approve(request, request.unserved, actor=at_gate.approver)
    assert [each.language for each in read(issued).infos] == ["en"]
    assert not issued.others
    assert all(is_gsm7(text) for _row, texts in texts_of(issued.alert) for text in texts.values())


def test_a_cleared_one_goes_to_who_reads_it_whole_and_everybody_else_gets_the_first(at_gate):
    clear(at_gate, at_gate.approver)
    request = at_gate.ask()
    issued = gate.approve(request, request.unserved, actor=at_gate.approver)
    found, hindi = texts_of(issued.alert), TONGUES["hi"]
    numbers = [each.pk for each in persons_of(at_gate.crisis).order_by("number")]
    for row, texts in found:
        reads_hindi = numbers.index(row.person_id) % 2
        assert is_gsm7(texts["first"]) == (not reads_hindi)
        assert is_gsm7(texts["stay"]) == (not reads_hindi)
        goes = row.leaves_by is not None
        if reads_hindi:
            assert texts["first"].startswith(hindi.exercise)
            assert (HINDI in texts["first"]) == goes
            assert hindi.answers in texts["stay"]
    by_language = {each["language"]: each for each in request.languages}
    for language, is_plain in (("en", True), ("hi", False)):
        those = [marked(at_gate.crisis, texts["first"]) for _row, texts in found if is_gsm7(texts["first"]) == is_plain]
        counts = [segments_of(each) for each in those]
        assert by_language[language] == {
            "language": language, "people": len(those), "segments": sum(counts), "longest": max(counts),
        }  # fmt: skip
    assert request.reach[0]["unicode"] == by_language["hi"]["people"] > 0


def test_the_signed_file_has_each_language_and_is_as_cap_has_to_be(at_gate):
    clear(at_gate, at_gate.approver)
    issued = let_out(at_gate)
    assert not list(faults_of(bytes(issued.original)))
    english, hindi = read(issued).infos
    assert (english.language, hindi.language) == ("en", "hi")
    assert HINDI in hindi.description
    assert hindi.headline == f"EXERCISE. {TONGUES['hi'].headline.format(crisis='Small crisis')}"
    assert issued.in_others[0]["direction"] == "ltr"
    assert (english.expires, english.areas) == (hindi.expires, hindi.areas)


def test_what_is_cleared_later_goes_out_with_an_update(at_gate):
    """D4."""
    old = let_out(at_gate)
    clear(at_gate, at_gate.approver)
    new = let_out(at_gate, replaces=old)
    assert (read(new).msg_type, [each.language for each in read(new).infos]) == ("Update", ["en", "hi"])
    assert Issued.objects.get(replaces=old) == new


def test_where_the_first_language_is_not_english_its_fixed_sentences_are_not_either(at_gate):
    rewrite(at_gate, {"uk": "Ідіть до Пісочина до 18:00."})
    there = checked(at_gate)
    issued = let_out(there)
    assert (issued.language, [each.language for each in read(issued).infos]) == ("uk", ["uk"])
    assert any(TONGUES["uk"].answers in texts["stay"] for _row, texts in texts_of(issued.alert))


# --- Whose language --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("languages", "told"),
    [(("hi",), "hi"), (("hi-IN",), "hi"), (("mr", "hi"), "hi"), (("en", "hi"), "en"), (("ar",), "en"), ((), "en")],
)
def test_somebody_is_told_in_the_first_of_their_languages_that_is_there(languages, told):
    assert clearing.spoken(languages, ("en", "hi"), "en") == told
