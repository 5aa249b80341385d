"""Texts as an SMS centre gets them: any script arrives whole, cut no worse than a slow, readable twin cuts it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safepassage.desk.advice.channels.smpp.pdus import Delivered, read_delivered, validity_period
from safepassage.desk.advice.channels.smpp.reports import understood
from safepassage.desk.advice.channels.smpp.texts import GSM7, UCS2, read, segments
from safepassage.desk.core import clock
from safepassage.planning.messages import sms_segments

# 3GPP TS 23.038, 6.2.1, once more, by rows of the table: what the code has is another writing of it.
ROWS = [
    "@£$¥èéùìòÇ\nØø\rÅå", "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ", " !\"#¤%&'()*+,-./", "0123456789:;<=>?", "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§", "¿abcdefghijklmno", "pqrstuvwxyzäöñüà",
]  # fmt: skip
EXTENDED = {0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|",
            0x65: "€"}  # fmt: skip
GSM7_CHARS = "".join(ROWS).replace("\x1b", "") + "".join(EXTENDED.values())
ANY = st.characters(exclude_categories=("Cs",))
TEXTS = st.one_of(
    st.text(st.sampled_from(GSM7_CHARS), max_size=700),
    st.text(st.sampled_from("€[~]aß\n"), min_size=150, max_size=320),
    st.text(ANY, max_size=300),
    st.text(st.sampled_from("Пісочинपिसोचिन🚌بيسوتشين"), min_size=60, max_size=300),
)


def as_a_phone_shows(pieces):
    """The slow twin: octet by octet, by the tables above."""
    shown = []
    for piece in pieces:
        octets = list(piece.content)
        if piece.has_header:
            octets = octets[octets[0] + 1 :]
        if piece.coding == UCS2:
            shown.append(bytes(octets))
            continue
        text = ""
        while octets:
            code = octets.pop(0)
            text += EXTENDED[octets.pop(0)] if code == 0x1B else ROWS[code // 16][code % 16]
        shown.append(text)
    return b"".join(shown).decode("utf-16-be") if pieces[0].coding == UCS2 else "".join(shown)


@given(TEXTS, st.integers(0, 255))
@example("", 0)
@example("a" * 160, 1)
@example("a" * 161, 1)
@example("a" * 152 + "€" * 80, 255)
@example("я" * 66 + "🚌" * 10, 7)
@settings(deadline=None)
def test_a_text_of_any_script_arrives_whole_in_as_many_segments_as_were_counted(text, reference):
    pieces = segments(text, reference)
    assert as_a_phone_shows(pieces) == text
    assert len(pieces) == sms_segments(text)
    assert {piece.coding for piece in pieces} == {GSM7 if set(text) <= set(GSM7_CHARS) else UCS2}
    for number, piece in enumerate(pieces, 1):
        octets = len(piece.content) - 6 * piece.has_header
        assert (
            octets <= {(GSM7, 0): 160, (GSM7, 1): 153, (UCS2, 0): 140, (UCS2, 1): 134}[piece.coding, piece.has_header]
        )
        if len(pieces) > 1:
            assert piece.content[:6] == bytes([5, 0, 3, reference, len(pieces), number])
            if piece.coding == UCS2:
                piece.content[6:].decode("utf-16-be")  # no character is cut in two
            else:
                assert piece.content[-1] != 0x1B


@given(TEXTS)
@settings(deadline=None)
def test_what_is_cut_here_is_read_here(text):
    read_again = [read(each.coding, each.content, has_header=each.has_header) for each in segments(text, 9)]
    assert "".join(piece.text for piece in read_again) == text
    assert [(piece.number, piece.of) for piece in read_again] == [
        (number, len(read_again)) for number in range(1, len(read_again) + 1)
    ]


def test_a_text_without_end_is_refused():
    segments("a" * 153 * 255, 1)
    with pytest.raises(ValueError, match="255"):
        segments("a" * (153 * 255 + 1), 1)


@given(st.binary(max_size=300), st.integers(0, 255), st.booleans())
def test_octets_of_no_sense_are_read_all_the_same(content, coding, has_header):
    assert read(coding, content, has_header=has_header).number >= 1


@given(st.binary(max_size=200), st.integers(0, 255), st.binary(max_size=40))
def test_a_delivery_of_no_sense_is_understood_or_refused_and_no_more(body, esm_class, content):
    options = {0x1E: content} if len(content) % 2 else {}
    with suppress(ValueError):
        understood(Delivered("380501234567", esm_class, esm_class % 16, content, options), clock.now())
    with suppress(ValueError):
        understood(read_delivered(body), clock.now())


@pytest.mark.parametrize(
    ("validity", "written"),
    [
        (timedelta(seconds=90.9), "000000000130000R"),
        (timedelta(hours=25), "000001010000000R"),
        (timedelta(days=400), "000030000000000R"),
        (timedelta(seconds=-5), "000000000001000R"),
    ],
)
def test_how_long_a_text_holds_is_said_from_when_the_centre_has_it(validity, written):
    assert validity_period(validity) == written
