"""The words that each person gets: what all are told, their own line, and what those are told who cannot go (D3, D4).

The fixed sentences are those of `tongues`, in the language that somebody gets; the words before them the advisory's.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from safepassage.desk.advice.states import Text
from safepassage.desk.advice.tongues import FIRST, tongue_of
from safepassage.desk.crises.models import Crisis, Status
from safepassage.desk.movement.releasing import Way
from safepassage.formats.roster_fields import name_of_country
from safepassage.signing.codes import LENGTH, show_code

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


def marked(status: str, text: str) -> str:
    """With its status before all else, unless it is Actual; once, also where the words begin with it already."""
    return text if status == Status.ACTUAL else f"{_mark(status)} {unmarked(status, text)}"


def unmarked(status: str, text: str) -> str:
    """Without the status that it begins with."""
    mark = "" if status == Status.ACTUAL else _mark(status)
    return text[len(mark) :].lstrip() if mark and text[: len(mark)].upper() == mark else text


def audience_of(crisis: Crisis, language: str = FIRST) -> str:
    """Whom it is for and where, so that a forwarded one does no harm (rule D4); and that it is practice."""
    tongue = tongue_of(language)
    said = tongue.audience.format(nationality=name_of_country(crisis.nationality, language[:2]), crisis=crisis.name)
    if tongue is tongue_of(FIRST):  # in English the door says it, of every message
        return said
    return f"{_own_mark(crisis, language)} {said}".lstrip()


def for_all(crisis: Crisis, words: str, language: str = FIRST) -> str:
    """What anybody may read of a Move: the words, and that the time is in one's own message (rule D3)."""
    return f"{audience_of(crisis, language)} {_said(crisis, words, language)} {tongue_of(language).of_ones_own}"


def line_for(way: Way, crisis: Crisis, day: datetime, language: str = FIRST) -> str:
    """A person's own line: where, how far, when to leave, and what to do when that is past. day: that of issue."""
    tongue = tongue_of(language)
    figure, _, unit = way.far.rpartition(" ")
    far = {"km": tongue.km, "m": tongue.m, "": ""}[unit].format(figure=figure)
    means = {"foot": tongue.foot, "vehicle": tongue.vehicle, "": ""}[way.means]
    how = f"{far} {means}".strip()
    leave = _clock(way.leave_by, crisis.zone, day, language)
    return tongue.you.format(way=f"{way.haven}, {how}" if how else way.haven, leave=leave)


def texts_to_go(way: Way, words: str, crisis: Crisis, day: datetime, language: str = FIRST) -> Texts:
    """Of somebody who can arrive."""
    said, line = _said(crisis, words, language), line_for(way, crisis, day, language)
    return Texts(f"{audience_of(crisis, language)} {said} {line}", too_late(crisis, language))


def too_late(crisis: Crisis, language: str = FIRST) -> str:
    """What goes out in place of a text to move that would come too late."""
    tongue = tongue_of(language)
    return f"{audience_of(crisis, language)} {tongue.too_late} {tongue.answers}"


def texts_to_stay(crisis: Crisis, rest: str, language: str = FIRST) -> Texts:
    """Of somebody who cannot go: stay, what is being done as the officer says it, how to ask for help."""
    tongue = tongue_of(language)
    text = f"{audience_of(crisis, language)} {tongue.stay} {rest} {tongue.answers}"
    return Texts(text, text)


def overriding(crisis: Crisis, words: str, leave_by: datetime, day: datetime) -> Texts:
    """Of a Move that was not checked: the fallback words, with the time after which nobody is to start."""
    leave = _clock(leave_by, crisis.zone, day, FIRST)
    last = f"Leave by {leave}. Not on the road by {leave}? Do not start. Stay in shelter. Reply 3."
    return Texts(f"{audience_of(crisis)} {unmarked(crisis.status, words)} {last}", too_late(crisis))


def texts_of_order(crisis: Crisis, words: str) -> Texts:
    """Of an order, which is the same for all."""
    text = f"{audience_of(crisis)} {words}"
    return Texts(text, text)


def _mark(status: str) -> str:
    return f"{str(status).upper()}."


def _own_mark(crisis: Crisis, language: str) -> str:
    """Its status in a language; Actual has none."""
    tongue = tongue_of(language)
    return {Status.ACTUAL: "", Status.EXERCISE: tongue.exercise, Status.TEST: tongue.test}[Status(crisis.status)]


def _said(crisis: Crisis, words: str, language: str) -> str:
    """The advisory's words without the status that they begin with: it stands before them."""
    return unmarked(crisis.status, words).removeprefix(_own_mark(crisis, language)).lstrip()


def _clock(instant: datetime, zone: str, day: datetime, language: str) -> str:
    """24 hours; another day than that of issue by its month's name in English, else in digits."""
    local = instant.astimezone(ZoneInfo(zone))
    if local.date() == day.astimezone(ZoneInfo(zone)).date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b} {local:%H:%M}" if language == FIRST else f"{local:%d.%m} {local:%H:%M}"
