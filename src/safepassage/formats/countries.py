"""Countries: the two letters of ISO 3166-1 and their English names, from the table of the time zone database."""

from collections.abc import Iterator, Mapping
from importlib.resources import files


def _rows() -> Iterator[tuple[str, str]]:
    table = files("tzdata") / "zoneinfo" / "iso3166.tab"
    for line in table.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t")
            yield code, name


ISO: Mapping[str, str] = dict(_rows())  # name by code
COUNTRIES = frozenset(ISO) | {"XK"}  # Kosovo, which has no code of ISO: what its passports and the EU use
