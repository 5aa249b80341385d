"""What has to be known of an SMS centre."""

from uuid import UUID

from pydantic import Field, field_validator

from safepassage.desk.advice.channel import Settings
from safepassage.desk.advice.channels.smpp.pdus import Party

INTERNATIONAL, ALPHANUMERIC, SHORT = (1, 1), (5, 0), (3, 0)  # type of number, numbering plan (SMPP 3.4, 5.2.5, 5.2.6)
LONGEST_SHORT = 7  # digits


class SmppSettings(Settings):
    """Where it is, in whose name it is asked, and how much at once."""

    host: str
    port: int = Field(2775, ge=1, le=65_535)
    user: str = Field(max_length=64)  # system_id
    password: str = Field("", max_length=64, repr=False)
    system_type: str = Field("", max_length=12)
    sender: str = Field(min_length=1, max_length=20)
    binds: int = Field(1, ge=1, le=16)
    window: int = Field(10, ge=1, le=100)  # submits without an answer yet, of each bind
    is_tls: bool = True
    line: UUID | None = None  # whose receipts these are; filled in by the desk
    segments_per_s: float = Field(1e6, gt=0)  # the line's; filled in by the desk

    @field_validator("user", "password", "system_type", "sender")
    @classmethod
    def _is_ascii(cls, text: str) -> str:
        if not text.isascii() or not (text.isprintable() or not text):
            raise ValueError("expected ASCII")
        return text

    @property
    def source(self) -> Party:
        """The sender, with its type."""
        digits = self.sender.removeprefix("+")
        if not digits.isdigit():
            return Party(self.sender, *ALPHANUMERIC)
        return Party(digits, *(SHORT if len(digits) <= LONGEST_SHORT else INTERNATIONAL))


def target(address: str) -> Party:
    """To whom, from E.164."""
    return Party(address.removeprefix("+"), *INTERNATIONAL)
