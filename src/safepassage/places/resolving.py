"""Which places a name may mean: ranked by spelling and distance, and marked where the answer is not clear."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from safepassage.places.gazetteer import Gazetteer, shipped
from safepassage.places.position import check_position, great_circle_m
from safepassage.places.spelling import fold, likeness

LEAST_LIKENESS = 0.75  # below it a spelling is no longer taken for a slip: press spellings of 2022 have 0.8 or more
LEAST_LETTERS = 0.6  # of which letters alone: like sounds do not make a slip of a short name, such as an airport code
MISSPELT = 0.9  # a misspelt name counts as this share of its likeness
CLOSE_SPELLING = 0.1  # likenesses that differ by no more do not tell two places apart
LONGEST_NAME = 200  # characters; the longest known is far shorter
MOST_CANDIDATES = 10

HALF_FADED_M = 100_000.0  # where distance has taken half of what it can take from the score of a hamlet
TOWN = 10_000  # people; a city is meant from farther away: its half-way distance grows as the root of its people
FADES_TO = 0.8  # what is left of a score at any distance: Lviv stays Lviv, seen from Kharkiv
REACH_M = 200_000.0  # `near` speaks for places within this distance
CLEARLY_FARTHER = 10  # times
NEAREST_M = 5_000.0  # `near` is a town or an area: closer than this, distances say nothing
COVERED_M = 50_000.0  # who knows no place so near does not know the country
SAME_PLACE_M = 2_000.0  # two entries closer than this are one place


@dataclass(frozen=True)
class Candidate:
    """A place that a name may mean."""

    name: str  # as GeoNames writes it
    lat: float
    lon: float
    country: str  # ISO 3166, two letters
    distance_m: float | None  # great circle from `near`; None without
    score: float  # 0 to 1, what candidates are ranked by
    exact: bool  # asked as one of the place's known names; case, accents, script and punctuation do not count


@dataclass(frozen=True)
class Resolution:
    """What the gazetteer answers to a name."""

    asked: str
    candidates: tuple[Candidate, ...]  # best first, at most MOST_CANDIDATES
    ambiguous: bool


def covers(lat: float, lon: float, gazetteer: Gazetteer | None = None) -> bool:
    """Whether the gazetteer knows places within 50 km, so that a name it does not know about there says something.

    lat, lon: degrees. gazetteer: None = the shipped one.
    """
    places = shipped() if gazetteer is None else gazetteer
    return bool((great_circle_m(lat, lon, places.lat, places.lon) <= COVERED_M).any())


def resolve(name: str, near: tuple[float, float] | None = None, gazetteer: Gazetteer | None = None) -> Resolution:
    """Find the places that `name`, in any script and spelt well or badly, may mean.

    near: (lat, lon) in degrees, about where the place should be. gazetteer: None = the shipped one.

    A candidate's score is 1 for a known name and 0.9 × likeness (see spelling.py) for a misspelt one; with `near`,
    times a factor that falls with distance towards 0.8, half-way at 100 km for a hamlet and farther off for a city. Of
    equal scores, more people come first. A spelling less than 0.75 alike, or less than 0.6 in its letters alone, is no
    slip: a name that is like no other has no candidates.

    The answer is ambiguous, and nobody should act on it unasked, if

    - the best candidate is misspelt, and not within 200 km of `near` (or there is no `near`); or
    - a place more than 2 km from the best is not clearly worse. Clearly worse is a likeness lower by more than 0.1, or,
      with `near`, a place ten times as far as the best (as 5 km at least): of two of one name, 13 and 91 km off, the
      second is not. With the best beyond 200 km, no candidate within is clearly worse: it may be meant, and misspelt.

    Raises ValueError if `near` is no position on earth.
    """
    if near is not None:
        check_position(*near)
    places = shipped() if gazetteer is None else gazetteer
    found = _ranked(places, name, near)
    if not len(found.place):
        return Resolution(name, (), False)
    candidates = tuple(
        Candidate(
            name=places.name[place],
            lat=float(places.lat[place]),
            lon=float(places.lon[place]),
            country=places.country[place],
            distance_m=None if near is None else float(away_m),
            score=float(score),
            exact=bool(alike == 1),
        )
        for place, alike, away_m, score in zip(*(column[:MOST_CANDIDATES] for column in found), strict=True)
    )
    return Resolution(name, candidates, _is_ambiguous(places, found))


class _Found(NamedTuple):
    """Places that are spelt alike, best first; each array has one entry a place."""

    place: np.ndarray  # int64, index into the gazetteer
    alike: np.ndarray  # float64, LEAST_LIKENESS to 1; 1 = a known name
    away_m: np.ndarray  # float64, metres from `near`; nan without
    score: np.ndarray  # float64


def _ranked(places: Gazetteer, name: str, near: tuple[float, float] | None) -> _Found:
    folded = fold(name) if len(name) <= LONGEST_NAME else ""
    if not folded or not len(places):
        return _Found(*(np.zeros(0, dtype) for dtype in (np.int64, float, float, float)))
    best_of_names = np.maximum.reduceat(
        likeness(folded, places.names, LEAST_LIKENESS, LEAST_LETTERS), places.first_name[:-1]
    )
    place = np.flatnonzero(best_of_names)
    alike = best_of_names[place]
    if near is None:
        away_m, fading = np.full(len(place), np.nan), np.ones(len(place))
    else:
        away_m = great_circle_m(*near, places.lat[place], places.lon[place])
        half_faded_m = HALF_FADED_M * (1 + np.sqrt(places.population[place] / TOWN))
        fading = FADES_TO + (1 - FADES_TO) / (1 + (away_m / half_faded_m) ** 2)
    score = np.where(alike == 1, 1, MISSPELT * alike) * fading
    order = np.lexsort((place, -places.population[place], -score))
    return _Found(place[order], alike[order], away_m[order], score[order])


def _is_ambiguous(places: Gazetteer, found: _Found) -> bool:
    """Whether the first of `found` is not clearly the place meant, by the rule that `resolve` states."""
    alike, away_m = found.alike, found.away_m
    if alike[0] < 1 and not away_m[0] <= REACH_M:  # not: so that nan, without `near`, is ambiguous too
        return True
    worse_spelt = np.round(alike[0] - alike, 4) > CLOSE_SPELLING
    if away_m[0] > REACH_M:
        worse_spelt &= away_m > REACH_M
    farther = away_m >= CLEARLY_FARTHER * np.fmax(away_m[0], NEAREST_M)
    lat, lon = places.lat[found.place], places.lon[found.place]
    same = great_circle_m(lat[0], lon[0], lat, lon) <= SAME_PLACE_M
    return not np.all(worse_spelt | farther | same)
