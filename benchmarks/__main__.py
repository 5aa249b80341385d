"""Run every benchmark and end with 1 if a target is missed."""

import sys

from benchmarks import desk_people, reach, reading, whole

sys.exit(0 if all([reach.main(), whole.main(), desk_people.main(), reading.main()]) else 1)
