"""Promises as a sentence tells them: who promised what to whom."""

from safepassage.reading import vocabulary as v
from safepassage.reading.phrases import Part, clause_begin, has_name, is_break, phrase_after, subject
from safepassage.reading.text import Sentence

Promise = tuple[tuple[Part, ...], Part]  # who and to whom, what
_PROMISES = frozenset("undertaking commitment assurance assurances guarantee guarantees pledge promise word".split())
_MADE = frozenset("gave given obtained received won got has made secured".split())


def promises_in(sentence: Sentence) -> list[Promise]:
    """What a sentence says was promised, with who did and to whom."""
    found: list[Promise] = []
    for i, low in enumerate(sentence.lows):
        if low not in v.PROMISING or (sentence.words[i].is_name and i > 0):
            continue
        if {"not", "no", "if", "wants", "want", "to", "demanded", "asked", "none"} & set(
            sentence.lows[max(0, i - 2) : i]
        ):
            continue
        if low in _PROMISES and not _MADE & set(sentence.lows[max(0, i - 4) : i]):
            continue
        promise = _promise(sentence, i)
        if promise:
            found.append(promise)
    return found


def _promise(sentence: Sentence, i: int) -> Promise | None:
    passive = sentence.lows[i - 2 : i] in (("has", "been"), ("have", "been"), ("had", "been")) or sentence.lows[
        i - 1 : i
    ] in (("was",), ("were",))
    who = subject(sentence, i)
    begin = _past_medium(sentence, i + 1)
    to: Part | None = None
    if passive:
        by = next((j for j in range(i + 1, min(i + 4, len(sentence.lows))) if sentence.lows[j] == "by"), None)
        if by is not None:
            to = phrase_after(sentence, by + 1)
            begin = _past_place(sentence, to[1]) if to else by + 1
            to = (to[0], begin) if to else None
        elif sentence.lows[i] == "agreed":
            what = _clause_around(sentence, i)
            return ((), what) if what else None
    elif sentence.lows[begin : begin + 1] not in (("to",), ("that",), ("on",), ("a",), ("the",), ("in",)):
        to = phrase_after(sentence, begin)
        if to and to[0] == begin and (has_name(sentence, to) or sentence.lows[begin] in ("it", "him", "them", "her")):
            split = next((j for j in range(to[0] + 1, to[1]) if sentence.lows[j] in ("a", "an", "the", "safe")), to[1])
            to = (to[0], split)
            begin = split
        else:
            to = None
    what = _what(sentence, begin)
    if what is None:
        return None
    return tuple(part for part in (who, to) if part), what


def _past_medium(sentence: Sentence, begin: int) -> int:
    """Skip `in a joint text` and `on Friday` before `to`: pledged in a joint text to spare no effort."""
    if sentence.lows[begin : begin + 1] and sentence.lows[begin] in ("in", "on", "at", "by"):
        to = next((j for j in range(begin + 1, min(begin + 7, len(sentence.lows))) if sentence.lows[j] == "to"), None)
        if to is not None and not any(is_break(sentence, j) for j in range(begin, to)):
            return to
    return begin


def _past_place(sentence: Sentence, i: int) -> int:
    if sentence.lows[i : i + 1] == ("in",) and i + 1 < len(sentence.words) and sentence.words[i + 1].is_name:
        return i + 2
    return i


def _clause_around(sentence: Sentence, i: int) -> Part | None:
    """`that escorts had been agreed for Friday`."""
    begin = clause_begin(sentence, i)
    end = next((j for j in range(i, len(sentence.lows)) if is_break(sentence, j)), len(sentence.lows))
    return (begin, end) if end - begin >= 3 else None


def _what(sentence: Sentence, begin: int) -> Part | None:
    i = begin
    while i < len(sentence.lows) and sentence.lows[i] in ("to", "that", "of", "on", "it", "him", "them", "her", "its"):
        i += 1
    end = i
    while end < len(sentence.lows):
        low = sentence.lows[end]
        if low in (".", ";", ":", "?", "!", ",") or (low == "and" and _other_verb(sentence, end + 1)):
            break
        end += 1
    if end <= i or (end - i == 1 and sentence.lows[i] in v.PREPOSITIONS):
        return None
    return i, end


def _other_verb(sentence: Sentence, i: int) -> bool:
    return any(
        sentence.lows[j] in v.PROMISING | v.SAYING or sentence.lows[j] in ("pledged", "none", "demanded")
        for j in range(i, min(i + 3, len(sentence.lows)))
    )
