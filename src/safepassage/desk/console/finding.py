"""From what a caller says to whom it may be about: a number, a phone, a document, or words."""

from collections.abc import Iterable, Iterator

from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries
from safepassage.desk.people.models import Mark, Person
from safepassage.desk.people.records import document_form
from safepassage.desk.people.saying import phones_in

MOST_SHOWN = 20


def found(crisis: Crisis, text: str) -> list[Person]:
    """At most MOST_SHOWN persons, the surest first: by number, then phone, then document, then words."""
    seen: dict[object, Person] = {}
    for persons in _by_each(crisis, text.strip()):
        for person in persons:
            seen.setdefault(person.pk, person)
        if len(seen) >= MOST_SHOWN:
            break
    return list(seen.values())[:MOST_SHOWN]


def _by_each(crisis: Crisis, text: str) -> Iterator[Iterable[Person]]:
    if person := queries.person_numbered(crisis, text):
        yield [person]
        return
    if number := document_form(text):
        yield queries.persons_with(crisis, Mark.Kind.DOCUMENT, number)[:MOST_SHOWN]
    for phone in _phones(text, crisis):
        yield queries.persons_with(crisis, Mark.Kind.PHONE, phone)[:MOST_SHOWN]
    hits = [hit.person_id for hit in queries.find(crisis, text, MOST_SHOWN)]
    persons = {person.id: person for person in queries.persons_of(crisis).filter(pk__in=hits)}
    yield [persons[each] for each in hits if each in persons]


def _phones(text: str, crisis: Crisis) -> tuple[str, ...]:
    try:
        return phones_in(text, crisis)
    except ValueError:
        return ()
