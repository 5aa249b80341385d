"""Reads of the picture: what is sealed, opened; what rests on what; what is shaken."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from safepassage.desk.core import clock
from safepassage.desk.core.keeping import KEPT_FOR
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import KeyDestroyed, opened_key
from safepassage.desk.picture.kinds import FETCHED, STANDS, PromiseState, Stance, Standing
from safepassage.desk.picture.models import (
    Basis,
    Claim,
    Contact,
    Draft,
    Occurrence,
    Promise,
    Report,
    Source,
    Statement,
    ToldApart,
)

Said = dict[str, Any]
MOST_READ = 500  # claims that one search for words opens


class Sealed(Protocol):
    """A row that holds something sealed under the crisis's key, bound to its reference."""

    sealed: bytes

    @property
    def reference(self) -> str: ...


class Fallen(NamedTuple):
    """What something on the ground rested on, and does not any more."""

    thing: str  # as the ledger names it: "corridor:0192…"
    basis: Claim | Promise


# --- What rows say ---------------------------------------------------------------------------------------------------


def said(crisis: Crisis, rows: Iterable[Sealed]) -> dict[str, Said]:
    """What rows under the crisis's key say, by reference; the key is opened once."""
    key = opened_key(crisis.key)
    return {row.reference: json.loads(unseal(key, bytes(row.sealed), row.reference)) for row in rows}


def text_of(report: Report) -> Said:
    """What a report says. Empty strings if it was forgotten. Raises Unreadable."""
    try:
        key = opened_key(report.key)
    except KeyDestroyed:
        return {"title": "", "text": "", "address": "", "near": "", "reader": ""}
    found: Said = json.loads(unseal(key, bytes(report.sealed), report.reference))
    return found


def original_of(report: Report) -> bytes:
    """The report as it came in. Raises KeyDestroyed, Unreadable."""
    return unseal(opened_key(report.key), bytes(report.original), f"original of {report.reference}")


def items_of(report: Report) -> list[tuple[Draft, Said]]:
    """The drafts of a report with what they say, in the order in which they were read; none if it was forgotten."""
    try:
        key = opened_key(report.key)
    except KeyDestroyed:
        return []
    drafts = report.drafts.order_by("place")
    return [(draft, json.loads(unseal(key, bytes(draft.sealed), draft.reference))) for draft in drafts]


# --- Sources and reports ---------------------------------------------------------------------------------------------


def sources_of(crisis: Crisis) -> QuerySet[Source]:
    """Those that are asked or written to, the oldest first, with how many reports came of each."""
    there = Source.objects.filter(crisis=crisis, ended_at=None)
    return there.annotate(count=Count("reports")).order_by("begun_at")


def names_of_sources(crisis: Crisis) -> dict[UUID, str]:
    """What sources are called, by id; ended ones too."""
    rows = list(Source.objects.filter(crisis=crisis))
    told = said(crisis, rows)
    return {row.pk: told[row.reference]["name"] for row in rows}


def sources_to_fetch(before: datetime) -> QuerySet[Source]:
    """Those of every open crisis with an address that were not asked since then."""
    there = Source.objects.filter(kind__in=FETCHED, ended_at=None, crisis__closed_at=None)
    return there.filter(Q(asked_at=None) | Q(asked_at__lte=before)).select_related("crisis").order_by("asked_at")


def reports_of(crisis: Crisis) -> QuerySet[Report]:
    """All of them, the newest first."""
    return Report.objects.filter(crisis=crisis).select_related("key", "source").order_by("-captured_at")


def reports_to_look_at(crisis: Crisis) -> QuerySet[Report]:
    """Those with drafts that nobody has looked at."""
    return reports_of(crisis).filter(waiting__gt=0)


def drafts_of(crisis: Crisis) -> QuerySet[Draft]:
    """All drafts of the crisis's reports."""
    return Draft.objects.filter(report__crisis=crisis).select_related("report__source", "report__key", "report__crisis")


def report_with(crisis: Crisis, sha256: str) -> Report | None:
    """The report of an original that came in before."""
    return reports_of(crisis).filter(sha256=sha256).first()


def reports_to_forget(today: date) -> QuerySet[Report]:
    """Those captured KEPT_FOR before a day, in every crisis, whose key is still there."""
    return Report.objects.filter(captured_at__date__lt=today - KEPT_FOR, key__wrapped__isnull=False).order_by("id")


# --- Claims, contacts, promises, what happened -----------------------------------------------------------------------


def claims_of(crisis: Crisis) -> QuerySet[Claim]:
    """All of them, the newest heard first."""
    return Claim.objects.filter(crisis=crisis).order_by("-heard_at", "-id")


def claims_apart(crisis: Crisis) -> QuerySet[Claim]:
    """Those that are not joined with another, the newest heard first."""
    return claims_of(crisis).filter(joined=None)


