"""What texts say of whether somebody can walk, in the words and languages of those who write them."""

import re
from collections.abc import Mapping
from typing import Any

MOST = 1_000  # characters of how somebody walks
CANNOT_WALK = "cannot walk"  # what a record says where no class of the crisis is known for it
TOLD_IN = ("mobility", "medical", "remark")  # where records say so: it is written in whatever field was at hand
AS_MOST_WALK = frozenset({"", "adult", "student"})  # no need that anybody has to think of
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


def now_unable(before: str, said_at: str) -> str:
    """What a record says of somebody who can no longer walk: since when, and what it said before."""
    begins = f"{CANNOT_WALK}, as was said of {said_at}"
    return f"{begins}; the record said: {before}"[:MOST] if before else begins


def cannot_walk(*texts: str) -> bool:
    """Whether any of the texts says so."""
    return any(_CANNOT.search(" ".join(text.split())) for text in texts)


def unable(said: Mapping[str, Any]) -> bool:
    """Whether a record, its fields by name, says so."""
    return cannot_walk(*(said.get(name) or "" for name in TOLD_IN))
