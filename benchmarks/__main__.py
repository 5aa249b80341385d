"""Run every benchmark and end with 1 if a target is missed."""

import sys

from benchmarks import (
    desk_channels,
    desk_duplicates,
    desk_outbox,
    desk_pages,
    desk_picture,
    desk_register,
    desk_release,
    reach,
    reading,
    signing,
    whole,
)

of_planner = [reach.main(), whole.main()]
of_desk = [
    desk_channels.main(), desk_duplicates.main(), desk_outbox.main(), desk_pages.main(), desk_picture.main(),
    desk_register.main(), desk_release.main(),
]  # fmt: skip
sys.exit(0 if all([*of_planner, *of_desk, reading.main(), signing.main()]) else 1)
