"""The planner, a library of its own: no Django, and no reading or writing but in `io`."""

from safepassage.planning.preflight import preflight

__all__ = ["preflight"]
