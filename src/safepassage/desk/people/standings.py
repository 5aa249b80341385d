"""Writes of the account: the lines, and where each person stands in them. Called by actions, in their transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from safepassage.desk.core.bulk import AT_ONCE, in_batches, insert_values
from safepassage.desk.core.grades import grade_rank
from safepassage.desk.people.models import TRAITS, Line, Merge, Note, Person, Standing
from safepassage.desk.people.states import State
from safepassage.desk.people.timeline import FOREVER, NOWHERE, Said, Step, instant, microseconds, steps

COLUMNS = ("person_id", "line_id", "from_us", "until_us", "known_from_us", "known_until_us")
DERIVED = ("state", "state_at", "haven", "heard_at", "contested")

Traits = tuple[Any, ...]  # in the order of TRAITS


class Span(NamedTuple):
    """Where a person stands in some time."""

    from_us: int
    until_us: int
    traits: Traits


def said(note: Note) -> Said | None:
    """What a note comes down to; None if it asserts no state."""
    if not note.state:
        return None
    source_us, entered_us = microseconds(note.source_at), microseconds(note.entered_at)
    return Said(source_us, grade_rank(note.grade), State(note.state), note.haven, entered_us, note.is_settling)


def stand(person: Person, path: Sequence[Step]) -> None:
    """Set the person's derived columns to the last step."""
    last = path[-1]
    person.state, person.haven, person.contested = last.state, last.haven, last.is_contested
    person.state_at = instant(last.from_us)
    person.heard_at = None if last.heard_us is None else instant(last.heard_us)


def spans(person: Person, warden: UUID | None, path: Sequence[Step]) -> list[Span]:
    """Where the person stands, from first heard of to ever after."""
    ends = [*(step.from_us for step in path[1:]), FOREVER]
    return [Span(step.from_us, end, _traits(person, warden, step)) for step, end in zip(path, ends, strict=True)]


def begin_standings(crisis_id: UUID, found: Sequence[tuple[Person, list[Span]]], now: datetime) -> None:
    """Let new persons stand in the account."""
    lines = _line_ids(crisis_id, {span.traits for _, each in found for span in each})
    known_us = microseconds(now)
    rows = (
        (person.id, lines[span.traits], span.from_us, span.until_us, known_us, FOREVER)
        for person, each in found
        for span in each
    )
    insert_values(Standing, COLUMNS, rows)


def rewrite_standings(crisis_id: UUID, person_ids: Collection[UUID], now: datetime, version: int) -> None:
    """Derive anew where these persons stand, and those whom they were merged into; keep what was known before."""
    for batch in in_batches(_with_kept(person_ids)):
        persons = list(Person.objects.filter(pk__in=batch).select_related("party"))
        found = paths(persons)
        _replace(crisis_id, [(each, spans(each, _warden(each), found[each.id])) for each in persons], now)
        for person in persons:
            stand(person, found[person.id])
            person.version = version
        save_persons(persons, (*DERIVED, "version"))


def save_persons(persons: Sequence[Person], columns: Sequence[str]) -> None:
    """Update many rows at once; much faster than CASE … WHEN."""
    Person.objects.bulk_create(persons, update_conflicts=True, unique_fields=("id",), update_fields=columns)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _traits(person: Person, warden: UUID | None, step: Step) -> Traits:
    return (
        str(person.set_aside),
        str(step.state),
        step.is_contested,
        person.minor,
        person.medical,
        str(person.category),
        step.haven,
        warden or NOWHERE,
        person.source,
    )


def _warden(person: Person) -> UUID | None:
    return person.party.warden_id if person.party else None


def paths(persons: Sequence[Person], more: Mapping[UUID, Said] | None = None) -> dict[UUID, list[Step]]:
    """Each person's steps, by their own notes and those of the records merged into theirs.

    more: by person's id what else shall be thought to have been said.
    """
    merged = _merged_into({person.id for person in persons})
    group = {person.id: {person.id, *_all_below(person.id, merged)} for person in persons}
    told: dict[UUID, list[Said]] = defaultdict(list)
    for batch in in_batches(set().union(*group.values())):
        for note in Note.objects.filter(person__in=batch).exclude(state="").defer("sealed"):
            told[note.person_id].append(said(note))
    for person_id, each in (more or {}).items():
        told[person_id].append(each)
    return {
        person.id: steps(microseconds(person.first_at), [one for each in group[person.id] for one in told[each]])
        for person in persons
    }


def _with_kept(person_ids: Collection[UUID]) -> set[UUID]:
    found = frontier = set(person_ids)
    while frontier:
        kept: set[UUID] = set()
        for batch in in_batches(frontier):
            kept.update(Merge.objects.filter(gone__in=batch, undone_at=None).values_list("kept", flat=True))
        frontier = kept - found
        found = found | kept
    return found


def _merged_into(person_ids: set[UUID]) -> dict[UUID, list[UUID]]:
    below: dict[UUID, list[UUID]] = defaultdict(list)
    frontier = person_ids
    while frontier:
        pairs = list(Merge.objects.filter(kept__in=frontier, undone_at=None).values_list("kept", "gone"))
        frontier = {gone for _, gone in pairs} - below.keys()
        for kept, gone in pairs:
            below[kept].append(gone)
    return below


def _all_below(person_id: UUID, below: dict[UUID, list[UUID]]) -> Iterator[UUID]:
    for gone in below.get(person_id, ()):
        yield gone
        yield from _all_below(gone, below)


def _replace(crisis_id: UUID, wanted: Sequence[tuple[Person, list[Span]]], now: datetime) -> None:
    lines = _line_ids(crisis_id, {span.traits for _, each in wanted for span in each})
    missing = {(person.id, span.from_us, span.until_us, lines[span.traits]) for person, each in wanted for span in each}
    now_us = microseconds(now)
    stale, never_seen = [], []
    known = Standing.objects.filter(person__in=[person.id for person, _ in wanted], known_until_us=FOREVER)
    for row in known:
        place = (row.person_id, row.from_us, row.until_us, row.line_id)
        if place in missing:
            missing.remove(place)
        else:
            (stale if row.known_from_us < now_us else never_seen).append(row.pk)
    for batch in in_batches(never_seen):
        Standing.objects.filter(pk__in=batch).delete()
    for batch in in_batches(stale):
        Standing.objects.filter(pk__in=batch).update(known_until_us=now_us)
    insert_values(
        Standing, COLUMNS, ((person, line, begin, end, now_us, FOREVER) for person, begin, end, line in sorted(missing))
    )


def _line_ids(crisis_id: UUID, wanted: set[Traits]) -> dict[Traits, int]:
    """The lines' ids, made where they are missing. Nobody else makes any: the caller has the ledger's turn."""
    lines = Line.objects.filter(crisis=crisis_id)
    wardens = {traits[TRAITS.index("warden")] for traits in wanted}
    if len(wardens) <= AT_ONCE:  # a crisis may have a hundred thousand lines, one note touches two
        lines = lines.filter(warden__in=wardens)
    found = {traits: pk for pk, *rest in lines.values_list("pk", *TRAITS) if (traits := tuple(rest)) in wanted}
    missing = sorted(wanted - found.keys())
    for batch in in_batches(missing):
        made = [Line(crisis_id=crisis_id, **dict(zip(TRAITS, traits, strict=True))) for traits in batch]
        for traits, line in zip(batch, Line.objects.bulk_create(made), strict=True):
            found[traits] = line.pk
    return found
