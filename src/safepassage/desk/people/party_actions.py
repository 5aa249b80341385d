"""Writes of parties and wardens; to other apps they are part of `actions`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from safepassage.desk.core.bulk import in_batches
from safepassage.desk.core.ids import Actor
from safepassage.desk.core.keeping import KEPT_FOR
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.actions import destroy_key, make_keys, record
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.people.entries import NewParty
from safepassage.desk.people.models import Party, Person, Warden
from safepassage.desk.people.numbers import draw_number
from safepassage.desk.people.queries import warden_record
from safepassage.desk.people.records import WardenRecord
from safepassage.desk.people.standings import rewrite_standings
from safepassage.desk.people.writing import begin, record_act, record_many, require_code


@transaction.atomic
def form_parties(crisis: Crisis, entries: Sequence[NewParty], *, actor: Actor) -> list[Party]:
    """Form many parties at once, in one act. One whose code is there already is left as it is.

    Raises NotNow if a member is in a party already, or a member or warden is of another crisis.
    """
    moment = begin(crisis, actor)
    _require_wardens(crisis, {entry.warden for entry in entries if entry.warden})
    codes = [entry.code or f"p-{draw_number()}" for entry in entries]
    found = {party.code: party for batch in in_batches(codes) for party in _parties_called(crisis, batch)}
    made, members = [], []
    for code, entry in zip(codes, entries, strict=True):
        if code not in found:
            require_code(code)
            found[code] = Party(crisis=crisis, code=code, made_at=moment.now, **_party_fields(entry))
            made.append(found[code])
            members.append(entry.members)
    for batch in in_batches(made):
        Party.objects.bulk_create(batch)
    for party, ids in zip(made, members, strict=True):
        _put_into(party, ids, None)
    if made:
        rewrite_standings(crisis.id, {pk for ids in members for pk in ids}, moment.now, moment.version)
        record_many(moment, "form_parties", "party", [party.id for party in made])
    return [found[code] for code in codes]


def form_party(crisis: Crisis, entry: NewParty, *, actor: Actor) -> Party:
    """Form one party."""
    return form_parties(crisis, [entry], actor=actor)[0]


@transaction.atomic
def change_party(party: Party, *, actor: Actor, **fields: Any) -> Party:
    """Change a party's warden (id or None), means, seats or urgent class."""
    moment = begin(party.crisis, actor)
    row = Party.objects.get(pk=party.pk)
    allowed = {"warden_id": "warden", "means": "means", "seats": "seats", "urgent": "urgent"}
    if fields.get("warden"):
        _require_wardens(row.crisis, {fields["warden"]})
    old = {name: getattr(row, column) for column, name in allowed.items()}
    for column, name in allowed.items():
        setattr(row, column, fields.pop(name, old[name]))
    if fields:
        raise TypeError(f"a party has no {', '.join(fields)} to change")
    row.save()
    members = list(row.members.values_list("pk", flat=True))
    rewrite_standings(row.crisis_id, members, moment.now, moment.version)
    new = {name: getattr(row, column) for column, name in allowed.items()}
    record_act(moment, "change_party", row.reference, old=old, new=new)
    return row


@transaction.atomic
def join_party(party: Party, person_ids: Collection[UUID], *, actor: Actor) -> None:
    """Let persons without a party join one. Raises NotNow if one of them is in another: that is split first."""
    moment = begin(party.crisis, actor)
    _put_into(party, person_ids, None)
    rewrite_standings(party.crisis_id, person_ids, moment.now, moment.version)
    record_act(moment, "join_party", party.reference, new={"persons": sorted(person_ids)})


@transaction.atomic
def split_party(party: Party, person_ids: Collection[UUID], *, actor: Actor, reason: str) -> Party:
    """Make some members a party of their own. Only an officer does that, with a reason. Raises NotNow."""
    if not actor.reference.startswith("officer:") or not reason.strip():
        raise NotNow("a party is split only by an officer, who says why")
    moment = begin(party.crisis, actor)
    if not 0 < len(set(person_ids)) < party.members.count():
        raise NotNow("a split leaves somebody on both sides")
    made = Party.objects.create(
        crisis=party.crisis, code=f"p-{draw_number()}", warden_id=party.warden_id, split_from=party, made_at=moment.now
    )
    _put_into(made, person_ids, party)
    rewrite_standings(party.crisis_id, person_ids, moment.now, moment.version)
    said = {"made": made.id, "persons": sorted(set(person_ids))}
    record_act(moment, "split_party", party.reference, new=said, reason=reason)
    return made


