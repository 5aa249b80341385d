"""Check codes of ten characters for SMS, and the signed lists that say what a code stands for (rule D5).

No signature fits an SMS, so a code proves nothing by itself: it is looked up on a list that is signed, and what the
list says is then compared with the SMS. A code is 50 bits of the hash of the alert's signed text: nobody without the
key can know it beforehand. With n codes on a list, a guess hits one of them with n / 2^50: of 1,000, one in 10^12.
"""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Literal, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from safepassage.errors import BadSignature, Fault
from safepassage.signing.rings import Revocations, Ring, faults_in
from safepassage.signing.sealing import Opened, open_sealed, seal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 10
_CODES, _REVOKED = "codes", "revoked"
_TAKEN_FOR = str.maketrans("ILOАВЕЗІКМНОРСТУХ", "110ABE31KMH0PCTYX")  # Latin, then Cyrillic look-alikes


def check_code(sealed: str) -> str:
    """The code of a signed text, ten characters."""
    bits = int.from_bytes(sha256(sealed.strip().encode()).digest()[:7]) >> 6
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(45, -1, -5))


def show_code(code: str) -> str:
    """The code as people read it, in two halves."""
    return f"{code[:5]}-{code[5:]}"


def read_code(said: str) -> str:
    """The code that somebody typed: in any case, with spaces or dashes, with look-alikes or other scripts' digits.

    Raises ValueError, "what is wrong; expected what would be right".
    """
    letters = (char for char in unicodedata.normalize("NFKC", said) if char.isalnum())
    digits = (str(unicodedata.digit(char)) if char.isdigit() else char for char in letters)
    code = "".join(digits).upper().translate(_TAKEN_FOR)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise ValueError(f"{said!r:.40} is no check code; expected ten letters and digits, such as 7KQ4M-2RX9T")
    return code


class CodeEntry(BaseModel):
    """What a code stands for, and what became of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=f"^[{ALPHABET}]{{{LENGTH}}}$")]
    identifier: str
    sent: AwareDatetime
    expires: AwareDatetime
    status: str  # as in CAP: an exercise's code says so
    text: str  # to be compared with the SMS: a real code under another text is a forgery
    state: Literal["in force", "cancelled", "replaced"]
    replaced_by: str = ""  # the code of what replaced it


class CodeList(BaseModel):
    """All codes of alerts that may still be about, as of a moment. A new one is made whenever one of them changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: AwareDatetime
    codes: tuple[CodeEntry, ...]

    @field_validator("codes")
    @classmethod
    def _check_unique(cls, codes: tuple[CodeEntry, ...]) -> tuple[CodeEntry, ...]:
        """A code that stood for two alerts would stand for neither."""
        if len({entry.code for entry in codes}) < len(codes):
            raise ValueError("a code stands twice")
        return codes


class Standing(StrEnum):
    """What a look-up says. Only IN_FORCE means: this text stood, as of the list."""

    IN_FORCE = "in force"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    UNKNOWN = "unknown"  # forged, mistyped, or newer than the list


@dataclass(frozen=True)
class LookedUp:
    """What a list says of a code, and as of when."""

    standing: Standing
    entry: CodeEntry | None
    as_of: datetime


def look_up(code: str, codes: CodeList, now: datetime) -> LookedUp:
    """What a list says of a code (as `read_code` gives it)."""
    entry = next((each for each in codes.codes if each.code == code), None)
    if entry is None:
        standing = Standing.UNKNOWN
    elif entry.state != "in force":
        standing = Standing(entry.state)
    else:
        standing = Standing.EXPIRED if now >= entry.expires else Standing.IN_FORCE
    return LookedUp(standing, entry, codes.as_of)


def sign_codes(codes: CodeList, key: Ed25519PrivateKey) -> str:
    """The list with its signature, in one line."""
    return seal(_CODES, _payload(codes), key)


def open_codes(sealed: str, ring: Ring) -> CodeList:
    """The list, if a key of the ring signed it within the key's window. Raises BadSignature."""
    opened = open_sealed(_CODES, sealed, ring, "list of codes")
    codes = _read(CodeList, opened, "list of codes")
    _check_window(opened, codes.as_of, "list of codes")
    return codes


def sign_revocations(revocations: Revocations, key: Ed25519PrivateKey) -> str:
    """The list of revoked keys with its signature, in one line; signed by a key that is not on it."""
    return seal(_REVOKED, _payload(revocations), key)


def open_revocations(sealed: str, ring: Ring) -> Revocations:
    """The list, if a key of the ring signed it that is not on it: a thief must not be the one who revokes.

    Raises BadSignature.
    """
    opened = open_sealed(_REVOKED, sealed, ring, "revocation list")
    revocations = _read(Revocations, opened, "revocation list")
    _check_window(opened, revocations.as_of, "revocation list")
    if opened.key.id in {each.key for each in revocations.revoked}:
        raise BadSignature([Fault("revocation list", "", "it revokes the key that signed it", "another key")])
    return revocations


def newest(lists: Iterable[CodeList]) -> CodeList:
    """The newest of lists: an older one that is offered again must not bring a cancelled alert back."""
    return max(lists, key=lambda each: each.as_of)


def _payload(document: BaseModel) -> bytes:
    return json.dumps(document.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")).encode()


_Document = TypeVar("_Document", bound=BaseModel)


def _read(kind: type[_Document], opened: Opened, name: str) -> _Document:
    try:
        return kind.model_validate_json(opened.payload)
    except ValidationError as error:
        raise BadSignature(list(faults_in(error, name))) from error


def _check_window(opened: Opened, at: datetime, name: str) -> None:
    if not opened.key.holds(at):
        raise BadSignature([Fault(name, "as_of", "its key did not hold then", "a time in the key's window")])
