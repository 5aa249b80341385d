"""Reads a report: all that the rules find, as drafts."""

import hashlib
from datetime import date

from safepassage.reading.advisories import read_advisories
from safepassage.reading.casualties import read_casualties
from safepassage.reading.claims import read_claims
from safepassage.reading.contacts import read_contacts
from safepassage.reading.counts import read_counts
from safepassage.reading.drafts import Casualty, Contact, Drafts, Span
from safepassage.reading.events import read_events
from safepassage.reading.issuers import Speakers
from safepassage.reading.report import Report

RULES = "rules"


def read(text: str, on: date, near: str | None = None) -> Drafts:
    """Read a report's text.

    on: the report's date, from which relative days count. near: the place it is about, a name or `LAT,LON` in degrees,
    whose time zone holds where the text names none.
    """
    report = Report.of(text, on, near)
    speakers = Speakers(report)
    contacts = read_contacts(report, speakers)
    casualties = read_casualties(report)
    counts = read_counts(report, speakers)
    told = {span[0] for spans in _spans(contacts, casualties) for span in spans}
    told |= {span[0] for each in counts if each.said_by for span in each.spans}
    taken = frozenset(i for i, sentence in enumerate(report.sentences) if sentence.start in told)
    return Drafts(
        date=on.isoformat(),
        near=near,
        reader=RULES,
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        advisories=tuple(read_advisories(report, speakers)),
        contacts=tuple(contacts),
        claims=tuple(read_claims(report, speakers, taken)),
        casualties=tuple(casualties),
        events=tuple(read_events(report)),
        counts=tuple(counts),
    )


def _spans(contacts: list[Contact], casualties: list[Casualty]) -> list[tuple[Span, ...]]:
    return [*(each.spans for each in contacts), *(each.spans for each in casualties)]
