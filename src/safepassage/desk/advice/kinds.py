"""What an alert is, in CAP's codes, and where a request for its release stands. The approved words of orders."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What people are told to do."""

    MOVE = "Move", _("Move")
    SHELTER = "Shelter", _("Shelter")
    AVOID = "Avoid", _("Avoid")
    HALT = "Halt", _("Halt")


class MsgType(TextChoices):
    """CAP's msgType."""

    ALERT = "Alert", _("new")
    UPDATE = "Update", _("update")
    CANCEL = "Cancel", _("cancelled")


class Standing(TextChoices):
    """Where a request for release stands. Time alone changes none."""

    WAITING = "waiting", _("waits for another officer")
    APPROVED = "approved", _("released")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class InCap(NamedTuple):
    """How CAP says a kind."""

    event: str
    response: str
    headline: str


IN_CAP: Mapping[Kind, InCap] = {
    Kind.MOVE: InCap("Move to a haven", "Evacuate", "Move"),
    Kind.SHELTER: InCap("Stay in shelter", "Shelter", "Stay in shelter"),
    Kind.AVOID: InCap("Avoid a place", "Avoid", "Do not go there"),
    Kind.HALT: InCap("Halt", "Shelter", "Halt. Do not go on"),
}


class Template(NamedTuple):
    """Words that were approved once, so that one officer may send them at once (rule D2). `{place}` is filled in."""

    kind: Kind
    label: Any
    text: str
    holds_for: timedelta
    needs_place: bool = False


# English; whoever changes one asks a second reader, as for every change of the program.
TEMPLATES: Mapping[str, Template] = {
    "shelter": Template(
        Kind.SHELTER,
        _("Shelter: everybody stays where they are under cover"),
        "Stay in shelter. Keep away from windows. Do not go out until we tell you."
        " Reply 1 if you are in shelter and well, 4 if you need help.",
        timedelta(hours=12),
    ),
    "avoid": Template(
        Kind.AVOID,
        _("Avoid: nobody goes to a place"),
        "Do not go to {place}. Do not go near it. If you are there, get under cover."
        " Reply 1 if you are in shelter and well, 4 if you need help.",
        timedelta(hours=6),
        needs_place=True,
    ),
    "halt": Template(
        Kind.HALT,
        _("Halt: nobody sets out, who is on the way gets under cover"),
        "Halt. Do not set out. If you are on the way, get under cover at the nearest shelter and stay there."
        " Reply 1 if you are in shelter and well, 2 if you are on the way, 4 if you need help.",
        timedelta(hours=6),
    ),
}
CANCEL = (
    "The message to move is cancelled. Do not set out because of it. If you are on the way, get under cover at the"
    " nearest shelter or go on to the haven if it is nearer. Reply 1 if you are in shelter and well, 2 if you are on"
    " the way, 4 if you need help."
)
CANCEL_OTHER = "The message before this one is cancelled: it no longer holds."
CANCEL_HOLDS_FOR = timedelta(hours=6)
