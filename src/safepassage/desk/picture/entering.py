"""Drafts that an officer accepts: they become claims, contacts with their promises, or what happened (rule C2)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.crises.access import Role
from safepassage.desk.picture.claims import NewStatement, add_statement, open_claim
from safepassage.desk.picture.kinds import HAPPENED, ContactChannel, DraftKind, DraftState, Stance
from safepassage.desk.picture.models import Claim, Contact, Draft, Occurrence
from safepassage.desk.picture.promises import NewPromise, note_contact, note_promise
from safepassage.desk.picture.reports import decide
from safepassage.desk.picture.writing import record_act, sealed_for
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work

Fields = Mapping[str, Any]  # by kind, as `picture.proposals` makes them of a draft and officers change them


def _state(is_edited: bool) -> DraftState:
    return DraftState.EDITED if is_edited else DraftState.ACCEPTED


@transaction.atomic
def accept_claim(
    draft: Draft, fields: Fields, *, actor: Actor, joins: Claim | None = None, is_edited: bool = False
) -> Claim:
    """What a report says to be so becomes a claim, or one more statement to a claim. Raises NotNow.

    `fields`: gist, about, claimant, stance, said_on, quote, grade, is_of_people.
    """
    first = NewStatement(
        stance=Stance(fields["stance"]),
        said_on=fields["said_on"],
        claimant=fields["claimant"],
        quote=fields["quote"],
        grade=fields["grade"],
        report=draft.report,
    )
    if joins:
        add_statement(joins, first, actor=actor)
        claim = joins
    else:
        said = {"about": fields["about"], "is_of_people": fields["is_of_people"]}
        claim = open_claim(draft.report.crisis, fields["gist"], first, actor=actor, **said)
    decide(draft, _state(is_edited), actor=actor, became=claim.reference)
    return claim


@transaction.atomic
def accept_contact(draft: Draft, fields: Fields, *, actor: Actor, is_edited: bool = False) -> Contact:
    """Who spoke with whom; each thing that was promised becomes a promise of the other side. Raises NotNow.

    `fields`: parties, about, channel, on, promises (texts).
    """
    crisis = draft.report.crisis
    said = {"about": fields["about"], "report": draft.report}
    channel = ContactChannel(fields["channel"])
    contact = note_contact(crisis, channel, fields["on"], fields["parties"], actor=actor, **said)
    for what in fields["promises"]:
        promise = NewPromise(by=", ".join(fields["parties"]), what=what)
        note_promise(crisis, promise, actor=actor, contact=contact)
    decide(draft, _state(is_edited), actor=actor, became=contact.reference)
    return contact


@transaction.atomic
def accept_occurrence(draft: Draft, fields: Fields, *, actor: Actor, is_edited: bool = False) -> Occurrence:
    """What happened. A death holds all that goes out until the next of kin are told (rule C4). Raises NotNow.

    `fields`: what, place, on, grade.
    """
    if draft.kind not in HAPPENED:
        raise ValueError(draft.kind)
    crisis, on = draft.report.crisis, fields["on"]
    made = Occurrence(id=new_id(), crisis=crisis, report=draft.report, kind=draft.kind, on=on, grade=fields["grade"])
    made.entered_at, made.entered_by = clock.now(), actor.reference
    said = {"what": fields["what"], "place": fields["place"]}
    made.sealed = sealed_for(crisis, made, said)
    made.save(force_insert=True)
    record_act(actor, "note_occurrence", made, crisis, new=said | {"kind": draft.kind, "on": on})
    if draft.kind == DraftKind.CASUALTY:
        reason = f"A report tells of a death or injury: {said['what']}"
        open_item(crisis, Work(Kind.NEXT_OF_KIN, made.reference, Role.DUTY_OFFICER, Urgency.SOON, reason), actor=actor)
    decide(draft, _state(is_edited), actor=actor, became=made.reference)
    return made
