"""The judge: checks a preflight's result against its inputs, edge by edge and second by second (rule P14).

It shares no code with the planner, only the words of `model` and the arrays of the network, so that a fault of the one
is not a fault of the other. It re-plans nothing: where the rules leave a choice, any choice is right.
"""

import math
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, timedelta
from itertools import chain

from safepassage.planning.judge_case import Case, Objection, case_of, haven_key
from safepassage.planning.judge_route import route_objections
from safepassage.planning.model import Bounded, Crisis, HavenResult, PartyResult, Preflight, Route, State, Verdict

__all__ = ["Objection", "judge"]

ADULT = 18  # years


def judge(crisis: Crisis, result: Preflight) -> tuple[Objection, ...]:
    """Check a result against the crisis it was made from. Empty: no objection.

    Checked are times (P1), audience and sizes (P2), told and ready (P3, P4), each route's edges, seconds, closures,
    curfews and length (P4 to P6), access (P7), places and bounds (P8), verdicts and sums (P9), the form of blockers
    (P10), what would work and courses (P12). Not checked, as it would mean planning again: that there is no better way.
    """
    advisory = crisis.advisories.get(result.advisory.name)
    if advisory is None:
        return (Objection("P14", "", f"the crisis has no advisory {result.advisory.name!r}"),)
    case = case_of(crisis, advisory, result)
    of_parties = (_party(case, row) for row in result.parties if row.id in case.members)
    return tuple(
        chain(
            _advisory(case),
            _audience(case),
            _sums(case),
            _havens(case),
            _bound(case),
            _would_work(case),
            _compare(case),
            chain.from_iterable(of_parties),
        )
    )


# --- The result as a whole -------------------------------------------------------------------------------------------


def _advisory(case: Case) -> Iterator[Objection]:
    """The result speaks of the advisory in the crisis: its times, its havens where they are."""
    of_result, havens = case.result.advisory, {haven.id: haven for haven in case.crisis.havens}
    if of_result.issued_at != case.advisory.issued_at or of_result.deadline_at != case.advisory.deadline_at:
        yield Objection("P14", "", "issue or deadline is not the advisory's")
    if [h.asked for h in of_result.havens] != [h.asked for h in case.advisory.havens]:
        yield Objection("P14", "", "the havens are not those the advisory asks for")
    for asked in of_result.havens:
        if asked.haven_id is None:
            continue
        known = havens.get(asked.haven_id)
        if known is None:
            yield Objection("P14", asked.haven_id, "the crisis has no such haven")
        elif (known.lat, known.lon) != (asked.lat, asked.lon):
            yield Objection("P14", asked.haven_id, "stands elsewhere than havens.csv says")


def _audience(case: Case) -> Iterator[Objection]:
    """P2, P9: each party of the audience stands in the result once, with its members; nobody else does."""
    rows = Counter(row.id for row in case.result.parties)
    for party, times in rows.items():
        if party not in case.members:
            yield Objection("P2", party, "is not in the audience")
        if times > 1:
            yield Objection("P9", party, f"has {times} verdicts")
    for party in case.members:
        if party not in rows:
            yield Objection("P9", party, "is in the audience and has no verdict")
    for row in case.result.parties:
        size = len(case.members.get(row.id, ()))
        if row.id in case.members and row.size != size:
            yield Objection("P2", row.id, f"has {size} members in the audience, not {row.size}")


def _sums(case: Case) -> Iterator[Objection]:
    """P9: the verdicts add up, in people and in parties."""
    rows = case.result.parties
    for what, counts, weights in (
        ("people", case.result.people, [row.size for row in rows]),
        ("parties", case.result.parties_by_verdict, [1 for _ in rows]),
    ):
        expected = {verdict.value: 0 for verdict in Verdict} | {"total": sum(weights)}
        for row, weight in zip(rows, weights, strict=True):
            expected[row.verdict] += weight
        for name, count in expected.items():
            if getattr(counts, name) != count:
                yield Objection("P9", "", f"{what} {name}: {getattr(counts, name)}, but the parties sum to {count}")


