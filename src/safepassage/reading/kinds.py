"""What a verb tells people to do: to move, shelter, avoid, halt or register."""

from safepassage.reading import vocabulary as v
from safepassage.reading.text import Sentence

_INDOORS = frozenset("home homes house houses hostel hostels shelter shelters bunker bunkers room rooms compound "
                     "compounds building buildings basement basements hotel hotels dormitory dormitories residence "
                     "residences indoors apartment apartments flat flats accommodation dormitories "
                     "cellar".split())  # fmt: skip
_STAY_AT = frozenset("in inside at indoors put where home within to off underground there between with".split())
_UNDER_COVER = frozenset("shelter shelters bunker bunkers basement basements home homes cellar cellars".split())


_COVERS = _UNDER_COVER | {"floors", "floor", "roofs"}


def kind_of(sentence: Sentence, verb: int, negative: bool) -> str | None:
    """Move, Shelter, Avoid, Halt or Register; None where the verb tells none of them."""
    lows = sentence.lows
    low, after = v.DOING.get(lows[verb], lows[verb]), lows[verb + 1 : verb + 7]
    next_word = after[0] if after else ""
    if low in ("avoid", "refrain"):
        return "Avoid"
    if low in ("stop", "halt") or (low == "turn" and next_word in ("back", "round", "around")):
        return None if negative else "Halt"
    if low == "take" and {"shelter", "cover", "refuge"} & set(after[:2]):
        return None if negative else "Shelter"
    if low in _INFORMING or low in _CONTACTING:
        return _kind_of_contacting(low, after, _has_time(lows, verb))
    framed = _kind_by_frame(sentence, verb, low, after)
    if framed:
        return None if negative else framed
    if low in v.STAYING:
        return _kind_of_staying(low, next_word, after, negative)
    if negative:
        return _kind_of_not(low, after)
    if low == "book":
        return "Move" if {"ticket", "tickets", "flight", "flights", "seat", "seats", "passage"} & set(after) else None
    if low in v.REGISTERING:
        return _kind_of_registering(low, after)
    if low in v.GOING and "to" in after[:3] and _COVERS & set(after[after.index("to") :]):
        return "Shelter"
    if low == "get" and after[:2] == ("in", "touch"):
        return "Register" if _has_time(lows, verb) else None
    return "Move" if _is_going(low, after, frozenset(lows[max(0, verb - 30) : verb])) else None


def _kind_of_contacting(low: str, after: tuple[str, ...], has_time: bool) -> str | None:
    """`tell the embassy by noon`, `ring the hotline before 6`."""
    offices = _OFFICES if low in _CONTACTING else _OURS
    return "Register" if offices & set(after[: 4 if low in _CONTACTING else 3]) and has_time else None


_OURS = frozenset("us embassy consulate mission consular consul".split())


def _kind_by_frame(sentence: Sentence, verb: int, low: str, after: tuple[str, ...]) -> str | None:
    """The kind that what stands behind a verb tells, whatever else the verb may mean."""
    if low in ("get", "bring", "send", "move", "take") and _moves_people(after):
        return "Move"
    if low == "make" and after[1:2] == ("known",):
        return "Register"  # make themselves known to the embassy
    return "Avoid" if _yields(sentence, verb, low) else None


def _moves_people(after: tuple[str, ...]) -> bool:
    """`get non-essential staff to Ed Daein`, `bring their families out`."""
    whom = next((k for k, low in enumerate(after[:4]) if low in v.PEOPLE), None)
    return whom is not None and after[whom + 1 : whom + 2] in (("to",), ("out",), ("away",), ("back",))


_VENTURING = frozenset("venture stray approach loiter wander linger re-enter reenter".split())
_SERVICES = frozenset(
    "ambulance ambulances engines engine firefighters brigade brigades crews crew rescuers rescue services service "
    "police medics teams team trucks vehicles tankers traffic convoys convoy army military soldiers troops forces "
    "workers responders emergency doctors lorries".split()
)


def _yields(sentence: Sentence, verb: int, low: str) -> bool:
    """`leave the avenue to the fire engines`, `leave the road clear for ambulances`: to make way, and not to go."""
    if low not in ("leave", "keep", "free", "yield", "clear"):
        return False
    after = sentence.lows[verb + 1 : verb + 14]
    end = next((k for k, each in enumerate(after) if each in ".,;:!?"), len(after))
    after = after[:end]
    to = next((k for k, each in enumerate(after) if each in ("to", "for") and k), None)
    if to is None:
        return False
    free = {"clear", "free", "open", "empty"} & set(after[:to])
    whom = after[to + 1 : to + 5]
    served = next((k for k, each in enumerate(whom) if each in _SERVICES), None)
    plain = served is not None and not (set(whom[:served]) & (v.PREPOSITIONS | v.AUXILIARIES))
    return plain and (bool(free) or (low in ("leave", "yield") and after[to] == "to"))


_INFORMING = frozenset("tell inform notify let".split())


def _has_time(lows: tuple[str, ...], verb: int) -> bool:
    return bool(_BEFORE & set(lows[verb + 1 : verb + 16]))


def _kind_of_not(low: str, after: tuple[str, ...]) -> str | None:
    """What not to do: not to leave is to shelter, not to go anywhere is to avoid."""
    if low in v.LEAVING:
        return "Avoid" if {"through", "via", "by", "along"} & set(after[:2]) else "Shelter"
    return "Avoid" if low in v.GOING | _VENTURING or low == "set" else None


