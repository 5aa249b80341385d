"""The file of keys that stands outside the database: master keys that wrap data keys, and the key of blind indexes.

JSON: `current` (id of the master key that wraps new keys), `masters` (id → base64), `index` (base64). Mode 0600. It is
written beside itself and renamed, so that a crash leaves the old one or the new one.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from safepassage.desk.core.sealing import Unreadable, new_key, seal, unseal
from safepassage.errors import BadInput, Fault


@dataclass(frozen=True)
class Keyring:
    """The keys of one installation. Whoever holds it and the database reads everything."""

    current: str
    masters: Mapping[str, bytes]
    index: bytes

    def __repr__(self) -> str:
        return f"Keyring({self.current}, {len(self.masters)} master keys)"  # never the keys

    def wrap(self, key: bytes, context: str) -> tuple[str, bytes]:
        """The id of the current master key, and `key` sealed under it."""
        return self.current, seal(self.masters[self.current], key, context)

    def unwrap(self, master: str, wrapped: bytes, context: str) -> bytes:
        """The key that `wrap` sealed. Raises Unreadable."""
        if master not in self.masters:
            raise Unreadable(f"{context}: wrapped under the master key {master}, which is not in the key file")
        return unseal(self.masters[master], wrapped, context)


def keyring() -> Keyring:
    """The installation's keys; read anew when the file has changed, so that a rotation is seen by all processes."""
    state = os.stat(settings.KEYRING)  # noqa: PTH116  # of a hundred thousand calls in an import, Path takes most time
    return _read(settings.KEYRING, (state.st_mtime_ns, state.st_ino))


def make_keyring(path: Path) -> None:
    """Make a key file with one master key. Raises FileExistsError rather than overwrite keys."""
    master = _new_master_id()
    written_privately(path, _encoded(Keyring(master, {master: new_key()}, new_key())), new=True)


def add_master_key(path: Path) -> str:
    """Add a master key and make it current; older ones stay to unwrap with. Its id."""
    ring = read_keyring(path)
    master = _new_master_id()
    written_privately(path, _encoded(replace(ring, current=master, masters={**ring.masters, master: new_key()})))
    return master


def drop_old_master_keys(path: Path) -> int:
    """Forget every master key but the current one, once nothing is wrapped under them. How many were dropped."""
    ring = read_keyring(path)
    written_privately(path, _encoded(replace(ring, masters={ring.current: ring.masters[ring.current]})))
    return len(ring.masters) - 1


def read_keyring(path: Path) -> Keyring:
    """The keys in a file. Raises BadInput if it is damaged, or readable by others."""
    if path.stat().st_mode & 0o077:
        raise BadInput([Fault(path.name, "", "others may read it", "mode 0600")])
    try:
        found = json.loads(path.read_bytes())
        masters = {name: b64decode(key, validate=True) for name, key in found["masters"].items()}
        ring = Keyring(found["current"], masters, b64decode(found["index"], validate=True))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput([Fault(path.name, "", "it is damaged", "the file as it was made; restore it")]) from error
    if ring.current not in ring.masters or any(len(key) != 32 for key in (*masters.values(), ring.index)):
        raise BadInput([Fault(path.name, "", "a key is missing or cut", "the file as it was made; restore it")])
    return ring


def written_privately(path: Path, content: bytes, *, new: bool = False) -> None:
    """Write a file that only its owner may read, whole or not at all. `new`: raises FileExistsError if it is there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if new:
            os.link(beside, path)
        else:
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@lru_cache(maxsize=2)
def _read(path: str | Path, state: tuple[int, int]) -> Keyring:
    return read_keyring(Path(path))


def _new_master_id() -> str:
    return secrets.token_hex(4)


def _encoded(ring: Keyring) -> bytes:
    masters = {name: b64encode(key).decode() for name, key in ring.masters.items()}
    content = {"current": ring.current, "masters": masters, "index": b64encode(ring.index).decode()}
    return json.dumps(content, indent=2).encode()
