"""Writes of exports: asked for, approved or refused by another officer, taken alone in an emergency, reviewed.

State moves by conditional UPDATE: of two who decide, one does.
"""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.access import Deed, Role, Thing, may
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.crises.queries import is_closed, roles_in
from safepassage.desk.crises.seconds import why_no_second
from safepassage.desk.ledger.actions import record, take_turn
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.queue.actions import close_items_on, open_item
from safepassage.desk.queue.queries import unfinished
from safepassage.desk.queue.work import Kind, Urgency, Work
from safepassage.desk.release import queries
from safepassage.desk.release.authorities import confirm_authority as confirm_authority
from safepassage.desk.release.authorities import end_authority as end_authority
from safepassage.desk.release.authorities import give_authority as give_authority
from safepassage.desk.release.columns import COLUMNS, MANIFEST, ON_PAPER, sensitive, tagged
from safepassage.desk.release.giving import begin_download as begin_download
from safepassage.desk.release.giving import end_download as end_download
from safepassage.desk.release.giving import given as given
from safepassage.desk.release.giving import pieces as pieces
from safepassage.desk.release.giving import watermark as watermark
from safepassage.desk.release.models import Export, StandingAuthority
from safepassage.desk.release.selection import Selection, persons_in
from safepassage.desk.release.words import (
    FEW,
    LASTS_ALONE,
    LASTS_APPROVED,
    MOST_DOWNLOADS,
    MOST_IN_A_SHEET,
    MOST_ON_A_ROSTER,
    MOST_PRINTS,
    REVIEWED_WITHIN,
    WAITS_FOR,
    Audience,
    Basis,
    Format,
    State,
)

MOST_IN_FORMAT = {Format.ROSTER: MOST_ON_A_ROSTER, Format.XLSX: MOST_IN_A_SHEET}


@dataclass(frozen=True)
class NewExport:
    """What an officer asks for. `recipient`: who gets it, in words; sealed, as it may be a person's name."""

    format: Format
    audience: Audience
    columns: tuple[str, ...]
    selection: Selection
    recipient: str
    reason: str


@transaction.atomic
def ask_for_export(crisis: Crisis, asked: NewExport, *, actor: Officer) -> Export:
    """Ask for a file. Of few persons it may be fetched at once; of many, when another officer has approved it.

    Few is FEW different persons within FEW_WITHIN, over all that the officer takes so. Raises NotNow.
    """
    take_turn()  # two requests of one officer at the same time would else both count as the first
    asked = _as_format_allows(asked)
    now = clock.now()
    found = persons_in(crisis, asked.selection, asked.audience)
    persons = 0 if asked.format == Format.ACCOUNT else found.count()
    if not persons and asked.format != Format.ACCOUNT:
        raise NotNow("nobody is in this selection, or nobody who agreed to be given out so")
    if persons > MOST_IN_FORMAT.get(asked.format, persons):
        raise NotNow(f"{persons} persons are too many for this format; at most {MOST_IN_FORMAT[asked.format]}")
    if persons <= FEW:
        ids = tuple(found.values_list("pk", flat=True)) if persons else ()
        if len(queries.taken_alone(crisis, actor, now).union(ids)) <= FEW:
            frozen = replace(asked.selection, ids=ids)  # the same selection an hour later could be fifty others
            return _made(crisis, replace(asked, selection=frozen), persons, Basis.FEW, State.OPEN, LASTS_ALONE, actor)
    export = _made(crisis, asked, persons, Basis.TWO, State.WAITING, WAITS_FOR, actor)
    work = Work(Kind.EXPORT, export.reference, Role.APPROVER, Urgency.SOON, asked.reason)
    open_item(crisis, work, actor=actor)
    return export


