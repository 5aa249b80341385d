"""A person's number, as told to callers: eleven random digits and a check digit (Luhn, ISO/IEC 7812-1).

And how the codes of parties and wardens are read.
"""

import re
import secrets
from collections.abc import Collection

from django.utils.translation import gettext as _

DIGITS = 12
_DRAWN = re.compile("(.+)-[pw]([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})")  # as lists of others draw them
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def draw_number() -> str:
    """One that cannot be guessed from another."""
    digits = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}}"
    return digits + str(-_sum(digits + "0") % 10)


def draw_numbers(count: int, taken: Collection[str] = ()) -> list[str]:
    """So many different ones, none of them taken."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        number = draw_number()
        if number not in taken:
            drawn[number] = None
    return list(drawn)


def parse_number(text: str) -> str | None:
    """The number that somebody reads out, with blanks and hyphens or without; None if it cannot be one."""
    digits = "".join(text.split()).replace("-", "")
    is_one = len(digits) == DIGITS and digits.isascii() and digits.isdecimal() and _sum(digits) % 10 == 0
    return digits if is_one else None


def shown(number: str) -> str:
    """As it is read out: 0123 4567 8901."""
    return " ".join(number[i : i + 4] for i in range(0, DIGITS, 4))


def _sum(digits: str) -> int:
    return sum(_DOUBLED[int(digit)] if place % 2 else int(digit) for place, digit in enumerate(reversed(digits)))


def called(code: str) -> str:
    """A party's or warden's code as people read it: one that a list drew, in groups, and the list it is from."""
    drawn = _DRAWN.fullmatch(code)
    return _("%(code)s from %(source)s") % {"code": " ".join(drawn.groups()[1:]), "source": drawn[1]} if drawn else code
