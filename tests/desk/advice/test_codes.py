"""Check codes of alerts (rule D5): signed with each, at the end of each message, on a signed list of what became."""

import json

import pytest
from click.testing import CliRunner
from tests.desk import cast
from tests.desk.advice.gated import gated, give_phones
from tests.desk.advice.test_gate import texts_of

from safepassage.cli import main
from safepassage.desk.advice import codes, gate, orders, signing_keys
from safepassage.desk.advice.issuing import as_sent
from safepassage.desk.advice.models import Issued, TextKey
from safepassage.desk.advice.publishing import publish
from safepassage.desk.advice.wordings import NO_CODE_YET, with_code
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.ledger.actions import rotate_keys
from safepassage.desk.ledger.models import Act
from safepassage.desk.ledger.queries import content
from safepassage.desk.movement.queries import now_of
from safepassage.desk.movement.releasing import is_gsm7, segments_of
from safepassage.errors import BadSignature
from safepassage.signing import (
    Standing,
    check_code,
    open_codes,
    open_revocations,
    open_text,
    read_ring,
    show_code,
)


@pytest.fixture
def duty(crisis):
    return cast.member(crisis, cast.officer("duty"), Role.DUTY_OFFICER)


@pytest.fixture
def shelter(crisis, duty):
    return orders.order(crisis, "shelter", actor=duty)


def ring(crisis):
    return read_ring(codes.ring_file(crisis))


def listed(crisis):
    return {each.code: each for each in open_codes(codes.signed_codes(crisis), ring(crisis)).codes}


# --- Signed, and in each message -------------------------------------------------------------------------------------


def test_the_words_for_all_are_signed_and_the_code_is_that_of_the_line(crisis, shelter):
    opened = open_text(shelter.sealed_text, ring(crisis)).text
    assert (opened.identifier, opened.sent, opened.expires) == (
        shelter.identifier, shelter.sent_at, shelter.expires_at.replace(microsecond=opened.expires.microsecond)
    )  # fmt: skip
    assert opened.status == crisis.status
    assert opened.text.endswith(shelter.text)
    assert shelter.code == check_code(shelter.sealed_text)
    act = Act.objects.get(verb="advice.issue")
    assert content(act)["new"]["code"] == shelter.code


def test_each_message_ends_with_the_code_and_was_counted_with_it(db, tmp_path):
    at_gate = gated(tmp_path)
    request = at_gate.ask()
    issued = gate.approve(request, request.unserved, actor=at_gate.approver)
    told = [texts for _row, texts in texts_of(issued.alert)]
    assert told
    for texts in told:
        assert texts["first"].endswith(f" Code {show_code(issued.code)}")
        assert texts["stay"].endswith(f" Code {show_code(issued.code)}")
    sent = [f"EXERCISE. {texts['first']}" for texts in told]
    assert request.reach[0]["segments"] == sum(map(segments_of, sent))
    assert request.reach[0]["longest"] == max(map(segments_of, sent))


def test_a_code_makes_no_text_dearer_than_it_is_long(crisis):
    assert is_gsm7(with_code("Stay.", "7KQ4M2RX9T"))
    assert with_code("Stay.", "7KQ4M2RX9T") == "Stay. Code 7KQ4M-2RX9T"
    assert len(as_sent(crisis, "Stay.")) == len(as_sent(crisis, "")) + len("Stay.")
    assert len(NO_CODE_YET) == 10


# --- The list says what became of it ---------------------------------------------------------------------------------


def test_a_code_is_in_force_until_it_is_cancelled(crisis, duty, shelter):
    assert listed(crisis)[shelter.code].state == "in force"
    assert codes.found_by_code(shelter.code)[:3] == (Standing.IN_FORCE, crisis, shelter)
    cancel = orders.cancel(shelter, actor=duty, reason="quiet")
    entry = listed(crisis)[shelter.code]
    assert (entry.state, entry.replaced_by) == ("cancelled", cancel.code)
    found = codes.found_by_code(shelter.code)
    assert (found.standing, found.instead) == (Standing.CANCELLED, cancel)
    assert codes.found_by_code(cancel.code).standing == Standing.IN_FORCE


def test_a_code_of_what_was_updated_names_what_took_its_place(db, tmp_path):
    at_gate = gated(tmp_path)
    request = at_gate.ask()
    old = gate.approve(request, request.unserved, actor=at_gate.approver)
    again = at_gate.ask(replaces=old)
    new = gate.approve(again, again.unserved, actor=at_gate.approver)
    entry = listed(at_gate.crisis)[old.code]
    assert (entry.state, entry.replaced_by) == ("replaced", new.code)
    assert codes.found_by_code(old.code).instead == new


