"""Reading a crisis folder that is as it should be."""

import gzip
import hashlib
import resource
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import shapely
from tests.crises import (
    ADVISORY,
    ALERT,
    CLOSURES,
    CRISIS,
    FILES,
    HAVENS,
    PARTIES,
    PERSONS,
    write_small_crisis,
)

from safepassage.places.gazetteer import COLUMNS, FIRST_LINE
from safepassage.planning import io
from safepassage.planning.io import read_crisis
from safepassage.planning.model import Crisis, Means, NamedPlaces, State
from safepassage.planning.outcome import understood

OPTIONAL = ("shelters.csv", "wardens.csv", "closures.geojson", "curfews.toml", "corridors.toml", "access.toml")


def read(folder: Path, **changes: str | bytes | None) -> Crisis:
    return read_crisis(write_small_crisis(folder, **changes))


def test_the_public_names_of_io() -> None:
    assert io.__all__ == [
        "build_roads", "check_crisis", "complaints", "is_input", "read_crisis", "read_roads", "write_crisis",
        "write_roads",
    ]  # fmt: skip


def test_every_table_of_the_folder_is_read(tmp_path: Path) -> None:
    crisis = read(tmp_path)
    assert crisis.settings.name == "Small crisis"
    assert crisis.settings.area.bounds == (36.0, 49.8, 36.45, 50.1)
    assert crisis.network.n_nodes == 9
    assert [haven.id for haven in crisis.havens] == ["pisochyn", "babai", "bezliudivka"]
    assert [shelter.id for shelter in crisis.shelters] == ["station", "metro"]
    assert [warden.silent_since is None for warden in crisis.wardens] == [True, False]
    assert [party.means for party in crisis.parties] == [Means.FOOT] * 3 + [Means.VEHICLE] + [Means.FOOT] * 2
    assert crisis.parties[0].channels == ("sms", "email")
    assert crisis.parties[4].lat is None
    assert len(crisis.persons) == 12
    assert crisis.persons[9].state is State.NEVER_TRIED
    assert [closure.geometry.geom_type for closure in crisis.closures] == ["LineString", "Polygon"]
    assert (crisis.curfews[0].begins, crisis.curfews[0].first_on) == (time(18), date(2022, 3, 1))
    assert crisis.corridors[0].commitments[0].side == "north"
    assert [(rule.at, rule.of) for rule in crisis.rules] == [("train", "lviv"), ("crossing", "checkpoint")]
    assert (crisis.crossings[0].id, crisis.trains[0].name) == ("checkpoint", "Train to Lviv")
    assert [channel.reach for channel in crisis.channels] == [0.9, 1]
    assert list(crisis.advisories) == ["second"]
    assert crisis.naive == ()


def test_instants_become_utc(tmp_path: Path) -> None:
    crisis = read(tmp_path)
    deadline = crisis.advisories["second"].deadline_at
    assert (deadline, deadline.tzinfo) == (datetime(2022, 3, 2, 16, tzinfo=UTC), UTC)
    assert crisis.seconds(deadline) == 6 * 3600


def test_what_is_optional_may_be_missing(tmp_path: Path) -> None:
    without = dict.fromkeys(OPTIONAL) | {"alerts/shelter.xml": None}
    parties = PARTIES.replace(",w1,", ",,").replace(",w2,", ",,")
    crisis = read(tmp_path, **without, **{"parties.csv": parties})
    assert (crisis.shelters, crisis.wardens, crisis.closures, crisis.curfews) == ((), (), (), ())
    assert (crisis.corridors, crisis.crossings, crisis.rules, crisis.alerts) == ((), (), (), ())


def test_files_that_are_not_of_the_crisis_are_left_alone(tmp_path: Path) -> None:
    crisis = read(tmp_path, **{"SOURCES.md": "# Sources", "notes.txt": b"\xff", "advisories/draft.txt": "x"})
    assert set(crisis.inputs_sha256) == set(FILES)


def test_the_hash_of_every_file_read_is_kept_p14(tmp_path: Path) -> None:
    crisis = read(tmp_path)
    assert dict(crisis.inputs_sha256) == {
        name: hashlib.sha256(content.encode()).hexdigest() for name, content in sorted(FILES.items())
    }


def test_a_built_road_file_stands_in_for_the_tables_of_roads(tmp_path: Path) -> None:
    network = read(tmp_path / "tables").network
    built = write_small_crisis(tmp_path / "built", **{"network/nodes.csv": None, "network/edges.csv": None})
    io.write_roads(network, built / "kharkiv.roads")
    crisis = read_crisis(built)
    assert crisis.network.n_edges == network.n_edges
    assert "kharkiv.roads" in crisis.inputs_sha256


