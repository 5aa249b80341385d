"""The end of keeping: who is asked about, who is kept longer, who is erased; and accounts that do not balance.

Chores call this, in every crisis, closed or not: time ends there too.
"""

from datetime import date, timedelta

from django.db import transaction

from safepassage.desk.core.ids import Actor, reference
from safepassage.desk.core.keeping import KEPT_FOR
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries
from safepassage.desk.people.actions import erase_person
from safepassage.desk.people.models import Person, Tombstone, Warden
from safepassage.desk.people.party_actions import erase_warden
from safepassage.desk.people.writing import begin, record_act
from safepassage.desk.queue.actions import close_items_on, open_item
from safepassage.desk.queue.queries import unfinished
from safepassage.desk.queue.work import Kind, Urgency, Work

ASKED_BEFORE = timedelta(days=30)
MOST_UNBALANCED = 200  # items at once; the rest follows when these are done


def erase_ended(crisis: Crisis, *, today: date, actor: Actor) -> int:
    """Erase every person and warden of a crisis whose time ended before today, each in a transaction. How many."""
    persons, wardens = list(queries.to_erase(crisis, today)), list(wardens_to_erase(crisis, today))
    for person in persons:
        erase_person(person, actor=actor, why=Tombstone.Why.RETENTION)
    for warden in wardens:
        erase_warden(warden, actor=actor, reason="retention")
    return len(persons) + len(wardens)


def wardens_to_erase(crisis: Crisis, today: date) -> list[Warden]:
    """Wardens whose time to be kept has ended."""
    return list(queries.wardens_of(crisis).filter(keep_until__lt=today))


def ends_by(today: date) -> date:
    """The last day that an officer is asked about."""
    return today + ASKED_BEFORE - timedelta(days=1)


def ending(crisis: Crisis, today: date) -> int:
    """How many persons will be erased within ASKED_BEFORE unless an officer keeps them."""
    return queries.to_erase(crisis, today + ASKED_BEFORE).count()


def ask_about_ending(crisis: Crisis, *, today: date, actor: Actor) -> bool:
    """Put before a duty officer that the time of some ends soon; one unfinished item a crisis is enough."""
    if not ending(crisis, today) or unfinished(crisis).filter(kind=Kind.RETENTION).exists():
        return False
    reason = f"the time to keep some persons ends within {ASKED_BEFORE.days} days"
    open_item(crisis, Work(Kind.RETENTION, crisis.reference, Role.DUTY_OFFICER, Urgency.ROUTINE, reason), actor=actor)
    return True


@transaction.atomic
def keep_longer(crisis: Crisis, *, ending_by: date, until: date, today: date, actor: Actor, reason: str) -> int:
    """Keep those persons longer whose time would end by a day. How many. Raises NotNow for more than KEPT_FOR."""
    _require_longer(ending_by, until, today, reason)
    moment = begin(crisis, actor)
    there = queries.persons_of(crisis).filter(keep_until__lte=ending_by)
    kept = there.update(keep_until=until, version=moment.version)
    said = {"ending_by": ending_by, "until": until, "persons": kept}
    record_act(moment, "keep_longer", crisis.reference, new=said, reason=reason)
    _close_if_none(crisis, today, actor)
    return kept


@transaction.atomic
def keep_person_longer(person: Person, *, until: date, today: date, actor: Actor, reason: str) -> None:
    """Keep one person longer. Raises NotNow for no longer than now, or for more than KEPT_FOR."""
    moment = begin(person.crisis, actor)
    row = queries.person_of(person.crisis, person.pk)
    _require_longer(row.keep_until, until, today, reason)
    if row.erased_at:
        raise NotNow("they were erased")
    queries.persons_of(person.crisis).filter(pk=row.pk).update(keep_until=until, version=moment.version)
    said = {"old": {"until": row.keep_until}, "new": {"until": until}}
    record_act(moment, "keep_longer", row.reference, key=row.key_id, reason=reason, **said)
    _close_if_none(person.crisis, today, actor)


def open_unbalanced(crisis: Crisis, *, actor: Actor) -> int:
    """Put every person who does not stand in just one line of the account before a caseworker; close what balances."""
    amiss = {person.reference: person for person in queries.unbalanced(crisis)[:MOST_UNBALANCED]}
    open_ones = set(unfinished(crisis).filter(kind=Kind.UNBALANCED).values_list("subject", flat=True))
    for subject in open_ones - amiss.keys():
        close_items_on(subject, actor=actor, reason="the account balances again", kind=Kind.UNBALANCED)
    for subject in sorted(amiss.keys() - open_ones):
        _open_unbalanced(crisis, amiss[subject], actor)
    return len(amiss)


def _require_longer(now_until: date, until: date, today: date, reason: str) -> None:
    if not reason.strip():
        raise NotNow("say why they have to be kept longer")
    if not now_until < until <= today + KEPT_FOR:
        raise NotNow(f"they may be kept until a day after {now_until}, and no later than {today + KEPT_FOR}")


def _close_if_none(crisis: Crisis, today: date, actor: Actor) -> None:
    if not ending(crisis, today):
        close_items_on(crisis.reference, actor=actor, reason="they are kept longer", kind=Kind.RETENTION)


def _open_unbalanced(crisis: Crisis, person: Person, actor: Actor) -> None:
    reason = "they stand in no line of the account, in two, or in another than their record says"
    key = None if person.erased_at else person.key_id
    work = Work(Kind.UNBALANCED, reference("person", person.id), Role.CASEWORKER, Urgency.SOON, reason, key=key)
    open_item(crisis, work, actor=actor)
