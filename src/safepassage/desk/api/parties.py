"""Parties and wardens. A party is split by an officer on the pages, never by a program."""

from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Header, Router

from safepassage.desk.api.actions import open_warden
from safepassage.desk.api.cursors import Cursor, Limit, piece
from safepassage.desk.api.gate import Bearer
from safepassage.desk.api.operations import put_in, see
from safepassage.desk.api.problems import Fault, Problem
from safepassage.desk.api.schemas import (
    Joining,
    Made,
    PartiesOut,
    PartyIn,
    Silence,
    WardenChange,
    WardenIn,
    WardenOut,
    WardensOut,
)
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.ledger.actions import take_turn
from safepassage.desk.people import actions, queries
from safepassage.desk.people.models import Warden

router = Router(tags=["parties"])
SeenVersion = Annotated[str, Header("", alias="If-Match", pattern=r'^("[0-9a-f]{16}")?$')]


@see(router, "/parties", Thing.PERSONS, PartiesOut)
def list_parties(request: HttpRequest, cursor: Cursor, limit: Limit) -> PartiesOut:
    """The parties, in the order in which they were formed."""
    found = piece(queries.parties_of(request.auth.crisis), cursor, limit)
    return PartiesOut(parties=found.rows, next=found.next)


@put_in(router, "/parties", Thing.PERSONS, Made)
def form_party(request: HttpRequest, about: PartyIn) -> Made:
    """Form a party. One whose code is there already is left as it is."""
    return Made(id=actions.form_party(request.auth.crisis, about.entry(), actor=request.auth).id)


@put_in(router, "/parties/{uuid:party_id}/members", Thing.PERSONS, Made)
def join_party(request: HttpRequest, party_id: UUID, about: Joining) -> Made:
    """Let persons without a party join one."""
    party = get_object_or_404(queries.parties_of(request.auth.crisis), pk=party_id)
    actions.join_party(party, about.persons, actor=request.auth)
    return Made(id=party.id)


@see(router, "/wardens", Thing.PERSONS, WardensOut)
def list_wardens(request: HttpRequest, cursor: Cursor, limit: Limit) -> WardensOut:
    """The wardens, without names."""
    found = piece(queries.wardens_of(request.auth.crisis), cursor, limit)
    return WardensOut(wardens=found.rows, next=found.next)


@see(router, "/wardens/{uuid:warden_id}", Thing.PERSONS, WardenOut)
def get_warden(request: HttpRequest, warden_id: UUID, open: bool = False) -> WardenOut:
    """One warden. With `open`, the record too, which is an act."""
    found = _warden(request, warden_id)
    record = open_warden(found, actor=request.auth) if open else None
    return WardenOut.from_orm(found).model_copy(update={"record": record})


@put_in(router, "/wardens", Thing.PERSONS, Made)
def register_warden(request: HttpRequest, about: WardenIn) -> Made:
    """Register a warden. One whose code is there already is left as they are."""
    return Made(id=actions.register_warden(request.auth.crisis, about.code, about.record, actor=request.auth).id)


@router.put("/wardens/{uuid:warden_id}", auth=Bearer(Deed.CHANGE, Thing.PERSONS), response=WardenOut)
def change_warden(request: HttpRequest, warden_id: UUID, about: WardenChange, seen: SeenVersion) -> WardenOut:
    """Change a record, as it was seen at the version that If-Match names, such as `"90a3c7e1b2d4f586"`."""
    if not seen:
        raise Problem(428, "expected If-Match with the version that was seen")
    with transaction.atomic():
        take_turn()  # nobody else changes them until this is done
        found = _warden(request, warden_id)
        if WardenOut.resolve_version(found) != seen.strip('"'):
            raise Problem(412, "somebody changed this warden meanwhile; look again")
        actions.change_warden(found, about.record, actor=request.auth)
    return WardenOut.from_orm(_warden(request, warden_id))


@put_in(router, "/wardens/{uuid:warden_id}/silence", Thing.PERSONS, Made)
def note_silence(request: HttpRequest, warden_id: UUID, about: Silence) -> Made:
    """Say since when a warden does not answer, or that they answer again."""
    found = _warden(request, warden_id)
    if about.since and about.since > clock.now():
        raise Problem(422, "the request does not fit", [Fault("/since", "a time that has come")])
    actions.note_silence(found, about.since, actor=request.auth)
    return Made(id=found.id)


def _warden(request: HttpRequest, warden_id: UUID) -> Warden:
    return get_object_or_404(queries.wardens_of(request.auth.crisis), pk=warden_id)
