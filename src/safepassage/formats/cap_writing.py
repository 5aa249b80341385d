"""Writes CAP 1.2 to the letter: elements in the standard's order, times with offsets, polygons and circles lat,lon."""

import re
from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from safepassage.errors import BadInput, Fault
from safepassage.formats.cap_reading import faults_of
from safepassage.formats.cap_records import NAMESPACES, Alert, Area, Info, Named, Resource
from safepassage.formats.cap_shapes import format_circle, format_polygon
from safepassage.formats.cap_texts import format_decimal, format_instant, format_list, format_references

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_alert(alert: Alert) -> bytes:
    """The message as CAP 1.2 in UTF-8, whatever version it was read from.

    Raises BadInput with every fault, where what would be written is not CAP, or where two infos are in one language:
    CAP allows that, but then nobody knows which of them a reader of that language sees.
    """
    try:
        data = (_HEAD + "\n".join(_alert(alert)) + "\n").encode()
    except ValueError as error:
        raise BadInput([Fault("alert", "", *str(error).split("; expected ", 1))]) from error
    faults = list(faults_of(data, "alert"))
    languages = [info.language.lower() for info in alert.infos]
    if twice := sorted({language for language in languages if languages.count(language) > 1}):
        faults.append(Fault("alert", "info", f"two are in {', '.join(twice)}", "one info for each language"))
    if faults:
        raise BadInput(faults)
    return data


def _alert(alert: Alert) -> Iterator[str]:
    yield f'<alert xmlns="{NAMESPACES["1.2"]}">'
    yield from _text(1, "identifier", alert.identifier)
    yield from _text(1, "sender", alert.sender)
    yield from _instant(1, "sent", alert.sent)
    yield from _text(1, "status", alert.status)
    yield from _text(1, "msgType", alert.msg_type)
    yield from _text(1, "source", alert.source)
    yield from _text(1, "scope", alert.scope)
    yield from _text(1, "restriction", alert.restriction)
    yield from _text(1, "addresses", format_list(alert.addresses))
    yield from _text(1, "code", *alert.codes)
    yield from _text(1, "note", alert.note)
    yield from _text(1, "references", format_references(alert.references))
    yield from _text(1, "incidents", format_list(alert.incidents))
    for info in alert.infos:
        yield "  <info>"
        yield from _info(info)
        yield "  </info>"
    yield "</alert>"


def _info(info: Info) -> Iterator[str]:
    yield from _text(2, "language", info.language)
    yield from _text(2, "category", *info.categories)
    yield from _text(2, "event", info.event)
    yield from _text(2, "responseType", *info.response_types)
    yield from _text(2, "urgency", info.urgency)
    yield from _text(2, "severity", info.severity)
    yield from _text(2, "certainty", info.certainty)
    yield from _text(2, "audience", info.audience)
    yield from _named(2, "eventCode", info.event_codes)
    yield from _instant(2, "effective", info.effective)
    yield from _instant(2, "onset", info.onset)
    yield from _instant(2, "expires", info.expires)
    yield from _text(2, "senderName", info.sender_name)
    yield from _text(2, "headline", info.headline)
    yield from _text(2, "description", info.description)
    yield from _text(2, "instruction", info.instruction)
    yield from _text(2, "web", info.web)
    yield from _text(2, "contact", info.contact)
    yield from _named(2, "parameter", info.parameters)
    for resource in info.resources:
        yield "    <resource>"
        yield from _resource(resource)
        yield "    </resource>"
    for area in info.areas:
        yield "    <area>"
        yield from _area(area)
        yield "    </area>"


def _resource(resource: Resource) -> Iterator[str]:
    yield from _text(3, "resourceDesc", resource.description)
    yield from _text(3, "mimeType", resource.mime_type)
    yield from _text(3, "size", "" if resource.size is None else str(resource.size))
    yield from _text(3, "uri", resource.uri)
    yield from _text(3, "derefUri", resource.deref_uri)
    yield from _text(3, "digest", resource.digest)


def _area(area: Area) -> Iterator[str]:
    yield from _text(3, "areaDesc", area.description)
    yield from _text(3, "polygon", *map(format_polygon, area.polygons))
    yield from _text(3, "circle", *map(format_circle, area.circles))
    yield from _named(3, "geocode", area.geocodes)
    yield from _text(3, "altitude", "" if area.altitude_ft is None else format_decimal(area.altitude_ft))
    yield from _text(3, "ceiling", "" if area.ceiling_ft is None else format_decimal(area.ceiling_ft))


def _text(depth: int, name: str, *texts: str) -> Iterator[str]:
    for text in texts:
        if character := NOT_XML.search(text):
            raise ValueError(f"{name} holds the character {character[0]!r}; expected characters that XML knows")
        if text:
            yield f"{'  ' * depth}<{name}>{escape(text, {chr(13): '&#13;'})}</{name}>"


def _instant(depth: int, name: str, instant: datetime | None) -> Iterator[str]:
    if instant is not None:
        yield from _text(depth, name, format_instant(instant))


def _named(depth: int, name: str, pairs: tuple[Named, ...]) -> Iterator[str]:
    for value_name, value in pairs:
        yield f"{'  ' * depth}<{name}>"
        yield from _text(depth + 1, "valueName", value_name)
        yield from _text(depth + 1, "value", value) if value else (f"{'  ' * (depth + 1)}<value/>",)
        yield f"{'  ' * depth}</{name}>"
