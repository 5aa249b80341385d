"""Run every benchmark and end with 1 if a target is missed."""

import sys

from benchmarks import desk_duplicates, desk_pages, desk_register, reach, whole

measured = [reach.main(), whole.main(), desk_duplicates.main(), desk_pages.main(), desk_register.main()]
sys.exit(0 if all(measured) else 1)
