"""Whether the register holds, who else hears the advisory, and where people become a crowd."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from safepassage.planning.checks.draft import Draft, Found, listed
from safepassage.planning.model import NOT_IN_AUDIENCE, Verdict
from safepassage.planning.wording import people

HALF_HOUR_S = 1800
POINT_DEGREES = 0.001  # starts in one square of this size, about 100 m, are one point
TOO_MANY_NOT_LOCATED = 0.1  # share of the audience
FAR_BELOW = 0.8  # share of the low estimate
PUBLIC = ("page", "poster")  # heard by whoever comes by, not only by those it is sent to


# --- Crowds ----------------------------------------------------------------------------------------------------------


class _Crowd(NamedTuple):
    people: int
    first: int  # seconds from the epoch
    last: int


def crowding(draft: Draft) -> Iterator[Found]:
    """Most people within half an hour at one start, late ones too, and at one haven before the deadline.

    Who cannot be on time and obeys all the same sets out when ready, as rule P6 has it.
    """
    journeys, audience, outcome = draft.outcome.journeys, draft.audience, draft.outcome
    departs, arrives = journeys.of(outcome.reach.depart), journeys.of(outcome.reach.arrive)
    in_time = draft.have(Verdict.ON_TIME, Verdict.NO_PLACE)
    sets_out = np.where(in_time, departs, audience.ready_at)
    going = np.flatnonzero((journeys.haven >= 0) & (sets_out <= draft.crisis.seconds(draft.advisory.deadline_at)))
    squares = np.floor(np.column_stack([audience.lat[going], audience.lon[going]]) / POINT_DEGREES)
    _, point = np.unique(squares, axis=0, return_inverse=True)
    heads = np.bincount(point.ravel(), weights=audience.size[going])
    for each in np.flatnonzero(heads > draft.limits.crowding):
        here = going[point.ravel() == each]
        yield from _crowd(draft, here, sets_out, "set out from", _start_name(draft, here))
    for h, haven in enumerate(draft.asked):
        here = np.flatnonzero(in_time & (journeys.haven == h))
        yield from _crowd(draft, here, arrives, "arrive at", haven.result.name)


def _crowd(draft: Draft, here: np.ndarray, times: np.ndarray, they: str, place: str) -> Iterator[Found]:
    busiest = _busiest(times[here], draft.audience.size[here])
    if busiest.people <= draft.limits.crowding:
        return
    first, last = draft.crisis.instant(busiest.first), draft.crisis.instant(busiest.last)
    text = f"Crowd: {people(busiest.people)} {they} {place} within half an hour, {draft.times.between(first, last)}."
    evidence = {
        "they": they,
        "place": place,
        "people": busiest.people,
        "limit": draft.limits.crowding,
        "first": draft.iso(first),
        "last": draft.iso(last),
    }
    yield Found("serious", text, evidence)


def _busiest(times: np.ndarray, heads: np.ndarray) -> _Crowd:
    """The half hour with most people, the first of them if several."""
    if not len(times):
        return _Crowd(0, 0, 0)
    order = np.argsort(times, kind="stable")
    at, total = times[order].astype(np.int64), np.concatenate([[0], np.cumsum(heads[order], dtype=np.int64)])
    end = np.searchsorted(at, at + HALF_HOUR_S, side="left")
    counts = total[end] - total[: len(at)]
    busiest = int(counts.argmax())
    return _Crowd(int(counts[busiest]), int(at[busiest]), int(at[end[busiest] - 1]))


def _start_name(draft: Draft, here: np.ndarray) -> str:
    """What most of the parties there call the place."""
    names = Counter(draft.audience.parties[i].place for i in here.tolist())
    name = max(sorted(filter(None, names)), key=names.__getitem__, default="")
    if name:
        return name
    return f"{draft.audience.lat[here[0]]:.4f}, {draft.audience.lon[here[0]]:.4f}"


# --- The register ----------------------------------------------------------------------------------------------------


def register_stale(draft: Draft) -> Iterator[Found]:
    audience, limit_h = draft.audience, draft.limits.position_age_h
    total, nowhere = draft.heads(audience.size > 0), draft.heads(~audience.located)
    age_h = _median_age_h(draft)
    doubts, old = list[str](), age_h is not None and age_h > limit_h / 2
    if nowhere:
        doubts.append(f"{nowhere:,} of {people(total)} have no position younger than {limit_h:g} h")
    if old:
        doubts.append(f"half of the positions used are {age_h:.1f} h old or older")
    if doubts:
        evidence = {"people": total, "not_located": nowhere, "median_age_h": age_h, "limit_h": limit_h}
        grave = old or nowhere >= TOO_MANY_NOT_LOCATED * total
        yield Found("serious" if grave else "note", f"The register is stale: {'; '.join(doubts)}.", evidence)


def _median_age_h(draft: Draft) -> float | None:
    """Age of the position that half the located people's are not older than; None = nobody is located."""
    located = np.flatnonzero(draft.audience.located)
    if not len(located):
        return None
    at = [draft.audience.parties[i].located_at for i in located.tolist()]
    ages = np.array([(draft.now - when).total_seconds() / 3600 for when in at if when is not None])
    order = np.argsort(ages, kind="stable")
    gathered = np.cumsum(draft.audience.size[located][order])
    return round(float(ages[order][np.searchsorted(gathered, gathered[-1] / 2)]), 2)


def audience_below_estimate(draft: Draft) -> Iterator[Found]:
    heads, estimate = int(draft.audience.size.sum()), draft.crisis.settings.estimate
    if heads < FAR_BELOW * estimate.low:
        believed = f"{estimate.low:,} to {estimate.high:,}"
        text = f"The audience has {people(heads)}; {believed} are believed to be in the area."
        yield Found("serious", text, {"people": heads, "estimate": estimate.model_dump()})


def heard_outside_area(draft: Draft) -> Iterator[Found]:
    """People who are not asked, but have a channel or a warden in common with those who are."""
    asked = {party.id for party in draft.audience.parties}
    there = Counter(person.party for person in draft.crisis.persons if person.state not in NOT_IN_AUDIENCE)
    outside = [party for party in draft.crisis.parties if party.id in there and party.id not in asked]
    up = {channel.id: channel.kind for channel in draft.crisis.channels if channel.reach > 0}
    used = {channel for party in draft.audience.parties for channel in party.channels if channel in up}
    wardens = {party.warden for party in draft.audience.parties if party.warden}
    hearing = [party for party in outside if used & set(party.channels) or party.warden in wardens]
    if not hearing:
        return
    heads = sum(there[party.id] for party in hearing)
    shared = sorted(used.intersection(channel for party in hearing for channel in party.channels))
    public = [channel for channel in shared if up[channel] in PUBLIC]
    by = listed(public or shared) if shared else "their warden"
    text = f"{people(heads)} outside the advisory's area may hear it too, by {by}. Say in the text whom it is for."
    evidence = {
        "people": heads,
        "parties": [party.id for party in hearing],
        "channels": shared,
        "public_channels": public,
    }
    yield Found("serious" if public else "note", text, evidence)
