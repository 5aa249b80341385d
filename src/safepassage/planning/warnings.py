"""Warnings on the advisory itself, each with its evidence (rule P13)."""

from collections.abc import Sequence

from safepassage.planning.model import Warning
from safepassage.planning.outcome import Asked, Outcome
from safepassage.planning.whatif import Situation


def warnings_of(name: str, situation: Situation, asked: Sequence[Asked], outcome: Outcome) -> tuple[Warning, ...]:
    """Everything about the advisory that an officer should know before it goes out, the gravest first."""
    return ()
