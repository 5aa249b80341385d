"""Fields of forms for where: positions and outlines as text; and for lists of words and numbers."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.formats.cap import parse_polygon
from safepassage.formats.geojson import parse_geometry


class Listed(forms.CharField):
    """Words by commas, as a list."""

    def to_python(self, value: Any) -> list[str]:
        return [word for each in super().to_python(value).split(",") if (word := each.strip())]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class Numbered(Listed):
    """Whole numbers by commas, as a list. Raises ValidationError for what is none."""

    def to_python(self, value: Any) -> list[Any]:
        words = super().to_python(value)
        wrong = [word for word in words if not word.isdecimal()]
        if wrong:
            raise ValidationError(
                _("%(word)s is no whole number; expected numbers by commas."), params={"word": wrong[0]}
            )
        return [int(word) for word in words]


class Geometry(forms.CharField):
    """A geometry of GeoJSON, typed as `lat,lon lat,lon …`: a point, a line, or an area that ends where it begins."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"}), **rest)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value).strip()
        if not text:
            return None
        try:
            found = json.loads(text) if text.startswith("{") else _typed(text)
            parse_geometry(found)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return found

    def prepare_value(self, value: Any) -> Any:
        return as_typed(value) if isinstance(value, dict) else value


def as_typed(geometry: dict[str, Any]) -> str:
    """A geometry as one types it; GeoJSON for what cannot be typed so, such as an area with a hole."""
    kind, at = geometry["type"], geometry.get("coordinates", [])
    if kind == "Point":
        return _pairs([at])
    if kind == "LineString":
        return _pairs(at)
    if kind == "Polygon" and len(at) == 1:
        return _pairs(at[0])
    return json.dumps(geometry)


def in_words(geometry: dict[str, Any] | None) -> str:
    """What kind of place a geometry is, and about where."""
    if not geometry:
        return ""
    shape = parse_geometry(geometry)
    middle = shape.representative_point()
    kinds = {"Point": _("a point"), "LineString": _("a line"), "Polygon": _("an area")}
    kind = kinds.get(shape.geom_type, _("several pieces"))
    return _("%(kind)s about %(lat).4f, %(lon).4f") % {"kind": kind, "lat": middle.y, "lon": middle.x}


def _pairs(at: Iterable[Iterable[float]]) -> str:
    return " ".join(f"{lat!r},{lon!r}" for lon, lat, *_height in at)


def _typed(text: str) -> dict[str, Any]:
    pairs = text.split()
    if len(pairs) > 3 and pairs[0] == pairs[-1]:
        ring = parse_polygon(text).exterior.coords
        return {"type": "Polygon", "coordinates": [[list(each) for each in ring]]}
    at = [_position(pair) for pair in pairs]
    return {"type": "Point", "coordinates": at[0]} if len(at) == 1 else {"type": "LineString", "coordinates": at}


def _position(pair: str) -> list[float]:
    try:
        lat, lon = map(float, pair.split(","))
    except ValueError as error:
        raise ValueError(f"{pair!r:.60} is no position; expected latitude,longitude such as 49.99,36.23") from error
    return [lon, lat]
