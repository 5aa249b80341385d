"""Crisis folders with faults: each is told with file, row, column, what is wrong and what is expected."""

from pathlib import Path

import pytest
from tests.crises import ADVISORY, ALERT, CRISIS, FILES, HAVENS, NODES, PARTIES, PERSONS, write_small_crisis

from safepassage.errors import BadInput
from safepassage.planning.io import read_crisis
from safepassage.planning.io.reading import MOST_FAULTS

Content = str | bytes | None


def faults(folder: Path, **changes: Content) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_crisis(write_small_crisis(folder, **changes))
    return [str(fault) for fault in refused.value.faults]


def the_fault(folder: Path, file: str, content: Content) -> str:
    """The one fault of the folder when one file of it is changed, without the file's name."""
    (fault,) = faults(folder, **{file: content})
    return fault.removeprefix(f"{file}, ").removeprefix(f"{file}: ")


def changed(file: str, old: str, new: str) -> str:
    assert old in FILES[file]
    return FILES[file].replace(old, new, 1)


# --- One cell, one row, one key --------------------------------------------------------------------------------------

AT = "2022-03-02T13:00:00+02:00"
INSTANT = "expected a date and time such as 2022-03-02T18:00:00+02:00"
COUNT = "expected a whole number from 0 to 10,000,000"
LAT = "expected a number from -90 to 90"

CELLS = [
    ("havens.csv", "49.9516", "95", f"row 2, column lat: 95 is too large; {LAT}"),
    ("havens.csv", "49.9516", "", f"row 2, column lat: it is missing; {LAT}"),
    ("havens.csv", "49.9516", "nan", f"row 2, column lat: 'nan' is not a number; {LAT}"),
    ("havens.csv", "49.9516", '"49,9"', f"row 2, column lat: '49,9' is not a number; {LAT}, with a point: 49.9"),
    ("havens.csv", "36.1026", "-181", "row 2, column lon: -181 is too small; expected a number from -180 to 180"),
    ("havens.csv", ",6,6,4,", ",-6,6,4,", f"row 2, column places: -6 is too small; {COUNT}"),
    ("havens.csv", ",6,6,4,", ",6.5,6,4,", f"row 2, column places: 6.5 is not a whole number; {COUNT}"),
    ("havens.csv", ",6,6,4,", ",lots,6,4,", f"row 2, column places: 'lots' is not a whole number; {COUNT}"),
    ("havens.csv", ",yes,", ",maybe,", "row 2, column heating: 'maybe' is not known; expected yes or no"),
    ("havens.csv", ",B2,", ",Z9,", "row 2, column grade: 'Z9' is not of the right form; expected a letter A"),
    ("havens.csv", AT, "this noon", f"row 2, column evidence_at: 'this noon' is not a date and time; {INSTANT}"),
    ("havens.csv", AT, "1646226000", f"row 2, column evidence_at: '1646226000' is not a date and time; {INSTANT}"),
    ("havens.csv", AT, "2022-03-02", f"row 2, column evidence_at: '2022-03-02' is not a date and time; {INSTANT}"),
    ("havens.csv", AT, "2022-02-30T13:00", "row 2, column evidence_at: '2022-02-30T13:00' is not a date and time"),
    ("havens.csv", AT, "0202-03-02T13:00:00Z", "row 2, column evidence_at: 0202-03-02T13:00:00+00:00 is centuries"),
    ("havens.csv", AT, "2022-03-27T03:30", "row 2, column evidence_at: 2022-03-27T03:30:00 does not exist in"),
    ("havens.csv", "Depot,900", "Depot,900,x", "row 3: it has 15 cells; expected 14, as the first row has"),
    ("havens.csv", "36.2835,,,,", "36.2835,", "row 4: it has 11 cells; expected 14, as the first row has"),
    ("havens.csv", "Pisochyn", '"Piso"chyn', "row 2: not CSV: ',' expected after '\"'"),
    ("havens.csv", "heating", "heatting", "row 1, column heatting: 'heatting' is not known; expected 'heating'"),
    ("havens.csv", "heating", "food", "row 1, column food: the column stands 2 times; expected it once"),
    ("shelters.csv", "metro,", "station,", "row 3, column id: 'station' stands at row 2 too; expected an id of its"),
    ("shelters.csv", "station,S", ",S", "row 2, column id: it is missing; expected an id of 1 to 80 characters"),
    ("wardens.csv", "w1,sms,", "w1,smss,", "row 2, column channels: 'smss' is not in the channels of channels.toml"),
    ("parties.csv", ",w1,", ",w7,", "row 4, column warden: 'w7' is not in wardens.csv; expected one of w1, w2"),
    ("parties.csv", "adult,vehicle", "adlt,vehicle", "row 5, column mobility: 'adlt' is not in [mobility.…] of"),
    ("parties.csv", "adult,vehicle", "adult,car", "row 5, column means: 'car' is not known; expected foot or vehicle"),
    ("parties.csv", ",disabled,", ",old,", "row 3, column urgent: 'old' is not in `urgent` of crisis.toml; expected"),
    ("parties.csv", "p5,,,,", "p5,,49.9,,", "row 6: only one of lat and lon is given; expected both or neither"),
    ("parties.csv", ",6,0,12,", ",-1,0,12,", "row 4, column water_h: -1 is too small; expected a number from 0 to"),
    ("persons.csv", "c2,p3,", "c2,p9,", "row 7, column party: 'p9' is not in parties.csv; expected one of p1, p2, p3"),
    ("persons.csv", "undecided", "thinking", "row 6, column state: 'thinking' is not known; expected one of dead"),
    ("persons.csv", ",20,IN,", ",126,IN,", "row 2, column age: 126 is too large; expected a whole number from 0 to"),
    ("persons.csv", ",20,IN,", ",20,Ind,", "row 2, column nationality: 'Ind' is not of the right form; expected an"),
    ("persons.csv", "dependent,none", "dependent,non", "row 12, column mobility: 'non' is not in [mobility.…] of"),
]  # fmt: skip