@transaction.atomic
def register_warden(
    crisis: Crisis,
    code: str,
    about: WardenRecord,
    *,
    actor: Actor,
    person: Person | None = None,
    silent_since: datetime | None = None,
) -> Warden:
    """A new warden. One whose code is there already is left as it is."""
    moment = begin(crisis, actor)
    if found := Warden.objects.filter(crisis=crisis, code=code).first():
        return found
    require_code(code)
    key = make_keys(1)[0]
    made = Warden(
        crisis=crisis,
        code=code,
        key_id=key.id,
        person=person,
        silent_since=silent_since,
        made_at=moment.now,
        keep_until=moment.now.date() + KEPT_FOR,
    )
    made.sealed = seal(key.opened, about.to_json(), made.reference)
    made.save()
    new = about.model_dump(mode="json", exclude_defaults=True)
    record_act(moment, "register_warden", made.reference, key=key.id, new=new)
    return made


@transaction.atomic
def change_warden(warden: Warden, to: WardenRecord, *, actor: Actor) -> None:
    """Change what is known of a warden. Nothing happens if it is known already."""
    moment = begin(warden.crisis, actor)
    row = Warden.objects.get(pk=warden.pk)
    before = warden_record(row)
    if before == to:
        return
    Warden.objects.filter(pk=row.pk).update(sealed=seal(open_key(row.key_id), to.to_json(), row.reference))
    old, new = (each.model_dump(mode="json", exclude_defaults=True) for each in (before, to))
    record_act(moment, "change_warden", row.reference, key=row.key_id, old=old, new=new)


@transaction.atomic
def look_at_warden(warden: Warden, *, actor: Actor) -> WardenRecord:
    """Open a warden's record, which is an act. Raises KeyDestroyed."""
    found = warden_record(warden)
    record(actor=actor, verb="people.look_at_warden", subject=warden.reference, crisis=warden.crisis_id)
    return found


@transaction.atomic
def note_silence(warden: Warden, silent_since: datetime | None, *, actor: Actor) -> None:
    """Say since when a warden does not answer; None: they answer again."""
    moment = begin(warden.crisis, actor)
    old = warden.silent_since
    Warden.objects.filter(pk=warden.pk).update(silent_since=silent_since)
    record_act(moment, "note_silence", warden.reference, old={"since": old}, new={"since": silent_since})


@transaction.atomic
def erase_warden(warden: Warden, *, actor: Actor, reason: str) -> None:
    """Destroy the key of all that is known of a warden. The code stays, under a new key and with nothing known.

    Whoever is counted under it stays counted; with no channel left, no plan counts on them.
    """
    row = Warden.objects.get(pk=warden.pk)
    destroy_key(row.key_id, actor=actor, subject=row.reference, crisis=row.crisis_id, reason=reason)
    moment = begin(row.crisis, actor)
    key = make_keys(1)[0]
    row.key_id, row.person, row.silent_since = key.id, None, row.silent_since or moment.now
    row.sealed = seal(key.opened, WardenRecord().to_json(), row.reference)
    row.keep_until = (moment.now + KEPT_FOR).date()
    row.save()
    record_act(moment, "erase_warden", row.reference, reason=reason)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _parties_called(crisis: Crisis, codes: Collection[str]) -> list[Party]:
    return list(Party.objects.filter(crisis=crisis, code__in=codes))


def _require_wardens(crisis: Crisis, wanted: set[UUID]) -> None:
    found: set[UUID] = set()
    for batch in in_batches(wanted):
        found.update(Warden.objects.filter(crisis=crisis, pk__in=batch).values_list("pk", flat=True))
    if wanted - found:
        raise NotNow("no such warden in this crisis")


def _party_fields(entry: NewParty) -> dict[str, Any]:
    return {"warden_id": entry.warden, "means": entry.means, "seats": entry.seats, "urgent": entry.urgent}


def _put_into(party: Party, person_ids: Collection[UUID], before: Party | None) -> None:
    moved = 0
    for batch in in_batches(set(person_ids)):
        persons = Person.objects.filter(crisis=party.crisis_id, pk__in=batch, party=before, erased_at=None)
        moved += persons.update(party=party)
    if moved != len(set(person_ids)):
        raise NotNow("somebody is not there, or in a party already; an officer splits that first")
