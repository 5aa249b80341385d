"""Atom (RFC 4287): a feed that lists alerts, each with a link to its CAP; written, and read back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from safepassage.errors import BadInput, Fault
from safepassage.formats.cap_texts import parse_instant
from safepassage.formats.cap_writing import NOT_XML
from safepassage.formats.xml_tree import parse_xml

CAP_TYPE = "application/cap+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_LARGEST = 4_000_000  # bytes


@dataclass(frozen=True)
class Entry:
    """One alert of a feed."""

    id: str  # a URI that never changes, such as urn:uuid:… or the address of the alert
    title: str  # its headline
    updated: datetime
    link: str  # where its CAP is
    summary: str = ""


@dataclass(frozen=True)
class Feed:
    """A list of alerts."""

    id: str
    title: str
    updated: datetime  # when any of it last changed
    author: str
    link: str = ""  # its own address
    entries: tuple[Entry, ...] = ()


def write_feed(feed: Feed) -> bytes:
    """The feed, in UTF-8. Raises BadInput with every fault: what RFC 4287 demands is missing, or an id stands twice."""
    faults = [Fault("feed", where, "it is missing, or holds characters that XML does not know", "a text")
              for where, text in _demanded(feed) if not text or NOT_XML.search(text)]  # fmt: skip
    ids = [entry.id for entry in feed.entries]
    faults += [Fault("feed", f"entry {each}", "its id stands twice", "an id of its own") for each in _twice(ids)]
    if faults:
        raise BadInput(faults)
    return ("\n".join(_feed(feed)) + "\n").encode()


def _demanded(feed: Feed) -> Iterator[tuple[str, str]]:
    yield from (("id", feed.id), ("title", feed.title), ("author", feed.author), ("link", feed.link or "none"))
    for n, entry in enumerate(feed.entries, 1):
        for name in ("id", "title", "link"):
            yield f"entry {n}, {name}", getattr(entry, name)
        yield f"entry {n}, summary", entry.summary or "none"


def _twice(ids: list[str]) -> list[str]:
    return sorted({each for each in ids if ids.count(each) > 1})


def _feed(feed: Feed) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<feed xmlns="{_ATOM}">'
    yield f"  <id>{_escaped(feed.id)}</id>"
    yield f"  <title>{_escaped(feed.title)}</title>"
    yield f"  <updated>{_instant(feed.updated)}</updated>"
    yield f"  <author><name>{_escaped(feed.author)}</name></author>"
    if feed.link:
        yield f'  <link rel="self" type="application/atom+xml" href={quoteattr(feed.link)}/>'
    for entry in feed.entries:
        yield "  <entry>"
        yield f"    <id>{_escaped(entry.id)}</id>"
        yield f"    <title>{_escaped(entry.title)}</title>"
        yield f"    <updated>{_instant(entry.updated)}</updated>"
        yield f'    <link rel="alternate" type="{CAP_TYPE}" href={quoteattr(entry.link)}/>'
        if entry.summary:
            yield f"    <summary>{_escaped(entry.summary)}</summary>"
        yield "  </entry>"
    yield "</feed>"


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _instant(instant: datetime) -> str:
    if instant.tzinfo is None:
        raise BadInput([Fault("feed", "updated", "it has no zone", "an instant with its zone")])
    return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_feed(data: bytes, file: str = "feed.xml") -> Feed:
    """Read a feed of alerts. Of an entry's links the first to CAP is taken, or its alternate, or its first.

    Raises BadInput with every fault: no Atom, hostile XML, an element that the standard demands missing.
    """
    root, line_of = parse_xml(data, file, "an Atom feed", _LARGEST)
    if root.tag != f"{{{_ATOM}}}feed":
        raise BadInput([Fault(file, f"line {line_of[root]}", f"the root is {root.tag:.60}", "an Atom feed")])
    faults: list[Fault] = []

    def text(parent: Element, name: str, at: str, *, required: bool = True) -> str:
        said = (parent.findtext(f"{{{_ATOM}}}{name}") or "").strip()
        if required and not said:
            faults.append(Fault(file, f"line {line_of[parent]}, {at}{name}", "it is missing", "it once, with a text"))
        return said

    def updated(parent: Element, at: str) -> datetime:
        if said := text(parent, "updated", at):
            try:
                return parse_instant(said)
            except ValueError as error:
                faults.append(Fault(file, f"line {line_of[parent]}, {at}updated", *str(error).split("; expected ", 1)))
        return datetime.min

    entries = tuple(
        Entry(
            text(each, "id", at),
            text(each, "title", at),
            updated(each, at),
            _link(each, ("type", CAP_TYPE), ("rel", "alternate")),
            text(each, "summary", at, required=False),
        )
        for n, each in enumerate(root.findall(f"{{{_ATOM}}}entry"), 1)
        for at in (f"entry {n}, ",)
    )
    author = (root.findtext(f"{{{_ATOM}}}author/{{{_ATOM}}}name") or "").strip()
    feed = Feed(
        text(root, "id", ""),
        text(root, "title", ""),
        updated(root, ""),
        author,
        _link(root, ("rel", "self")),
        entries,
    )
    if faults:
        raise BadInput(faults)
    return feed


def _link(element: Element, *wanted: tuple[str, str]) -> str:
    links = element.findall(f"{{{_ATOM}}}link")
    best = [link for name, value in wanted for link in links if link.get(name) == value]
    return next((link.get("href", "").strip() for link in (*best, *links)), "")
