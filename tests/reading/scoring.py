"""Scores a reader on the corpus: precision, recall and F1 per field; false destinations and polarity errors apart.

What a corpus file's fields mean stands in corpus/README.md.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from safepassage.reading import Drafts
from safepassage.reading.drafts import LISTS, Range

CORPUS = Path(__file__).parent / "corpus"
LIKE = 0.5  # F1 of words from which two wordings agree
LOOSE = {"gist", "about", "circumstances", "cause"}  # said where the corpus says nothing, no fault
_ARTICLES = {"a", "an", "the"}


@dataclass(frozen=True)
class Wanted:
    """What one field should hold: a code or number, and the words it is read from; no code: the words are the value."""

    value: str | None
    quote: str
    spans: tuple[tuple[int, int], ...]


@dataclass
class Score:
    """Counts of one field."""

    right: int = 0
    read: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.read + self.there) if self.read + self.there else 0.0


@dataclass
class Tally:
    """Scores by `list.field`, and `list` for whole items; what is counted apart."""

    scores: dict[str, Score] = field(default_factory=dict)
    destinations_read: int = 0
    destinations_false: int = 0  # not a place that anybody is told to go to in the report
    polarity_errors: int = 0  # a destination or Move in a sentence that tells not to go
    reports: int = 0

    def score(self, name: str) -> Score:
        return self.scores.setdefault(name, Score())


@dataclass(frozen=True)
class Report:
    """A report of the corpus."""

    name: str
    on: date
    near: str | None
    text: str
    wanted: Mapping[str, Sequence[Mapping[str, Any]]]


def reports(split: str) -> list[Report]:
    found = []
    for path in sorted((CORPUS / split).glob("*.toml")):
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        found.append(
            Report(
                path.stem, held["date"], held.get("near"), held["text"], {name: held.get(name, []) for name in LISTS}
            )
        )
    return found


def words(said: str) -> Counter[str]:
    return Counter(word for word in re.findall(r"\w+", said.lower()) if word not in _ARTICLES)


def alike(one: str, other: str) -> float:
    first, second = words(one), words(other)
    shared = (first & second).total()
    return 2 * shared / (first.total() + second.total()) if first.total() + second.total() else float(one == other)


def wanted(entry: str, text: str) -> Wanted:
    value, at, quote = entry.partition(" @ ")
    if entry.startswith("@ "):
        value, at, quote = "", "@", entry[2:]
    quote = quote if at else value
    spans = tuple((m.start(), m.end()) for m in re.finditer(re.escape(quote), text))
    return Wanted(value.strip() if at else None, quote, spans)


def agrees(want: Wanted, got: Any) -> bool:
    """Whether a field that was read is the wanted one: same code, or like words, from an overlapping span."""
    if got is None:
        return False
    overlaps = any(start < got.span[1] and got.span[0] < end for start, end in want.spans) or not want.spans
    if want.value is None:
        return alike(want.quote, str(got.value)) >= LIKE
    return _code(got.value) == want.value and (overlaps or want.value.lower() in ("move", "avoid", "shelter"))


def _code(value: Any) -> str:
    if isinstance(value, Range):
        return f"{value.low}-{value.high}"
    return "" if value is None else str(value)


def tally_of(read: Callable[[Report], Drafts], of: Iterable[Report]) -> Tally:
    tally = Tally()
    for report in of:
        tally.reports += 1
        drafts = read(report)
        for name in LISTS:
            _compare(tally, name, report, getattr(drafts, name))
        _destinations_apart(tally, report, drafts)
    return tally


def _compare(tally: Tally, name: str, report: Report, got: Sequence[Any]) -> None:
    want = report.wanted[name]
    pairs = paired(name, want, got, report.text)
    score = tally.score(name)
    score.read += len(got)
    score.there += len(want)
    score.right += sum(is_item(name, w, g, report.text) for w, g in pairs)
    left_want = [w for w in want if not any(w is each for each, _ in pairs)]
    left_got = [g for g in got if not any(g is each for _, each in pairs)]
    for w, g in [*pairs, *((w, None) for w in left_want), *(({}, g) for g in left_got)]:
        for field_name in _fields(name):
            _compare_field(tally.score(f"{name}.{field_name}"), field_name, w, g, report.text)
    if name == "claims":
        rare = tally.score("claims other than asserts")
        rare.there += sum(not w["stance"].startswith("asserts") for w in want)
        rare.read += sum(g.stance.value != "asserts" for g in got)
        rare.right += sum(
            g.stance.value != "asserts" and agrees(wanted(w["stance"], report.text), g.stance) for w, g in pairs
        )


FIELDS = {
    "advisories": ("kind", "issuer", "audience", "from_place", "destinations", "deadline", "deadline_kind", "means",
                   "urgency", "supersedes"),
    "contacts": ("parties", "on", "channel", "about", "commitments"),
    "claims": ("claimant", "stance", "gist"),
    "casualties": ("count", "name", "age", "origin", "place", "on", "cause", "circumstances"),
    "events": ("kind", "on", "place"),
    "counts": ("what", "how_many", "place", "said_by"),
}  # fmt: skip
# What makes an item the one wanted, beside overlapping spans.
KEYS = {
    "advisories": ("kind",), "contacts": ("parties",), "claims": ("stance", "gist"), "casualties": ("count",),
    "events": ("place",), "counts": ("how_many",),
}  # fmt: skip


def _fields(name: str) -> tuple[str, ...]:
    return FIELDS[name]


def _entries(want: Mapping[str, Any], name: str) -> list[str]:
    held = want.get(name, [])
    return held if isinstance(held, list) else [held]


def _got(item: Any, name: str) -> list[Any]:
    if item is None:
        return []
    if name == "deadline_kind":
        return [item.deadline] if item.deadline else []
    held = getattr(item, name)
    return list(held) if isinstance(held, tuple) else [held] if held is not None else []


def _right(field_name: str, want: Mapping[str, Any], got: Sequence[Any], text: str) -> int:
    entries = _entries(want, field_name)
    if field_name == "deadline_kind":
        return int(bool(entries) and bool(got) and entries[0] == got[0].kind)
    if field_name == "deadline" and want.get("question") and got:
        value, quote = wanted(entries[0], text).value, wanted(entries[0], text).quote
        fits = not value or (got[0].value or "").startswith(value[:10])
        return int(fits and got[0].question is not None and alike(quote, got[0].said) >= LIKE)
    if field_name == "deadline" and got and entries:
        return int(wanted(entries[0], text).value == got[0].value)
    return len(matched([wanted(each, text) for each in entries], got))


def matched(want: Sequence[Wanted], got: Sequence[Any]) -> list[tuple[Wanted, Any]]:
    """Pairs that agree, each with one."""
    pairs: list[tuple[Wanted, Any]] = []
    left = list(got)
    for each in want:
        fits = next((g for g in left if agrees(each, g)), None)
        if fits is not None:
            pairs.append((each, fits))
            left.remove(fits)
    return pairs


def _compare_field(score: Score, field_name: str, want: Mapping[str, Any], item: Any, text: str) -> None:
    entries, got = _entries(want, field_name), _got(item, field_name)
    right = _right(field_name, want, got, text)
    score.right += right
    score.there += len(entries)
    score.read += right if field_name in LOOSE and not entries else len(got)


def likeness(name: str, want: Mapping[str, Any], got: Any, text: str) -> float:
    """How much of an item agrees: the number of its fields that do, those that make it the item three times."""
    return sum(
        (3 if field_name in KEYS[name] else 1) * _right(field_name, want, _got(got, field_name), text)
        for field_name in _fields(name)
    )


def paired(
    name: str, want: Sequence[Mapping[str, Any]], got: Sequence[Any], text: str
) -> list[tuple[Mapping[str, Any], Any]]:
    """Items paired by what agrees best, each with one; those of which nothing agrees stay alone."""
    ranked = sorted(
        ((likeness(name, w, g, text), -i, -j) for (i, w), (j, g) in product(enumerate(want), enumerate(got))),
        reverse=True,
    )
    pairs, taken_want, taken_got = [], set(), set()
    for like, i, j in ranked:
        if like > 0 and i not in taken_want and j not in taken_got:
            taken_want.add(i)
            taken_got.add(j)
            pairs.append((want[-i], got[-j]))
    return pairs


def is_item(name: str, want: Mapping[str, Any], got: Any, text: str) -> bool:
    """Whether a paired item counts as read: what makes it the item agrees, of lists half."""
    for field_name in KEYS[name]:
        entries = _entries(want, field_name)
        if entries and 2 * _right(field_name, want, _got(got, field_name), text) < len(entries):
            return False
    return True


def _destinations_apart(tally: Tally, report: Report, drafts: Drafts) -> None:
    told = [wanted(each, report.text) for one in report.wanted["advisories"] for each in one.get("destinations", [])]
    avoided = [wanted(one["kind"], report.text) for one in report.wanted["advisories"] if one["kind"][:4] == "Avoi"]
    for advisory in drafts.advisories:
        for got in advisory.destinations:
            tally.destinations_read += 1
            if not any(agrees(each, got) for each in told):
                tally.destinations_false += 1
        kind = advisory.kind
        if kind.value == "Move" and any(s <= kind.span[0] < e for each in avoided for s, e in each.spans[:1]):
            tally.polarity_errors += 1
