"""Who is refused at havens, at crossings and on trains, and by which rule (rule P7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from safepassage.planning.audience import Audience
from safepassage.planning.model import AccessRule, Advisory, Crisis, Person


@dataclass(frozen=True, eq=False)
class PlaceRefusals:
    """Who of an audience is refused at one haven, at one crossing or on one train.

    rules      ids of the rules in force there, in the order of the crisis
    met        (n_parties, n_rules) bool, some member meets the rule
    people     (n_parties,) int32, members who are refused, each counted once
    refused    (n_parties,) bool, a member is refused, and so the whole party
    split      (n_parties,) bool, some members are refused and some are not: a choice for the family
    """

    rules: tuple[str, ...]
    met: np.ndarray
    people: np.ndarray
    refused: np.ndarray
    split: np.ndarray

    def rules_against(self, party: int) -> tuple[str, ...]:
        """Ids of the rules that refuse a member of the party with this index."""
        return tuple(rule for rule, met in zip(self.rules, self.met[party], strict=True) if met)


@dataclass(frozen=True, eq=False)
class Refusals:
    """Who of an audience is refused where.

    havens       as `haven_ids`, one each
    crossings    by id, every crossing of the crisis
    trains       by id, every train of the crisis
    """

    havens: tuple[PlaceRefusals, ...]
    crossings: Mapping[str, PlaceRefusals]
    trains: Mapping[str, PlaceRefusals]

    @property
    def refused(self) -> np.ndarray:
        """(n_parties, n_havens) bool: the haven refuses the party."""
        return np.stack([haven.refused for haven in self.havens], axis=1)


def refusals(crisis: Crisis, advisory: Advisory, audience: Audience, haven_ids: Sequence[str | None]) -> Refusals:
    """Apply the access rules in force during the move to everyone in the audience (rule P7).

    haven_ids: the haven that each of the advisory's is, at least one; None = not one of ours, so that no rule is known.

    A person who meets every condition that a rule gives is refused; a rule with no condition refuses all. What is not
    known of a person (sex, age, nationality) counts as meeting the condition; a document not listed is not held. A
    rule is in force if its window meets the time from issue until all are to have arrived: the deadline, or, where that
    is one to leave by, the horizon; or if it holds the moment of issue.
    """
    to_leave = advisory.deadline_kind == "leave_by"
    until = crisis.instant(crisis.horizon) if to_leave else advisory.deadline_at
    rules = [rule for rule in crisis.rules if _in_force(rule, advisory.issued_at, until)]
    people = _People.of(audience)

    def at(kind: str, of: str | None) -> PlaceRefusals:
        return _at_place(people, [rule for rule in rules if rule.at == kind and rule.of == of])

    return Refusals(
        havens=tuple(at("haven", haven_id) for haven_id in haven_ids),
        crossings={crossing.id: at("crossing", crossing.id) for crossing in crisis.crossings},
        trains={train.id: at("train", train.id) for train in crisis.trains},
    )


def _in_force(rule: AccessRule, issued: datetime, until: datetime) -> bool:
    begun = rule.begin is None or rule.begin <= issued or rule.begin < until
    return begun and (rule.end is None or rule.end > issued)


@dataclass(frozen=True, eq=False)
class _People:
    """Everyone in an audience, as arrays; party: index of the party; age: nan, others "" = not known."""

    persons: tuple[Person, ...]
    party: np.ndarray
    size: np.ndarray
    sex: np.ndarray
    age: np.ndarray
    nationality: np.ndarray

    @staticmethod
    def of(audience: Audience) -> "_People":
        persons = tuple(person for members in audience.members for person in members)
        return _People(
            persons=persons,
            party=np.repeat(np.arange(len(audience.size)), audience.size),
            size=audience.size,
            sex=np.array([person.sex or "" for person in persons], "U1"),
            age=np.array([person.age for person in persons], np.float64),
            nationality=np.array([person.nationality or "" for person in persons], "U2"),
        )

    def meet(self, rule: AccessRule) -> np.ndarray:
        """(n_people,) bool: who meets every condition of the rule; not known counts as meeting it."""
        meets = np.ones(len(self.persons), bool)
        if rule.sex is not None:
            meets &= np.isin(self.sex, (rule.sex, ""))
        if rule.age_from is not None:
            meets &= ~(self.age < rule.age_from)  # not >=, so that nan meets it
        if rule.age_below is not None:
            meets &= ~(self.age >= rule.age_below)
        if rule.nationality:
            meets &= np.isin(self.nationality, (*rule.nationality, ""))
        if rule.nationality_not:
            meets &= ~np.isin(self.nationality, rule.nationality_not)
        if rule.lacks is not None:
            meets &= np.array([rule.lacks not in person.documents for person in self.persons], bool)
        return meets

    def count(self, chosen: np.ndarray) -> np.ndarray:
        """(n_parties,) int32: members chosen in each party."""
        return np.bincount(self.party[chosen], minlength=len(self.size)).astype(np.int32)


def _at_place(people: _People, rules: Sequence[AccessRule]) -> PlaceRefusals:
    met = np.zeros((len(people.size), len(rules)), bool)
    refused = np.zeros(len(people.persons), bool)
    for column, rule in enumerate(rules):
        meets = people.meet(rule)
        met[:, column] = people.count(meets) > 0
        refused |= meets
    heads = people.count(refused)
    return PlaceRefusals(
        rules=tuple(rule.id for rule in rules),
        met=met,
        people=heads,
        refused=heads > 0,
        split=(heads > 0) & (heads < people.size),
    )
