"""Directives without a verb that tells: deadlines that are set, time that is given, departures, people being moved."""

from collections.abc import Iterator

from safepassage.reading import vocabulary as v
from safepassage.reading.actions import action
from safepassage.reading.directives import Directive, are_people, directives, is_untold
from safepassage.reading.kinds import kind_of
from safepassage.reading.phrases import Part, doer, is_verb, phrase_after, subject
from safepassage.reading.place_phrases import place_at, place_named
from safepassage.reading.text import Sentence

_SETTING = frozenset("set sets moved extended gave announced fixed put is".split())
_CLOSING = frozenset("closes close ends end".split())
_CLOSED = frozenset(
    "applications application bookings booking window registration registrations check-in boarding form list "
    "deadline".split()
)
_GIVING = frozenset("gave given gives giving".split())
_MOVED = frozenset("directed evacuated moved relocated bussed taken sent transferred flown sheltered brought "
                   "escorted "
                   "driven ferried airlifted shipped led lifted".split())  # fmt: skip
_TAKES = frozenset(
    "carry drive transfer fly evacuate airlift ferry bus take bring ship repatriate transport move lift".split()
)
_LEAVES = frozenset("goes leaves departs sails leave depart sail".split())  # and `set off`, `set out`
_TIMES = frozenset("noon midnight am pm a.m. p.m.".split())


def all_directives(sentence: Sentence) -> list[Directive]:
    """All directives of a sentence, in its order; those of a verb that tells come first where they share a verb."""
    found = {each.verb: each for each in directives(sentence)}
    for rule in (
        _given,
        _evacuation,
        _being_moved,
        _carried,
        _offered,
        _taken_by,
        _telegraphic,
        _point_named,
        _time_for,
        _journeys,
        _ways_shut,
        _directed_to,
        _begins,
        _ordered_out,
        _under_orders,
    ):
        for each in rule(sentence):
            found.setdefault(each.verb, each)
    if _CANCELLED & set(sentence.lows):  # buses that were to take people to Lubny have been cancelled
        found = {verb: each for verb, each in found.items() if not _rides(each)}
    if not found:
        found = {each.verb: each for each in _deadline(sentence)}
    return [found[verb] for verb in sorted(found)]


_CANCELLED = frozenset("cancelled canceled suspended scrapped".split())


def _rides(each: Directive) -> bool:
    """Whether it tells of a ride, and not what people are to do."""
    rides = v.CARRIERS & set(each.sentence.lows[: each.verb])
    return each.kind == "Move" and each.told == each.verb and each.issuer is None and bool(rides)


def _deadline(sentence: Sentence) -> Iterator[Directive]:
    """`set a deadline of 6 pm for nationals to register`, `Registration closes at 17:00`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        closes = low in _CLOSED and (_CLOSING & set(lows[i + 1 : i + 10]) or lows[i + 2 : i + 4] == ("open", "until"))
        if low not in ("deadline", "cut-off", "cutoff") and not closes:
            continue
        if {"expired", "passed", "missed", "ended", "closed"} & set(lows):
            return
        yield from _set_for(sentence, i)
        registers = {"registration", "register", "registering", "form", "list", "sign", "registrations"} & set(lows)
        setter = next((j for j in range(i - 1, max(-1, i - 5), -1) if lows[j] in _SETTING), None)
        issuer = subject(sentence, setter) if setter is not None else None
        yield Directive(sentence, "Register" if registers else "Move", i, i, issuer, _for_whom(sentence, i), False)
        return


_JOURNEYS = frozenset("travel travelling movement movements journeys relocation relocations departures evacuation "
                      "evacuations walking driving".split())  # fmt: skip
_AVOIDED = frozenset("inadvisable discouraged avoided prohibited forbidden banned".split())
_HALTED = frozenset("suspended halted postponed cancelled canceled scrapped".split())
_PUT_OFF = (("put", "off"), ("called", "off"), ("put", "on"))  # on hold


def _journeys(sentence: Sentence) -> Iterator[Directive]:
    """`Travel by road is strongly discouraged`, `Relocation by boat is suspended`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        not_recommended = low in ("recommended", "advised", "advisable") and "not" in lows[max(0, i - 3) : i]
        halted = low in _HALTED or lows[i : i + 2] in _PUT_OFF
        kind = "Avoid" if low in _AVOIDED or not_recommended else "Halt" if halted else None
        being = {"is", "are", "been", "be", "remains", "remain"} & set(lows[max(0, i - 3) : i])
        if kind and being and set(lows[: min(i, 3)]) & _JOURNEYS:
            yield Directive(sentence, kind, i, i, None, None, kind == "Avoid")


