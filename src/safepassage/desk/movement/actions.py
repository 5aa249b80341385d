"""Writes of movement: crisis folders in and out, what is assumed, drafts and alerts, preflights."""

import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.bulk import insert_rows
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.actions import NotNow, create_crisis
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.crises.queries import crises
from safepassage.desk.ground import actions as ground
from safepassage.desk.ledger.actions import record, take_turn
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.movement.assumed import FIRST
from safepassage.desk.movement.ground_rows import put_by
from safepassage.desk.movement.models import Assumptions, Draft, RestsOn, StandingAlert, StoredPreflight
from safepassage.desk.movement.people_rows import Naming, new_person, warden_record
from safepassage.desk.movement.queries import (
    OWN,
    crisis_for,
    crisis_of,
    faults_of,
    file_of_draft,
    preflights_to_forget,
    sealed_in,
    unverified_in,
)
from safepassage.desk.movement.shaking import rests_of
from safepassage.desk.movement.summary import summary_of
from safepassage.desk.people import actions as people
from safepassage.desk.people.entries import NewParty
from safepassage.desk.picture.models import Report
from safepassage.errors import BadInput, Fault
from safepassage.formats import cap
from safepassage.planning import drawing, preflight
from safepassage.planning import model as planner
from safepassage.planning.io import read_crisis, write_crisis, write_roads

PERSONS_AT_ONCE = 5_000
SOURCE = "crisis-folder"  # of persons, as the register names it


# --- Crisis folders --------------------------------------------------------------------------------------------------


def load_crisis(folder: Path, *, actor: Officer, names: Naming | None = None) -> Crisis:
    """Make a crisis of a crisis folder, whole or not at all; `actor` becomes its administrator.

    A folder has no names; `names` gives those of an exercise.
    Raises BadInput with every fault of the folder, and with what the register or the ground does not take.
    """
    read = read_crisis(folder)
    with _refusals_as_faults(folder), transaction.atomic():
        crisis = create_crisis(actor=actor, fields=_crisis_fields(read.settings))
        crisis.clean_fields()
        ground.put_all(crisis, put_by(read), actor=actor)
        _put_roads(crisis, read, actor)
        set_assumptions(crisis, _assumed(read.settings), actor=actor)
        _put_people(crisis, read, actor, names)
        for name, advisory in read.advisories.items():
            naive = [note for note in read.naive if note.startswith(f"{file_of_draft(name)}: ")]
            put_draft(crisis, name, advisory, actor=actor, naive=naive)
        receive_alerts(crisis, list(dict.fromkeys(alert.original for alert in read.alerts)), actor=actor)
        said = {"files": len(read.inputs_sha256), "parties": len(read.parties), "persons": len(read.persons)}
        _record(actor, "load_crisis", crisis.reference, crisis, new=said | {"sha256": dict(read.inputs_sha256)})
    return crisis


def export_crisis(crisis: Crisis, folder: Path, *, actor: Actor) -> tuple[Fault, ...]:
    """Write a crisis as a folder that planner and desk read; no names stand in it, but exact places do.

    `folder` has to be new or empty. Returns what is left out, and why: bad drafts and rows, places far from every road.
    Raises BadInput for a folder that is neither, and for what else the planner does not take.
    """
    planned, left_out = crisis_of(crisis)
    said = {"parties": len(planned.parties), "persons": len(planned.persons), "sha256": dict(planned.inputs_sha256)}
    with transaction.atomic():
        _record(actor, "export_crisis", crisis.reference, crisis, new=said | {"left_out": list(map(str, left_out))})
        write_crisis(planned, folder)  # last: without the act there is no export
    return left_out


@transaction.atomic
def found_crisis(fields: Mapping[str, Any], *, actor: Officer, crisis_id: UUID) -> Crisis:
    """A crisis from nothing, with what a new one assumes; or the one of that id, if it was made already.

    fields: those of `crises.actions.create_crisis`.
    """
    take_turn()  # of the same page sent twice at once, the second finds the crisis
    if there := crises().filter(pk=crisis_id).first():
        return there
    crisis = create_crisis(actor=actor, fields={**fields, "id": crisis_id})
    set_assumptions(crisis, FIRST, actor=actor)
    return crisis


