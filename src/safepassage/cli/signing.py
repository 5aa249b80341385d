"""What the commands around signing share: what to install, files, and what a terminal may be shown."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from safepassage.errors import BadInput, Fault

_MISSING = {"cryptography", "lxml", "signxml"}


def needs_signing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Says what to install where a plain install cannot do it; ends with 1."""

    @wraps(command)
    def called(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except ModuleNotFoundError as error:
            if error.name not in _MISSING:
                raise
            raise click.ClickException('Signing is not installed. Do: pip install "safepassage[sign]"') from error

    return called


def shown(line: str) -> str:
    """Without characters that a terminal obeys, or that turn the direction of text."""
    return "".join(char if char.isprintable() else " " for char in line)


def content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput([Fault(str(path), "", f"cannot be read ({error.strerror})", "a file")]) from error