_WAYS = frozenset(
    "road roads route routes highway motorway street streets avenue path track bridge bridges crossing bank "
    "banks shore "
    "beach beaches area zone district quarter square park forest forests fields field border fence town "
    "village airport "
    "port station gate axis corridor junction building buildings centre center coast river leaving entering crossing "
    "gathering gatherings access entry approaching".split()
)
_USED = frozenset("used taken approached entered crossed attempted visited driven".split())


def _ways_shut(sentence: Sentence) -> Iterator[Directive]:
    """`The river bank is out of bounds`, `The path is not to be used`, `Leaving the route is forbidden`."""
    lows = sentence.lows
    for i in range(1, len(lows)):
        before = lows[max(0, i - 5) : i]
        bounds = lows[i] == "out" and lows[i : i + 3] == ("out", "of", "bounds")
        limits = lows[i] == "off-limits" or lows[i : i + 2] in (("off", "limits"), ("a", "no-go"))
        shut = (bounds or limits) and {"is", "are", "remains", "remain"} & set(before[-2:])
        banned = lows[i] in _AVOIDED - {"avoided"} and {"is", "are", "remains", "remain"} & set(before[-2:])
        avoided = lows[i] == "avoided" and before[-1:] == ("be",) and {"to", "must", "should"} & set(before[-2:])
        denied = v.NEGATIONS & set(lows[max(0, i - 14) : i])
        not_used = (
            lows[i] in _USED and before[-1:] == ("be",) and denied and {"to", "may", "must", "should"} & set(before)
        )
        if not (shut or banned or avoided or not_used):
            continue
        what = subject(sentence, i - 1 - (lows[i - 1] == "be")) or (0, i)
        if _WAYS & set(lows[what[0] : what[1]]) or _WAYS & set(lows[:i]):
            yield Directive(sentence, "Avoid", i - 1, i, None, None, True)
            return


def _ordered_out(sentence: Sentence) -> Iterator[Directive]:
    """`Anyone near the port is ordered out by 4 pm`, `ordered residents out of the valley`."""
    lows = sentence.lows
    for i, low in enumerate(lows[:-2]):
        if low not in ("ordered", "told", "asked") or is_untold(sentence, i):
            continue
        passive = {"is", "are", "been", "were", "was"} & set(lows[max(0, i - 2) : i])
        whom = subject(sentence, i) if passive else phrase_after(sentence, i + 1)
        out = i + 1 if passive else whom[1] if whom and whom[0] == i + 1 else None
        if out is not None and whom and lows[out : out + 1] == ("out",) and are_people(sentence, whom):
            yield Directive(sentence, "Move", i, out, None if passive else doer(sentence, i), whom, False)


_ORDERS = frozenset("order orders instruction instructions notice call message".split())
_GOT = frozenset("got received had have has under".split())


def _under_orders(sentence: Sentence) -> Iterator[Directive]:
    """`Medical staff got an order from the army on Friday to evacuate`, `are under orders to stay indoors`."""
    lows = sentence.lows
    for i, low in enumerate(lows[:-2]):
        got = next((j for j in range(i - 1, max(0, i - 4), -1) if lows[j] in _GOT), None) if low in _ORDERS else None
        whom = subject(sentence, got) if got is not None else None
        if got is None or whom is None or is_untold(sentence, got) or not are_people(sentence, whom):
            continue
        by = phrase_after(sentence, i + 2) if lows[i + 1] == "from" else None
        to = next((j for j in range(by[1] if by else i + 1, min(i + 12, len(lows) - 1)) if lows[j] == "to"), None)
        verb = action(sentence, to + 1 + (lows[to + 1] == "not")) if to else None
        negative = to is not None and "not" in (lows[to - 1], lows[to + 1])
        kind = kind_of(sentence, verb, negative) if verb is not None else None
        if verb is not None and kind and not any(lows[j] in ",;:" for j in range(i, verb)):
            yield Directive(sentence, kind, got, verb, by, whom, negative)


