"""A small complete crisis near Kharkiv, as files: nine junctions, three havens, six parties; all invented."""

from pathlib import Path

CRISIS = """\
name = "Small crisis"
status = "Exercise"
zone = "Europe/Kyiv"
home_zone = "Asia/Kolkata"
nationality = "IN"
area = "49.80,36.00 49.80,36.45 50.10,36.45 50.10,36.00 49.80,36.00"
urgent = ["medical", "minor", "disabled"]

[clock]
epoch = 2022-03-02T12:00:00+02:00
now = 2022-03-02T14:15:00+02:00
horizon_h = 48

[estimate]
low = 10
high = 20

[mobility.adult]
speed_kph = 5.0
longest_walk_m = 30000
night = 0.8
snow = 0.9

[mobility.slow]
speed_kph = 2.5
longest_walk_m = 10000
night = 0.7
snow = 0.8

[mobility.none]
speed_kph = 0
longest_walk_m = 0

[delays]
reading_s = 300
preparation_s = 600

[[snow]]
begin = 2022-03-01T00:00:00+02:00
end = 2022-03-04T00:00:00+02:00
"""

NODES = """\
id,lat,lon
1,49.9898,36.2046
2,49.9780,36.2300
3,49.9700,36.1500
4,49.9516,36.1026
5,49.9400,36.2000
6,49.8963,36.1931
7,49.9100,36.2600
8,49.8679,36.2835
9,50.0050,36.2300
"""

EDGES = """\
from,to,length_m,speed_kph,class,name
1,3,5000,40,secondary,West road
3,4,6000,40,secondary,West road
1,5,5600,40,secondary,South road
5,6,6400,40,secondary,South road
5,7,5450,40,tertiary,Ring road
7,8,4980,40,secondary,East road
1,2,2500,30,residential,Station street
2,5,5000,40,tertiary,
9,1,2800,30,residential,Hostel street
9,2,3200,30,residential,
"""

HAVENS = """\
id,name,lat,lon,places,food,shelter,heating,staff,onward_seats,grade,evidence_at,nearest_objective,nearest_objective_m
pisochyn,Pisochyn,49.9516,36.1026,6,6,4,yes,2,0,B2,2022-03-02T13:00:00+02:00,,
babai,Babai,49.8963,36.1931,4,,,,,,C3,2022-03-02T12:30:00+02:00,Depot,900
bezliudivka,Bezliudivka,49.8679,36.2835,,,,,,,,,,
"""

SHELTERS = """\
id,name,lat,lon,places
station,Station underpass,49.9898,36.2046,1000
metro,Metro hall,49.9780,36.2300,500
"""

WARDENS = """\
id,channels,relay_s,silent_since
w1,sms,600,
w2,sms,600,2022-03-02T09:00:00+02:00
"""

PARTIES = """\
id,place,lat,lon,located_at,position_grade,mobility,means,vehicle_seats,channels,language,warden,urgent,escort,water_h,food_h,heat_h,medicine_h
p1,Station underpass,49.9898,36.2046,2022-03-02T13:30:00+02:00,B2,adult,foot,0,sms email,en,,,,12,4,20,
p2,Station underpass,49.9898,36.2046,2022-03-02T13:30:00+02:00,B2,slow,foot,0,sms,en,,disabled,,12,4,20,
p3,Metro hall,49.9780,36.2300,2022-03-02T13:00:00+02:00,C3,adult,foot,0,,en,w1,,,6,0,12,
p4,Hostel,50.0050,36.2300,2022-03-02T12:10:00+02:00,B2,adult,vehicle,4,sms,en,,,,24,24,24,
p5,,,,,,adult,foot,0,sms,en,,,,,,,
p6,Hostel,50.0050,36.2300,2022-03-02T12:10:00+02:00,B2,adult,foot,0,,en,w2,medical,,24,24,24,8
"""

PERSONS = """\
id,party,state,sex,age,nationality,documents,medical,mobility
a1,p1,sheltering,F,20,IN,passport,,
a2,p1,sheltering,M,21,IN,passport,,
a3,p1,sheltering,M,21,IN,,,
b1,p2,sheltering,F,54,IN,passport,,
c1,p3,undecided,F,19,IN,passport,,
c2,p3,sheltering,F,20,NP,passport visa,,adult
d1,p4,sheltering,M,22,IN,passport,,
d2,p4,sheltering,F,22,IN,passport,,
d3,p4,sheltering,M,23,IN,passport,,
e1,p5,never_tried,,,IN,,,
f1,p6,sheltering,F,24,IN,passport,dependent,none
f2,p6,sheltering,M,25,IN,passport,,
"""