def _havens(case: Case) -> Iterator[Objection]:
    """P8: what each haven is said to take in is what the parties say, and no more than its places."""
    asked = case.result.advisory.havens
    if [haven.haven_id for haven in case.result.havens] != [haven.haven_id for haven in asked]:
        yield Objection("P8", "", "the counts by haven are not of the advisory's havens")
        return
    places_of = {haven.id: haven.places for haven in case.crisis.havens}
    for haven, key in zip(case.result.havens, map(haven_key, asked), strict=True):
        if haven.places != places_of.get(key):
            yield Objection("P8", key, f"has {places_of.get(key)} places, not {haven.places}")
        yield from _haven(case, key, haven)


def _haven(case: Case, key: str, haven: HavenResult) -> Iterator[Objection]:
    rows = case.result.parties
    as_worded = sum(row.size for row in rows if row.verdict is Verdict.ON_TIME and row.haven == key)
    assigned = sum(row.size for row in rows if row.assigned_haven == key)
    inside = sum(len(case.members[party]) for party, there in case.there.items() if there == key)
    room = math.inf if haven.places is None else max(haven.places, inside)
    for name, count, said in (("as_worded", as_worded, haven.as_worded), ("assigned", assigned, haven.assigned)):
        if count != said:
            yield Objection("P8", key, f"{name} is {said}, but the parties sum to {count}")
        if count > room:
            yield Objection("P8", key, f"{name} puts {count} people in {haven.places} places")
        if count > haven.can_reach:
            yield Objection("P8", key, f"{name} counts {count} people, but only {haven.can_reach} can reach it")
    free = room - as_worded
    for row in rows:
        if row.verdict is Verdict.NO_PLACE and row.haven == key and row.size <= free:
            yield Objection("P8", row.id, f"has no place, though {key} has room for its {row.size}")


def _bound(case: Case) -> Iterator[Objection]:
    """P8: no value is beyond its bound, and `proven` says no more than that they are equal."""
    bound, rows = case.result.bound, case.result.parties
    for name, pair, most in (
        ("urgent", bound.urgent, True),
        ("people", bound.people, True),
        ("risk", bound.risk, False),
        ("arrival_s", bound.arrival_s, False),
    ):
        yield from _bounded(name, pair, most)
    assigned = sum(row.size for row in rows if row.assigned_haven is not None)
    if bound.people.value != assigned:
        yield Objection("P8", "", f"people assigned: {bound.people.value}, but the parties sum to {assigned}")


def _bounded(name: str, pair: Bounded, most: bool) -> Iterator[Objection]:
    slack = 1e-6 * max(1.0, abs(pair.bound))
    beyond = pair.value - pair.bound if most else pair.bound - pair.value
    if beyond > slack:
        yield Objection("P8", "", f"{name} {pair.value} is beyond its bound {pair.bound}")
    if pair.proven and abs(beyond) > slack:
        yield Objection("P8", "", f"{name} is called proven, but {pair.value} is not {pair.bound}")


def _would_work(case: Case) -> Iterator[Objection]:
    """P12: more people never need less time; the order found is an order, and no worse than the plain one."""
    work, total = case.result.would_work, case.result.people.total
    shares = (work.deadline_for.half, work.deadline_for.most, work.deadline_for.all)
    deadlines = [math.inf if instant is None else case.seconds(instant) for instant in shares]
    if deadlines != sorted(deadlines):
        yield Objection("P12", "", "a larger share is said to arrive by an earlier deadline")
    order = work.send_order
    if not order.plain_told <= order.best_told <= total:
        yield Objection(
            "P12", "", f"the send order tells {order.best_told} in time, plain {order.plain_told}, of {total}"
        )
    if sorted(order.order) != sorted(case.members):
        yield Objection("P12", "", "the send order is not an order of the audience")
    if not set(order.stay) <= set(order.order):
        yield Objection("P12", "", "a party that gets the stay text is not in the send order")


