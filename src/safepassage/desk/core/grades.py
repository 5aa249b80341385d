"""The one scale by which sources and what they say are graded: the Admiralty scale, A1 to F6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reliability(TextChoices):
    """Of the source, best first."""

    A = "A", _("completely reliable")
    B = "B", _("usually reliable")
    C = "C", _("fairly reliable")
    D = "D", _("not usually reliable")
    E = "E", _("unreliable")
    F = "F", _("cannot be judged")


class Credibility(TextChoices):
    """Of what is said, best first."""

    ONE = "1", _("confirmed by others")
    TWO = "2", _("probably true")
    THREE = "3", _("possibly true")
    FOUR = "4", _("doubtful")
    FIVE = "5", _("improbable")
    SIX = "6", _("cannot be judged")


UNGRADED = "F6"
GRADES = tuple(f"{letter}{digit}" for letter in Reliability.values for digit in Credibility.values)


def grade_rank(grade: str) -> int:
    """0 for A1, 35 for F6: the source's reliability first, then the item's credibility."""
    return GRADES.index(grade)
