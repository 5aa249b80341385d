"""What people say as they say it, read: a phone without its country, a birth date or an age."""

import re
from importlib.resources import files

from django.utils.translation import gettext as _

from safepassage.desk.core import clock
from safepassage.desk.crises.models import Crisis
from safepassage.formats.roster_fields import read_age, read_birth_date, read_phones


def phones_in(text: str, crisis: Crisis) -> tuple[str, ...]:
    """Phone numbers in E.164; one without a country's code is of the country there, else of the one at home.

    Raises ValueError.
    """
    try:
        return read_phones(text, country_of(crisis.zone) or crisis.nationality)
    except ValueError:
        return read_phones(text, crisis.nationality)


def born_in(text: str) -> dict[str, str]:
    """The record's field, date of birth or age, and its value; none for "". Raises ValueError, in words."""
    if not text:
        return {}
    if not re.search(r"\d{4}|[./]|\d-\d+-\d", text):  # "20", "18-25"; four digits are a year
        return {"age": read_age(text)}
    date = read_birth_date(text, clock.now().date())
    if date.or_else:
        raise ValueError(_("That can be read in two ways; write the year first: 2001-05-17."))
    return {"date_of_birth": date.value}


def country_of(zone: str) -> str:
    """The country (ISO 3166) of a time zone; "" if it has none."""
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        country, *rest = line.split("\t")
        if zone in rest:
            return country
    return ""
