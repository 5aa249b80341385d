"""A crisis as the planner takes it: every table, the alerts in force, the road network, and the clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from safepassage.planning.model.advisory import Advisory, NamedPlaces
from safepassage.planning.model.settings import Settings
from safepassage.planning.model.tables import (
    AccessRule,
    Channel,
    Closure,
    Corridor,
    Crossing,
    Curfew,
    Haven,
    Party,
    Person,
    Shelter,
    Train,
    Warden,
)


@dataclass(frozen=True)
class AlertInForce:
    """As much of a CAP alert as rule P13 needs, one for each info block; see formats/cap.py."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    response_types: tuple[str, ...]
    headline: str
    effective: datetime | None
    expires: datetime | None
    polygons: tuple[Any, ...]  # shapely, x = lon, y = lat; circles included; empty = no area given
    original: bytes = field(default=b"", repr=False)  # the CAP file as issued, so that its signature stays good


@dataclass(frozen=True, eq=False)
class Crisis:
    """A crisis as the planner takes it: every table of the folder, checked; see `io.read_crisis`."""

    settings: Settings
    network: "Any"  # network.Network
    havens: tuple[Haven, ...]
    shelters: tuple[Shelter, ...]
    wardens: tuple[Warden, ...]
    parties: tuple[Party, ...]
    persons: tuple[Person, ...]
    closures: tuple[Closure, ...]
    curfews: tuple[Curfew, ...]
    corridors: tuple[Corridor, ...]
    crossings: tuple[Crossing, ...]
    rules: tuple[AccessRule, ...]
    channels: tuple[Channel, ...]
    alerts: tuple[AlertInForce, ...]
    advisories: Mapping[str, Advisory]
    places: Mapping[str, tuple[NamedPlaces, ...]] = field(default_factory=dict)  # by advisory; as its havens
    naive: tuple[
        str, ...
    ] = ()  # instants given without a zone: "advisories/first.toml: deadline_at 2022-03-02T18:00:00"
    inputs_sha256: Mapping[str, str] = field(default_factory=dict)  # by path within the folder
    trains: tuple[Train, ...] = ()

    def seconds(self, instant: datetime) -> int:
        """Seconds from the epoch to `instant`, whole, rounded down.

        Counted in UTC: local times of one zone, subtracted as they stand, are an hour off across a change of the
        clocks.
        """
        return (instant.astimezone(UTC) - self._epoch) // timedelta(seconds=1)

    def instant(self, seconds: int) -> datetime:
        """The instant at `seconds` from the epoch, in the crisis zone."""
        return (self._epoch + timedelta(seconds=int(seconds))).astimezone(self._zone)

    @cached_property
    def _epoch(self) -> datetime:
        return self.settings.clock.epoch.astimezone(UTC)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.zone)

    @property
    def horizon(self) -> int:
        """Last second the planner looks at, from the epoch."""
        return int(self.settings.clock.horizon_h * 3600)
