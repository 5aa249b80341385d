"""Talks as a sentence tells them: who spoke with whom, and how."""

from dataclasses import dataclass

from safepassage.reading import vocabulary as v
from safepassage.reading.phrases import (
    Part,
    antecedent,
    clause_begin,
    doer,
    has_name,
    is_break,
    is_verb,
    phrase_after,
    subject,
)
from safepassage.reading.text import Sentence

_WITH = frozenset(("with", "to"))
_MEDIUMS = {"phone": "phone call", "telephone": "phone call", "video": "video call", "letter": "letter"}


@dataclass(frozen=True)
class Talk:
    """A contact as it stands in a sentence; `verb` is the word that tells of it."""

    verb: int
    channel: str | None
    shown: Part | None  # the words of the channel
    parties: tuple[Part, ...]
    end: int  # the word after the parties


def talks(sentence: Sentence) -> list[Talk]:
    found: list[Talk] = []
    for i in range(len(sentence.lows)):
        talk = _talk_at(sentence, i)
        if talk is None or {"not", "never"} & set(sentence.lows[max(0, i - 3) : i]):
            continue
        if not any(abs(talk.verb - other.verb) < 3 for other in found) and _is_diplomatic(sentence, talk):
            found.append(talk)
            found += _second(sentence, talk)
    dealt = None if found else _dealt(sentence)
    return [dealt] if dealt and _is_diplomatic(sentence, dealt) else found


def _talk_at(sentence: Sentence, i: int) -> Talk | None:
    """The contact that the word at i tells of."""
    low, following = sentence.lows[i], sentence.lows[i + 1 : i + 2]
    if low in v.SPEAKING:
        return _spoke(sentence, i)
    if low == "wrote" and following == ("to",):
        return _wrote(sentence, i)
    if low in v.MEETING and not sentence.words[i].is_name:
        return _met(sentence, i)
    if low in v.PHONING:
        return _phoned(sentence, i)
    if low in ("summoned", "summons") or (low in ("received", "receives") and _receives(sentence, i)):
        return _summoned(sentence, i)
    if low in ("touch", "contact") and sentence.lows[i - 1] == "in" and following == ("with",):
        return _in_touch(sentence, i)
    return _noun_at(sentence, i)


def _noun_at(sentence: Sentence, i: int) -> Talk | None:
    """The contact that a noun at i tells of: a call, a meeting, talks."""
    low = sentence.lows[i]
    if low == "call" and sentence.lows[i + 1 : i + 2] == ("from",):
        return _took_call(sentence, i)
    if low == "meeting" and _is_after(sentence, i):
        return _after_meeting(sentence, i)
    if low == "line" and sentence.lows[i - 2 : i] == ("on", "the"):
        return _on_the_line(sentence, i)
    if low in v.TALKS and (low != "conference" or sentence.lows[i - 1] == "video"):
        return _had_talks(sentence, i)
    return None


def _on_the_line(sentence: Sentence, i: int) -> Talk | None:
    """`The president and Mr Petrenko were on the line for an hour`."""
    verb = next((j for j in range(i - 2, max(0, i - 5), -1) if sentence.lows[j] in v.AUXILIARIES), None)
    who = _split(sentence, subject(sentence, verb)) if verb is not None else ()
    other = phrase_after(sentence, i + 2) if sentence.lows[i + 1 : i + 2] == ("with",) else None
    parties = (*who, other) if other else who
    return Talk(i, "phone call", (i - 2, i + 1), parties, i + 1) if len(parties) == 2 else None


def _dealt(sentence: Sentence) -> Talk | None:
    """`The minister raised the matter with his counterpart`, `heard from the envoy`, `told the president`."""
    for i in range(2, len(sentence.lows) - 1):
        other = phrase_after(sentence, i + 1)
        if other is None or other[0] != i + 1 or not _DEALT_WITH & set(sentence.lows[slice(*other)]):
            continue
        if sentence.lows[i] == "with" or sentence.lows[i - 1 : i + 1] in (("heard", "from"), ("hears", "from")):
            verb = next((j for j in range(i - 1, max(0, i - 9), -1) if is_verb(sentence, j)), None)
            broken = verb is None or any(is_break(sentence, j) for j in range(verb, i))
        else:
            verb, broken = (i, False) if sentence.lows[i] in _TOLD else (None, True)
        if verb is None or broken or sentence.quoted[verb] or sentence.lows[verb] in _AT_ODDS:
            continue
        who = doer(sentence, verb)
        if who is None or v.NEGATIONS & set(sentence.lows[max(0, verb - 3) : verb]):
            continue
        if not (v.LEADERS & set(sentence.lows[slice(*who)]) or sentence.lows[who[0]] in ("he", "she")):
            continue
        medium = _medium(sentence, verb)
        sat = sentence.lows[verb] in ("sat", "sits", "held", "lunched", "dined")
        channel, shown = medium or (("meeting", (verb, verb + 1)) if sat else (None, None))
        return Talk(verb, channel, shown, (who, with_place(sentence, other)), other[1])
    return None


