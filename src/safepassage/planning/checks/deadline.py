"""Whether the advisory's deadline can be understood, and kept by daylight and outside curfew."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from safepassage.places import Daylight, daylight
from safepassage.planning.checks.draft import Draft, Found, graded, listed
from safepassage.planning.model import CANNOT, Curfew, Verdict
from safepassage.planning.windows import curfew_spans
from safepassage.planning.wording import duration, people

KINDS = {"arrive_by": "to arrive by", "leave_by": "to leave by"}

# English only: a verb and then a limit, in one sentence; in "leave to arrive by noon" the limit is the arrival's.
_CLOCK = r"\d+(?:[:.]\d+)*\w*(?:\s?(?:[ap]\.m\.|[ap]m\b|hrs?\b|hours\b|o['’]clock\b))?"
_LIMIT = rf"\b(?:by|before|not? later than)\s+(?:{_CLOCK}|(?:noon|midnight|dusk|dark|nightfall|sunset|curfew)\b)"
_ARRIVE = r"\b(?:arrive|reach|get to|be (?:there|at|in|inside))\b"
_LEAVE = r"\b(?:leave|depart|start out|set (?:out|off))\b"
_SAID = {
    "arrive_by": re.compile(rf"{_ARRIVE}[^.;!?]*?{_LIMIT}", re.IGNORECASE),
    "leave_by": re.compile(rf"{_LEAVE}(?:(?!{_ARRIVE})[^.;!?])*?{_LIMIT}", re.IGNORECASE),
}


def deadline_without_zone(draft: Draft) -> Iterator[Found]:
    file = f"advisories/{draft.name}.toml: "
    written = dict(note.removeprefix(file).split(" ", 1) for note in draft.crisis.naive if note.startswith(file))
    if written:
        read_as = listed(f"{field} as {draft.at(getattr(draft.advisory, field))}" for field in written)
        evidence = {"as_written": written, "read_in": draft.crisis.settings.zone}
        yield Found("serious", f"Times without a zone were read in the crisis zone: {read_as}.", evidence)


def deadline_past(draft: Draft) -> Iterator[Found]:
    issued, deadline = draft.advisory.issued_at, draft.advisory.deadline_at
    if deadline > max(issued, draft.now):
        return
    why = f"not after issue, {draft.at(issued)}" if deadline <= issued else f"past: it is {draft.at(draft.now)}"
    evidence = {"deadline_at": draft.iso(deadline), "issued_at": draft.iso(issued), "now": draft.iso(draft.now)}
    yield Found("stop", f"The deadline, {draft.at(deadline)}, is {why}.", evidence)


# --- Darkness --------------------------------------------------------------------------------------------------------


def deadline_in_darkness(draft: Draft) -> Iterator[Found]:
    """Night is what the planner slows people down in: the crisis's own, from the end of civil dusk to civil dawn."""
    deadline = draft.advisory.deadline_at
    second = draft.crisis.seconds(deadline)
    night = next((night for night in draft.situation.terrain.conditions.nights if night[0] <= second < night[1]), None)
    if night:
        yield _in_night(draft, draft.crisis.instant(night[0]), draft.crisis.instant(night[1]))
        return
    sun = _sun(draft, deadline)
    if sun.sunset and sun.sunset <= deadline:
        how = _after(draft, "sunset", sun.sunset)
        how += f"; it is dark from {draft.at(_to_minute(sun.civil_dusk))}" if sun.civil_dusk else ""
    elif sun.sunrise and deadline < sun.sunrise:
        how = _before(draft, "sunrise", sun.sunrise)
    else:
        return
    evidence = _light(draft, sun.sunset, sun.civil_dusk, sun.civil_dawn)
    yield Found("note", f"The deadline, {draft.at(deadline)}, is {how}.", evidence)


def _in_night(draft: Draft, dusk: datetime, dawn: datetime) -> Found:
    deadline, sunset = draft.advisory.deadline_at, _sun(draft, dusk).sunset
    if deadline - dusk <= dawn - deadline:
        how = _after(draft, "the end of civil dusk", dusk)
        how += f", and {_after(draft, 'sunset', sunset)}" if sunset else ""
    else:
        how = f"in the night, {_before(draft, 'civil dawn', dawn)}"
    arrive = draft.outcome.journeys.of(draft.outcome.reach.arrive)
    in_the_dark = draft.heads(draft.have(Verdict.ON_TIME) & (arrive >= draft.crisis.seconds(dusk)))
    how += f"; {in_the_dark:,} of those on time arrive in the dark" if in_the_dark else ""
    evidence = {**_light(draft, sunset, dusk, dawn), "people_arriving_in_the_dark": in_the_dark}
    return Found("serious", f"The deadline, {draft.at(deadline)}, is {how}.", evidence)


