"""Writes of sources, reports and their drafts. A report comes in once, whole, with its original; drafts wait."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from safepassage.desk.core import clock
from safepassage.desk.core.bulk import insert_rows
from safepassage.desk.core.grades import Reliability
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.actions import destroy_key, make_keys, take_turn
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.picture.alike import SAME_NEWS, bands_of, likeness, runs_of
from safepassage.desk.picture.kinds import DraftState, SourceKind
from safepassage.desk.picture.models import Draft, Likeness, Report, Source
from safepassage.desk.picture.queries import report_with, reports_to_forget, text_of
from safepassage.desk.picture.writing import as_bytes, record_act, sealed_for
from safepassage.reading import as_json, read
from safepassage.reading.drafts import LISTS

MOST_DRAFTS = 500  # of one report; what is left out is said
MOST_CANDIDATES = 8  # reports that are compared word by word


@dataclass(frozen=True)
class NewReport:
    """What came in."""

    original: bytes
    text: str  # what is read of it
    dated_on: date
    title: str = ""
    address: str = ""
    near: str = ""


class Taken(NamedTuple):
    """The report; and whether this brought it in, or it was there before."""

    report: Report
    is_new: bool


# --- Sources ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_source(
    crisis: Crisis, kind: SourceKind, name: str, *, actor: Actor, reliability: Reliability, address: str = ""
) -> Source:
    """Reports of it may come in from now on."""
    source = Source(id=new_id(), crisis=crisis, kind=kind, reliability=reliability, begun_at=clock.now())
    said = {"name": name, "address": address}
    source.sealed = sealed_for(crisis, source, said)
    source.save(force_insert=True)
    record_act(actor, "begin_source", source, crisis, new=said | {"kind": kind, "reliability": reliability})
    return source


@transaction.atomic
def judge_source(source: Source, reliability: Reliability, *, actor: Actor, reason: str) -> None:
    """Say how far it is trusted from now on; what it said before keeps its grade."""
    old, source.reliability = source.reliability, reliability
    source.save(update_fields=["reliability"])
    said = {"old": {"reliability": old}, "new": {"reliability": reliability}, "reason": reason}
    record_act(actor, "judge_source", source, source.crisis, **said)


@transaction.atomic
def end_source(source: Source, *, actor: Actor, reason: str) -> None:
    """It is asked no more. Raises NotNow if it ended."""
    if not Source.objects.filter(pk=source.pk, ended_at=None).update(ended_at=clock.now()):
        raise NotNow("this source ended already")
    record_act(actor, "end_source", source, source.crisis, reason=reason)


def note_asked(source: Source, failed: str) -> None:
    """It was asked for something new, and `failed` says what came in the way. No act: nobody did anything."""
    Source.objects.filter(pk=source.pk).update(asked_at=clock.now(), failed=failed[:200])


# --- Reports ---------------------------------------------------------------------------------------------------------


def take_report(source: Source, new: NewReport, *, actor: Actor) -> Taken:
    """Keep a report and what the reader makes of it. The same bytes come in once."""
    drafts = read(new.text, new.dated_on, new.near or None)
    items = [(name, item) for name in LISTS for item in json.loads(as_json(drafts))[name]]
    return _keep(source, new, drafts.reader, items, actor)


@transaction.atomic
def _keep(source: Source, new: NewReport, reader: str, items: list[tuple[str, Any]], actor: Actor) -> Taken:
    take_turn()  # of two who bring in the same, the second finds it
    crisis, digest = source.crisis, sha256(new.original).hexdigest()
    if before := report_with(crisis, digest):
        return Taken(before, is_new=False)
    key = make_keys(1)[0]
    report = Report(
        id=new_id(),
        crisis=crisis,
        source=source,
        key_id=key.id,
        sha256=digest,
        size=len(new.original),
        dated_on=new.dated_on,
        captured_at=clock.now(),
        captured_by=actor.reference,
        waiting=min(len(items), MOST_DRAFTS),
    )
    said = {"title": new.title, "text": new.text, "address": new.address, "near": new.near, "reader": reader}
    report.sealed = seal(key.opened, as_bytes(said | {"left_out": max(0, len(items) - MOST_DRAFTS)}), report.reference)
    report.original = seal(key.opened, new.original, f"original of {report.reference}")
    runs = runs_of(new.text)
    bands = bands_of(runs, open_key(crisis.key_id))
    report.first_like_it = _first_like_it(runs, bands)
    report.save(force_insert=True)
    insert_rows(Likeness, (Likeness(report=report, band=band) for band in bands))
    insert_rows(Draft, _drafts(report, key.opened, items[:MOST_DRAFTS]))
    record_act(actor, "take_report", report, crisis, new={"sha256": digest, "source": source.id, "drafts": len(items)})
    return Taken(report, is_new=True)


def _drafts(report: Report, key: bytes, items: list[tuple[str, Any]]) -> list[Draft]:
    drafts = [Draft(id=new_id(), report=report, kind=name, place=i) for i, (name, _) in enumerate(items)]
    for draft, (_, item) in zip(drafts, items, strict=True):
        draft.sealed = seal(key, as_bytes(item), draft.reference)
    return drafts


def _first_like_it(runs: frozenset[str], bands: list[bytes]) -> Report | None:
    """The first report that told the same; a report like one that is like it belongs to that first one too."""
    met = Likeness.objects.filter(band__in=bands).order_by("-id").values_list("report", flat=True)
    ids = list(dict.fromkeys(met[: MOST_CANDIDATES * len(bands)]))[:MOST_CANDIDATES]
    for candidate in Report.objects.filter(pk__in=ids).select_related("key", "first_like_it").order_by("captured_at"):
        if likeness(runs, runs_of(text_of(candidate)["text"])) >= SAME_NEWS:
            return candidate.first_like_it or candidate
    return None


@transaction.atomic
def look_at_report(report: Report, *, actor: Actor) -> None:
    """Put down that somebody read it: it may name people."""
    record_act(actor, "look_at_report", report, report.crisis)


def forget_reports(*, actor: Actor, today: date) -> int:
    """Destroy the keys of reports kept long enough; what officers took from them stays. How many."""
    rows = list(reports_to_forget(today))
    return sum(_forget(report, actor) for report in rows)


@transaction.atomic
def _forget(report: Report, actor: Actor) -> bool:
    where = {"subject": report.reference, "crisis": report.crisis_id}
    if not destroy_key(report.key_id, actor=actor, reason="retention", **where):
        return False
    Report.objects.filter(pk=report.pk).update(sealed=b"", original=b"", waiting=0)
    Draft.objects.filter(report=report, state=DraftState.WAITS).delete()
    Likeness.objects.filter(report=report).delete()
    return True


# --- Drafts (C2) -----------------------------------------------------------------------------------------------------


@transaction.atomic
def reject_draft(draft: Draft, *, actor: Actor, reason: str = "") -> None:
    """Nothing of it enters. Raises NotNow if somebody decided already."""
    decide(draft, DraftState.REJECTED, actor=actor)
    record_act(actor, "reject_draft", draft, draft.report.crisis, reason=reason)


def decide(draft: Draft, state: DraftState, *, actor: Actor, became: str = "") -> None:
    """Say what became of a draft, in the transaction that makes it so. Raises NotNow if somebody decided already."""
    said: Mapping[str, Any] = {"state": state, "decided_by": actor.reference, "decided_at": clock.now()}
    if not Draft.objects.filter(pk=draft.pk, state=DraftState.WAITS).update(**said, became=became):
        raise NotNow("somebody decided on this draft already")
    Report.objects.filter(pk=draft.report_id).update(waiting=F("waiting") - 1)
