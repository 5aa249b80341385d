"""CAP 1.1 and 1.2 (OASIS, 2005, 2010): alerts as issued, and how CAP writes polygons and circles, latitude first."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pyproj import Geod
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from safepassage.errors import BadInput, Fault

NAMESPACES = {"1.1": "urn:oasis:names:tc:emergency:cap:1.1", "1.2": "urn:oasis:names:tc:emergency:cap:1.2"}
STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MSG_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
RESPONSE_TYPES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown", "Very Likely")  # the last: CAP 1.0, deprecated

_EARTH = Geod(ellps="WGS84")
_CIRCLE_POINTS = 180
_DRAWN_AROUND = 1.0003  # sides, straight in degrees, cut up to 0.02 % of the radius off (500 km, at 75° latitude)
_INSTANT = "a date and time with its zone, such as 2022-03-02T18:00:00+02:00"


@dataclass(frozen=True)
class Reference:
    """An earlier message that an alert names: what makes a CAP message itself."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Area:
    """Where an info holds. Shapes are shapely, x = lon, y = lat; circles are polygons, or a point for radius 0."""

    description: str
    polygons: tuple[BaseGeometry, ...]
    circles: tuple[BaseGeometry, ...]
    geocodes: tuple[tuple[str, str], ...]  # (name of the code list, code)


@dataclass(frozen=True)
class Info:
    """What an alert says, in one language."""

    language: str  # "en-US" where the alert gives none, as CAP has it
    event: str
    response_types: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    effective: datetime | None
    onset: datetime | None
    expires: datetime | None
    headline: str
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Alert:
    """A CAP message, as far as the planner needs it."""

    version: str  # "1.1" or "1.2"
    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    scope: str
    references: tuple[Reference, ...]
    infos: tuple[Info, ...]


def read_alert(data: bytes, file: str = "alert.xml") -> Alert:
    """Read one CAP message. Raises BadInput with every fault found, each with the path of its element.

    Entities, DOCTYPEs and external references are refused unread. Beyond what the schema asks: times carry zones,
    polygons are closed and sound, no info expires before it takes effect, an Update or Cancel names what it replaces.
    """
    root = _root(data, file)
    reader = _Reader(root, file)
    alert = reader.alert()
    if reader.faults:
        raise BadInput(reader.faults)
    return alert


def _root(data: bytes, file: str) -> Element:
    try:
        return fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadInput([Fault(file, "", "it holds a DOCTYPE or an entity", "plain XML without them")]) from error
    except ParseError as error:
        line, column = error.position
        wrong = f"not XML: {error}".split(": line")[0]
        raise BadInput([Fault(file, f"line {line}, column {column + 1}", wrong, "a CAP alert")]) from error
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or of several bytes
        raise BadInput([Fault(file, "", f"not readable XML: {error}", "a CAP alert in UTF-8")]) from error