NOW = "now = 2022-03-02T14:15:00+02:00"
POLYGON = "49.80,36.00 49.80,36.45 50.10,36.45 50.10,36.00 49.80,36.00"
ADVICE = "advisories/second.toml"
DEADLINE = "deadline_at = 2022-03-02T18:00:00+02:00"

KEYS = [
    ("crisis.toml", 'Kyiv"', 'Kyjiw"', "zone: 'Europe/Kyjiw' is not a time zone of the IANA list; expected a time"),
    ("crisis.toml", POLYGON, POLYGON[:-12], "area: the polygon is not closed: it begins at 49.8,36.0 and ends at"),
    ("crisis.toml", POLYGON, "49.80,36.00", "area: a polygon of 1 positions; expected four or more"),
    ("crisis.toml", "horizon_h = 48", "horizon_h = 337", "clock.horizon_h: 337 is too large"),
    ("crisis.toml", "T14:15", "T11:15", "clock: now, 2022-03-02T11:15:00+02:00, lies outside the clock"),
    ("crisis.toml", "high = 20", "high = 2", "estimate: low, 10, is more than high, 2; expected at most as many"),
    ("crisis.toml", "night = 0.8", "night = 8", "mobility.adult.night: 8 is too large; expected a number from 0.01"),
    ("crisis.toml", "speed_kph = 5.0", "speed_kph = 0.01", "mobility.adult.speed_kph: 0.01 is slower than anybody"),
    ("crisis.toml", "night = 0.8", "nigth = 8", "mobility.adult.nigth: 'nigth' is not known; expected 'night'"),
    ("crisis.toml", "03-04T00", "02-04T00", "snow 1: the end, 2022-02-04T00:00:00+02:00, is not after the begin"),
    ("crisis.toml", "nationality", "[x", "line 5, column 4: not TOML: Expected ']' at the end of a table declaration"),
    ("curfews.toml", "18:00:00", "18", "curfew 1, begins: 18 is not a time of day; expected a local time of day such"),
    ("curfews.toml", "= 2022-03-04", "= 2022-02-04", "curfew 1: last_on, 2022-02-04, is before first_on, 2022-03-01"),
    ("curfews.toml", "[[curfew]]", "[[curfews]]", "curfews: 'curfews' is not known; expected 'curfew', perhaps"),
    ("curfews.toml", "[[curfew]]", "[curfew]", "curfew: it is no list of tables; expected [[curfew]] before each"),
    ("corridors.toml", 'side = "north"', 'side = "east"', "corridor 1: a commitment is of east, no side of this"),
    ("corridors.toml", '"pisochyn"', '"pisochin"', "corridor 1, havens: 'pisochin' is not in havens.csv"),
    ("corridors.toml", "T12:00:00", "T07:00:00", "corridor 1: the end, 2022-03-03T07:00:00+02:00, is not after the"),
    ("corridors.toml", '"promised"', '"hoped"', "corridor 1, commitment 1, status: 'hoped' is not known; expected"),
    ("access.toml", 'of = "lviv"', 'of = "lvov"', "rule 1, of: 'lvov' is not in the trains of access.toml; expected"),
    ("access.toml", 'at = "crossing"', 'at = "bridge"', "rule 2, at: 'bridge' is not known; expected one of haven"),
    ("access.toml", "age_from = 18", "age_from = 18\nage_below = 9", "rule 1: no age is from 18 and below 9"),
    ("access.toml", '"papers"', '"men-on-trains"', "rule 2, id: 'men-on-trains' stands at rule 1 too; expected an id"),
    ("channels.toml", "= 30", '= "soon"', f"channel 1, latency_s: 'soon' is not a whole number; {COUNT}"),
    ("channels.toml", "= 0.9", "= 90", "channel 1, reach: 90 is too large; expected a number from 0 to 1"),
    ("closures.geojson", "36.22, 49.92", "36.22, 95", "feature 1, geometry: 95 is no latitude; expected a number"),
    ("closures.geojson", "49.86]]]", "49.87]]]", "feature 2, geometry: the ring is not closed: it begins at [36.25"),
    ("closures.geojson", "T16:00", "T14:00", "feature 1: the end, 2022-03-02T14:00:00+02:00, is not after the begin"),
    ("closures.geojson", '"control"', '"front"', "feature 2, kind: 'front' is not known; expected one of closure"),
    ("closures.geojson", "0.5", "1e10", "feature 2, exposure: 10000000000.0 is too large; expected"),
    ("closures.geojson", "0.5", "1e400", "feature 2, exposure: inf is not a number; expected a number from 0 to 1,000"),
    ("closures.geojson", "0.5", '0.5, "ways": [1e30]', "feature 2, ways 1: 1e+30 is not a whole number; expected"),
    ("crisis.toml", "epoch = 2022-03-02T12:00:00+02:00", "epoch = 0001-01-01T00:00:00+14:00", "clock.epoch: 0001"),
    ("alerts/shelter.xml", "<sent>2022", "<sent>0001", "line 5, sent: '0001-03-02T09:00:00+02:00' is centuries away"),
    ("closures.geojson", '"exposure"', '"exposur"', "feature 2, exposur: 'exposur' is not known; expected"),
    ("closures.geojson", "[[36.22, 49.92], [36.24, 49.93]]", "[[49.92, 36.22], [49.93, 36.24]]",
     "feature 1, geometry: it is far from the crisis area, and within it with latitude and longitude swapped"),
    (ADVICE, DEADLINE, 'deadline_at = "18 Uhr"', f"deadline_at: '18 Uhr' is not a date and time; {INSTANT}"),
    (ADVICE, DEADLINE, "deadline_at = 2022-03-02", "deadline_at: 2022-03-02 is not a date and time"),
    (ADVICE, DEADLINE, "deadline_at = 18:00:00", "deadline_at: 18:00:00 is not a date and time"),
    (ADVICE, DEADLINE, DEADLINE.replace("-02T", "-12T"), "deadline_at: 2022-03-12T18:00:00+02:00 is beyond the"),
    (ADVICE, "T14:30", "T11:30", "issued_at: 2022-03-02T11:30:00+02:00 is before the crisis clock begins"),
    (ADVICE, '"Move"', '"Run"', "kind: 'Run' is not known; expected one of Move, Shelter, Avoid, Halt, All clear"),
    (ADVICE, '"babai"', '"babei"', "havens 2, haven_id: 'babei' is not in havens.csv; expected 'babai', perhaps"),
    (ADVICE, '"babai"', '"pisochyn"', "havens 2: 'pisochyn' is named twice; expected each haven once"),
    (ADVICE, "said_m = 12000", "said_m = 0", "havens 2, said_m: 0 is too small; expected a number, greater than 0"),
    (ADVICE, "[text]", '[[assign]]\nplace = "Hostl"\nhaven_id = "babai"\n[text]', "assign 1, place: 'Hostl' is not"),
    (ADVICE, "[text]", '[[assign]]\nparty = "p1"\nhaven_id = "x"\n[text]', "assign 1, haven_id: 'x' is no haven_id of"),
    (ADVICE, "[text]", '[[assign]]\nhaven_id = "babai"\n[text]', "assign 1: both or neither of place and party"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "told"), CELLS + KEYS)