def _begins(sentence: Sentence) -> Iterator[Directive]:
    """`The evacuation starts at 11:00`."""
    lows = sentence.lows
    for i, low in enumerate(lows[:-1]):
        begins = low in ("starts", "begins", "resumes") or (
            low in ("start", "begin", "resume") and lows[i - 1] == "will"
        )
        what = subject(sentence, i) if begins and i else None
        if what and lows[what[1] - 1] in ("evacuation", "boarding", "embarkation"):
            yield Directive(sentence, "Move", i, i, None, None, False)


_DIRECTING = frozenset("direct directs directed point points pointed refer refers referred steer steers "
                       "steered guide "
                       "guides guided".split())  # fmt: skip


def _directed_to(sentence: Sentence) -> Iterator[Directive]:
    """`The town hall directed families who have lost their homes to the football ground`."""
    lows = sentence.lows
    for i, low in enumerate(lows[:-3]):
        if low not in _DIRECTING or i == 0 or lows[i - 1] in v.DETERMINERS | v.AUXILIARIES or sentence.words[i].is_name:
            continue
        whom = phrase_after(sentence, i + 1)
        if whom is None or whom[0] != i + 1 or not are_people(sentence, whom) or is_untold(sentence, i):
            continue
        to = next((j for j in range(whom[1], min(whom[1] + 10, len(lows) - 1)) if lows[j] == "to"), None)
        if to is not None and place_at(sentence, to + 1) and not {",", ";"} & set(lows[whom[1] : to]):
            yield Directive(sentence, "Move", i, to - 1, doer(sentence, i), (whom[0], to), False)


_TIME_GIVEN = frozenset("window time hours days slot chance opportunity notice until".split())


def _time_for(sentence: Sentence) -> Iterator[Directive]:
    """`a window, between 10 and 2, for its citizens to drive to Vinnytsia`, `it is time for Danes to leave`."""
    lows = sentence.lows
    for i, low in enumerate(lows[:-3]):
        whom = phrase_after(sentence, i + 1) if low == "for" and i else None
        if whom is None or whom[0] != i + 1 or lows[whom[1] : whom[1] + 1] != ("to",):
            continue
        before = set(lows[max(0, i - 14) : i])
        verb = action(sentence, whom[1] + 1)
        if verb and are_people(sentence, whom) and before & _TIME_GIVEN and not before & v.NEGATIONS:
            kind = kind_of(sentence, verb, False)
            if kind:
                yield Directive(sentence, kind, i, verb, None, whom, False)


def _set_for(sentence: Sentence, begin: int) -> Iterator[Directive]:
    """`set a deadline of noon for aid groups to quit Hodeidah`: what has to be done by then."""
    lows = sentence.lows
    for_ = next((j for j in range(begin, min(begin + 12, len(lows) - 3)) if lows[j] == "for"), None)
    to = next((j for j in range(for_, min(for_ + 12, len(lows) - 1)) if lows[j] == "to"), None) if for_ else None
    if for_ and to and lows[to + 1] in v.LEAVING | v.GOING:
        setter = next((j for j in range(begin - 1, max(-1, begin - 5), -1) if lows[j] in _SETTING), None)
        issuer = subject(sentence, setter) if setter is not None else None
        yield Directive(sentence, "Move", begin, to + 1, issuer, (for_ + 1, to), False)


def _for_whom(sentence: Sentence, begin: int) -> Part | None:
    for j in range(begin, min(begin + 10, len(sentence.lows) - 1)):
        if sentence.lows[j] == "for":
            part = phrase_after(sentence, j + 1)
            return part if part and are_people(sentence, part) else None
    return None


