"""Places as noun phrases: `the Hungarian border`, `School No 5`, `the reception point in Siret`, lists of them."""

from collections.abc import Iterator

from safepassage.reading import vocabulary as v
from safepassage.reading.phrases import Part, clause_begin, has_name, phrase_after
from safepassage.reading.text import Sentence
from safepassage.reading.zones import city, countries

# Nouns for places: `the` or a word more makes one of them a place to go to.
PLACE_NOUNS = frozenset(
    "barracks pier quay quayside dock docks wharf marina campus depot airfield airstrip runway helipad heliport "
    "monastery temple cathedral theatre theater airport airports port harbour harbor jetty crossing crossings border "
    "hotel school college station square plaza gate gates stadium arena hall university base camp yard yards "
    "junction "
    "bridge checkpoint terminal church compound park mosque hospital clinic embassy consulate mission entrance point "
    "points post stop market bazaar souk mall supermarket library museum palace garden gardens village roundabout "
    "beach farm factory warehouse office headquarters residence villa lodge inn guesthouse hostel lobby "
    "gymnasium gym "
    "centre center complex building house shelter shelters centres centers estate quarter district suburb suburbs "
    "corridor landing ferry-port courthouse monument statue fort fortress citadel opera cinema club racecourse "
    "showground fairground playground pitch field ground grounds platform lot lay-by exit toll-gate barrier corner "
    "enclave courtyard forecourt convent refectory island islands outskirts frontier annexe annex wing "
    "dormitory stables riverbank fence perimeter".split()
)
# Those that are no place to go to unless something more tells which: `the main gate`, `the centre of Lviv`.
_VAGUE = frozenset("point points building house office field ground grounds estate district quarter post base camp "
                   "centre center complex exit island islands outskirts barrier shelter shelters residence border "
                   "frontier corridor centres centers platform corner village enclave".split())  # fmt: skip
_SIDES = frozenset("north south east west centre center outskirts edge town city village district province region "
                   "island islands coast area areas mouth foot top corner side banks bank republic kingdom state "
                   "states suburb suburbs port vicinity".split())  # fmt: skip
_NO_PLACES = frozenset("highway motorway route easter christmas ramadan eid nowruz passover radio channel ministry "
                       "passport passports visa visas offer noon midnight flag flags facebook twitter telegram "
                       "whatsapp television tv website hotline app".split())  # fmt: skip
_BODIES = (
    v.AUTHORITIES
    - PLACE_NOUNS
    - frozenset(
        "high commission section police university company department county foreign government military army union "
        "nations state affairs airline".split()
    )
)
_RANKS = frozenset("master captain officer officers staff guard guards mr mrs ms dr general colonel major sergeant "
                   "sister brother father".split())  # fmt: skip
_REGIONS = frozenset("north south east west coast interior highlands mainland hills".split())
_NATION = ("ese", "ians", "eans", "ans", "ishmen", "men", "women", "ers")
_WITHIN = frozenset("in at near outside opposite behind beside by inside on with into".split())
_JOINING = frozenset((",", "and", "or", "/", "either", "both", ";"))
_AGAIN = frozenset("to at for towards toward in into".split())


def place_list(sentence: Sentence, begin: int) -> Iterator[Part]:
    """`Pisochyn (11 km), Babai, or to Bezliudivka`: places from a word on, with what joins them between."""
    i = begin + (sentence.lows[begin : begin + 1] in (("either",), ("both",)))
    while i < len(sentence.lows):
        part = place_at(sentence, i)
        if part is None or sentence.lows[part[1] : part[1] + 1] in _SAYS:
            return  # to Poltava, Washington said
        if i > begin and sentence.lows[part[1] : part[1] + 1] in _ARE:
            return  # to Zahle; the schools are open
        yield part
        end = _past_aside(sentence, part[1])
        i = end
        while i < len(sentence.lows) and sentence.lows[i] in _JOINING:
            i += 1
        if i > end and i < len(sentence.lows) and sentence.lows[i] in _AGAIN and sentence.lows[i - 1] in ("and", "or"):
            i += 1
        if i == end:
            return


_ARE = frozenset((word,) for word in v.AUXILIARIES)
_SAYS = frozenset((word,) for word in v.SAYING)


def _past_aside(sentence: Sentence, end: int) -> int:
    """Skip `(11 km)` behind a place."""
    if sentence.lows[end : end + 1] != ("(",):
        return end
    return next((j + 1 for j in range(end + 1, min(end + 8, len(sentence.lows))) if sentence.lows[j] == ")"), end)


def place_at(sentence: Sentence, i: int) -> Part | None:
    """The place that begins at a word, with what it stands in: `the Nimule junction at Gumbo`, `Siret, Romania`."""
    core = _core(sentence, i)
    if core is None or core[0] != i:
        return None
    if _several(sentence, core):
        return place_at(sentence, core[1] + 1)  # schools in Martuba
    if not _is_place(sentence, core):
        return None
    return i, _with_country(sentence, _with_surroundings(sentence, core[1]))


