"""Sentences that tell people what to do or not to do: who tells whom, and the verb."""

from collections.abc import Iterator
from dataclasses import replace

from safepassage.reading import vocabulary as v
from safepassage.reading.actions import ACTIONS, Directive, action, next_in_chain
from safepassage.reading.audience import are_people
from safepassage.reading.commands import commanded
from safepassage.reading.kinds import kind_of
from safepassage.reading.phrases import Part, clause_begin, doer, is_break, is_verb, parts_names, phrase_after, subject
from safepassage.reading.place_phrases import place_at
from safepassage.reading.text import Sentence
from safepassage.reading.zones import countries

_FARTHEST = 26  # words between `asked` and `to leave`


def directives(sentence: Sentence) -> list[Directive]:
    """All directives of a sentence, in its order."""
    found: dict[int, Directive] = {}
    for rule in (_told, _asked_that, _against, _not_recommended, _counselled, _by_a_call, _obliged, commanded):
        for each in rule(sentence):
            found.setdefault(each.verb, each)
    return [found[verb] for verb in sorted(found) if not _is_rumour(sentence, verb)]


def _is_rumour(sentence: Sentence, verb: int) -> bool:
    """`The rumour that students should go to Poltava is false`: nobody tells it."""
    begun = set(sentence.lows[: min(verb, 6)]) & (v.HEARSAY | v.SAID_BY_THING)
    return bool(begun and set(sentence.lows[verb:]) & _FALSE)