@transaction.atomic
def set_assumptions(crisis: Crisis, said: Mapping[str, Any], *, actor: Actor) -> None:
    """Say what the planner takes for true: the sections of crisis.toml but those of the crisis's own row."""
    before = Assumptions.objects.select_for_update().filter(crisis=crisis).first()
    old = before.said if before else None
    Assumptions.objects.update_or_create(crisis=crisis, defaults={"said": said, "changed_at": clock.now()})
    _record(actor, "set_assumptions", crisis.reference, crisis, old=old, new=said)


@transaction.atomic
def put_draft(
    crisis: Crisis,
    name: str,
    advisory: planner.Advisory,
    *,
    actor: Actor,
    naive: Sequence[str] = (),
    report: Report | None = None,
) -> Draft:
    """An advisory to check, new or in place of the one of that name. `naive`: its instants without a zone (P1)."""
    said = advisory.model_dump(mode="json", exclude={"area"}, exclude_none=True)
    if advisory.area is not None:
        said["area"] = cap.format_polygon(advisory.area)
    fields = {"said": said, "naive": list(naive), "faults": [], "changed_at": clock.now(), "report": report}
    draft, _ = Draft.objects.update_or_create(crisis=crisis, name=name, defaults=fields)
    told = {"report": report.id} if report else {}
    _record(actor, "put_draft", draft.reference, crisis, new={"name": name, **said, **told})
    return draft


def write_draft(
    crisis: Crisis, name: str, said: Mapping[str, Any], *, actor: Actor, report: Report | None = None
) -> Draft:
    """An advisory as a form has it; `report`: which told of it. Raises BadInput with every fault."""
    with faults_of(name):
        advisory = planner.Advisory.model_validate(said)
    return put_draft(crisis, name, advisory, actor=actor, report=report)


@transaction.atomic
def withdraw_draft(draft: Draft, *, actor: Actor, reason: str) -> None:
    """Take back an advisory that was not sent; the ledger keeps its words. Raises NotNow if it is gone already."""
    gone, _ = Draft.objects.filter(pk=draft.pk).delete()
    if not gone:
        raise NotNow("it was withdrawn before")
    said = {"name": draft.name, **draft.said}
    _record(actor, "withdraw_draft", draft.reference, draft.crisis, reason=reason, old=said)


@transaction.atomic
def receive_alerts(crisis: Crisis, originals: Sequence[bytes], *, actor: Actor) -> None:
    """Alerts of others that are in force, each a CAP file as issued."""
    now = clock.now()
    for original in originals:
        cap.read_alert(original)
        StandingAlert.objects.create(crisis=crisis, original=original, received_at=now)
    said = {"sha256": [sha256(original).hexdigest() for original in originals]}
    _record(actor, "receive_alerts", crisis.reference, crisis, new=said)


# --- Preflights ------------------------------------------------------------------------------------------------------


def run_preflight(crisis: Crisis, advisory: str, *, actor: Actor, seed: int = 1) -> StoredPreflight:
    """Check an advisory of the crisis as it stands, and store what came of it.

    Raises BadInput if the crisis or the advisory is not what the planner takes; what is wrong with the advisory itself
    then stands with it.
    """
    try:
        planned, left_out = crisis_for(crisis, advisory)
        result = preflight(planned, advisory, seed=seed)
    except BadInput as error:
        _note_faults(crisis, advisory, error, actor)
        raise
    parts = {
        "sealed": result.model_dump_json(by_alias=True).encode(),
        "summary": summary_of(result, planned, unverified_in(crisis), tuple(map(str, left_out)))
        .model_dump_json(by_alias=True)
        .encode(),
        "picture": drawing.draw_picture(result, planned).encode(),
        "page": drawing.draw_page(result, planned).encode(),
    }
    return _store(crisis, result, parts, actor)


@transaction.atomic
def _note_faults(crisis: Crisis, advisory: str, error: BadInput, actor: Actor) -> None:
    faults = [
        {"where": fault.where, "wrong": fault.wrong, "expected": fault.expected}
        for fault in error.faults
        if fault.file == file_of_draft(advisory)
    ]
    draft = Draft.objects.filter(crisis=crisis, name=advisory).first()
    if draft and faults:
        draft.faults = faults
        draft.save(update_fields=["faults"])
        _record(actor, "note_faults", draft.reference, crisis, new={"name": advisory, "faults": faults})


