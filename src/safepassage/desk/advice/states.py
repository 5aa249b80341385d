"""The states of a delivery, and which may follow which: never further than what is proved (rules D6, D8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.IntegerChoices):
    """How far a delivery came. What is later proved has the greater number; a cancelled one went to nobody."""

    QUEUED = 10, _("queued")
    TAKEN = 15, _("queued, with a worker")  # nothing has left yet: if the worker dies, it is queued again
    SENDING = 20, _("sending")  # from here on it may have left
    UNKNOWN = 30, _("unknown: it may have been sent")
    SENT = 40, _("sent")
    EXPIRED = 50, _("expired")
    FAILED = 55, _("failed")
    DELIVERED = 60, _("delivered")
    READ = 70, _("read")
    ANSWERED = 80, _("answered")
    CANCELLED = 90, _("cancelled")


WAITING = frozenset({State.QUEUED, State.TAKEN})  # surely not sent yet
OPEN = WAITING | {State.SENDING}
TOLD = frozenset({State.DELIVERED, State.READ, State.ANSWERED})  # proof that it reached them
MAY_HAVE_LEFT = frozenset({State.SENDING, State.UNKNOWN, State.SENT}) | TOLD

FROM: dict[State, frozenset[State]] = {  # what may come before
    State.QUEUED: frozenset({State.TAKEN, State.SENDING}),  # given back; or the channel surely did not take it
    State.TAKEN: frozenset({State.QUEUED}),
    State.SENDING: frozenset({State.TAKEN}),
    State.UNKNOWN: frozenset({State.SENDING}),
    State.SENT: frozenset({State.SENDING, State.UNKNOWN}),
    State.EXPIRED: frozenset({State.QUEUED, State.TAKEN, State.SENDING, State.UNKNOWN, State.SENT}),
    State.FAILED: frozenset({State.TAKEN, State.SENDING, State.UNKNOWN, State.SENT}),
    State.DELIVERED: frozenset({State.SENDING, State.UNKNOWN, State.SENT, State.EXPIRED, State.FAILED}),
    State.READ: frozenset({State.SENDING, State.UNKNOWN, State.SENT, State.EXPIRED, State.FAILED, State.DELIVERED}),
    State.ANSWERED: MAY_HAVE_LEFT - {State.ANSWERED} | {State.EXPIRED, State.FAILED},
    State.CANCELLED: frozenset({State.QUEUED, State.TAKEN}),
}


class Text(models.TextChoices):
    """Which of a recipient's texts a delivery carries."""

    FIRST = "first", _("what the alert tells them")
    STAY = "stay", _("what takes its place when it would come too late (rule D3)")