def _told(sentence: Sentence) -> Iterator[Directive]:
    """`The embassy asked its nationals (not) to leave`; `they were told to wait`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        if low not in v.TELLING or (sentence.words[i].is_name and i > 0):
            continue
        if is_untold(sentence, i) or (low == "wants" and lows[i - 1 : i] == ("who",)):
            continue
        if i > 0 and lows[i - 1] in v.DETERMINERS - {"both", "all"} | {"phone", "of", "not", "on", "in", "under"}:
            continue
        to = _to_verb(sentence, i + 1)
        if to is None:
            yield from _to_do_so(sentence, i)
            continue
        parties = _who_and_whom(sentence, i, to)
        if parties:
            yield from _chain(sentence, i, to, *parties)


def _who_and_whom(sentence: Sentence, i: int, to: int) -> tuple[Part | None, Part | None] | None:
    """Who tells whom by the verb at i; None where it is not the public that is told."""
    if _is_passive(sentence, i):
        issuer, audience = _by(sentence, i, to), subject(sentence, i)
        return None if audience and _are_no_public(sentence, audience) else (issuer, audience)
    following = sentence.lows[i + 1]
    issuer, audience = doer(sentence, _finite(sentence, i)), _between(sentence, i + 1, to)
    if audience is None and following in ("to", "not") and issuer and are_people(sentence, issuer):
        # Students told to leave, in a headline; but students who asked to be taken home
        went_on = {"were", "was", "had", "have"} & set(sentence.lows[to:])  # those told to go north were shelled
        return None if sentence.lows[i] in _WANTING or went_on else (None, issuer)
    if following in ("us", "me") or (audience and _are_no_public(sentence, audience)):
        return None  # what a witness was told
    if following == "for" and not (audience and are_people(sentence, audience)):
        return None  # called for efforts to return to talks
    return issuer, audience


def _finite(sentence: Sentence, i: int) -> int:
    """The verb whose subject tells: of `A message went round telling them`, `went`."""
    if not sentence.lows[i].endswith("ing") or (i and sentence.lows[i - 1] in v.AUXILIARIES):
        return i
    return next((j for j in range(i - 1, max(0, i - 20), -1) if is_verb(sentence, j)), i)


_WANTING = frozenset("asked asks ask begged beg requested requests request".split())
_TROOPS = frozenset("troops forces soldiers units fighters reinforcements reservists militants gunmen army garrison "
                    "journalists reporters media donors".split())  # fmt: skip


def _are_no_public(sentence: Sentence, part: Part) -> bool:
    """`ordered its troops`, `told her family`, `urged Ukraine`, `asked the president`."""
    lows = sentence.lows[part[0] : part[1]]
    if set(lows) & _TROOPS or (set(lows) & v.FAMILY and len(lows) == 2):
        return True
    if are_people(sentence, part):
        return False
    named = all(sentence.words[j].is_name or sentence.lows[j] in v.DETERMINERS for j in range(*part))
    return (named and part[0] > 0) or bool(set(lows) & v.HOLDERS) or " ".join(lows) in countries()


_FALSE = v.FALSE_WORDS | v.DISINFORMATION | {"true", "genuine", "authentic", "ours", "bogus"}
_WRONG = frozenset("wrong irresponsible dangerous madness folly reckless premature".split())
_TAKEN_BACK = frozenset("withdrew withdrawn lifted cancelled dropped rescinded revoked denied denies reversed".split())


def is_untold(sentence: Sentence, told: int) -> bool:
    """`denied telling people`, `Nobody was told`, `It is not true that`, `used to advise`: nobody tells it now."""
    lows = sentence.lows
    near, before = lows[max(0, told - 4) : told], lows[max(0, told - 12) : told]
    if set(near) & _WRONG or set(before[-6:]) & (_FALSE - {"true", "ours"}):
        return True  # it would be wrong to tell them; fake leaflets tell them
    if set(near) & (v.NEGATIONS | v.DENYING) or set(before) & v.DENYING or near[-2:] == ("used", "to"):
        return True
    if "that" in before and set(before) & _FALSE:
        return True
    return "ago" in before and "now" in lows[told:]


def _is_passive(sentence: Sentence, i: int) -> bool:
    if sentence.lows[i].endswith("ing"):
        return False
    for j in range(i - 1, max(-1, i - 4), -1):
        if sentence.lows[j] in ("is", "are", "was", "were", "been", "being", "be"):
            return True
        low = sentence.lows[j]
        if low not in v.AUXILIARIES and not low.endswith("ly") and low not in _BETWEEN:
            return False
    return False


_BETWEEN = frozenset("also now again then already therefore thus hereby still never not first all".split())


def _to_verb(sentence: Sentence, begin: int) -> int | None:
    """Index of the `to` (or the `not` before it) whose verb is one of moving, staying or registering."""
    for i in range(begin, min(begin + _FARTHEST, len(sentence.lows) - 1)):
        low = sentence.lows[i]
        tells_on = low in v.TELLING and sentence.lows[i - 1] in ("and", "but", ",")
        tells_on = tells_on or (low in v.TELLING and sentence.lows[i - 2] == "and" and sentence.lows[i - 1] in _HAS)
        tells_on = tells_on or (low in v.TELLING and "that" in sentence.lows[begin:i] and is_verb(sentence, i))
        if low in ".;:?!" or low in ("said", "says", "against") or tells_on:
            return None
        if low == "to":
            wished = sentence.lows[i - 1] in _WISHING and "who" in sentence.lows[begin:i]
            if action(sentence, i + 1) is not None and not wished:
                return i - (sentence.lows[i - 1] == "not")
            following = sentence.words[i + 1]
            noun = following.is_name or following.low in v.DETERMINERS | v.PEOPLE or following.low[0].isdigit()
            if not noun and sentence.lows[i - 1] not in _WISHING and following.low != "do":
                if next_in_chain(sentence, i + 1, False)[0] is not None:
                    return i
                if i > begin:
                    return None
    return None


_HAS = ("has", "have", "had")


def _to_do_so(sentence: Sentence, told: int) -> Iterator[Directive]:
    """`told anyone who could go home to do so`: the verb stands in what tells whom."""
    for i in range(told + 3, min(told + _FARTHEST, len(sentence.lows) - 2)):
        if sentence.lows[i : i + 3] == ("to", "do", "so"):
            verb = next((j for j in range(told + 1, i) if action(sentence, j) == j), None)
            kind = kind_of(sentence, verb, False) if verb is not None else None
            if verb is not None and kind:
                yield Directive(sentence, kind, told, verb, doer(sentence, told), (told + 1, i), False)
            return


# `those who are able to do so`, `anyone who wants to stay`: the `to` of whom is spoken to, not of what they are told
_WISHING = frozenset("able unable want wants wish wishes wishing wanting willing ready need needs plan planning hope "
                     "hoping intend intending due said next close according".split())  # fmt: skip


def _by(sentence: Sentence, i: int, to: int) -> Part | None:
    for j in range(i + 1, to):
        if sentence.lows[j] == "by":
            part = phrase_after(sentence, j + 1)
            return part if part and not MEDIUMS & set(sentence.lows[part[0] : part[1]]) else None
    for j in range(to, min(to + _FARTHEST, len(sentence.lows) - 1)):
        part = phrase_after(sentence, j + 1) if sentence.lows[j] == "by" else None
        if is_break(sentence, j) or sentence.lows[j] in v.CLAUSE_WORDS:
            break
        if part and part[0] == j + 1 and v.AUTHORITIES & set(sentence.lows[part[0] : part[1]]):
            return part  # were ordered to leave by the military command
    return None


MEDIUMS = frozenset("radio text texts sms phone telephone loudspeaker loudspeakers e-mail email megaphone "
                     "leaflet leaflets whatsapp".split())  # fmt: skip


def _between(sentence: Sentence, begin: int, end: int) -> Part | None:
    """Whom a verb tells: what stands between it and `to`."""
    if begin < end and sentence.lows[begin] in ("on", "upon", "for", "to"):
        begin += 1
    for i in range(begin, end):
        if sentence.lows[i] == "," and parts_names(sentence, i, end):
            continue
        if sentence.lows[i] in (",", "–", "—", "(", ":", '"', "“"):
            end = i
            break
    while end > begin and sentence.lows[end - 1] in ("not", ","):
        end -= 1
    return (begin, end) if begin < end else None


def _chain(sentence: Sentence, told: int, to: int, issuer: Part | None, audience: Part | None) -> Iterator[Directive]:
    """The verb after `to`, and those that follow with `and (not) to`, `or`, or a comma."""
    negative = sentence.lows[to] == "not" or (to > 0 and sentence.lows[to - 1] in ("not", "never"))
    first = to + 1 + (sentence.lows[to] == "not")
    verb = action(sentence, first)
    if verb is None and first < len(sentence.lows):
        verb, negative = next_in_chain(sentence, first, negative)
    while verb is not None:
        kind = kind_of(sentence, verb, negative)
        if kind:
            yield Directive(sentence, kind, told, verb, issuer, audience, negative)
        verb, negative = next_in_chain(sentence, verb, negative)


_ASKING_THAT = frozenset("recommends recommend recommended urges urged advises advised asks asked orders ordered "
                         "requests requested demands demanded insists insisted".split())  # fmt: skip


def _asked_that(sentence: Sentence) -> Iterator[Directive]:
    """`The ministry recommends that citizens leave`."""
    for i, low in enumerate(sentence.lows[:-3]):
        if low not in _ASKING_THAT or sentence.lows[i + 1] != "that":
            continue
        for j in range(i + 3, min(i + 14, len(sentence.lows))):
            negative = sentence.lows[j - 1] == "not"
            if is_break(sentence, j) or sentence.lows[j] in v.AUXILIARIES:
                break
            if sentence.lows[j] in ACTIONS and are_people(sentence, (i + 2, j - negative)):
                issuer = None if _is_passive(sentence, i) else doer(sentence, i)  # it is recommended that
                yield from _chain_told(sentence, i, j, issuer, (i + 2, j - negative), negative)
                break


def _chain_told(
    sentence: Sentence, told: int, verb: int, issuer: Part | None, audience: Part, negative: bool
) -> Iterator[Directive]:
    for each in _chain_from(sentence, told, verb, audience, negative):
        yield replace(each, issuer=issuer)


_AGAINST = frozenset("advise advised advises advising warn warned warns warning caution cautioned cautions "
                     "urged urges "
                     "recommended recommends counselled".split())  # fmt: skip


def _against(sentence: Sentence) -> Iterator[Directive]:
    """`advises (citizens) against travel to`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        if low != "against" or not (_is_of_travel(sentence, i + 1) or _is_way(sentence, i + 1) or _is_it(sentence, i)):
            continue
        for j in range(i - 1, max(-1, i - 10), -1):
            if lows[j] in _AGAINST:
                passive = _is_passive(sentence, j)
                who, whom = (_by(sentence, j, i), subject(sentence, j)) if passive else (
                    subject(sentence, j), _between(sentence, j + 1, i))  # fmt: skip
                yield Directive(sentence, "Avoid", j, i, who, whom, True)
                break


