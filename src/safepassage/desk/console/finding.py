"""From what a caller says to whom it may be about: a number, a phone, a document, or words."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries
from safepassage.desk.people.models import Mark, Person
from safepassage.desk.people.records import document_form
from safepassage.desk.people.saying import phones_in

SHOWN_AT_ONCE = 20
MOST_FOUND = 300  # who finds more has to say more


def found(crisis: Crisis, text: str) -> list[UUID]:
    """At most MOST_FOUND persons' ids, the surest first: by number, then phone, then document, then words."""
    seen: dict[UUID, None] = {}
    for ids in _by_each(crisis, text.strip()):
        seen |= dict.fromkeys(ids)
    return list(seen)[:MOST_FOUND]


def in_order(crisis: Crisis, ids: Collection[UUID]) -> list[Person]:
    """The persons of those ids, in their order."""
    persons = {person.id: person for person in queries.persons_of(crisis).filter(pk__in=ids)}
    return [persons[each] for each in ids if each in persons]


def _by_each(crisis: Crisis, text: str) -> Iterator[Iterable[UUID]]:
    if person := queries.person_numbered(crisis, text):
        yield [person.id]
        return
    if number := document_form(text):
        yield _with(crisis, Mark.Kind.DOCUMENT, number)
    for phone in _phones(text, crisis):
        yield _with(crisis, Mark.Kind.PHONE, phone)
    yield (hit.person_id for hit in queries.find(crisis, text, MOST_FOUND))


def _with(crisis: Crisis, kind: Mark.Kind, value: str) -> Iterable[UUID]:
    return queries.persons_with(crisis, kind, value).values_list("pk", flat=True)[:MOST_FOUND]


def _phones(text: str, crisis: Crisis) -> tuple[str, ...]:
    try:
        return phones_in(text, crisis)
    except ValueError:
        return ()