_DEALT_WITH = frozenset("counterpart counterparts leadership leaders envoy president premier negotiator "
                        "commanders king "
                        "emir chancellor colleague ambassador".split())  # fmt: skip
_TOLD = frozenset("told assured informed reached".split())
_AT_ODDS = frozenset("clashed fought disagreed compared broke agreed was were is are".split())


def _is_diplomatic(sentence: Sentence, talk: Talk) -> bool:
    """Whether somebody who holds an office, or a government, takes part; families do not count."""
    lows = {low.removesuffix("'s") for part in talk.parties for low in sentence.lows[part[0] : part[1]]}
    lows |= {low for part in talk.parties for low in _told_after(sentence, part[1])}
    if lows & v.FAMILY or lows & {"reporters", "journalists", "agency", "newspaper", "media", "cnn", "bbc"}:
        return False
    named = sum(has_name(sentence, part) for part in talk.parties)
    return bool(lows & (v.LEADERS | v.AUTHORITIES)) or (named >= 2 and len(talk.parties) >= 2)


def _told_after(sentence: Sentence, end: int) -> tuple[str, ...]:
    """`Pedro Supuesto, the prime minister, phoned`: what a party is, after its name."""
    if sentence.lows[end : end + 2] not in ((",", "the"), (",", "a")):
        return ()
    return sentence.lows[end + 1 : end + 7]


def _spoke(sentence: Sentence, i: int) -> Talk | None:
    """`spoke (by telephone) with NP`, `X and Y talked by phone`."""
    with_ = next((j for j in range(i + 1, min(i + 12, len(sentence.lows))) if sentence.lows[j] in _WITH), None)
    medium = _medium(sentence, i)
    if with_ is None or any(is_break(sentence, j) for j in range(i + 1, with_)):
        who = _split(sentence, subject(sentence, i))
        if len(who) == 2 and (medium or sentence.lows[i] in ("talked", "spoke", "conferred")):
            return Talk(i, medium and medium[0], medium and medium[1], who, i + 1)
        return None
    if sentence.lows[i] == "discussed" and sentence.lows[with_] == "to":
        return None
    other = phrase_after(sentence, with_ + 1)
    speaker = doer(sentence, i) or antecedent(sentence, i)
    if speaker is None or other is None or (sentence.lows[other[0]] in ("the", "a") and other[1] - other[0] == 1):
        return None
    return Talk(i, medium[0] if medium else None, medium[1] if medium else None, (speaker, other), other[1])


def _took_call(sentence: Sentence, i: int) -> Talk | None:
    """`had taken a call from NP`."""
    verb = next(
        (
            j
            for j in range(i - 1, max(-1, i - 5), -1)
            if sentence.lows[j] in ("took", "taken", "had", "got", "received", "receives")
        ),
        None,
    )
    who = (doer(sentence, verb) or antecedent(sentence, verb)) if verb is not None else None
    other = phrase_after(sentence, i + 2)
    return Talk(i, "phone call", (i, i + 1), (who, other), other[1]) if who and other and other[0] == i + 2 else None


def _is_after(sentence: Sentence, i: int) -> bool:
    following = phrase_after(sentence, i + 1)
    after = sentence.lows[i - 1 : i] in (("after",), ("before",), ("on",), ("by",))
    return after and following is not None and following[0] == i + 1


def _after_meeting(sentence: Sentence, i: int) -> Talk | None:
    """`The bishops, after meeting the president on Saturday, said`."""
    other = phrase_after(sentence, i + 1)
    verb = next((j for j in range(i + 1, len(sentence.lows)) if is_verb(sentence, j)), None)
    who = subject(sentence, verb) if verb is not None else None
    if who is None or other is None or who[0] <= i <= who[1]:
        return None
    return Talk(i, "meeting", (i, i + 1), (who, other), other[1])