def _not_recommended(sentence: Sentence) -> Iterator[Directive]:
    """`We do not recommend going to the airfield`."""
    for i, low in enumerate(sentence.lows[:-1]):
        advised = low in ("recommend", "recommends", "advise", "advises") and sentence.lows[i - 1] == "not"
        if low in ("discourages", "discouraged", "discourage") and sentence.lows[i + 1] in v.DOING:
            yield Directive(sentence, "Avoid", i, i + 1, doer(sentence, i), None, True)
        if advised and (sentence.lows[i + 1] in v.DOING or sentence.lows[i + 1] in ("travel", "travelling")):
            yield Directive(sentence, "Avoid", i, i + 1, subject(sentence, i), None, True)


def _is_it(sentence: Sentence, against: int) -> bool:
    """`are warned against Shagra`, `advise against it`: a place, or a journey told before."""
    following = sentence.lows[against + 1 : against + 2]
    warned = {"warned", "warns", "warn"} & set(sentence.lows[max(0, against - 3) : against])
    return following == ("it",) or bool(warned and place_at(sentence, against + 1))


_COUNSELLING = frozenset("recommend recommends recommended advise advises advised suggest suggests suggested urges "
                         "urged counsels counselled".split())  # fmt: skip


def _counselled(sentence: Sentence) -> Iterator[Directive]:
    """`A spokeswoman recommended going to Lviv`, `advises keeping away from windows`."""
    for i, low in enumerate(sentence.lows[:-2]):
        if low not in _COUNSELLING or sentence.lows[i + 1] not in v.DOING or _is_passive(sentence, i):
            continue
        if is_untold(sentence, i) or (i and sentence.lows[i - 1] in v.DETERMINERS):
            continue
        yield from _chain_told(sentence, i, i + 1, doer(sentence, i), (i, i), False)


