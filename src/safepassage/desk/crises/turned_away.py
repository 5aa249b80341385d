"""That the public form turns people away: for officers to see while it lasts. In the cache, as it is gone soon."""

from datetime import datetime
from uuid import UUID

from django.core.cache import cache

from safepassage.desk.core import clock

SHOWN_FOR_S = 15 * 60


def note_turned_away(crisis_id: UUID) -> None:
    """Somebody was, now."""
    cache.set(_key(crisis_id), clock.now(), SHOWN_FOR_S)


def turned_away_at(crisis_id: UUID) -> datetime | None:
    """When the last one was; None if nobody was in the last SHOWN_FOR_S."""
    at: datetime | None = cache.get(_key(crisis_id))
    return at


def _key(crisis_id: UUID) -> str:
    return f"turned-away:{crisis_id}"
