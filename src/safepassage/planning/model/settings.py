"""crisis.toml: what is true of the crisis as a whole."""

from datetime import timedelta
from typing import Literal

from pydantic import Field, ValidationInfo, model_validator

from safepassage.planning.model.fields import (
    FARTHEST_M,
    Count,
    Country,
    Factor,
    Hours,
    Identifier,
    Instant,
    Metres,
    Polygon,
    Row,
    Text,
    WalkingSpeed,
    Zone,
    ordered,
    shown,
)
from safepassage.planning.model.seconds import MAX_HORIZON


class Clock(Row):
    epoch: Instant = Field(description="second 0 of the planner")
    now: Instant = Field(description="the moment whose knowledge the folder holds; ages are counted from it")
    horizon_h: float = Field(
        72.0,
        gt=0,
        le=MAX_HORIZON / timedelta(hours=1),
        description="how far ahead of the epoch the planner looks, in hours",
    )

    @model_validator(mode="after")
    def _now_within(self, info: ValidationInfo) -> "Clock":
        end = self.epoch + timedelta(hours=self.horizon_h)
        if not self.epoch <= self.now <= end:
            raise ValueError(
                f"now, {shown(self.now, info)}, lies outside the clock;"
                f" expected a time from its epoch, {shown(self.epoch, info)}, to its horizon, {shown(end, info)}"
            )
        return self


class Estimate(Row):
    low: Count = Field(description="fewest nationals believed to be in the area")
    high: Count = Field(description="most nationals believed to be in the area")

    @model_validator(mode="after")
    def _low_first(self, _: ValidationInfo) -> "Estimate":
        if self.low > self.high:
            raise ValueError(f"low, {self.low}, is more than high, {self.high}; expected at most as many")
        return self


class Limits(Row):
    position_age_h: Hours = Field(24.0, description="a position older than this is not usable (rule P2)")
    evidence_age_h: Hours = Field(24.0, description="evidence older than this is warned of")
    snap_m: float = Field(500.0, gt=0, le=20_000, description="farthest a place may be from a road, in metres")
    crowding: Count = Field(500, description="people within one point and half an hour that are a crowd")
    ambiguity_m: float = Field(
        2_000.0, gt=0, le=FARTHEST_M, description="a place farther than this from its best candidate is another place"
    )


class Mobility(Row):
    """How one class of people walks (rule P4)."""

    speed_kph: WalkingSpeed = Field(description="walking speed on a dry road by day; 0 = cannot walk")
    longest_walk_m: Metres = Field(50_000.0, description="the longest walk the class can do, in metres")
    night: Factor = Field(1.0, description="speed is multiplied by this from end of civil dusk to start of civil dawn")
    snow: Factor = Field(1.0, description="speed is multiplied by this while snow lies")


class Driving(Row):
    """How vehicles differ from the road's own times."""

    night: Factor = Field(1.0, description="speed is multiplied by this at night")
    snow: Factor = Field(1.0, description="speed is multiplied by this while snow lies")


class Delays(Row):
    reading_s: Count = Field(300, description="from delivery until a person has read and understood")
    preparation_s: Count = Field(900, description="from told until on the way")


class Spread(Row):
    """Log-normal spreads for the chance of arriving on time (rule P11)."""

    delay: float = Field(0.3, ge=0, le=3, description="sigma of the logarithm of delay from issue to ready")
    speed: float = Field(0.1, ge=0, le=3, description="sigma of the logarithm of speed")


class Window(Row):
    begin: Instant
    end: Instant

    @model_validator(mode="after")
    def _in_order(self, info: ValidationInfo) -> "Window":
        ordered(self.begin, self.end, info)
        return self


class Settings(Row):
    """crisis.toml: what is true of the crisis as a whole."""

    name: Text
    status: Literal["Actual", "Exercise", "Test"] = Field(description="CAP status")
    zone: Zone = Field(description="IANA time zone of the crisis")
    home_zone: Zone = Field(description="IANA time zone at home; every time is shown in both")
    nationality: Country = Field(description="the country whose nationals these are")
    area: Polygon = Field(description="CAP polygon of the crisis")
    roads: str = Field(
        "", description="what the roads rest on; with “sketch” in it they are warned of; empty = as their file says"
    )
    clock: Clock
    estimate: Estimate
    limits: Limits = Limits()
    mobility: dict[Identifier, Mobility] = Field(
        min_length=1, description="walking by class; a party moves as its slowest member"
    )
    driving: Driving = Driving()
    delays: Delays = Delays()
    spread: Spread = Spread()
    snow: tuple[Window, ...] = Field((), description="when snow lies")
    urgent: tuple[Identifier, ...] = Field((), description="urgent classes, first served (rule P8)")
