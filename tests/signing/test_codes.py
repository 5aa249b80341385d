"""Check codes: ten characters that people can type, looked up on signed lists that say as of when."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.signing.signers import SENT
from tests.signing.test_texts import KEY, NEXT, RING, TEXT

from safepassage.errors import BadSignature
from safepassage.signing import CodeEntry, CodeList, Standing, check_code, look_up, read_code, show_code, sign_text
from safepassage.signing.codes import ALPHABET, newest, open_codes, sign_codes
from safepassage.signing.sealing import seal

CODE = check_code(sign_text(TEXT, KEY))
ENTRY = CodeEntry(
    code=CODE, identifier="advice-7", sent=SENT, expires=TEXT.expires, status="Exercise", text=TEXT.text,
    state="in force",
)  # fmt: skip
CANCELLED = ENTRY.model_copy(update={"code": "0000000001", "state": "cancelled"})
REPLACED = ENTRY.model_copy(update={"code": "0000000002", "state": "replaced", "replaced_by": CODE})
LIST = CodeList(as_of=SENT + timedelta(hours=1), codes=(ENTRY, CANCELLED, REPLACED))


def test_a_code_has_ten_characters_without_look_alikes() -> None:
    assert len(CODE) == 10
    assert set(CODE) <= set(ALPHABET)
    assert len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ILOU")
    assert check_code(sign_text(TEXT, KEY) + "\n") == CODE
    assert check_code(sign_text(TEXT, NEXT)) != CODE


@pytest.mark.parametrize(
    "said",
    ["7KQ4M-2RX9T", "7kq4m2rx9t", " 7kq4m 2rx9t ", "7KQ4M\u20112RX9T", "7КQ4М-2RХ9Т", "٧KQ٤M-٢RX٩T", "७KQ४M२RX९T"],
)
def test_a_code_is_read_however_it_is_typed(said: str) -> None:
    assert read_code(said) == "7KQ4M2RX9T"


def test_look_alikes_are_read_as_what_they_look_like() -> None:
    assert read_code("IlOo1-0ABCD") == "1100" + "10ABCD"


@given(st.text(ALPHABET, min_size=10, max_size=10))
def test_a_code_shown_is_read_back(code: str) -> None:
    assert read_code(show_code(code)) == code


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_code_or_told(said: str) -> None:
    try:
        code = read_code(said)
    except ValueError as error:
        assert "; expected ten letters and digits" in str(error)  # noqa: PT017 (either way is right)
    else:
        assert len(code) == 10


@pytest.mark.parametrize(
    ("code", "hours", "standing"),
    [
        (CODE, 1, Standing.IN_FORCE),
        (CODE, 9, Standing.EXPIRED),
        ("0000000001", 1, Standing.CANCELLED),
        ("0000000001", 99, Standing.CANCELLED),
        ("0000000002", 1, Standing.REPLACED),
        ("ZZZZZZZZZZ", 1, Standing.UNKNOWN),
    ],
)
def test_a_look_up_says_what_became_of_the_alert_and_as_of_when(code: str, hours: int, standing: Standing) -> None:
    found = look_up(code, LIST, SENT + timedelta(hours=hours))
    assert (found.standing, found.as_of) == (standing, LIST.as_of)
    assert (found.entry is None) == (standing is Standing.UNKNOWN)


def test_a_list_is_believed_only_as_it_was_signed() -> None:
    line = sign_codes(LIST, KEY)
    assert open_codes(line, RING) == LIST
    with pytest.raises(BadSignature):
        open_codes(line[:60] + ("A" if line[60] != "A" else "B") + line[61:], RING)
    with pytest.raises(BadSignature, match="its key did not hold then"):
        open_codes(sign_codes(LIST, NEXT), RING)
    with pytest.raises(BadSignature, match="as_of"):
        open_codes(seal("codes", b"{}", KEY), RING)


def test_a_code_stands_for_one_alert() -> None:
    with pytest.raises(ValidationError, match="a code stands twice"):
        CodeList(as_of=SENT, codes=(ENTRY, ENTRY.model_copy(update={"state": "cancelled"})))


def test_an_older_list_does_not_bring_a_cancelled_alert_back() -> None:
    later = CodeList(as_of=LIST.as_of + timedelta(minutes=1), codes=(ENTRY.model_copy(update={"state": "cancelled"}),))
    assert look_up(CODE, newest([later, LIST]), SENT).standing is Standing.CANCELLED
