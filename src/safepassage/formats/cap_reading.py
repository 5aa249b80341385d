"""Reads CAP 1.1 and 1.2: every fault with its line; which leave the meaning in doubt, which are against the letter."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast
from xml.etree.ElementTree import Element

from safepassage.errors import BadInput, Fault
from safepassage.formats.cap_records import (
    CATEGORIES,
    CERTAINTIES,
    MSG_TYPES,
    NAMESPACES,
    NAMING_OTHERS,
    REPLACING,
    RESPONSE_TYPES,
    SCOPES,
    SEVERITIES,
    STATUSES,
    URGENCIES,
    Alert,
    Area,
    Info,
    Named,
    Reference,
    Resource,
)
from safepassage.formats.cap_shapes import parse_polygon, read_circle
from safepassage.formats.cap_texts import (
    check_instant,
    check_language,
    check_references,
    check_uri,
    one_of,
    parse_decimal,
    parse_instant,
    parse_list,
    parse_name,
    parse_references,
    parse_size,
)
from safepassage.formats.xml_tree import parse_xml

SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
LARGEST = 4_000_000  # bytes; outlines of whole coasts take some 500,000

_ANY_ATTRIBUTE = "{http://www.w3.org/2001/XMLSchema-instance}"
_OLD_CERTAINTY = "Very Likely"  # of CAP 1.0; to be read as Likely
_NOT_IN_1_1 = {"responseType": ("Avoid", "AllClear")}


_FREE = (str, parse_list, parse_references)  # what schemas let be empty


class Part(NamedTuple):
    """An element within another. Where a required one is missing, or a text cannot be parsed, the alert is in doubt."""

    name: str
    parse: Callable[[str], Any] = str
    required: bool = False
    many: bool = False
    check: Callable[[str], None] | None = None  # raises ValueError where it can be read, but is against the letter

    @property
    def may_be_empty(self) -> bool:
        return self.name == "value" or (self.parse in _FREE and self.check is not check_language and not self.many)


_NAMED = (Part("valueName", required=True), Part("value", required=True))
_RESOURCE = (
    Part("resourceDesc", required=True), Part("mimeType"), Part("size", parse_size), Part("uri", check=check_uri),
    Part("derefUri"), Part("digest"),
)  # fmt: skip
_AREA = (
    Part("areaDesc", required=True), Part("polygon", parse_polygon, many=True), Part("circle", read_circle, many=True),
    Part("geocode", many=True), Part("altitude", parse_decimal), Part("ceiling", parse_decimal),
)  # fmt: skip
_INFO = (
    Part("language", check=check_language), Part("category", many=True, check=cast(Any, one_of(CATEGORIES))),
    Part("event", required=True), Part("responseType", one_of(RESPONSE_TYPES), many=True),
    Part("urgency", one_of(URGENCIES), required=True), Part("severity", one_of(SEVERITIES), required=True),
    Part("certainty", one_of((*CERTAINTIES, _OLD_CERTAINTY)), required=True), Part("audience"),
    Part("eventCode", many=True), Part("effective", parse_instant, check=check_instant),
    Part("onset", parse_instant, check=check_instant), Part("expires", parse_instant, check=check_instant),
    Part("senderName"), Part("headline"), Part("description"), Part("instruction"), Part("web", check=check_uri),
    Part("contact"), Part("parameter", many=True), Part("resource", many=True), Part("area", many=True),
)  # fmt: skip
_ALERT = (
    Part("identifier", parse_name, required=True), Part("sender", parse_name, required=True),
    Part("sent", parse_instant, required=True, check=check_instant), Part("status", one_of(STATUSES), required=True),
    Part("msgType", one_of(MSG_TYPES), required=True), Part("source"), Part("scope", one_of(SCOPES), required=True),
    Part("restriction"), Part("addresses", parse_list), Part("code", many=True), Part("note"),
    Part("references", parse_references, check=check_references), Part("incidents", parse_list),
    Part("info", many=True),
)  # fmt: skip
_GROUPS = {"info", "area", "resource", "geocode", "eventCode", "parameter"}  # elements of elements


def read_alert(data: bytes, file: str = "alert.xml") -> Alert:
    """Read one CAP message. Raises BadInput with every fault that leaves in doubt what it says, each with its line.

    Entities, DOCTYPEs and external references are refused unread; so is what is larger than the limits above. What is
    against the letter of CAP but clear, such as a "Z" for UTC, or another order, is read all the same; `faults_of`
    tells it. Signatures are not looked at: see `safepassage.signing`.
    """
    reader = _Reader(data, file)
    alert = reader.alert()
    if doubts := [found.fault for found in reader.found() if found.in_doubt]:
        raise BadInput(doubts)
    return alert


def faults_of(data: bytes, file: str = "alert.xml") -> tuple[Fault, ...]:
    """Everything in which a message departs from CAP, by lines: order, form and number of its parts, and its sense."""
    try:
        reader = _Reader(data, file)
        reader.alert()
    except BadInput as error:
        return error.faults
    return tuple(found.fault for found in reader.found())


class _Found(NamedTuple):
    line: int
    fault: Fault
    in_doubt: bool  # what the alert says; else only against the letter


@dataclass
class _Group:
    """An element of elements, and what was read of it. What is faulty is left out, so that the walk goes on."""

    element: Element
    at: str  # "info 1, area 2, "
    values: dict[str, list[Any]] = field(default_factory=dict)
    elements: dict[str, list[Element]] = field(default_factory=dict)

    def one(self, name: str, instead: Any = "") -> Any:
        return next(iter(self.values.get(name, ())), instead)

    def all(self, name: str) -> tuple[Any, ...]:
        return tuple(self.values.get(name, ()))


class _Reader:
    """Walks one message and gathers what is wrong with it."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.root, self.line_of = parse_xml(data, file, "a CAP alert", LARGEST)
        namespace, _, name = self.root.tag.rpartition("}")
        self.prefix = namespace + "}"
        self.version = next((v for v, known in NAMESPACES.items() if namespace == "{" + known), "")
        self._found: list[_Found] = []
        if name != "alert" or not self.version:
            wrong = f"the root is {self.root.tag:.60}"
            raise BadInput([Fault(file, f"line {self.line_of[self.root]}", wrong, "an alert of CAP 1.1 or 1.2")])

    def found(self) -> list[_Found]:
        return sorted(self._found, key=lambda found: found.line)

    # --- The records ---

    def alert(self) -> Alert:
        group = self._group(self.root, _ALERT, "")
        alert = Alert(
            version=self.version,
            identifier=group.one("identifier"),
            sender=group.one("sender"),
            sent=group.one("sent", datetime.min),
            status=group.one("status"),
            msg_type=group.one("msgType"),
            source=group.one("source"),
            scope=group.one("scope"),
            restriction=group.one("restriction"),
            addresses=group.one("addresses", ()),
            codes=group.all("code"),
            note=group.one("note"),
            references=group.one("references", ()),
            incidents=group.one("incidents", ()),
            infos=tuple(
                self._info(info, group.one("sent", None), f"info {n}, ") for n, info in self._each(group, "info")
            ),
        )
        self._check_alert(alert, group)
        return alert

    def _info(self, element: Element, sent: datetime | None, at: str) -> Info:
        group = self._group(element, _INFO, at)
        self._check_info(group, sent)
        certainty = group.one("certainty")
        return Info(
            language=group.one("language") or "en-US",
            categories=group.all("category"),
            event=group.one("event"),
            response_types=group.all("responseType"),
            urgency=group.one("urgency"),
            severity=group.one("severity"),
            certainty="Likely" if certainty == _OLD_CERTAINTY else certainty,
            audience=group.one("audience"),
            event_codes=self._named(group, "eventCode"),
            effective=group.one("effective", None),
            onset=group.one("onset", None),
            expires=group.one("expires", None),
            sender_name=group.one("senderName"),
            headline=group.one("headline"),
            description=group.one("description"),
            instruction=group.one("instruction"),
            web=group.one("web"),
            contact=group.one("contact"),
            parameters=self._named(group, "parameter"),
            resources=tuple(self._resource(each, f"{at}resource {n}, ") for n, each in self._each(group, "resource")),
            areas=tuple(self._area(each, f"{at}area {n}, ") for n, each in self._each(group, "area")),
        )

    def _area(self, element: Element, at: str) -> Area:
        group = self._group(element, _AREA, at)
        altitude, ceiling = group.one("altitude", None), group.one("ceiling", None)
        if ceiling is not None and altitude is None:
            self._breach(group, "ceiling", "it stands without an altitude", "altitude, the lower end, before it")
        elif ceiling is not None and ceiling < altitude:
            self._breach(group, "ceiling", "it is below the altitude", f"{altitude} or more")
        return Area(
            description=group.one("areaDesc"),
            polygons=group.all("polygon"),
            circles=group.all("circle"),
            geocodes=self._named(group, "geocode"),
            altitude_ft=altitude,
            ceiling_ft=ceiling,
        )

    def _resource(self, element: Element, at: str) -> Resource:
        group = self._group(element, _RESOURCE, at)
        if self.version == "1.2" and not group.one("mimeType"):
            self._breach(group, "mimeType", "it is missing", "it once, such as image/png")
        return Resource(
            description=group.one("resourceDesc"),
            mime_type=group.one("mimeType"),
            size=group.one("size", None),
            uri=group.one("uri"),
            deref_uri=group.one("derefUri"),
            digest=group.one("digest"),
        )

    def _named(self, group: _Group, name: str) -> tuple[Named, ...]:
        parts = (self._group(each, _NAMED, f"{group.at}{name} {n}, ") for n, each in self._each(group, name))
        return tuple((part.one("valueName"), part.one("value")) for part in parts)

    def _each(self, group: _Group, name: str) -> Iterable[tuple[int, Element]]:
        return enumerate(group.elements.get(name, ()), 1)

    # --- The form ---

    def _group(self, element: Element, parts: tuple[Part, ...], at: str) -> _Group:
        """Read the elements within one, in any order, telling where it is not the standard's."""
        group = _Group(element, at)
        known = {self.prefix + part.name: (place, part) for place, part in enumerate(parts)}
        reached = 0
        self._check_bare(element, at)
        for child in element:
            if child.tag == SIGNATURE and element is self.root:
                reached = len(parts)
                continue
            if child.tag not in known:
                name = str(child.tag).removeprefix(self.prefix)
                self._tell(child, f"{at}{name:.60}", "no such element is known here", "none", in_doubt=False)
                continue
            place, part = known[child.tag]
            if place < reached:
                follows = parts[reached].name if reached < len(parts) else "Signature"
                self._tell(child, at + part.name, f"it stands after {follows}", f"it before {follows}", in_doubt=False)
            reached = max(reached, place)
            group.elements.setdefault(part.name, []).append(child)
            if part.name not in _GROUPS:
                self._text(child, part, group)
        for part in parts:
            self._check_number(group, part)
        return group

    def _check_bare(self, element: Element, at: str) -> None:
        """No text between elements, and no attributes but those of XML Schema."""
        if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
            self._tell(element, at.removesuffix(", "), "it holds text between its elements", "none", in_doubt=False)
        self._check_attributes(element, at.removesuffix(", "))

    def _check_attributes(self, element: Element, at: str) -> None:
        if strange := [name for name in element.keys() if not name.startswith(_ANY_ATTRIBUTE)]:  # noqa: SIM118
            self._tell(element, at, f"it has the attribute {strange[0]:.60}", "none", in_doubt=False)

    def _text(self, element: Element, part: Part, group: _Group) -> None:
        where = group.at + part.name
        self._check_attributes(element, where)
        if len(element):
            self._tell(element, where, "it holds elements", "a text")
            return
        text = (element.text or "").strip()
        if not text and part.name != "value":
            if not part.may_be_empty and not part.required:
                self._tell(element, where, "it is empty", "a text, or no such element", in_doubt=False)
            return
        try:
            group.values.setdefault(part.name, []).append(part.parse(text))
        except ValueError as error:
            self._tell(element, where, *str(error).split("; expected ", 1))
            return
        try:
            if part.check is not None:
                part.check(text)
            if self.version == "1.1" and text in _NOT_IN_1_1.get(part.name, ()):
                raise ValueError(f"{text!r} is of CAP 1.2; expected a code of CAP 1.1")
            if text == _OLD_CERTAINTY and part.name == "certainty":
                raise ValueError(f"{text!r} is of CAP 1.0; expected Likely")
        except ValueError as error:
            self._tell(element, where, *str(error).split("; expected ", 1), in_doubt=False)

    def _check_number(self, group: _Group, part: Part) -> None:
        elements = group.elements.get(part.name, [])
        if len(elements) > 1 and not part.many:
            self._tell(elements[1], group.at + part.name, f"it stands {len(elements)} times", "it once")
        wanting = not elements or not any((element.text or "").strip() or len(element) for element in elements)
        if part.required and wanting and not (elements and part.name == "value"):
            self._tell(elements[0] if elements else group.element, group.at + part.name, "it is missing",
                       "it once, with a text")  # fmt: skip

    # --- The sense ---

    def _check_alert(self, alert: Alert, group: _Group) -> None:
        named = bool(group.elements.get("references")) and bool((group.elements["references"][0].text or "").strip())
        if alert.msg_type in NAMING_OTHERS and not named:
            tell = self._doubt if alert.msg_type in REPLACING else self._breach
            article = "a" if alert.msg_type == "Cancel" else "an"
            tell(
                group,
                "references",
                f"{article} {alert.msg_type} names nothing",
                "sender,identifier,sent of what it is about",
            )
        self._check_references(alert, group)
        if alert.scope == "Restricted" and not alert.restriction:
            self._breach(group, "restriction", "it is missing", "who may read a Restricted alert")
        if alert.scope == "Private" and not alert.addresses:
            self._breach(group, "addresses", "it is missing", "whom a Private alert is for")

    def _check_references(self, alert: Alert, group: _Group) -> None:
        if Reference(alert.sender, alert.identifier, alert.sent) in alert.references:
            self._doubt(group, "references", "the alert names itself", "messages sent before it")
        elif any(reference.sent > alert.sent for reference in alert.references if alert.sent.tzinfo):
            self._breach(group, "references", "it names a message that was sent later", "messages sent before it")

    def _check_info(self, group: _Group, sent: datetime | None) -> None:
        if not group.elements.get("category"):
            self._breach(group, "category", "it is missing", "it once or more")
        effective, expires = group.one("effective", None), group.one("expires", None)
        if effective and expires and expires <= effective:
            self._doubt(group, "expires", "it expires before it takes effect", f"a time after {effective.isoformat()}")
        elif sent and expires and expires <= sent:
            self._breach(group, "expires", "it had expired when it was sent", f"a time after {sent.isoformat()}")

    # --- Telling ---

    def _doubt(self, group: _Group, name: str, wrong: str, expected: str) -> None:
        self._tell(group.elements.get(name, [group.element])[0], group.at + name, wrong, expected)

    def _breach(self, group: _Group, name: str, wrong: str, expected: str) -> None:
        element = group.elements.get(name, [group.element])[0]
        self._tell(element, group.at + name, wrong, expected, in_doubt=False)

    def _tell(self, element: Element, at: str, wrong: str, expected: str, *, in_doubt: bool = True) -> None:
        line = self.line_of[element]
        where = f"line {line}, {at}" if at else f"line {line}"
        self._found.append(_Found(line, Fault(self.file, where, wrong, expected), in_doubt))
