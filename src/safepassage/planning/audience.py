"""Who is asked by an advisory, what each party can do, and when it is told (rules P2 to P4, `cannot_move` of P9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
import shapely

from safepassage.planning.messages import told
from safepassage.planning.model import (
    NOT_IN_AUDIENCE,
    Advisory,
    Crisis,
    Means,
    Mobility,
    Party,
    Person,
    Settings,
    State,
)

CannotMove = Literal["medical", "immobile", "minor_alone"]

ADULT = 18  # years; Convention on the Rights of the Child, article 1


@dataclass(frozen=True, eq=False)
class Audience:
    """The parties that an advisory asks, in the order of the crisis; n is their number.

    members          those of each party who are in the audience, in the order of the crisis; never none
    size             (n,) int32, people
    located          (n,) bool, has a usable position
    lat, lon         (n,) float64, degrees; nan where not located
    mobility         class of each party's slowest member, by speed on a dry road by day; ties by name
    means            what each party moves by under this advisory; None = nothing that the advisory allows, so no route
    faster_means     the next faster means that it could get and the advisory allows; None = there is none
    urgent           (n,) bool, of an urgent class of the crisis
    cannot_move      why each party cannot move at all, as it stands; None = it can
    told_at, ready_at    (n,) int32, seconds from the epoch, parties sent to in this order; NEVER = nobody tells it
    told_at_issue, ready_at_issue        the same, were its message the first; see messages.Told
    """

    parties: tuple[Party, ...]
    members: tuple[tuple[Person, ...], ...]
    size: np.ndarray
    located: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    mobility: tuple[str, ...]
    means: tuple[Means | None, ...]
    faster_means: tuple[Means | None, ...]
    urgent: np.ndarray
    cannot_move: tuple[CannotMove | None, ...]
    told_at: np.ndarray
    told_at_issue: np.ndarray
    ready_at: np.ndarray
    ready_at_issue: np.ndarray

    @property
    def able(self) -> np.ndarray:
        """(n,) bool: the party can move as it stands."""
        return np.array([why is None for why in self.cannot_move], bool)


def audience_of(crisis: Crisis, advisory: Advisory) -> Audience:
    """Find who is in the audience of `advisory`, and what each party of it can do (rules P2, P3, P4).

    In it are the parties located in the advisory's area (the crisis area where it has none; its border counts), and all
    those without a usable position: none, one without a time, or one older than the limit at the clock's now. Members
    who are dead, held, home or abroad are not in it; nor is a party with no other members.
    """
    members_of = _members_by_party(crisis)
    known = [party for party in crisis.parties if party.id in members_of]
    located = np.array([_has_usable_position(party, crisis.settings) for party in known], bool)
    inside = _in_area(known, located, crisis.settings.area if advisory.area is None else advisory.area)
    chosen = np.flatnonzero(inside | ~located).tolist()
    parties = tuple(known[index] for index in chosen)
    located = located[chosen]
    members = tuple(members_of[party.id] for party in parties)
    mobility = tuple(
        _slowest(party, people, crisis.settings.mobility) for party, people in zip(parties, members, strict=True)
    )
    means = tuple(_means(party, len(people), advisory) for party, people in zip(parties, members, strict=True))
    messages = told(crisis, advisory, parties)
    return Audience(
        parties=parties,
        members=members,
        size=np.array([len(people) for people in members], np.int32),
        located=located,
        lat=_degrees([party.lat for party in parties], located),
        lon=_degrees([party.lon for party in parties], located),
        mobility=mobility,
        means=means,
        faster_means=tuple(_faster(usable, advisory) for usable in means),
        urgent=np.array([party.urgent in crisis.settings.urgent for party in parties], bool),
        cannot_move=tuple(
            _cannot_move(party, people, crisis.settings.mobility[slowest], usable)
            for party, people, slowest, usable in zip(parties, members, mobility, means, strict=True)
        ),
        told_at=messages.told_at,
        told_at_issue=messages.told_at_issue,
        ready_at=messages.ready_at,
        ready_at_issue=messages.ready_at_issue,
    )


def _members_by_party(crisis: Crisis) -> dict[str, tuple[Person, ...]]:
    members: dict[str, list[Person]] = {}
    for person in crisis.persons:
        if person.state not in NOT_IN_AUDIENCE:
            members.setdefault(person.party, []).append(person)
    return {party: tuple(people) for party, people in members.items()}


def _has_usable_position(party: Party, settings: Settings) -> bool:
    # A position of unknown age may be older than the limit, so it is not trusted (rule P2: never guessed).
    if party.lat is None or party.located_at is None:
        return False
    return settings.clock.now - party.located_at <= timedelta(hours=settings.limits.position_age_h)


def _in_area(parties: list[Party], located: np.ndarray, area: shapely.Geometry) -> np.ndarray:
    lon = _degrees([party.lon for party in parties], located)
    lat = _degrees([party.lat for party in parties], located)
    inside = np.zeros(len(parties), bool)
    shapely.prepare(area)
    inside[located] = shapely.covers(area, shapely.points(lon[located], lat[located]))
    return inside


def _degrees(values: list[float | None], located: np.ndarray) -> np.ndarray:
    return np.where(located, np.array(values, np.float64), np.nan)


def _slowest(party: Party, people: tuple[Person, ...], classes: Mapping[str, Mobility]) -> str:
    return min(
        (person.mobility or party.mobility for person in people), key=lambda name: (classes[name].speed_kph, name)
    )


def _means(party: Party, size: int, advisory: Advisory) -> Means | None:
    """The party's own vehicle if all find a seat and the advisory allows it, else on foot if it allows that."""
    has_vehicle = party.means is Means.VEHICLE and party.vehicle_seats >= size
    if has_vehicle and Means.VEHICLE in advisory.means:
        return Means.VEHICLE
    return Means.FOOT if Means.FOOT in advisory.means else None


def _faster(means: Means | None, advisory: Advisory) -> Means | None:
    return Means.VEHICLE if means is not Means.VEHICLE and Means.VEHICLE in advisory.means else None


def _cannot_move(
    party: Party, people: tuple[Person, ...], mobility: Mobility, means: Means | None
) -> CannotMove | None:
    """The first reason that holds (rule P9); a class that cannot walk can still ride in its own vehicle."""
    if any(person.medical is not None or person.state is State.IN_HOSPITAL for person in people):
        return "medical"
    if mobility.speed_kph == 0 and means is not Means.VEHICLE:
        return "immobile"
    if party.escort is None and all(person.age is not None and person.age < ADULT for person in people):
        return "minor_alone"
    return None
