"""The picture of an exercise: the folder's reports, read, and what an invented officer took from the first of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from safepassage.desk.core import clock
from safepassage.desk.core.grades import Reliability
from safepassage.desk.core.ids import Actor
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.picture import entering, queries
from safepassage.desk.picture.kinds import DraftKind, SourceKind, Stance
from safepassage.desk.picture.models import Draft, Report
from safepassage.desk.picture.promises import NewPromise, note_promise
from safepassage.desk.picture.proposals import proposal
from safepassage.desk.picture.reports import NewReport, begin_source, take_report
from safepassage.desk.picture.resting import rest_on

PROMISE_LASTS = timedelta(hours=6)


def read_reports(crisis: Crisis, folder: Path, *, actor: Actor) -> None:
    """Take in `reports/DAY.txt` of the folder; a claim of two sides and a promise stand there, the rest waits."""
    files = sorted((folder / "reports").glob("*.txt"))
    if not files:
        return
    name = "EXERCISE. The Invented Courier"
    source = begin_source(crisis, SourceKind.FILE, name, actor=actor, reliability=Reliability.C)
    taken = [take_report(source, _report(file, crisis), actor=actor).report for file in files]
    _accept_a_claim(taken[0], actor)
    _rest_on_a_promise(crisis, actor)


def _report(file: Path, crisis: Crisis) -> NewReport:
    original = file.read_bytes()
    text = original.decode()
    title = text.strip().partition("\n")[0][:300]
    return NewReport(original, text, date.fromisoformat(file.stem), title=title, near=crisis.name.split(",")[0])


def _accept_a_claim(report: Report, actor: Actor) -> None:
    """The first that is denied right after it was said, with both sides."""
    for (said, fields), (denied, others) in pairwise(_proposals(report)):
        if (fields["stance"], others["stance"]) == (Stance.ASSERTS, Stance.DENIES):
            claim = entering.accept_claim(said, fields, actor=actor)
            entering.accept_claim(denied, others, actor=actor, joins=claim)
            return


def _proposals(report: Report) -> Iterator[tuple[Draft, dict[str, Any]]]:
    text = queries.text_of(report)["text"]
    for draft, item in queries.items_of(report):
        if draft.kind == DraftKind.CLAIM:
            yield draft, proposal(draft.kind, item, text, report.dated_on, report.source.reliability)


def _rest_on_a_promise(crisis: Crisis, actor: Actor) -> None:
    """The first corridor, or else haven, rests on a promise that ends soon."""
    what = "EXERCISE. No fire on the way and its surroundings"
    until = clock.now() + PROMISE_LASTS
    new = NewPromise("EXERCISE. The invented side", what, evidence="said on the telephone", expires_at=until)
    promise = note_promise(crisis, new, actor=actor)
    for kind in (Kind.CORRIDOR, Kind.HAVEN):
        if thing := ground.of_kind(crisis, kind).first():
            rest_on(thing, promise, actor=actor)
            return
