"""Parties, persons and wardens of the crisis folder as the register has them, and back.

The folder says of a party where it is, what it speaks and how long its supplies last; the register says it of each
person. Going out, a party is where its newest position is, and its supplies last as long as the first that runs out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from safepassage.desk.core.grades import UNGRADED
from safepassage.desk.movement.reaching import Reaching
from safepassage.desk.movement.walking import Walking
from safepassage.desk.people import queries as people
from safepassage.desk.people.entries import NewNote, NewPerson
from safepassage.desk.people.models import Person as PersonOnRegister
from safepassage.desk.people.models import Warden as WardenOnRegister
from safepassage.desk.people.records import Document, PersonRecord, Position, Supplies, WardenRecord
from safepassage.desk.people.states import Category
from safepassage.desk.people.states import State as Standing
from safepassage.planning.model import MAX_FROM_EPOCH, Channel, Party, Person, Settings, State, Warden

STANDING: Mapping[State, Standing] = {state: Standing(state.value) for state in State if state is not State.ABROAD} | {
    State.ABROAD: Standing.ABROAD_OWN  # the folder does not say whether they were helped; the desk claims no help
}
STATE = {standing: state for state, standing in STANDING.items()} | {Standing.ABROAD_ASSISTED: State.ABROAD}
SEX = {"F": "female", "M": "male", "X": "other"}
SEX_BACK = {word: letter for letter, word in SEX.items()}
NEEDS_CARRIERS = ("stretcher", "dependent")  # the planner's words; whatever else is said of health keeps nobody
SUPPLIES = ("water_h", "food_h", "heat_h", "medicine_h")
ESCORT = "somebody"  # that there is one; the register has a name, and names stay there


Naming = Callable[[str, str], tuple[str, tuple[str, ...]]]  # of an id and a sex: the full name, and other spellings


class Known(NamedTuple):
    """Somebody on the register, opened."""

    row: PersonOnRegister
    record: PersonRecord


# --- In --------------------------------------------------------------------------------------------------------------


def warden_record(warden: Warden) -> WardenRecord:
    """What a folder says of a warden."""
    return WardenRecord(channels=warden.channels, relay_s=warden.relay_s)


def new_person(
    person: Person, party: Party, party_id: UUID, settings: Settings, now: datetime, names: Naming | None = None
) -> NewPerson:
    """What a folder says of a person. Their state is dated by their party's position, else by the folder's clock.

    A folder has no names: `names` gives those of an exercise.
    """
    full_name, also = names(person.id, person.sex or "") if names else ("", ())
    said_at = min(party.located_at or settings.clock.now, now)
    grade = party.position_grade or UNGRADED
    notes = () if person.state is State.NEVER_TRIED else (NewNote(said_at, STANDING[person.state], grade=grade),)
    home = person.nationality in (None, settings.nationality)
    return NewPerson(
        record=_record(person, party, settings, full_name=full_name, alternate_names=also),
        category=Category.NATIONAL if home else Category.FAMILY,
        outside_id=person.id,
        party=party_id,
        first_at=said_at,
        notes=notes,
    )


def _record(person: Person, party: Party, settings: Settings, **names: Any) -> PersonRecord:
    position = None
    if party.lat is not None and party.lon is not None and party.located_at is not None:  # undated: of no use (P2)
        grade = party.position_grade or UNGRADED
        position = Position(latitude=party.lat, longitude=party.lon, at=party.located_at, grade=grade)
    lasts = {name: getattr(party, name) for name in SUPPLIES if getattr(party, name) is not None}
    tells_apart = person.sex or person.age is not None or party.place
    told = names | {
        "description": "" if tells_apart else person.id,
        "sex": SEX[person.sex] if person.sex else None,
        "age": None if person.age is None else str(person.age),
        "nationalities": (person.nationality,) if person.nationality else (),
        "documents": tuple(Document(kind=kind) for kind in person.documents),
        "medical": person.medical,
        "mobility": person.mobility or party.mobility,
        "languages": (party.language,),
        "channels": party.channels,
        "shelter": party.place,
        "escort": party.escort,
        "position": position,
        "supplies": Supplies(at=settings.clock.now, **lasts) if lasts else None,
    }
    return PersonRecord(**{name: value for name, value in told.items() if value})


# --- Out -------------------------------------------------------------------------------------------------------------


class Unsaid(NamedTuple):
    """How the planner takes what the register says of people, and what where it is silent."""

    walking: Walking
    reaching: Reaching
    nationality: str
    urgent: frozenset[str]  # classes
    now: datetime
    on: date  # ages are those of this day
    epoch: datetime

    @classmethod
    def of(cls, settings: Settings, channels: Iterable[Channel]) -> "Unsaid":
        """By what the crisis says."""
        now = settings.clock.now
        return cls(
            walking=Walking.of({name: each.speed_kph for name, each in settings.mobility.items()}),
            reaching=Reaching({channel.id: channel.kind for channel in channels}),
            nationality=settings.nationality,
            urgent=frozenset(settings.urgent),
            now=now,
            on=now.astimezone(ZoneInfo(settings.zone)).date(),
            epoch=settings.clock.epoch,
        )


def warden_rows(wardens: Iterable[WardenOnRegister], reaching: Reaching) -> tuple[Warden, ...]:
    """Wardens as the planner takes them; one whom no channel reaches is left out: they can be told nothing."""
    opened = [(warden, people.warden_record(warden)) for warden in wardens]
    return tuple(
        Warden(
            id=warden.code,
            channels=channels,
            silent_since=warden.silent_since,
            **({} if about.relay_s is None else {"relay_s": about.relay_s}),
        )
        for warden, about in opened
        if (channels := reaching.channels_of(about))
    )


def party_rows(members: Mapping[str, Sequence[Known]], unsaid: Unsaid, wardens: Iterable[Warden]) -> tuple[Party, ...]:
    """Parties as the planner takes them, by code; each has at least one member. Only these wardens relay."""
    relaying = {warden.id for warden in wardens}
    return tuple(_party(code, known, unsaid, relaying) for code, known in members.items())


def person_rows(members: Mapping[str, Sequence[Known]], unsaid: Unsaid) -> tuple[Person, ...]:
    """Persons as the planner takes them."""
    return tuple(_person(each, code, unsaid) for code, known in members.items() for each in known)


def _party(code: str, members: Sequence[Known], unsaid: Unsaid, relaying: Collection[str]) -> Party:
    party, records = members[0].row.party, [record for _, record in members]
    said = {name: _least_left(records, name, unsaid.now) for name in SUPPLIES}
    position = max((r.position for r in records if _is_of_now(r, unsaid)), key=lambda each: each.at, default=None)
    if position:
        said |= {"lat": position.latitude, "lon": position.longitude}
        said |= {"located_at": position.at, "position_grade": position.grade}
    if party:
        said |= {"means": party.means, "vehicle_seats": party.seats}
        said["urgent"] = party.urgent if party.urgent in unsaid.urgent else None
        said["warden"] = party.warden.code if party.warden and party.warden.code in relaying else None
    return Party(
        id=code,
        place=next((r.shelter for r in records if r.shelter), ""),
        mobility=unsaid.walking.class_of(records[0]) or unsaid.walking.slowest,
        channels=tuple(dict.fromkeys(name for r in records for name in unsaid.reaching.channels_of(r))),
        language=next((language for r in records for language in r.languages if language), "en"),
        escort=ESCORT if any(r.escort for r in records) else None,
        **said,
    )


def _person(known: Known, party: str, unsaid: Unsaid) -> Person:
    row, record = known
    walks_as = unsaid.walking.class_of(record)
    medical = record.medical if record.medical in NEEDS_CARRIERS else None
    return Person(
        id=row.number,
        party=party,
        state=STATE[Standing(row.state)],
        sex=SEX_BACK.get(record.sex or ""),
        age=_age(record, unsaid.on),
        nationality=_nationality(record, unsaid.nationality),
        documents=tuple(dict.fromkeys(document.kind for document in record.documents)),
        medical=medical or (None if walks_as else "dependent"),
        mobility=walks_as or unsaid.walking.slowest,
    )


def _is_of_now(record: PersonRecord, unsaid: Unsaid) -> bool:
    """Whether they have a position, and it is dated within what the planner counts: a mistyped year is none (P2)."""
    return record.position is not None and abs(record.position.at - unsaid.epoch) <= MAX_FROM_EPOCH


def _least_left(records: Iterable[PersonRecord], name: str, now: datetime) -> float | None:
    """Hours until the first member's supply runs out; None if nothing is known of it."""
    left = []
    for supplies in (record.supplies for record in records if record.supplies):
        hours = getattr(supplies, name)
        if hours is not None:
            since = max(now - supplies.at, timedelta(0))  # what is said in an exercise is said after its clock stood
            left.append(max(0.0, hours - since / timedelta(hours=1)))
    return min(left, default=None)


def _age(record: PersonRecord, on: date) -> int | None:
    """Whole years; of a range the lowest, of a lone year of birth the youngest."""
    if record.age:
        return min(int(record.age.partition("-")[0]), 125)
    if not record.date_of_birth:
        return None
    year, month, day = [*map(int, record.date_of_birth.split("-")), 12, 31][:3]
    return max(0, min(125, on.year - year - ((on.month, on.day) < (month, day))))


def _nationality(record: PersonRecord, of_crisis: str) -> str | None:
    """One of theirs; that of the crisis if they have it."""
    if of_crisis in record.nationalities:
        return of_crisis
    return next(iter(record.nationalities), None)
