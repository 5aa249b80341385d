"""Finding a person by number, name in any script, document, phone, hostel: an index in memory, never written to disk.

Each process has one a crisis, loaded when it is first asked, then kept current by the persons' `version`. It holds
names and numbers in clear.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from safepassage.desk.crises.models import Crisis
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


class Index:
    """The persons of one crisis, as texts."""

    def __init__(self, crisis_id: UUID) -> None:
        self.crisis_id = crisis_id
        self.version = -1
        self.parts: list[Part] = []
        self.ids: list[np.ndarray] = []  # of each part: (n, 2) uint64; 0 for a row that is no more
        self.lock = Lock()

    def refresh(self) -> None:
        """Read what changed since."""
        with self.lock:
            changed = self._changed()
            while batch := list(islice(changed, ROWS)):
                self._forget(np.array([pk.int & LOW for pk, _, _ in batch], np.uint64))
                self._add([(pk, text) for pk, text, _ in batch if text])
                self.version = max(self.version, *(version for _, _, version in batch))

    def find(self, text: str, limit: int) -> list[Hit]:
        """The best first."""
        best: dict[UUID, float] = {}
        for asked in _readings(text):
            for hit in self._alike(asked):
                best[hit.person_id] = max(hit.score, best.get(hit.person_id, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [Hit(pk, score) for pk, score in ranked[:limit]]

    @property
    def n_bytes(self) -> int:
        """How much memory it takes."""
        return sum(part.n_bytes + ids.nbytes for part, ids in zip(self.parts, self.ids, strict=True))

    def _changed(self) -> Iterator[tuple[UUID, str, int]]:
        """Id, text ("" if erased) and version of each person changed since, in the order of change."""
        rows = Person.objects.filter(crisis=self.crisis_id, version__gt=self.version).order_by("version", "id")
        for row in opened(rows):
            yield row.id, "" if row.record is None else _text(row.number, row.record), row.version

    def _forget(self, low: np.ndarray) -> None:
        for ids in self.ids:
            ids[np.isin(ids[:, 1], low)] = 0

    def _add(self, rows: list[tuple[UUID, str]]) -> None:
        if self.parts and len(self.parts[-1]) + len(rows) <= ROWS:
            part, ids = self.parts.pop(), self.ids.pop()
            there = [(_uuid(ids[row]), part.text_of(row)) for row in np.flatnonzero(ids[:, 1]).tolist()]
            rows = there + rows
        if rows:
            self.parts.append(build_part([text for _, text in rows]))
            self.ids.append(np.array([(pk.int >> 64, pk.int & LOW) for pk, _ in rows], np.uint64))

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
