"""Reads a report: all that the rules find, as drafts."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from safepassage.reading.advisories import read_advisories
from safepassage.reading.casualties import read_casualties
from safepassage.reading.claims import read_claims
from safepassage.reading.contacts import read_contacts
from safepassage.reading.counts import read_counts
from safepassage.reading.drafts import Advisory, Casualty, Claim, Contact, Count, Drafts, Event
from safepassage.reading.events import read_events
from safepassage.reading.issuers import Speakers
from safepassage.reading.report import Report
from safepassage.reading.text import pieces

RULES = "rules"


class _Lists(NamedTuple):
    """What was read from one piece of a text."""

    advisories: Sequence[Advisory]
    contacts: Sequence[Contact]
    claims: Sequence[Claim]
    casualties: Sequence[Casualty]
    events: Sequence[Event]
    counts: Sequence[Count]


def read(text: str, on: date, near: str | None = None) -> Drafts:
    """Read a report's text.

    on: the report's date, from which relative days count. near: the place it is about, a name or `LAT,LON` in degrees,
    whose time zone holds where the text names none. What is told on both sides of a cut of a very long text (`pieces`)
    is not put together.
    """
    found = [_read(Report.of(text, on, near, part)) for part in pieces(text)]
    return Drafts(
        date=on.isoformat(),
        near=near,
        reader=RULES,
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        advisories=tuple(item for each in found for item in each.advisories),
        contacts=tuple(item for each in found for item in each.contacts),
        claims=tuple(item for each in found for item in each.claims),
        casualties=tuple(item for each in found for item in each.casualties),
        events=tuple(item for each in found for item in each.events),
        counts=tuple(item for each in found for item in each.counts),
    )


def _read(report: Report) -> _Lists:
    speakers = Speakers(report)
    contacts = read_contacts(report, speakers)
    casualties = read_casualties(report)
    counts = read_counts(report, speakers)
    taken = frozenset(
        start
        for fields in (
            [each.parties[-1] for each in contacts],
            [each.count for each in casualties],
            [each.how_many for each in counts if each.said_by],
        )
        for start, _ in (field.span for field in fields)
    )
    return _Lists(
        read_advisories(report, speakers),
        contacts,
        read_claims(report, speakers, taken),
        casualties,
        read_events(report),
        counts,
    )
