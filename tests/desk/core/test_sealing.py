"""Encryption at rest: what is sealed opens only with its key, in its place, unaltered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.desk.core.sealing import Unreadable, blind_index, new_key, seal, unseal

KEY = new_key()


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_again(plain, context):
    assert unseal(KEY, seal(KEY, plain, context), context) == plain


def test_the_same_bytes_never_look_the_same():
    assert seal(KEY, b"same", "here") != seal(KEY, b"same", "here")


def test_another_key_does_not_open_it():
    with pytest.raises(Unreadable):
        unseal(new_key(), seal(KEY, b"name", "here"), "here")


def test_a_value_moved_to_another_row_does_not_open():
    with pytest.raises(Unreadable, match="there"):
        unseal(KEY, seal(KEY, b"name", "here"), "there")


@given(st.data())
def test_an_altered_or_cut_value_does_not_open(data):
    sealed = seal(KEY, b"name", "here")
    at = data.draw(st.integers(0, len(sealed) - 1))
    flipped = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    for altered in (flipped, sealed[:at]):
        with pytest.raises(Unreadable):
            unseal(KEY, altered, "here")


def test_a_blind_index_finds_equal_values_of_one_purpose_under_one_key():
    index = blind_index(KEY, "phone", "+380501234567")
    assert index == blind_index(KEY, "phone", "+380501234567")
    others = {
        blind_index(KEY, "phone", "+380501234568"),
        blind_index(KEY, "document", "+380501234567"),
        blind_index(new_key(), "phone", "+380501234567"),
    }
    assert index not in others
    assert len(index) == 16
