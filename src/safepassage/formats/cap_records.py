"""CAP's words and records: a message as issued, in the order in which the standard has its parts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import shapely
from shapely.geometry.base import BaseGeometry

from safepassage.formats.cap_shapes import Circle

NAMESPACES = {"1.1": "urn:oasis:names:tc:emergency:cap:1.1", "1.2": "urn:oasis:names:tc:emergency:cap:1.2"}
STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MSG_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
REPLACING = ("Update", "Cancel")
NAMING_OTHERS = (*REPLACING, "Ack", "Error")  # messages about messages: they have references
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
)  # fmt: skip
RESPONSE_TYPES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")

Named = tuple[str, str]  # valueName, value


@dataclass(frozen=True)
class Reference:
    """An earlier message that an alert names: what makes a CAP message itself."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A file beside an alert."""

    description: str
    mime_type: str = ""  # needed in 1.2
    size: int | None = None  # bytes, about
    uri: str = ""
    deref_uri: str = ""  # the file itself, in base 64
    digest: str = ""  # SHA-1, in hexadecimal, as CAP has it


@dataclass(frozen=True, kw_only=True)
class Area:
    """Where an info holds. Polygons are shapely, x = lon, y = lat."""

    description: str
    polygons: tuple[shapely.Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Named, ...] = ()  # (name of the code list, code)
    altitude_ft: Decimal | None = None  # above mean sea level; the lower end where there is a ceiling
    ceiling_ft: Decimal | None = None

    @property
    def shapes(self) -> tuple[BaseGeometry, ...]:
        """Polygons, and circles drawn as polygons, or as a point for radius 0."""
        return (*self.polygons, *(circle.shape for circle in self.circles))


@dataclass(frozen=True, kw_only=True)
class Info:
    """What an alert says, in one language."""

    language: str = "en-US"  # what CAP takes where an alert gives none
    categories: tuple[str, ...]
    event: str
    response_types: tuple[str, ...] = ()
    urgency: str
    severity: str
    certainty: str
    audience: str = ""
    event_codes: tuple[Named, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Named, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A CAP message. A text that it does not have is ""; all texts are without space around them."""

    version: str = "1.2"  # or "1.1", which is only read
    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    source: str = ""
    scope: str
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()