def _core(sentence: Sentence, i: int) -> Part | None:
    """The noun phrase; `School No 5` is one."""
    core = phrase_after(sentence, i)
    if core is None:
        return None
    named = [j for j in range(*core) if sentence.words[j].is_name]
    if named and named[0] == core[0] and not any(_is_noun(low) for low in sentence.lows[named[-1] + 1 : core[1]]):
        core = (core[0], _past_number(sentence, named[-1] + 1))  # Voznesensk start
    following = sentence.lows[core[1] : core[1] + 2]
    if len(following) == 2 and following[0] in ("no", "no.", "number") and following[1][0].isdigit():
        return core[0], core[1] + 2
    following = sentence.lows[core[1] : core[1] + 3]
    numbered = len(following) == 3 and following[:2] == ("no", ".") and following[2][0].isdigit()
    return (core[0], core[1] + 3) if numbered else core


_PLURALS = frozenset("schools hotels camps shelters hostels centres centers hospitals mosques churches halls "
                     "homes".split())  # fmt: skip


def introduces_places(sentence: Sentence) -> bool:
    """Whether a list of places follows: `Go to one of these points:`, `Assemble at:`."""
    before = sentence.lows[-2:-1]
    last = before[0] if before and sentence.lows[-1] == ":" else ""
    return last in _POINTS | PLACE_NOUNS | _PLURALS | {
        "addresses",
        "stops",
        "to",
        "at",
        "following",
        "stations",
        "towns",
        "villages",
    }


def item_place(sentence: Sentence) -> Part | None:
    """The place that an item of a list begins with: `- School No 7`, `2) Lubny (11 km)`."""
    part = place_at(sentence, 0) if sentence.is_item else None
    if part is None:
        return None
    lows = sentence.lows[part[0] : part[1]]
    alone = part[1] == len(sentence.lows) or not sentence.words[part[1]].is_word
    named = any(word.is_name for word in sentence.words[1 : part[1]]) or set(lows) & PLACE_NOUNS
    return part if alone and (named or len(lows) == 1) else None


_MEETING = frozenset("meeting assembly muster mustering rallying gathering collection reception "
    "evacuation pick-up pickup "
                     "departure boarding embarkation transit rendezvous registration reporting".split())  # fmt: skip
_POINTS = frozenset("point points place places site sites location locations venue venues spot area centre centres "
                    "center centers".split())  # fmt: skip
_LABELS = frozenset("where destination destinations rendezvous venue".split())
_IS = (("is",), ("are",), (":",), ("–",), ("—",), ("-",), ("=",))


def place_named(sentence: Sentence, i: int) -> int | None:
    """Where the place begins that a notice names by the use at i: `Meeting point: the main gate`."""
    lows = sentence.lows
    label = lows[i] in _LABELS and (i == 0 or not sentence.words[i - 1].is_word)
    if not label and not (lows[i] in _POINTS and i and lows[i - 1] in _MEETING):
        return None
    at = i + 1
    if not label and lows[at : at + 1] == ("for",):  # the meeting point for Poles is
        at = next((j for j in range(at, min(at + 8, len(lows))) if (lows[j],) in _IS), len(lows))
    if lows[at : at + 2] in (("will", "be"), ("has", "been")):
        at += 1
    if not label and lows[i - 3 : i - 1] in (("is", "the"), ("be", "the"), ("is", "our"), ("is", "your")):
        begin = clause_begin(sentence, i - 3 - (lows[i - 4] == "will"))
        return begin if place_at(sentence, begin) else None  # the Baron hotel is the meeting point
    if lows[at : at + 1] not in (*_IS, ("be",)) or (label and lows[at : at + 1] in (("is",), ("are",))):
        return None
    at += 1
    at += lows[at : at + 1] in (("at",), ("in",), ("outside",), ("near",))
    return at if place_at(sentence, at) else None


def _is_noun(low: str) -> bool:
    """Whether a word is a noun for a place, also in the plural."""
    return low in PLACE_NOUNS or low in _SIDES or low[:-1] in PLACE_NOUNS


def _past_number(sentence: Sentence, end: int) -> int:
    """The 3 of `Gate 3`."""
    return end + (end < len(sentence.lows) and sentence.lows[end].isdigit())


def _several(sentence: Sentence, core: Part) -> bool:
    """`schools in Martuba`: of several places of a kind the town is told."""
    return sentence.lows[core[1] - 1] in _PLURALS and sentence.lows[core[1] : core[1] + 1] == ("in",)


def _with_surroundings(sentence: Sentence, end: int) -> int:
    """`the reception point in Siret`: the end of a place with the place that it stands in or borders on."""
    if sentence.lows[end : end + 1] and sentence.lows[end] in _WITHIN and end + 1 < len(sentence.words):
        begin = end + 1
        part = _core(sentence, begin)
        named = sentence.words[begin].is_name or (sentence.lows[begin] == "the" and part and has_name(sentence, part))
        if part and part[0] == begin and named and _is_place(sentence, part):
            return _with_other(sentence, part[1])
    return end