class _Reader:
    """Walks one message and gathers its faults. What is faulty is stood in for, so that the walk goes on."""

    def __init__(self, root: Element, file: str) -> None:
        self.root, self.file, self.faults = root, file, list[Fault]()
        self.namespace, _, self.name = root.tag.rpartition("}")
        self.namespace = self.namespace.removeprefix("{")

    def alert(self) -> Alert:
        version = next((v for v, namespace in NAMESPACES.items() if namespace == self.namespace), "")
        if self.name != "alert" or not version:
            self._fault("", f"the root is {self.root.tag:.60}", "an alert of CAP 1.1 or 1.2")
            raise BadInput(self.faults)
        alert = Alert(
            version,
            self._parsed(self.root, "identifier", _name, ""),
            self._parsed(self.root, "sender", _name, ""),
            self._parsed(self.root, "sent", parse_instant, datetime.min),
            self._code(self.root, "status", STATUSES),
            self._code(self.root, "msgType", MSG_TYPES),
            self._code(self.root, "scope", SCOPES),
            self._parsed(self.root, "references", parse_references, (), required=False),
            tuple(self._info(info, f"info {n}, ") for n, info in enumerate(self._all(self.root, "info"), 1)),
        )
        if alert.msg_type in ("Update", "Cancel") and not self._texts(self.root, "references"):
            self._fault(
                "references", f"an {alert.msg_type} names nothing", "sender,identifier,sent of what it replaces"
            )
        return alert

    def _info(self, info: Element, at: str) -> Info:
        read = Info(
            next(iter(self._texts(info, "language")), "en-US"),
            self._parsed(info, "event", str, "", at),
            tuple(
                self._one_of(text, RESPONSE_TYPES, at + "responseType") for text in self._texts(info, "responseType")
            ),
            self._code(info, "urgency", URGENCIES, at),
            self._code(info, "severity", SEVERITIES, at),
            self._code(info, "certainty", CERTAINTIES, at),
            self._parsed(info, "effective", parse_instant, None, at, required=False),
            self._parsed(info, "onset", parse_instant, None, at, required=False),
            self._parsed(info, "expires", parse_instant, None, at, required=False),
            next(iter(self._texts(info, "headline")), ""),
            tuple(self._area(area, f"{at}area {n}, ") for n, area in enumerate(self._all(info, "area"), 1)),
        )
        if read.effective and read.expires and read.expires <= read.effective:
            self._fault(
                at + "expires", "it expires before it takes effect", f"a time after {read.effective.isoformat()}"
            )
        return read

    def _area(self, area: Element, at: str) -> Area:
        return Area(
            self._parsed(area, "areaDesc", str, "", at),
            tuple(self._shapes(area, "polygon", parse_polygon, at)),
            tuple(self._shapes(area, "circle", parse_circle, at)),
            tuple(
                (self._parsed(code, "valueName", str, "", at), self._parsed(code, "value", str, "", at))
                for code in self._all(area, "geocode")
            ),
        )

    def _shapes(
        self, area: Element, name: str, parse: Callable[[str], BaseGeometry], at: str
    ) -> Iterator[BaseGeometry]:
        for text in self._texts(area, name):
            try:
                yield parse(text)
            except ValueError as error:
                self._refused(at + name, error)

    def _code(self, parent: Element, name: str, known: tuple[str, ...], at: str = "") -> str:
        text: str = self._parsed(parent, name, str, "", at)
        return self._one_of(text, known, at + name) if text else text

    def _one_of(self, text: str, known: tuple[str, ...], where: str) -> str:
        if text not in known:
            self._fault(where, f"{text!r:.60} is not known", f"one of {', '.join(known)}")
        return text

    def _parsed(
        self, parent: Element, name: str, parse: Callable[[str], Any], instead: Any, at: str = "", required: bool = True
    ) -> Any:
        """The parsed text of the one element called `name`, or `instead` of it."""
        texts = self._texts(parent, name)
        if len(texts) > 1:
            self._fault(at + name, f"it stands {len(texts)} times", "it once")
        if not texts:
            if required:
                self._fault(at + name, "it is missing", "it once, with a text")
            return instead
        try:
            return parse(texts[0])
        except ValueError as error:
            self._refused(at + name, error)
            return instead

    def _all(self, parent: Element, name: str) -> list[Element]:
        return parent.findall(f"{{{self.namespace}}}{name}")

    def _texts(self, parent: Element, name: str) -> list[str]:
        texts = ((element.text or "").strip() for element in self._all(parent, name))
        return [text for text in texts if text]

    def _refused(self, where: str, error: ValueError) -> None:
        self._fault(where, *str(error).split("; expected ", 1))

    def _fault(self, where: str, wrong: str, expected: str) -> None:
        self.faults.append(Fault(self.file, where, wrong, expected))


def _name(text: str) -> str:
    if re.search(r"[\s,<&]", text):
        raise ValueError(f"{text!r:.60} holds a space, comma, < or &; expected a name without them")
    return text


