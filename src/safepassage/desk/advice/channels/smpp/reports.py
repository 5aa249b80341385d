"""What a deliver_sm says: a receipt for a message, or what somebody sent."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from safepassage.desk.advice.channels.smpp import texts
from safepassage.desk.advice.channels.smpp.pdus import Delivered, Tag
from safepassage.desk.advice.receipts import Said
from safepassage.desk.advice.replies import Reply
from safepassage.desk.advice.states import State

LONGEST_NAME = 80
SHORTEST_NUMBER = 8  # digits, with the country's
KIND, RECEIPT, INTERMEDIATE, HEADER = 0x3C, 0x04, 0x20, 0x40  # of esm_class (5.2.12)
AGAIN_S = 600  # the same from the same phone within it is one text that the centre gave twice
_STAT = re.compile(rb"\bstat:\s*([a-z]+)", re.IGNORECASE)
_ID = re.compile(rb"\bid:\s*([!-~]+)", re.IGNORECASE)

# Accepted is "read by customer service on behalf of the subscriber", and no proof that the phone has it.
BY_NUMBER: Mapping[int, State] = {  # message_state (5.2.28)
    1: State.SENT, 2: State.DELIVERED, 3: State.EXPIRED, 4: State.FAILED, 5: State.FAILED, 6: State.SENT,
    8: State.FAILED,
}  # fmt: skip
BY_WORD: Mapping[bytes, State] = {  # Appendix B
    b"ENROUTE": State.SENT, b"DELIVRD": State.DELIVERED, b"EXPIRED": State.EXPIRED, b"DELETED": State.FAILED,
    b"UNDELIV": State.FAILED, b"ACCEPTD": State.SENT, b"REJECTD": State.FAILED,
}  # fmt: skip


def understood(given: Delivered, came_at: datetime) -> Said | Reply | None:
    """What it says; None if that is nothing. Raises ValueError for what cannot be read.

    Receipts bear times of no zone, so they count from when they came.
    """
    if given.esm_class & KIND in (RECEIPT, INTERMEDIATE):
        return _receipt(given, came_at)
    if given.esm_class & KIND:
        return None  # acknowledged by a phone's program, or of a dialogue: nobody asked for it
    return _reply(given, came_at)


def _receipt(given: Delivered, came_at: datetime) -> Said | None:
    named, state = given.options.get(Tag.RECEIPTED_MESSAGE_ID), given.options.get(Tag.MESSAGE_STATE)
    if named is None and (found := _ID.search(given.content)):
        named = found[1]
    name = (named or b"").partition(b"\0")[0].decode("latin-1")
    if not 0 < len(name) <= LONGEST_NAME or not name.isascii() or not name.isprintable():
        raise ValueError("expected the id of a message")
    if state:
        says = BY_NUMBER.get(state[0])
    else:
        word = _STAT.search(given.content)
        says = BY_WORD.get(word[1].upper()) if word else None
    return Said(name, says, came_at) if says else None


def _reply(given: Delivered, came_at: datetime) -> Reply:
    """Of a long text each piece by itself: none waits for another. Only the first may begin with a digit."""
    piece = texts.read(given.coding, given.content, has_header=bool(given.esm_class & HEADER))
    text = piece.text if piece.number == 1 else f"({piece.number}/{piece.of}) {piece.text}"
    # A text that came in has no name in SMPP; the centre gives it again only soon, until it is acknowledged.
    said = b"\0".join((given.source.encode(), bytes([given.coding]), given.content))
    name = sha256(said + str(int(came_at.timestamp()) // AGAIN_S).encode()).hexdigest()[:40]
    return Reply(name, _e164(given.source), text.replace("\0", ""), came_at)


def _e164(source: str) -> str:
    """Networks leave the plus away; a short number or a name stays as it is."""
    digits = source.strip().removeprefix("+").removeprefix("00")
    return f"+{digits}" if digits.isascii() and digits.isdigit() and len(digits) >= SHORTEST_NUMBER else source[:64]
