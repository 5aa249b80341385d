"""Which records may be of one person: those with a key in common. Kept in memory, never written to disk.

A key is a 32-bit digest of something that two records of one person are likely to share: a phone; a name's sound with
the date of birth; two names' sounds with part of it. What many share tells nobody apart and is left out.
"""

import marshal
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from zlib import crc32

import numpy as np

from safepassage.desk.people.likeness import ASK, Weighed, weigh_if_likely, with_companions
from safepassage.desk.people.sieve import ROW, can_be, sifted
from safepassage.desk.people.traits import Traits, sounds

MOST_SHARED = 300  # records; a key that more have is passed over
MOST_SOUNDS = 6
SIFTED_AT_ONCE = 200_000  # pairs


def keys_of(traits: Traits) -> set[int]:
    """The record's keys."""
    heard = sounds(traits)[:MOST_SOUNDS]
    with_a_name = [f"k{phone}" for phone in traits.kin]
    with_two = ["party"] if traits.party else []
    if traits.shelter:
        with_a_name.append(f"s{traits.shelter}")
    if len(traits.born) == len("YYYY-MM-DD"):
        year, month, day = traits.born.split("-")
        with_a_name.append(f"b{year}{min(month, day)}{max(month, day)}")
        with_two += [f"{year}-{month}", f"{year}--{day}", f"-{month}-{day}"]
    alone = [f"p{phone}" for phone in traits.phones]
    alone += [f"e{email}" for email in traits.emails]
    alone += [f"d{number}" for number in traits.documents]
    one = (f"{name} {more}" for name in heard for more in with_a_name)
    two = (f"{name}+{other} {more}" for name, other in combinations(heard, 2) for more in with_two)
    return {crc32(key.encode()) for key in (*alone, *one, *two)}


class Pairing:
    """Records by their keys. Each has a row; a row taken out keeps its number."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []  # the traits of each row
        self.sifted = np.zeros(0, ROW)
        self.is_there = np.zeros(0, bool)
        self.parts: list[tuple[np.ndarray, np.ndarray]] = []  # keys in order, and their rows; the longest first

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def n_bytes(self) -> int:
        """How much memory it takes."""
        in_parts = sum(keys.nbytes + rows.nbytes for keys, rows in self.parts)
        return in_parts + self.sifted.nbytes + sum(map(len, self.lines))

    def add(self, records: Sequence[Traits]) -> range:
        """Their rows."""
        begin = len(self.lines)
        self.lines += [marshal.dumps(tuple(each)) for each in records]  # read back by this process only
        self.sifted = np.append(self.sifted, sifted(records))
        self.is_there = np.append(self.is_there, np.ones(len(records), bool))
        self.parts.append(_sorted(map(keys_of, records), begin))
        while len(self.parts) > 1 and len(self.parts[-2][0]) < 2 * len(self.parts[-1][0]):
            self.parts.append(_joined(self.parts.pop(), self.parts.pop()))
        return range(begin, len(self.lines))

    def take_out(self, rows: np.ndarray) -> None:
        """Records that were changed or erased."""
        self.is_there[rows] = False
        self.sifted[rows] = 0
        for row in rows.tolist():
            self.lines[row] = b""

    def traits(self, row: int) -> Traits:
        """Of a row that is there."""
        return Traits._make(marshal.loads(self.lines[row]))

    def candidates(self, records: Sequence[Traits]) -> Iterator[tuple[int, int]]:
        """Place in `records` and row, of each two that share a key and can be worth a look; in order, each once."""
        keys, places = _sorted(map(keys_of, records), 0)
        found = [_matches(part, keys) for part in self.parts]
        shared = sum((high - low for low, high in found), start=np.zeros(len(keys), np.int64))
        pairs = []
        for (_, rows), (low, high) in zip(self.parts, found, strict=True):
            many = np.where(shared <= MOST_SHARED, high - low, 0)
            within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
            matched = rows[np.repeat(low, many) + within].astype(np.int64)
            pairs.append((np.repeat(places, many).astype(np.int64) * len(self) + matched)[self.is_there[matched]])
        unique = np.unique(np.concatenate(pairs)) if pairs else np.zeros(0, np.int64)
        asked = sifted(records)
        for start in range(0, len(unique), SIFTED_AT_ONCE):
            place, row = np.divmod(unique[start : start + SIFTED_AT_ONCE], len(self))
            worth = can_be(asked[place], self.sifted[row])
            yield from zip(place[worth].tolist(), row[worth].tolist(), strict=True)

    def likely(self, rows: Sequence[int]) -> Iterator[tuple[tuple[int, int], Weighed]]:
        """The pairs that an officer has to compare, the lower row first, one of the two being of `rows`.

        For companions to count, those who go with `rows` have to be among them.
        """
        seen = {row: self.traits(row) for row in rows}
        asked = list(seen)
        pairs: dict[tuple[int, int], Weighed | None] = {}
        for place, row in self.candidates(list(seen.values())):
            both = min(asked[place], row), max(asked[place], row)
            if row != asked[place] and both not in pairs:
                if row not in seen:
                    seen[row] = self.traits(row)
                pairs[both] = weigh_if_likely(seen[both[0]], seen[both[1]])
        parties = {row: traits.party for row, traits in seen.items()}
        for both, result in with_companions({both: result for both, result in pairs.items() if result}, parties):
            if result.score >= ASK:
                yield both, result


def _sorted(keys: Iterable[set[int]], begin: int) -> tuple[np.ndarray, np.ndarray]:
    """(n,) uint32 keys in order, (n,) uint32 rows from `begin` on."""
    found = list(keys)
    flat = np.fromiter((key for each in found for key in each), np.uint32)
    rows = np.repeat(np.arange(begin, begin + len(found), dtype=np.uint32), [len(each) for each in found])
    order = np.argsort(flat, kind="stable")
    return flat[order], rows[order]


def _joined(one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    keys = np.concatenate((one[0], other[0]))
    order = np.argsort(keys, kind="stable")
    return keys[order], np.concatenate((one[1], other[1]))[order]


def _matches(part: tuple[np.ndarray, np.ndarray], keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.searchsorted(part[0], keys, "left"), np.searchsorted(part[0], keys, "right")
