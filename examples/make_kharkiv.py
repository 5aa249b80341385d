"""Makes the sketched roads and the invented people of examples/kharkiv-2022: the same bytes at every run.

    python examples/make_kharkiv.py            writes into examples/kharkiv-2022/
    python examples/make_kharkiv.py FOLDER     writes there instead

Nobody in it exists. What rests on a published figure and what is assumed is marked in kharkiv-2022/SOURCES.md.
"""

import csv
import io
import math
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

SEED = 20220302
HERE = Path(__file__).parent / "kharkiv-2022"

# --- Roads: a sketch through real places, its lengths calibrated to published distances -----------

EARTH_M = 6_371_008.8
PIECE_M = 2_000  # a longer stretch between two junctions is cut, so that a closure does not shut kilometres of road
WINDING = {"trunk": 1.06, "primary": 1.12, "secondary": 1.15, "residential": 1.2, "footway": 1.1}
DRIVING_KPH = {"trunk": 60, "primary": 40, "secondary": 35, "residential": 25, "footway": 0}

JUNCTIONS = {  # (lat, lon); settlements as GeoNames has them, the rest placed by hand
    "station": (49.9898, 36.2046),
    "poltavskyi": (49.9932, 36.2012),
    "kholodna-hora": (49.9826, 36.1817),
    "zaliutyne": (49.9775, 36.1560),
    "ring-west": (49.9665, 36.1310),
    "pisochyn-east": (49.9590, 36.1170),
    "pisochyn": (49.9516, 36.10262),
    "nova-bavaria-north": (49.9700, 36.1900),
    "nova-bavaria": (49.9560, 36.1600),
    "uda-west": (49.9475, 36.1330),
    "ivanivka": (50.0010, 36.1900),
    "kotelnia": (49.9945, 36.1650),
    "ring-podvirky": (49.9860, 36.1240),
    "podvirky": (49.97987, 36.09238),
    "solonytsivka": (49.99682, 36.03464),
    "vilshany": (50.0544, 35.88233),
    "korotych": (49.94737, 36.03736),
    "liubotyn": (49.94691, 35.92907),
    "novozhanove": (49.9690, 36.2080),
    "filippivka": (49.9500, 36.2030),
    "karachivka": (49.9290, 36.1990),
    "uda-north-bank": (49.9135, 36.1960),
    "uda-south-bank": (49.9105, 36.1955),
    "babai": (49.89625, 36.19309),
    "pokotylivka": (49.91343, 36.17511),
    "ring-pokotylivka": (49.9270, 36.1600),
    "vysokyi": (49.89419, 36.12384),
    "pivdenne": (49.88134, 36.06807),
    "merefa": (49.82107, 36.0567),
    "levada": (49.9790, 36.2190),
    "osnova": (49.9670, 36.2330),
    "haharina": (49.9806, 36.2430),
    "odeska": (49.9560, 36.2450),
    "airport": (49.9330, 36.2640),
    "ring-south": (49.9060, 36.2740),
    "bezliudivka": (49.86787, 36.28347),
    "khorosheve": (49.8517, 36.22759),
    "vasyshcheve": (49.83465, 36.33123),
    "rynok": (49.9929, 36.2200),
    "lopan-west-bank": (49.9923, 36.2228),
    "lopan-east-bank": (49.9918, 36.2254),
    "konstytutsii": (49.9905, 36.2315),
    "beketova": (49.9990, 36.2405),
    "derzhprom": (50.0052, 36.2310),
    "naukova": (50.0130, 36.2268),
    "botanichnyi": (50.0268, 36.2229),
    "serpnia": (50.0355, 36.2202),
    "hostel-oleksiivka": (50.0535, 36.2062),
    "ring-oleksiivka": (50.0700, 36.2050),
    "mala-danylivka": (50.06198, 36.16787),
    "ring-north-west": (50.0330, 36.1480),
    "lysa-hora": (50.0080, 36.2000),
    "klochkivska": (50.0140, 36.2150),
    "klochkivska-north": (50.0330, 36.2060),
    "pushkinska": (50.0038, 36.2475),
    "kyivska": (50.0011, 36.2705),
    "barabashova": (50.0023, 36.3040),
    "hostel-pavlova": (50.0080, 36.3150),
    "studentska": (50.0177, 36.3298),
    "heroiv-pratsi": (50.0253, 36.3360),
    "pivnichna-saltivka": (50.04512, 36.35905),
    "velyka-danylivka": (50.0560, 36.3140),
    "zhuravlivka": (50.0125, 36.27214),
    "shyshkivka": (50.0240, 36.2740),
    "hostel-zhukovskoho": (50.0350, 36.2790),
    "pavlove-pole": (50.0290, 36.2400),
    "piatykhatky": (50.0840, 36.2640),
    "ring-north-east": (50.0690, 36.3550),
    "ring-east": (50.0100, 36.4050),
    "kulynychi": (49.98178, 36.38283),
    "zakhysnykiv": (49.98861, 36.26478),
    "sportyvna": (49.9786, 36.2628),
    "malysheva": (49.9755, 36.2830),
    "turboatom": (49.9690, 36.3000),
    "palats-sportu": (49.9600, 36.3200),
    "traktornyi": (49.9490, 36.3700),
    "ring-rohan": (49.9350, 36.4300),
    "rohan": (49.90317, 36.48268),
    "ring-south-east": (49.9020, 36.3500),
}


