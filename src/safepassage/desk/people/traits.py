"""What two records are compared by: names as words, their sound across scripts, birth, numbers. Held in memory only."""

import re
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from safepassage.desk.people.records import document_form
from safepassage.desk.people.trigrams import fold

MOST_NAMES, MOST_WORDS = 4, 5
PARTICLES = frozenset({"al", "el", "bin", "ibn", "bint"})
_SHORTEST_WITH_ARTICLE = 4  # "ال" before fewer letters belongs to the name
_IDEOGRAPH = re.compile("([\u3400-\u9fff])")
_SOUNDS = (  # spellings that the ways of writing one name in another script mix up; the longest first
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("sh", "s"), ("kh", "h"), ("gh", "h"), ("zh", "j"),
    ("ch", "c"), ("ts", "s"), ("tz", "s"), ("ph", "f"), ("bh", "b"), ("dh", "d"), ("th", "t"), ("jh", "j"),
    ("ck", "k"), ("x", "ks"), ("q", "k"), ("g", "h"), ("w", "v"),
)  # fmt: skip
_SOUND = re.compile("|".join(spelt for spelt, _ in _SOUNDS))
_SOUND_OF = dict(_SOUNDS)
_VOWELS = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"(.)\1+")


class Traits(NamedTuple):
    """Of one record. What is not known is empty."""

    names: tuple[tuple[str, ...], ...] = ()  # each name as folded words
    born: str = ""  # YYYY-MM-DD, or as much of it as is known
    years: tuple[int, int] = (0, 0)  # first and last in which they may have been born
    sex: str = ""
    documents: tuple[str, ...] = ()  # numbers in their one form
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()  # phones of the next of kin
    shelter: str = ""  # folded
    party: str = ""


def traits_of(record: dict[str, Any], party: str, on: date) -> Traits:
    """Of a sealed record's JSON, as it stood on a day; validating it again would take most of the time."""
    spoken = record.get("full_name") or f"{record.get('given_name', '')} {record.get('family_name', '')}"
    names = dict.fromkeys(name_words(each) for each in (spoken, *record.get("alternate_names", ())))
    documents = (document_form(each.get("number", "")) for each in record.get("documents", ()))
    born = record.get("date_of_birth", "")
    return Traits(
        names=tuple(words for words in names if words)[:MOST_NAMES],
        born=born,
        years=_years(born, record.get("age", ""), on),
        sex=record.get("sex") or "",
        documents=tuple(filter(None, documents)),
        phones=tuple(record.get("phones", ())),
        emails=tuple(each.casefold() for each in record.get("emails", ())),
        kin=tuple(phone for each in record.get("next_of_kin", ()) for phone in each.get("phones", ())),
        shelter=fold(record.get("shelter", "")),
        party=party,
    )


def name_words(name: str) -> tuple[str, ...]:
    """Folded words of a name in any script, without articles and the like; at most MOST_WORDS."""
    if not name.isascii():
        name = " ".join(map(_without_article, _IDEOGRAPH.sub(r" \1 ", name).split()))
    words = fold(name.replace("'", "").replace("’", "")).split()
    return tuple([word for word in words if word not in PARTICLES] or words)[:MOST_WORDS]


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """The consonants of a folded word, as far as the ways of spelling it agree: khalid, khaled, khald are hld."""
    heard = _SOUND.sub(lambda found: _SOUND_OF[found[0]], word)
    first, rest = heard[:1], heard[1:]
    heard = _DOUBLED.sub(r"\1", _VOWELS.sub("", first + rest))
    return heard.removesuffix("h") or heard or first


def sounds(traits: Traits) -> list[str]:
    """Of all words of all names, each once, in order. An initial has none."""
    words = {word for name in traits.names for word in name}
    return sorted({sound(word) for word in words if len(word) > 1})


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > _SHORTEST_WITH_ARTICLE else word


def _years(born: str, age: str, on: date) -> tuple[int, int]:
    if born:
        year = int(born[:4])
        return year, year
    if not age:
        return 0, 0
    youngest, _, oldest = age.partition("-")
    return on.year - int(oldest or youngest) - 1, on.year - int(youngest)
