"""Feeds to reports: RSS and Atom entries, CAP alerts; each with its own bytes, its text, its day."""

from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element, ParseError, tostring

import feedparser
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from inscriptis import get_text

from safepassage.desk.picture.outside import Unreachable
from safepassage.desk.picture.reports import NewReport

MOST_ENTRIES = 200  # of one answer; feeds hold the newest first
ENTRIES = ("item", "entry")


def entries_of(content: bytes, today: date) -> list[NewReport]:
    """The newest entries of an RSS or Atom feed. Raises Unreachable if it is none."""
    raw = [element for element in _root(content).iter() if _name(element) in ENTRIES]
    read = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False).entries
    if len(raw) != len(read):
        raise Unreachable("its entries cannot be told apart")
    pairs = list(zip(raw, read, strict=True))[:MOST_ENTRIES]
    return [_report(tostring(element, encoding="utf-8"), entry, today) for element, entry in pairs]


def alerts_in(content: bytes) -> list[str]:
    """Addresses of the CAP alerts that a feed leads to. Raises Unreachable if it is none."""
    _root(content)
    found = feedparser.parse(content, sanitize_html=False).entries[:MOST_ENTRIES]
    return [entry.link for entry in found if entry.get("link")]


def is_alert(content: bytes) -> bool:
    """Whether it is a CAP alert, and no feed of them."""
    return _name(_root(content)) == "alert"


def alert_report(content: bytes, today: date) -> NewReport:
    """A CAP alert: the headline, description and instruction of each of its languages. Raises Unreachable."""
    root = _root(content)
    said = [
        text
        for info in _named(root, "info")
        for name in ("headline", "description", "instruction")
        for text in _texts(info, name)
    ]
    sent = next(_texts(root, "sent"), "")
    title = next(iter(said), "") or next(_texts(root, "identifier"), "")
    return NewReport(original=content, text="\n\n".join(said), dated_on=_day(sent, today), title=title[:300])


def _report(original: bytes, entry: feedparser.FeedParserDict, today: date) -> NewReport:
    bodies = [each.value for each in entry.get("content", ())] or [entry.get("summary", "")]
    title = _plain(entry.get("title", ""))
    text = "\n\n".join(filter(None, (title, *(_plain(body) for body in bodies))))
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    dated_on = min(date(*when[:3]), today) if when else today
    address = str(entry.get("link", ""))[:500]
    return NewReport(original=original, text=text, dated_on=dated_on, title=title[:300], address=address)


def _plain(html: str) -> str:
    """Text of HTML, or of what is none."""
    return get_text(html).strip() if "<" in html or "&" in html else html.strip()


def _root(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreachable("it defines entities or document types, which feeds do not need") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreachable("it is no feed: not XML") from error
    return root


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _named(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if _name(element) == name)


def _texts(root: Element, name: str) -> Iterator[str]:
    return (element.text.strip() for element in _named(root, name) if element.text and element.text.strip())


def _day(instant: str, otherwise: date) -> date:
    try:
        return min(datetime.fromisoformat(instant).date(), otherwise)
    except ValueError:
        return otherwise
