"""A form that counts once: its page draws a token, so that the same words sent again change nothing.

Phones on a bad network send twice, tired officers press Enter twice. The token alone tells nobody apart: a browser that
goes back shows the old page, and it may be somebody else who is written into it.
"""

import secrets
from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms


def new_token() -> str:
    """For one opening of a page; 128 random bits."""
    return secrets.token_hex(16)


def said_once(token: str, *said: object) -> str:
    """One id for a page's token with these words; other words have another, and no word can be read from it."""
    return sha256(repr([token, *map(str, said)]).encode()).hexdigest()


def id_once(token: str, *said: object) -> UUID:
    """The same as the id of a row, for what has no column for it."""
    return UUID(said_once(token, *said)[:32], version=4)


def token_field(*, required: bool = True) -> forms.RegexField:
    """Sent back as it was drawn."""
    return forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput, required=required)


class Once(forms.Form):
    """Base of such a form."""

    token = token_field()

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None, **rest: Any) -> None:
        super().__init__(data, initial={"token": new_token()} | (initial or {}), **rest)