def test_a_fault_is_told_in_its_place(file: str, old: str, new: str, told: str, tmp_path: Path) -> None:
    assert the_fault(tmp_path, file, changed(file, old, new)).startswith(told)


# --- Whole files -----------------------------------------------------------------------------------------------------

SAVE_AS = 'expected UTF-8 (in a spreadsheet: save as "CSV UTF-8", separated by commas)'


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("havens.csv", None, "there is no such file; expected one; see docs/reference/crisis-folder.md"),
        ("channels.toml", None, "there is no such file"),
        ("crisis.toml", None, "there is no such file"),
        ("shelters.csv", "", "it is empty; expected a first row of column names: id, name, lat, lon, places"),
        ("havens.csv", HAVENS.replace(",", ";"), "row 1: the columns are separated by semicolons; expected commas"),
        ("parties.csv", PARTIES.replace(",", "\t"), "row 1: the columns are separated by tabs; expected commas"),
        ("parties.csv", PARTIES.encode("utf-16"), f": it is UTF-16; {SAVE_AS}"),
        (
            "persons.csv",
            PERSONS.replace("visa", "visé").encode("latin-1"),
            f"row 7: byte 271 of the file, 0xe9, is not UTF-8; {SAVE_AS}",
        ),
        ("crisis.toml", CRISIS.replace("Small", "Größe").encode("latin-1"), "line 1: byte 11 of the file is not UTF-8"),
        ("crisis.toml", "a = " + "[" * 5000, "lists are nested too deep"),
        ("closures.geojson", '{"type": "FeatureCollection"', "line 1, column 29: not JSON"),
        ("alerts/shelter.xml", '<!DOCTYPE a [<!ENTITY x "y">]><alert/>', "it holds a DOCTYPE or an entity"),
        ("alerts/shelter.xml", ALERT.replace("sender>", "from>"), "line 2, sender: it is missing"),
        ("network/nodes.csv", NODES.replace("49.9898", "95"), "row 2, column lat: "),
    ],
)
def test_a_file_that_cannot_be_used_is_told_once(file: str, content: Content, told: str, tmp_path: Path) -> None:
    assert the_fault(tmp_path, file, content).startswith(told.removeprefix(": "))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such folder; expected a crisis folder"):
        read_crisis(tmp_path / "nowhere")


