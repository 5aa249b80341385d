"""The fixed sentences of what people are told, in each language that the program has them in: tongues.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

FIRST = "en"  # the words of which another officer reads at the gate


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """One language: its own name, how it runs, and its sentences; names in braces are filled in."""

    name: str
    direction: str  # "ltr" or "rtl"
    cleared_by: str  # who, at home in it, read all of these; empty: nobody
    exercise: str
    test: str
    event: str
    headline: str
    audience: str
    you: str
    too_late: str
    stay: str
    answers: str
    of_ones_own: str
    foot: str
    vehicle: str
    km: str
    m: str


def _read() -> Mapping[str, Tongue]:
    text = (resources.files(__package__) / "tongues.toml").read_text(encoding="utf-8")
    return {language: Tongue(**said) for language, said in tomllib.loads(text).items()}


TONGUES: Mapping[str, Tongue] = _read()


def tongue_of(language: str) -> Tongue:
    """The sentences for a language, by its first part; English where there are none."""
    return TONGUES.get(language.partition("-")[0].lower(), TONGUES[FIRST])