@transaction.atomic
def _store(crisis: Crisis, result: planner.Preflight, parts: Mapping[str, bytes], actor: Actor) -> StoredPreflight:
    stored = StoredPreflight(
        id=new_id(),
        crisis=crisis,
        advisory=result.advisory.name,
        seed=result.seed,
        versions=result.versions,
        inputs_sha256=inputs_hash(result.inputs_sha256),
        people=result.people.total,
        on_time=result.people.on_time,
        not_located=result.people.not_located,
        stops=sum(warning.severity == "stop" for warning in result.warnings),
        made_by=actor.reference,
        made_at=clock.now(),
    )
    key = open_key(crisis.key_id)
    for part, content in parts.items():
        setattr(stored, part, seal(key, zlib.compress(content), sealed_in(stored, part)))
    stored.save(force_insert=True)
    rests = rests_of(result, crisis)
    insert_rows(RestsOn, (RestsOn(preflight=stored, thing=thing, people=people) for thing, people in rests.items()))
    Draft.objects.filter(crisis=crisis, name=stored.advisory).update(faults=[])
    said = {"advisory": stored.advisory, "seed": stored.seed, "inputs_sha256": stored.inputs_sha256}
    _record(actor, "run_preflight", stored.reference, crisis, new=said | {"people": result.people.model_dump()})
    return stored


@transaction.atomic
def look_at_preflight(stored: StoredPreflight, *, actor: Actor) -> None:
    """Put down that somebody read a preflight: it shows where parties are."""
    _record(actor, "look_at_preflight", stored.reference, stored.crisis)


def forget_preflights(*, actor: Actor, today: date) -> int:
    """Delete preflights that were made KEPT_FOR ago, as they show where parties were; the acts stay. How many."""
    rows = list(preflights_to_forget(today))
    for row in rows:
        _forget(row, actor)
    return len(rows)


@transaction.atomic
def _forget(stored: StoredPreflight, actor: Actor) -> None:
    subject = stored.reference
    stored.delete()
    _record(actor, "forget_preflight", subject, stored.crisis, reason="retention")


def inputs_hash(by_file: Mapping[str, str]) -> str:
    """One hash of the hashes of all inputs."""
    return sha256("\n".join(f"{file} {digest}" for file, digest in sorted(by_file.items())).encode()).hexdigest()


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _crisis_fields(settings: planner.Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in OWN} | {
        "area": cap.format_polygon(settings.area),
        "epoch_at": settings.clock.epoch,
        "estimate_low": settings.estimate.low,
        "estimate_high": settings.estimate.high,
    }


def _assumed(settings: planner.Settings) -> dict[str, Any]:
    """What is left of crisis.toml. A real crisis goes on: its `now` is not kept."""
    said = settings.model_dump(mode="json", exclude={*OWN, "area", "estimate"}, exclude_none=True)
    said["clock"].pop("epoch")
    if settings.status == "Actual":
        said["clock"].pop("now")
    return said


def _put_roads(crisis: Crisis, read: planner.Crisis, actor: Actor) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "city.roads"
        write_roads(read.network, file)
        ground.put_roads(crisis, file, actor=actor)


def _put_people(crisis: Crisis, read: planner.Crisis, actor: Actor, names: Naming | None) -> None:
    wardens = {
        warden.id: people.register_warden(
            crisis, warden.id, warden_record(warden), actor=actor, silent_since=warden.silent_since
        )
        for warden in read.wardens
    }
    entries = [
        NewParty(
            code=party.id,
            warden=wardens[party.warden].id if party.warden else None,
            means=party.means.value,
            seats=party.vehicle_seats,
            urgent=party.urgent or "",
        )
        for party in read.parties
    ]
    formed = {party.code: party.id for party in people.form_parties(crisis, entries, actor=actor)}
    parties, now = {party.id: party for party in read.parties}, clock.now()
    persons = [
        new_person(person, parties[person.party], formed[person.party], read.settings, now, names)
        for person in read.persons
    ]
    for start in range(0, len(persons), PERSONS_AT_ONCE):
        people.register_persons(crisis, persons[start : start + PERSONS_AT_ONCE], actor=actor, source=SOURCE)


@contextmanager
def _refusals_as_faults(folder: Path) -> Iterator[None]:
    """Tell as bad input what the planner took, but the ground or the register does not."""
    try:
        yield
    except NotNow as error:
        raise BadInput([Fault(folder.name, "", str(error), "what the desk can hold")]) from error
    except ValidationError as error:
        raise BadInput([Fault(folder.name, "", each, "what the desk can hold") for each in error.messages]) from error


def _record(actor: Actor, verb: str, subject: str, crisis: Crisis, **said: Any) -> None:
    record(actor=actor, verb=f"movement.{verb}", subject=subject, crisis=crisis.id, key=crisis.key_id, **said)
