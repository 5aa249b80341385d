"""Parties and wardens. A party is split by an officer on the pages, never by a program."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from safepassage.desk.api.cursors import Cursor, Limit, piece
from safepassage.desk.api.operations import put_in, see
from safepassage.desk.api.schemas import Joining, Made, PartiesOut, PartyIn, WardensOut
from safepassage.desk.crises.access import Thing
from safepassage.desk.people import actions, queries

router = Router(tags=["parties"])


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