def _wrote(sentence: Sentence, i: int) -> Talk | None:
    """`wrote to both commanders`: to leaders, that is, and not to citizens."""
    who, other = subject(sentence, i), phrase_after(sentence, i + 2)
    if who is None or other is None or not set(sentence.lows[other[0] : other[1]]) & v.LEADERS:
        return None
    return Talk(i, "letter", (i, i + 1), (who, other), other[1])


def _medium(sentence: Sentence, i: int) -> tuple[str, Part] | None:
    """`by phone`, `on the telephone`, `by video link` in the rest of the clause."""
    for j in range(i, min(i + 20, len(sentence.lows))):
        if sentence.lows[j] in _MEDIUMS and j > 0:
            begin = j - 1 if sentence.lows[j - 1] in ("by", "over", "on", "in", "via") else j
            return _MEDIUMS[sentence.lows[j]], (begin, j + 1)
    return None


def _met(sentence: Sentence, i: int) -> Talk | None:
    begin = i + 1 + (sentence.lows[i + 1 : i + 2] == ("with",))
    other, who = phrase_after(sentence, begin), doer(sentence, i) or antecedent(sentence, i)
    together = _split(sentence, who)
    if (other is None or other[0] != begin) and (len(together) == 2 or _are_several(sentence, who)):
        return Talk(i, "meeting", (i, i + 1), together, i + 1)
    if other is None or who is None or other[0] != begin:
        return None
    return Talk(i, "meeting", (i, i + 1), (who, with_place(sentence, other)), other[1])


def with_place(sentence: Sentence, part: Part) -> Part:
    """`leaders in Mekelle`."""
    end = part[1]
    if sentence.lows[end : end + 1] == ("in",) and end + 1 < len(sentence.words) and sentence.words[end + 1].is_name:
        return part[0], end + 2
    return part


def _phoned(sentence: Sentence, i: int) -> Talk | None:
    begin = i + 1
    other, who = phrase_after(sentence, begin), doer(sentence, i) or antecedent(sentence, i)
    lows = sentence.lows[begin : begin + 1]
    if sentence.lows[i] in ("called", "calls") and (
        not other or not set(sentence.lows[other[0] : other[1]]) & _REACHED or _calls_names(sentence, i, other)
    ):
        return _called_by(sentence, i)
    if other is None or who is None or other[0] != begin or lows in (("on",), ("for",)):
        return None
    return Talk(i, "phone call", (i, i + 1), (who, other), other[1])


_REACHED = v.LEADERS - {"foreign", "prime", "general", "deputy"} | {
    "ambassadors",
    "representatives",
    "negotiators",
    "envoys",
    "diplomats",
    "premiers",
}


def _calls_names(sentence: Sentence, i: int, other: Part) -> bool:
    """`called the report baseless`: no phone."""
    lows = set(sentence.lows[other[0] : other[1]])
    return bool(lows & (v.DISINFORMATION | v.FALSE_WORDS | v.REFERRING)) or sentence.lows[i - 1] in (
        "is",
        "was",
        "so",
        "be",
    )


def _called_by(sentence: Sentence, i: int) -> Talk | None:
    """`every ministry in Juba he had called promised him`."""
    if sentence.lows[i - 2 : i] not in (("he", "had"), ("she", "had"), ("they", "had")):
        return None
    begin = clause_begin(sentence, i - 2)
    said = next((j for j in range(i - 3, -1, -1) if sentence.lows[j] in v.SAYING), None)
    who = subject(sentence, said) if said is not None else None
    first = said + 1 if said is not None else begin
    if who is None or first >= i - 2:
        return None
    return Talk(i, "phone call", (i, i + 1), (who, (first, i - 2)), i + 1)


def _had_talks(sentence: Sentence, i: int) -> Talk | None:
    """`held a phone call with NP`, `In a call with NP, NP thanked`, `NP's phone call with NP`."""
    lows = sentence.lows
    with_ = next((j for j in range(i + 1, min(i + 8, len(lows))) if lows[j] == "with"), None)
    if with_ is None or any(is_break(sentence, j) for j in range(i, with_)):
        return _held_together(sentence, i)
    other = phrase_after(sentence, with_ + 1)
    if other is None:
        return None
    begin = i
    while begin > 0 and lows[begin - 1] in (
        "phone",
        "telephone",
        "video",
        "previous",
        "a",
        "the",
        "last",
        "second",
        "crisis",
        "brief",
        "long",
        "closed-door",
    ):
        begin -= 1
    channel = "video call" if "video" in lows[begin:i] else v.TALKS[lows[i]]
    shown = (i - 1 if lows[i - 1] in ("phone", "telephone", "video") else i, i + 1)
    if lows[i] == "conversation" and "telephone" not in lows[begin:i] and "phone" not in lows[begin:i]:
        channel = "talks"
    if lows[i] == "talk" and {"telephone", "phone"} & set(lows[begin:i]):
        channel = "phone call"
    who = _who_had(sentence, begin, i)
    end = other[1]
    if who is None and begin > 0 and lows[begin - 1] in ("in", "during", "after", "following", "at"):
        comma = next((j for j in range(end, min(end + 10, len(lows))) if lows[j] == ","), None)
        who = phrase_after(sentence, comma + 1) if comma is not None and begin <= 3 else None
        who = who or _who_came(sentence, begin - 1)  # promised in a call with NP
    return Talk(i, channel, shown, (who, other) if who else (other,), end) if who else None


