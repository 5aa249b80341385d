"""What people are told to do: the verb, and those that follow it in a chain."""

from dataclasses import dataclass

from safepassage.reading import vocabulary as v
from safepassage.reading.phrases import Part
from safepassage.reading.text import Sentence

_OTHERS = frozenset(
    "avoid refrain stop halt set phone ring telephone call contact message tell inform notify let venture "
    "stray approach "
    "loiter wander linger re-enter reenter bring".split()
)
ACTIONS = v.LEAVING | v.GOING | v.REGISTERING | v.STAYING | _OTHERS


@dataclass(frozen=True)
class Directive:
    """One thing that people are told. Indexes are of the sentence's words."""

    sentence: Sentence
    kind: str  # Move, Shelter, Avoid, Halt, All clear; or Register, which is part of a Move
    told: int  # the word that tells: asked, must, the imperative itself
    verb: int  # the verb of what to do
    issuer: Part | None
    audience: Part | None
    negative: bool

    @property
    def does(self) -> str:
        """The verb of what to do as a word list has it: `cross` for `crossing`."""
        low = self.sentence.lows[self.verb]
        return v.DOING.get(low, low)


def action(sentence: Sentence, i: int) -> int | None:
    """The verb of doing at i, an adverb or two before it allowed: `to immediately leave`, `to be at`, `to be ready`."""
    for j in range(i, min(i + 3, len(sentence.lows))):
        low = sentence.lows[j]
        if low == "be":
            following = sentence.lows[j + 1] if j + 1 < len(sentence.lows) else ""
            return (
                j
                if following
                in (
                    "at",
                    "in",
                    "inside",
                    "there",
                    "outside",
                    "out",
                    "present",
                    "ready",
                    "waiting",
                    "clear",
                    "gone",
                    "away",
                    "across",
                    "aboard",
                )
                else None
            )
        if low in ACTIONS:
            return j
        if low in _BEGINNING and sentence.lows[j + 1 : j + 2] == ("to",):
            return action(sentence, j + 2)
        if low in _BEGINNING and sentence.lows[j + 1 : j + 2] and sentence.lows[j + 1] in v.DOING:
            return j + 1
        if low in ('"', "“") and j == i:
            continue
        if not low.endswith("ly") and low not in ("please", "also", "now", "at", "once"):
            return None
    return None


_BEGINNING = frozenset("try continue attempt consider begin start prefer arrange keep".split())
_GO_ON = frozenset("to not and do instead then must should".split())


def next_in_chain(sentence: Sentence, verb: int, negative: bool) -> tuple[int | None, bool]:
    for i in range(verb + 1, min(verb + 30, len(sentence.lows))):
        low = sentence.lows[i]
        if low in '.;:?!"”' or low in v.SAYING:
            break
        if low == "before" and sentence.lows[verb] in v.STAYING and _goes_somewhere(sentence, i + 1):
            return i + 1, False  # wait for dark before making for the bridge
        if low in ("and", "or", "but", ","):
            j = i + 1
            while j < len(sentence.lows) and sentence.lows[j] in _GO_ON:
                j += 1
            verb_at = action(sentence, j)
            if verb_at is not None and sentence.words[verb_at].low == sentence.words[verb_at].said:
                skipped = sentence.lows[i + 1 : j]
                return verb_at, "not" in skipped or (negative and low == "or")
    return None, negative


def _goes_somewhere(sentence: Sentence, i: int) -> bool:
    """`making for the bridge`, and not `coming out`."""
    going = i + 1 < len(sentence.lows) and v.DOING.get(sentence.lows[i]) in v.GOING
    return going and sentence.lows[i + 1] in ("for", "to", "towards", "toward")