def test_a_folder_without_network_or_with_two_is_told(tmp_path: Path) -> None:
    without: dict[str, Content] = {"network/nodes.csv": None, "network/edges.csv": None}
    assert faults(tmp_path / "none", **without)[0].startswith("network: there is no network; expected either nodes.csv")
    assert faults(tmp_path / "two", **{"city.roads": b""})[0].startswith(
        "network: there are several networks: city.roads, network; expected"
    )


def test_a_damaged_road_file_is_told_by_its_name_in_the_folder(tmp_path: Path) -> None:
    without: dict[str, Content] = {"network/nodes.csv": None, "network/edges.csv": None}
    (fault,) = faults(tmp_path, **without, **{"city.roads": b"x" * 100})
    assert fault.startswith("city.roads: ")
    assert "roads build" in fault


def test_a_folder_without_advisories_is_told(tmp_path: Path) -> None:
    assert faults(tmp_path, **{ADVICE: None}) == [
        "advisories: there is no advisory; expected at least one file, such as advisories/first.toml"
    ]


@pytest.mark.parametrize("name", ["Qqqxxqq", "Nowhere"])
def test_a_name_that_no_place_has_needs_a_haven_id(name: str, tmp_path: Path) -> None:
    content = ADVISORY.replace('haven_id = "babai"\n', "").replace('"Babye"', f'"{name}"')
    assert the_fault(tmp_path, ADVICE, content) == (
        f"havens 2, asked: no place is known as {name!r}; expected the name of a haven in havens.csv, "
        "or of the gazetteer, or a haven_id beside it"
    )


