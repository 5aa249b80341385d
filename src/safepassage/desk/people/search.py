"""Finding a person by number, name in any script, document, phone, hostel: an index in memory, never written to disk.

Each process has one a crisis, loaded as the server begins or when it is first asked, then kept current by the persons'
`version`. It holds names, numbers and positions in clear.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from safepassage.desk.crises.models import Crisis
from safepassage.desk.crises.queries import crises
from safepassage.desk.people.models import Person
from safepassage.desk.people.opened import opened
from safepassage.desk.people.trigrams import ROWS, Part, build_part, fold, trigrams

WEIGHED = 300  # texts that are compared word by word
LEAST = 0.6
LONGEST_ASKED = 200
CRISES_IN_MEMORY = 4
LOW = 2**64 - 1


class Hit(NamedTuple):
    """Somebody who may be meant; 1 is all words exactly."""

    person_id: UUID
    score: float


class Row(NamedTuple):
    """Of one person."""

    id: UUID
    text: str  # "" if erased
    point: tuple[float, float]  # longitude, latitude; NaN if it is not known
    version: int


class Index:
    """The persons of one crisis, as texts, and where they are."""

    def __init__(self, crisis_id: UUID) -> None:
        self.crisis_id = crisis_id
        self.version = -1
        self.parts: list[Part] = []
        self.ids: list[np.ndarray] = []  # of each part: (n, 2) uint64; 0 for a row that is no more
        self.points: list[np.ndarray] = []  # of each part: (n, 2)
        self.lock = Lock()

    def refresh(self) -> None:
        """Read what changed since."""
        with self.lock:
            changed = self._changed()
            while batch := list(islice(changed, ROWS)):
                self._forget(_low([row.id for row in batch]))
                self._add([row for row in batch if row.text])
                self.version = max(self.version, *(row.version for row in batch))

    def find(self, text: str, limit: int) -> list[Hit]:
        """The best first."""
        best: dict[UUID, float] = {}
        for asked in _readings(text):
            for hit in self._alike(asked):
                best[hit.person_id] = max(hit.score, best.get(hit.person_id, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [Hit(pk, score) for pk, score in ranked[:limit]]

    def points_of(self, asked: np.ndarray) -> np.ndarray:
        """(n, 2): longitude and latitude as of `version` of those whose ids end so; NaN where there is none."""
        order = np.argsort(asked)
        found = np.full((len(asked), 2), np.nan)
        for ids, points in zip(self.ids, self.points, strict=True):
            places = np.searchsorted(asked, ids[:, 1], sorter=order) % max(1, len(asked))
            here = np.flatnonzero(asked[order[places]] == ids[:, 1]) if len(asked) else []
            found[order[places[here]]] = points[here]
        return found

    @property
    def n_bytes(self) -> int:
        """How much memory it takes."""
        parts = zip(self.parts, self.ids, self.points, strict=True)
        return sum(part.n_bytes + ids.nbytes + points.nbytes for part, ids, points in parts)

    def _changed(self) -> Iterator[Row]:
        """Each person changed since, in the order of change."""
        rows = Person.objects.filter(crisis=self.crisis_id, version__gt=self.version).order_by("version", "id")
        for row in opened(rows):
            said = row.record or {}
            yield Row(row.id, _text(row.number, said) if said else "", _point(said), row.version)

    def _forget(self, low: np.ndarray) -> None:
        for ids in self.ids:
            ids[np.isin(ids[:, 1], low)] = 0

    def _add(self, rows: Sequence[Row]) -> None:
        texts = [row.text for row in rows]
        ids = np.array([(row.id.int >> 64, row.id.int & LOW) for row in rows], np.uint64).reshape(-1, 2)
        points = np.array([row.point for row in rows], float).reshape(-1, 2)
        if self.parts and len(self.parts[-1]) + len(rows) <= ROWS:
            part, before, where = self.parts.pop(), self.ids.pop(), self.points.pop()
            there = np.flatnonzero(before[:, 1])
            texts = [*map(part.text_of, there.tolist()), *texts]
            ids, points = np.concatenate((before[there], ids)), np.concatenate((where[there], points))
        if texts:
            self.parts.append(build_part(texts))
            self.ids.append(ids)
            self.points.append(points)

    def _alike(self, asked: str) -> Iterator[Hit]:
        kinds = np.unique(trigrams(asked.encode()))
        found: list[tuple[float, Part, np.ndarray, int]] = []
        least = 0.0  # what the last of the nearest so far weighs
        for part, ids in zip(list(self.parts), list(self.ids), strict=True):
            weight = part.likeness(kinds) * (ids[:, 1] != 0)
            likely = np.flatnonzero(weight > least)
            if len(likely) > WEIGHED:
                likely = likely[np.argpartition(weight[likely], -WEIGHED)[-WEIGHED:]]
            found += [(weight[row], part, ids, row) for row in likely.tolist()]
            found.sort(key=lambda each: -each[0])
            del found[WEIGHED:]
            least = found[-1][0] if len(found) == WEIGHED else 0.0
        scores = _scores(asked.split(), [part.text_of(row).split() for _, part, _, row in found])
        for (_, _, ids, row), score in zip(found, scores, strict=True):
            if score >= LEAST:
                yield Hit(_uuid(ids[row]), score)


def find(crisis: Crisis, text: str, limit: int = 20) -> list[Hit]:
    """Whom `text` may mean, the likeliest first: names in any script and order, parts of a phone, document, hostel.

    Of records set aside too. The first call in a process loads the index.
    """
    index = index_of(crisis.id)
    index.refresh()
    return index.find(text, limit)


def read_ahead() -> None:
    """Load the index of each crisis in hand, the newest ones, so that nobody's first search has to wait for it.

    For a thread of its own, as it takes a minute and more of a million. Raises what opening a record may.
    """
    try:
        for crisis in crises().filter(closed_at=None)[:CRISES_IN_MEMORY]:
            index_of(crisis.id).refresh()
    finally:
        connection.close()


def is_loaded(crisis_id: UUID) -> bool:
    """Whether this process has an index of the crisis, be it of a while ago."""
    return index_of(crisis_id).version >= 0


def points_known(crisis_id: UUID, person_ids: Sequence[str], versions: Sequence[int]) -> np.ndarray:
    """(n, 2): longitude and latitude of each, NaN where this process's index has not read that version of the row yet.

    `person_ids` are in hexadecimal digits. Nothing is read for it; an index that is just being read is not waited for.
    """
    index = index_of(crisis_id)
    if not index.lock.acquire(blocking=False):
        return np.full((len(person_ids), 2), np.nan)
    try:
        found = index.points_of(_ends(person_ids))
        found[np.array(versions, np.int64) > index.version] = np.nan
        return found
    finally:
        index.lock.release()


@lru_cache(maxsize=CRISES_IN_MEMORY)
def index_of(crisis_id: UUID) -> Index:
    """This process's index of a crisis, as it was last refreshed."""
    return Index(crisis_id)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _text(number: str, record: dict[str, Any]) -> str:
    """What a person can be found by."""
    said = [record.get(name, "") for name in ("full_name", "given_name", "family_name", "shelter")]
    said += record.get("alternate_names", ())
    numbers = [number, *record.get("phones", ()), *(each.get("number", "") for each in record.get("documents", ()))]
    words = " ".join(fold(each) for each in said if each).split()
    squeezed = [fold(each).replace(" ", "") for each in numbers]
    return " ".join(dict.fromkeys([*words, *filter(None, squeezed)]))


