"""nodes.csv and edges.csv: what columns mean, and every fault at once with its row and column."""

import time
from pathlib import Path

import numpy as np
import pytest

from safepassage.errors import BadInput
from safepassage.formats.roadlines import RoadLines
from safepassage.planning.io import columns
from safepassage.planning.io.road_tables import read_road_tables

NODES = "id,lat,lon\n1,50,36\n2,50,36.01\n3,50.01,36.01\n"


@pytest.fixture
def read(tmp_path: Path):
    def read_texts(edges: str | bytes, nodes: str | bytes = NODES) -> RoadLines:
        for name, text in (("nodes.csv", nodes), ("edges.csv", edges)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_road_tables(tmp_path, "network")

    return read_texts


@pytest.fixture
def faults_of(read):
    def told(edges: str | bytes, nodes: str | bytes = NODES) -> list[str]:
        with pytest.raises(BadInput) as caught:
            read(edges, nodes)
        return list(map(str, caught.value.faults))

    return told


def test_time_wins_over_speed_and_speed_over_class(read) -> None:
    roads = read(
        "from,to,length_m,time_s,speed_kph,class\n"
        "1,2,1000,77,50,primary\n1,2,1000,,50,primary\n1,2,1000,,,primary\n1,2,1000,,,\n1,2,1000,,,boulevard\n"
    )
    assert roads.drive_forward_s == pytest.approx([77, 72, 3600 / 65, 120, 120])
    assert roads.line_length_m.tolist() == [1000] * 5
    assert roads.left_out == ("what class 'boulevard' means (1 edge, taken as 'road', for all)",)


@pytest.mark.parametrize(
    ("oneway", "forward", "backward"),
    [
        ("", True, True),
        ("no", True, True),
        ("yes", True, False),
        ("1", True, False),
        ("-1", False, True),
        ("YES", True, False),
    ],
)
def test_oneway_binds_vehicles_only(oneway: str, forward: bool, backward: bool, read) -> None:
    roads = read(f"from,to,length_m,oneway\n1,2,10,{oneway}\n")
    assert np.isfinite([roads.drive_forward_s[0], roads.drive_backward_s[0]]).tolist() == [forward, backward]
    assert roads.walk_forward[0]
    assert roads.walk_backward[0]


@pytest.mark.parametrize(
    ("road_class", "walk", "drive"),
    [
        ("motorway", False, True),
        ("footway", True, False),
        ("path", True, False),
        ("steps", True, False),
        ("trunk", True, True),
        ("", True, True),
    ],
)
def test_who_may_use_a_class(road_class: str, walk: bool, drive: bool, read) -> None:
    roads = read(f"from,to,length_m,time_s,class\n1,2,10,5,{road_class}\n")
    assert (bool(roads.walk_forward[0]), bool(np.isfinite(roads.drive_forward_s[0]))) == (walk, drive)


def test_bom_crlf_quotes_blank_rows_and_any_order_of_columns_are_read(read) -> None:
    roads = read(
        b'\xef\xbb\xbfname,capacity_per_h,length_m,to,from\r\n"Main, north",600,10,2,1\r\n\r\n,,,,\r\n,,20, 3 ,2\r\n',
        b"\xef\xbb\xbfid,lat,lon\r\n1,50,36\r\n2,50,36.01\r\n3,50.01,36.01\r\n",
    )
    assert [roads.names[name] for name in roads.line_name] == ["Main, north", ""]
    assert roads.line_to.tolist() == [1, 2]
    assert np.isnan(roads.line_capacity_per_h).tolist() == [False, True]


def test_ids_that_are_not_all_numbers_are_kept_as_rows(read) -> None:
    assert read("from,to,length_m\n1,2,10\n").node_id.tolist() == [1, 2, 3]
    roads = read("from,to,length_m\nB,A,10\n", "id,lat,lon\nA,50,36\nB,50,36.01\n")
    assert roads.node_id.tolist() == [2, 3]
    assert roads.line_from.tolist() == [1]


def test_all_faults_of_both_files_come_at_once_with_row_and_column(faults_of) -> None:
    told = faults_of(
        "from,to,length_m,time_s,speed_kph,oneway\n"
        "1,9,-5,,,\n1,2,ten,nan,0,\n,2,,,,maybe\n1,2,3\n1,2,10,inf,,\n1,2,10,,,\n",
        "id,lat,lon\n1,95,36\n2,50,\n2,50,1e3\n,50,36\n",
    )
    assert told == [
        "network/nodes.csv, row 2, column lat: 95 is too large; expected a number from -90 to 90",
        "network/nodes.csv, row 3, column lon: it is empty; expected a number from -180 to 180",
        "network/nodes.csv, row 4, column id: '2' is the id of another node too; expected an id of its own",
        "network/nodes.csv, row 4, column lon: 1e3 is too large; expected a number from -180 to 180",
        "network/nodes.csv, row 5, column id: it is empty; expected an id of its own",
        "network/edges.csv, row 2, column to: '9' is no node; expected an id in nodes.csv",
        "network/edges.csv, row 2, column length_m: -5 is too small; expected a number from 0 to 10,000,000",
        "network/edges.csv, row 3, column length_m: 'ten' is not a number; expected a number from 0 to 10,000,000",
        "network/edges.csv, row 3, column time_s: 'nan' is not a number; expected a number from 0 to 10,000,000",
        "network/edges.csv, row 3, column speed_kph: 0 is too small; expected a number from 0.1 to 500",
        "network/edges.csv, row 4, column from: it is empty; expected an id in nodes.csv",
        "network/edges.csv, row 4, column length_m: it is empty; expected a number from 0 to 10,000,000",
        "network/edges.csv, row 4, column oneway: 'maybe' is not known; expected yes, no, -1 or empty",
        "network/edges.csv, row 5: it has 3 cells; expected 6, as the first row has",
        "network/edges.csv, row 6, column time_s: 'inf' is too large; expected a number from 0 to 10,000,000",
    ]


@pytest.mark.parametrize(
    ("edges", "told"),
    [
        ("", "network/edges.csv: it is empty; expected a first row of column names: from, to, length_m"),
        ("from,to,length_m\n", "network/edges.csv: there is no edge in it; expected a row for each edge"),
        ("from,to\n1,2\n", "network/edges.csv, row 1: there is no column 'length_m'; expected one"),
        ("from;to;length_m\n", "network/edges.csv, row 1: the columns are separated by semicolons; expected commas"),
        ("from,to,length_m,lenght\n", "network/edges.csv, row 1, column lenght: 'lenght' is not known; expected "),
        ("from,to,length_m,to\n", "network/edges.csv, row 1, column to: the column stands 2 times; expected it once"),
        (b"from,to,length_m,name\n1,2,10,ok\n1,2,10,\xff\n", "network/edges.csv, row 3: not UTF-8; expected UTF-8"),
        ('from,to,length_m,name\n1,2,10,ok\n1,2,10,"x\n', "network/edges.csv, row 3: not CSV: unexpected end of data"),
        ('"from', "network/edges.csv, row 1: not CSV: unexpected end of data"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_fault(edges: str | bytes, told: str, faults_of) -> None:
    (fault,) = faults_of(edges)
    assert fault.startswith(told)


def test_where_nodes_cannot_be_read_edges_are_not_blamed_for_it(faults_of) -> None:
    (fault,) = faults_of("from,to,length_m\n1,2,10\n", "id;lat;lon\n")
    assert fault.startswith("network/nodes.csv, row 1")


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_road_tables(tmp_path)
    assert [fault.file for fault in caught.value.faults] == [f"{tmp_path}/nodes.csv", f"{tmp_path}/edges.csv"]


def test_faults_beyond_a_thousand_are_counted(faults_of, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MOST_FAULTS", 3)
    told = faults_of("from,to,length_m\n" + "1,9,10\n" * 8)
    assert len(told) == 4
    assert told[-1] == "network/edges.csv: 5 more faults; expected none"


def test_rows_are_numbered_across_the_parts_in_which_a_table_is_read(
    faults_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "ROWS_AT_ONCE", 3)
    told = faults_of("from,to,length_m\n" + "1,2,10\n" * 3 + "\n" + "1,2,10\n" * 4 + "1,2,-1\n")
    assert told == [
        "network/edges.csv, row 10, column length_m: -1 is too small; expected a number from 0 to 10,000,000"
    ]


def test_tens_of_thousands_of_rows_are_read_in_moments(read) -> None:
    nodes = "id,lat,lon\n" + "".join(f"{n},{50 + n * 1e-6},{36 + n * 1e-6}\n" for n in range(50_000))
    edges = "from,to,length_m,name\n" + "".join(f"{n},{n + 1},10.5,Street {n % 99}\n" for n in range(49_999))
    began = time.process_time()
    roads = read(edges, nodes)
    assert len(roads.line_from) == 49_999
    assert time.process_time() - began < 20