# --- All at once -----------------------------------------------------------------------------------------------------


def test_all_faults_of_a_file_and_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        **{
            "havens.csv": HAVENS.replace("49.9516", "95").replace(",6,6,4,", ",-6,x,4,").replace("49.8963", "north"),
            "channels.toml": changed("channels.toml", "= 0.9", "= 9"),
            "curfews.toml": changed("curfews.toml", "18:00:00", "18"),
            "parties.csv": PARTIES.replace(",vehicle,", ",car,").replace("p2,", "p1,"),
        },
    )
    assert [fault.split(":")[0] for fault in told] == [
        "havens.csv, row 2, column lat",
        "havens.csv, row 2, column places",
        "havens.csv, row 2, column food",
        "havens.csv, row 3, column lat",
        "parties.csv, row 3, column id",
        "parties.csv, row 5, column means",
        "persons.csv, row 5, column party",
        "curfews.toml, curfew 1, begins",
        "channels.toml, channel 1, reach",
    ]


def test_fields_checks_across_fields_and_references_are_told_in_one_go(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        **{
            "crisis.toml": CRISIS.replace('"Exercise"', '"Drill"').replace("high = 20", "high = 2"),
            "parties.csv": PARTIES.replace(",w1,", ",w7,")
            .replace("p5,,,,", "p5,,49.9,,")
            .replace("2022-03-02T13:30:00+02:00,B2,slow", "noon,B2,slw")
            .replace("adult,vehicle", "adult,car"),
            "closures.geojson": changed("closures.geojson", "T16:00", "T14:00").replace('"B2"', '"Z"'),
            "corridors.toml": changed("corridors.toml", "T12:00:00", "T07:00:00")
            .replace('["pisochyn"]', '["nowhere"]')
            .replace('"north"\n', '"east"\n'),
            ADVICE: ADVISORY.replace('"Move"', '"Run"')
            .replace("said_m = 12000", "said_m = 0")
            .replace('"babai"', '"babei"')
            .replace("02T18:00", "12T18:00"),
        },
    )
    assert [fault.split(": ")[0] for fault in told] == [
        "crisis.toml, status",
        "crisis.toml, estimate",
        "parties.csv, row 3, column located_at",
        "parties.csv, row 3, column mobility",
        "parties.csv, row 4, column warden",
        "parties.csv, row 5, column means",
        "parties.csv, row 6",
        "closures.geojson, feature 1, grade",
        "closures.geojson, feature 1",
        "corridors.toml, corridor 1",
        "corridors.toml, corridor 1",
        "corridors.toml, corridor 1, havens",
        "advisories/second.toml, kind",
        "advisories/second.toml, havens 2, said_m",
        "advisories/second.toml, havens 2, haven_id",
        "advisories/second.toml, deadline_at",
    ]


