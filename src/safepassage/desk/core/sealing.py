"""Encryption at rest: sealing bytes under a key, bound to where they belong; blind indexes to search by.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A sealed value is one version byte, the nonce, the ciphertext
and its tag. `context` is authenticated and not stored: a value moved to another row or column no longer opens.
"""

import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safepassage.errors import SafePassageError

VERSION = b"\x01"
NONCE_BYTES = 12
BLIND_BYTES = 16


class Unreadable(SafePassageError):
    """A sealed value that does not open: wrong key, wrong context, or altered."""


def new_key() -> bytes:
    """32 random bytes."""
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, plain: bytes, context: str) -> bytes:
    """Encrypt `plain` under `key` (32 bytes); `context` names its place, such as "act 17"."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + _cipher(key).encrypt(nonce, plain, context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> bytes:
    """The inverse of `seal`. Raises Unreadable."""
    if sealed[:1] != VERSION:
        raise Unreadable(f"{context}: sealed in a way that is not known here")
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return _cipher(key).decrypt(nonce, ciphertext, context.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: too short to be a nonce
        raise Unreadable(f"{context}: wrong key, wrong place, or altered") from error


def blind_index(key: bytes, purpose: str, value: str) -> bytes:
    """16 bytes that are equal for equal values, and tell nothing without the key (HMAC-SHA-256).

    The caller brings `value` into its one form first, such as E.164. `purpose` ("phone", "document") keeps equal values
    of different columns apart.
    """
    return hmac.digest(key, f"{purpose}\0{value}".encode(), "sha256")[:BLIND_BYTES]


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    """Making one takes longer than using it. Between many data keys, the master key's stays."""
    return AESGCM(key)
