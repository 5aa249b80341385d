"""Writes of imports: a file is taken in, mapped, tried, registered batch by batch, and forgotten.

An import is moved on by conditional UPDATE: of two workers, or of a worker and an officer who stops it, one wins.
"""

import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.crises.queries import is_closed
from safepassage.desk.intake import checking
from safepassage.desk.intake.drafts import Draft
from safepassage.desk.intake.models import Import, Part
from safepassage.desk.intake.plan import Findings, Plan
from safepassage.desk.intake.queries import (
    drafts_of,
    findings_of,
    part_context,
    plan_of,
    to_forget,
    who_is_there,
)
from safepassage.desk.intake.registering import Batches
from safepassage.desk.intake.tables import open_table
from safepassage.desk.intake.words import Kind, Step
from safepassage.desk.ledger.actions import destroy_key, make_keys, record
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.people import actions as people
from safepassage.desk.people.saying import country_of
from safepassage.desk.people.writing import require_code
from safepassage.errors import BadInput, Fault

MOST_BYTES = 50_000_000
AT_ONCE = 2_000  # entries of one transaction: others wait for the ledger meanwhile
KEPT_FOR = timedelta(days=7)  # after it was last worked on: file, mapping and findings
STUCK_AFTER = timedelta(minutes=2)
_PFIF = (b"<?xml", b"<pfif", b"<feed", b"<rss", b"<!DOC", b"<rdf")
_BY_OFFICERS = (Step.UPLOADED, Step.MAPPED, Step.CHECKED)  # a mapping may be said, or said anew


# --- A file comes in -------------------------------------------------------------------------------------------------


@transaction.atomic
def take_file(crisis: Crisis, name: str, content: bytes, source: str, *, actor: Officer) -> Import:
    """Keep a file, sealed, to be mapped and tried. Raises BadInput for what cannot be read at all, NotNow."""
    require_code(source)
    _require_size(name, content)
    now = clock.now()
    today = now.astimezone(ZoneInfo(crisis.zone)).date()
    region = country_of(crisis.zone) or crisis.nationality
    plan = Plan(name=name[:200], region=region, as_of=now, taken_at=now, today=today)
    kind = Kind.PFIF if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower().startswith(_PFIF) else Kind.TABLE
    if kind == Kind.TABLE:
        table = open_table(content, plan)
        plan = plan.model_copy(update={"columns": table.columns(), "header": table.header_row})
    key = make_keys(1)[0]
    row = Import(
        id=new_id(),
        crisis=crisis,
        source=source,
        kind=kind,
        key_id=key.id,
        size=len(content),
        made_by=actor,
        made_at=now,
        moved_at=now,
        keep_until=(now + KEPT_FOR).date(),
    )
    row.sealed = seal(key.opened, plan.model_dump_json().encode(), row.reference)
    row.save(force_insert=True)
    _put_part(row, Part.What.FILE, content)
    _record(row, "take_file", actor, new={"name": plan.name, "size": row.size, "source": source, "kind": kind})
    return row


@transaction.atomic
def say_plan(row: Import, plan: Plan, *, actor: Actor, is_ready: bool = True) -> None:
    """Say how a file is to be read; `is_ready`: it may be tried. Raises NotNow when it is being registered."""
    step = Step.MAPPED if is_ready else Step.UPLOADED
    sealed = seal(open_key(row.key_id), plan.model_dump_json().encode(), row.reference)
    _move(row, _BY_OFFICERS, step=step, sealed=sealed, entries_done=0)
    row.parts.filter(what=Part.What.FINDINGS).delete()
    _record(row, "say_plan", actor, new=plan.model_dump(mode="json"))


@transaction.atomic
def look_at_import(row: Import, *, actor: Actor) -> None:
    """Put on record that somebody sees what stands in the file."""
    _record(row, "look_at_import", actor)


@transaction.atomic
def take_faults(row: Import, *, actor: Actor) -> None:
    """Put on record that somebody takes the faulty rows as a file."""
    _record(row, "take_faults", actor)


# --- The trial -------------------------------------------------------------------------------------------------------


def try_import(import_id: UUID, *, actor: Actor) -> Findings:
    """See what registering the file would do. May be begun again. Raises NotNow if it does not wait for that."""
    row = _row(import_id)
    _move(row, (Step.MAPPED, Step.CHECKING), step=Step.CHECKING, entries_done=0)

    def say(entries: int) -> None:
        _move(row, (Step.CHECKING,), entries_done=entries)

    found = checking.findings(row, plan_of(row), say)
    with transaction.atomic():
        _move(row, (Step.CHECKING,), step=Step.CHECKED, entries=found.entries, entries_done=0)
        _put_part(row, Part.What.FINDINGS, found.model_dump_json().encode())
        said = {"entries": found.entries, "new": found.new, "known": found.known, "faulty": len(found.faulty)}
        _record(row, "try_import", actor, new=said | {"alike": found.alike, "broken": len(found.broken)})
    return found


# --- Registering -----------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(row: Import, *, actor: Actor, keeps_unread: bool = False) -> None:
    """Let what was tried be registered. `keeps_unread`: faulty rows too, what cannot be read as a remark."""
    found = findings_of(row)
    if found is None or found.broken:
        raise NotNow("a file is registered after it was read to its end in a trial")
    plan = plan_of(row).model_copy(update={"keeps_unread": keeps_unread})
    sealed = seal(open_key(row.key_id), plan.model_dump_json().encode(), row.reference)
    _move(row, (Step.CHECKED,), step=Step.RUNNING, sealed=sealed, entries_done=0)
    _record(row, "begin", actor, new={"keeps_unread": keeps_unread, "entries": found.entries})


