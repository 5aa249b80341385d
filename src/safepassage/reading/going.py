"""Where to, where from, by what means and how urgently, in the words of a directive."""

from collections.abc import Sequence

from safepassage.reading import vocabulary as v
from safepassage.reading.directives import Directive
from safepassage.reading.drafts import Field
from safepassage.reading.phrases import Part, has_name, is_break, is_verb, phrase_after
from safepassage.reading.place_phrases import PLACE_NOUNS, place_at, place_list, place_named
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

_TOWARDS = frozenset("to at for towards toward into beyond via".split())
_MEETING = frozenset(
    "wait await assemble gather line queue muster congregate meet converge collect present be regroup "
    "rally shelter".split()
)
_WITHIN = frozenset("in inside outside near on by".split())  # where people gather, beside `at`
_THROUGH = frozenset("through via over by".split())  # with a crossing or a port
_OUT_OF = frozenset("from".split())
_CITY = frozenset("city country area capital town region centre center district island village camp zone".split())
_URGENT = {
    first: sorted((tuple(w.split()) for w in v.URGENT if w.split()[0] == first), key=len, reverse=True)
    for first in {words.split()[0] for words in v.URGENT}
}


def destinations_of(each: Directive) -> list[Part]:
    """The places that people are told to go to; none where they are told not to."""
    if each.negative or each.kind != "Move":
        return []
    sentence, verb = each.sentence, each.verb
    low = each.does
    named = _named_points(sentence, verb)
    if (named_at := place_named(sentence, verb)) is not None:
        return list(place_list(sentence, named_at))
    if low == "reach":
        return [*place_list(sentence, verb + 1), *named]
    if low == "use":
        found = _after(sentence, verb + 1, frozenset(("to",)))
        return [*(found or _of_crossings(sentence, verb + 1) or _boarding_at(sentence, verb + 1)), *named]
    if low == "evacuation":
        return _after(sentence, verb + 1, frozenset(("to",)))
    if low in v.LEAVING or low == "deadline":
        found = _after(sentence, verb + 1, frozenset(("for", "to", "towards", "via")))
        return [*(found or _through(sentence, verb + 1)), *named]
    if low in _MEETING:
        return [*_after(sentence, verb + 1, _TOWARDS | _WITHIN), *named]
    found = [*_side_of(sentence, verb + 1), *_after(sentence, verb + 1, _TOWARDS)]
    return [*(found or _plain_goal(sentence, verb, low)), *named]


_MOTION = frozenset("go come proceed move head walk return cross drive run relocate retreat climb".split())
_ON = frozenset("back on down up over straight directly across out quickly".split())
_NO_GOAL = (
    v.AUTHORITIES | v.PEOPLE | v.LEADERS | v.HOLDERS | v.SAID_BY_THING | v.DAY_WORDS | v.CARRIERS | frozenset(
        "polls help aid rescue front end start point conclusion task same next work street streets floor side "
        "public press "
        "media doctor question talks table ground zone area place site following website page app first last "
        "second one "
        "other others trouble war sky south north east west city country town line".split()
    )
)  # fmt: skip


def _plain_goal(sentence: Sentence, verb: int, low: str) -> list[Part]:
    """`go back to the astrodome`: after a verb of motion, whatever noun stands there alone."""
    to = verb + 1 + (sentence.lows[verb + 1 : verb + 2] != ("to",))
    if low not in _MOTION or sentence.lows[to : to + 2] != ("to", "the"):
        return []
    if to > verb + 1 and sentence.lows[verb + 1] not in _ON:
        return []
    part = phrase_after(sentence, to + 1)
    if part is None or part[0] != to + 1 or not 2 <= part[1] - part[0] <= 4:
        return []
    return [] if _NO_GOAL & set(sentence.lows[slice(*part)]) else [part]


