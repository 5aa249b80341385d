"""Whether the advisory's place names lead where they should."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from safepassage.places import great_circle_m
from safepassage.planning.checks.distances import distance_of_no_way
from safepassage.planning.checks.draft import Draft, Found, listed
from safepassage.planning.model import Candidate, HavenAsked, Severity
from safepassage.planning.wording import distance

MOST_NAMED = 3  # other places that a text names; the evidence has all
NEAR_M = 100_000.0  # from the haven meant; nobody who knows which it is goes farther astray by its name


class _Name(NamedTuple):
    """A name in the advisory, the place it was taken for, and what the gazetteer knows under it."""

    taken: HavenAsked
    linked: bool  # the advisory says which haven it means, by its id or its own name in havens.csv
    ambiguous: bool  # by the gazetteer's rule
    covered: bool  # the gazetteer knows places about there
    here: Candidate | None  # the gazetteer's entry for the place it was taken for
    elsewhere: tuple[Candidate, ...]  # the other entries, best first
    nearby: tuple[Candidate, ...]  # those of them within NEAR_M


def place_ambiguous(draft: Draft) -> Iterator[Found]:
    for name in _names(draft):
        rivals, said = _rivals(name), f"“{name.taken.asked}”"
        if rivals and not name.linked:
            taken = f"{said} is linked to no haven and was taken for {_named(name.here)}"
            severity: Severity = "stop" if name.ambiguous else "serious"
            yield Found(severity, f"{taken}; it may also mean {_some(rivals)}.", _evidence(name))
        elif rivals:
            misled = rivals[0].exact and not (name.here and name.here.exact)
            text = f"{said} may also mean {_some(rivals)}; meant is {name.taken.name}. Say which in the text."
            yield Found("serious" if misled else "note", text, _evidence(name))
        elif not name.linked and name.here and name.here.exact:
            text = f"{said} is linked to no haven and was taken for {_named(name.here)}. Confirm it with a haven_id."
            yield Found("note", text, _evidence(name))
    yield from distance_of_no_way(draft)


def place_misspelt(draft: Draft) -> Iterator[Found]:
    for name in _names(draft):
        place, asked = name.here, name.taken.asked
        if (place and place.exact) or asked.casefold() == name.taken.name.casefold():
            continue
        if name.linked and not name.covered:
            continue
        if name.linked:
            also = f" (in the gazetteer {place.name})" if place and place.name != name.taken.name else ""
            yield Found("note", f"“{asked}” is no known spelling of {name.taken.name}{also}.", _evidence(name))
        else:
            text = f"“{asked}” is no known spelling and linked to no haven; it was taken for {_named(place)}."
            yield Found("serious", text, _evidence(name))


def _names(draft: Draft) -> Iterator[_Name]:
    looked_up = draft.crisis.places.get(draft.name, ())
    for i, (written, asked) in enumerate(zip(draft.advisory.havens, draft.asked, strict=True)):
        taken = asked.result
        lats, lons = (np.array([getattr(c, axis) for c in taken.candidates]) for axis in ("lat", "lon"))
        away_m = great_circle_m(taken.lat, taken.lon, lats, lons)
        apart = [c for c, m in zip(taken.candidates, away_m, strict=True) if m > draft.limits.ambiguity_m]
        here = [c for c in taken.candidates if c not in apart]
        nearby = [c for c, m in zip(taken.candidates, away_m, strict=True) if c in apart and m <= NEAR_M]
        yield _Name(
            taken=taken,
            linked=written.haven_id is not None or taken.by_name,
            ambiguous=i < len(looked_up) and looked_up[i].ambiguous,
            covered=i >= len(looked_up) or looked_up[i].covered,
            here=max(here, key=lambda c: c.exact, default=None),
            elsewhere=tuple(apart),
            nearby=tuple(nearby),
        )


def _rivals(name: _Name) -> tuple[Candidate, ...]:
    """Other places that it may mean: those of that very name; where the gazetteer is in doubt, all that it offers.

    Where the advisory says which haven it means, only those near it, and among them none for its likeness alone, unless
    it is the gazetteer's best answer.
    """
    if name.linked:
        best = name.taken.candidates[:1]
        return tuple(c for c in name.nearby if c.exact or c in best)
    same_name = tuple(c for c in name.elsewhere if c.exact or (name.here and c.name == name.here.name))
    return same_name or (name.elsewhere if name.ambiguous else ())


def _named(place: Candidate | None) -> str:
    if place is None:
        return "a place that no gazetteer knows"
    return f"{place.name} ({place.country}{_away(place)})"


def _away(place: Candidate) -> str:
    return "" if place.distance_m is None else f", {distance(place.distance_m)} from the middle of the crisis area"


def _some(places: Sequence[Candidate]) -> str:
    words = [_named(place) for place in places[:MOST_NAMED]]
    more = len(places) - MOST_NAMED
    return listed([*words, f"{more} more"] if more > 0 else words)


def _evidence(name: _Name) -> dict[str, Any]:
    taken = name.taken
    return {
        "asked": taken.asked,
        "haven_id": taken.haven_id,
        "taken_for": {"name": taken.name, "lat": taken.lat, "lon": taken.lon},
        "candidates": [candidate.model_dump(mode="json") for candidate in taken.candidates],
    }