def test_a_faulty_field_is_no_reason_for_faults_elsewhere(tmp_path: Path) -> None:
    assign = '[[assign]]\nparty = "p1"\nhaven_id = "pisochyn"\n\n[[assign]]\nplace = "Hostel"\nhaven_id = "babai"\n'
    told = faults(
        tmp_path,
        **{
            "crisis.toml": CRISIS.replace("speed_kph = 5.0", "speed_kph = -5").replace(NOW, 'now = "noon"'),
            "parties.csv": PARTIES.replace("p1,Station underpass,49.9898", "p1,Station underpass,95"),
            "persons.csv": PERSONS.replace("e1,p5,never_tried", "e1,p5,never tried"),
            "havens.csv": HAVENS.replace("babai,Babai", ",Babai"),
            ADVICE: ADVISORY.replace('haven_id = "babai"', "haven_id = 5") + assign,
        },
    )
    assert [fault.split(": ")[0] for fault in told] == [
        "crisis.toml, clock.now",
        "crisis.toml, mobility.adult.speed_kph",
        "havens.csv, row 3, column id",
        "parties.csv, row 2, column lat",
        "persons.csv, row 11, column state",
        "advisories/second.toml, havens 2, haven_id",
    ]


NO_ROWS = "there are no rows below the first; expected at least one"


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("parties.csv", PARTIES.splitlines()[0] + "\r\n,,\n", f"{NO_ROWS} party"),
        ("persons.csv", PERSONS.splitlines()[0], f"{NO_ROWS} person"),
        ("parties.csv", None, "there is no such file"),
        ("persons.csv", None, "there is no such file"),
        ("parties.csv", "name" + PARTIES, "row 1, column nameid: 'nameid' is not known; expected one of id"),
        ("havens.csv", "\n".join(HAVENS.splitlines()[:1]) + "\nno", "row 2: it has 1 cell; expected 14, as the first"),
    ],
)
def test_a_table_that_cannot_be_used_is_no_reason_for_faults_elsewhere(
    file: str, content: Content, told: str, tmp_path: Path
) -> None:
    first, *more = (
        fault.removeprefix(f"{file}, ").removeprefix(f"{file}: ") for fault in faults(tmp_path, **{file: content})
    )
    assert first.startswith(told)
    assert more in (
        [],
        ["row 1: there is no column 'id'; expected one that holds an id of 1 to 80 characters, no space at either end"],
    )


@pytest.mark.parametrize(
    ("file", "nul", "told"),
    [
        ("havens.csv", "Pisochyn,49", "row 2: it holds a NUL byte; expected text only"),
        ("havens.csv", "heating", 'row 1: it holds NUL bytes; expected UTF-8 (in a spreadsheet: save as "CSV UTF-8"'),
        ("network/edges.csv", "West road", "row 2: not CSV: a NUL byte; expected cells with commas between"),
        ("network/nodes.csv", "id,lat", "row 1: not CSV: a NUL byte; expected cells with commas between"),
        ("crisis.toml", "Small", "line 1, column 9: not TOML: Illegal character '\\x00'"),
    ],
)
def test_nul_bytes_are_refused_with_their_row(file: str, nul: str, told: str, tmp_path: Path) -> None:
    assert the_fault(tmp_path, file, changed(file, nul, "\0" + nul)).startswith(told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[text]\nen = ", "[words]\nen = ", "text: it is missing; expected a table, by name a text"),
        ("[text]\nen = ", "[text]\n# ", "text: it is empty; expected a table, by name a text"),
        ("[text]\nen = ", '[text]\nen = " "\nhi = ', "text.en: it is empty; expected a text"),
        (
            "[text]\nen = ",
            '[text]\n"" = ',
            "text.: '' is not of the right form; expected a language tag, such as en or",
        ),
        (
            "[text]\nen = ",
            '[text]\n"in English" = ',
            "text.in English: 'in English' is not of the right form; expected",
        ),
    ],
)
def test_an_advisory_needs_a_text_in_some_language(old: str, new: str, told: str, tmp_path: Path) -> None:
    first = faults(tmp_path, **{ADVICE: changed(ADVICE, old, new)})[0]
    assert first.removeprefix(f"{ADVICE}, ").startswith(told)


