"""What a situation report tells of the picture at an instant, and the line for the press with its sources."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture.kinds import STANDS, PromiseState, Stance, Standing
from safepassage.desk.picture.models import Claim, Occurrence, Promise, PromiseChange, Statement
from safepassage.desk.picture.queries import claims_of, names_of_sources, occurrences_of, promises_of, said
from safepassage.desk.picture.timeline import standing_at, state_at

DUE_WITHIN = timedelta(hours=24)


class Sentence(NamedTuple):
    """What may be told outside: words that an officer accepted, and where they come from."""

    text: str
    where: str
    on: date | None
    sources: tuple[str, ...]


def open_claims(crisis: Crisis, at: datetime) -> QuerySet[Claim]:
    """Those of which nobody had said by then what to make, the newest heard first."""
    known = claims_of(crisis).filter(opened_at__lte=at)
    return known.annotate(stood=standing_at(at, "pk")).filter(stood=Standing.OPEN)


def promises_due(crisis: Crisis, at: datetime) -> QuerySet[Promise]:
    """Those that stood then and whose time ends soon after, or had ended and nobody had put that down."""
    known = promises_of(crisis).filter(entered_at__lte=at, expires_at__lte=at + DUE_WITHIN)
    return known.annotate(stood=state_at(at, "pk")).filter(stood__in=STANDS).order_by("expires_at")


def promises_fallen(crisis: Crisis, since: datetime, until: datetime) -> QuerySet[PromiseChange]:
    """That promises broke or expired within a span, the newest first."""
    changes = PromiseChange.objects.filter(crisis=crisis, at__gt=since, at__lte=until).select_related("promise")
    return changes.filter(state__in=(PromiseState.BROKEN, PromiseState.EXPIRED)).order_by("-at")


def press_line(crisis: Crisis, since: datetime, until: datetime, most: int) -> list[Sentence]:
    """What happened and what is relied on, of a span, each as an officer accepted it; nothing else, and no other word.

    A claim is left out as soon as it is not relied on any more, whatever was made of it then. Callers hold all of it
    back while next of kin are untold (rule C4).
    """
    there = occurrences_of(crisis).filter(entered_at__gt=since, entered_at__lte=until).select_related("report")
    happened = list(there.defer("report__original", "report__sealed")[:most])
    relied = claims_of(crisis).filter(standing=Standing.RELIED_ON, assessed_at__gt=since, assessed_at__lte=until)
    claims = list(relied[:most])
    told, sources = said(crisis, [*happened, *claims]), names_of_sources(crisis)
    found = [_of_occurrence(row, told[row.reference], sources) for row in _with_report(happened)]
    said_by = _who_asserts(crisis, claims, sources)
    return [*found, *(Sentence(told[row.reference]["gist"], "", None, said_by[row.pk]) for row in claims)]


def _with_report(rows: Iterable[Occurrence]) -> list[Occurrence]:
    """Without a source nothing is told."""
    return [row for row in rows if row.report_id]


def _of_occurrence(row: Occurrence, told: dict[str, str], sources: dict[UUID, str]) -> Sentence:
    return Sentence(told["what"], told["place"], row.on, (f"{sources[row.report.source_id]}, {row.grade}",))


def _who_asserts(crisis: Crisis, claims: list[Claim], sources: dict[UUID, str]) -> dict[UUID, tuple[str, ...]]:
    """Who said so, and in which source, by claim; those who deny it are no sources of it."""
    rows = Statement.objects.filter(claim__in=claims, stance=Stance.ASSERTS).select_related("report")
    rows = list(rows.defer("report__original", "report__sealed").order_by("entered_at"))
    told = said(crisis, rows)
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        names = (
            told[row.reference]["claimant"],
            sources.get(row.report.source_id, "") if row.report else "",
            row.grade,
        )
        found[row.claim_id].append(", ".join(filter(None, names)))
    return defaultdict(tuple, {claim: tuple(dict.fromkeys(each)) for claim, each in found.items()})