def _held_together(sentence: Sentence, i: int) -> Talk | None:
    """`X and Y held a telephone conversation`."""
    verb = next((j for j in range(i - 1, max(-1, i - 5), -1) if sentence.lows[j] in ("held", "had", "hold")), None)
    parties = _split(sentence, subject(sentence, verb)) if verb is not None else ()
    if verb is None:
        return _between(sentence, i) or _in_a_call(sentence, i)
    if len(parties) != 2 and not _are_several(sentence, parties[0] if parties else None):
        return None
    medium = {"telephone", "phone"} & set(sentence.lows[max(0, i - 3) : i])
    channel = v.TALKS[sentence.lows[i]] if medium or sentence.lows[i] != "conversation" else "talks"
    return Talk(i, channel, (i, i + 1), parties, i + 1)


def _between(sentence: Sentence, i: int) -> Talk | None:
    """`the call between the Chinese and Ukrainian ministers`, `talks between A and B`."""
    at = next((j for j in range(i + 1, min(i + 6, len(sentence.lows))) if sentence.lows[j] == "between"), None)
    first = phrase_after(sentence, at + 1) if at is not None else None
    if first is None or sentence.lows[first[1] : first[1] + 1] != ("and",):
        return None
    second = phrase_after(sentence, first[1] + 1)
    if second is None:
        return None
    adjectives = first[1] - first[0] <= 2 and not set(sentence.lows[first[0] : first[1]]) & v.LEADERS
    parties = ((first[0], second[1]),) if adjectives and sentence.lows[second[1] - 1].endswith("s") else (first, second)
    return Talk(i, v.TALKS[sentence.lows[i]], (i, i + 1), parties, second[1])


def _in_a_call(sentence: Sentence, i: int) -> Talk | None:
    """`In a call on Monday, the minister urged his counterpart to`: subject and object of the clause behind it."""
    if {"in", "during"} & set(sentence.lows[max(1, i - 4) : i]):
        return _during_a_call(sentence, i)
    comma = next((j for j in range(i + 1, min(i + 8, len(sentence.lows))) if sentence.lows[j] == ","), None)
    if comma is None or sentence.lows[0] not in ("in", "during", "by", "after"):
        return None
    verb = next((j for j in range(comma + 2, min(comma + 12, len(sentence.lows) - 1)) if is_verb(sentence, j)), None)
    who, other = (subject(sentence, verb), phrase_after(sentence, verb + 1)) if verb is not None else (None, None)
    if who is None or other is None or other[0] != verb + 1 or not _REACHED & set(sentence.lows[slice(*other)]):  # type: ignore[operator]
        return None
    return Talk(i, v.TALKS[sentence.lows[i]], (i, i + 1), (who, other), other[1])


def _during_a_call(sentence: Sentence, i: int) -> Talk | None:
    """`The minister thanked his colleague during a call`, `the two premiers agreed in a call to`."""
    verb = next((j for j in range(i - 2, max(0, i - 16), -1) if is_verb(sentence, j)), None)
    who = doer(sentence, verb) if verb is not None else None
    other = phrase_after(sentence, verb + 1) if verb is not None else None
    if who is None or verb is None:
        return None
    if other and other[0] == verb + 1 and _REACHED & set(sentence.lows[slice(*other)]):
        return Talk(i, v.TALKS[sentence.lows[i]], (i, i + 1), (who, other), i + 1)
    return Talk(i, v.TALKS[sentence.lows[i]], (i, i + 1), (who,), i + 1) if _are_several(sentence, who) else None


