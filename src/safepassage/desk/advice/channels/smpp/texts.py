"""Texts as SMPP carries them: GSM-7 an octet a character, or UCS-2; cut into segments that phones join again."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from safepassage.planning.messages import GSM7_ALPHABET, GSM7_ESCAPE, GSM7_EXTENSION, is_gsm7

GSM7, UCS2 = 0, 8  # data_coding (SMPP 3.4, 5.2.19)
MOST_SEGMENTS = 255
ALONE = {GSM7: 160, UCS2: 140}  # octets of a text of one segment
JOINED = {GSM7: 153, UCS2: 134}  # of each of several, beside the header
CONCATENATED, CONCATENATED_LONG = 0x00, 0x08  # information elements (3GPP TS 23.040, 9.2.3.24.1 and .8)
READ_AS: Mapping[int, str] = {1: "ascii", 3: "latin-1", 6: "iso8859_5", 7: "iso8859_8", UCS2: "utf-16-be"}

_CODES = {char: bytes([code]) for code, char in enumerate(GSM7_ALPHABET) if code != GSM7_ESCAPE}
_CODES |= {char: bytes([GSM7_ESCAPE, code]) for char, code in GSM7_EXTENSION.items()}
_EXTENDED = {code: char for char, code in GSM7_EXTENSION.items()}


class Segment(NamedTuple):
    """What one message of the centre holds."""

    coding: int
    content: bytes  # with its header
    has_header: bool


class Piece(NamedTuple):
    """A text that came in, or one piece of it."""

    text: str
    number: int = 1
    of: int = 1


def segments(text: str, reference: int) -> list[Segment]:
    """The text in as few segments as it takes; `reference`, 0 to 255, tells a phone which belong together.

    As `planning.messages.sms_segments` counts them. Raises ValueError if they are more than 255.
    """
    coding = GSM7 if is_gsm7(text) else UCS2
    octets = [_CODES[char] if coding == GSM7 else char.encode("utf-16-be", "replace") for char in text]
    if sum(map(len, octets)) <= ALONE[coding]:
        return [Segment(coding, b"".join(octets), has_header=False)]
    cut = list(_cut(octets, JOINED[coding]))
    if len(cut) > MOST_SEGMENTS:
        raise ValueError(f"expected at most {MOST_SEGMENTS} segments")
    headers = (bytes([5, CONCATENATED, 3, reference, len(cut), number]) for number in range(1, len(cut) + 1))
    return [Segment(coding, header + each, has_header=True) for header, each in zip(headers, cut, strict=True)]


def read(coding: int, content: bytes, *, has_header: bool) -> Piece:
    """What came in. Octets that are no text of their coding become U+FFFD."""
    number = of = 1
    if has_header and content:
        header, content = content[1 : content[0] + 1], content[content[0] + 1 :]
        number, of = _place(header)
    if coding in READ_AS:
        return Piece(content.decode(READ_AS[coding], "replace"), number, of)
    return Piece(_read_gsm7(content), number, of)


def _cut(octets: list[bytes], most: int) -> Iterator[bytes]:
    """Never within a character."""
    piece = bytearray()
    for each in octets:
        if len(piece) + len(each) > most:
            yield bytes(piece)
            piece.clear()
        piece += each
    yield bytes(piece)


def _place(header: bytes) -> tuple[int, int]:
    """Which piece it is, of how many."""
    at = 0
    while at + 2 <= len(header):
        element, length = header[at], header[at + 1]
        said = header[at + 2 : at + 2 + length]
        if (element, len(said)) in ((CONCATENATED, 3), (CONCATENATED_LONG, 4)) and 1 <= said[-1] <= said[-2]:
            return said[-1], said[-2]
        at += 2 + length
    return 1, 1


def _read_gsm7(content: bytes) -> str:
    text, escaped = [], False
    for code in content:
        if code == GSM7_ESCAPE and not escaped:
            escaped = True
            continue
        if escaped and code in _EXTENDED:
            text.append(_EXTENDED[code])
        else:  # 3GPP TS 23.038, 6.2.1.1: of an unknown extension the character of the default alphabet is shown
            text.append(GSM7_ALPHABET[code] if code < len(GSM7_ALPHABET) and code != GSM7_ESCAPE else "\ufffd")
        escaped = False
    return "".join(text)