@transaction.atomic
def take_manifest(authority: StandingAuthority, made_as: Format, *, actor: Officer) -> Export:
    """Take the manifest of a haven: few columns, of all who are in it or on the way, without asking. Raises NotNow."""
    if is_closed(authority.crisis_id):
        raise NotNow("the crisis is closed")
    if not queries.in_force(authority, clock.now()):
        raise NotNow("the authority is not in force: not confirmed, not begun, expired or ended")
    if authority.role not in roles_in(actor, authority.crisis_id):
        raise NotNow("the authority is another role's")
    if made_as not in (Format.CSV, Format.XLSX, Format.ROSTER):
        raise NotNow("a manifest is a table or a roster")
    asked = NewExport(made_as, Audience.OURS, MANIFEST, Selection(haven=authority.haven), "", "")
    persons = persons_in(authority.crisis, asked.selection, asked.audience).count()
    if not persons:
        raise NotNow("nobody is in this haven, or on the way there")
    asked = _as_format_allows(asked)
    return _made(authority.crisis, asked, persons, Basis.AUTHORITY, State.OPEN, LASTS_ALONE, actor, authority=authority)


@transaction.atomic
def approve(export: Export, *, actor: Officer, reason: str) -> None:
    """Say yes to what another officer asks for. Raises NotNow."""
    _decide(export, State.OPEN, actor, reason)


@transaction.atomic
def refuse(export: Export, *, actor: Officer, reason: str) -> None:
    """Say no. Raises NotNow."""
    _decide(export, State.REFUSED, actor, reason)


@transaction.atomic
def withdraw(export: Export, *, actor: Officer) -> None:
    """Take back a request of one's own that waits. Raises NotNow."""
    there = Export.objects.filter(pk=export.pk, state=State.WAITING, asked_by=actor)
    if not there.update(state=State.WITHDRAWN):
        raise NotNow("it is not yours, or does not wait any more")
    close_items_on(export.reference, actor=actor, reason="withdrawn")
    _record(actor, "withdraw", export)


@transaction.atomic
def break_glass(export: Export, *, actor: Officer, reason: str) -> None:
    """Take what waits for a second officer alone, in an emergency. Another officer reviews it.

    Raises NotNow, also while MOST_UNREVIEWED of theirs wait for that review.
    """
    if not reason.strip():
        raise NotNow("say why it cannot wait for a second officer")
    if export.audience == Audience.PUBLIC:
        raise NotNow("nothing is made public by one officer alone")
    take_turn()  # two at the same time would else both count the same files
    if why_not := queries.why_glass_holds(export.crisis, actor):
        raise NotNow(why_not)
    now = clock.now()
    mine = Export.objects.filter(pk=export.pk, state=State.WAITING, asked_by=actor, expires_at__gt=now)
    said = _sealed(export, reason, queries.decision_in(export))
    if not mine.update(basis=Basis.BREAK_GLASS, state=State.OPEN, decision=said, expires_at=now + LASTS_ALONE):
        raise NotNow("it is not yours, or does not wait any more")
    close_items_on(export.reference, actor=actor, reason="taken alone")
    due_at = now + REVIEWED_WITHIN
    work = Work(Kind.REVIEW_EXPORT, export.reference, Role.APPROVER, Urgency.LIFE, reason, due_at=due_at)
    open_item(export.crisis, work, actor=actor)
    _record(actor, "break_glass", export, new={"persons": export.persons}, reason=reason)


@transaction.atomic
def review(export: Export, *, actor: Officer, finding: str) -> None:
    """Put down what another officer found about an export that was taken alone. Raises NotNow."""
    _require_second(export, actor)
    if not finding.strip():
        raise NotNow("say what you found")
    there = Export.objects.filter(pk=export.pk, basis=Basis.BREAK_GLASS, reviewed_at=None).exclude(asked_by=actor)
    said = _sealed(export, finding, queries.finding_in(export))
    if not there.update(reviewed_by=actor, reviewed_at=clock.now(), finding=said):
        raise NotNow("somebody else has reviewed it, or it was not taken alone")
    close_items_on(export.reference, actor=actor, reason="reviewed")
    _record(actor, "review", export, new={"finding": finding})