def statements_to(claim: Claim) -> QuerySet[Statement]:
    """Who said what to it, and to those joined with it, by day."""
    there = Statement.objects.filter(Q(claim=claim) | Q(claim__joined=claim))
    return there.select_related("report", "claim").order_by("said_on", "entered_at")


def pairs_told_apart(crisis: Crisis) -> set[frozenset[UUID]]:
    """Of which two claims an officer said that they do not say the same."""
    return {frozenset(pair) for pair in ToldApart.objects.filter(crisis=crisis).values_list("first", "second")}


def claims_that_say(claims: QuerySet[Claim], crisis: Crisis, words: str) -> tuple[list[Claim], bool]:
    """Those whose gist holds all of the words, and whether only the newest MOST_READ were opened: gists are sealed."""
    rows, wanted = list(claims[: MOST_READ + 1]), words.casefold().split()
    told = said(crisis, rows[:MOST_READ])
    gists = [(row, told[row.reference]["gist"].casefold()) for row in rows[:MOST_READ]]
    return [row for row, gist in gists if all(word in gist for word in wanted)], len(rows) > MOST_READ


def stances_of(claims: Iterable[Claim]) -> dict[UUID, dict[Stance, int]]:
    """How many statements take which stance, by claim with those joined; no vote, only that there are sides (C1)."""
    counted: defaultdict[UUID, dict[Stance, int]] = defaultdict(dict)
    wanted = [claim.pk for claim in claims]
    rows = Statement.objects.filter(claim__in=wanted).annotate(of=F("claim"))
    joined = Statement.objects.filter(claim__joined__in=wanted).annotate(of=F("claim__joined"))
    for each in (rows, joined):
        counts = each.values_list("of", "stance").annotate(count=Count("pk")).order_by("of", "stance")
        for claim, stance, count in counts:
            counted[claim][Stance(stance)] = counted[claim].get(Stance(stance), 0) + count
    return counted


def contacts_of(crisis: Crisis) -> QuerySet[Contact]:
    """All of them, the newest first."""
    return Contact.objects.filter(crisis=crisis).order_by("-on", "-entered_at")


def promises_of(crisis: Crisis) -> QuerySet[Promise]:
    """All of them; those that end soonest first, those without an end last."""
    return Promise.objects.filter(crisis=crisis).order_by("state", "expires_at", "entered_at")


def promises_to_expire(at: datetime) -> QuerySet[Promise]:
    """Those that stand and whose time is over, in every crisis."""
    return Promise.objects.filter(state__in=STANDS, expires_at__lte=at).select_related("crisis").order_by("id")


def occurrences_of(crisis: Crisis) -> QuerySet[Occurrence]:
    """All of them, the newest first."""
    return Occurrence.objects.filter(crisis=crisis).order_by("-on", "-entered_at")


# --- What rests on what (C3) -----------------------------------------------------------------------------------------


def bases_of(crisis: Crisis, things: Iterable[str] | None = None) -> dict[str, list[Basis]]:
    """What things on the ground rest on, by the thing; of all, or of some."""
    there = Basis.objects.filter(crisis=crisis, ended_at=None).select_related("claim", "promise").order_by("begun_at")
    if things is not None:
        there = there.filter(thing__in=list(things))
    found: defaultdict[str, list[Basis]] = defaultdict(list)
    for basis in there:
        found[basis.thing].append(basis)
    return dict(found)


def shaken(crisis: Crisis, at: datetime | None = None) -> dict[str, list[Fallen]]:
    """Things on the ground of which something that they rest on has fallen, with what has; by the thing.

    A claim falls by an officer's assessment; a promise when it is broken or its time is over, also before the worker
    has put that down.
    """
    over = Q(promise__state__in=STANDS, promise__expires_at__lte=at or clock.now())
    gone = Q(promise__state__in=(PromiseState.BROKEN, PromiseState.EXPIRED))
    fallen = Q(claim__standing=Standing.FALLEN) | gone | over
    return fallen_by_thing(Basis.objects.filter(fallen, crisis=crisis, ended_at=None))


def fallen_by_thing(bases: QuerySet[Basis]) -> dict[str, list[Fallen]]:
    """What has fallen, by the thing that rests on it."""
    found: defaultdict[str, list[Fallen]] = defaultdict(list)
    for basis in bases.select_related("claim", "promise").order_by("begun_at"):
        found[basis.thing].append(Fallen(basis.thing, basis.claim or basis.promise))
    return dict(found)


def things_on(row: Claim | Promise) -> list[str]:
    """The things on the ground that rest on it."""
    return list(row.bases.filter(ended_at=None).order_by("begun_at").values_list("thing", flat=True))
