"""The words in which a result is told: verdicts, causes, times in both zones, numbers with units."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from safepassage.planning.model import AccessRule, Blocker, Crisis, Preflight, Severity, Verdict

VERDICTS: Mapping[Verdict, str] = {
    Verdict.ON_TIME: "can arrive",
    Verdict.NO_PLACE: "no place left",
    Verdict.TOO_LATE: "too late",
    Verdict.NO_ROUTE: "no open way",
    Verdict.REFUSED: "refused",
    Verdict.CANNOT_MOVE: "cannot move",
    Verdict.NOT_TOLD: "not told in time",
    Verdict.NOT_LOCATED: "not located",
}
MEANINGS: Mapping[Verdict, str] = {
    Verdict.ON_TIME: "keep the deadline and find a place",
    Verdict.NO_PLACE: "keep the deadline, but each haven named is full",
    Verdict.TOO_LATE: "miss the deadline",
    Verdict.NO_ROUTE: "find no open way to a haven named",
    Verdict.REFUSED: "a member is refused on the way or at the haven",
    Verdict.CANNOT_MOVE: "need transport, carers or an escort",
    Verdict.NOT_TOLD: "no message reaches them in time to go",
    Verdict.NOT_LOCATED: "position unknown or too old; not guessed",
}
SEVERITIES: tuple[Severity, ...] = ("stop", "serious", "note")
STATUSES: Mapping[str, str] = {
    "Actual": "ACTUAL: these are real people.",
    "Exercise": "EXERCISE: all people are invented.",
    "Test": "TEST: not a real crisis.",
}
_CAUSES: Mapping[str, str] = {
    "closure": "closure “{}”",
    "curfew": "curfew {}",
    "sending": "the message comes too late",
    "means": "no {} at hand",
    "access": "refusal of {}",
    "walk_limit": "the walk is longer than they can do",
    "deadline": "the deadline comes too early",
    "places": "the havens are full",
    "no_single_cause": "no single cause, and no pair of causes",
}
_UNNAMED: Mapping[str, str] = {"means": "faster means"}
# Control characters, lone surrogates, line separators; then marks that change the direction of what follows.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufffe\uffff]")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """One line of `text` without control characters, which could redraw a terminal or break a drawing."""
    return " ".join(_DIRECTION.sub("", _UNSHOWN.sub(" ", text)).split())


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def parties(count: int) -> str:
    return "1 party" if count == 1 else f"{count:,} parties"


def places(count: int) -> str:
    return "1 place" if count == 1 else f"{count:,} places"


def distance(metres: float) -> str:
    return f"{metres:,.0f} m" if metres < 950 else f"{metres / 1000:,.1f} km"


def duration(seconds: float) -> str:
    """Hours and minutes, rounded up to the minute; seconds where there are fewer than 60."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(-int(-seconds // 60), 60)
    return " ".join([f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0))


@dataclass(frozen=True)
class Times:
    """Writes instants in the crisis zone and the home zone: `18:00 Kyiv (21:30 Kolkata)`.

    A date stands before a time where it is not `day`, the crisis-zone date of issue; at home, where it is not the date
    of the crisis zone.
    """

    zone: str
    home_zone: str
    day: date

    @classmethod
    def of(cls, result: Preflight) -> "Times":
        return cls(result.zone, result.home_zone, result.advisory.issued_at.astimezone(ZoneInfo(result.zone)).date())

    def at(self, instant: datetime) -> str:
        """The minute that `instant` lies in; right for what must not be missed, such as a leave-by."""
        local, home = instant.astimezone(ZoneInfo(self.zone)), instant.astimezone(ZoneInfo(self.home_zone))
        return self._both(self._clock(local, self.day), self._clock(home, local.date()))

    def after(self, instant: datetime) -> str:
        """The first full minute not before `instant`; right for arrivals."""
        return self.at(_next_minute(instant))

    def arrivals(self, first: datetime, last: datetime) -> str:
        """From the `first` to the `last` of several arrivals, as `after` rounds them."""
        return self.between(_next_minute(first), _next_minute(last))

    def between(self, first: datetime, last: datetime) -> str:
        """From `first` to `last`; one time where they lie in the same minute."""
        if first.timestamp() // 60 == last.timestamp() // 60:
            return self.at(first)
        ends = [(t.astimezone(ZoneInfo(self.zone)), t.astimezone(ZoneInfo(self.home_zone))) for t in (first, last)]
        (begin, begin_home), (end, end_home) = ends
        local = f"{self._clock(begin, self.day)}–{self._clock(end, begin.date())}"
        home = f"{self._clock(begin_home, begin.date())}–{self._clock(end_home, begin_home.date())}"
        return self._both(local, home)

    def window(self, begin: datetime | None, end: datetime | None) -> str:
        if begin and end:
            return self.between(begin, end)
        if begin:
            return f"from {self.at(begin)}, no end known"
        return f"until {self.at(end)}" if end else "no end known"

    def daily(self, begins: time, ends: time, first_on: date) -> str:
        """Hours of each day, such as a curfew's, as they stand in both zones on the first date."""
        zone = ZoneInfo(self.zone)
        spans = [datetime.combine(first_on, t, zone) for t in (begins, ends)]
        home = "–".join(f"{t.astimezone(ZoneInfo(self.home_zone)):%H:%M}" for t in spans)
        return self._both(f"{begins:%H:%M}–{ends:%H:%M}", home)

    def _clock(self, local: datetime, day: date) -> str:
        if local.date() == day:
            return f"{local:%H:%M}"
        year = "" if local.year == day.year else f" {local.year}"
        return f"{local.day} {local:%b}{year} {local:%H:%M}"

    def _both(self, local: str, home: str) -> str:
        if self.zone == self.home_zone:
            return f"{local} {_label(self.zone)}"
        return f"{local} {_label(self.zone)} ({home} {_label(self.home_zone)})"


