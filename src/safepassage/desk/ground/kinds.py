"""The kinds of things on the ground, by the name that acts and other apps use."""

from enum import StrEnum


class Kind(StrEnum):
    """What a thing on the ground is. Each is a table; its columns are named as in the crisis folder."""

    HAVEN = "haven"
    SHELTER = "shelter"
    ASSEMBLY_POINT = "assembly_point"
    CLOSURE = "closure"
    CURFEW = "curfew"
    CORRIDOR = "corridor"
    CROSSING = "crossing"
    TRAIN = "train"
    ACCESS_RULE = "access_rule"
    CHANNEL = "channel"