_TRAVEL = frozenset("travel trip trips journey journeys visit visits visiting using all any moving crossing flights "
                    "entering non-essential essential movement".split())  # fmt: skip


def _is_way(sentence: Sentence, i: int) -> bool:
    """`warned against the road to Palo`."""
    warned = {"warned", "warns", "warn"} & set(sentence.lows[max(0, i - 6) : i])
    return bool(warned and {"road", "route", "crossing", "highway", "bridge"} & set(sentence.lows[i : i + 3]))


def _is_of_travel(sentence: Sentence, i: int) -> bool:
    """`against all travel`, `against driving`; not `against panic`."""
    following = set(sentence.lows[i : i + 5])
    return bool(following & (_TRAVEL | v.DOING.keys())) or any(low in ("attempting", "trying") for low in following)


_CALLS = frozenset(
    "call calls appeal appeals order orders advice instruction instructions plea request warning".split()
)


def _by_a_call(sentence: Sentence) -> Iterator[Directive]:
    """`renewed its call to Poles to leave the region at once`, `issued an order for people to move`."""
    lows = sentence.lows
    for i, low in enumerate(lows[:-4]):
        if low not in _CALLS or i == 0 or lows[i - 1] not in v.DETERMINERS | {"new", "urgent", "fresh"}:
            continue
        whom = phrase_after(sentence, i + 2) if lows[i + 1] in ("to", "for", "on") else None
        to = whom[1] if whom and whom[0] == i + 2 and are_people(sentence, whom) else None
        if to is None or whom is None or lows[to : to + 1] != ("to",):
            continue
        verb = next((j for j in range(i - 1, max(-1, i - 6), -1) if is_verb(sentence, j)), None)
        if verb is not None and (lows[verb] in _TAKEN_BACK or is_untold(sentence, verb)):
            continue
        yield from _chain(sentence, i, to, doer(sentence, verb) if verb is not None else None, whom)


