"""A street of five kilometres with one party at its west end, and whatever a test puts beside it; all invented.

A junction every kilometre, a to f. A haven at d and one at f, a cellar half-way from b to c, all 22 m off the road.
Adults walk 1 m/s by day and half that by night. It is 12:00 in Kyiv at second 0, 12:30 when the advisory goes out; the
party is told at 12:36 and ready at 12:46.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from shapely.geometry import LineString, Polygon, box
from tests.planning import street
from tests.planning.street import ACCESS_S, CELLAR, EAST, EPOCH, FAR, HOME, NODES, at

from safepassage.planning import model as m
from safepassage.planning.preflight import preflight

ISSUED, TOLD, READY = 1800, 2160, 2760
TO_EAST = ACCESS_S + 3000 + ACCESS_S  # seconds
TO_FAR = ACCESS_S + 5000 + ACCESS_S
AT_EAST, AT_FAR = READY + TO_EAST, READY + TO_FAR
VOICE = m.Channel(id="voice", kind="voice", segments_per_s=1000, latency_s=59)


def settings(**changes: Any) -> m.Settings:
    return m.Settings.model_validate({**street.SETTINGS.model_dump(), "urgent": ["medical"], **changes})


def party(party_id: str = "p", **changes: Any) -> m.Party:
    """At home by a, with a telephone."""
    home = {"lat": HOME.lat, "lon": HOME.lon, "located_at": at(-3600), "place": "home"}
    return m.Party.model_validate({"id": party_id, "mobility": "adult", "channels": ["voice"], **home, **changes})


def people(party_id: str = "p", size: int = 2, **changes: Any) -> tuple[m.Person, ...]:
    given = {"party": party_id, "nationality": "IN", "sex": "F", "age": 30, **changes}
    return tuple(m.Person.model_validate({"id": f"{party_id}.{n}", **given}) for n in range(size))


def advisory(**changes: Any) -> m.Advisory:
    """To both havens by 18:00."""
    given = {
        "kind": "Move",
        "issued_at": at(ISSUED),
        "deadline_at": at(21_600),
        "text": {"en": "Go."},
        "havens": [{"asked": "East", "haven_id": "east"}, {"asked": "Far", "haven_id": "far"}],
    }
    return m.Advisory.model_validate({**given, **changes})


def to(*haven_ids: str) -> list[dict[str, str]]:
    """Havens of an advisory."""
    return [{"asked": haven_id, "haven_id": haven_id} for haven_id in haven_ids]


def village(*parties: m.Party, persons: Iterable[m.Person] | None = None, **changes: Any) -> m.Crisis:
    """The party `p` of two, or these parties of two each; `changes` are tables, or `advisory`."""
    parties = parties or (party(),)
    told = changes.pop("advisory", advisory())
    everyone = tuple(person for one in parties for person in people(one.id)) if persons is None else tuple(persons)
    given = {"settings": settings(), "channels": (VOICE,), "advisories": {"go": told}, **changes}
    return replace(street.crisis(), parties=parties, persons=everyone, **given)


def check(crisis: m.Crisis) -> m.Preflight:
    return preflight(crisis, "go")


def row(crisis: m.Crisis, party_id: str = "p") -> m.PartyResult:
    """What becomes of one party."""
    return next(found for found in check(crisis).parties if found.id == party_id)


def seconds(instant: datetime | None) -> int | None:
    """From the epoch."""
    return None if instant is None else round((instant - EPOCH).total_seconds())


def about(name: str) -> Polygon:
    """A small area around a junction."""
    lat, lon = NODES[name]
    return box(lon - 1e-4, lat - 1e-4, lon + 1e-4, lat + 1e-4)


def across(name: str) -> LineString:
    """A line across the middle of a stretch of the street, such as `ab`."""
    lon = (NODES[name[0]][1] + NODES[name[1]][1]) / 2
    return LineString([(lon, 49.999), (lon, 50.001)])


def closure(closure_id: str = "shut", begin: int | None = None, end: int | None = None, **changes: Any) -> m.Closure:
    """Closed, or as `kind` has it, for seconds [begin, end)."""
    window = {"begin": None if begin is None else at(begin), "end": None if end is None else at(end)}
    return m.Closure.model_validate({"id": closure_id, "kind": "closure", **window, **changes})


def curfew(begins: str, ends: str, **changes: Any) -> m.Curfew:
    """Each night from 1 to 3 March, local time."""
    days = {"first_on": "2022-03-01", "last_on": "2022-03-03"}
    return m.Curfew.model_validate({"id": "night", "begins": begins, "ends": ends, **days, **changes})


def rule(rule_id: str, at_kind: str, of: str, **changes: Any) -> m.AccessRule:
    return m.AccessRule.model_validate({"id": rule_id, "at": at_kind, "of": of, **changes})


__all__ = ["CELLAR", "EAST", "EPOCH", "FAR", "HOME", "NODES", "at"]
