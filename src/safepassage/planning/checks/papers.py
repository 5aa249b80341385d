"""What access rules mean for the advisory: documents that people must carry, and families that a rule divides."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from safepassage.planning.access import PlaceRefusals
from safepassage.planning.checks.draft import Draft, Found, graded, listed
from safepassage.planning.model import Severity
from safepassage.planning.wording import parties, people

MOST_NAMED = 2  # places of one kind that a text names; the evidence has all


class _Gate(NamedTuple):
    """Where people may be refused."""

    kind: str  # as AccessRule.at has it
    id: str
    name: str
    refusals: PlaceRefusals


def documents_needed(draft: Draft) -> Iterator[Found]:
    rules = {rule.id: rule for rule in draft.crisis.rules if rule.lacks is not None}
    gates = _gates(draft)
    in_force = [
        rules[rule] for rule in dict.fromkeys(r for gate in gates for r in gate.refusals.rules) if rule in rules
    ]
    for document in sorted({rule.lacks for rule in in_force if rule.lacks}):
        lacking = sum(document not in person.documents for members in draft.audience.members for person in members)
        told = document in draft.advisory.documents
        if told and not lacking:
            continue
        asking = [rule for rule in in_force if rule.lacks == document]
        ids = {rule.id for rule in asking}
        where = _named([gate for gate in gates if ids.intersection(gate.refusals.rules)])
        grades = listed(sorted({graded(rule.grade) for rule in asking}))
        text = f"A {document} is asked for at {where}, {grades}: {people(lacking)} without one on record"
        text += "" if told else ", and the advisory tells nobody to carry it"
        evidence = {
            "document": document,
            "rules": {rule.id: rule.grade for rule in asking},
            "people_lacking": lacking,
            "told_to_carry": told,
        }
        yield Found("note" if told else "serious", f"{text}.", evidence)


def family_split(draft: Draft) -> Iterator[Found]:
    """Gates of one kind that divide the same families alike are told of once. A train stops nobody who walks."""
    alike: dict[tuple[str, bytes, bytes], list[_Gate]] = {}
    for gate in _gates(draft):
        if gate.refusals.split.any():
            effect = (gate.kind, gate.refusals.split.tobytes(), gate.refusals.people.tobytes())
            alike.setdefault(effect, []).append(gate)
    for gates in alike.values():
        refusals = gates[0].refusals
        split = np.flatnonzero(refusals.split)
        heads, refused = draft.heads(split), int(refusals.people[split].sum())
        who = f"{parties(len(split))} of {people(heads)}, {refused:,} of them refused"
        evidence = {
            "at": gates[0].kind,
            "ids": [gate.id for gate in gates],
            "rules": sorted(
                {rule for gate in gates for i in split.tolist() for rule in gate.refusals.rules_against(i)}
            ),
            "people": heads,
            "refused": refused,
            "parties": [draft.audience.parties[i].id for i in split.tolist()],
        }
        severity: Severity = "note" if gates[0].kind == "train" else "serious"
        yield Found(severity, f"Families are split at {_named(gates)}: {who}.", evidence)


def _gates(draft: Draft) -> list[_Gate]:
    """The advisory's havens, and every crossing and train of the crisis."""
    refusals, crisis = draft.situation.refusals, draft.crisis
    havens = [
        _Gate("haven", asked.name, asked.result.name, found)
        for asked, found in zip(draft.asked, refusals.havens, strict=True)
    ]
    crossings = [_Gate("crossing", c.id, c.name or c.id, refusals.crossings[c.id]) for c in crisis.crossings]
    trains = [_Gate("train", train.id, train.name or train.id, refusals.trains[train.id]) for train in crisis.trains]
    return havens + crossings + trains


def _named(gates: Sequence[_Gate]) -> str:
    """`the train “Lviv”`, `6 crossings (“A”, “B” and 4 more)`; kinds in order, with commas."""
    said = []
    for kind in dict.fromkeys(gate.kind for gate in gates):
        names = [f"“{gate.name}”" for gate in gates if gate.kind == kind]
        more = len(names) - MOST_NAMED
        some = listed([*names[:MOST_NAMED], f"{more} more"] if more > 0 else names)
        said.append(f"the {kind} {some}" if len(names) == 1 else f"{len(names)} {kind}s ({some})")
    return listed(said)