def _point(record: dict[str, Any]) -> tuple[float, float]:
    here = record.get("position")
    return (here["longitude"], here["latitude"]) if here else (np.nan, np.nan)


def _low(person_ids: Sequence[UUID]) -> np.ndarray:
    """The half of each id that tells them apart."""
    return np.array([pk.int & LOW for pk in person_ids], np.uint64)


def _ends(person_ids: Sequence[str]) -> np.ndarray:
    """The same of ids in digits, as databases write them: with hyphens or without."""
    return np.array([int(pk[-17:].replace("-", "")[-16:], 16) for pk in person_ids], np.uint64)


def _readings(text: str) -> list[str]:
    """What was asked, as words; with digits in it also without its spaces, as numbers are read out in groups."""
    words = fold(text[:LONGEST_ASKED])
    squeezed = words.replace(" ", "")
    both = [words, squeezed] if sum(map(str.isdigit, squeezed)) >= 4 else [words]
    return [each for each in dict.fromkeys(both) if each]


def _scores(asked: list[str], texts: list[list[str]]) -> list[float]:
    """For each text: how alike its nearest word is to each word asked, by the length of that."""
    if not texts:
        return []
    words = [word for text in texts for word in text]
    alike = cdist(asked, words, scorer=OSA.normalized_similarity, dtype=np.float32)
    begins = np.cumsum([0, *(len(text) for text in texts[:-1])])
    nearest = np.maximum.reduceat(alike, begins, axis=1)
    lengths = np.array([len(word) for word in asked], np.float32)
    scores: list[float] = (lengths @ nearest / lengths.sum()).tolist()
    return scores


def _uuid(pair: np.ndarray) -> UUID:
    return UUID(int=(int(pair[0]) << 64) | int(pair[1]))
