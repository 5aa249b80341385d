"""Protocol data units of SMPP 3.4: those that a desk sends, and those that it reads (chapters 3 to 5)."""

import struct
from collections.abc import Mapping
from datetime import timedelta
from enum import IntEnum
from typing import NamedTuple

HEADER = struct.Struct(">IIII")  # command_length, command_id, command_status, sequence_number
LARGEST = 65_536  # octets; a deliver_sm has some hundred, with a long text in an optional parameter some thousand
ANSWER = 0x8000_0000
LAST_SEQUENCE = 0x7FFF_FFFF
LONGEST_VALIDITY = timedelta(days=30)  # what two digits of days hold in any reading


class Command(IntEnum):
    """Command ids (5.1.2.1); an answer's is that of what it answers, and ANSWER."""

    SUBMIT = 0x04
    DELIVER = 0x05
    UNBIND = 0x06
    BIND = 0x09  # as a transceiver
    ENQUIRE = 0x15
    NACK = 0x8000_0000


class Status(IntEnum):
    """Of command_status (5.1.3), those that are told apart here."""

    OK = 0x00
    INVALID_COMMAND = 0x03
    NOT_BOUND = 0x04
    SYSTEM_ERROR = 0x08
    QUEUE_FULL = 0x14
    THROTTLED = 0x58
    NOT_NOW = 0x64  # the receiver's error, and it will pass
    NEVER = 0x65  # the receiver's error, and it will not


class Tag(IntEnum):
    """Of optional parameters (5.3.2), those that are read."""

    RECEIPTED_MESSAGE_ID = 0x001E
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


class Pdu(NamedTuple):
    """One, as it stands on the wire."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def __bytes__(self) -> bytes:
        return HEADER.pack(HEADER.size + len(self.body), self.command, self.status, self.sequence) + self.body

    def answer(self, status: int = Status.OK, body: bytes = b"") -> "Pdu":
        """The answer to it."""
        return Pdu(self.command | ANSWER, status, self.sequence, body)


class Party(NamedTuple):
    """An address, with its type of number and its numbering plan (5.2.5, 5.2.6)."""

    number: str
    ton: int
    npi: int

    def __bytes__(self) -> bytes:
        return bytes([self.ton, self.npi]) + c_octets(self.number)


class Delivered(NamedTuple):
    """A deliver_sm: a receipt, or what somebody sent."""

    source: str
    esm_class: int
    coding: int
    content: bytes
    options: Mapping[int, bytes]


def c_octets(text: str) -> bytes:
    """A C-octet string. Raises ValueError for what is not ASCII, or has a NUL."""
    if "\0" in text:
        raise ValueError("expected no NUL")
    return text.encode("ascii") + b"\0"


def bind_body(user: str, password: str, system_type: str) -> bytes:
    """Of a bind_transceiver (4.1.5)."""
    return c_octets(user) + c_octets(password) + c_octets(system_type) + bytes([0x34, 0, 0]) + c_octets("")


def submit_body(
    source: Party, target: Party, coding: int, content: bytes, *, has_header: bool, validity: timedelta | None
) -> bytes:
    """Of a submit_sm (4.4.1) that asks for a receipt of what becomes of it in the end."""
    esm_class = 0x40 if has_header else 0
    return b"".join((
        c_octets(""), bytes(source), bytes(target), bytes([esm_class, 0, 0]),
        c_octets(""), c_octets(validity_period(validity) if validity is not None else ""),
        bytes([1, 0, coding, 0, len(content)]), content,
    ))  # fmt: skip


def validity_period(validity: timedelta) -> str:
    """From when the centre has it (7.1.1): such a time depends on nobody's clock or zone. Whole seconds, down."""
    seconds = int(min(max(validity, timedelta(seconds=1)), LONGEST_VALIDITY).total_seconds())
    days, seconds = divmod(seconds, 86_400)
    return f"0000{days:02}{seconds // 3600:02}{seconds // 60 % 60:02}{seconds % 60:02}000R"


def message_id(body: bytes) -> str:
    """Of a submit_sm_resp; "" if there is none that can be read."""
    name = body.partition(b"\0")[0].decode("latin-1")
    return name if name.isascii() and name.isprintable() else ""


def read_delivered(body: bytes) -> Delivered:
    """A deliver_sm's body (4.6.1). Raises ValueError for what is none."""
    fields = _Fields(body)
    fields.text()  # service_type
    fields.octets(2)
    source = fields.text()
    fields.octets(2)
    fields.text()  # to whom: to us
    esm_class = fields.octets(3)[0]
    fields.text()
    fields.text()
    coding = fields.octets(4)[2]
    content = fields.octets(fields.octets(1)[0])
    options = fields.options()
    return Delivered(source, esm_class, coding, options.get(Tag.MESSAGE_PAYLOAD) or content, options)


class _Fields:
    """What is left of a body."""

    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def octets(self, count: int) -> bytes:
        taken = self.body[self.at : self.at + count]
        if len(taken) < count:
            raise ValueError("expected more octets")
        self.at += count
        return taken

    def text(self) -> str:
        end = self.body.find(b"\0", self.at)
        if end < 0:
            raise ValueError("expected an end of a text")
        taken, self.at = self.body[self.at : end], end + 1
        return taken.decode("latin-1")

    def options(self) -> dict[int, bytes]:
        found = {}
        while self.at < len(self.body):
            tag, length = struct.unpack(">HH", self.octets(4))
            found[tag] = self.octets(length)
        return found
