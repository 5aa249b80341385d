"""Where to, where from, by what means and how urgently, in the words of a directive."""

from collections.abc import Iterator, Sequence

from safepassage.reading import vocabulary as v
from safepassage.reading.directives import Directive
from safepassage.reading.drafts import Field
from safepassage.reading.phrases import Part, has_name, is_break, is_verb, phrase_after
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

_TOWARDS = frozenset("to at for towards toward into beyond via".split())
_MEETING = frozenset(
    "wait await assemble gather muster congregate meet converge collect present be regroup rally shelter".split()
)
_WITHIN = frozenset("in inside outside near on by".split())  # where people gather, beside `at`
_THROUGH = frozenset("through via over by".split())  # with a crossing or a port
_OUT_OF = frozenset("from".split())
_NO_PLACE = frozenset(
    "home homes place places settlements safety way advantage touch contact date time hand flight flights "
    "attack care "
    "ministry attention account risk themselves condition country city town hotline office arrival".split()
)
_SETTINGS = frozenset(
    "barracks pier quay dock marina campus depot airfield airstrip runway helipad monastery temple cathedral theatre "
    "airport port harbour harbor jetty crossing border hotel school station square gate stadium hall university base "
    "camp yard yards junction bridge checkpoint terminal church compound park mosque hospital embassy "
    "consulate".split()
)
_CITY = frozenset("city country area capital town region centre center".split())
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
    if low == "reach":
        return [*_list_of_places(sentence, verb + 1), *named]
    if low == "use":
        return [*_of_crossings(sentence, verb + 1), *named]
    if low in v.LEAVING or low == "deadline":
        found = _after(sentence, verb + 1, frozenset(("for", "to", "towards", "via")))
        return [*found, *_through(sentence, verb + 1), *named]
    if low in _MEETING:
        return [*_after(sentence, verb + 1, _TOWARDS | _WITHIN), *named]
    return [*_after(sentence, verb + 1, _TOWARDS), *named]


def _through(sentence: Sentence, begin: int) -> list[Part]:
    """`leave through the land crossing with Jordan`: a crossing or a port that people go by."""
    for i in range(begin, min(begin + 14, len(sentence.lows) - 1)):
        if is_break(sentence, i):
            break
        if sentence.lows[i] in _THROUGH:
            places = list(_list_of_places(sentence, i + 1))
            ways = [part for part in places if _CROSSINGS & set(sentence.lows[part[0] : part[1]])]
            if ways:
                return [_with_neighbour(sentence, part) for part in ways]
    return []


def _with_neighbour(sentence: Sentence, part: Part) -> Part:
    """`the crossing with Jordan`."""
    end = part[1]
    joined = sentence.lows[end : end + 1] in (("with",), ("into",)) and sentence.words[end + 1 : end + 2]
    return (part[0], end + 2) if joined and sentence.words[end + 1].is_name else part


_CROSSINGS = frozenset("crossing crossings border port ports airport bridge corridor checkpoint gate".split())


def _of_crossings(sentence: Sentence, begin: int) -> list[Part]:
    """`use the land ports at Benapole and Akhaura`: what is named, else the crossing itself."""
    for i in range(begin, min(begin + 8, len(sentence.lows))):
        if sentence.lows[i] in _CROSSINGS:
            at = sentence.lows[i + 1 : i + 2] in (("at",), ("of",), ("in",), ("near",))
            named = list(_list_of_places(sentence, i + 2)) if at else []
            return named or list(_list_of_places(sentence, begin))
    return [part for part in _list_of_places(sentence, begin) if has_name(sentence, part)]


_POINTS = frozenset("points places sites centres centers shelters crossings hotels locations schools ports routes "
                    "stations camps".split())  # fmt: skip


def _named_points(sentence: Sentence, begin: int) -> list[Part]:
    """`one of three assembly points, namely A and B`, `at these places: A, B and C`."""
    lows = sentence.lows
    for i in range(begin + 1, len(lows) - 2):
        if lows[i] not in _POINTS:
            continue
        if lows[i + 1] in (":", "–", "—", "(") or lows[i + 1 : i + 3] == (",", "namely"):
            return list(_list_of_places(sentence, i + (3 if lows[i + 2] == "namely" else 2)))
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
                places = list(_list_of_places(sentence, j + 1))
                if places:
                    return places
        named = _named_points(sentence, i - 1)
        if named:
            return named
    if any(lows[i] in ("names", "lists", "gives") for i in range(len(lows))):
        return next((p for i, low in enumerate(lows) if low in _POINTS and (p := _named_points(sentence, i - 1))), [])
    return []


