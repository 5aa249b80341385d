"""What OpenStreetMap tags mean for walkers and vehicles: the tables, and the order in which they are asked.

Tags are those of the OpenStreetMap wiki: Key:highway, access, oneway, maxspeed, barrier; Tag:route=ferry.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

Tags = Mapping[str, str]


class RoadClass(NamedTuple):
    """What holds on a way of this class where its other tags say nothing."""

    walk: bool
    drive: bool
    kph: float  # of vehicles, on a dry road by day, where no maxspeed is given


CLASSES: Mapping[str, RoadClass] = {
    "motorway": RoadClass(False, True, 100),
    "motorway_link": RoadClass(False, True, 50),
    "trunk": RoadClass(True, True, 85),
    "trunk_link": RoadClass(True, True, 45),
    "primary": RoadClass(True, True, 65),
    "primary_link": RoadClass(True, True, 40),
    "secondary": RoadClass(True, True, 55),
    "secondary_link": RoadClass(True, True, 35),
    "tertiary": RoadClass(True, True, 45),
    "tertiary_link": RoadClass(True, True, 30),
    "unclassified": RoadClass(True, True, 35),
    "residential": RoadClass(True, True, 30),
    "road": RoadClass(True, True, 30),
    "living_street": RoadClass(True, True, 10),
    "service": RoadClass(True, True, 15),
    "track": RoadClass(True, True, 10),
    "pedestrian": RoadClass(True, False, 10),
    "footway": RoadClass(True, False, 10),
    "path": RoadClass(True, False, 10),
    "cycleway": RoadClass(True, False, 10),
    "bridleway": RoadClass(True, False, 10),
    "corridor": RoadClass(True, False, 10),
    "platform": RoadClass(True, False, 10),
    "steps": RoadClass(True, False, 0),
    "ferry": RoadClass(True, False, 15),
}
UNKNOWN_CLASS = CLASSES["road"]
NEVER_ON_FOOT = frozenset({"motorway", "motorway_link"})
NEVER_BY_VEHICLE = frozenset({"steps"})

# Each key overrules those before it. What the class or the barrier itself shuts, only OPENING_KEYS open: `access=yes`
# lets no car onto a footway, and `vehicle=yes` there means bicycles.
DRIVE_KEYS = ("access", "vehicle", "motor_vehicle", "motorcar")
WALK_KEYS = ("access", "foot")
OPENING_KEYS = frozenset({"motor_vehicle", "motorcar", "foot"})
ALLOWED = frozenset({"yes", "permissive", "designated", "official", "destination", "customers"})
SHUT = frozenset(
    {"no", "private", "military", "emergency", "agricultural", "forestry", "delivery", "permit", "restricted"}
)

ONEWAY_KEYS = ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway")  # the first that is given counts
ONEWAY: Mapping[str, tuple[bool, bool]] = {  # (forward, backward)
    "yes": (True, False),
    "true": (True, False),
    "1": (True, False),
    "-1": (False, True),
    "reverse": (False, True),
    "no": (True, True),
    "false": (True, True),
    "0": (True, True),
    "alternating": (True, True),
    "reversible": (False, False),  # nobody can say which way it is open
}
ONEWAY_CLASSES = frozenset({"motorway"})
ONEWAY_JUNCTIONS = frozenset({"roundabout", "circular"})

KPH_IN = {"": 1.0, "kmh": 1.0, "km/h": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
MAXSPEED_WORDS = {"none": 120.0, "walk": 7.0}
MAXSPEED_ZONES = {  # after the country: UA:urban
    "urban": 50.0,
    "rural": 90.0,
    "trunk": 100.0,
    "motorway": 120.0,
    "living_street": 20.0,
}
FASTEST_KPH = 150.0  # a maxspeed above it is a slip of the pen

STOPS_VEHICLES = frozenset(
    {
        "bollard", "block", "jersey_barrier", "planter", "log", "debris", "chain", "rope", "cycle_barrier", "bus_trap",
        "motorcycle_barrier", "kissing_gate", "stile", "turnstile", "full-height_turnstile", "horse_stile", "step",
        "wicket_gate", "sump_buster", "bar", "yes",
    }
)  # fmt: skip
STOPS_ALL = frozenset({"wall", "fence", "hedge", "city_wall", "retaining_wall", "ditch"})


class Usage(NamedTuple):
    """Who may use a way, each direction apart; forward is in the order of its nodes."""

    road_class: str
    walk_forward: bool
    walk_backward: bool
    kph_forward: float  # 0 = vehicles may not
    kph_backward: float
    duration_s: float  # from end to end, where the way states it (ferries); nan = not stated


def usage(tags: Tags) -> Usage | None:
    """Who may use a way with these tags; None where it is no road, or a road that nobody may use."""
    road_class = "ferry" if tags.get("route") == "ferry" else tags.get("highway", "")
    rules = CLASSES.get(road_class)
    if rules is None:
        return None
    on_foot = _may(tags, WALK_KEYS, rules.walk and tags.get("motorroad") != "yes") and road_class not in NEVER_ON_FOOT
    by_vehicle = _may(tags, DRIVE_KEYS, rules.drive) and road_class not in NEVER_BY_VEHICLE
    if not on_foot and not by_vehicle:
        return None
    walk = ONEWAY.get(tags.get("oneway:foot", "no"), (True, True))
    drive = _vehicle_directions(tags, road_class)
    kph = maxspeed_kph(tags.get("maxspeed", "")) or rules.kph
    forward_kph = maxspeed_kph(tags.get("maxspeed:forward", "")) or kph
    backward_kph = maxspeed_kph(tags.get("maxspeed:backward", "")) or kph
    found = Usage(
        road_class,
        on_foot and walk[0],
        on_foot and walk[1],
        forward_kph * (by_vehicle and drive[0]),
        backward_kph * (by_vehicle and drive[1]),
        duration_s(tags.get("duration", "")) if road_class == "ferry" else float("nan"),
    )
    return found if any(found[1:5]) else None


def stopped(tags: Tags) -> tuple[bool, bool]:
    """Whether a barrier with these tags stops walkers, and vehicles."""
    kind = tags.get("barrier", "no")
    if kind == "no":
        return False, False
    locked = tags.get("locked") == "yes"
    walk = kind not in STOPS_ALL and not locked
    drive = walk and kind not in STOPS_VEHICLES
    return not _may(tags, WALK_KEYS, walk), not _may(tags, DRIVE_KEYS, drive)


def maxspeed_kph(value: str) -> float | None:
    """Read a maxspeed; the lowest where there are several; None where it says nothing to go by."""
    if not value:
        return None
    speeds = [speed for part in value.split(";") if (speed := _one_speed(part.strip())) is not None]
    return min(speeds, default=None)


def duration_s(value: str) -> float:
    """Read a duration: minutes, H:MM, H:MM:SS, or ISO 8601 (PT1H20M). Seconds; nan where it is none of these."""
    if clock := re.fullmatch(r"(\d+):([0-5]\d)(?::([0-5]\d))?", value):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
    elif iso := re.fullmatch(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", value):
        hours, minutes, seconds = (int(part or 0) for part in iso.groups())
    elif re.fullmatch(r"\d{1,4}", value):
        hours, minutes, seconds = 0, int(value), 0
    else:
        return float("nan")
    return 3600.0 * hours + 60 * minutes + seconds or float("nan")


def _may(tags: Tags, keys: tuple[str, ...], allowed: bool) -> bool:
    """Ask the keys from the most general to the most specific; the last that says something counts."""
    may = allowed
    for key in keys:
        value = tags.get(key)
        if value in SHUT:
            may = False
        elif value in ALLOWED:
            may = allowed or key in OPENING_KEYS
    return may


def _vehicle_directions(tags: Tags, road_class: str) -> tuple[bool, bool]:
    for key in ONEWAY_KEYS:
        if tags.get(key) in ONEWAY:
            return ONEWAY[tags[key]]
    implied = road_class in ONEWAY_CLASSES or tags.get("junction") in ONEWAY_JUNCTIONS
    return (True, not implied)


def _one_speed(value: str) -> float | None:
    if value in MAXSPEED_WORDS:
        return MAXSPEED_WORDS[value]
    if zone := re.fullmatch(r"[A-Z]{2}(?:-[A-Z0-9]+)?:([a-z_:0-9]+)", value):
        named = re.fullmatch(r"(?:zone:?)?(\d{2,3})", zone[1])  # DE:zone30, FR:zone:30, IT:50
        return float(named[1]) if named else MAXSPEED_ZONES.get(zone[1])
    number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z/]*)", value)
    if not number or number[2] not in KPH_IN:
        return None
    kph = float(number[1]) * KPH_IN[number[2]]
    return kph if 0 < kph <= FASTEST_KPH else None
