"""Fetching an export: the file is made from the register as it stands, piece by piece, and kept nowhere.

Whom it holds is written into the ledger batch by batch, before the batch goes out: whatever stops the process, nobody
has left the desk unrecorded.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F

from safepassage.desk.core import clock
from safepassage.desk.core.ids import new_id
from safepassage.desk.crises.access import Deed, Thing, may
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Officer
from safepassage.desk.crises.queries import roles_in
from safepassage.desk.ledger.actions import record
from safepassage.desk.release import queries
from safepassage.desk.release.columns import Entry, opens_seals
from safepassage.desk.release.files import file_pieces
from safepassage.desk.release.models import Download, Export
from safepassage.desk.release.selection import batches, persons_in
from safepassage.desk.release.words import MORE_THAN_APPROVED, Audience, Basis, Format, State


@transaction.atomic
def begin_download(export: Export, *, actor: Officer) -> Download:
    """Count a download, if the officer may still fetch it. Only who asked for it may. Raises NotNow."""
    now = clock.now()
    _require_still_allowed(export, actor, now)
    asked = queries.content(export)
    found = persons_in(export.crisis, asked.selection, export.audience)
    if export.format != Format.ACCOUNT and found.count() > export.persons * (1 + MORE_THAN_APPROVED):
        raise NotNow("many more persons are in the selection than when it was asked for; ask anew")
    there = Export.objects.filter(pk=export.pk, state=State.OPEN, asked_by=actor, expires_at__gt=now)
    if not there.filter(downloads__lt=F("most_downloads")).update(downloads=F("downloads") + 1):
        raise NotNow("it may not be fetched: its time is over, it was fetched often enough, or it is not yours")
    download = Download.objects.create(id=new_id(), export=export, begun_at=now)
    _record(actor, "begin_download", download, new={})
    return download


def pieces(download: Download, *, actor: Officer) -> Iterator[bytes]:
    """The file. When it has been taken whole, that is an act too, with the file's digest."""
    export, digest, length = download.export, sha256(), 0
    asked = queries.content(export)
    for piece in file_pieces(export, asked, given(download, actor=actor), watermark(download, actor)):
        digest.update(piece)
        length += len(piece)
        yield piece
    end_download(download, actor=actor, sha256=digest.hexdigest(), bytes=length)


def given(download: Download, *, actor: Officer) -> Iterator[Entry]:
    """The persons of an export, each on record before they are given."""
    export = download.export
    if export.format == Format.ACCOUNT:
        return
    asked = queries.content(export)
    found = batches(export.crisis, asked.selection, export.audience, with_sealed=opens_seals(asked.columns))
    for batch in found:
        _give(download, batch, actor)
        yield from batch


@transaction.atomic
def end_download(download: Download, *, actor: Officer, **said: Any) -> None:
    """Put down that a download came to its end."""
    Download.objects.filter(pk=download.pk).update(ended_at=clock.now())
    _record(actor, "end_download", download, new=said)


def watermark(download: Download, officer: Officer) -> str:
    """How serious the crisis is, who gave it out, when, and the export by which the desk finds all else.

    What leaves the service names no officer: who reads it there has no need of that, and could call or threaten them.
    """
    export, at = download.export, download.begun_at.isoformat(timespec="minutes")
    who = [officer.username] if export.audience == Audience.OURS else []
    return ", ".join([export.crisis.get_status_display(), *who, at, export.reference])


@transaction.atomic
def _give(download: Download, batch: list[Entry], actor: Officer) -> None:
    Download.objects.filter(pk=download.pk).update(persons=F("persons") + len(batch))
    _record(actor, "give_out", download, new={"person": [entry.person.pk for entry in batch]})


def _require_still_allowed(export: Export, actor: Officer, now: datetime) -> None:
    """Rights may have been taken away since it was asked for."""
    roles = roles_in(actor, export.crisis_id)
    if export.basis == Basis.AUTHORITY:
        authority = export.authority
        if authority is None or authority.role not in roles or not queries.in_force(authority, now):
            raise NotNow("the authority is not in force any more, or not yours")
    elif not may(roles, Deed.CHANGE, Thing.EXPORTS):
        raise NotNow("none of your roles may do this")


def _record(actor: Officer, verb: str, download: Download, *, new: dict[str, Any]) -> None:
    export = download.export
    said = {"download": download.pk, **new}
    where = {"crisis": export.crisis_id, "key": export.crisis.key_id}
    record(actor=actor, verb=f"release.{verb}", subject=export.reference, new=said, **where)
