"""A crisis without roads, for tests of who is asked, told and refused: built from what differs. All invented."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import shapely

from safepassage.planning.model import Advisory, Channel, Crisis, Party, Person, Settings

EPOCH = datetime(2022, 3, 2, 10, tzinfo=UTC)
AREA = shapely.box(36.0, 49.8, 36.5, 50.1)  # x = lon, y = lat
TABLES = (
    "havens", "shelters", "wardens", "closures", "curfews", "corridors", "crossings", "rules", "channels", "alerts",
)  # fmt: skip
IN_AREA = {"lat": 49.99, "lon": 36.2}


def at(hour: float) -> datetime:
    """The instant so many hours after the epoch."""
    return EPOCH + timedelta(hours=hour)


def settings(**changes: Any) -> Settings:
    return Settings.model_validate(
        {
            "name": "Cast",
            "status": "Exercise",
            "zone": "Europe/Kyiv",
            "home_zone": "Asia/Kolkata",
            "nationality": "IN",
            "area": AREA,
            "clock": {"epoch": EPOCH, "now": at(2)},
            "estimate": {"low": 1, "high": 10},
            "mobility": {
                "adult": {"speed_kph": 5},
                "brisk": {"speed_kph": 6},
                "child": {"speed_kph": 3},
                "elder": {"speed_kph": 3},
                "chair": {"speed_kph": 0},
            },
            "delays": {"reading_s": 0, "preparation_s": 0},
            "urgent": ("medical", "minor"),
            **changes,
        }
    )


def advisory(**changes: Any) -> Advisory:
    return Advisory.model_validate(
        {
            "kind": "Move",
            "issued_at": EPOCH,
            "deadline_at": at(6),
            "havens": [{"asked": "West"}],
            "text": {"en": "Go west."},
            **changes,
        }
    )


def party(party_id: str, **changes: Any) -> Party:
    """A party located in the area an hour before now."""
    return Party.model_validate({"id": party_id, "mobility": "adult", **IN_AREA, "located_at": at(1), **changes})


def person(party_id: str, number: int = 1, **changes: Any) -> Person:
    return Person.model_validate({"id": f"{party_id}.{number}", "party": party_id, **changes})


def channel(channel_id: str, segments_per_s: float = 1, **changes: Any) -> Channel:
    return Channel.model_validate({"id": channel_id, "kind": "sms", "segments_per_s": segments_per_s, **changes})


def crisis(parties: Iterable[Party] = (), persons: Iterable[Person] | None = None, **tables: Any) -> Crisis:
    """A crisis of these parties, of one person each unless `persons` says who they are."""
    parties = tuple(parties)
    persons = tuple(person(one.id) for one in parties) if persons is None else tuple(persons)
    given: dict[str, Any] = dict.fromkeys(TABLES, ()) | {"advisories": {}, "settings": settings()} | tables
    return Crisis(network=None, parties=parties, persons=persons, **given)