def _obliged(sentence: Sentence) -> Iterator[Directive]:
    """`They must leave`, `travellers have to be at`, `nobody should set out`, `Swedes are to make for`."""
    lows = sentence.lows
    for i, low in enumerate(lows):
        if low not in v.OBLIGING or i == 0 or sentence.words[i].is_name:
            continue
        j = i + 1
        nobody = lows[i - 1] == "nobody" or lows[max(0, i - 2) : i] == ("no", "one") or lows[:i] == ("none",)
        negative = nobody or (j < len(lows) and lows[j] in ("not", "never"))
        while j < len(lows) and lows[j] in ("not", "never", "now", "therefore", "all", "still", "also", "then"):
            j += 1
        if low in ("needs", "need", "have", "has", "had", "are", "is", "ought", "were", "was"):
            if lows[j : j + 1] in (("until",), ("till",)) or lows[j + 1 : j + 2] in (("hours",), ("days",)):
                j = next((k for k in range(j, min(j + 12, len(lows))) if lows[k] == "to"), len(lows))
            elif j >= len(lows) or lows[j] != "to" or low == "had":
                continue  # they had to leave is told of the past
            j += 1
            if j > i + 3 and action(sentence, j) is not None:
                yield from _chain_from(sentence, i, action(sentence, j), subject(sentence, i) or (i, i), negative)
                continue
            if (
                low in ("is", "are", "have", "has", "had", "were", "was")
                and lows[i + 1] != "to"
                and "not" not in lows[i + 1 : j]
            ):
                continue
        verb = action(sentence, j)
        if verb is None or (set(lows[max(0, i - 12) : i]) & v.DENYING and "that" in lows[max(0, i - 8) : i]):
            continue  # rejected the idea that they should move
        whom = subject(sentence, i)
        if whom is None or not _is_let(sentence, i, verb, whom):
            continue
        if _PAPERS & set(lows[whom[0] : whom[1]]):  # names must reach the embassy by noon
            yield Directive(sentence, "Register", i, verb, None, None, negative)
            continue
        yield from _chain_from(sentence, i, verb, whom, negative)


_PAPERS = frozenset("names name forms form applications application details lists requests".split())
_OFFERED = frozenset("get board use take join register".split())


def _is_let(sentence: Sentence, i: int, verb: int, whom: Part) -> bool:
    """Whether people, or papers that have to reach somebody, must, or are given leave by `may` and `could`."""
    if not (_PAPERS & set(sentence.lows[whom[0] : whom[1]]) or are_people(sentence, whom)):
        return False
    lows = set(sentence.lows[whom[0] : whom[1]])
    if sentence.lows[i] in ("is", "was") and not {"everyone", "everybody", "nobody", "anyone"} & lows:
        return False  # the envoy is to travel to the city
    if sentence.lows[i] == "could":
        return sentence.lows[verb] in _OFFERED
    if sentence.lows[i] in ("may", "can") and "you" in lows and "if" in sentence.lows[:i]:
        return False  # if you have a flight you may travel
    return sentence.lows[i] not in ("may", "can") or _is_leave(sentence, verb)


def _is_leave(sentence: Sentence, verb: int) -> bool:
    """Whether `may` gives leave to go."""
    return sentence.lows[verb] in v.LEAVING | {
        "put",
        "register",
        "go",
        "walk",
        "proceed",
        "move",
        "travel",
        "use",
        "return",
        "come",
        "cross",
        "board",
        "get",
        "take",
        "join",
        "reach",
    }


def _chain_from(sentence: Sentence, told: int, verb: int | None, whom: Part, negative: bool) -> Iterator[Directive]:
    while verb is not None:
        kind = kind_of(sentence, verb, negative)
        if kind:
            yield Directive(sentence, kind, told, verb, None, whom, negative)
        verb, negative = next_in_chain(sentence, verb, negative)


def asserts_only(sentence: Sentence, verb: int) -> bool:
    """Whether the clause of a verb says that something cannot be done: `it is impossible to move`."""
    begin = clause_begin(sentence, verb)
    near = range(max(0, begin - 1), verb)
    return any(sentence.lows[j] in _CANNOT and "who" not in sentence.lows[max(0, j - 2) : j] for j in near)


_CANNOT = frozenset("impossible unable cannot unsafe".split())


__all__ = ["Directive", "are_people", "asserts_only", "directives", "is_break", "is_untold"]
