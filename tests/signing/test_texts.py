"""Texts for QR codes: signed in one line, opened only as they were, by a key that held."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.signing.signers import BEGINS, ENDS, SENT

from safepassage.errors import BadInput, BadSignature
from safepassage.signing import (
    AlertText,
    PublicKey,
    Revocations,
    Revoked,
    Ring,
    check_code,
    open_text,
    read_ring,
    show_code,
    sign_text,
    write_ring,
)
from safepassage.signing.codes import open_revocations, sign_revocations
from safepassage.signing.sealing import seal

KEY, NEXT = Ed25519PrivateKey.from_private_bytes(bytes(32)), Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x01")
FIRST = PublicKey(KEY.public_key(), BEGINS, ENDS)
SECOND = PublicKey(NEXT.public_key(), SENT + timedelta(days=30), ENDS + timedelta(days=300))
RING = Ring((FIRST, SECOND))
TEXT = AlertText(
    identifier="advice-7",
    sender="embassy@example.org",
    sent=SENT,
    expires=SENT + timedelta(hours=9),
    status="Exercise",
    msg_type="Alert",
    language="en",
    text="From Kharkiv to Pisochyn by 18:00.\nNot on the road by 14:55? Do not start.",
)


def refusal(sealed: str, ring: Ring = RING) -> str:
    with pytest.raises(BadSignature) as refused:
        open_text(sealed, ring)
    return str(refused.value)


def test_a_signed_text_is_one_line_and_opens_as_it_was() -> None:
    line = sign_text(TEXT, KEY)
    assert line.startswith(f"SP1.text.{FIRST.id}.")
    assert len(line.split()) == 1
    opened = open_text(line + "\n", RING)
    assert (opened.text, opened.key) == (TEXT, FIRST)
    assert opened.holds(SENT)
    assert not opened.holds(TEXT.expires)


def test_what_is_signed_is_what_the_reference_says() -> None:
    """A reader in another language signs and checks these bytes; the key is 32 times zero."""
    _, _, key, payload, signature = sign_text(TEXT, KEY).split(".")
    lines = ["advice-7", "embassy@example.org", "2022-03-02T07:00:00+00:00", "2022-03-02T16:00:00+00:00", "Exercise"]
    signed = f"SP1.text.{key}." + "\n".join([*lines, "Alert", "en", TEXT.text])
    assert seal("text", signed.partition(f"{key}.")[2].encode(), KEY).split(".")[3:] == [payload, signature]
    assert key == "139e3940e64b5491"


def test_the_example_of_the_reference_is_current() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "signing.md").read_text(encoding="utf-8")
    line = sign_text(TEXT, KEY)
    assert f"\n{line}\n" in page
    assert f"`{show_code(check_code(line))}`" in page


@settings(max_examples=60)
@given(st.builds(replace, st.just(TEXT), text=st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_opens_as_it_was(text: AlertText) -> None:
    assert open_text(sign_text(text, KEY), RING).text == text


@pytest.mark.parametrize("field", ["identifier", "status", "language"])
def test_a_field_has_one_line(field: str) -> None:
    for value in ("", "a\nb"):
        with pytest.raises(BadInput, match="is not one line"):
            sign_text(replace(TEXT, **{field: value}), KEY)


@settings(max_examples=200)
@given(st.integers(0, 10_000), st.sampled_from("ABCxyz019-_. "))
def test_no_character_can_be_changed_unseen(at: int, by: str) -> None:
    line = sign_text(TEXT, KEY)
    at %= len(line)
    if line[at] != by and (changed := line[:at] + by + line[at + 1 :]).strip() != line:
        assert refusal(changed)


def test_a_strangers_key_is_refused() -> None:
    assert "is not known, or is revoked" in refusal(sign_text(TEXT, Ed25519PrivateKey.generate()))


def test_what_was_signed_as_something_else_is_no_text() -> None:
    assert "it is no signed text" in refusal(seal("codes", b"{}", KEY))
    forged = seal("codes", b"{}", KEY).replace(".codes.", ".text.")
    assert "it was changed, or not signed by this key" in refusal(forged)
    assert "no alert's text" in refusal(seal("text", b"two\nlines", KEY))


@pytest.mark.parametrize("what", ["", "SP1.text", "SP2.text.a.b.c", "x" * 5_000_000, "SP1.text.é.é.é"])
def test_what_is_no_signed_text_is_refused(what: str) -> None:
    assert "it is no signed text" in refusal(what)


def test_keys_hold_in_their_windows_and_change_without_a_gap() -> None:
    assert "did not hold" in refusal(sign_text(TEXT, NEXT))
    later = replace(TEXT, sent=SENT + timedelta(days=40))
    assert open_text(sign_text(later, NEXT), RING).key == SECOND
    assert open_text(sign_text(later, KEY), RING).key == FIRST
    assert "did not hold" in refusal(sign_text(replace(TEXT, sent=ENDS + timedelta(days=1)), KEY))


def test_a_revoked_key_signs_nothing_whatever_the_date() -> None:
    gone = Revocations(as_of=SENT + timedelta(days=50), revoked=(Revoked(key=FIRST.id, since=SENT, reason="stolen"),))
    read = open_revocations(sign_revocations(gone, NEXT), RING)
    assert read == gone
    assert "is not known, or is revoked" in refusal(sign_text(TEXT, KEY), RING.without(read))


def test_a_thief_cannot_revoke_with_the_key_that_was_stolen() -> None:
    own = Revocations(as_of=SENT, revoked=(Revoked(key=FIRST.id, since=SENT, reason="stolen"),))
    with pytest.raises(BadSignature, match="revokes the key that signed it"):
        open_revocations(sign_revocations(own, KEY), RING)


def test_a_ring_is_written_and_read() -> None:
    assert [key.id for key in read_ring(write_ring(RING)).keys] == [FIRST.id, SECOND.id]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Invalid JSON"),
        (b'{"keys": [{"public": "AA=="}]}', "keys.0.begins"),
        (write_ring(RING).replace(b'"public": "', b'"public": "AAAA'), "a key is no Ed25519 key"),
    ],
)
def test_a_bad_ring_is_told(data: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_ring(data)
