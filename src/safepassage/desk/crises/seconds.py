"""Second officers: whose word counts beside another's. One rule for all that takes two.

Not of somebody who may be the same person: whoever invites an officer, or lets one in again, handles the link that sets
their password, and whoever gives a role decides who is there to be asked.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from safepassage.desk.core.ids import reference
from safepassage.desk.crises.access import MATRIX, Deed, Right, Thing
from safepassage.desk.crises.models import Crisis, Enrolment, Membership, Officer

DECIDES = Right(Deed.CHANGE, Thing.RELEASE)


def bound_to(officer: Officer, crisis_id: UUID | None = None) -> frozenset[str]:
    """Whose second officer this one is not, as the ledger names them; themselves first.

    That is whom they invited, let in again or gave a role in the crisis, and who did so to them.
    """
    mine = Membership.objects.filter(Q(officer=officer) | Q(given_by=officer.reference), crisis=crisis_id)
    return _bound(officer, mine.values_list("officer", "given_by"))


def bound_to_any(references: Collection[str], crisis_id: UUID) -> frozenset[str]:
    """Whose second officer none of these is, who are named as the ledger does; themselves first. In two queries."""
    those = frozenset(each for each in references if each.startswith("officer:"))
    ids = [each.partition(":")[2] for each in those]
    given = Membership.objects.filter(Q(officer__in=ids) | Q(given_by__in=those), crisis=crisis_id)
    enrolled = Enrolment.objects.filter(Q(officer__in=ids) | Q(opened_by__in=those) | Q(confirmed_by__in=those))
    pairs = [
        (reference("officer", who), by)
        for who, *both in (*enrolled.values_list("officer", "opened_by", "confirmed_by"),
                           *given.values_list("officer", "given_by"))
        for by in both
    ]  # fmt: skip
    met = (pair for pair in pairs if pair[1].startswith("officer:") and not those.isdisjoint(pair))
    return those.union(*met)


def why_no_second(first: Officer, second: Officer, crisis: Crisis) -> str:
    """Why one officer's word does not count beside another's in a crisis, and whose would; empty if it does."""
    if first == second:
        why = "it takes another officer than the one who asked"
    elif first.reference in bound_to(second, crisis.id):
        why = f"{first.name} invited you, let you in again or gave you a role, or you them: that counts as one officer"
    else:
        return ""
    return f"{why}. {who_can(first, crisis)}"


def seconds_of(officer: Officer, crisis: Crisis) -> list[Officer]:
    """Who could be the second officer to what this one does or asks for in the crisis, by name."""
    there = Membership.objects.filter(crisis=crisis).select_related("officer").order_by("officer__name")
    bound = _bound(officer, ((each.officer_id, each.given_by) for each in there))
    decide = dict.fromkeys(each.officer for each in there if each.role in MATRIX[DECIDES] and each.officer.is_active)
    return [each for each in decide if each.reference not in bound]


def who_can(officer: Officer, crisis: Crisis) -> str:
    """The same in words."""
    names = ", ".join(each.name for each in seconds_of(officer, crisis))
    return f"Who can: {names}" if names else "Nobody in this crisis can: another administrator has to give a role"


def _bound(officer: Officer, given: Iterable[tuple[UUID, str]]) -> frozenset[str]:
    """`given`: who has a role of the crisis, by whom."""
    me = officer.reference
    enrolled = Enrolment.objects.filter(Q(officer=officer) | Q(opened_by=me) | Q(confirmed_by=me))
    pairs = [(who, by) for who, *both in enrolled.values_list("officer", "opened_by", "confirmed_by") for by in both]
    officers = ((reference("officer", who), by) for who, by in (*pairs, *given) if by.startswith("officer:"))
    return frozenset({me}.union(*(pair for pair in officers if me in pair)))