def close_expired(crisis: Crisis, *, actor: Actor) -> int:
    """Close what asks for a yes or no to something that nobody can say yes to any more. How many were closed."""
    alive = {each.reference for each in queries.waiting(crisis)}
    alive |= {each.reference for each in queries.authorities_of(crisis).filter(confirmed_at=None)}
    asked = set(unfinished(crisis).filter(kind=Kind.EXPORT).values_list("subject", flat=True))
    return sum(close_items_on(each, actor=actor, reason="its time is over") for each in sorted(asked - alive))


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _as_format_allows(asked: NewExport) -> NewExport:
    """With the columns that the format takes. Raises NotNow for what is not given out so at all."""
    if unknown := set(asked.columns) - COLUMNS.keys():
        raise NotNow(f"no such column: {', '.join(sorted(unknown))}")
    columns = asked.columns
    if asked.format == Format.ROSTER:
        columns = ON_PAPER
    elif asked.format == Format.HXL:
        columns = tagged(columns)
    elif asked.format == Format.ACCOUNT:
        columns = ()
    if not columns and asked.format != Format.ACCOUNT:
        raise NotNow("no column that this format takes is chosen")
    if asked.audience == Audience.PUBLIC and sensitive(columns):
        raise NotNow(f"sensitive columns are not made public: {', '.join(sensitive(columns))}")
    return replace(asked, columns=columns)


def _made(
    crisis: Crisis,
    asked: NewExport,
    persons: int,
    basis: Basis,
    state: State,
    lasts: timedelta,
    actor: Officer,
    authority: StandingAuthority | None = None,
) -> Export:
    now = clock.now()
    said = {
        "columns": list(asked.columns),
        "selection": asked.selection.to_json(),
        "recipient": asked.recipient,
        "reason": asked.reason,
    }
    export = Export(
        id=new_id(),
        crisis=crisis,
        format=asked.format,
        audience=asked.audience,
        basis=basis,
        state=state,
        persons=persons,
        asked_by=actor,
        asked_at=now,
        authority=authority,
        expires_at=min(now + lasts, authority.expires_at) if authority else now + lasts,
        most_downloads=MOST_PRINTS if asked.format == Format.ROSTER else MOST_DOWNLOADS,
    )
    export.sealed = _sealed(export, json.dumps(said), queries.sealed_in(export))
    export.save(force_insert=True)
    new = {**said, "format": asked.format, "audience": asked.audience, "basis": basis, "persons": persons}
    if authority:
        new["authority"] = authority.id
    _record(actor, "take_manifest" if authority else "ask_for_export", export, new=new)
    return export


def _decide(export: Export, to: State, actor: Officer, reason: str) -> None:
    _require_second(export, actor)
    if not reason.strip():
        raise NotNow("say why")
    now = clock.now()
    there = Export.objects.filter(pk=export.pk, state=State.WAITING, expires_at__gt=now).exclude(asked_by=actor)
    said = _sealed(export, reason, queries.decision_in(export))
    moved = {"state": to, "decided_by": actor, "decided_at": now, "decision": said, "expires_at": now + LASTS_APPROVED}
    if not there.update(**moved):
        raise NotNow("somebody else has decided, it was withdrawn, or its time is over")
    close_items_on(export.reference, actor=actor, reason=to.value)
    _record(actor, "approve" if to == State.OPEN else "refuse", export, reason=reason)


def _require_second(export: Export, actor: Officer) -> None:
    if why_not := why_no_second(export.asked_by, actor, export.crisis):
        raise NotNow(why_not)
    if not may(roles_in(actor, export.crisis_id), Deed.CHANGE, Thing.RELEASE):
        raise NotNow("none of your roles may do this")


def _sealed(export: Export, text: str, context: str) -> bytes:
    return seal(open_key(export.crisis.key_id), text.encode(), context)


def _record(actor: Officer, verb: str, export: Export, **said: Any) -> None:
    where = {"crisis": export.crisis_id, "key": export.crisis.key_id}
    record(actor=actor, verb=f"release.{verb}", subject=export.reference, **where, **said)