def parse_instant(text: str) -> datetime:
    """Read a CAP dateTime. Raises ValueError where it has no zone, for CAP knows no local times."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r:.60} is no date and time; expected {_INSTANT}") from error
    if instant.tzinfo is None:
        raise ValueError(f"{text!r:.60} has no zone; expected {_INSTANT}")
    if not 1970 <= instant.year < 2200:
        raise ValueError(f"{text!r:.60} is centuries away; expected a year from 1970 to 2199")
    return instant


def parse_references(text: str) -> tuple[Reference, ...]:
    """Read `sender,identifier,sent` groups with white space between."""
    references = []
    for group in text.split():
        parts = group.split(",")
        if len(parts) != 3 or not all(parts):
            raise ValueError(f"{group!r:.60} is no reference; expected sender,identifier,sent")
        references.append(Reference(parts[0], parts[1], parse_instant(parts[2])))
    return tuple(references)


def _position(text: str) -> tuple[float, float]:
    """(lat, lon) of "lat,lon"."""
    try:
        lat, lon = map(float, text.split(","))
    except ValueError as error:
        raise ValueError(f"{text!r:.60} is no lat,lon pair; expected two numbers with a comma between") from error
    if not -90 <= lat <= 90:
        raise ValueError(f"{lat:g} is no latitude; expected a number from -90 to 90, before the longitude")
    if not -180 <= lon <= 180:
        raise ValueError(f"{lon:g} is no longitude; expected a number from -180 to 180, after the latitude")
    return lat, lon


def parse_polygon(text: str) -> shapely.Polygon:
    """Read a CAP polygon, `lat,lon lat,lon …`, closed, into a shapely Polygon with x = lon, y = lat.

    Raises ValueError, "what is wrong; expected what would be right".
    """
    positions = [_position(pair) for pair in text.split()]
    if len(positions) < 4:
        raise ValueError(
            f"a polygon of {len(positions)} positions; expected four or more, the last the same as the first"
        )
    if positions[0] != positions[-1]:
        first, last = (f"{lat},{lon}" for lat, lon in (positions[0], positions[-1]))
        raise ValueError(
            f"the polygon is not closed: it begins at {first} and ends at {last}; expected {first} at its end"
        )
    polygon = shapely.Polygon([(lon, lat) for lat, lon in positions])
    if not polygon.is_valid:
        reason = shapely.is_valid_reason(polygon)
        raise ValueError(
            f"the polygon is not sound: {reason} (lon lat); expected an outline that does not cross itself"
        )
    return polygon


def format_polygon(polygon: BaseGeometry) -> str:
    """Write a polygon's outline as CAP does, with all digits. Raises ValueError for what is none, or has holes."""
    if not isinstance(polygon, shapely.Polygon) or polygon.interiors or polygon.is_empty:
        raise ValueError("a CAP polygon is one outline without holes")
    return " ".join(f"{lat!r},{lon!r}" for lon, lat in polygon.exterior.coords)


def parse_circle(text: str) -> BaseGeometry:
    """Read a CAP circle, `lat,lon radius` in kilometres, into a polygon of 180 corners around it on the ellipsoid.

    It exceeds the circle by up to 0.03 % of the radius, so that no place is lost up to 500 km and 75° latitude. Radius
    0 gives a Point; a circle over the antimeridian a MultiPolygon.
    Raises ValueError, "what is wrong; expected what would be right".
    """
    centre, _, radius = text.strip().partition(" ")
    lat, lon = _position(centre)
    try:
        metres = 1000 * float(radius)
    except ValueError as error:
        raise ValueError(f"{radius!r:.60} is no radius; expected kilometres after the lat,lon pair") from error
    if not 0 <= metres < math.inf:
        raise ValueError(f"the radius is {radius:.60} km; expected a number of 0 or more")
    if metres == 0:
        return shapely.Point(lon, lat)
    return _drawn_around(lat, lon, metres)


def _drawn_around(lat: float, lon: float, metres: float) -> BaseGeometry:
    reach = metres * _DRAWN_AROUND
    if min(_EARTH.inv(lon, lat, lon, pole)[2] for pole in (-90, 90)) <= reach:
        raise ValueError("the circle reaches over a pole; expected a smaller one")
    turns = [360 * i / _CIRCLE_POINTS for i in range(_CIRCLE_POINTS)]
    n = len(turns)
    lons, lats, _ = _EARTH.fwd([lon] * n, [lat] * n, turns, [reach] * n)
    unrolled = [lon + (x - lon + 180) % 360 - 180 for x in lons]  # within half a turn of the centre, maybe beyond 180
    outline = shapely.Polygon(zip(unrolled, lats, strict=True))
    world = shapely.box(-180, -90, 180, 90)
    parts = [translate(outline, xoff=turn).intersection(world) for turn in (-360, 0, 360)]
    return shapely.union_all([part for part in parts if part.area > 0])
