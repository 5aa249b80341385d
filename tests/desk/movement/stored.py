"""What the tests ask of a stored preflight beyond what the pages show."""

from safepassage.desk.movement.models import StoredPreflight
from safepassage.desk.movement.queries import opened
from safepassage.planning import model as planner


def result_of(stored: StoredPreflight) -> planner.Preflight:
    """The result with its parties."""
    return planner.Preflight.model_validate_json(opened(stored, "sealed"))
