"""Two records of one person: merged, and undone. To other apps they are part of `actions`.

The kept record takes over what only the other said, so that a need, a phone or a document stands where it is looked
for; what was taken over is remembered, so that undoing the merge gives it back.
"""

import json
from contextlib import suppress
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from safepassage.desk.core.ids import Actor
from safepassage.desk.core.sealing import seal, unseal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ledger.queries import opened_key
from safepassage.desk.people.duplicate_actions import close_likeness, reopen_likeness
from safepassage.desk.people.mobility import cannot_walk
from safepassage.desk.people.models import Likeness, Merge, Person, TakenOver
from safepassage.desk.people.news import news, taken_over
from safepassage.desk.people.queries import record_of
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.registering import save_records
from safepassage.desk.people.standings import rewrite_standings
from safepassage.desk.people.states import Aside
from safepassage.desk.people.writing import Moment, begin, living, moved_aside, record_act

DATED = ("position", "supplies")  # of these the later counts


@transaction.atomic
def merge(kept: Person, gone: Person, *, actor: Actor, reason: str) -> Merge:
    """Say that two records are one person. Both keep their trails; the notes of both count. Raises NotNow."""
    if kept.pk == gone.pk:
        raise NotNow("both numbers are of this one record")
    if kept.crisis_id != gone.crisis_id:
        raise NotNow("the two are of different crises")
    moment = begin(kept.crisis, actor)
    for each in (kept, gone):
        living(each)
    if not moved_aside(gone.pk, "", Aside.DUPLICATE):
        raise NotNow("the record was set aside already")
    if Person.objects.filter(pk=kept.pk).exclude(set_aside="").exists():
        raise NotNow("the record to keep was set aside itself")
    made = Merge.objects.create(kept=kept, gone=gone, made_at=moment.now)
    fields = take_over(made, moment)
    close_likeness(kept.id, gone.id, moment)
    rewrite_standings(kept.crisis_id, [kept.id, gone.id], moment.now, moment.version)
    said = {"merge": made.id, "kept": kept.id, "gone": gone.id, "taken_over": fields}
    record_act(moment, "merge", gone.reference, new=said, reason=reason)
    return made


@transaction.atomic
def merge_pair(found: Likeness, *, keep: Person, actor: Actor, reason: str) -> Merge:
    """Say that a pair put to officers is one person. Raises NotNow, also if somebody decided meanwhile."""
    begin(found.crisis, actor)  # from here on nobody else decides
    if not Likeness.objects.filter(pk=found.pk, state=Likeness.State.OPEN).exists():
        raise NotNow("somebody has decided on these two meanwhile")
    gone = found.second if keep == found.first else found.first
    return merge(keep, gone, actor=actor, reason=reason)


@transaction.atomic
def unmerge(made: Merge, *, actor: Actor, reason: str) -> None:
    """Undo a merge: each record stands for itself again and says what it said. Raises NotNow if it was undone."""
    moment = begin(made.gone.crisis, actor)
    above = _above(made.kept)
    if not Merge.objects.filter(pk=made.pk, undone_at=None).update(undone_at=moment.now):
        raise NotNow("the merge was undone already")
    for each in (*reversed(above), made):
        _give_back(each, moment)
    for each in above:
        take_over(each, moment)
    moved_aside(made.gone_id, Aside.DUPLICATE, "")
    reopen_likeness(made.kept_id, made.gone_id)
    concerned = [made.gone_id, made.kept_id, *(each.kept_id for each in above)]
    rewrite_standings(moment.crisis.id, concerned, moment.now, moment.version)
    said = {"merge": made.id, "kept": made.kept_id, "gone": made.gone_id}
    record_act(moment, "unmerge", made.gone.reference, old=said, reason=reason)


def complete_kept(gone: Person, moment: Moment) -> None:
    """A merged record says more than it did: so does the kept one, and whatever that is merged into."""
    for each in _above(gone):
        take_over(each, moment)


def forget_taken_over(person: Person) -> None:
    """The person was erased."""
    TakenOver.objects.filter(person=person).delete()


def take_over(made: Merge, moment: Moment) -> list[str]:
    """Put into the kept record what only the other says; which fields. The caller derives standings anew.

    What the two say otherwise stays as it is in each, but for what was said later of a place, and that somebody cannot
    walk: a need that one of the records names may not be lost.
    """
    kept, gone = _row(made.kept_id), _row(made.gone_id)
    if kept.erased_at or gone.erased_at:
        return []
    here, there = (record_of(each, opened_key(each.key)) for each in (kept, gone))
    try:
        record = _together(here, there)
    except ValueError:
        return []  # a text would be too long: both files can be read
    changed = _changed(here, record)
    if changed:
        save_records(moment, {kept.id: record})
        _remember(made, changed, opened_key(kept.key))
    return sorted(changed)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _row(person_id: object) -> Person:
    return Person.objects.select_related("key").get(pk=person_id)


def _above(person: Person) -> list[Merge]:
    """The merges in force through which the record counts for others, from the nearest on."""
    found: list[Merge] = []
    here = person.pk
    while made := Merge.objects.filter(gone=here, undone_at=None).select_related("kept", "gone").first():
        found.append(made)
        here = made.kept_id
    return found


def _together(here: PersonRecord, there: PersonRecord) -> PersonRecord:
    later: dict[str, Any] = {
        name: said
        for name in DATED
        if (said := getattr(there, name)) and (stood := getattr(here, name)) and said.at > stood.at
    }
    if cannot_walk(there.mobility) and not cannot_walk(here.mobility):
        later["mobility"] = there.mobility
    return taken_over(here, news(here, there, may_mend=False)).model_copy(update=later)


def _changed(here: PersonRecord, record: PersonRecord) -> dict[str, list[Any]]:
    """By field, what stood there and what stands there now."""
    before, after = here.model_dump(mode="json"), record.model_dump(mode="json")
    return {name: [before[name], after[name]] for name in after if after[name] != before[name]}


def _remember(made: Merge, changed: dict[str, list[Any]], key: bytes) -> None:
    row = TakenOver.objects.filter(merge=made).first() or TakenOver(merge=made, person_id=made.kept_id)
    known = _remembered(row, key)
    first = {name: [known.get(name, [before])[0], after] for name, (before, after) in changed.items()}
    row.sealed = seal(key, json.dumps(known | first).encode(), row.reference)
    row.save()


def _remembered(row: TakenOver, key: bytes) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = json.loads(unseal(key, bytes(row.sealed), row.reference)) if row.sealed else {}
    return found


def _give_back(made: Merge, moment: Moment) -> None:
    """Take out of the kept record what it took over, where nobody has changed it since."""
    row = TakenOver.objects.filter(merge=made).first()
    if row is None:
        return
    kept = _row(made.kept_id)
    key = opened_key(kept.key)
    said = record_of(kept, key).model_dump(mode="json")
    for name, (before, after) in _remembered(row, key).items():
        said[name] = _without(said[name], before, after)
    with suppress(ValidationError):  # nothing would say who it is, as an officer has struck out the rest: it stays
        save_records(moment, {kept.id: PersonRecord.from_json(json.dumps(said).encode())})
    row.delete()


def _without(now: Any, before: Any, after: Any) -> Any:
    if now == after:
        return before
    if isinstance(now, list):
        return [each for each in now if each in before or each not in after]
    return now
