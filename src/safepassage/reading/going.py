"""Where to, where from, by what means and how urgently, in the words of a directive."""

from collections.abc import Iterator, Sequence

from safepassage.reading import vocabulary as v
from safepassage.reading.directives import Directive
from safepassage.reading.drafts import Field
from safepassage.reading.phrases import Part, has_name, is_break, phrase_after
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

_TOWARDS = frozenset("to at for towards toward into beyond via".split())
_OUT_OF = frozenset("from".split())
_NO_PLACE = frozenset(
    "home homes place places settlements safety way advantage touch contact date time hand flight flights attack care "
    "embassy ministry attention account risk themselves condition country city town hotline office arrival".split()
)
_SETTINGS = frozenset(
    "airport port harbour harbor jetty crossing border hotel school station square gate stadium hall university base "
    "camp yard yards junction bridge checkpoint terminal church compound park mosque hospital embassy consulate".split()
)
_CITY = frozenset(("city", "country", "area", "capital", "town", "region"))
_URGENT = tuple(tuple(words.split()) for words in v.URGENT)


def destinations_of(each: Directive) -> list[Part]:
    """The places that people are told to go to; none where they are told not to."""
    if each.negative or each.kind != "Move":
        return []
    sentence, verb = each.sentence, each.verb
    low = sentence.lows[verb]
    if low == "reach":
        return list(_list_of_places(sentence, verb + 1))
    if low in v.LEAVING:
        return _after(sentence, verb + 1, frozenset(("for", "to", "towards", "via")))
    return _after(sentence, verb + 1, _TOWARDS)


def _after(sentence: Sentence, begin: int, prepositions: frozenset[str]) -> list[Part]:
    """Places after a preposition in the rest of the clause."""
    found: list[Part] = []
    i = begin
    while i < len(sentence.lows) and i - begin < 24:
        low = sentence.lows[i]
        if low in '.;:?!"”' or low in ("when", "where", "who", "which", "that", "until", "before", "because", "if", "while"):
            break
        if low in ("and", "but", "or", ",") and i + 1 < len(sentence.lows) and sentence.lows[i + 1] in ("to", "not", "avoid", "do"):
            break
        if low in prepositions and i + 1 < len(sentence.lows):
            places = list(_list_of_places(sentence, i + 1))
            found += places
            i = places[-1][1] if places else i + 1
            continue
        i += 1
    return found


def _list_of_places(sentence: Sentence, begin: int) -> Iterator[Part]:
    """`Pesochin, Babye, and Bazlyudovka`: places from a word on, with commas, `and`, `or` between."""
    i = begin
    while i < len(sentence.lows):
        part = phrase_after(sentence, i)
        if part is None or part[0] != i or not _is_place(sentence, part):
            return
        yield part
        i = part[1]
        while i < len(sentence.lows) and sentence.lows[i] in (",", "and", "or", "/", "either"):
            i += 1
        if i == part[1]:
            return


def _is_place(sentence: Sentence, part: Part) -> bool:
    lows = set(sentence.lows[part[0] : part[1]])
    if any(low[:1].isdigit() for low in sentence.lows[part[0] : part[0] + 1]) or lows & {"noon", "midnight"}:
        return False
    if has_name(sentence, part):
        last = sentence.words[part[1] - 1]
        return not (lows & v.PEOPLE and not last.is_name) and not lows & {"embassy", "ministry", "passport", "visa"}
    return bool(lows & _SETTINGS) and not lows & {"border", "embassy", "airport"} and len(lows - v.DETERMINERS) > 1


def origin_of(each: Directive) -> Part | None:
    """The place that people are told to leave."""
    sentence, verb = each.sentence, each.verb
    low = sentence.lows[verb]
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
        if sentence.lows[i] in _OUT_OF:
            part = phrase_after(sentence, i + 1)
            return part if part and has_name(sentence, part) else None
    return _place_of_audience(each)


def _place_of_audience(each: Directive) -> Part | None:
    """`nationals in Kharkiv`: the place that the audience is in."""
    if each.audience is None:
        return None
    begin, end = each.audience
    for i in range(begin, end):
        if each.sentence.lows[i] in ("in", "of") and i + 1 < end and each.sentence.lows[i] == "in":
            part = phrase_after(each.sentence, i + 1)
            if part and has_name(each.sentence, part) and part[1] <= end:
                return part
    return None


def means_in(report: Report, sentences: Sequence[Sentence]) -> list[Field[str]]:
    """By what means people can go, as told in some sentences: foot, vehicle, bus, train, flight, ship."""
    found: dict[str, Field[str]] = {}
    for sentence in sentences:
        for i, word in enumerate(sentence.words):
            means = v.MEANS_BY_WORD.get(word.low)
            if means and not _is_without(sentence, i):
                found.setdefault(means, Field(means, (word.start, word.end)))
    return list(found.values())


def _is_without(sentence: Sentence, i: int) -> bool:
    """`who find no bus or train`, `do not walk`, `without vehicles`."""
    before = sentence.lows[max(0, i - 4) : i]
    return bool({"no", "not", "without", "cancelled", "suspended", "against"} & set(before))


def urgency_in(report: Report, sentences: Sequence[Sentence]) -> list[Field[str]]:
    """The words that make it urgent, as they stand."""
    found = []
    for sentence in sentences:
        i = 0
        while i < len(sentence.lows):
            said = next((words for words in _URGENT if sentence.lows[i : i + len(words)] == words), None)
            if said:
                found.append(report.field(sentence, (i, i + len(said))))
            i += len(said) if said else 1
    return found