def test_every_alert_is_read_and_nothing_else_may_lie_beside_them(tmp_path: Path) -> None:
    alerts: dict[str, Content] = {
        "alerts/two.XML": ALERT.replace("Shelter", "Hide"),
        "alerts/notes.txt": "x",
        "alerts/.hidden": "x",
        "alerts/old/one.xml": ALERT,
    }
    (tmp_path / "alerts").mkdir()
    (tmp_path / "alerts" / "lost.xml").symlink_to("nowhere")
    assert [fault.split(";")[0] for fault in faults(tmp_path, **alerts)] == [
        "alerts/lost.xml: there is no such file",
        "alerts/notes.txt: it is no .xml file",
        "alerts/old: it is no .xml file",
        "alerts/two.XML, line 12, info 1, responseType: 'Hide' is not known",
    ]


def test_a_file_whose_name_has_capitals_is_not_missed_in_silence(tmp_path: Path) -> None:
    told = faults(tmp_path, **{"curfews.toml": None, "Curfews.toml": FILES["curfews.toml"]})
    assert told == ["Curfews.toml: its name has capitals; expected the name 'curfews.toml'"]


# --- Places far from roads -------------------------------------------------------------------------------------------

NEAR = "expected a place within 500 m of a road (limits.snap_m in crisis.toml)"


def test_every_place_far_from_roads_is_told_with_its_row(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        **{
            "havens.csv": HAVENS.replace("babai,Babai,49.8963", "\nbabai,Babai,49.5"),
            "shelters.csv": changed("shelters.csv", "49.9780", "49.5"),
            "parties.csv": PARTIES.replace("p4,Hostel,50.0050,36.2300", "p4,Hostel,50.0050,39.2300"),  # beyond the area
            "access.toml": changed("access.toml", "lat = 49.9700", "lat = 90"),
        },
    )
    assert told == [
        f"access.toml, crossing 1, lat, lon: 90, 36.15 is too far from any road; {NEAR}",
        f"havens.csv, row 4, columns lat, lon: 49.5, 36.1931 is too far from any road; {NEAR}",
        f"shelters.csv, row 3, columns lat, lon: 49.5, 36.23 is too far from any road; {NEAR}",
        f"parties.csv, row 5, columns lat, lon: 50.005, 39.23 is too far from any road; {NEAR}",
    ]


def test_roads_of_another_place_are_told_once(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, **{"network/nodes.csv": NODES.replace(",36.", ",35.")})
    assert fault.startswith(
        "network: none of the 11 havens, shelters, parties and crossings is within 500 m of these roads"
    )


def test_a_place_of_the_gazetteer_far_from_roads_is_told_where_the_advisory_asks_for_it(tmp_path: Path) -> None:
    content = ADVISORY.replace('haven_id = "babai"\n', "").replace('"Babye"', '"Poltava"')
    told = the_fault(tmp_path, ADVICE, content)
    assert told.startswith("havens 2, asked: 49.5")
    assert told.endswith(f"is too far from any road; {NEAR}")


