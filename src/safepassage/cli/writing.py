"""Writes files whole or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path

from safepassage.errors import BadInput, Fault


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write each file beside its place first, then move all into place; on failure none is left half-written.

    Raises BadInput, naming the file, where one cannot be written.
    """
    parts = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in contents}
    try:
        for path, content in contents.items():
            _write(path, parts[path], content)
        for path, part in parts.items():
            try:
                part.replace(path)
            except OSError as error:
                raise _cannot(path, error) from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _write(path: Path, part: Path, content: bytes) -> None:
    try:
        with part.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> BadInput:
    return BadInput([Fault(str(path), "", f"cannot be written ({error.strerror})", "a place that can be written to")])
