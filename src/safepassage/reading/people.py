"""Persons whom a report names with their age: `Ihor Nemaie, 24, a nurse from Poltava`; `21-year-old NAME`."""

import re
from dataclasses import dataclass

from safepassage.reading import vocabulary as v
from safepassage.reading.phrases import Part
from safepassage.reading.text import Sentence

_YEAR_OLD = re.compile(r"(\d{1,3})-year-old")
_PARTICLES = frozenset("al el bin ibn de la van von da dos del abu ben der".split())
OLDEST = 125


@dataclass(frozen=True)
class Person:
    """A person named in a sentence; indexes of its words."""

    name: Part | None
    age: Part | None
    years: int | None
    origin: Part | None
    end: int  # the word after the last that describes them


def persons(sentence: Sentence) -> list[Person]:
    """All persons of a sentence told with an age, in order."""
    found: list[Person] = []
    for i in range(len(sentence.lows)):
        if found and i < found[-1].end:
            continue
        person = _name_and_age(sentence, i) or _year_old(sentence, i) or _of_age(sentence, i)
        if person:
            found.append(person)
    return found


def name_at(sentence: Sentence, i: int) -> Part | None:
    """A person's name that begins at a word: two to five capitalised words, particles between allowed."""
    end = i
    while end < len(sentence.words) and end - i < 6:
        word = sentence.words[end]
        initial = word.said == "." and end > i and len(sentence.words[end - 1].said) == 1
        particle = word.low in _PARTICLES and end > i
        prefixed = end > i and "-" in word.said and word.said.partition("-")[2][:1].isupper()
        if not (
            initial
            or particle
            or prefixed
            or (word.is_name and word.said[:1].isalpha() and not word.low.endswith("'s"))
        ):
            break
        end += 1
    while end > i and (sentence.words[end - 1].low in _PARTICLES and not sentence.words[end - 1].is_name):
        end -= 1
    return (i, end) if end - i >= 2 else None


def _age(sentence: Sentence, i: int) -> int | None:
    low = sentence.lows[i] if i < len(sentence.lows) else ""
    if low.isascii() and low.isdigit() and len(low) <= 3 and 0 < int(low) < OLDEST:
        return int(low)
    return None


def _name_and_age(sentence: Sentence, i: int) -> Person | None:
    """`NAME, 24, a nurse from Poltava,`, `NAME (24)`, `NAME, a 31-year-old teacher from Herat,`, `NAME, aged 24`."""
    if i > 0 and sentence.words[i - 1].is_name and sentence.words[i - 1].is_word and i > 1:
        return None
    name = name_at(sentence, i)
    if name is None or name[1] + 1 >= len(sentence.lows) or sentence.lows[name[1]] not in (",", "("):
        return None
    at = name[1] + 1 + (sentence.lows[name[1] + 1] in ("a", "an", "aged", "the"))
    years = _age(sentence, at)
    if years is None and at < len(sentence.lows):
        m = _YEAR_OLD.fullmatch(sentence.lows[at])
        years = int(m[1]) if m and int(m[1]) < OLDEST else None
    if years is None:
        return None
    end, origin = _description(sentence, at + 1)
    return Person(_without_title(sentence, name), (at, at + 1), years, origin, end)


def _without_title(sentence: Sentence, name: Part) -> Part:
    """`Nurse Marie-Ange Envante`: a name of three words or more may begin with what the person is."""
    begin, end = name
    if end - begin >= 3 and sentence.lows[begin] in _OCCUPATIONS:
        return begin + 1, end
    return name


_OCCUPATIONS = frozenset("nurse doctor dr mr mrs ms captain sergeant professor student teacher driver engineer pilot "
                         "private lieutenant corporal father sister journalist photographer reporter "
                         "paramedic".split())  # fmt: skip


def _year_old(sentence: Sentence, i: int) -> Person | None:
    """`21-year-old Naveen`, `the 24-year-old nurse Ihor Nemaie from Poltava`."""
    m = _YEAR_OLD.fullmatch(sentence.lows[i])
    if not m or int(m[1]) >= OLDEST:
        return None
    name = None
    for j in range(i + 1, min(i + 7, len(sentence.words))):
        name = name_at(sentence, j)
        if name or sentence.words[j].said in ",.;":
            break
    end, origin = _description(sentence, name[1] if name else i + 1)
    return Person(_without_title(sentence, name) if name else None, (i, i + 1), int(m[1]), origin, end)


def _of_age(sentence: Sentence, i: int) -> Person | None:
    """`Grace Kathira, a cook of 29 from Gulu`, `a welder, Jun Kathang, in Tajura …; he was 36`."""
    name = name_at(sentence, i)
    if name is None or (i > 1 and sentence.words[i - 1].is_name):
        return None
    for j in range(name[1], min(name[1] + 9, len(sentence.lows) - 1)):
        if sentence.lows[j] in ("of", "aged") and (years := _age(sentence, j + 1)) is not None:
            if (
                j + 2 < len(sentence.lows)
                and sentence.words[j + 2].is_word
                and sentence.lows[j + 2] not in v.PREPOSITIONS
            ):
                return None
            end, origin = _description(sentence, j + 2)
            return Person(name, (j + 1, j + 2), years, origin, end)
        if sentence.lows[j] in ".;:":
            break
    for j in range(name[1], len(sentence.lows) - 2):
        if sentence.lows[j : j + 2] in (("he", "was"), ("she", "was")) and (years := _age(sentence, j + 2)) is not None:
            last = sentence.lows[j + 3 : j + 4]
            if last in ((".",), (";",), (",",)):
                return Person(name, (j + 2, j + 3), years, _description(sentence, name[1])[1], name[1])
    return None


def _description(sentence: Sentence, begin: int) -> tuple[int, Part | None]:
    """The end of what describes a person, and the place in it that they are from."""
    origin: Part | None = None
    i = begin
    while i < len(sentence.lows) and i - begin < 16:
        low = sentence.lows[i]
        if low in ("from", "of") and i + 1 < len(sentence.words) and sentence.words[i + 1].is_name and origin is None:
            end = _end_of_place(sentence, i + 1)
            origin, i = (i + 1, end), end
            continue
        if low in v.AUXILIARIES or low in ("who", "while", "when", "as", "but", ".", ";") or low in v.DYING:
            break
        i += 1
    return i, origin


def _end_of_place(sentence: Sentence, begin: int) -> int:
    """`Haveri district, Karnataka`: capitals, words such as district, and what follows a comma with a capital."""
    end = begin
    while end < len(sentence.words) and end - begin < 7:
        word = sentence.words[end]
        joined = word.said == "," and end + 1 < len(sentence.words) and sentence.words[end + 1].is_name
        if not (word.is_name or joined or word.low in ("district", "state", "province", "region", "county", "city")):
            break
        if (
            joined
            and end + 2 < len(sentence.words)
            and sentence.lows[end + 2] not in (",", *v.AUXILIARIES, *v.DYING, ".")
        ):
            break
        end += 1
    return end
