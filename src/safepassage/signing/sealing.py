"""Bytes signed with Ed25519 and carried with their signature in one line of letters, digits, `.`, `-` and `_`.

    SP1.<kind>.<key id>.<payload>.<signature>

Payload and signature are base64url without padding. What is signed is, byte for byte: `SP1.<kind>.<key id>.`, then the
payload itself. Nothing is made canonical, as the payload comes along just as it was signed.
"""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safepassage.errors import BadSignature, Fault
from safepassage.signing.rings import PublicKey, Ring, key_id

LONGEST = 4_000_000  # characters
_SEALED = re.compile(r"SP1\.([a-z]+)\.([0-9a-f]{16})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})")


@dataclass(frozen=True)
class Opened:
    """A payload, and the key that signed it."""

    payload: bytes
    key: PublicKey


def seal(kind: str, payload: bytes, key: Ed25519PrivateKey) -> str:
    """The payload, signed. kind: what it is, so that one thing is never taken for another."""
    head = f"SP1.{kind}.{key_id(key.public_key())}."
    return f"{head}{_letters(payload)}.{_letters(key.sign(head.encode() + payload))}"


def open_sealed(kind: str, sealed: str, ring: Ring, name: str) -> Opened:
    """The payload, if a key of the ring signed it as this kind. name: what faults call it.

    Raises BadSignature. The key's window is for the caller to check, who knows when the payload says it was signed.
    """
    match = _SEALED.fullmatch(sealed.strip()) if len(sealed) <= LONGEST else None
    if match is None or match[1] != kind:
        raise BadSignature([Fault(name, "", f"it is no signed {kind}", f"a line that begins with SP1.{kind}.")])
    key = ring.key(match[2])
    if key is None:
        raise BadSignature([Fault(name, "", f"key {match[2]} is not known, or is revoked", "a key of the ring")])
    try:
        payload, signature = _bytes(match[3]), _bytes(match[4])
        key.public.verify(signature, f"SP1.{kind}.{match[2]}.".encode() + payload)
    except (InvalidSignature, binascii.Error) as error:
        raise BadSignature([Fault(name, "", "it was changed, or not signed by this key", "it as it was")]) from error
    return Opened(payload, key)


def _letters(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(letters: str) -> bytes:
    """Exactly one way to write bytes is taken, so that no two lines carry the same signature."""
    data = urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    if _letters(data) != letters:
        raise binascii.Error("not the one way to write these bytes")
    return data
