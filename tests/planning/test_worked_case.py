"""The worked case of rule P5 through the whole public path: files of a crisis in, a result out."""

import json
from pathlib import Path

import pytest
from tests.crises import ADVISORY, CRISIS, write_small_crisis

from safepassage.planning import preflight
from safepassage.planning.io import read_crisis
from safepassage.planning.judge import judge

# S → v → T, 5 m and 5 s each at 3.6 km/h; the party and the haven stand on the road at either end. An area around v is
# closed for seconds [7, 20) after the party is ready.
LON = {"S": 36.2, "v": 36.201, "T": 36.202}
NODES = "id,lat,lon\n" + "".join(f"{n},50.0,{lon}\n" for n, lon in enumerate(LON.values(), 1))
AROUND_V = [[36.2009, 49.9999], [36.2011, 49.9999], [36.2011, 50.0001], [36.2009, 50.0001], [36.2009, 49.9999]]
FILES = {
    "crisis.toml": CRISIS.replace("speed_kph = 5.0", "speed_kph = 3.6")
    .replace("night = 0.8\nsnow = 0.9", "")
    .replace("reading_s = 300\npreparation_s = 600", "reading_s = 0\npreparation_s = 0"),
    "network/nodes.csv": NODES,
    "network/edges.csv": "from,to,length_m\n1,2,5\n2,3,5\n",
    "havens.csv": f"id,name,lat,lon\nt,T,50.0,{LON['T']}\n",
    "parties.csv": "id,lat,lon,located_at,mobility,channels\n"
    f"p,50.0,{LON['S']},2022-03-02T14:00:00+02:00,adult,radio\n",
    "persons.csv": "id,party\na,p\n",
    "channels.toml": '[[channel]]\nid = "radio"\nkind = "voice"\nsegments_per_s = 1\n',
    "advisories/second.toml": ADVISORY[: ADVISORY.index("[[havens]]")].replace("14:30:00", "14:29:59")
    + '[[havens]]\nasked = "T"\nhaven_id = "t"\n\n[text]\nen = "Go to T."\n',
} | dict.fromkeys(
    ["shelters.csv", "wardens.csv", "curfews.toml", "corridors.toml", "access.toml", "alerts/shelter.xml"]
)


def closed_around_v(begin: str, end: str) -> str:
    window = {"begin": f"2022-03-02T14:30:{begin}+02:00", "end": f"2022-03-02T14:30:{end}+02:00"}
    feature = {
        "type": "Feature",
        "properties": {"id": "around-v", "kind": "closure", **window},
        "geometry": {"type": "Polygon", "coordinates": [AROUND_V]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


@pytest.mark.parametrize(("begin", "end", "arrival"), [("07", "20", 30), ("10", "20", 10), ("00", "20", 30)])
def test_from_files_to_result_who_sets_out_towards_a_closed_node_arrives_when_it_has_opened(
    tmp_path: Path, begin: str, end: str, arrival: int
) -> None:
    """P5: ready at 14:30:00; label v = 5 leads nowhere, label v = 25 does."""
    crisis = read_crisis(write_small_crisis(tmp_path, **FILES, **{"closures.geojson": closed_around_v(begin, end)}))
    result = preflight(crisis, "second")
    (party,) = result.parties
    assert party.verdict == "on_time"
    assert (party.arrive_at - party.ready_at).total_seconds() == arrival
    assert judge(crisis, result) == ()