def _side_of(sentence: Sentence, begin: int) -> list[Part]:
    """`go north of the river`."""
    if sentence.lows[begin : begin + 1] and sentence.lows[begin] in _SIDES:
        part = phrase_after(sentence, begin + 2) if sentence.lows[begin + 1 : begin + 2] == ("of",) else None
        return [(begin, part[1])] if part and part[0] == begin + 2 else []
    return []


_SIDES = frozenset("north south east west inland".split())


def _through(sentence: Sentence, begin: int) -> list[Part]:
    """`leave through the land crossing with Jordan`: a crossing or a port that people go by."""
    for i in range(begin, min(begin + 14, len(sentence.lows) - 1)):
        if is_break(sentence, i):
            break
        if sentence.lows[i] in _THROUGH:
            places = list(place_list(sentence, i + 1))
            ways = [part for part in places if _CROSSINGS & set(sentence.lows[part[0] : part[1]])]
            if ways:
                return ways
    return []


def _boarding_at(sentence: Sentence, begin: int) -> list[Part]:
    """`use commercial flights from Lubny airport`: where people board."""
    found = _after(sentence, begin, frozenset(("from",)))
    return [part for part in found if PLACE_NOUNS & set(sentence.lows[part[0] : part[1]])]


_CROSSINGS = frozenset("crossing crossings border port ports airport bridge checkpoint gate".split())


def _of_crossings(sentence: Sentence, begin: int) -> list[Part]:
    """`use the land ports at Benapole and Akhaura`: what is named, else the crossing itself."""
    begin += sentence.lows[begin : begin + 1] == ("only",)
    for i in range(begin, min(begin + 8, len(sentence.lows))):
        if sentence.lows[i] in _CROSSINGS:
            at = sentence.lows[i + 1 : i + 2] in (("at",), ("of",), ("in",), ("near",))
            named = list(place_list(sentence, i + 2)) if at else []
            return named or list(place_list(sentence, begin))
    return [part for part in place_list(sentence, begin) if has_name(sentence, part)]


_POINTS = frozenset("points places sites centres centers shelters crossings hotels locations schools ports routes "
                    "stations camps".split())  # fmt: skip


def _named_points(sentence: Sentence, begin: int) -> list[Part]:
    """`one of three assembly points, namely A and B`, `at these places: A, B and C`."""
    lows = sentence.lows
    for i in range(begin + 1, len(lows) - 2):
        if lows[i] not in _POINTS:
            continue
        if lows[i + 1] in (":", "–", "—", "(") or lows[i + 1 : i + 3] == (",", "namely"):
            return list(place_list(sentence, i + (3 if lows[i + 2] == "namely" else 2)))
    return []


