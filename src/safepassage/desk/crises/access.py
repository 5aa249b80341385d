"""The access matrix: which role may do what to which thing of a crisis. A page of the docs is made from it."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What an officer is in a crisis. One officer may have several."""

    DUTY_OFFICER = "duty_officer", _("Duty officer")
    APPROVER = "approver", _("Approver")
    CASEWORKER = "caseworker", _("Caseworker")
    FIELD_POST = "field_post", _("Field post")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Deed(StrEnum):
    """What is done to a thing."""

    SEE = "see"
    CHANGE = "change"


class Thing(StrEnum):
    """What it is done to."""

    CRISIS = "crisis"
    CLOSING = "closing"  # to change: close the crisis, and open it again
    PUBLIC_FORM = "public form"  # where people register themselves; to change: open and close it
    MEMBERS = "members"
    TOKENS = "tokens"
    LEDGER = "ledger"
    ACCOUNT = "account"  # numbers, no names
    PERSONS = "persons"  # files and parties; to change: register, note, correct
    STANDING = "standing"  # who counts, and who moves with whom: set aside, merge, split
    ERASURE = "erasure"  # of a person or a warden, for good
    HEADCOUNTS = "headcounts"  # numbers, no names
    IMPORTS = "imports"  # files that come in; to change: take one in, and have it registered
    QUEUE = "queue"
    GROUND = "ground"  # havens, closures and all else there; roads
    PICTURE = "picture"  # sources, reports and their drafts, claims, contacts, promises
    ASSESSMENTS = "assessments"  # to change: say what to make of a claim, and how a promise stands
    PREFLIGHTS = "preflights"
    ALERTS = "alerts"  # to change: ask for the release of a Move; order, cancel, stop and pause at once; publish
    APPROVAL = "approval"  # to change: let out, or not, the Move that another officer asks for
    EXPORTS = "exports"  # files of persons; to change: ask for them
    RELEASE = "release"  # to change: say yes or no to what another officer asks to give out
    REVIEW = "review"  # to change: put down what was found about what another officer did alone
    AUTHORITIES = "authorities"  # standing ones, and the manifests taken under them


class Right(NamedTuple):
    """One cell's row and thing: may see the ledger, may change the members."""

    deed: Deed
    thing: Thing

    def __str__(self) -> str:
        return f"{self.deed} {self.thing}"


ALL = frozenset(Role)
AT_WORK = frozenset({Role.DUTY_OFFICER, Role.CASEWORKER, Role.FIELD_POST})  # with people
AT_THE_DESK = ALL - {Role.FIELD_POST}
GOES_ON = frozenset({Thing.CLOSING, Thing.ERASURE, Thing.REVIEW})  # what may be changed in a closed crisis too

# Least privilege: a right that is not here is nobody's. Changing includes making and ending.
MATRIX: Mapping[Right, frozenset[Role]] = {
    Right(Deed.SEE, Thing.CRISIS): ALL,
    Right(Deed.CHANGE, Thing.CRISIS): frozenset({Role.ADMINISTRATOR}),
    Right(Deed.CHANGE, Thing.CLOSING): frozenset({Role.ADMINISTRATOR}),
    Right(Deed.SEE, Thing.PUBLIC_FORM): ALL,
    Right(Deed.CHANGE, Thing.PUBLIC_FORM): frozenset({Role.DUTY_OFFICER, Role.ADMINISTRATOR}),
    Right(Deed.SEE, Thing.MEMBERS): AT_THE_DESK,
    Right(Deed.CHANGE, Thing.MEMBERS): frozenset({Role.ADMINISTRATOR}),
    Right(Deed.SEE, Thing.TOKENS): frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Right(Deed.CHANGE, Thing.TOKENS): frozenset({Role.ADMINISTRATOR}),
    Right(Deed.SEE, Thing.LEDGER): frozenset({Role.AUDITOR}),
    Right(Deed.SEE, Thing.ACCOUNT): ALL - {Role.FIELD_POST},
    Right(Deed.SEE, Thing.PERSONS): AT_WORK,
    Right(Deed.CHANGE, Thing.PERSONS): AT_WORK,
    Right(Deed.CHANGE, Thing.STANDING): AT_WORK - {Role.FIELD_POST},
    Right(Deed.CHANGE, Thing.ERASURE): frozenset({Role.DUTY_OFFICER}),
    Right(Deed.SEE, Thing.HEADCOUNTS): ALL,
    Right(Deed.CHANGE, Thing.HEADCOUNTS): AT_WORK,
    Right(Deed.SEE, Thing.IMPORTS): frozenset({Role.DUTY_OFFICER, Role.CASEWORKER}),
    Right(Deed.CHANGE, Thing.IMPORTS): frozenset({Role.DUTY_OFFICER, Role.CASEWORKER}),
    Right(Deed.SEE, Thing.QUEUE): AT_WORK | {Role.APPROVER},
    Right(Deed.CHANGE, Thing.QUEUE): AT_WORK | {Role.APPROVER},
    Right(Deed.SEE, Thing.GROUND): ALL,
    Right(Deed.CHANGE, Thing.GROUND): frozenset({Role.DUTY_OFFICER, Role.CASEWORKER, Role.ADMINISTRATOR}),
    Right(Deed.SEE, Thing.PICTURE): AT_THE_DESK,
    Right(Deed.CHANGE, Thing.PICTURE): frozenset({Role.DUTY_OFFICER, Role.CASEWORKER}),
    Right(Deed.CHANGE, Thing.ASSESSMENTS): frozenset({Role.DUTY_OFFICER, Role.APPROVER}),
    Right(Deed.SEE, Thing.PREFLIGHTS): AT_THE_DESK,
    Right(Deed.CHANGE, Thing.PREFLIGHTS): frozenset({Role.DUTY_OFFICER, Role.APPROVER}),
    Right(Deed.SEE, Thing.ALERTS): AT_THE_DESK,
    Right(Deed.CHANGE, Thing.ALERTS): frozenset({Role.DUTY_OFFICER, Role.APPROVER}),
    Right(Deed.CHANGE, Thing.APPROVAL): frozenset({Role.APPROVER}),
    Right(Deed.SEE, Thing.EXPORTS): AT_WORK | {Role.APPROVER, Role.AUDITOR},
    Right(Deed.CHANGE, Thing.EXPORTS): frozenset({Role.DUTY_OFFICER, Role.CASEWORKER}),
    Right(Deed.CHANGE, Thing.RELEASE): frozenset({Role.DUTY_OFFICER, Role.APPROVER}),
    Right(Deed.CHANGE, Thing.REVIEW): frozenset({Role.DUTY_OFFICER, Role.APPROVER}),
    Right(Deed.SEE, Thing.AUTHORITIES): AT_WORK | {Role.APPROVER, Role.AUDITOR},
    Right(Deed.CHANGE, Thing.AUTHORITIES): frozenset({Role.DUTY_OFFICER, Role.APPROVER}),
}


def may(roles: Collection[str], deed: Deed, thing: Thing) -> bool:
    """Whether any of the roles has the right."""
    return not MATRIX.get(Right(deed, thing), frozenset()).isdisjoint(roles)


def goes_on(right: Right) -> bool:
    """Whether a closed crisis allows it too: looking, and what has to end."""
    return right.deed == Deed.SEE or right.thing in GOES_ON


def rights_of(roles: Collection[str], *, is_closed: bool) -> frozenset[str]:
    """All that the roles allow in a crisis, open or closed, in words: "see queue"."""
    allowed = (right for right, those in MATRIX.items() if not those.isdisjoint(roles))
    return frozenset(str(right) for right in allowed if goes_on(right) or not is_closed)