def _with_other(sentence: Sentence, end: int) -> int:
    """`the office in Jimbaran or Renon`: a bare name joined to where a place stands is no place of its own."""
    joined = sentence.lows[end : end + 1] in (("or",), ("and",)) and end + 1 < len(sentence.words)
    part = _core(sentence, end + 1) if joined and sentence.words[end + 1].is_name else None
    plain = (
        part
        and all(sentence.words[j].is_name for j in range(*part))
        and not set(sentence.lows[slice(*part)]) & PLACE_NOUNS
    )
    return part[1] if part and plain else end


def _with_country(sentence: Sentence, end: int) -> int:
    """`Siret, Romania`: a country after a comma tells where, unless the list goes on."""
    if sentence.lows[end : end + 1] != (",",) or end + 1 >= len(sentence.words):
        return end
    part = phrase_after(sentence, end + 1)
    if part is None or part[0] != end + 1:
        return end
    if " ".join(sentence.lows[part[0] : part[1]]) not in countries():
        return part[1] if _is_in(sentence, end, part) else end
    return end if sentence.lows[part[1] : part[1] + 1] in (("and",), ("or",)) else part[1]


def _is_in(sentence: Sentence, end: int, part: Part) -> bool:
    """`the Community School, Gargaresh, on Sunday`: a bare name alone behind a place tells where that is."""
    alone = part[1] - part[0] <= 2 and all(sentence.words[j].is_name for j in range(*part))
    listed = {"and", "or", "/", ";"} & set(sentence.lows[part[1] : part[1] + 6])
    following = sentence.lows[part[1] : part[1] + 1]
    ends = following in ((), (".",), (",",), ("on",), ("at",), ("by",), ("before",), ("until",))
    noun = sentence.lows[end - 1] in PLACE_NOUNS or sentence.lows[end - 2] in PLACE_NOUNS
    return alone and noun and ends and not listed and not PLACE_NOUNS & set(sentence.lows[slice(*part)])


def _is_place(sentence: Sentence, part: Part) -> bool:
    """Whether a noun phrase is a place: by its name, or by its head where that is a noun for one."""
    words = sentence.words[part[0] : part[1]]
    lows = sentence.lows[part[0] : part[1]]
    if lows[0] in ("a", "an") and not _with_surroundings(sentence, part[1]) > part[1]:
        return False  # a C-130
    if set(lows) & _NO_PLACES or lows[0][0].isdigit() or (set(lows) & _RANKS and not set(lows) & PLACE_NOUNS):
        return False
    head = lows.index("of") - 1 if "of" in lows[1:] else len(lows) - 1
    if lows[head] in v.HOLDERS | v.CARRIERS | _RANKS | v.PEOPLE:
        return False
    if lows[0] == "the" and len(lows) == 2 and lows[1] in _REGIONS:
        return sentence.lows[part[0] - 1 : part[0]] in (("for",), ("to",))  # leave for the north
    if lows[head] in PLACE_NOUNS or lows[head][:-1] in PLACE_NOUNS:
        return _is_told_which(sentence, part, head)
    if head < len(lows) - 1:  # the town of Sumy; not the collapse of the Alau dam
        return words[head].is_name or lows[head] in _SIDES
    numbered = len(lows) > 1 and lows[-1][0].isdigit()  # gate 3
    return (words[-1].is_name or numbered) and _is_name_of_place(sentence, part)


def _is_told_which(sentence: Sentence, part: Part, head: int) -> bool:
    """Whether a noun for a place has enough beside it to tell which one."""
    lows = sentence.lows[part[0] : part[1]]
    more = set(lows) - v.DETERMINERS - {lows[head]}
    if has_name(sentence, part) or _with_surroundings(sentence, part[1]) > part[1]:
        return True
    if lows[head] in ("border", "frontier"):
        return False
    return len(more) > 0 if lows[head] in _VAGUE else bool(more) or lows[0] == "the"


def _is_name_of_place(sentence: Sentence, part: Part) -> bool:
    """Whether a name may be that of a place: no body, no person, no people."""
    lows = sentence.lows[part[0] : part[1]]
    first = sentence.words[part[0]]
    name = " ".join(word.said for word in sentence.words[part[0] : part[1]] if word.low not in v.DETERMINERS)
    if not (first.is_name or first.low in v.DETERMINERS | _SIDES | _TOWARDS or first.low in PLACE_NOUNS):
        return False
    if set(lows) & _BODIES and not set(lows) & PLACE_NOUNS:
        return False
    if lows[-1].endswith(_NATION) and city(name) is None and len(lows) <= 2 + (lows[0] in v.DETERMINERS):
        return False  # a flight for Taiwanese
    following = sentence.lows[part[1] : part[1] + 1]
    people = sentence.lows[part[0] - 1 : part[0]] == ("for",) and lows[-1].endswith("s")
    return not (people and following and following[0] in ("in", "who", "from", "with", "still"))


_TOWARDS = frozenset("neighbouring neighboring nearby central northern southern eastern western upper lower mainland "
                     "downtown greater old inner".split())  # fmt: skip