def test_a_missing_column_is_told_once_and_the_other_columns_are_still_checked(tmp_path: Path) -> None:
    rows = [line.split(",") for line in HAVENS.replace("Pisochyn,49.9516,36.1026", "Pisochyn,49.9516,361").splitlines()]
    without_lat = "\n".join(",".join([*row[:2], *row[3:]]) for row in rows)
    assert faults(tmp_path, **{"havens.csv": without_lat}) == [
        "havens.csv, row 1: there is no column 'lat'; expected one that holds a number from -90 to 90",
        "havens.csv, row 2, column lon: 361 is too large; expected a number from -180 to 180",
    ]


def test_what_is_named_in_a_faulty_row_is_not_told_as_unknown(tmp_path: Path) -> None:
    told = faults(tmp_path, **{"parties.csv": PARTIES.replace("adult,vehicle", "adult,car")})
    assert len(told) == 1  # the persons of that party know it


def test_what_is_named_in_an_unreadable_file_is_not_told_as_unknown(tmp_path: Path) -> None:
    assert len(faults(tmp_path, **{"channels.toml": "[["})) == 1


def test_a_party_without_persons_is_a_fault(tmp_path: Path) -> None:
    persons = "\n".join(line for line in PERSONS.splitlines() if ",p5," not in line)
    assert faults(tmp_path, **{"persons.csv": persons}) == [
        "parties.csv, row 6, column id: party 'p5' has no persons;"
        " expected at least one row of persons.csv with this party"
    ]


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    content = HAVENS.replace("Pisochyn", '"Piso\nchyn"').replace("babai,", "\n\nbabai,").replace("49.8679", "north")
    assert the_fault(tmp_path, "havens.csv", content).startswith("row 6, column lat: 'north' is not a number")


def test_control_characters_of_a_value_are_not_printed(tmp_path: Path) -> None:
    content = HAVENS.replace("49.9516", "\x1b[2J")
    assert the_fault(tmp_path, "havens.csv", content).startswith(r"row 2, column lat: '\x1b[2J' is not a number")


def test_of_very_many_faults_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    content = PERSONS + "".join(f"x{n},p1,lost\n".replace(",lost", ",lost,,,,,,") for n in range(MOST_FAULTS + 5))
    told = faults(tmp_path, **{"persons.csv": content})
    assert len(told) == MOST_FAULTS + 1
    assert told[-1] == "persons.csv: 5 more faults; expected those above mended first"


@pytest.mark.parametrize("shifted", ["p5,an unquoted, comma,,,,", "p5,,,,,,"])
def test_a_row_with_a_comma_too_many_is_told_once_and_not_read_further(shifted: str, tmp_path: Path) -> None:
    content = changed("parties.csv", "p5,,,,", shifted)
    (told,) = faults(tmp_path, **{"parties.csv": content})
    assert told.startswith("parties.csv, row 6: it has ")


def test_a_gazetteer_that_is_none_is_told_with_all_the_rest(tmp_path: Path) -> None:
    folder = write_small_crisis(tmp_path / "crisis", **{"havens.csv": changed("havens.csv", "49.9516", "95")})
    (tmp_path / "chad.tsv.gz").write_text("no gzip")
    with pytest.raises(BadInput) as refused:
        read_crisis(folder, tmp_path / "chad.tsv.gz")
    first, second = map(str, refused.value.faults)
    assert first.startswith("havens.csv, row 2, column lat")
    assert second.endswith("chad.tsv.gz: is no gzip file; expected a file made by `safepassage places build`")


def test_a_name_that_two_havens_have_means_neither(tmp_path: Path) -> None:
    rows = HAVENS.replace("Pisochyn,", "Qqqxxqq,", 1).replace("Babai,", "qqqxxqq,", 1)
    assert rows.lower().count("qqqxxqq") == 2
    content = ADVISORY.replace('haven_id = "babai"\n', "").replace('"Babye"', '"Qqqxxqq"')
    (told,) = faults(tmp_path, **{ADVICE: content, "havens.csv": rows})
    assert told.startswith(f"{ADVICE}, havens 2, asked: no place is known as 'Qqqxxqq'")
