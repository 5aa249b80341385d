"""Characters that show nothing: out of what comes in, but for joiners that names need; written out in what is there."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.desk.core.hidden import JOINERS, all_visible, made_visible, may_hide, without_hidden

KEPT = set("\t\n\r" + JOINERS)
SEEN = {0x6DD, 0x70F, 0x8E2, 0x110BD, 0x110CD, *range(0x600, 0x606), 0x890, 0x891, *range(0x13430, 0x13440)}
HIDING = st.sampled_from("a\u0915\u094d\u06cc\u200b\u200c\u200d\u202e\u3164\0")
texts = st.text(st.one_of(st.characters(codec="utf-8"), HIDING))


def test_all_controls_and_formats_that_are_not_seen_are_taken_out():
    """The twin asks Unicode's own table."""
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") and letter not in KEPT and code not in SEEN:
            assert not without_hidden(f"a{letter}b").replace("a b", "ab").replace("ab", ""), hex(code)
            assert made_visible(f"a{letter}b") == f"a[U+{code:04X}]b"


@pytest.mark.parametrize(
    "name",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, a joiner within the word
        "\u0915\u094d\u200d\u0937",  # Devanagari: virama, joiner, letter
        "\u0d05\u0d28\u0d4d\u200d",  # Malayalam: a chillu as it was written before Unicode 5.1 ends the word
        "Zoë O\u2019Neil-Ñandú",
        "Олена Вигадана",
    ],
)
def test_a_name_that_needs_its_signs_keeps_them(name):
    assert without_hidden(name) == made_visible(name) == name


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("\u200b", ""),
        ("Asha\u202e detnevnI", "Asha detnevnI"),
        ("As\u200dha", "Asha"),
        ("\u200dAsha\u200c", "Asha"),
        ("Asha\u2028Invented", "Asha Invented"),
        ("\ufeffAsha\0", "Asha"),
        ("\u3164\u115f", ""),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
    ],
)
def test_what_hides_is_taken_out(text, stays):
    assert without_hidden(text) == stays


@given(texts)
def test_what_was_taken_in_hides_nothing(text):
    taken = without_hidden(text)
    assert made_visible(taken) == taken
    assert without_hidden(taken) == taken


@given(texts)
def test_a_document_that_hides_something_is_looked_at(text):
    for ascii_only in (True, False):
        written = json.dumps({"name": text}, ensure_ascii=ascii_only).encode()
        assert may_hide(written) or all_visible({"name": text}) == {"name": text}
