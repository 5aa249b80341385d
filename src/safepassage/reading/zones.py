"""Time zones as reports name them: by abbreviation, by place or country, as local time."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import as_file, files
from zoneinfo import ZoneInfo

import numpy as np

from safepassage.formats.countries import ISO
from safepassage.places import Gazetteer, covers, read_gazetteer, resolve, time_zone
from safepassage.places.gazetteer import shipped
from safepassage.places.spelling import fold

# Those that mean one thing in news. CST, BST and the like mean several, and are left to a human.
ABBREVIATIONS = {
    "utc": "UTC", "gmt": "UTC", "zulu": "UTC", "ist": "Asia/Kolkata", "edt": "America/New_York",
    "est": "America/New_York", "pdt": "America/Los_Angeles", "pst": "America/Los_Angeles", "cet": "Europe/Paris",
    "cest": "Europe/Paris", "eet": "Europe/Athens", "eest": "Europe/Athens", "eat": "Africa/Nairobi",
    "cat": "Africa/Maputo", "wat": "Africa/Lagos", "msk": "Europe/Moscow", "pkt": "Asia/Karachi",
    "npt": "Asia/Kathmandu", "jst": "Asia/Tokyo", "kst": "Asia/Seoul", "aft": "Asia/Kabul", "trt": "Europe/Istanbul",
}  # fmt: skip
# Adjectives that begin otherwise than their country does.
ADJECTIVES = {
    "polish": "PL", "spanish": "ES", "irish": "IE", "danish": "DK", "dutch": "NL", "french": "FR", "swiss": "CH",
    "british": "GB", "uk": "GB", "english": "GB", "chinese": "CN", "american": "US", "filipino": "PH", "thai": "TH",
    "finnish": "FI", "sudanese": "SD", "us": "US",
}  # fmt: skip
# What GeoNames and reports call a country otherwise than the table of ISO 3166 does.
COUNTRIES = {
    "britain": "GB", "united states": "US", "russia": "RU", "syria": "SY", "iran": "IR", "south korea": "KR",
    "north korea": "KP", "vietnam": "VN", "laos": "LA", "moldova": "MD", "tanzania": "TZ", "ivory coast": "CI",
    "congo": "CD", "gaza": "PS", "palestine": "PS", "burma": "MM", "turkey": "TR", "england": "GB", "uae": "AE",
}  # fmt: skip
LOCAL, UNKNOWN, OF_COUNTRY = "local", "unknown", "country "  # zones that depend on where one is
_ADJECTIVE = re.compile(r"(?:ian|ean|ese|ish|an|i|ic|n)$")


@dataclass(frozen=True)
class Here:
    """Where a report is about: a position and its zone; both None where nobody knows."""

    name: str | None
    position: tuple[float, float] | None
    zone: str | None


@cache
def world() -> Gazetteer:
    """The world's places of 15,000 people and more, by one name each. Read once a process."""
    with as_file(files("safepassage.reading") / "world_cities.tsv.gz") as path:
        return read_gazetteer(path)


@cache
def _by_name() -> dict[str, int]:
    """The most populous place of each folded name."""
    places = world()
    found: dict[str, int] = {}
    for place in np.argsort(-places.population, kind="stable").tolist():
        found.setdefault(places.names[place], place)
    return found


@cache
def countries() -> dict[str, str]:
    """ISO 3166 code by the country's name in small letters, from the table of the time zone database."""
    return {name.lower(): code for code, name in ISO.items()} | COUNTRIES


@cache
def _zones_of_countries() -> dict[str, tuple[str, ...]]:
    lines = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        if line and not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            found.setdefault(code, []).append(zone)
    return {code: tuple(zones) for code, zones in found.items()}


def locate(near: str | None) -> Here:
    """Find where `near`, a name or LAT,LON in degrees, is."""
    if near is None:
        return Here(None, None, None)
    as_numbers = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", near)
    if as_numbers:
        lat, lon = float(as_numbers[1]), float(as_numbers[2])
        return Here(near, (lat, lon), time_zone(lat, lon))
    position = city(near) or _longer(near) or _in_shipped(near)
    if position:
        return Here(near, position, time_zone(*position))
    zones = zones_of_country(near)
    return Here(near, None, zones[0] if len(zones) == 1 else None)


def city(name: str) -> tuple[float, float] | None:
    """The position of the world's most populous place of that very name."""
    place = _by_name().get(fold(name))
    return None if place is None else (float(world().lat[place]), float(world().lon[place]))


def _longer(name: str) -> tuple[float, float] | None:
    """The most populous place whose name goes on: `Acapulco` de Juárez."""
    longer = [held for other, held in _by_name().items() if other.startswith(fold(name) + " ")]
    places = world()
    place = max(longer, key=lambda held: int(places.population[held]), default=None)
    return None if place is None else (float(places.lat[place]), float(places.lon[place]))


def _in_shipped(name: str) -> tuple[float, float] | None:
    found = resolve(name)
    if not found.candidates or not found.candidates[0].exact:
        return None
    return found.candidates[0].lat, found.candidates[0].lon


@lru_cache(maxsize=4096)
def gazetteer_for(position: tuple[float, float] | None) -> Gazetteer:
    """The gazetteer that knows most about the surroundings: the shipped one where it covers them, else the world's."""
    return shipped() if position and covers(*position) else world()


def zones_of_country(name: str) -> tuple[str, ...]:
    code = countries().get(name.lower().removeprefix("the "))
    return _zones_of_countries().get(code, ()) if code else ()


@lru_cache(maxsize=4096)
def zone_named(word: str) -> str | None:
    """The one zone that a word before `time` means: an abbreviation, a city, a country or its adjective, spelt nearly.

    None = no zone, or several.
    """
    low = word.lower()
    if low in ABBREVIATIONS:
        return ABBREVIATIONS[low]
    place = city(word)
    if place:
        return time_zone(*place)
    code = _country_of(low)
    return OF_COUNTRY + code if code else None


def zone_at(name: str | None, local: str | None) -> str | None:
    """The zone that `zone_named`, or no word at all, means where `local` is the zone at hand; None = nobody knows."""
    if name is None or name == LOCAL:
        return local
    if not name.startswith(OF_COUNTRY):
        return None if name == UNKNOWN else name
    zones = _zones_of_countries().get(name.removeprefix(OF_COUNTRY), ())
    if local in zones:
        return local
    return zones[0] if len({_offset(zone) for zone in zones}) == 1 else None


def _country_of(low: str) -> str | None:
    if low in ADJECTIVES:
        return ADJECTIVES[low]
    if low in countries():
        return countries()[low]
    stem = _ADJECTIVE.sub("", low)[:4]
    alike = sorted(name for name in countries() if len(stem) == 4 and name.startswith(stem))
    return countries()[alike[0]] if alike else None


def _offset(zone: str) -> str:
    return str(datetime(2022, 3, 2, tzinfo=ZoneInfo(zone)).utcoffset())
