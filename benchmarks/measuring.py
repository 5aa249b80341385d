"""Timing that can be trusted on a noisy machine: both sides in turn, the median, and the ratio pair by pair."""

from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple


class Spent(NamedTuple):
    """Seconds of the clock, and of the processor by this process, which others slow down less."""

    wall: float
    cpu: float


class Paired(NamedTuple):
    """Seconds of two pieces of work done in turn."""

    ours: list[float]
    theirs: list[float]

    @property
    def ratio(self) -> float:
        """How many times as long theirs took, median of pairs."""
        return median(b / a for a, b in zip(self.ours, self.theirs, strict=True))


def seconds(work: Callable[[], Any]) -> float:
    """How long the work takes once."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def spent(work: Callable[[], Any]) -> Spent:
    """As `seconds`, and how long it had a processor."""
    begun, worked = perf_counter(), process_time()
    work()
    return Spent(perf_counter() - begun, process_time() - worked)


def paired(ours: Callable[[], Any], theirs: Callable[[], Any], runs: int = 11) -> Paired:
    """Do both once to warm up, then in turn."""
    ours(), theirs()
    times = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    return Paired(*map(list, zip(*times, strict=True)))
