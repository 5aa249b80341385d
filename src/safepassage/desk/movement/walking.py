"""Of which class of mobility of the crisis somebody is, by what their record says of how they walk.

Records come from calls, lists and forms: some name a class, more say it in words, in whatever field was at hand. Who
says nothing is taken for the slowest who walk; whoever is faster is early. Who says that they cannot walk is never
taken for somebody who can.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from safepassage.desk.people.records import PersonRecord

CANNOT_WALK = "cannot walk"  # what a record says where the crisis has no class for it
_LIMB = r"(?:legs?|foot|feet|ankles?|knees?|hips?|thighs?|pelvis|spine)"
_HURT = r"(?:broken|fractured|injured|wounded|shattered|crushed|amputated)"
_CANNOT = re.compile(  # wide: a word too many keeps somebody on a list to be fetched, one too few sends them on foot
    rf"(?:can ?not|can['’]?t|unable to|not able to|does not|doesn['’]?t|no longer) (?:walk|stand|move)"
    rf"|wheel[ -]?chair|stretcher|bed[ -]?ridden|\bimmobile|\bparaly[sz]|\bamput"
    rf"|\b{_HURT}(?: \w+)? {_LIMB}\b|\b{_LIMB}(?: is| are| was)? {_HURT}\b"
    r"|не (?:може |можу |может |могу )?ход(?:ит|жу|ж[уе])|коляс|носилк|нош[іах]|лежач|паралі[чз]|парализ"
    r"|злама\w* ног|ног\w* злама|слома\w* ног|ног\w* слома|перелом\w* ног"
    r"|चल नहीं|नहीं चल|व्हीलचेयर",
    re.IGNORECASE,
)


class Walking(NamedTuple):
    """The classes of a crisis."""

    classes: frozenset[str]
    slowest: str  # of those who can walk
    cannot: str | None  # None: the crisis has no such class

    @classmethod
    def of(cls, speeds: Mapping[str, float]) -> "Walking":
        """Of walking speeds by class, of which there is one at least."""
        walking = {name: speed for name, speed in speeds.items() if speed} or speeds
        return cls(
            frozenset(speeds),
            min(walking, key=lambda name: (walking[name], name)),
            min((name for name, speed in speeds.items() if not speed), default=None),
        )

    def class_of(self, record: PersonRecord) -> str | None:
        """The class; None: they cannot walk, and the crisis has no class for that."""
        if record.mobility in self.classes:
            return record.mobility
        return self.cannot if cannot_walk(record) else self.slowest


def cannot_walk(record: PersonRecord) -> bool:
    """Whether the record says so in words, wherever it does."""
    return any(_CANNOT.search(" ".join(text.split())) for text in (record.mobility, record.medical, record.remark))
