"""The planner's only input and output: crisis folders and road files."""

from safepassage.planning.io.crisis import check_crisis, is_input, read_crisis, write_crisis
from safepassage.planning.io.faults import complaints
from safepassage.planning.io.roads import build_roads, read_roads, write_roads

__all__ = [
    "build_roads",
    "check_crisis",
    "complaints",
    "is_input",
    "read_crisis",
    "read_roads",
    "write_crisis",
    "write_roads",
]