_TAKING_IN = frozenset("reception evacuation assembly meeting rallying muster collection gathering transit relief safe "
                       "emergency welcome registration".split())  # fmt: skip
_SHUT = frozenset("closed shut full suspended".split())


def _after(sentence: Sentence, begin: int, prepositions: frozenset[str]) -> list[Part]:
    """Places after a preposition in the rest of the clause."""
    found: list[Part] = []
    i = begin
    while i < len(sentence.lows) and i - begin < 24:
        low = sentence.lows[i]
        if (
            low in '.;:?!"”'
            or low in _OTHER_CLAUSE
            or (i > begin and low != "am" and (low in v.SAYING or is_verb(sentence, i)))
        ):
            break
        if (
            low in ("and", "but", "or", ",")
            and i + 2 < len(sentence.lows)
            and sentence.lows[i + 1] in ("to", "not", "avoid", "do")
            and not (sentence.lows[i + 1] == "to" and _begins_noun(sentence, i + 2))
        ):
            break
        if low in prepositions and i + 1 < len(sentence.lows) and sentence.lows[i - 1] not in _NO_DIRECTION:
            places = list(_list_of_places(sentence, i + 1))
            found += places
            i = places[-1][1] if places else i + 1
            continue
        i += 1
    return found


_BODIES = v.AUTHORITIES - frozenset(
    "embassy consulate mission high commission section headquarters police station centre center university company "
    "department office county foreign government military army union nations".split()
)


def _begins_noun(sentence: Sentence, i: int) -> bool:
    return sentence.words[i].is_name or sentence.lows[i] in v.DETERMINERS


_NO_DIRECTION = frozenset(
    "embassy ambassador envoy mission adviser threat damage danger access risk attention according due thanks next "
    "owing prior".split()
)
_OTHER_CLAUSE = frozenset(
    "but whereas when where who which that until before because if while after since though although".split()
)


def _list_of_places(sentence: Sentence, begin: int) -> Iterator[Part]:
    """`Pesochin, Babye, and Bazlyudovka`: places from a word on, with commas, `and`, `or` between."""
    i = begin
    while i < len(sentence.lows):
        part = phrase_after(sentence, i)
        if part and sentence.lows[part[1] - 1] in _PLURALS and sentence.lows[part[1] : part[1] + 1] == ("in",):
            yield from _list_of_places(sentence, part[1] + 1)  # schools in Martuba and Tobruk
            return
        if part is None or part[0] != i or not _is_place(sentence, part):
            return
        if i > begin and sentence.lows[part[1] : part[1] + 1] and sentence.lows[part[1]] in v.SAYING:
            return  # to Poltava, Washington said
        part = (part[0], _with_surroundings(sentence, part[1]))
        yield part
        i = part[1]
        while i < len(sentence.lows) and sentence.lows[i] in (",", "and", "or", "/", "either"):
            i += 1
        if i == part[1]:
            return


_PERSONS = v.HOLDERS | {"master", "captain", "officer", "officers", "staff", "guard", "guards"}
_PARTS = frozenset(
    "north south east west centre center outskirts edge town city village district province region island islands "
    "coast area areas mouth foot top corner side banks bank republic kingdom state states suburb suburbs".split()
)


def _names_a_place(sentence: Sentence, part: Part) -> bool:
    """Whether a name heads a phrase: not `a C-130`, `the collapse of the Alau dam`, `Filipinos in Tel Aviv`."""
    lows, first = sentence.lows[part[0] : part[1]], sentence.words[part[0]]
    if lows[0] in ("a", "an") or not (first.is_name or lows[0] in v.DETERMINERS | _PARTS):
        return False
    if "of" in lows:
        head = lows[: lows.index("of")]
        named = any(word.is_name for word in sentence.words[part[0] + 1 : part[0] + len(head)]) or first.is_name
        return named or bool(set(head) & _PARTS)
    following = sentence.lows[part[1] : part[1] + 1]
    people = sentence.lows[part[0] - 1 : part[0]] == ("for",) and lows[-1].endswith("s")
    return not (people and following and following[0] in ("in", "who", "from", "with", "still"))