def points_in(sentence: Sentence) -> list[Part]:
    """Where people are taken in, as a sentence tells: `Reception centres are open in Cold Lake and Edmonton`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        if (low not in _POINTS and low[-2:] != "nt") or lows[max(0, i - 1)] not in _TAKING_IN:
            continue
        for j in range(i + 1, min(i + 8, len(lows) - 1)):
            if lows[j] in _SHUT or lows[j] in v.NEGATIONS:
                return []
            if lows[j] in ("in", "at", ":") and lows[j + 1] not in v.DAY_WORDS:
                places = list(place_list(sentence, j + 1))
                if places:
                    return places
        named = _named_points(sentence, i - 1)
        if named:
            return named
    if any(lows[i] in ("names", "lists", "gives") for i in range(len(lows))):
        return next((p for i, low in enumerate(lows) if low in _POINTS and (p := _named_points(sentence, i - 1))), [])
    return []


_TAKING_IN = frozenset("reception evacuation assembly meeting rallying muster collection gathering transit "
                       "relief safe "
                       "emergency welcome registration".split())  # fmt: skip
_SHUT = frozenset("closed shut full suspended".split())


def _after(sentence: Sentence, begin: int, prepositions: frozenset[str]) -> list[Part]:
    """Places after a preposition in the rest of the clause."""
    found: list[Part] = []
    i = begin
    while i < len(sentence.lows) and i - begin < 24 and not _ends_clause(sentence, i, begin):
        at = _goal_at(sentence, i, prepositions)
        places = list(place_list(sentence, at)) if at is not None else []
        found += places
        i = places[-1][1] if places else i + 1
    return found


def _ends_clause(sentence: Sentence, i: int, begin: int) -> bool:
    """Whether what a verb says of going ends at a word: at a mark, another clause or another verb."""
    low = sentence.lows[i]
    rides = low in ("that", "which") and sentence.lows[i - 1] in v.CARRIERS and i + 1 < len(sentence.lows)
    if rides and sentence.lows[i + 1] in _RUNNING:
        return False  # the buses that leave for Port Sudan
    if low in '.;:?!"”' or low in _OTHER_CLAUSE:
        return True
    if i > begin and low != "am" and (low in v.SAYING or is_verb(sentence, i)):
        return True
    other = sentence.lows[i + 1] if i + 2 < len(sentence.lows) and low in ("and", "but", "or", ",") else ""
    if other == "to" and _begins_noun(sentence, i + 2):
        return False
    return other in ("to", "not", "avoid", "do")


def _goal_at(sentence: Sentence, i: int, prepositions: frozenset[str]) -> int | None:
    """Where a place may begin behind word i: after `to`, `to reach`, `in front of`."""
    lows = sentence.lows
    if i + 1 >= len(lows) or lows[i - 1] in _NO_DIRECTION:
        return None
    if lows[i] == "to" and lows[i + 1] in ("reach", "enter"):  # take the Merefa road to reach Izium
        return i + 2
    if lows[i : i + 3] == ("in", "front", "of") and "at" in prepositions:
        return i + 3
    return i + 1 if lows[i] in prepositions else None


def _begins_noun(sentence: Sentence, i: int) -> bool:
    return sentence.words[i].is_name or sentence.lows[i] in v.DETERMINERS


_NO_DIRECTION = frozenset(
    "embassy ambassador envoy mission adviser threat damage danger access risk attention according due thanks next "
    "owing prior".split()
)
_OTHER_CLAUSE = frozenset(
    "but whereas when where who which that until before because if while after since though although".split()
)


def carried(sentence: Sentence) -> tuple[list[Part], Part | None]:
    """Where to and where from something goes that takes people along: `a charter from Cap-Haïtien to Miami leaves`."""
    to: list[Part] = []
    from_: Part | None = None
    for i, low in enumerate(sentence.lows):
        before = set(sentence.lows[max(0, i - 4) : i])
        if low not in v.CARRIERS or before & v.NEGATIONS or _STOPPED & set(sentence.lows[i : i + 10]):
            continue
        if before & _SENDING:  # to where people are fetched from
            continue
        for j in range(i + 1, min(i + 12, len(sentence.lows) - 1)):
            if sentence.lows[j] in '.;:?!"”' or sentence.lows[j] in ("not", "who", "those"):
                break
            if sentence.lows[j] in ("that", "which") and sentence.lows[j + 1] not in _RUNNING:
                break
            if sentence.lows[j] in ("to", "for") and sentence.lows[j + 1] not in ("be", "those"):
                to += [part for part in _unapposed(sentence, j + 1) if part not in to]
            elif sentence.lows[j] in ("from", "leaves", "departs", "leave") and from_ is None:
                from_ = place_at(sentence, j + 1)
    return to, from_


def _unapposed(sentence: Sentence, begin: int) -> list[Part]:
    """The places of a list, without the name of what goes there: `a ferry for Cyprus, the Sea Star, can take 1,000`."""
    places = list(place_list(sentence, begin))
    if len(places) == 2 and sentence.lows[places[0][1] : places[1][0]] == (",",):
        return places[:1] if sentence.lows[places[1][1] : places[1][1] + 1] == (",",) else places
    return places


_STOPPED = frozenset("not no suspended cancelled canceled stopped longer".split())
_RUNNING = frozenset("leaves leave departs depart sails sail sets set goes go runs run will is".split())
_SENDING = frozenset("send sends sending sent dispatch dispatched dispatches dispatching".split())


def origin_of(each: Directive) -> Part | None:
    """The place that people are told to leave."""
    sentence, verb = each.sentence, each.verb
    low = each.does
    if each.told == each.verb and set(sentence.lows) & v.CARRIERS and carried(sentence)[1]:
        return carried(sentence)[1]
    if low in v.LEAVING and not each.negative:
        part = phrase_after(sentence, verb + 1)
        if part and has_name(sentence, part):
            return part
        following = sentence.lows[part[0] : part[1]] if part else ()
        if not part or set(following) & _CITY or not following:
            return _place_of_audience(each) or (part if part and set(following) & _CITY else None)
        return None
    for i in range(verb + 1, min(verb + 12, len(sentence.lows))):
        if is_break(sentence, i):
            break
        if sentence.lows[i] in _OUT_OF or sentence.lows[i - 1 : i + 1] == ("out", "of"):
            part = phrase_after(sentence, i + 1)
            if part and (has_name(sentence, part) or _CITY & set(sentence.lows[part[0] : part[1]])):
                return part
            return None
    return _place_of_audience(each)


def _place_of_audience(each: Directive) -> Part | None:
    """`nationals in Kharkiv`: the place that the audience is in."""
    if each.audience is None:
        return None
    begin, end = each.audience
    for i in range(begin, end):
        if each.sentence.lows[i] in ("in", "of", "near", "at") and i + 1 < end:
            part = phrase_after(each.sentence, i + 1)
            side = part and {"north", "south", "east", "west"} & set(each.sentence.lows[part[0] : part[1]])
            named = part and has_name(each.sentence, part) and each.sentence.lows[i] != "of"
            if part and (side or named) and part[1] <= end:
                return part[0], _past_list(each.sentence, part[1], end)
    return None


def _past_list(sentence: Sentence, i: int, end: int) -> int:
    """`in the provinces of Anbar, Salahuddin and Nineveh`: the end of a list of names."""
    while i + 1 < end and sentence.lows[i] in (",", "and", "or"):
        following = i + 1 + (sentence.lows[i + 1] in ("and", "or"))
        part = phrase_after(sentence, following)
        if part is None or part[0] != following or part[1] > end or not sentence.words[following].is_name:
            break
        i = part[1]
    return i


def means_in(report: Report, sentences: Sequence[tuple[Sentence, Part]]) -> list[Field[str]]:
    """By what means people can go, as told in words of some sentences: foot, vehicle, bus, train, flight, ship."""
    found: dict[str, Field[str]] = {}
    for sentence, (begin, end) in sentences:
        for i, word in enumerate(sentence.words):
            means = v.MEANS_BY_WORD.get(word.low) if begin <= i < end else None
            if means and not _is_without(sentence, i):
                found.setdefault(means, Field(means, (word.start, word.end)))
    return list(found.values())


def _is_without(sentence: Sentence, i: int) -> bool:
    """`who find no bus or train`, `do not walk`, `without vehicles`."""
    before = sentence.lows[max(0, i - 3) : i]
    return bool({"not", "cancelled", "suspended", "against"} & set(before) or {"no", "without"} & set(before[-2:])) or (
        sentence.lows[i + 1 : i + 2] in (("are",), ("were",)) and "cancelled" in sentence.lows[i : i + 4]
    )


def urgency_in(report: Report, sentences: Sequence[Sentence]) -> list[Field[str]]:
    """The words that make it urgent, as they stand."""
    found = []
    for sentence in sentences:
        i = 0
        while i < len(sentence.lows):
            begun = _URGENT.get(sentence.lows[i], ())
            said = next((words for words in begun if sentence.lows[i : i + len(words)] == words), None)
            if said:
                found.append(report.field(sentence, (i, i + len(said))))
            i += len(said) if said else 1
    return found
