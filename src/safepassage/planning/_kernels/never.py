"""The second that stands for an arrival that does not happen."""

import numpy as np

NEVER = np.int32(2**31 - 1)
