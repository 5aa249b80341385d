"""What a new crisis assumes until its officers say otherwise: how people walk, and how long they take.

[A] throughout: values for an ordinary road in no snow, on the slow side, so that "can arrive" is said less often rather
than more. A healthy adult of 20 to 29 walks 4.8 km/h; the rest has no better source than judgement.
"""

from collections.abc import Mapping
from typing import Any

FIRST: Mapping[str, Any] = {
    "clock": {"horizon_h": 72.0},
    "mobility": {
        "adult": {"speed_kph": 4.8, "longest_walk_m": 20_000, "night": 0.9, "snow": 0.85},
        "child": {"speed_kph": 3.4, "longest_walk_m": 8_000, "night": 0.8, "snow": 0.8},
        "older": {"speed_kph": 4.0, "longest_walk_m": 10_000, "night": 0.8, "snow": 0.8},
        "injured": {"speed_kph": 2.5, "longest_walk_m": 3_000, "night": 0.8, "snow": 0.8},
        "disabled": {"speed_kph": 0.0, "longest_walk_m": 0},
    },
    "driving": {"night": 0.9, "snow": 0.7},
    "delays": {"reading_s": 300, "preparation_s": 1_200},
    "spread": {"delay": 0.4, "speed": 0.12},
    "urgent": ["medical", "minors", "disabled"],
}
