"""The words that each person gets: what all are told, their own line, and what those are told who cannot go (D3, D4).

English alone so far; where an advisory has words in somebody's language, these stand before the line.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from safepassage.desk.advice.states import Text
from safepassage.desk.crises.models import Crisis
from safepassage.desk.movement.releasing import Way
from safepassage.signing.codes import LENGTH, show_code

OF_ONES_OWN = (  # in place of a time, where anybody reads it (rule D3)
    "Set out only by the time that your own message says. Past it, or without such a message: do not start."
    " Stay in shelter."
)
ANSWERS = "Reply 1 if you are in shelter and well, 3 if you cannot go, 4 if you need help."
NO_CODE_YET = "0" * LENGTH  # until it is signed; as long as any


class Texts(NamedTuple):
    """What a person is told, and what takes its place when it would come too late."""

    first: str
    stay: str

    def by_name(self) -> Mapping[str, str]:
        """As a recipient's row holds them."""
        return {Text.FIRST.value: self.first, Text.STAY.value: self.stay}

    def with_code(self, code: str) -> "Texts":
        """Each with the check code of the alert at its end (rule D5)."""
        return Texts(with_code(self.first, code), with_code(self.stay, code))


def with_code(text: str, code: str) -> str:
    """A text as it leaves, the check code last. In GSM-7, so that it makes no text dearer than it is long."""
    return f"{text} Code {show_code(code)}" if code else text


def audience_of(crisis: Crisis) -> str:
    """Whom it is for and where, so that a forwarded one does no harm (rule D4)."""
    return f"For nationals of {crisis.nationality} in {crisis.name}."


def line_for(way: Way, crisis: Crisis, day: datetime) -> str:
    """A person's own line: where, how far, when to leave, and what to do when that is past. day: that of issue."""
    leave = _clock(way.leave_by, crisis.zone, day)
    to = f"{way.haven}, {way.how}" if way.how else way.haven
    return f"You: {to}, leave by {leave}. Not on the road by {leave}? Do not start. Stay in shelter. Reply 3."


def texts_to_go(way: Way, words: str, crisis: Crisis, day: datetime) -> Texts:
    """Of somebody who can arrive."""
    return Texts(f"{audience_of(crisis)} {words} {line_for(way, crisis, day)}", too_late(crisis))


def too_late(crisis: Crisis) -> str:
    """What goes out in place of a text to move that would come too late."""
    return f"{audience_of(crisis)} It is too late to start for a haven now. Do not go. Stay in shelter. {ANSWERS}"


def texts_to_stay(crisis: Crisis, rest: str) -> Texts:
    """Of somebody who cannot go: stay, what is being done, how to ask for help."""
    said = f"{audience_of(crisis)} Others are told to move. Do not start: we found no way for you that is in time."
    text = f"{said} Stay in shelter. {rest} {ANSWERS}"
    return Texts(text, text)


def overriding(crisis: Crisis, words: str, leave_by: datetime, day: datetime) -> Texts:
    """Of a Move that was not checked: the fallback words, with the time after which nobody is to start."""
    leave = _clock(leave_by, crisis.zone, day)
    last = f"Leave by {leave}. Not on the road by {leave}? Do not start. Stay in shelter. Reply 3."
    return Texts(f"{audience_of(crisis)} {words} {last}", too_late(crisis))


def texts_of_order(crisis: Crisis, words: str) -> Texts:
    """Of an order, which is the same for all."""
    text = f"{audience_of(crisis)} {words}"
    return Texts(text, text)


def _clock(instant: datetime, zone: str, day: datetime) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    if local.date() == day.astimezone(ZoneInfo(zone)).date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b} {local:%H:%M}"
