"""What columns may hold, by the shared formats: grades, outlines, geometries, lists of codes, promises."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core.clock import is_of_our_times
from safepassage.formats.cap import parse_polygon
from safepassage.formats.geojson import parse_geometry

PROMISED, CONFIRMED, EXPIRED, BROKEN = "promised", "confirmed", "expired", "broken"
STANDS_OF_A_PROMISE = (PROMISED, CONFIRMED, EXPIRED, BROKEN)
FIELDS_OF_A_PROMISE = frozenset({"side", "status", "by", "said_at", "expires_at", "grade"})

graded = RegexValidator("^[A-F][1-6]$", _("A letter A to F and a digit 1 to 6, such as B2."))
trimmed = RegexValidator(r"^\S(.*\S)?$", _("No space at either end."))
word = RegexValidator(r"^\S+$", _("No spaces."))
latitude = (MinValueValidator(-90), MaxValueValidator(90))
longitude = (MinValueValidator(-180), MaxValueValidator(180))


def outline(text: str) -> None:
    """Refuse, with ValidationError, what is no polygon as CAP writes it: closed, latitude first."""
    try:
        parse_polygon(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def geometry(value: Any) -> None:
    """Refuse, with ValidationError, what is no geometry of GeoJSON."""
    try:
        parse_geometry(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def texts(value: Any) -> None:
    """Refuse, with ValidationError, what is no list of texts."""
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise ValidationError(_("Expected a list of texts."))


def whole_numbers(value: Any) -> None:
    """Refuse, with ValidationError, what is no list of whole numbers."""
    if not isinstance(value, list) or not all(type(each) is int for each in value):
        raise ValidationError(_("Expected a list of whole numbers."))


def promises(value: Any, sides: Iterable[str]) -> None:
    """Refuse, with ValidationError, what is no list of promises, each of one of the `sides`."""
    if not isinstance(value, list):
        raise ValidationError(_("Expected a list of promises."))
    for each in value:
        if not isinstance(each, dict) or not {"side", "status"} <= each.keys() <= FIELDS_OF_A_PROMISE:
            raise ValidationError(_("A promise has a side, how it stands, by whom, when, until when, and a grade."))
        if each["side"] not in sides:
            raise ValidationError(_("A promise is one of a side that controls a part of the way."))
        if each["status"] not in STANDS_OF_A_PROMISE:
            raise ValidationError(_("A promise is promised, confirmed, expired or broken."))
        if each.get("grade"):
            graded(each["grade"])
        for name in ("said_at", "expires_at"):
            if each.get(name):
                _instant(each[name])


def _instant(text: Any) -> None:
    try:
        instant = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise ValidationError(_("Expected an instant in ISO 8601.")) from error
    if instant.tzinfo is None or not is_of_our_times(instant):
        raise ValidationError(_("Expected an instant with its zone, of our times."))