def _compare(case: Case) -> Iterator[Objection]:
    """P12: the courses are counted over one span, and count no more than there are."""
    compare, total = case.result.compare, case.result.people.total
    for name, course in (("move", compare.move), ("stay", compare.stay), ("next window", compare.next_window)):
        if course is None:
            continue
        if course.begins_at > compare.until:
            yield Objection("P12", "", f"{name} begins after the span that is counted")
        if course.on_time is not None and course.on_time > total:
            yield Objection("P12", "", f"{name} has {course.on_time} people on time, of {total}")
        if course.outdoor_person_min < 0 or course.hazard_person_s < 0:
            yield Objection("P12", "", f"{name} counts time below nothing")
        if any(ran.people > total for ran in (course.water, course.food, course.heat, course.medicine)):
            yield Objection("P12", "", f"{name} has more people run out of something than there are")


# --- One party -------------------------------------------------------------------------------------------------------


def _party(case: Case, row: PartyResult) -> Iterator[Objection]:
    yield from _times(case, row)
    yield from _verdict(case, row)
    yield from _on_time(case, row)
    yield from _blockers(row)
    yield from _refusals(case, row)
    if row.route is not None:
        yield from route_objections(case, row, row.route)


def _times(case: Case, row: PartyResult) -> Iterator[Objection]:
    """P1, P3, P4: instants are whole and within the horizon; told after reading, ready after preparing."""
    delays, epoch = case.crisis.settings.delays, case.crisis.settings.clock.epoch
    for name in ("told_at", "ready_at", "leave_by", "arrive_at"):
        instant = getattr(row, name)
        if instant is None:
            continue
        earliest = 0 if name == "leave_by" else case.issue  # who had to leave before the issue is too late
        if (instant.astimezone(UTC) - epoch.astimezone(UTC)) % timedelta(seconds=1):
            yield Objection("P1", row.id, f"{name} {instant.isoformat()} is no whole second")
        if not earliest <= case.seconds(instant) <= case.crisis.horizon:
            yield Objection("P1", row.id, f"{name} {instant.isoformat()} is before the issue or beyond the horizon")
    if row.id in case.there:
        return
    if row.told_at is not None and case.seconds(row.told_at) < case.issue + delays.reading_s:
        yield Objection("P3", row.id, "is told sooner than the text can be read")
    if (row.told_at is None) != (row.ready_at is None):
        yield Objection("P4", row.id, "is told and never ready, or ready and never told")
    elif row.told_at and row.ready_at and row.ready_at - row.told_at != timedelta(seconds=delays.preparation_s):
        yield Objection("P4", row.id, f"is not ready {delays.preparation_s} s after it is told")


def _verdict(case: Case, row: PartyResult) -> Iterator[Objection]:
    """P9: the verdict fits what is said beside it."""
    verdict, arrive = row.verdict, None if row.arrive_at is None else case.seconds(row.arrive_at)
    if (verdict is Verdict.NOT_LOCATED) == case.located[row.id]:
        yield Objection("P9", row.id, f"is {verdict}, but has {'a' if case.located[row.id] else 'no'} usable position")
    if verdict is Verdict.NOT_LOCATED and (row.haven or row.assigned_haven or row.route or row.arrive_at):
        yield Objection("P2", row.id, "has no usable position, yet its way is guessed")
    if row.told_at is None and verdict not in (Verdict.NOT_LOCATED, Verdict.NOT_TOLD):
        yield Objection("P9", row.id, f"is never told, yet {verdict}")
    if verdict in (Verdict.TOO_LATE, Verdict.NO_ROUTE) and row.route is not None and _is_in_time(case, row.route):
        yield Objection("P9", row.id, f"is {verdict}, yet in time by its route")
    if row.assigned_haven is not None:
        if row.assigned_haven not in case.havens:
            yield Objection("P8", row.id, f"is assigned to {row.assigned_haven}, which the advisory does not name")
        if verdict in (Verdict.NOT_LOCATED, Verdict.NOT_TOLD, Verdict.CANNOT_MOVE):
            yield Objection("P8", row.id, f"is {verdict}, yet assigned to {row.assigned_haven}")
    margin = None if arrive is None else case.deadline - _kept_at(case, row, arrive)
    if row.margin_s != margin and row.id not in case.there:
        yield Objection("P9", row.id, f"margin is {row.margin_s} s, but should be {margin} s")
    if (row.arrive_at is None) != (row.route is None) and row.id not in case.there:
        yield Objection("P14", row.id, "has an arrival without a route to check, or a route without an arrival")
    if row.caught_out is not None and row.caught_out.at_deadline.at != case.advisory.deadline_at:
        yield Objection("P6", row.id, "is caught out at another moment than the deadline")


