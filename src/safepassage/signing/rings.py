"""The Ed25519 keys that are trusted, each for its window, and which are revoked: how keys are changed without a gap."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from safepassage.errors import BadInput, Fault


@dataclass(frozen=True)
class PublicKey:
    """A key that may sign from `begins` until `ends`."""

    public: Ed25519PublicKey
    begins: datetime
    ends: datetime

    @property
    def id(self) -> str:
        return key_id(self.public)

    def holds(self, at: datetime) -> bool:
        return self.begins <= at <= self.ends


@dataclass(frozen=True)
class Ring:
    """Keys that are trusted. Several may hold at once: the next one is handed out before it signs."""

    keys: tuple[PublicKey, ...]

    def key(self, identity: str) -> PublicKey | None:
        return next((key for key in self.keys if key.id == identity), None)

    def without(self, revocations: "Revocations") -> "Ring":
        """The keys that are not revoked."""
        gone = {each.key for each in revocations.revoked}
        return replace(self, keys=tuple(key for key in self.keys if key.id not in gone))


def key_id(public: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the key's 32 bytes."""
    return sha256(public.public_bytes_raw()).hexdigest()[:16]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Revoked(_Row):
    """A key that signs nothing any more: an Ed25519 key's id, or a certificate's fingerprint."""

    key: Annotated[str, Field(pattern=r"^([0-9a-f]{16}|[0-9a-f]{64})$")]
    since: AwareDatetime
    reason: str


class Revocations(_Row):
    """The keys that are revoked, as of a moment. What such a key signed is refused whatever its date: a thief can
    write any date. Keys that are only replaced are not revoked: their window ends."""

    as_of: AwareDatetime
    revoked: tuple[Revoked, ...]


class _KeyRow(_Row):
    public: str
    begins: AwareDatetime
    ends: AwareDatetime


class _RingFile(_Row):
    keys: tuple[_KeyRow, ...]


def write_ring(ring: Ring) -> bytes:
    """The ring as a JSON file, to be handed out over a road that is trusted already."""
    rows = [
        {
            "public": b64encode(key.public.public_bytes_raw()).decode(),
            "begins": key.begins.isoformat(),
            "ends": key.ends.isoformat(),
        }
        for key in ring.keys
    ]
    return json.dumps({"keys": rows}, indent=2).encode() + b"\n"


def read_ring(data: bytes, file: str = "keys.json") -> Ring:
    """Read what `write_ring` wrote. Raises BadInput with every fault."""
    try:
        rows = _RingFile.model_validate_json(data).keys
        keys = [PublicKey(Ed25519PublicKey.from_public_bytes(b64decode(r.public)), r.begins, r.ends) for r in rows]
    except ValidationError as error:
        raise BadInput(list(faults_in(error, file))) from error
    except ValueError as error:
        raise BadInput([Fault(file, "keys", "a key is no Ed25519 key", "32 bytes in base 64")]) from error
    return Ring(tuple(keys))


def faults_in(error: ValidationError, file: str) -> Iterable[Fault]:
    """What is wrong in a JSON document, one fault a place."""
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        yield Fault(file, ".".join(map(str, each["loc"])), each["msg"], "what the reference on signing describes")