def _given(sentence: Sentence) -> Iterator[Directive]:
    """`gave people in the east until 16:00 to leave`, `staff were given 48 hours to leave`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        if low not in _GIVING:
            continue
        to = next(
            (j for j in range(i + 1, min(i + 18, len(lows) - 1)) if lows[j] == "to" and lows[j + 1] in _MOVES), None
        )
        if to is None or not {"until", "till", "hours", "hour", "days", "by"} & set(lows[i:to]):
            continue
        if lows[i - 1] in ("were", "was", "been", "are"):
            yield Directive(sentence, "Move", i, to + 1, None, subject(sentence, i), False)
        else:
            end = next(
                (
                    j
                    for j in range(i + 1, to)
                    if lows[j] in ("until", "till") or lows[j][0].isdigit() or lows[j + 1] in _SPANS
                ),
                to,
            )
            yield Directive(
                sentence, "Move", i, to + 1, doer(sentence, i), (i + 1, end) if end > i + 1 else None, False
            )


_SPANS = frozenset("hour hours days minutes".split())
_MOVES = v.LEAVING | {"move", "go", "get", "clear", "come", "be", "cross", "head", "relocate", "reach", "make", "board"}


def _evacuation(sentence: Sentence) -> Iterator[Directive]:
    """`ordered the mandatory evacuation of its workers to Djibouti`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        ordering = next(
            (j for j in range(i - 1, max(-1, i - 5), -1) if lows[j] in ("ordered", "orders", "announced")), None
        )
        order = low == "evacuation" and lows[i + 1 : i + 3] in (
            ("order", "for"),
            ("orders", "for"),
            ("order", "covering"),
        )
        verb = next((j for j in range(i - 1, max(-1, i - 5), -1) if lows[j] in _ISSUED), None) if order else None
        if verb is not None:
            whom = phrase_after(sentence, i + 3)
            yield Directive(sentence, "Move", verb, i, doer(sentence, verb), whom, False)
        if low == "evacuation" and ordering is not None and lows[i + 1 : i + 2] == ("of",):
            yield Directive(
                sentence, "Move", ordering, i, doer(sentence, ordering), phrase_after(sentence, i + 2), False
            )


_ISSUED = frozenset("issued issues gave gives ordered extended signed".split())


def _being_moved(sentence: Sentence) -> Iterator[Directive]:
    """`Evacuees are being directed to Moldova`, `nationals will be flown to Paris`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        ahead = lows[i - 2 : i] in (("are", "being"), ("will", "be"), ("to", "be"), ("must", "be"), ("should", "be"))
        if lows[i - 2 : i] == ("to", "be") and not (i > 2 and lows[i - 3] in v.AUXILIARIES):
            continue  # asked to be taken
        if low in _MOVED and ahead and {"to", "out"} & set(lows[i + 1 : i + 6]):
            whom = subject(sentence, i)
            if whom and are_people(sentence, whom):
                yield Directive(sentence, "Move", i, i, None, whom, False)


def _carried(sentence: Sentence) -> Iterator[Directive]:
    """`A ferry leaves Benghazi for Alexandria`, `India will fly its people out of Sanaa to Djibouti`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        ahead = lows[i - 1] in ("will", "to") if i else False
        sets_off = low in ("sets", "set") and lows[i + 1 : i + 2] in (("off",), ("out",))
        who = subject(sentence, i) if low in _LEAVES or sets_off else None
        plural = who is not None and lows[who[0]].endswith("s") and low in ("leave", "depart", "sail")
        if (low in _LEAVES or sets_off) and (low.endswith("s") or ahead or plural):
            named = set(lows[who[0] : who[1]]) if who else set()
            carrier = named & v.CARRIERS and not named & v.NEGATIONS  # no bus goes to Rafah
            if "where" in lows[max(0, i - 8) : i] and not _tells_time(sentence, i):
                continue  # move to Nadi, where flights to Auckland depart as scheduled
            if carrier and ({"for", "to"} & set(lows[max(0, i - 6) : i + 8]) or _tells_time(sentence, i)):
                yield Directive(sentence, "Move", i, i, None, None, False)
        elif low in _TAKES and i and lows[i - 1] in ("will", "shall"):
            whom = phrase_after(sentence, i + 1)
            if "where" in lows[max(0, i - 6) : i]:
                continue
            if lows[i + 1 : i + 2] in (("you",), ("them",)) and "to" in lows[i + 2 : i + 4]:
                yield Directive(sentence, "Move", i, i, doer(sentence, i), None, False)
                continue
            if (
                whom
                and whom[0] == i + 1
                and are_people(sentence, whom)
                and {"to", "out", "from"} & set(lows[i : i + 14])
            ):
                yield Directive(sentence, "Move", i, i, doer(sentence, i), whom, False)


