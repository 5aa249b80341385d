"""CAP 1.1 and 1.2 (OASIS, 2005, 2010): alerts read, judged, and written as 1.2; its polygons and circles."""

from safepassage.formats.cap_reading import LARGEST, faults_of, read_alert
from safepassage.formats.cap_records import NAMESPACES, Alert, Area, Info, Reference, Resource
from safepassage.formats.cap_shapes import Circle, format_polygon, parse_circle, parse_polygon
from safepassage.formats.cap_texts import format_instant, parse_instant, parse_references
from safepassage.formats.cap_writing import write_alert

__all__ = [
    "LARGEST",
    "NAMESPACES",
    "Alert",
    "Area",
    "Circle",
    "Info",
    "Reference",
    "Resource",
    "faults_of",
    "format_instant",
    "format_polygon",
    "parse_circle",
    "parse_instant",
    "parse_polygon",
    "parse_references",
    "read_alert",
    "write_alert",
]
