"""How likely two records are of one person, with the reasons. Nothing is read or written here.

Fellegi and Sunter, "A Theory for Record Linkage" (JASA 64, 1969): each field agrees or differs in some way, each way
has a weight, the weights are added. The weights are decibans (Good, "Probability and the Weighing of Evidence", 1950):
10 make it ten times as likely. They were fitted to a generated set and rounded: docs/reference/duplicates.md.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from safepassage.desk.people.traits import Traits, sound

ASK = 0  # from here on an officer is asked: as likely as not, in the generated set
LIKELY = 20
BEFORE = -19  # what two records that share a key weigh before anything is compared

SOUNDS_SAME = 0.95
MISSPELT = 0.75
SHORTEST_DOCUMENT = 6  # of shorter numbers one character is too much


class Reason(TextChoices):
    """In what two records agree or differ."""

    DOCUMENT_SAME = "document_same", _("same document number")
    DOCUMENT_NEAR = "document_near", _("document numbers one character apart")
    DOCUMENT_DIFFERS = "document_differs", _("different document numbers")
    EMAIL_SAME = "email_same", _("same e-mail address")
    EMAIL_DIFFERS = "email_differs", _("different e-mail addresses")
    PHONE_SAME = "phone_same", _("same phone")
    PHONE_DIFFERS = "phone_differs", _("different phones")
    NAMES_SAME = "names_same", _("same name")
    NAMES_SOUND = "names_sound", _("names that sound the same in another script, spelling or order")
    NAMES_ALIKE = "names_alike", _("names alike but for a misspelling")
    NAMES_INITIAL = "names_initial", _("names alike as far as the initials go")
    NAMES_PART = "names_part", _("one name in common, and no more is known")
    NAMES_ONE_DIFFERS = "names_one_differs", _("one name in common, another differs")
    NAMES_DIFFER = "names_differ", _("different names")
    BORN_SAME = "born_same", _("born the same day")
    BORN_SWAPPED = "born_swapped", _("born the same day, if day and month were exchanged")
    BORN_NEAR = "born_near", _("dates of birth one digit apart")
    YEAR_SAME = "year_same", _("of one age")
    BORN_DIFFERS = "born_differs", _("born on different days")
    KIN_SAME = "kin_same", _("same phone of the next of kin")
    KIN_DIFFERS = "kin_differs", _("different phones of the next of kin")
    SHELTER_SAME = "shelter_same", _("same shelter")
    SHELTER_DIFFERS = "shelter_differs", _("different shelters")
    COMPANIONS_SAME = "companions_same", _("travels with the same people")
    PARTY_SAME = "party_same", _("both in one party")
    SEX_DIFFERS = "sex_differs", _("different sex")


WEIGHTS = {
    Reason.DOCUMENT_SAME: 42,
    Reason.DOCUMENT_NEAR: 0,
    Reason.DOCUMENT_DIFFERS: -8,
    Reason.EMAIL_SAME: 30,
    Reason.EMAIL_DIFFERS: -4,
    Reason.PHONE_SAME: 15,
    Reason.PHONE_DIFFERS: -9,
    Reason.NAMES_SAME: 15,
    Reason.NAMES_SOUND: 10,
    Reason.NAMES_ALIKE: 10,
    Reason.NAMES_INITIAL: 10,
    Reason.NAMES_PART: 0,
    Reason.NAMES_ONE_DIFFERS: -23,
    Reason.NAMES_DIFFER: -25,
    Reason.BORN_SAME: 21,
    Reason.BORN_SWAPPED: 20,
    Reason.BORN_NEAR: 15,
    Reason.YEAR_SAME: 3,
    Reason.BORN_DIFFERS: -16,
    Reason.KIN_SAME: 9,
    Reason.KIN_DIFFERS: -4,
    Reason.SHELTER_SAME: 8,
    Reason.SHELTER_DIFFERS: -7,
    Reason.COMPANIONS_SAME: 15,
    Reason.PARTY_SAME: -10,
    Reason.SEX_DIFFERS: -10,
}
ALIKE_BY_NAME = (  # the surest first
    Reason.NAMES_SAME,
    Reason.NAMES_SOUND,
    Reason.NAMES_ALIKE,
    Reason.NAMES_INITIAL,
    Reason.NAMES_PART,
    Reason.NAMES_ONE_DIFFERS,
    Reason.NAMES_DIFFER,
)
NUMBERS = (  # of which one in common says something, and none too
    (attrgetter("phones"), Reason.PHONE_SAME, Reason.PHONE_DIFFERS),
    (attrgetter("emails"), Reason.EMAIL_SAME, Reason.EMAIL_DIFFERS),
    (attrgetter("kin"), Reason.KIN_SAME, Reason.KIN_DIFFERS),
)
SUPPORTING = frozenset(ALIKE_BY_NAME[:4])
SUPPORTS = BEFORE + WEIGHTS[Reason.NAMES_INITIAL]
MOST_BY_NAME = WEIGHTS[Reason.NAMES_SAME]
MOST_BY_COMPANIONS = WEIGHTS[Reason.COMPANIONS_SAME]
_RANK = {each: rank for rank, each in enumerate(sorted(Reason, key=lambda each: (-abs(WEIGHTS[each]), each.value)))}


class Weighed(NamedTuple):
    """How likely two records are of one person. `score` in decibans; the weightiest reasons first."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def supports(self) -> bool:
        """Whether it speaks for their companions: alike in name, and nothing weighty against it."""
        return self.score >= SUPPORTS and not SUPPORTING.isdisjoint(self.reasons)


