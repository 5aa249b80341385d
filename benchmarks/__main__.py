"""Run every benchmark and end with 1 if a target is missed."""

import sys

from benchmarks import desk_area, desk_duplicates, desk_export, desk_import, desk_people, reach, whole

sys.exit(0 if all([reach.main(), whole.main(), desk_people.main(), desk_area.main(), desk_duplicates.main(), desk_import.main()]) else 1)