def run(import_id: UUID, *, actor: Actor) -> None:
    """Register batch after batch from where it stands until the end, or until somebody stops it.

    A batch and the cursor move in one transaction, so that whoever goes on after a kill does nothing twice.
    """
    row = _row(import_id)
    plan = plan_of(row)
    batches = Batches(row, plan, actor=actor)
    drafts = drafts_of(row, plan)
    before = list(islice(drafts, row.entries_done))[-AT_ONCE:]  # whoever was killed may not have compared the last ones
    compare(row, list(who_is_there(row, before).values()), actor=actor)
    while batch := list(islice(drafts, AT_ONCE)):
        if is_closed(row.crisis_id):
            stop(row, actor=actor)
            return
        try:
            changed = _register(row, batches, batch)
        except NotNow:
            if _row(import_id).step != Step.RUNNING:
                return  # an officer has stopped it
            raise
        compare(row, changed, actor=actor)
    _finish(row, actor)


def compare(row: Import, person_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Note whom those just registered or completed may be the same as; the same pair is noted once."""
    if person_ids and (found := people.note_likenesses(row.crisis, person_ids, actor=actor)):
        Import.objects.filter(pk=row.pk).update(alike=F("alike") + found)


@transaction.atomic
def stop(row: Import, *, actor: Actor) -> None:
    """Register no further batch. Raises NotNow if it is not being registered."""
    _move(row, (Step.RUNNING,), step=Step.STOPPED, ended_at=clock.now())
    _record(row, "stop", actor, new={"entries_done": row.entries_done})


@transaction.atomic
def go_on(row: Import, *, actor: Actor) -> None:
    """Register the rest of what was stopped, or of what no worker has moved for a while. Raises NotNow."""
    if row.step == Step.RUNNING and not is_stuck(row):
        raise NotNow("it is being registered")
    _move(row, (Step.STOPPED, Step.RUNNING), step=Step.RUNNING, ended_at=None)
    _record(row, "go_on", actor, new={"entries_done": row.entries_done})


def is_stuck(row: Import) -> bool:
    """Whether nobody has moved it for a while, though somebody should."""
    going = (Step.MAPPED, Step.CHECKING, Step.RUNNING)
    return row.step in going and clock.now() - row.moved_at > STUCK_AFTER


# --- The end ---------------------------------------------------------------------------------------------------------


def forget_ended(*, actor: Actor, today: date | None = None) -> int:
    """Destroy the keys of imports whose time has ended, with file, mapping and findings; how many."""
    rows = list(to_forget(today or clock.now().date()))
    for row in rows:
        _forget(row, actor)
    return len(rows)


@transaction.atomic
def _forget(row: Import, actor: Actor) -> None:
    row.parts.all().delete()
    Import.objects.filter(pk=row.pk).update(sealed=b"", forgotten_at=clock.now())
    destroy_key(row.key_id, actor=actor, subject=row.reference, crisis=row.crisis_id, reason="retention")


# --- Parts of the above ----------------------------------------------------------------------------------------------


@transaction.atomic
def _register(row: Import, batches: Batches, batch: Sequence[Draft]) -> list[UUID]:
    done = row.entries_done
    there = Import.objects.filter(pk=row.pk, step=Step.RUNNING, entries_done=done)
    if not there.update(entries_done=done + len(batch), moved_at=clock.now()):
        raise NotNow("somebody else registers it, or has stopped it")
    counts, changed = batches.register(batch)
    Import.objects.filter(pk=row.pk).update(**{name: F(name) + count for name, count in counts.items()})
    row.entries_done = done + len(batch)
    return changed


@transaction.atomic
def _finish(row: Import, actor: Actor) -> None:
    now = clock.now()
    _move(row, (Step.RUNNING,), step=Step.DONE, ended_at=now)
    done = _row(row.pk)
    counts = {
        name: getattr(done, name)
        for name in ("registered", "known", "completed", "otherwise", "noted", "left_out", "alike")
    }
    _record(row, "finish", actor, new=counts)


def _move(row: Import, steps: Sequence[Step], **fields: Any) -> None:
    """Raises NotNow if it stands elsewhere by now."""
    now: datetime = clock.now()
    fields |= {"moved_at": now, "keep_until": (now + KEPT_FOR).date()}
    if not Import.objects.filter(pk=row.pk, step__in=steps).update(**fields):
        raise NotNow("it has been moved on meanwhile; look again")
    for name, value in fields.items():
        setattr(row, name, value)


def _put_part(row: Import, what: Part.What, content: bytes) -> None:
    sealed = seal(open_key(row.key_id), zlib.compress(content, 1), part_context(row, what))
    Part.objects.update_or_create(of=row, what=what, defaults={"sealed": sealed})


def _row(import_id: UUID) -> Import:
    return Import.objects.select_related("crisis").get(pk=import_id)


def _require_size(name: str, content: bytes) -> None:
    if not content.strip():
        raise BadInput([Fault(name, "", "the file is empty", "a list with a row for each person, or PFIF")])
    if len(content) > MOST_BYTES:
        most = f"at most {MOST_BYTES // 1_000_000} MB; send it in parts"
        raise BadInput([Fault(name, "", f"it has {len(content) // 1_000_000} MB", most)])


def _record(row: Import, verb: str, actor: Actor, **said: Any) -> None:
    record(actor=actor, verb=f"intake.{verb}", subject=row.reference, crisis=row.crisis_id, key=row.key_id, **said)