# --- Tables as spreadsheets write them -------------------------------------------------------------------------------


def as_spreadsheets_do(text: str) -> bytes:
    """BOM, CRLF, an empty row, an empty column at the end, columns in another order, spaces about the cells."""
    rows = [[f" {cell} " for cell in reversed(line.split(","))] + [""] for line in text.splitlines()]
    lines = [",".join(row) for row in [*rows[:2], [""] * len(rows[0]), *rows[2:]]]
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n"


@pytest.mark.parametrize("name", ["havens.csv", "parties.csv", "persons.csv", "wardens.csv"])
def test_a_table_saved_by_a_spreadsheet_reads_the_same(name: str, tmp_path: Path) -> None:
    plain, saved = read(tmp_path / "a"), read(tmp_path / "b", **{name: as_spreadsheets_do(FILES[name])})
    table = name.removesuffix(".csv")
    assert getattr(plain, table) == getattr(saved, table)


@pytest.mark.parametrize("name", ["crisis.toml", "curfews.toml", "closures.geojson", "advisories/second.toml"])
def test_documents_with_bom_and_crlf_read_the_same(name: str, tmp_path: Path) -> None:
    saved = b"\xef\xbb\xbf" + FILES[name].replace("\n", "\r\n").encode()
    plain, other = read(tmp_path / "a"), read(tmp_path / "b", **{name: saved})
    assert (plain.settings, plain.curfews, plain.closures) == (other.settings, other.curfews, other.closures)
    assert plain.advisories == other.advisories


def test_cells_with_commas_quotes_and_line_ends_are_read(tmp_path: Path) -> None:
    crisis = read(tmp_path, **{"havens.csv": HAVENS.replace(",Babai,", ',"Babai, ""the school""\nby the pond",')})
    assert crisis.havens[1].name == 'Babai, "the school"\nby the pond'


# --- Instants without a zone (P1) ------------------------------------------------------------------------------------


def test_an_instant_without_a_zone_is_read_in_the_crisis_zone_and_noted_p1(tmp_path: Path) -> None:
    crisis = read(
        tmp_path,
        **{
            "advisories/second.toml": ADVISORY.replace("18:00:00+02:00", "18:00:00"),
            "parties.csv": PARTIES.replace("2022-03-02T13:00:00+02:00", "2022-03-02 13:00"),
            "closures.geojson": CLOSURES.replace("13:50:00+02:00", "13:50:00"),
            "crisis.toml": CRISIS.replace("now = 2022-03-02T14:15:00+02:00", "now = 2022-03-02T14:15:00"),
        },
    )
    plain = read(tmp_path / "with")
    assert crisis.advisories == plain.advisories
    assert (crisis.parties, crisis.closures, crisis.settings) == (plain.parties, plain.closures, plain.settings)
    assert crisis.naive == (
        "crisis.toml: now 2022-03-02T14:15:00",
        "parties.csv, row 4: located_at 2022-03-02T13:00:00",
        "closures.geojson, feature 1: evidence_at 2022-03-02T13:50:00",
        "advisories/second.toml: deadline_at 2022-03-02T18:00:00",
    )


# --- Alerts in force -------------------------------------------------------------------------------------------------


def message(identifier: str, kind: str, sent: str, of: str = "") -> str:
    references = f"<references>embassy@example.org,{of},2022-03-02T09:00:00+02:00</references>" if of else ""
    return (
        ALERT.replace(">small-1<", f">{identifier}<")
        .replace(">Alert<", f">{kind}<")
        .replace("<sent>2022-03-02T09", f"<sent>2022-03-02T{sent}")
        .replace("<info>", f"{references}<info>")
    )


def in_force(folder: Path, *messages: str) -> list[str]:
    crisis = read(folder, **{f"alerts/{9 - n}.xml": text for n, text in enumerate(messages)})
    return [alert.identifier for alert in crisis.alerts]


def test_an_alert_in_force_is_read_with_its_area_and_original(tmp_path: Path) -> None:
    (alert,) = read(tmp_path).alerts
    assert (alert.identifier, alert.response_types, alert.headline) == ("small-1", ("Shelter",), "Stay in shelter")
    assert alert.polygons[0].equals(shapely.box(36.15, 49.95, 36.35, 50.05))
    assert alert.original == ALERT.encode()


def test_alerts_come_in_order_of_sending(tmp_path: Path) -> None:
    assert in_force(tmp_path, message("late", "Alert", "11"), message("early", "Alert", "08")) == [
        "early",
        "small-1",
        "late",
    ]