def weigh(a: Traits, b: Traits) -> Weighed:
    """Two records; the same whichever comes first."""
    return weighed((*_besides_names(a, b), *_names(a, b)))


def weigh_if_likely(a: Traits, b: Traits) -> Weighed | None:
    """As `weigh`; None if no likeness of names could make them worth a look, nor let them speak for companions.

    Comparing names takes longer than all the rest, and of most pairs it is not needed.
    """
    found = _besides_names(a, b)
    most = BEFORE + MOST_BY_NAME + sum(map(WEIGHTS.__getitem__, found))
    if most < SUPPORTS and most + MOST_BY_COMPANIONS * bool(a.party and b.party) < ASK:
        return None
    return weighed((*found, *_names(a, b)))


def weighed(reasons: Sequence[Reason]) -> Weighed:
    """What the reasons come to together."""
    score = BEFORE + sum(WEIGHTS[each] for each in reasons)
    return Weighed(score, tuple(sorted(reasons, key=_RANK.__getitem__)))


def with_companions(
    pairs: Mapping[tuple[int, int], Weighed], parties: Mapping[int, str]
) -> Iterator[tuple[tuple[int, int], Weighed]]:
    """The pairs again; those whose parties have others alike in both weigh more."""
    between: dict[tuple[str, ...], list[set[int]]] = defaultdict(list)
    for pair, result in pairs.items():
        if result.supports and (both := _two_parties(pair, parties)):
            between[both].append(set(pair))
    for pair, result in pairs.items():
        both = _two_parties(pair, parties)
        is_backed = both and any(other.isdisjoint(pair) for other in between[both])
        yield pair, weighed((*result.reasons, Reason.COMPANIONS_SAME)) if is_backed else result


# --- Each field ------------------------------------------------------------------------------------------------------


def _two_parties(pair: tuple[int, int], parties: Mapping[int, str]) -> tuple[str, ...]:
    """In order; () if one of the two has none, or both have the same."""
    both = sorted({parties[row] for row in pair} - {""})
    return tuple(both) if len(both) == 2 else ()