@dataclass(frozen=True)
class Road:
    name: str
    kind: str  # OSM's highway
    through: str  # junctions, with a space between
    published_m: int | None = None  # length of the whole; without one, WINDING of its kind


ROADS = (
    Road("Poltavskyi Shliakh, to Pisochyn", "primary",
         "station poltavskyi kholodna-hora zaliutyne ring-west pisochyn-east pisochyn", 11_000),
    Road("Karachivka road, to Babai", "primary",
         "station novozhanove filippivka karachivka uda-north-bank uda-south-bank babai", 12_000),
    Road("Haharina avenue, to Bezliudivka", "primary",
         "station levada osnova odeska airport ring-south bezliudivka", 16_000),
    Road("Nova Bavaria road", "secondary", "novozhanove nova-bavaria-north nova-bavaria uda-west pisochyn"),
    Road("Nova Bavaria link", "residential", "kholodna-hora nova-bavaria-north"),
    Road("Ivanivka and Podvirky road", "secondary", "poltavskyi ivanivka kotelnia ring-podvirky podvirky solonytsivka"),
    Road("Podvirky link", "residential", "podvirky pisochyn"),
    Road("Road to Vilshany", "primary", "solonytsivka vilshany"),
    Road("Road to Liubotyn", "trunk", "pisochyn korotych liubotyn"),
    Road("Road to Merefa", "primary", "babai pokotylivka vysokyi pivdenne merefa"),
    Road("Pokotylivka link", "secondary", "pokotylivka ring-pokotylivka"),
    Road("Khorosheve road", "secondary", "babai khorosheve bezliudivka vasyshcheve"),
    Road("Ring road", "trunk",
         "ring-west ring-podvirky ring-north-west mala-danylivka ring-oleksiivka piatykhatky ring-north-east ring-east "
         "ring-rohan ring-south-east ring-south karachivka ring-pokotylivka uda-west ring-west"),
    Road("Lopan bridge, Rynok", "primary", "station rynok lopan-west-bank lopan-east-bank konstytutsii"),
    Road("Lopan bridge, Levada", "secondary", "levada konstytutsii"),
    Road("Haharina avenue, north", "primary", "konstytutsii haharina odeska"),
    Road("Lysa Hora road", "secondary", "poltavskyi lysa-hora klochkivska-north"),
    Road("Klochkivska", "primary", "rynok klochkivska klochkivska-north hostel-oleksiivka ring-oleksiivka"),
    Road("Lopan footbridge, Klochkivska", "footway", "klochkivska naukova"),
    Road("Nauky avenue", "primary", "konstytutsii derzhprom naukova botanichnyi serpnia hostel-oleksiivka"),
    Road("Sumska", "secondary", "konstytutsii beketova pushkinska pavlove-pole piatykhatky"),
    Road("Pavlove Pole", "residential", "botanichnyi pavlove-pole shyshkivka"),
    Road("Beketova link", "residential", "derzhprom beketova"),
    Road("Shevchenka", "secondary", "pushkinska kyivska zhuravlivka shyshkivka hostel-zhukovskoho velyka-danylivka "
         "pivnichna-saltivka"),
    Road("Pushkinska", "secondary", "pushkinska zhuravlivka"),
    Road("Akademika Pavlova", "primary", "kyivska barabashova hostel-pavlova studentska heroiv-pratsi "
         "pivnichna-saltivka ring-north-east"),
    Road("Kharkiv bridge, Kyivska", "secondary", "kyivska zakhysnykiv sportyvna haharina"),
    Road("Kharkiv bridge, Zakhysnykiv", "primary", "konstytutsii zakhysnykiv barabashova"),
    Road("Heroiv Kharkova avenue", "primary", "sportyvna malysheva turboatom palats-sportu traktornyi ring-rohan "
         "rohan"),
    Road("Kulynychi road", "secondary", "barabashova kulynychi ring-east"),
    Road("Southern industrial road", "residential", "turboatom airport"),
)  # fmt: skip