_OFFERING = frozenset(
    "reserved arranged chartered organised organized provided booked scheduled offers offered laid".split()
)


def _offered(sentence: Sentence) -> Iterator[Directive]:
    """`reserved seats on a flight for Taiwanese who wished to leave`, `has chartered a ship for its nationals`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        if low not in _OFFERING or not (v.CARRIERS | {"seats", "places", "berths"}) & set(lows[i + 1 : i + 8]):
            continue
        for j in range(i + 2, min(i + 14, len(lows) - 1)):
            whom = phrase_after(sentence, j + 1) if lows[j] == "for" else None
            if whom and whom[0] == j + 1 and are_people(sentence, whom):
                yield Directive(
                    sentence, "Move", i, i, doer(sentence, i), (whom[0], _with_who(sentence, whom[1])), False
                )
                break


_GATHERING = frozenset("assemble gather muster depart meet report convene".split())


def _telegraphic(sentence: Sentence) -> Iterator[Directive]:
    """`Indian students assemble Monday 0800 at gate 3`: a plan told as an instruction."""
    for i, low in enumerate(sentence.lows):
        whom = subject(sentence, i) if low in _GATHERING and i else None
        soon = any(word[0].isdigit() or word in v.DAY_WORDS for word in sentence.lows[i + 1 : i + 4])
        soon = soon or (sentence.lows[i + 1 : i + 2] == ("at",) and place_at(sentence, i + 2) is not None)
        if whom and soon and are_people(sentence, whom) and whom[1] == i:
            yield Directive(sentence, "Move", i, i, None, whom, False)


def _point_named(sentence: Sentence) -> Iterator[Directive]:
    """`Your meeting point is the main gate`, `Destination: Poltava`, `Where: the main gate`."""
    for i in range(len(sentence.lows)):
        if place_named(sentence, i) is not None:
            yield Directive(sentence, "Move", i, i, None, None, False)
            return


def _with_who(sentence: Sentence, end: int) -> int:
    """`Taiwanese who wished to leave the city`: whom, with the clause that tells whom."""
    if sentence.lows[end : end + 1] != ("who",):
        return end
    return next((j for j in range(end, len(sentence.lows)) if sentence.lows[j] in ',.;:"'), len(sentence.lows))


def _taken_by(sentence: Sentence) -> Iterator[Directive]:
    """`Buses will pick up at the hotel and take you to the airport`, `coaches would carry them to`."""
    lows = sentence.lows
    for i, low in enumerate(lows[:-2]):
        part = phrase_after(sentence, i + 1) if low in _TAKES else None
        if part and part[0] == i + 1 and part[1] - i > 2 and are_people(sentence, part):
            if lows[i - 1] == "to" and v.CARRIERS & set(lows[max(0, i - 5) : i - 1]) and _goes_to(lows[part[1] :]):
                yield Directive(sentence, "Move", i, i, doer(sentence, _hired(sentence, i)), part, False)
            continue
        whom = lows[i + 1] in ("you", "them", "people", "evacuees", "passengers", "residents", "families", "everyone")
        ahead = {"will", "would", "to", "shall"} & set(lows[max(0, i - 14) : i])
        if low not in _TAKES or not whom or not ahead or "to" not in lows[i + 2 : i + 4]:
            continue
        if v.CARRIERS & set(lows[max(0, i - 16) : i]) and not {"where", "which"} & set(lows[max(0, i - 8) : i]):
            yield Directive(sentence, "Move", i, i, None, None, False)


def _goes_to(lows: tuple[str, ...]) -> bool:
    return lows[:1] in (("to",), ("from",), ("out",)) and "to" in lows[:6]


def _hired(sentence: Sentence, i: int) -> int:
    """The verb of `has hired coaches to take its citizens to`."""
    return next((j for j in range(i - 1, max(0, i - 8), -1) if is_verb(sentence, j)), i)


def _tells_time(sentence: Sentence, i: int) -> bool:
    return any(low[0].isdigit() or low in _TIMES for low in sentence.lows[i + 1 : i + 5])