def _besides_names(a: Traits, b: Traits) -> list[Reason]:
    found = []
    if a.years[0] and b.years[0]:
        found.append(_born(a, b))
    if a.documents and b.documents:
        found.append(_document(a.documents, b.documents))
    for of, same, differs in NUMBERS:
        one, other = of(a), of(b)
        if one and other:
            found.append(differs if set(one).isdisjoint(other) else same)
    if a.shelter and b.shelter:
        found.append(Reason.SHELTER_SAME if a.shelter == b.shelter else Reason.SHELTER_DIFFERS)
    if a.sex != b.sex and a.sex and b.sex:
        found.append(Reason.SEX_DIFFERS)
    if a.party and a.party == b.party:
        found.append(Reason.PARTY_SAME)
    return found


def _names(a: Traits, b: Traits) -> list[Reason]:
    """The surest way in which any name of one is alike to any of the other."""
    found = {_name(one, other) for one in a.names for other in b.names}
    return [level for level in ALIKE_BY_NAME if level in found][:1]


def _name(a: Sequence[str], b: Sequence[str]) -> Reason:
    """Each word of the shorter name is paired with its nearest of the longer, whatever their order."""
    if len(a) > 1 and sorted(a) == sorted(b):
        return Reason.NAMES_SAME
    pairs = _paired(*sorted((a, b), key=lambda name: (len(name), name)))  # the same whichever comes first
    least, most = min(alike for alike, _ in pairs), max(alike for alike, _ in pairs)
    if most < SOUNDS_SAME:
        return Reason.NAMES_DIFFER
    if least < MISSPELT:
        return Reason.NAMES_ONE_DIFFERS
    if len(pairs) == 1:
        return Reason.NAMES_PART
    if least < SOUNDS_SAME:
        return Reason.NAMES_ALIKE
    return Reason.NAMES_SOUND if sum(not is_initial for _, is_initial in pairs) > 1 else Reason.NAMES_INITIAL


def _paired(shorter: Sequence[str], longer: Sequence[str]) -> list[tuple[float, bool]]:
    """How alike each word of the shorter is to its own of the longer, and whether one of the two is an initial."""
    ranked = sorted((-_word(one, other), i, j) for i, one in enumerate(shorter) for j, other in enumerate(longer))
    taken_i: set[int] = set()
    taken_j: set[int] = set()
    pairs = []
    for less, i, j in ranked:
        if i not in taken_i and j not in taken_j:
            taken_i.add(i)
            taken_j.add(j)
            pairs.append((-less, len(shorter[i]) == 1 or len(longer[j]) == 1))
    return pairs


@lru_cache(maxsize=65_536)
def _word(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if len(a) == 1 or len(b) == 1:
        return SOUNDS_SAME if a[0] == b[0] else 0.0
    heard = sound(a)
    if len(heard) > 1 and heard == sound(b):
        return SOUNDS_SAME
    alike: float = OSA.normalized_similarity(a, b)
    return min(alike, SOUNDS_SAME - 0.01)


def _born(a: Traits, b: Traits) -> Reason:
    one, other = a.born, b.born
    if len(one) == len(other) == len("YYYY-MM-DD"):
        if one == other:
            return Reason.BORN_SAME
        if one == f"{other[:4]}-{other[8:]}-{other[5:7]}":
            return Reason.BORN_SWAPPED
        return Reason.BORN_NEAR if _is_one_apart(one, other) else Reason.BORN_DIFFERS
    is_possible = a.years[0] <= b.years[1] + 1 and b.years[0] <= a.years[1] + 1
    return Reason.YEAR_SAME if is_possible else Reason.BORN_DIFFERS


def _document(one: Sequence[str], other: Sequence[str]) -> Reason:
    if not set(one).isdisjoint(other):
        return Reason.DOCUMENT_SAME
    is_near = any(min(len(x), len(y)) >= SHORTEST_DOCUMENT and _is_one_apart(x, y) for x in one for y in other)
    return Reason.DOCUMENT_NEAR if is_near else Reason.DOCUMENT_DIFFERS


def _is_one_apart(one: str, other: str) -> bool:
    """By one character changed, left out or exchanged with the next."""
    return OSA.distance(one, other, score_cutoff=1) == 1
