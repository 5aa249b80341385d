"""Numbers in words and digits: `about 1.1 million`, `10,000 to 12,000`, `four`."""

from dataclasses import dataclass

from safepassage.reading.drafts import Range
from safepassage.reading.phrases import Part
from safepassage.reading.text import Sentence

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen "
        "eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ABOUT = frozenset("about around nearly almost some over least than up roughly approximately".split())
_LEADS = {("at", "least"), ("more", "than"), ("fewer", "than"), ("less", "than"), ("up", "to")}
MOST = 10**10


@dataclass(frozen=True)
class Number:
    """A number and its words; `lead` begins them with `about` or `at least`."""

    value: int | Range
    part: Part
    lead: int


def number_at(sentence: Sentence, i: int) -> Number | None:
    """The number that begins at word i, or at the `about` before it."""
    first, end = _plain(sentence, i)
    if first is None:
        return None
    lead = i
    if i > 1 and sentence.lows[i - 2 : i] in _LEADS:
        lead = i - 2
    elif i > 0 and sentence.lows[i - 1] in _ABOUT:
        lead = i - 1
    if end + 1 < len(sentence.lows) and sentence.lows[end] in ("to", "-", "–", "and", "or"):
        second, second_end = _plain(sentence, end + 1)
        joined = sentence.lows[end] != "and" or (i > 0 and sentence.lows[i - 1] == "between")
        if second is not None and joined and second > first and sentence.lows[end] != "or":
            return Number(Range(first, second), (i, second_end), lead)
    return Number(first, (i, end), lead)


def _plain(sentence: Sentence, i: int) -> tuple[int | None, int]:
    low = sentence.lows[i]
    value: float | None = None
    if low[0].isdigit() and low.isascii():
        digits = low.replace(",", "")
        if digits.isdigit() and len(digits) <= 10:
            value = int(digits)
        elif digits.count(".") == 1 and digits.replace(".", "").isdigit() and len(digits) <= 10:
            value = float(digits)
    elif low in _UNITS:
        value = _UNITS[low]
    elif low in ("a", "one") and i + 1 < len(sentence.lows) and sentence.lows[i + 1] in _SCALES:
        value = 1
    elif "-" in low:
        tens, _, unit = low.partition("-")
        value = _UNITS[tens] + _UNITS[unit] if tens in _UNITS and unit in _UNITS else None
    if value is None:
        return None, i
    end = i + 1
    while end < len(sentence.lows) and sentence.lows[end] in _SCALES and value < MOST:
        value *= _SCALES[sentence.lows[end]]
        end += 1
    return (round(value), end) if value == round(value) else (None, i)
