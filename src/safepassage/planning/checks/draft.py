"""An advisory before it goes out, with all that is known of it: what every check looks at, and what it answers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from shapely import Point
from shapely.geometry.base import BaseGeometry

from safepassage.planning.audience import Audience
from safepassage.planning.model import Advisory, Crisis, Limits, Severity, Verdict
from safepassage.planning.outcome import Asked, Outcome
from safepassage.planning.whatif import Situation
from safepassage.planning.wording import Times


class Found(NamedTuple):
    """One thing that a check found: "stop" must not go out like this; then "serious", "note"."""

    severity: Severity
    text: str  # what is wrong, for a tired officer
    evidence: dict[str, Any]  # what it rests on, as JSON has it; of people, at most party ids


Check = Callable[["Draft"], Iterator[Found]]


@dataclass(frozen=True, eq=False)
class Draft:
    """The advisory `name` with its situation, how its havens were understood, and what becomes of each party."""

    name: str
    situation: Situation
    asked: Sequence[Asked]
    outcome: Outcome

    @property
    def crisis(self) -> Crisis:
        return self.situation.terrain.crisis

    @property
    def limits(self) -> Limits:
        return self.crisis.settings.limits

    @property
    def advisory(self) -> Advisory:
        return self.situation.advisory

    @property
    def audience(self) -> Audience:
        return self.situation.audience

    @property
    def now(self) -> datetime:
        return self.crisis.settings.clock.now

    @property
    def area(self) -> BaseGeometry:
        """Where the advisory is for: shapely, x = lon, y = lat."""
        area: BaseGeometry = self.crisis.settings.area if self.advisory.area is None else self.advisory.area
        return area

    @property
    def haven_points(self) -> list[Point]:
        """The advisory's havens: shapely, x = lon, y = lat."""
        return [Point(each.result.lon, each.result.lat) for each in self.asked]

    @cached_property
    def times(self) -> Times:
        settings = self.crisis.settings
        return Times(settings.zone, settings.home_zone, self.advisory.issued_at.astimezone(self.zone).date())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.crisis.settings.zone)

    def at(self, instant: datetime) -> str:
        """The instant in both zones, as texts have it."""
        return self.times.at(instant)

    def iso(self, instant: datetime | None) -> str | None:
        """The instant in the crisis zone, as evidence has it."""
        return None if instant is None else instant.astimezone(self.zone).isoformat()

    def heads(self, parties: np.ndarray) -> int:
        """People in the parties chosen by `parties`, (n_parties,) bool or indices."""
        return int(self.audience.size[parties].sum())

    def have(self, *verdicts: Verdict) -> np.ndarray:
        """(n_parties,) bool: the party's verdict is one of these."""
        return np.isin(np.array(self.outcome.verdicts, dtype=object), list(verdicts))


def graded(grade: str | None) -> str:
    return f"graded {grade}" if grade else "without a grade"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