def test_a_code_whose_time_is_over_says_so(crisis, shelter):
    Issued.objects.filter(pk=shelter.pk).update(expires_at=clock.now())
    assert codes.found_by_code(shelter.code).standing == Standing.EXPIRED


def test_what_is_not_ours_is_not_known(crisis, shelter):
    assert codes.found_by_code("0" * 10) == codes.Found(Standing.UNKNOWN)
    line = shelter.sealed_text
    assert codes.found_by_text(line).issued == shelter
    for bad in (line[:-2] + ("AA" if line[-2:] != "AA" else "BB"), "SP1.text.x.y.z", "SP1", line[:-40]):
        with pytest.raises(BadSignature):
            codes.found_by_text(bad)


def test_a_list_is_as_of_when_it_is_asked_for(crisis, shelter, monkeypatch):
    first = open_codes(codes.signed_codes(crisis), ring(crisis))
    later = clock.now() + signing_keys.BEFORE
    monkeypatch.setattr(clock, "now", lambda: later)
    assert open_codes(codes.signed_codes(crisis), ring(crisis)).as_of - first.as_of >= signing_keys.BEFORE


# --- Keys ------------------------------------------------------------------------------------------------------------


def test_a_key_is_there_as_soon_as_the_alerts_are_for_anybody(crisis, duty):
    assert codes.signed_codes(crisis) is None
    publish(crisis, actor=duty, is_open=True)
    key = TextKey.objects.get()
    assert [each.id for each in ring(crisis).keys] == [key.identity]
    orders.order(crisis, "halt", actor=duty)
    assert TextKey.objects.count() == 1


def test_the_private_key_is_sealed_and_outlives_another_master_key(crisis, shelter):
    key = TextKey.objects.get()
    assert b"PRIVATE" not in bytes(key.sealed)
    rotate_keys(actor=cast.SETUP)
    assert listed(crisis)[shelter.code].identifier == shelter.identifier


def test_a_key_that_is_replaced_still_proves_what_it_signed(crisis, duty, shelter):
    new = signing_keys.replace_text_key(crisis, now_of(crisis), actor=duty)
    assert codes.signed_codes(crisis).split(".")[2] == new.identity != shelter.sealed_text.split(".")[2]
    assert open_text(shelter.sealed_text, ring(crisis))
    assert open_revocations(codes.signed_revocations(crisis), ring(crisis)).revoked == ()


def test_what_a_revoked_key_signed_counts_for_nothing_and_the_next_one_says_so(crisis, duty, shelter):
    old = TextKey.objects.get()
    signing_keys.replace_text_key(crisis, now_of(crisis), actor=duty, revoked_for="a copy was found")
    revoked = open_revocations(codes.signed_revocations(crisis), ring(crisis))
    assert [(each.key, each.reason) for each in revoked.revoked] == [(old.identity, "a copy was found")]
    with pytest.raises(BadSignature):
        codes.found_by_text(shelter.sealed_text)
    with pytest.raises(BadSignature):
        open_text(shelter.sealed_text, ring(crisis).without(revoked))
    assert listed(crisis)[shelter.code].state == "in force"  # the list is signed by the new one, and knows what we sent
    assert Act.objects.filter(verb="advice.make_text_key").count() == 2
    assert cast.last_act()[0].verb == "advice.revoke_text_keys"


# --- As a stranger would ---------------------------------------------------------------------------------------------


def test_the_command_takes_the_code_and_the_line_with_the_files_that_anybody_may_fetch(crisis, duty, shelter, tmp_path):
    def check(what):
        (tmp_path / "keys.json").write_bytes(codes.ring_file(crisis))
        (tmp_path / "codes.txt").write_text(codes.signed_codes(crisis))
        (tmp_path / "revoked.txt").write_text(codes.signed_revocations(crisis))
        named = ["--keys", "keys.json", "--codes", "codes.txt", "--revoked", "revoked.txt"]
        files = [str(tmp_path / each) if "." in each else each for each in named]
        return CliRunner().invoke(main, ["check", what, *files])

    give_phones(crisis)
    said = check(show_code(shelter.code).lower())
    assert (said.exit_code, said.output[:8]) == (0, "IN FORCE")
    assert shelter.text.split(". ")[1] in said.output
    assert check(shelter.sealed_text).exit_code == 0
    orders.cancel(shelter, actor=duty, reason="quiet")
    said = check(shelter.code)
    assert (said.exit_code, said.output[:9]) == (2, "CANCELLED")
    assert "CANCELLED" in check(shelter.sealed_text).output


def test_the_ring_is_a_file_as_the_reference_describes(crisis, shelter):
    row = json.loads(codes.ring_file(crisis))["keys"][0]
    assert set(row) == {"public", "begins", "ends"}
