"""A report's text with the passages that drafts come from lit, each with the numbers of its drafts."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple


class Piece(NamedTuple):
    """A run of the text; `drafts`: the numbers of those that come from it; `ends`: of those that end with it."""

    text: str
    drafts: tuple[int, ...]
    ends: tuple[int, ...]


def lit(text: str, spans: Mapping[int, Sequence[tuple[int, int]]]) -> list[Piece]:
    """The text, whole and in order, cut wherever a passage begins or ends. `spans`: by the draft's number."""
    within = [(max(0, a), min(len(text), b), number) for number, each in spans.items() for a, b in each if a < b]
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for a, b, number in within:
        begins.setdefault(a, []).append(number)
        ends.setdefault(b, []).append(number)
    cuts = sorted({0, len(text), *begins, *ends})
    pieces: list[Piece] = []
    open_now: dict[int, int] = {}  # how many passages of a draft are open
    for a, b in pairwise(cuts):
        for number in ends.get(a, ()):
            open_now[number] -= 1
            if not open_now[number]:
                del open_now[number]
        for number in begins.get(a, ()):
            open_now[number] = open_now.get(number, 0) + 1
        there = tuple(sorted(open_now))
        pieces.append(Piece(text[a:b], there, tuple(sorted(set(ends.get(b, ()))))))
    return pieces
