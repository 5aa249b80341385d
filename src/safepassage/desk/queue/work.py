"""What work is: its kinds, how urgent, where it stands, what came of it; a piece of it, to be put into the queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from safepassage.desk.crises.access import MATRIX, Deed, Right, Role, Thing

WHO_MAY_HAVE_WORK = tuple(role for role in Role if role in MATRIX[Right(Deed.CHANGE, Thing.QUEUE)])
WHO_DECIDE = MATRIX[Right(Deed.CHANGE, Thing.RELEASE)]


class Kind(TextChoices):
    """What has to be done."""

    MESSAGE = "message", _("Read and answer a message")
    REQUEST = "request", _("Answer a request")
    UNBALANCED = "unbalanced", _("Mend an account that does not balance")
    WELFARE_CHECK = "welfare_check", _("Welfare check: somebody is said to be held")
    NEXT_OF_KIN = "next_of_kin", _("Tell the next of kin first: somebody has died")
    NO_KIN = "no_kin", _("Say yes or no: nobody has to be told of a death")
    EXPORT = "export", _("Say yes or no: data of many persons is to be given out")
    REVIEW_EXPORT = "review_export", _("Review what an officer gave out alone")
    REVIEW_OPENING = "review_opening", _("Ask an officer what they opened so many records for")
    RETENTION = "retention", _("Keep persons longer, or let them be erased")
    FOLLOW_UP = "follow_up", _("Ask again: what was promised, or agreed to be talked about")
    SHAKEN = "shaken", _("What a plan rests on has fallen: check it again")
    ADVISORY = "advisory", _("Say yes or no: people are to be told to move")
    REVIEW_ALERT = "review_alert", _("Review what an officer told people, or stopped, alone")


SECOND_LOOKS = (
    Kind.NO_KIN,
    Kind.EXPORT,
    Kind.REVIEW_EXPORT,
    Kind.REVIEW_OPENING,
    Kind.ADVISORY,
    Kind.REVIEW_ALERT,
)  # at what an officer did: by another who decides
# Done by the yes, the no or the review, not in the queue.
DECIDED_ELSEWHERE = (Kind.EXPORT, Kind.REVIEW_EXPORT, Kind.ADVISORY, Kind.REVIEW_ALERT)
MAY_BE_TIED = (Kind.MESSAGE, Kind.REQUEST)  # to somebody, once it is known whom they are about
# Up it goes what is overdue, or whose role nobody has.
LADDER = (Role.FIELD_POST, Role.CASEWORKER, Role.DUTY_OFFICER, Role.APPROVER)


def roles_over(role: str) -> frozenset[str]:
    """Who may take what stands before a role, and give it on: the role, and those above it on the ladder."""
    return frozenset({role, *LADDER[LADDER.index(Role(role)) :]} if role in LADDER else {role})


class Urgency(IntegerChoices):
    """How soon, the most urgent first."""

    LIFE = 1, _("A life may hang on it")
    SOON = 2, _("Soon")
    ROUTINE = 3, _("Routine")


DUE_WITHIN = {  # decided; an officer who opens an item may say another time
    Urgency.LIFE: timedelta(minutes=15),
    Urgency.SOON: timedelta(hours=2),
    Urgency.ROUTINE: timedelta(hours=24),
}
STEPS = {Kind.ADVISORY: timedelta(minutes=5)}  # up the roster, of what waits shorter than its urgency says (rule D2)


class State(TextChoices):
    """Where an item stands."""

    OPEN = "open", _("Waits for somebody")
    CLAIMED = "claimed", _("Somebody is on it")
    DONE = "done", _("Done")


class Outcome(TextChoices):
    """What was done, and never more than that (rule D8)."""

    NOTHING = "nothing", _("Nothing had to be done")
    NOTED = "noted", _("Noted; nobody was answered")
    QUEUED = "queued", _("An answer is written and waits to be sent")
    SENT = "sent", _("An answer was sent; whether it arrived is not known")
    DELIVERED = "delivered", _("An answer was delivered; whether it was read is not known")
    SPOKEN = "spoken", _("Told in person or by voice")
    NOT_AGREED = "not_agreed", _("Not agreed: it has to be done after all")


ANSWERS = frozenset({Outcome.QUEUED, Outcome.SENT, Outcome.DELIVERED, Outcome.SPOKEN})  # somebody is told something
# Of these one unfinished item a subject is enough.
OF_A_STATE = (Kind.UNBALANCED, Kind.WELFARE_CHECK, Kind.NEXT_OF_KIN, Kind.RETENTION, Kind.SHAKEN)
HOLDS_A_DEATH = (Kind.NEXT_OF_KIN, Kind.NO_KIN)  # until they are done, nothing of it goes out (rule C4)
# What may come of these; of all others, whatever was done. Nothing: it was no death, or there is nobody to tell.
OUTCOMES = {
    Kind.NEXT_OF_KIN: (Outcome.SPOKEN, Outcome.NOTHING),
    Kind.NO_KIN: (Outcome.NOTHING, Outcome.NOT_AGREED, Outcome.SPOKEN),
}
WHATEVER_WAS_DONE = tuple(each for each in Outcome if each != Outcome.NOT_AGREED)


@dataclass(frozen=True)
class Work:
    """What is to be done about whom or what, by which role, and why."""

    kind: Kind
    subject: str  # as the ledger names it: "person:0192…"
    role: Role
    urgency: Urgency
    reason: str
    text: str = ""  # the message, the request; sealed
    due_at: datetime | None = None  # None: DUE_WITHIN
    key: UUID | None = None  # data key of the person it is about; None: the item gets one of its own
    digest: bytes | None = None  # blind index of a message, of which there is one item

    def __post_init__(self) -> None:
        if self.role not in WHO_MAY_HAVE_WORK:
            raise ValueError(f"{self.role} sees no queue; expected one of {', '.join(WHO_MAY_HAVE_WORK)}")
