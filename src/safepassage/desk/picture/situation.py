"""What a situation report tells of the picture at an instant, and the line for the press with its sources."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture.kinds import STANDS, PromiseState, Stance, Standing
from safepassage.desk.picture.models import Basis, Claim, Occurrence, Promise, PromiseChange, Source, Statement
from safepassage.desk.picture.queries import (
    Fallen,
    Said,
    claims_apart,
    claims_of,
    fallen_by_thing,
    occurrences_of,
    promises_of,
    said,
)
from safepassage.desk.picture.timeline import joined_at, standing_at, state_at

DUE_WITHIN = timedelta(hours=24)


class Sentence(NamedTuple):
    """What may be told outside: words that an officer accepted, and where they come from."""

    text: str
    where: str
    on: date | None
    sources: tuple[str, ...]


def shaken_at(crisis: Crisis, at: datetime) -> dict[str, list[Fallen]]:
    """Things on the ground of which something that they rested on at an instant had fallen by then, by the thing.

    A promise that was renewed since counts as over only if somebody had put that down by then.
    """
    rested = Basis.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), crisis=crisis, begun_at__lte=at)
    rested = rested.annotate(made_of_it=standing_at(at, "claim"), stood=state_at(at, "promise"))
    gone = Q(stood__in=(PromiseState.BROKEN, PromiseState.EXPIRED)) | Q(promise__expires_at__lte=at)
    return fallen_by_thing(rested.filter(Q(made_of_it=Standing.FALLEN) | gone))


def open_claims(crisis: Crisis, at: datetime) -> QuerySet[Claim]:
    """Those of which nobody had said by then what to make, the newest heard first."""
    known = claims_of(crisis).filter(opened_at__lte=at).annotate(with_it=joined_at(at, "pk"))
    return known.annotate(stood=standing_at(at, "pk")).filter(stood=Standing.OPEN, with_it=None)


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
    there = occurrences_of(crisis).filter(entered_at__gt=since, entered_at__lte=until)
    happened = list(_with_source(there.exclude(report=None))[:most])  # without a source nothing is told
    relied = claims_apart(crisis).filter(standing=Standing.RELIED_ON, assessed_at__gt=since, assessed_at__lte=until)
    newest = {claim.pk: claim for claim in relied[:most]}
    statements = Statement.objects.filter(Q(claim__in=newest) | Q(claim__joined__in=newest)).select_related("claim")
    heard = list(_with_source(statements).order_by("entered_at", "id"))
    told = said(crisis, [*happened, *heard, *newest.values(), *_sources_of(happened, heard)])
    of_claims: dict[UUID, list[Statement]] = {pk: [] for pk in newest}
    for row in heard:
        of_claims[row.claim.joined_id or row.claim_id].append(row)
    found = [_of_occurrence(row, told) for row in happened]
    return [*found, *(_of_claim(newest[pk], rows, told) for pk, rows in of_claims.items() if rows)]


def _with_source(rows: QuerySet[Any]) -> QuerySet[Any]:
    """What the reports say is not needed, only where they come from."""
    return rows.select_related("report__source").defer("report__original", "report__sealed")


def _sources_of(*rows: Iterable[Occurrence | Statement]) -> set[Source]:
    return {row.report.source for each in rows for row in each if row.report}


def _of_occurrence(row: Occurrence, told: dict[str, Said]) -> Sentence:
    source = told[row.report.source.reference]["name"]
    return Sentence(told[row.reference]["what"], told[row.reference]["place"], row.on, (f"{source}, {row.grade}",))


def _of_claim(claim: Claim, statements: Iterable[Statement], told: dict[str, Said]) -> Sentence:
    """Who said so, and in which source; those who deny it are no sources of it."""
    sources = []
    for row in statements:
        if row.stance == Stance.ASSERTS:
            source = told[row.report.source.reference]["name"] if row.report else ""
            sources.append(", ".join(filter(None, (told[row.reference]["claimant"], source, row.grade))))
    return Sentence(told[claim.reference]["gist"], "", None, tuple(dict.fromkeys(sources)))
