"""Run every benchmark and end with 1 if a target is missed."""

import sys

from benchmarks import reach, whole

sys.exit(0 if all([reach.main(), whole.main()]) else 1)
