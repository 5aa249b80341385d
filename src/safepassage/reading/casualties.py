"""Casualties: who was killed or hurt, or how many; where, when, by what and how it came about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Casualty, Field
from safepassage.reading.numbers import number_at
from safepassage.reading.people import Person, persons
from safepassage.reading.phrases import Part, has_name, is_break, phrase_after
from safepassage.reading.report import Report, on_past_day
from safepassage.reading.text import Sentence

_LIFE = frozenset("life lives".split())
_AT = frozenset("off in at near outside inside on around from".split())
_HOW = frozenset("while when as who after".split())
_FARTHEST = 2  # sentences between a death and who tells more of it


@dataclass(frozen=True)
class _Death:
    """A sentence that tells of dead or wounded."""

    sentence: Sentence
    word: int


def read_casualties(report: Report) -> list[Casualty]:
    """All casualties of a report, in the order of its text."""
    found: list[Casualty] = []
    last_death = -9
    for index, sentence in enumerate(report.sentences):
        death = _death(sentence)
        named = persons(sentence)
        if death is not None:
            last_death = index
            found += _told(report, _Death(sentence, death), named)
        elif named and found and _AMONG & set(sentence.lows) and index - last_death <= _FARTHEST:
            found += [_of_person(report, sentence, person) for person in named if person.name]
        elif named and index - last_death <= _FARTHEST and not {"detained", "arrested", "said"} & set(sentence.lows):
            for person in named:
                _tell_more(report, found, sentence, person)
        elif found and index - last_death <= _FARTHEST + 1 and sentence.lows[0] in ("he", "she", "they"):
            _tell_how(report, found, sentence)
    return found


_AMONG = frozenset("them victims dead among".split())  # `One of them was`


def _death(sentence: Sentence) -> int | None:
    """The word that tells of dead or wounded, and not that there were none."""
    for i, low in enumerate(sentence.lows):
        lost = low in ("lost", "losing", "claimed") and bool(_LIFE & set(sentence.lows[i + 1 : i + 5]))
        to_death = low == "to" and sentence.lows[i + 1 : i + 2] == ("death",)
        shot = low in ("shot", "hit", "struck") and "died" in sentence.lows[i:]
        lost = lost or (low in ("death", "deaths", "body", "bodies") and sentence.lows[i + 1 : i + 2] == ("of",))
        lost = lost or (low in ("took", "cost", "costs", "takes") and bool(_LIFE & set(sentence.lows[i + 1 : i + 5])))
        lost = lost or (
            low in ("wound", "wounds", "injuries") and bool(_SUFFERED & set(sentence.lows[max(0, i - 4) : i]))
        )
        lost = lost or (low == "lost" and bool(_LIMBS & set(sentence.lows[i + 1 : i + 4])))
        lost = lost or (low == "toll" and _is_toll(sentence, i))
        if low in v.DYING or lost or to_death or shot or (low == "shot" and _shoots_person(sentence, i)):
            before = sentence.lows[max(0, i - 4) : i]
            if not {"no", "not", "nobody", "none", "if", "whether", "could", "threatened"} & set(before):
                return i
    return None


_SUFFERED = frozenset("sustained suffered received".split())
_LIMBS = frozenset("leg legs arm arms hand hands foot eye eyes".split())
_STANDING = frozenset("to at stands stood rose rises climbed reached reaches passed of is was has had now".split())


def _is_toll(sentence: Sentence, i: int) -> bool:
    """`the death toll`, `the toll has risen to`; no toll gate."""
    following = sentence.lows[i + 1] if i + 1 < len(sentence.lows) else ""
    return sentence.lows[i - 1 : i] in (("death",), ("casualty",)) or following in _STANDING


def _shoots_person(sentence: Sentence, i: int) -> bool:
    return any(person.name and 0 < person.name[0] - i < 8 for person in persons(sentence))


def _told(report: Report, death: _Death, named: list[Person]) -> Iterator[Casualty]:
    sentence = death.sentence
    named = [person for person in named if not _lives(sentence, person)]
    if named:
        for person in named:
            yield _of_person(report, sentence, person)
        others = _others(report, sentence, named[-1])
        if others:
            yield _of_number(report, sentence, others)
            return
        first = named[0].name or named[0].age or (0, 0)
        counted = _number(report, sentence, before=first[0])
        if counted is None or counted.value == 1:
            return
        yield _of_number(report, sentence, counted)
        return
    listed = _listed(report, sentence, death.word)
    if listed:
        yield from (_of_number(report, sentence, each) for each in listed)
        return
    counted = _number(report, sentence, before=len(sentence.lows))
    if counted is not None:
        yield _of_number(report, sentence, counted)
        other = _put_at(report, sentence)
        if other and other.value != counted.value:
            yield _of_number(report, sentence, other)
        yield from (_of_number(report, sentence, each) for each in _others_of_kind(report, sentence, counted))


def _number(report: Report, sentence: Sentence, before: int) -> Field[int] | None:
    """How many: `At least 13 people`, `Ten of its nationals`, `four patients and a cleaner`, `an Indian student`."""
    for i in _in_order(sentence, before):
        number = number_at(sentence, i)
        aged = i > 0 and sentence.lows[i - 1] in (",", "(", "aged") and sentence.lows[i + 1 : i + 2] in ((",",), (")",))
        dated = i > 0 and sentence.lows[i - 1] in v.DAY_WORDS and sentence.lows[i].isdigit()
        if (
            number
            and not aged
            and not dated
            and isinstance(number.value, int)
            and _counts_people(sentence, number.part[1])
        ):
            end = number.part[1]
            if _is_of_people(sentence, end):
                end += 1
                more = sentence.lows[end : end + 2] in (("and", "a"), ("and", "an"), ("and", "one"))
                if more and end + 2 < len(sentence.lows) and sentence.lows[end + 2] not in v.VIOLENCE:
                    span = sentence.span(number.lead, end + 3)
                    return Field(number.value + 1, span)
            return Field(number.value, sentence.span(number.lead, end))
    return _one(report, sentence, before)


def _put_at(report: Report, sentence: Sentence) -> Field[int] | None:
    """`the Red Crescent put the dead at 2,084`: another count of the same, which does not replace the first."""
    put = next((i for i, low in enumerate(sentence.lows) if low in ("put", "puts") and i), None)
    at = (
        next((j for j in range(put, min(put + 9, len(sentence.lows) - 1)) if sentence.lows[j] == "at"), None)
        if put
        else None
    )
    number = number_at(sentence, at + 1) if at else None
    if number is None or not isinstance(number.value, int):
        return None
    return Field(number.value, sentence.span(*number.part))


_KINDS = frozenset("killed dead died wounded injured hurt".split())


def _others_of_kind(report: Report, sentence: Sentence, first: Field[int]) -> list[Field[int]]:
    """`At least eight were killed and 41 wounded`: numbers beside the first with a word of their own."""
    found: list[Field[int]] = []
    for i in range(len(sentence.lows)):
        number = number_at(sentence, i)
        if number is None or not isinstance(number.value, int) or len(found) == _MOST_COUNTS:
            continue
        span = sentence.span(number.lead, number.part[1])
        apart = span[0] >= first.span[1] or span[1] <= first.span[0]
        if apart and _is_told_of(sentence, number.part[1]) and all(span[0] >= each.span[1] for each in found):
            found.append(Field(number.value, span))
    return found


def _is_told_of(sentence: Sentence, end: int) -> bool:
    """Whether `wounded`, `people were wounded` or `others wounded` follows a number."""
    for j in range(end, min(end + 4, len(sentence.lows))):
        if sentence.lows[j] in _KINDS:
            return True
        if sentence.lows[j] not in v.PEOPLE | v.AUXILIARIES:
            return False
    return False


_MOST_COUNTS = 5  # that one line sets against each other


def _listed(report: Report, sentence: Sentence, death: int) -> list[Field[int]]:
    """`Death toll: 1,700 (authorities), 2,028 (opposition)`, `Injured: 3,400.`"""
    if sentence.lows[death + 1 : death + 2] != (":",):
        return []
    found: list[Field[int]] = []
    for i in range(death + 2, len(sentence.lows)):
        if len(found) == _MOST_COUNTS:
            break
        number = number_at(sentence, i)
        if number and isinstance(number.value, int) and sentence.lows[number.part[1] : number.part[1] + 1] in (
            ("(",), (",",), (".",), (";",), ()):  # fmt: skip
            found.append(Field(number.value, sentence.span(number.lead, number.part[1])))
    return found


def _lives(sentence: Sentence, person: Person) -> bool:
    """`a girl, Elif Uydurma, 7, alive`."""
    end = max(part[1] for part in (person.name, person.age) if part)
    return bool(_ALIVE & set(sentence.lows[end : end + 5]))


def _others(report: Report, sentence: Sentence, last: Person) -> Field[int] | None:
    """`killed a baker, NAME, 46, and four of his customers`."""
    end = max(part[1] for part in (last.name, last.age) if part)
    joined = next((i for i in range(end, min(end + 6, len(sentence.lows) - 1)) if sentence.lows[i] == "and"), None)
    number = number_at(sentence, joined + 1) if joined is not None else None
    if number is None or not isinstance(number.value, int) or not _counts_people(sentence, number.part[1]):
        return None
    return Field(number.value, sentence.span(number.lead, number.part[1]))


_ALIVE = frozenset("alive safe unhurt unharmed survived".split())
_CAUSING = frozenset("killing killed kills injuring injured wounding leaving claimed".split())
_PARTS = frozenset(",;:") | {"while", "but", "whereas"}


def _in_order(sentence: Sentence, before: int) -> list[int]:
    """Where a number may stand, the likeliest first: `killing six`, then the clause of the death, then the rest."""
    death = _death(sentence)
    if death is None or death >= before:
        return list(range(before))
    begin = next((j + 1 for j in range(death, 0, -1) if sentence.lows[j] in _PARTS), 0)
    last = min(death + 6, before)
    after = range(death + 1, last) if sentence.lows[death] in _CAUSING else range(0)
    return [*after, *range(begin, death), *range(begin), *range(death, before)]


def _one(report: Report, sentence: Sentence, before: int) -> Field[int] | None:
    """`an Indian student lost his life`: one person who is not named."""
    for i in range(before):
        if sentence.lows[i] in ("a", "an", "one") and i + 1 < before:
            part = phrase_after(sentence, i)
            if part and sentence.lows[part[1] - 1] in _SINGLE:
                return Field(1, sentence.span(*part))
    return None


_SINGLE = frozenset("student man woman child boy girl worker nurse doctor teacher soldier driver sailor "
                    "civilian national "
                    "citizen resident passenger engineer journalist volunteer baby policeman officer guard "
                    "medic".split())  # fmt: skip


def _is_of_people(sentence: Sentence, i: int) -> bool:
    return i < len(sentence.lows) and (sentence.lows[i] in v.COUNTED or sentence.lows[i].endswith("s")) and (
        sentence.lows[i] not in v.AUXILIARIES)  # fmt: skip


def _counts_people(sentence: Sentence, i: int) -> bool:
    """Whether what follows a number may be people: a word for them, `of`, a verb of dying, or a mark."""
    if i >= len(sentence.lows):
        return True
    following = sentence.lows[i : i + 4]
    if following[0] in v.DYING or following[0] in _AFTER_COUNT:
        return following[0] != "of" or bool(set(following) & (v.COUNTED | {"them", "his", "her", "their"}))
    return bool(set(following) & v.COUNTED) or (following[0].endswith("s") and following[0] not in _UNITS_OF) or (
        following[1:2] != () and following[1].endswith("ers"))  # fmt: skip


_AFTER_COUNT = frozenset(", . ; ( of were was others are have had more".split())
_UNITS_OF = frozenset("kilometres kilometers km hours days minutes metres miles strikes rockets missiles drones "
                      "months "
                      "boats vehicles cars trucks planes homes schools shops villages people's buses "
                      "years weeks sides times hospitals houses buildings blasts explosions shells "
                      "nationalities".split())  # fmt: skip


def _of_number(report: Report, sentence: Sentence, count: Field[int]) -> Casualty:
    return Casualty(
        spans=((sentence.start, sentence.end),),
        count=count,
        place=_place(report, sentence, None),
        on=on_past_day(report, sentence),
        cause=_cause(report, sentence),
        circumstances=_how(report, sentence, _death(sentence) or 0),
    )


def _of_person(report: Report, sentence: Sentence, person: Person) -> Casualty:
    name = report.field(sentence, person.name) if person.name else None
    where = person.name or person.age or (0, 1)
    return Casualty(
        spans=((sentence.start, sentence.end),),
        count=Field(1, sentence.span(*where)),
        name=name,
        age=Field(person.years or 0, sentence.span(*person.age)) if person.age else None,
        origin=report.field(sentence, person.origin) if person.origin else None,
        place=_place(report, sentence, person),
        on=on_past_day(report, sentence),
        cause=_cause(report, sentence),
        circumstances=_how(report, sentence, person.end if person.end < len(sentence.lows) - 3 else 0),
    )


def _tell_more(report: Report, found: list[Casualty], sentence: Sentence, person: Person) -> None:
    """A person with an age soon after a death: the one who died, if one did and is not named, else one of them."""
    told = _of_person(report, sentence, person)
    if told.circumstances is None:
        told = replace(told, circumstances=_predicate(report, sentence, person))
    last = found[-1] if found else None
    if last and last.count.value == 1 and last.name is None:
        found[-1] = replace(
            last,
            spans=(*last.spans, *told.spans),
            name=told.name,
            age=told.age or last.age,
            origin=told.origin or last.origin,
            circumstances=last.circumstances,
        )
    elif last:
        found.append(replace(told, place=None, on=told.on))


def _predicate(report: Report, sentence: Sentence, person: Person) -> Field[str] | None:
    end = next((j for j in range(person.end, len(sentence.lows)) if sentence.lows[j] in (".", ";")), len(sentence.lows))
    begin = person.end
    while begin < end and sentence.lows[begin] == ",":
        begin += 1
    return report.field(sentence, (begin, end)) if begin < end else None


def _tell_how(report: Report, found: list[Casualty], sentence: Sentence) -> None:
    """`He had spoken … before stepping out to buy food`: what the one who died was doing."""
    last = found[-1]
    if last.count.value != 1 or last.circumstances is not None or last.name is None:
        return
    begin = next((i + 1 for i, low in enumerate(sentence.lows) if low in ("before", "after", "while", "when", "as")), 1)
    end = len(sentence.lows) - (not sentence.words[-1].is_word)
    if begin < end:
        found[-1] = replace(
            last,
            spans=(*last.spans, (sentence.start, sentence.end)),
            circumstances=report.field(sentence, (begin, end)),
        )


def _place(report: Report, sentence: Sentence, person: Person | None) -> Field[str] | None:
    """The place told after `in`, `at`, `near`: a name, and not where the person is from."""
    skip = person.origin if person else None
    for i, low in enumerate(sentence.lows[:-1]):
        if low not in _AT or (skip and skip[0] <= i + 1 < skip[1]):
            continue
        if low == "from" and (person or (i and sentence.lows[i - 1] in v.COUNTED)):
            continue  # two students from Lubny
        part = phrase_after(sentence, i + 1)
        if part and part[0] == i + 1 and has_name(sentence, part) and not _is_date(sentence, part):
            if set(sentence.lows[part[0] : part[1]]) & v.VIOLENCE:
                cause = _without_where(sentence, part)
                if cause != part:
                    return report.field(sentence, (cause[1] + 1, part[1]))
                continue
            if low == "on" and not set(sentence.lows[part[0] : part[1]]) & {"road", "street", "square", "bridge"}:
                continue
            end = next((j for j in range(*part) if sentence.lows[j] in v.DYING | v.MODALS), part[1])
            named = next((j for j in range(part[0], end) if sentence.lows[j].endswith("'s") and j + 1 < end), None)
            return report.field(sentence, (part[0] if named is None else named + 1, end))
    return None


def _is_date(sentence: Sentence, part: Part) -> bool:
    return sentence.lows[part[0]] in v.DAY_WORDS


def _cause(report: Report, sentence: Sentence) -> Field[str] | None:
    for i, low in enumerate(sentence.lows):
        if low in ("by", "in", "of", "from") and i + 1 < len(sentence.lows):
            part = phrase_after(sentence, i + 1)
            if part and set(sentence.lows[part[0] : part[1]]) & v.VIOLENCE:
                return report.field(sentence, _without_where(sentence, part))
    for i, low in enumerate(sentence.lows):
        if low in v.VIOLENCE:
            begin = i - (i > 0 and sentence.lows[i - 1] in v.DETERMINERS)
            end = i + 1
            if sentence.lows[end : end + 1] in (("hit",), ("shot",), ("struck",)):
                end = next((j for j in range(end + 1, len(sentence.lows)) if is_break(sentence, j) or
                            sentence.lows[j] in v.PREPOSITIONS or sentence.words[j].is_name), end + 1)  # fmt: skip
            return report.field(sentence, (begin, end))
    for i, low in enumerate(sentence.lows[:-1]):
        if low == "died" and "of" in sentence.lows[i : i + 6]:
            of = sentence.lows.index("of", i)
            part = phrase_after(sentence, of + 1)
            if part:
                end = part[1] + 2 if sentence.lows[part[1] : part[1] + 1] == ("and",) else part[1]
                return report.field(sentence, (part[0], min(end, len(sentence.lows))))
    return None


def _without_where(sentence: Sentence, part: Part) -> Part:
    """`shelling of the Mugunga camp` without the camp."""
    of = next((j for j in range(part[0] + 1, part[1]) if sentence.lows[j] == "of"), None)
    violent = of is not None and set(sentence.lows[part[0] : of]) & v.VIOLENCE and has_name(sentence, (of, part[1]))
    return (part[0], of) if of is not None and violent else part


def _how(report: Report, sentence: Sentence, begin: int) -> Field[str] | None:
    """The clause that tells how it came about: `while he was carrying water`."""
    for i in range(begin, len(sentence.lows) - 2):
        if sentence.lows[i] in _HOW and sentence.lows[i + 1] not in ("of", "a", "well", "part"):
            end = next(
                (j for j in range(i + 2, len(sentence.lows)) if sentence.lows[j] in (".", ";", ",", "”", '"')),
                len(sentence.lows),
            )
            part = (i, end)
            if set(sentence.lows[i:end]) & v.VIOLENCE or (
                sentence.lows[i] == "who" and sentence.lows[i + 1] in ("died", "was")
            ):
                continue
            return report.field(sentence, part)
    return None


def is_of_dead(sentence: Sentence, begin: int, end: int) -> bool:
    """Whether a number in words[begin:end] counts dead or wounded."""
    if _death(sentence) is None:
        return False
    near = sentence.lows[max(0, begin - 3) : end + 9]
    return bool(set(near) & (v.DYING | {"lives", "dead", "died"}))