def _after(draft: Draft, what: str, instant: datetime) -> str:
    minute = _to_minute(instant)
    return f"{duration((draft.advisory.deadline_at - minute).total_seconds())} after {what}, {draft.at(minute)}"


def _before(draft: Draft, what: str, instant: datetime) -> str:
    minute = _to_minute(instant)
    return f"{duration((minute - draft.advisory.deadline_at).total_seconds())} before {what}, {draft.at(minute)}"


def _to_minute(instant: datetime) -> datetime:
    """The nearest full minute, as almanacs print the sun's times."""
    return (instant + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _sun(draft: Draft, instant: datetime) -> Daylight:
    centre = draft.crisis.settings.area.centroid
    return daylight(centre.y, centre.x, instant.astimezone(draft.zone).date(), draft.zone)


def _light(
    draft: Draft, sunset: datetime | None, dusk: datetime | None, dawn: datetime | None
) -> dict[str, str | None]:
    return {
        "deadline_at": draft.iso(draft.advisory.deadline_at),
        "sunset": draft.iso(sunset),
        "civil_dusk": draft.iso(dusk),
        "civil_dawn": draft.iso(dawn),
    }


# --- Curfew ----------------------------------------------------------------------------------------------------------


def deadline_in_curfew(draft: Draft) -> Iterator[Found]:
    """A curfew at whose very first second people may arrive leaves them no second to be late."""
    deadline = draft.crisis.seconds(draft.advisory.deadline_at)
    for curfew in draft.crisis.curfews:
        begins = [begin for begin, end in curfew_spans(draft.crisis, curfew) if begin <= deadline < end]
        if not begins or not _concerns(draft, curfew):
            continue
        at_begin = begins[0] == deadline
        hours = draft.times.daily(curfew.begins, curfew.ends, draft.crisis.instant(begins[0]).date())
        how = "when curfew begins" if at_begin else f"{duration(deadline - begins[0])} into curfew"
        text = f"The deadline, {draft.at(draft.advisory.deadline_at)}, is {how}: {hours}, {graded(curfew.grade)}"
        text += "; whoever is late is out in curfew" if at_begin else ""
        evidence = {
            "deadline_at": draft.iso(draft.advisory.deadline_at),
            "curfew": curfew.id,
            "begins": curfew.begins.isoformat(),
            "ends": curfew.ends.isoformat(),
            "grade": curfew.grade,
            "source": curfew.source,
        }
        yield Found("serious" if at_begin else "stop", f"{text}.", evidence)


def _concerns(draft: Draft, curfew: Curfew) -> bool:
    """Whether the curfew holds where people are asked, or at a haven."""
    if curfew.area is None or curfew.area.intersects(draft.area):
        return True
    return any(curfew.area.intersects(point) for point in draft.haven_points)


# --- Two kinds -------------------------------------------------------------------------------------------------------


def deadline_kind_conflict(draft: Draft) -> Iterator[Found]:
    advisory = draft.advisory
    if advisory.leave_by_at is not None:
        yield _two_deadlines(draft, advisory.leave_by_at)
    for language, text in advisory.text.items():
        quotes = {kind: match.group() for kind, pattern in _SAID.items() if (match := pattern.search(text))}
        if not quotes or quotes.keys() == {advisory.deadline_kind}:
            continue
        words = listed(f"“{quote}”" for quote in quotes.values())
        said = f"The text ({language}) says {words}; the deadline checked is one {KINDS[advisory.deadline_kind]}."
        yield Found("serious", said, {"language": language, "quotes": quotes, "deadline_kind": advisory.deadline_kind})


def _two_deadlines(draft: Draft, leave_by_at: datetime) -> Found:
    """Who leaves as late as the one deadline allows may miss the other."""
    kind, outcome = draft.advisory.deadline_kind, draft.outcome
    latest = outcome.journeys.of(outcome.leave_by)  # to the haven that each is sent to
    misled = draft.have(Verdict.ON_TIME) & (latest != CANNOT)
    misled &= latest < draft.crisis.seconds(leave_by_at)
    too_late = draft.heads(misled) if kind == "arrive_by" else 0
    text = (
        f"Two deadlines: to leave by {draft.at(leave_by_at)}, and {KINDS[kind]} {draft.at(draft.advisory.deadline_at)}"
    )
    if too_late:
        text += f"; {people(too_late)} who can arrive would be late if they left only then"
    evidence = {
        "leave_by_at": draft.iso(leave_by_at),
        "deadline_at": draft.iso(draft.advisory.deadline_at),
        "deadline_kind": kind,
        "people_misled": too_late,
    }
    return Found("stop" if too_late else "serious", f"{text}.", evidence)
