"""Time inside the planner: integer seconds from the crisis clock's epoch (rule P1)."""

from datetime import timedelta
from typing import Any

import numpy as np

from safepassage.planning._kernels.never import NEVER

__all__ = ["CANNOT", "FORGIVEN_S", "MAX_FROM_EPOCH", "MAX_HORIZON", "NEVER", "whole_seconds"]

CANNOT = np.int32(-1)  # a departure that does not happen
MAX_HORIZON = timedelta(days=14)  # rule P1
MAX_FROM_EPOCH = timedelta(days=3650)  # seconds from the epoch fit in int32, and a mistyped year does not pass
FORGIVEN_S = 1e-6  # so much above a whole second is the machine's rounding


def whole_seconds(seconds: np.ndarray | float) -> Any:
    """Round up to whole seconds, once for each original edge (rule P5)."""
    return np.ceil(np.asarray(seconds, np.float64) - FORGIVEN_S).astype(np.int64)