_CONTACTING = frozenset("phone ring telephone call contact message".split())
_OFFICES = frozenset("embassy consulate consul mission office hotline ministry centre center section "
                     "desk".split())  # fmt: skip
_BEFORE = frozenset("by before until till".split())
_WAYS = frozenset("port ports crossing crossings border airport bridge corridor corridors route routes road roads "
                  "checkpoint gate center centre shelter school hall church stadium mosque gym".split())  # fmt: skip
_RIDES = v.CARRIERS | {"seat", "seats", "offer", "highway", "road", "route", "exit"}


# The word that has to follow a verb of going for it to be meant so: `set out`, not `set an example`.
_FOLLOWED_BY = {
    "get": {"out", "to", "away", "across", "into", "on", "aboard", "clear", "there", "here"},
    "continue": {"to", "on", "towards", "toward", "west", "east", "north", "south"},
    "check": {"in"},
    "show": {"up"},
    "line": {"up"},
    "queue": {"at", "outside", "in"},
    "step": {"out"},
    "run": {"to", "for"},
    "present": {"themselves", "yourself", "yourselves", "himself", "herself"},
    "turn": {"up"},
    "set": {"out", "off"},
}
# One that has to stand somewhere behind it: `take the ferry`, `use the land port`.
_WITH = {"use": _WAYS | _RIDES, "take": _RIDES, "join": _RIDES}
# One that must not follow: `fly your flags`, `report any damage`.
_NOT_FOLLOWED_BY = {
    **dict.fromkeys(("report", "come"), frozenset(("any", "suspicious", "up"))),
    **dict.fromkeys(("board", "cross", "shift", "meet", "reach"), frozenset(("", "an", "with", "a"))),
    "fly": frozenset(("their", "your", "the", "flags", "a")),
}
_WHERETO = frozenset("closer now out away back further north south east west".split())


def _is_going(low: str, after: tuple[str, ...], before: frozenset[str]) -> bool:
    """Whether a verb of going is meant so: `make for`, not `make sure`."""
    following = after[0] if after else ""
    if low in _FOLLOWED_BY:
        return following in _FOLLOWED_BY[low]
    if low in _WITH:
        return bool(_WITH[low] & set(after)) or (following in ("it", "them") and bool(before & (_WAYS | _RIDES)))
    if low == "make":
        return following == "for" or (following in ("their", "your") and "way" in after[1:3])
    if low == "move":
        return following not in ("any", "suspicious", "up") and not _is_moved(following, after)
    return low not in _VENTURING | {"climb", "refrain"} and following not in _NOT_FOLLOWED_BY.get(low, ())


def _is_moved(following: str, after: tuple[str, ...]) -> bool:
    """`move goods out of sight`."""
    thing = following not in v.PREPOSITIONS | _WHERETO and not following.endswith("ly")
    return thing and bool({"out", "away", "to", "inside"} & set(after[1:3]))


def _kind_of_staying(low: str, next_word: str, after: tuple[str, ...], negative: bool) -> str | None:
    apart = "clear" in after[:2] or next_word == "away"
    if apart or (low in ("keep", "stay") and next_word in ("off", "out")):
        return "Avoid"
    if negative:
        return "Avoid" if low in ("stay", "wait", "remain") and next_word in _OPEN else None
    if low in ("keep", *_LESSENING):
        if {"movement", "movements"} & set(after) and (low != "keep" or "minimum" in after):
            return "Shelter"
        if low in _LESSENING:
            return None
    if low in ("wait", "await"):
        return _kind_of_waiting(next_word, after)
    if low in ("shelter", "hide", "hunker"):
        return "Shelter"
    if low in ("stay", "remain", "sit") and after[1:2] and after[1] in ("in", "inside", "at", "indoors"):
        return "Shelter"  # remain steadfast in their homes
    if next_word in _STAY_AT or next_word in ("tight", "where") or {"indoors", "inside", "put"} & set(after[:3]):
        return "Shelter"
    return None


def _kind_of_waiting(next_word: str, after: tuple[str, ...]) -> str | None:
    if "before" in after and v.DOING.keys() & set(after):
        return "Shelter"  # wait for confirmation before coming out
    if v.CARRIERS & set(after[:4]) and {"at", "in", "by", "outside"} & set(after):
        return "Move"  # wait for a bus at the corner
    if next_word == "at" and not _INDOORS & set(after[1:4]):
        return "Move"  # wait at the fire station
    return "Shelter" if next_word in ("in", "at", "inside", "where", "there") else None


_OPEN = frozenset("on near at in along by around under".split())
_LESSENING = ("limit", "minimise", "minimize", "restrict")
_REGISTERED = frozenset(
    (
        "consul consular desk location form forms details names registration passport list embassy consulate "
        "mission ministry copies "
        "numbers"
    ).split()
)  # fmt: skip


def _kind_of_registering(low: str, after: tuple[str, ...]) -> str | None:
    if low == "sign" and after[:1] != ("up",):
        return "Register" if {"list", "lists", "form", "register"} & set(after[1:3]) else None
    if low in ("register", "enrol", "enroll", "apply") or low == "sign":
        return "Register"
    if low in ("share", "provide", "give", "hand"):
        return (
            "Register"
            if {"in"} & set(after[:1]) or {"details", "name", "names", "location", "particulars"} & set(after)
            else None
        )
    if low in ("put", "enter"):
        return "Register" if {"name", "names"} & set(after) else None
    if low == "request":
        return "Register" if {"seat", "seats", "place", "places", "berth", "berths"} & set(after) else None
    return "Register" if _REGISTERED & set(after) else None