def test_an_update_takes_what_it_names_out_of_force(tmp_path: Path) -> None:
    assert in_force(tmp_path, message("new", "Update", "10", of="small-1")) == ["new"]


def test_a_cancel_takes_what_it_names_out_of_force_and_is_none_itself(tmp_path: Path) -> None:
    assert in_force(tmp_path, message("end", "Cancel", "10", of="small-1")) == []


def test_what_an_update_replaced_stays_out_of_force_when_the_update_is_cancelled(tmp_path: Path) -> None:
    update, cancel = message("new", "Update", "10", of="small-1"), message("end", "Cancel", "11", of="new")
    assert in_force(tmp_path, update, cancel) == []


def test_acknowledgements_are_no_alerts(tmp_path: Path) -> None:
    assert in_force(tmp_path, message("ack", "Ack", "10", of="small-1")) == ["small-1"]


def test_languages_of_one_alert_are_one_entry_and_other_areas_another(tmp_path: Path) -> None:
    info = ALERT[ALERT.index("<info>") : ALERT.index("</alert>")]
    elsewhere = info.replace("36.35", "36.30").replace(">Shelter<", ">Evacuate<")
    text = ALERT.replace("</alert>", info.replace("Stay in shelter", "Залишайтеся") + elsewhere + "</alert>")
    crisis = read(tmp_path, **{"alerts/shelter.xml": text})
    assert [(a.headline, a.response_types) for a in crisis.alerts] == [
        ("Stay in shelter", ("Shelter",)),
        ("Stay in shelter", ("Evacuate",)),
    ]


# --- The network -----------------------------------------------------------------------------------------------------


def test_what_crisis_toml_says_of_the_roads_is_their_source(tmp_path: Path) -> None:
    sketch = CRISIS.replace('nationality = "IN"', 'nationality = "IN"\nroads = "sketch from memory"')
    assert read(tmp_path / "said", **{"crisis.toml": sketch}).network.source == "sketch from memory"
    assert read(tmp_path / "not", **{"crisis.toml": CRISIS}).network.source == "nodes.csv, edges.csv"


# --- Names in advisories ---------------------------------------------------------------------------------------------


def test_names_that_an_advisory_asks_for_are_looked_up_near_the_crisis(tmp_path: Path) -> None:
    pesochin, babye, bezlyudovka = read(tmp_path).places["second"]
    assert (pesochin.asked, pesochin.candidates[0].name, pesochin.ambiguous) == ("Pesochin", "Pisochyn", False)
    assert babye.candidates[0].lat == pytest.approx(49.896, abs=0.01)
    assert bezlyudovka.candidates[0].distance_m == pytest.approx(10_000, abs=500)


def test_a_haven_without_id_is_taken_from_the_gazetteer(tmp_path: Path) -> None:
    crisis = read(tmp_path, **{"advisories/second.toml": ADVISORY.replace('haven_id = "babai"\n', "")})
    assert crisis.advisories["second"].havens[1].haven_id is None
    assert crisis.places["second"][1].candidates[0].country == "UA"


@pytest.mark.parametrize("asked", ["BABAI", "Бабаі", "babai"])
def test_a_name_that_one_haven_alone_has_is_that_haven_and_no_fault_where_no_gazetteer_knows_it(
    asked: str, tmp_path: Path
) -> None:
    nowhere = gzip.compress(f"{FIRST_LINE}; none; TD\n{chr(9).join(COLUMNS)}\n".encode())
    (tmp_path / "chad.tsv.gz").write_bytes(nowhere)
    advisory = ADVISORY.replace('haven_id = "babai"\n', "").replace('"Babye"', f'"{asked}"')
    folder = write_small_crisis(tmp_path / "crisis", **{"advisories/second.toml": advisory})
    crisis = read_crisis(folder, tmp_path / "chad.tsv.gz")
    assert crisis.places["second"][1] == NamedPlaces(asked, (), False, "babai", covered=False)
    assert crisis.inputs_sha256["chad.tsv.gz"] == hashlib.sha256(nowhere).hexdigest()
    taken = understood(crisis, "second", crisis.advisories["second"])[1].result
    assert (taken.haven_id, taken.by_name) == ("babai", True)


@pytest.mark.soak
def test_a_million_persons_are_read_in_about_the_memory_of_the_persons(tmp_path: Path) -> None:
    header = PERSONS.splitlines()[0]
    rows = (f"a{n},p{1 + n % 6},sheltering,F,{n % 80},IN,passport,,adult" for n in range(1_000_000))
    write_small_crisis(tmp_path, **{"persons.csv": "\n".join([header, *rows])})
    crisis = read_crisis(tmp_path)
    assert len(crisis.persons) == 1_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2_000_000  # kB
