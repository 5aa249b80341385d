"""Time zones: which one holds at a position."""

from tzfpy import get_tz

from safepassage.places.position import check_position


def time_zone(lat: float, lon: float) -> str:
    """Name the IANA time zone at a position in degrees, as `Europe/Kyiv`; at sea, `Etc/GMT+3` and the like.

    Borders are simplified by some hundred metres (tzfpy). Raises ValueError for a position not on earth.
    """
    check_position(lat, lon)
    return str(get_tz(lon, lat))
