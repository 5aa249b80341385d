"""An alert's text signed with Ed25519, short enough for a QR code (rule D5)."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safepassage.errors import BadInput, BadSignature, Fault
from safepassage.formats.cap import parse_instant
from safepassage.signing.rings import PublicKey, Ring
from safepassage.signing.sealing import open_sealed, seal

KIND = "text"
_FIELDS = ("identifier", "sender", "sent", "expires", "status", "msg_type", "language")  # a line each; then the text


@dataclass(frozen=True)
class AlertText:
    """What an alert says in one language, as people get it."""

    identifier: str
    sender: str
    sent: datetime
    expires: datetime
    status: str  # Actual, Exercise, Test …: shown with the text, so that no exercise is taken for an alert
    msg_type: str  # Alert, Update, Cancel
    language: str
    text: str


@dataclass(frozen=True)
class OpenedText:
    """A text that a trusted key signed."""

    text: AlertText
    key: PublicKey

    def holds(self, at: datetime) -> bool:
        """Whether it had not expired. That nothing replaced or cancelled it only a list of codes can tell."""
        return at < self.text.expires


def sign_text(text: AlertText, key: Ed25519PrivateKey) -> str:
    """The text with its signature, in one line. Raises BadInput where a field but the text has more than one line."""
    lines = [
        text.identifier,
        text.sender,
        text.sent.isoformat(),
        text.expires.isoformat(),
        text.status,
        text.msg_type,
        text.language,
    ]
    for name, line in zip(_FIELDS, lines, strict=True):
        if not line or "\n" in line:
            raise BadInput([Fault("text", name, f"{line!r:.60} is not one line", "one line")])
    return seal(KIND, "\n".join([*lines, text.text]).encode(), key)


def open_text(sealed: str, ring: Ring) -> OpenedText:
    """The text, if a key of the ring signed it within the key's window. Raises BadSignature."""
    opened = open_sealed(KIND, sealed, ring, "text")
    try:
        lines = opened.payload.decode().split("\n", len(_FIELDS))
        identifier, sender, sent, expires, status, msg_type, language, said = lines
        text = AlertText(
            identifier, sender, parse_instant(sent), parse_instant(expires), status, msg_type, language, said
        )
    except ValueError as error:
        raise BadSignature(
            [Fault("text", "", "what was signed is no alert's text", "seven lines and a text")]
        ) from error
    if not opened.key.holds(text.sent):
        raise BadSignature([Fault("text", "sent", "its key did not hold when it was sent", "a time in its window")])
    return OpenedText(text, opened.key)
