"""The words of rule A1: the states in their order, categories, reasons to set a record aside; and the grades of A2."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a person is. In the order of rule A1: of what is equally new and as well graded, the first holds."""

    DEAD = "dead", _("Dead (confirmed)")
    HELD = "held", _("Held")
    IN_HOSPITAL = "in_hospital", _("In hospital")
    HOME = "home", _("Home")
    ABROAD_ASSISTED = "abroad_assisted", _("Abroad, assisted")
    ABROAD_OWN = "abroad_own", _("Abroad by own means (confirmed)")
    LEFT = "left", _("Left by own means (unconfirmed)")
    MOVING = "moving", _("Moving")
    IN_HAVEN = "in_haven", _("In a haven or at an assembly point")
    MISSING = "missing", _("Missing (case opened)")
    STAYING = "staying", _("Staying by choice")
    SHELTERING = "sheltering", _("Sheltering, wants out")
    UNDECIDED = "undecided", _("Contacted, undecided")
    NO_ANSWER = "no_answer", _("Tried, no answer")
    NEVER_TRIED = "never_tried", _("Never tried")


def heard_from(said: State | None) -> State:
    """Of whoever told the desk of themselves: what they said; if they did not say how they are, they were contacted."""
    return said or State.UNDECIDED


ORDER = {state: place for place, state in enumerate(State)}
SAYS_NOTHING_OF_WHERE = (State.NO_ANSWER, State.NEVER_TRIED)
SETTLED = frozenset({State.DEAD, State.HOME, State.ABROAD_ASSISTED, State.ABROAD_OWN})  # nobody has to call them


class Category(TextChoices):
    """Whom the crisis is about, and who goes with them; or that nobody has looked yet."""

    NATIONAL = "national", _("National")
    DUAL = "dual", _("Dual national")
    FAMILY = "family", _("Family who are no nationals")
    THIRD_STATE = "third_state", _("National of a third state")
    STAFF = "staff", _("Staff")
    UNVERIFIED = "unverified", _("Not verified: said by the public form alone")


class Aside(TextChoices):
    """Why a record is not counted as a person."""

    DUPLICATE = "duplicate", _("Duplicate")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    NEVER_THERE = "never_there", _("Never there")
