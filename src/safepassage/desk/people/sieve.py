"""Which of many pairs can be worth a look at all, told by numbers alone, before any field is compared as text.

Of each record so much is kept that what two of them weigh is bounded from above: its date of birth, and of every phone
and the like two bits of 64. Two that do not share two bits share no phone.
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from safepassage.desk.people.likeness import ASK, BEFORE, MOST_BY_COMPANIONS, MOST_BY_NAME, SUPPORTS, WEIGHTS, Reason
from safepassage.desk.people.traits import Traits

NUMBERS = {  # the most that one in common weighs, and none
    "documents": (Reason.DOCUMENT_SAME, Reason.DOCUMENT_NEAR),
    "phones": (Reason.PHONE_SAME, Reason.PHONE_DIFFERS),
    "emails": (Reason.EMAIL_SAME, Reason.EMAIL_DIFFERS),
    "kin": (Reason.KIN_SAME, Reason.KIN_DIFFERS),
}
ROW = np.dtype([
    ("born", np.int32), ("first", np.int16), ("last", np.int16), ("sex", np.uint32), ("shelter", np.uint32),
    ("in_party", bool), *((name, np.uint64) for name in NUMBERS),
])  # fmt: skip
_NEIGHBOURS = (0, 1, 2, 4, 6)  # digits of YYYYMMDD with the next one of the same part
_TENS = 10 ** np.arange(7, -1, -1, dtype=np.int32)


def sifted(records: Sequence[Traits]) -> np.ndarray:
    """(n,) ROW: of each record what `can_be` needs."""
    return np.array([_row(each) for each in records], ROW)


def can_be(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(n,) bool: False for pairs of rows of which `likeness.weigh_if_likely` is None, as far as these numbers tell."""
    most = np.full(len(a), BEFORE + MOST_BY_NAME, np.int32)
    most += _born(a, b)
    for name, (same, other) in NUMBERS.items():
        is_shared = np.bitwise_count(a[name] & b[name]) >= 2
        most += _if_known(a[name], b[name], np.where(is_shared, WEIGHTS[same], WEIGHTS[other]))
    is_same = a["shelter"] == b["shelter"]
    of_shelter = np.where(is_same, WEIGHTS[Reason.SHELTER_SAME], WEIGHTS[Reason.SHELTER_DIFFERS])
    most += _if_known(a["shelter"], b["shelter"], of_shelter)
    most += _if_known(a["sex"], b["sex"], np.where(a["sex"] == b["sex"], 0, WEIGHTS[Reason.SEX_DIFFERS]))
    with_companions = most + MOST_BY_COMPANIONS * (a["in_party"] & b["in_party"])
    return np.asarray((most >= SUPPORTS) | (with_companions >= ASK))


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _row(traits: Traits) -> tuple[int | bool, ...]:
    born = int(traits.born.replace("-", "")) if len(traits.born) == len("YYYY-MM-DD") else 0
    numbers = (_bits(getattr(traits, name)) for name in NUMBERS)
    return born, *traits.years, _digest(traits.sex), _digest(traits.shelter), bool(traits.party), *numbers


def _digest(text: str) -> int:
    """Not 0, which stands for what is not known."""
    return crc32(text.encode()) or 1 if text else 0


def _bits(numbers: Sequence[str]) -> int:
    """Two of 64 for each: by one of 32, a pair in eleven seemed to share something."""
    found = 0
    for number in numbers:
        more, one = divmod(crc32(number.encode()), 64)
        found |= 1 << one | 1 << (one + 1 + more % 63) % 64
    return found


def _if_known(one: np.ndarray, other: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.where((one != 0) & (other != 0), weights, 0)


def _born(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """As `likeness._born` weighs it."""
    is_possible = (a["first"] <= b["last"] + 1) & (b["first"] <= a["last"] + 1)
    by_year = np.where(is_possible, WEIGHTS[Reason.YEAR_SAME], WEIGHTS[Reason.BORN_DIFFERS])
    by_day = np.full(len(a), WEIGHTS[Reason.BORN_DIFFERS])
    is_full = (a["born"] != 0) & (b["born"] != 0)
    by_day[is_full] = _days(a["born"][is_full], b["born"][is_full])
    return _if_known(a["first"], b["first"], np.where(is_full, by_day, by_year))


def _days(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    x, y = (each[:, None] // _TENS % 10 for each in (one, other))
    differ = x != y
    crossed = (x[:, :-1] == y[:, 1:]) & (x[:, 1:] == y[:, :-1]) & differ[:, :-1]
    many = differ.sum(axis=1)
    is_near = (many == 1) | ((many == 2) & crossed[:, _NEIGHBOURS].any(axis=1))
    is_swapped = (x == y[:, [0, 1, 2, 3, 6, 7, 4, 5]]).all(axis=1)
    found = np.where(is_near, WEIGHTS[Reason.BORN_NEAR], WEIGHTS[Reason.BORN_DIFFERS])
    found = np.where(is_swapped, WEIGHTS[Reason.BORN_SWAPPED], found)
    return np.where(many == 0, WEIGHTS[Reason.BORN_SAME], found)
