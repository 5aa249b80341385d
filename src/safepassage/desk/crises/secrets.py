"""Secrets that are shown once and kept as a hash: of tokens and of enrolment links."""

import hmac
import secrets
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID


class Presented(NamedTuple):
    """What somebody shows: which row it is for, and its secret."""

    row_id: UUID
    secret: str


def new_secret() -> str:
    """43 characters, 256 random bits."""
    return secrets.token_urlsafe(32)


def new_slug() -> str:
    """12 characters that can be read out; an address to be spread, no secret."""
    return secrets.token_hex(6)


def hashed(secret: str) -> bytes:
    """SHA-256; no salt and no stretching are needed for 256 random bits."""
    return sha256(secret.encode()).digest()


def is_hash_of(kept: bytes | None, secret: str) -> bool:
    """Whether `kept` is the hash of `secret`, in the same time for every wrong one."""
    return kept is not None and hmac.compare_digest(bytes(kept), hashed(secret))


def shown(row_id: UUID, secret: str) -> str:
    """The one text that is given out."""
    return f"{row_id.hex}.{secret}"


def parse(text: str) -> Presented | None:
    """The inverse of `shown`; None for anything else."""
    row_id, dot, secret = text.partition(".")
    try:
        return Presented(UUID(hex=row_id), secret) if dot and secret else None
    except ValueError:
        return None