def _summoned(sentence: Sentence, i: int) -> Talk | None:
    """`The ministry summoned the ambassador`, `the ambassador was summoned to the ministry`."""
    passive = sentence.lows[i - 1] in ("was", "were", "been")
    begin = i + 1 + passive
    if passive and sentence.lows[i + 1 : i + 2] not in (("to",), ("by",)):
        return None
    who, other = doer(sentence, i), phrase_after(sentence, begin)
    if who is None or other is None or other[0] != begin:
        return None
    return Talk(i, "meeting", (i, i + 1), (who, other), other[1])


def _receives(sentence: Sentence, i: int) -> bool:
    """`received the ambassadors`, `was received by the governor`; not `received a letter`."""
    begin = i + 1 + (sentence.lows[i + 1 : i + 2] == ("by",))
    other = phrase_after(sentence, begin)
    return other is not None and other[0] == begin and bool(_REACHED & set(sentence.lows[slice(*other)]))


def _in_touch(sentence: Sentence, i: int) -> Talk | None:
    """`The envoy has been in touch with both commanders by phone`."""
    verb = next((j for j in range(i - 2, max(-1, i - 7), -1) if sentence.lows[j] in v.AUXILIARIES), None)
    who, other = doer(sentence, verb) if verb is not None else None, phrase_after(sentence, i + 2)
    if who is None or other is None or {"will", "would", "not"} & set(sentence.lows[who[1] : i]):
        return None
    medium = _medium(sentence, i)
    return Talk(i, medium and medium[0], medium and medium[1], (who, other), other[1]) if medium else None


def _are_several(sentence: Sentence, part: Part | None) -> bool:
    """`The two foreign ministers`, `Representatives of both armies`: a plural of those who hold an office."""
    lows = sentence.lows[part[0] : part[1]] if part else ()
    head = lows.index("of") - 1 if "of" in lows else len(lows) - 1
    return head >= 0 and lows[head].endswith("s") and lows[head] in _REACHED


def _who_had(sentence: Sentence, begin: int, i: int) -> Part | None:
    owner = begin - 1 if begin and sentence.lows[begin - 1].endswith("'s") else None
    if owner is not None and not set(sentence.lows[owner : owner + 1]) & _OF_DAYS:
        first = owner
        while first > 0 and sentence.words[first - 1].is_name:
            first -= 1
        return first, owner + 1
    verb = next(
        (
            j
            for j in range(begin - 1, max(-1, begin - 4), -1)
            if sentence.lows[j] in ("held", "had", "holds", "hold", "has")
        ),
        None,
    )
    if verb is None and sentence.lows[begin - 1] == "for" and i - begin <= 2:
        return _who_came(sentence, begin - 1)
    return doer(sentence, verb) if verb is not None else None


_OF_DAYS = frozenset(f"{day}'s" for day in v.DAY_WORDS)


def _who_came(sentence: Sentence, end: int) -> Part | None:
    """`was in Baghdad for talks with`, `flew to Cairo for a meeting with`."""
    verb = next((j for j in range(end - 1, max(0, end - 9), -1) if is_verb(sentence, j)), None)
    return doer(sentence, verb) if verb is not None else None


def _split(sentence: Sentence, part: Part | None) -> tuple[Part, ...]:
    """The two parties of `X and Y`."""
    if part is None:
        return ()
    joined = [j for j in range(*part) if sentence.lows[j] == "and"]
    if joined and joined[0] - part[0] == 2 and _adjectives(sentence, part, joined[0]):
        return (part,)
    return (
        ((part[0], joined[0]), (joined[0] + 1, part[1]))
        if len(joined) == 1 and part[0] < joined[0] < part[1] - 1
        else (part,)
    )


def _adjectives(sentence: Sentence, part: Part, at: int) -> bool:
    """`The Italian and Libyan leaders`: whether `and` joins two adjectives of one noun."""
    det = sentence.lows[part[0]] in v.DETERMINERS and part[1] - at == 3
    return det and sentence.words[at - 1].is_name and sentence.lows[part[1] - 1] in _REACHED


def _second(sentence: Sentence, talk: Talk) -> list[Talk]:
    """`met A on Sunday and B on Monday`: a second one of the same."""
    if talk.channel != "meeting" or len(talk.parties) != 2:
        return []
    for j in range(talk.end, min(talk.end + 7, len(sentence.lows) - 1)):
        if sentence.lows[j] == "and":
            other = phrase_after(sentence, j + 1)
            if (
                other
                and other[0] == j + 1
                and sentence.lows[other[1] : other[1] + 1] == ("on",)
                and set(sentence.lows[other[0] : other[1]]) & v.LEADERS
            ):
                return [Talk(j, "meeting", talk.shown, (talk.parties[0], other), other[1])]
        if is_break(sentence, j):
            break
    return []