CLOSURES = """\
{
  "type": "FeatureCollection",
  "features": [
    {
      "type": "Feature",
      "properties": {"id": "ring", "kind": "closure", "name": "Ring road shut", "grade": "B2",
        "begin": "2022-03-02T15:00:00+02:00", "end": "2022-03-02T16:00:00+02:00",
        "evidence_at": "2022-03-02T13:50:00+02:00"},
      "geometry": {"type": "LineString", "coordinates": [[36.22, 49.92], [36.24, 49.93]]}
    },
    {
      "type": "Feature",
      "properties": {"id": "front", "kind": "control", "exposure": 0.5},
      "geometry": {"type": "Polygon", "coordinates":
        [[[36.25, 49.86], [36.40, 49.86], [36.40, 49.90], [36.25, 49.90], [36.25, 49.86]]]}
    }
  ]
}
"""

CURFEWS = """\
[[curfew]]
id = "night"
begins = 18:00:00
ends = 06:00:00
first_on = 2022-03-01
last_on = 2022-03-04
grade = "B2"
source = "city hall, invented"
"""

CORRIDORS = """\
[[corridor]]
id = "west"
name = "West road"
begin = 2022-03-03T08:00:00+02:00
end = 2022-03-03T12:00:00+02:00
sides = ["north", "south"]
havens = ["pisochyn"]
notified = true

[[corridor.commitment]]
side = "north"
status = "promised"
said_at = 2022-03-02T10:00:00+02:00
grade = "C3"
"""

ACCESS = """\
[[crossing]]
id = "checkpoint"
name = "Checkpoint on the west road"
lat = 49.9700
lon = 36.1500

[[train]]
id = "lviv"
name = "Train to Lviv"

[[rule]]
id = "men-on-trains"
at = "train"
of = "lviv"
sex = "M"
age_from = 18
grade = "B3"

[[rule]]
id = "papers"
at = "crossing"
of = "checkpoint"
lacks = "passport"
grade = "C3"
"""

CHANNELS = """\
[[channel]]
id = "sms"
kind = "sms"
segments_per_s = 1.0
latency_s = 30
reach = 0.9

[[channel]]
id = "email"
kind = "email"
segments_per_s = 10.0
latency_s = 300
"""

ALERT = """\
<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>small-1</identifier>
  <sender>embassy@example.org</sender>
  <sent>2022-03-02T09:00:00+02:00</sent>
  <status>Exercise</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <category>Security</category>
    <event>Shelling</event>
    <responseType>Shelter</responseType>
    <urgency>Immediate</urgency>
    <severity>Extreme</severity>
    <certainty>Observed</certainty>
    <effective>2022-03-02T09:00:00+02:00</effective>
    <expires>2022-03-02T13:00:00+02:00</expires>
    <headline>Stay in shelter</headline>
    <area>
      <areaDesc>The city</areaDesc>
      <polygon>49.95,36.15 49.95,36.35 50.05,36.35 50.05,36.15 49.95,36.15</polygon>
    </area>
  </info>
</alert>
"""

ADVISORY = """\
kind = "Move"
issuer = "Embassy"
issued_at = 2022-03-02T14:30:00+02:00
deadline_at = 2022-03-02T18:00:00+02:00

[[havens]]
asked = "Pesochin"
haven_id = "pisochyn"
said_m = 11000

[[havens]]
asked = "Babye"
haven_id = "babai"
said_m = 12000

[[havens]]
asked = "Bezlyudovka"
haven_id = "bezliudivka"
said_m = 16000

[text]
en = "Proceed to Pesochin, Babye or Bezlyudovka. Be there by 18:00 Kyiv time under all circumstances."
"""

FILES = {
    "crisis.toml": CRISIS,
    "network/nodes.csv": NODES,
    "network/edges.csv": EDGES,
    "havens.csv": HAVENS,
    "shelters.csv": SHELTERS,
    "wardens.csv": WARDENS,
    "parties.csv": PARTIES,
    "persons.csv": PERSONS,
    "closures.geojson": CLOSURES,
    "curfews.toml": CURFEWS,
    "corridors.toml": CORRIDORS,
    "access.toml": ACCESS,
    "channels.toml": CHANNELS,
    "alerts/shelter.xml": ALERT,
    "advisories/second.toml": ADVISORY,
}


def write_small_crisis(folder: Path, **changes: str | bytes | None) -> Path:
    """Write the small crisis into `folder` and return it.

    A change is a file's path in the folder and its new content, or None to leave the file out:
    `write_small_crisis(folder, **{"havens.csv": HAVENS.replace("49.9516", "95"), "curfews.toml": None})`.
    """
    for path, content in {**FILES, **changes}.items():
        if content is None:
            continue
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
