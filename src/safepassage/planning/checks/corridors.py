"""Whether passage was promised for the move, by every side that controls a part of the way, and can be built on."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from safepassage.planning.checks.draft import Draft, Found, graded, listed
from safepassage.planning.model import Commitment, Corridor, proven
from safepassage.planning.outcome import Asked

STANDING = frozenset({"promised", "confirmed"})


def corridor_unproven(draft: Draft) -> Iterator[Found]:
    bare = [each for each in draft.asked if not any(_leads_to(c, each) for c in _in_time(draft))]
    if bare:
        yield _no_corridor(draft, bare)
    for corridor in _of_the_move(draft):
        doubts = [*_window_doubts(draft, corridor), *_promise_doubts(draft, corridor)]
        if doubts:
            broken = any(promise.status == "broken" for promise in corridor.commitments)
            text = f"Corridor {_named(corridor)} is unproven: {'; '.join(doubts)}."
            yield Found("stop" if broken else "serious", text, _evidence(draft, corridor))


def consent_one_sided(draft: Draft) -> Iterator[Found]:
    for corridor in _of_the_move(draft):
        willing = {promise.side for promise in corridor.commitments if _stands(promise, draft.advisory.issued_at)}
        silent = [side for side in corridor.sides if side not in willing]
        if not silent:
            continue
        by = f"{listed(sorted(willing))} alone" if willing else "nobody"
        text = f"Corridor {_named(corridor)} is promised by {by}; no promise of {listed(silent)} stands"
        yield Found("serious", f"{text}.", {**_evidence(draft, corridor), "without_promise": silent})


def not_notified(draft: Draft) -> Iterator[Found]:
    for corridor in _of_the_move(draft):
        if not corridor.notified:
            text = f"No humanitarian notification was made for corridor {_named(corridor)}."
            yield Found("serious", text, _evidence(draft, corridor))


def _in_time(draft: Draft) -> list[Corridor]:
    """Corridors whose window meets the time from issue to deadline."""
    issued, deadline = draft.advisory.issued_at, draft.advisory.deadline_at
    return [corridor for corridor in draft.crisis.corridors if corridor.begin < deadline and corridor.end > issued]


def _of_the_move(draft: Draft) -> list[Corridor]:
    return [corridor for corridor in _in_time(draft) if any(_leads_to(corridor, each) for each in draft.asked)]


def _leads_to(corridor: Corridor, each: Asked) -> bool:
    return not corridor.havens or (each.haven is not None and each.haven.id in corridor.havens)


def _no_corridor(draft: Draft, bare: Sequence[Asked]) -> Found:
    where = listed(each.result.name for each in bare)
    others = [c for c in draft.crisis.corridors if any(_leads_to(c, each) for each in bare)]
    text = f"No promise of passage to {where} before the deadline is on record"
    if others:
        text += "; promised is " + listed(f"{_named(c)}, {draft.times.between(c.begin, c.end)}" for c in others)
    evidence = {
        "havens": [each.name for each in bare],
        "corridors_at_other_times": [corridor.id for corridor in others],
    }
    return Found("serious", f"{text}.", evidence)


def _window_doubts(draft: Draft, corridor: Corridor) -> Iterator[str]:
    if corridor.begin > draft.advisory.issued_at:
        yield f"it opens only at {draft.at(corridor.begin)}"
    if corridor.end < draft.advisory.deadline_at:
        yield f"it ends at {draft.at(corridor.end)}, before the deadline"


def _promise_doubts(draft: Draft, corridor: Corridor) -> Iterator[str]:
    """A side that has given one sound promise is not doubted for its older ones, but for a broken one it is."""
    deadline = draft.advisory.deadline_at
    sound = {
        promise.side
        for promise in corridor.commitments
        if promise.status in STANDING and proven(promise.grade) and not _expires_before(promise, deadline)
    }
    if not corridor.sides:
        yield "no side that controls the way is named"
    for promise in corridor.commitments:
        of = f"the promise of {promise.side}"
        if promise.status == "broken":
            yield f"{of} was broken"
        elif promise.side in sound:
            continue
        elif promise.status == "expired":
            yield f"{of} has expired"
        elif promise.expires_at is not None and _expires_before(promise, deadline):
            yield f"{of} expires at {draft.at(promise.expires_at)}, before the deadline"
        else:
            yield f"{of} is {graded(promise.grade)}"


def _expires_before(promise: Commitment, instant: datetime) -> bool:
    return promise.expires_at is not None and promise.expires_at < instant


def _stands(promise: Commitment, at: datetime) -> bool:
    return promise.status in STANDING and (promise.expires_at is None or promise.expires_at > at)


def _named(corridor: Corridor) -> str:
    return f"“{corridor.name or corridor.id}”"


def _evidence(draft: Draft, corridor: Corridor) -> dict[str, object]:
    return {
        "corridor": corridor.id,
        "begin": draft.iso(corridor.begin),
        "end": draft.iso(corridor.end),
        "sides": list(corridor.sides),
        "notified": corridor.notified,
        "commitments": [
            {
                "side": promise.side,
                "status": promise.status,
                "said_at": draft.iso(promise.said_at),
                "expires_at": draft.iso(promise.expires_at),
                "grade": promise.grade,
            }
            for promise in corridor.commitments
        ],
    }
