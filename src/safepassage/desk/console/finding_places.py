"""Places by name, for forms: candidates of the gazetteer, and an outline around one."""

import math
from typing import NamedTuple

from safepassage.desk.crises.models import Crisis
from safepassage.formats.cap import parse_polygon
from safepassage.places import resolve

KM_A_DEGREE = 111.195  # of latitude
CORNERS = 24  # of a circle as an outline


class Found(NamedTuple):
    """What the gazetteer answers."""

    asked: str
    candidates: tuple[object, ...]
    ambiguous: bool


def found_places(asked: str, near: tuple[float, float] | None) -> Found:
    """The places that a name may mean, best first. near: (lat, lon), where it should be."""
    answer = resolve(asked, near)
    return Found(asked, answer.candidates, answer.ambiguous)


def near_of(crisis: Crisis) -> tuple[float, float] | None:
    """The middle of the crisis area as (lat, lon); None if nobody said where it is."""
    if not crisis.area:
        return None
    middle = parse_polygon(crisis.area).centroid
    return middle.y, middle.x


def circle(lat: float, lon: float, km: float) -> str:
    """A CAP polygon of so many kilometres around a place, to three digits: about 100 m."""
    north, east = km / KM_A_DEGREE, km / KM_A_DEGREE / max(math.cos(math.radians(lat)), 0.01)
    turns = [2 * math.pi * each / CORNERS for each in range(CORNERS)]
    corners = [f"{lat + north * math.cos(turn):.3f},{lon + east * math.sin(turn):.3f}" for turn in turns]
    return " ".join([*corners, corners[0]])