_NO_PLACES = frozenset("highway motorway route easter christmas ramadan eid nowruz passover radio channel".split())
_PLURALS = frozenset("schools hotels camps shelters hostels centres centers hospitals mosques churches halls "
                     "homes".split())  # fmt: skip


def _with_surroundings(sentence: Sentence, end: int) -> int:
    """`the Nimule road junction at Gumbo`: a place within a place."""
    if sentence.lows[end : end + 1] in (("in",), ("at",), ("near",)) and sentence.words[end + 1 : end + 2]:
        part = phrase_after(sentence, end + 1)
        if part and part[0] == end + 1 and sentence.words[part[0]].is_name and _is_place(sentence, part):
            return part[1]
    return end


def _is_place(sentence: Sentence, part: Part) -> bool:
    lows = set(sentence.lows[part[0] : part[1]])
    first = sentence.words[part[0]]
    if not lows & _SETTINGS and not _names_a_place(sentence, part):
        return False
    if sentence.lows[part[1] - 1] in _PERSONS | v.CARRIERS or lows & _NO_PLACES:
        return False  # the harbour master, Wednesday's convoy, Highway 6
    if lows & _PERSONS and not lows & _SETTINGS:
        return False  # Officer Nemaie
    if sentence.lows[part[1] - 1].endswith(("ese", "ians", "eans", "ans")):
        return False  # a flight for Taiwanese
    if not first.is_name and first.low in v.GOING | v.LEAVING | v.REGISTERING | v.STAYING | {
        "be",
        "send",
        "help",
        "let",
        "tell",
    }:
        return False
    if any(low[:1].isdigit() for low in sentence.lows[part[0] : part[0] + 1]) or lows & {"noon", "midnight"}:
        return False
    if has_name(sentence, part):
        last = sentence.words[part[1] - 1]
        if lows & _BODIES and not lows & _SETTINGS:
            return False
        return not (lows & v.PEOPLE and not last.is_name) and not lows & {"ministry", "passport", "visa", "offer"}
    if lows & v.PEOPLE or "border" in lows:
        return False
    within = _with_surroundings(sentence, part[1]) > part[1]
    return bool(lows & _SETTINGS) and (within or len(lows - v.DETERMINERS) > 1 or "the" in lows)


def carried(sentence: Sentence) -> tuple[list[Part], Part | None]:
    """Where to and where from something goes that takes people along: `a charter from Cap-Haïtien to Miami leaves`."""
    to: list[Part] = []
    from_: Part | None = None
    for i, low in enumerate(sentence.lows):
        before = set(sentence.lows[max(0, i - 4) : i])
        if low not in v.CARRIERS or before & v.NEGATIONS:
            continue
        if before & _SENDING:  # to where people are fetched from
            continue
        for j in range(i + 1, min(i + 12, len(sentence.lows) - 1)):
            if sentence.lows[j] in '.;:?!"”' or sentence.lows[j] in ("not", "who", "those"):
                break
            if sentence.lows[j] in ("that", "which") and sentence.lows[j + 1] not in _RUNNING:
                break
            if sentence.lows[j] in ("to", "for") and sentence.lows[j + 1] not in ("be", "those"):
                to += [part for part in _list_of_places(sentence, j + 1) if part not in to]
            elif sentence.lows[j] in ("from", "leaves", "departs", "leave") and from_ is None:
                part = phrase_after(sentence, j + 1)
                from_ = part if part and part[0] == j + 1 and _is_place(sentence, part) else None
    return to, from_


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
            return _place_of_audience(each)
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
        if each.sentence.lows[i] in ("in", "of") and i + 1 < end:
            part = phrase_after(each.sentence, i + 1)
            side = part and {"north", "south", "east", "west"} & set(each.sentence.lows[part[0] : part[1]])
            named = part and has_name(each.sentence, part) and each.sentence.lows[i] == "in"
            if part and (side or named) and part[1] <= end:
                return part
    return None


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