def metres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle metres between two (lat, lon)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*here, *there))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(half))


def network() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The rows of nodes.csv and edges.csv: junctions first, then the points where long stretches are cut."""
    points = list(JUNCTIONS.values())
    number = {junction: i for i, junction in enumerate(JUNCTIONS, 1)}
    edges: list[dict[str, object]] = []
    for road in ROADS:
        stops = road.through.split()
        straight = sum(metres(JUNCTIONS[a], JUNCTIONS[b]) for a, b in pairwise(stops))
        winding = road.published_m / straight if road.published_m else WINDING[road.kind]
        if winding < 1:
            raise ValueError(f"{road.name}: drawn {straight:.0f} m, longer than the {road.published_m} m published")
        for a, b in pairwise(stops):
            between = _cut(JUNCTIONS[a], JUNCTIONS[b])
            path = [number[a], *range(len(points) + 1, len(points) + 1 + len(between)), number[b]]
            points.extend(between)
            length = winding * metres(JUNCTIONS[a], JUNCTIONS[b]) / (len(path) - 1)
            edges.extend(_edge(road, i, j, length) for i, j in pairwise(path))
    nodes: list[dict[str, object]] = [
        {"id": i, "lat": f"{lat:.5f}", "lon": f"{lon:.5f}"} for i, (lat, lon) in enumerate(points, 1)
    ]
    return nodes, edges


def _cut(here: tuple[float, float], there: tuple[float, float]) -> list[tuple[float, float]]:
    pieces = math.ceil(metres(here, there) / PIECE_M)
    return [
        (here[0] + (there[0] - here[0]) * k / pieces, here[1] + (there[1] - here[1]) * k / pieces)
        for k in range(1, pieces)
    ]


def _edge(road: Road, tail: int, head: int, length_m: float) -> dict[str, object]:
    speed = DRIVING_KPH[road.kind] or ""
    return {"from": tail, "to": head, "length_m": f"{length_m:.1f}", "speed_kph": speed, "class": road.kind,
            "name": road.name}  # fmt: skip


# --- People: invented -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """Where invented people are, how many, and the hours of supplies they have left at 13:30."""

    place: str
    at: str | None  # junction; None: spread over FLATS
    people: int
    located_at: str
    water_h: int
    food_h: int
    heat_h: int


SITES = (
    Site("station shelter", "station", 1_100, "2022-03-02T12:50:00+02:00", 6, 0, 18),
    Site("metro Tsentralnyi Rynok", "rynok", 160, "2022-03-02T12:30:00+02:00", 8, 0, 24),
    Site("metro Kholodna Hora", "kholodna-hora", 140, "2022-03-02T12:30:00+02:00", 8, 0, 24),
    Site("metro Naukova", "naukova", 130, "2022-03-02T11:40:00+02:00", 12, 8, 24),
    Site("metro Studentska", "studentska", 120, "2022-03-02T10:30:00+02:00", 12, 8, 24),
    Site("metro Heroiv Pratsi", "heroiv-pratsi", 100, "2022-03-02T10:30:00+02:00", 12, 8, 24),
    Site("hostel Oleksiivka", "hostel-oleksiivka", 330, "2022-03-02T11:00:00+02:00", 20, 24, 12),
    Site("hostel Zhukovskoho", "hostel-zhukovskoho", 270, "2022-03-02T11:00:00+02:00", 20, 24, 12),
    Site("hostel Pavlova", "hostel-pavlova", 250, "2022-03-02T09:30:00+02:00", 20, 24, 12),
    Site("flats", None, 150, "2022-03-02T08:00:00+02:00", 30, 36, 24),
    Site("last heard of at a hostel", "hostel-pavlova", 90, "2022-02-28T20:00:00+02:00", 20, 24, 12),
    Site("", None, 110, "", 20, 24, 12),
)
FLATS = ("konstytutsii", "pushkinska", "pavlove-pole", "sportyvna", "turboatom", "lysa-hora", "novozhanove", "kyivska")
ELSEWHERE = {"dead": 2, "held": 3, "home": 8, "abroad": 15, "left": 20}  # parties of one, without a position
SIZES = {1: 20, 2: 22, 3: 20, 4: 18, 5: 12, 6: 8}  # per cent of parties
# Per thousand parties: a minor only alone, the young only among students, a family of three or more.
KINDS = {"students": 827, "young": 25, "family": 35, "vehicle": 25, "older": 12, "injured": 16, "medical": 12,
         "disabled": 8, "minor": 40}  # fmt: skip
URGENT = {"medical": "medical", "injured": "medical", "minor": "minors", "young": "minors", "disabled": "disabled"}
MOBILITY = {"older": "older", "family": "adult"}
CHANNELS = {"sms": 36, "sms email": 30, "sms page": 10, "email": 8, "page": 4, "voice": 8, "": 4}  # per cent
PARTIES_A_WARDEN = 10
WARDEN_SHARE = 0.6
SILENT_EVERY = 12  # every so many-th warden has fallen silent
ALONE_BELOW = 18


Choice = TypeVar("Choice")


class People:
    """Draws parties and persons, one after the other.

    Of the generator only `random()` is used: its stream alone is promised to be the same in every Python.
    """

    def __init__(self) -> None:
        self._rng = random.Random(SEED)
        self.parties: list[dict[str, object]] = []
        self.persons: list[dict[str, object]] = []
        self.wardens: list[dict[str, object]] = []

    def draw(self) -> "People":
        for site in SITES:
            left = site.people
            in_site: list[dict[str, object]] = []
            while left:
                size = min(left, self._pick(SIZES))
                in_site.append(self._party(site, size))
                left -= size
            if site.at and "metro" not in site.place:
                self._give_wardens(in_site)
        for state, count in ELSEWHERE.items():
            for _ in range(count):
                self._away(state)
        return self

    def _pick(self, shares: Mapping[Choice, int]) -> Choice:
        point = self._rng.random() * sum(shares.values())
        for value, share in shares.items():
            point -= share
            if point < 0:
                return value
        raise AssertionError("shares are positive")

    def _between(self, low: int, high: int) -> int:
        return low + int(self._rng.random() * (high - low + 1))

    def _chance(self, p: float) -> bool:
        return self._rng.random() < p

    def _party(self, site: Site, size: int) -> dict[str, object]:
        kind = self._pick(KINDS)
        if (kind == "family" and size < 3) or (kind == "minor" and size > 1) or (kind == "young" and size < 2):
            kind = "students"
        party_id = f"invented-{len(self.parties) + 1:04d}"
        lat, lon = self._where(site)
        party: dict[str, object] = {
            "id": party_id, "place": site.place, "lat": lat, "lon": lon, "located_at": site.located_at,
            "position_grade": "B2" if lat and site.at else "C3" if lat else "",
            "mobility": MOBILITY.get(kind, "student"),
            "means": "vehicle" if kind == "vehicle" else "foot", "vehicle_seats": 5 if kind == "vehicle" else 0,
            "channels": self._pick(CHANNELS), "language": "hi" if self._chance(0.3) else "en", "warden": "",
            "urgent": URGENT.get(kind, ""),
            "escort": "", "water_h": site.water_h, "food_h": site.food_h, "heat_h": site.heat_h,
            "medicine_h": self._between(6, 60) if kind in {"medical", "older"} else "",
        }  # fmt: skip
        self.parties.append(party)
        for member in range(size):
            self._person(party_id, member, kind)
        if kind == "minor" and len(self.parties) > 1 and self._chance(0.5):
            party["escort"] = self._escort()
        return party

    def _escort(self) -> str:
        """The last adult drawn before the minor."""
        return next(str(p["id"]) for p in reversed(self.persons) if int(str(p["age"])) >= ALONE_BELOW)

    def _where(self, site: Site) -> tuple[str, str]:
        if not site.located_at:
            return "", ""
        if site.at:
            lat, lon = JUNCTIONS[site.at]
            return f"{lat:.5f}", f"{lon:.5f}"
        lat, lon = JUNCTIONS[FLATS[self._between(0, len(FLATS) - 1)]]
        return f"{lat + (self._rng.random() - 0.5) * 0.005:.5f}", f"{lon + (self._rng.random() - 0.5) * 0.007:.5f}"

    def _person(self, party_id: str, member: int, kind: str) -> None:
        first = member == 0
        age, nationality, medical, mobility = self._between(18, 25), "IN", "", ""
        sex = "F" if self._chance(0.42) else "M"
        if kind == "family":
            age, sex = (self._between(28, 42), "M" if first else "F") if member < 2 else (self._between(1, 12), sex)
            nationality = "UA" if member == 1 and self._chance(0.6) else "IN"
            mobility = "child" if member >= 2 else ""
        elif kind == "older":
            age = self._between(58, 72)
        elif kind == "minor" or (first and kind == "young"):
            age = 17
        elif first and kind == "injured":
            mobility = "injured"
        elif first and kind == "disabled":
            mobility = "disabled"
        elif first and kind == "medical":
            medical = "stretcher" if self._chance(0.25) else "dependent"
        elif member == 1 and self._chance(0.02):
            nationality = "NP" if self._chance(0.5) else "BD"
        documents = "" if self._chance(0.006) else "passport" if self._chance(0.2) else "passport residence-permit"
        self.persons.append(
            {"id": f"{party_id}-{member + 1}", "party": party_id, "state": "sheltering", "sex": sex, "age": age,
             "nationality": nationality, "documents": documents, "medical": medical, "mobility": mobility}
        )  # fmt: skip

    def _away(self, state: str) -> None:
        nowhere = Site("", None, 1, "", 0, 0, 0)
        party = self._party(nowhere, 1)
        party.update(channels="", urgent="", escort="", water_h="", food_h="", heat_h="", medicine_h="")
        self.persons[-1].update(state=state, medical="")

    def _give_wardens(self, parties: Sequence[dict[str, object]]) -> None:
        led = [party for party in parties if self._chance(WARDEN_SHARE)]
        for begin in range(0, len(led), PARTIES_A_WARDEN):
            number = len(self.wardens) + 1
            warden = f"invented-warden-{number:02d}"
            silent = "" if number % SILENT_EVERY else "2022-03-02T09:10:00+02:00"
            self.wardens.append({"id": warden, "channels": "sms email", "relay_s": 600, "silent_since": silent})
            for party in led[begin : begin + PARTIES_A_WARDEN]:
                party["warden"] = warden


# --- Files ----------------------------------------------------------------------------------------


def files() -> Iterator[tuple[str, str]]:
    """Each file's path within the crisis folder, and its text."""
    nodes, edges = network()
    people = People().draw()
    yield "network/nodes.csv", _csv(nodes)
    yield "network/edges.csv", _csv(edges)
    yield "parties.csv", _csv(people.parties)
    yield "persons.csv", _csv(people.persons)
    yield "wardens.csv", _csv(people.wardens)


def _csv(rows: Iterable[Mapping[str, object]]) -> str:
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main(folder: Path) -> None:
    for path, text in files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
