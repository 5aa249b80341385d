"""Places: which one a name may mean, its time zone, its daylight. Knows nothing of crises or plans."""

from safepassage.places.build import Built, build_gazetteer
from safepassage.places.gazetteer import Gazetteer, read_gazetteer
from safepassage.places.position import great_circle_m
from safepassage.places.resolving import Candidate, Resolution, covers, resolve
from safepassage.places.sun import Daylight, daylight, nights
from safepassage.places.zones import time_zone

__all__ = [
    "Built",
    "Candidate",
    "Daylight",
    "Gazetteer",
    "Resolution",
    "build_gazetteer",
    "covers",
    "daylight",
    "great_circle_m",
    "nights",
    "read_gazetteer",
    "resolve",
    "time_zone",
]