def _next_minute(instant: datetime) -> datetime:
    return instant + timedelta(seconds=-instant.second % 60)


def _label(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ").replace("Kiev", "Kyiv")


def to_leave(result: Preflight) -> bool:
    """Whether the deadline is one to leave by, not to arrive by."""
    return result.advisory.deadline_kind == "leave_by"


def verdict_line(result: Preflight) -> str:
    """The whole result in one line: whether the advisory can go out as it is worded."""
    counts = result.people
    deadline = Times.of(result).at(result.advisory.deadline_at)
    can = f"can leave by {deadline} and arrive" if to_leave(result) else f"can arrive by {deadline}"
    if counts.total == 0:
        return "NOBODY TO SEND TO: no one is in the audience"
    if not result.all_on_time:
        return f"DO NOT SEND AS WORDED: {counts.on_time:,} of {counts.total:,} {can}"
    stops = sum(warning.severity == "stop" for warning in result.warnings)
    all_can = f"all {counts.total:,} {can}"
    if stops:
        return f"DO NOT SEND YET: {all_can}, but {stops} {'warning says' if stops == 1 else 'warnings say'} stop"
    return f"CAN BE SENT AS WORDED: {all_can}"


def rest_line(result: Preflight) -> str:
    """What the verdict line leaves open: who cannot, and who is not known of."""
    counts = result.people
    cannot = counts.total - counts.on_time - counts.not_located
    said = [f"{cannot:,} cannot" if cannot else "", f"{counts.not_located:,} not located" if counts.not_located else ""]
    return ", ".join(filter(None, said)) or "Nobody is left out"


class Causes:
    """Says what a blocker is, with the names that the crisis gives to closures, curfews and rules."""

    def __init__(self, crisis: Crisis, times: Times) -> None:
        self._names: dict[tuple[str, str], str] = {}
        for closure in crisis.closures:
            self._names["closure", closure.id] = plain(closure.name or closure.id)
        for curfew in crisis.curfews:
            self._names["curfew", curfew.id] = times.daily(curfew.begins, curfew.ends, curfew.first_on)
        hours = (self._names["curfew", curfew.id] for curfew in crisis.curfews)
        self._names["curfew", ""] = " and ".join(dict.fromkeys(hours))  # all of them together
        stops = {s.id: s.name for table in (crisis.havens, crisis.crossings, crisis.trains) for s in table}
        for rule in crisis.rules:
            self._names["access", rule.id] = _refused(rule, plain(stops.get(rule.of) or rule.of))

    def of(self, blocker: Blocker) -> str:
        if blocker.kind == "pair":
            return ", and ".join(self.of(part) for part in blocker.of)
        name = self._names.get(
            (blocker.kind, blocker.id or ""), plain(blocker.id or _UNNAMED.get(blocker.kind, "without a name"))
        )
        return _CAUSES[blocker.kind].format(name)


def _refused(rule: AccessRule, stop: str) -> str:
    """Whom a rule refuses, and where: `men of 18 or older at the train “Intercity to Lviv”`."""
    who = {"F": "women", "M": "men", "X": "persons of sex X", None: "persons"}[rule.sex]
    conditions = [
        f"of {rule.age_from} or older" if rule.age_from is not None else "",
        f"under {rule.age_below}" if rule.age_below is not None else "",
        f"of nationality {', '.join(rule.nationality)}" if rule.nationality else "",
        f"of any nationality but {', '.join(rule.nationality_not)}" if rule.nationality_not else "",
        f"without {plain(rule.lacks)}" if rule.lacks else "",
    ]
    return " ".join(filter(None, (who, *conditions, f"at the {rule.at} “{stop}”")))
