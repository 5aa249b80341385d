"""Whom a notice may speak to: people, as words for them and plurals tell."""

from safepassage.reading import vocabulary as v
from safepassage.reading.phrases import Part
from safepassage.reading.text import Sentence
from safepassage.reading.zones import countries

_DOERS = ("ers", "ors", "ists", "ees", "ants", "men", "women", "groups", "teams")  # motorists, fishermen, aid groups
_THINGS = frozenset("papers numbers letters borders centers rivers towers shelters orders offers doors floors "
                    "matters "
                    "headquarters quarters others corridors".split())  # fmt: skip


def are_people(sentence: Sentence, part: Part) -> bool:
    """Whether a phrase may be whom a notice speaks to: people, the pronouns for them, a nation's plural."""
    begin, end = part
    lows = sentence.lows[begin:end]
    if end - begin == 1 and lows[0] in (
        "they",
        "you",
        "nobody",
        "everyone",
        "all",
        "everybody",
        "anyone",
        "those",
        "we",
    ):
        return lows[0] != "we"
    if lows == ("no", "one") or lows[:2] in (("all", "who"), ("those", "who"), ("any", "who")):
        return True
    if set(lows) & v.PEOPLE:
        return not set(lows[:1]) & {"he", "she", "it"}
    if " ".join(lows) in countries():
        return False  # Cyprus
    head = next((i for i in range(begin + 1, end) if lows[i - begin] in v.PREPOSITIONS | {"who", "that", ","}), end)
    first, last = sentence.words[begin], sentence.words[head - 1]
    if any(word.low.endswith(_DOERS) and word.low not in _THINGS for word in sentence.words[begin:head]):
        return True
    if sentence.lows[begin] in ("all", "the", "its") and last.is_name and last.low.endswith("s"):
        return True  # all Spaniards
    return (last.is_name and last.low.endswith(v.RESIDENT_ENDINGS)) or (
        first.is_name and first.low.endswith("s") and not first.low.endswith("'s")
    )