def _kept_at(case: Case, row: PartyResult, arrive: int) -> int:
    """What counts against the deadline: arrival; of one to leave by, being ready, or setting out only after it."""
    if case.advisory.deadline_kind == "arrive_by" or row.ready_at is None:
        return arrive
    departs = row.route.legs[0].depart_s if row.route else arrive
    return case.seconds(row.ready_at) if departs <= case.deadline else departs


def _on_time(case: Case, row: PartyResult) -> Iterator[Objection]:
    """P9: who is on time can go, has a haven of the advisory, keeps the deadline, and can still leave."""
    if row.verdict is not Verdict.ON_TIME:
        return
    if row.haven not in case.havens:
        yield Objection("P9", row.id, f"is on time at {row.haven}, which the advisory does not name")
    if row.id in case.there:
        if row.route is not None or row.haven != case.there[row.id]:
            yield Objection("P2", row.id, f"is in {case.there[row.id]} already, and has no way to go")
        return
    if row.route is None or row.ready_at is None or row.leave_by is None:
        yield Objection("P9", row.id, "is on time without a route, a time to be ready or a time to leave by")
        return
    if not _is_in_time(case, row.route):
        yield Objection("P9", row.id, "is on time, but does not keep the deadline by its route")
    departs = row.route.legs[0].depart_s
    if not case.seconds(row.ready_at) <= departs <= case.seconds(row.leave_by) <= case.deadline:
        yield Objection("P9", row.id, "ready, departure, leave-by and deadline are not in this order")
    members = case.members[row.id]
    if any(member.medical is not None or member.state is State.IN_HOSPITAL for member in members):
        yield Objection("P9", row.id, "is on time, but a member cannot move for medical reasons")
    if all(member.age is not None and member.age < ADULT for member in members) and case.parties[row.id].escort is None:
        yield Objection("P9", row.id, "is on time, but is minors alone without an escort")


def _is_in_time(case: Case, route: Route) -> bool:
    return route.legs[0].depart_s <= case.depart_by and route.legs[-1].arrive_s <= case.arrive_by


def _blockers(row: PartyResult) -> Iterator[Objection]:
    """P10: each verdict but on_time and not_located has a blocker, or says that there is no single cause."""
    if row.verdict in (Verdict.ON_TIME, Verdict.NOT_LOCATED):
        if row.blockers:
            yield Objection("P10", row.id, f"is {row.verdict}, yet blocked")
        return
    kinds = [blocker.kind for blocker in row.blockers]
    if not kinds:
        yield Objection("P10", row.id, f"is {row.verdict} without a blocker")
    if row.verdict is Verdict.NO_PLACE and kinds != ["places"]:
        yield Objection("P10", row.id, "has no place, but the blocker is not places")
    if "no_single_cause" in kinds and len(kinds) > 1:
        yield Objection("P10", row.id, "has a cause beside no single cause")
    if any((blocker.kind == "pair") != (len(blocker.of) == 2) for blocker in row.blockers):
        yield Objection("P10", row.id, "has a pair that is not of two")


def _refusals(case: Case, row: PartyResult) -> Iterator[Objection]:
    """P7: nobody is on time at, or assigned to, a haven that refuses a member, unless it is there already."""
    if row.id in case.there:
        return
    sent = {"on time at": row.haven if row.verdict is Verdict.ON_TIME else None, "assigned to": row.assigned_haven}
    for how, haven in sent.items():
        for rule in () if haven is None else case.rules_against(row.id, "haven", haven):
            yield Objection("P7", row.id, f"is {how} {haven}, where rule {rule.id} refuses a member")
