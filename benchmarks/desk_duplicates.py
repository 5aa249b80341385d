"""Finding duplicates: precision and recall on a labelled set, and how long 100,000 new take against 1,000,000.

`python -m benchmarks.desk_duplicates [persons] [new]` measures one size. The index is fed directly: what reading and
opening the records of a register costs besides is measured by `desk_people`, whose search reads them in the same way.
"""

import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from time import perf_counter

from benchmarks.duplicate_set import TRICKS, Entry, entries, record_of
from benchmarks.measuring import seconds
from safepassage.desk.people.likeness import LIKELY
from safepassage.desk.people.pairing import Pairing
from safepassage.desk.people.traits import Traits, traits_of

PERSONS, NEW, BATCH = 1_000_000, 100_000, 5_000
MOST_S, LEAST_PRECISION, LEAST_RECALL = 180.0, 0.95, 0.90
TUNING_SEED, TEST_SEED, SPEED_SEED = 1, 2, 3
IN_A_SET = 14_000
DAY = date(2022, 3, 2)
Pairs = set[tuple[int, int]]


def main(persons: int = PERSONS, new: int = NEW) -> bool:
    """Measure both; True if every target is met."""
    print("Duplicates, all people invented:")
    quality("tuning", TUNING_SEED)
    return all([quality("test", TEST_SEED), speed(persons, new)])


def quality(name: str, seed: int) -> bool:
    """Print how many of the pairs asked about are of one person, and how many of those are asked about."""
    said = entries(IN_A_SET, seed)
    pairing = Pairing()
    rows = pairing.add([_traits(entry) for entry in said])
    scores = {pair: result.score for pair, result in pairing.likely(rows)}
    true = _true_pairs(said)
    print(f"  {name} set (seed {seed}), {len(said):,} records, {len(true):,} pairs of one person:")
    asked = _say("asked about", set(scores), true)
    likely = {pair for pair, score in scores.items() if score >= LIKELY}
    _say("very likely", likely, true)
    _say_where(said, set(scores), likely, true)
    return asked


def speed(persons: int, new: int) -> bool:
    """Print how long the index takes to be made, and the new records to be compared, in batches as imports come."""
    said = entries(persons, SPEED_SEED, share_again=new / persons * 1.1)
    first = next(place for place, entry in enumerate(said) if entry.again)
    traits = [_traits(entry) for entry in said[: first + new]]
    pairing = Pairing()
    loading = seconds(lambda: [pairing.add(traits[at : min(at + 50_000, first)]) for at in range(0, first, 50_000)])
    print(f"  index of {first:,} in {loading:.1f} s, {pairing.n_bytes / 1e6:.0f} MB; process {_peak_mb():.0f} MB")
    found: Pairs = set()
    begun = perf_counter()
    for at in range(first, len(traits), BATCH):
        found |= {pair for pair, _ in pairing.likely(pairing.add(traits[at : at + BATCH]))}
    taken = perf_counter() - begun
    true = sum(said[one].soul == said[other].soul for one, other in found)
    is_met = taken <= MOST_S
    print(f"  {len(traits) - first:,} new against {first:,}: {taken:.1f} s; at most {MOST_S:g} s: {_met(is_met)};")
    print(f"    {len(found):,} pairs to ask about, {true / max(len(found), 1):.1%} of them of one person", flush=True)
    return is_met


def _traits(entry: Entry) -> Traits:
    return traits_of({name: value for name, value in record_of(entry).items() if value}, entry.party, DAY)


def _true_pairs(said: list[Entry]) -> Pairs:
    of_soul: dict[int, list[int]] = defaultdict(list)
    for place, entry in enumerate(said):
        of_soul[entry.soul].append(place)
    return {pair for places in of_soul.values() for pair in combinations(places, 2)}


def _say(what: str, found: Pairs, true: Pairs) -> bool:
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    f1 = 2 * precision * recall / (precision + recall)
    is_met = precision >= LEAST_PRECISION and recall >= LEAST_RECALL
    verdict = f"; at least {LEAST_PRECISION} and {LEAST_RECALL}: {_met(is_met)}" if what == "asked about" else ""
    print(f"    {what}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}{verdict}")
    return is_met


def _say_where(said: list[Entry], asked: Pairs, likely: Pairs, true: Pairs) -> None:
    """Recall by what went wrong on the second list; wrong pairs by what the two are to each other."""
    tricked = {trick: {pair for pair in true if _has(said, pair, trick)} for trick in TRICKS}
    recalls = (f"{trick} {len(asked & pairs) / len(pairs):.3f}" for trick, pairs in tricked.items() if pairs)
    print(f"    recall by trick: {', '.join(recalls)}")
    print(f"    wrong pairs asked about: {_by_kind(said, asked - true)}; very likely: {_by_kind(said, likely - true)}")


def _has(said: list[Entry], pair: tuple[int, int], trick: str) -> bool:
    return any(trick in said[place].tricks for place in pair)


def _by_kind(said: list[Entry], pairs: Iterable[tuple[int, int]]) -> str:
    kinds = Counter(said[one].kind if said[one].kind == said[other].kind else "others" for one, other in pairs)
    return ", ".join(f"{kind} {many}" for kind, many in kinds.most_common()) or "none"


def _met(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(0 if main(*map(int, sys.argv[1:])) else 1)
