"""What a situation report tells of the picture at an instant, and the line for the press with its sources."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, Value

from safepassage.desk.core.ids import reference
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import opened_key
from safepassage.desk.picture.kinds import STANDS, PromiseState, Stance, Standing
from safepassage.desk.picture.models import Basis, Claim, Occurrence, Promise, PromiseChange, Source, Statement
from safepassage.desk.picture.queries import (
    Said,
    claims_apart,
    claims_of,
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


class Told(NamedTuple):
    """A claim that nobody had assessed, a promise that was due or that fell; or what shook something on the ground."""

    kind: str  # OPEN, DUE, FELL, SHAKEN
    row: str  # the claim or promise, as the ledger names it
    at: datetime | None  # heard, ends, fell, rested on since
    state: str  # of a promise that fell: how; of what is shaken: the thing on the ground
    said: Said


OPEN, DUE, FELL, SHAKEN = "open", "due", "fell", "shaken"


def told(crisis: Crisis, since: datetime, until: datetime, most: int) -> dict[str, list[Told]]:
    """Of each kind the first `most`, as all stood at `until`, and all that is shaken; one query.

    Promises that fell are those that did after `since`.
    """
    rows = _columns_of(OPEN, open_claims(crisis, until)[:most], at="heard_at")
    rows = rows.union(
        _columns_of(DUE, promises_due(crisis, until)[:most], at="expires_at"),
        _columns_of(FELL, promises_fallen(crisis, since, until)[:most], at="at", state="state", of="promise__"),
        _columns_of(SHAKEN, fallen_bases(crisis, until, "claim"), at="begun_at", state="thing", of="claim__"),
        _columns_of(SHAKEN, fallen_bases(crisis, until, "promise"), at="begun_at", state="thing", of="promise__"),
        all=True,
    )
    key = opened_key(crisis.key)
    found: dict[str, list[Told]] = {OPEN: [], DUE: [], FELL: [], SHAKEN: []}
    for kind, table, pk, at, state, sealed in rows:
        name = reference(table, pk)
        found[kind].append(Told(kind, name, at, state, json.loads(unseal(key, bytes(sealed), name))))
    for kind, is_newest_first in ((OPEN, True), (DUE, False), (FELL, True), (SHAKEN, False)):
        found[kind].sort(key=lambda each: each.at or until, reverse=is_newest_first)
    return found


def _columns_of(kind: str, rows: QuerySet[Any], *, at: str, state: str = "", of: str = "") -> QuerySet[Any, Any]:
    """Rows of one kind, all with the same columns. Their limit is within: SQLite takes none in a union."""
    there = rows.model._default_manager.filter(pk__in=rows.values("pk")).order_by()
    table = of.rstrip("_") or rows.model._meta.model_name
    named = {
        "t_kind": Value(kind, CharField()),
        "t_table": Value(table, CharField()),
        "t_id": F(f"{of}id"),
        "t_at": F(at),
        "t_state": F(state) if state else Value("", CharField()),
        "t_sealed": F(f"{of}sealed"),
    }
    return there.annotate(**named).values_list(*named)


def fallen_bases(crisis: Crisis, at: datetime, which: str) -> QuerySet[Basis]:
    """What things on the ground rested on at an instant and had fallen by then; of claims, or of promises.

    A promise that was renewed since counts as over only if somebody had put that down by then.
    """
    rested = Basis.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), crisis=crisis, begun_at__lte=at)
    if which == "claim":
        return rested.annotate(made_of_it=standing_at(at, "claim")).filter(made_of_it=Standing.FALLEN)
    over = Q(stood__in=(PromiseState.BROKEN, PromiseState.EXPIRED)) | Q(promise__expires_at__lte=at)
    return rested.annotate(stood=state_at(at, "promise")).filter(over)


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
    changes = PromiseChange.objects.filter(crisis=crisis, at__gt=since, at__lte=until)
    return changes.filter(state__in=(PromiseState.BROKEN, PromiseState.EXPIRED)).order_by("-at")


def press_line(crisis: Crisis, since: datetime, until: datetime, most: int) -> list[Sentence]:
    """What happened and what is relied on, of a span, each as an officer accepted it; nothing else, and no other word.

    A claim is left out as soon as it is not relied on any more, whatever was made of it then. Callers hold all of it
    back while next of kin are untold (rule C4).
    """
    there = occurrences_of(crisis).filter(entered_at__gt=since, entered_at__lte=until)
    happened = list(_with_source(there.exclude(report=None))[:most])  # without a source nothing is told
    relied = claims_apart(crisis).filter(standing=Standing.RELIED_ON, assessed_at__gt=since, assessed_at__lte=until)
    ids = relied.values("pk")[:most]
    statements = Statement.objects.filter(Q(claim__in=ids) | Q(claim__joined__in=ids)).select_related("claim__joined")
    heard = list(_with_source(statements).order_by("entered_at", "id"))
    claims = {claim.pk: claim for claim in (row.claim.joined or row.claim for row in heard)}
    newest = dict(sorted(claims.items(), key=lambda each: each[1].heard_at, reverse=True))
    words = said(crisis, [*happened, *heard, *newest.values(), *_sources_of(happened, heard)])
    of_claims: dict[UUID, list[Statement]] = {pk: [] for pk in newest}
    for row in heard:
        of_claims[row.claim.joined_id or row.claim_id].append(row)
    found = [_of_occurrence(row, words) for row in happened]
    return [*found, *(_of_claim(newest[pk], rows, words) for pk, rows in of_claims.items() if rows)]


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
