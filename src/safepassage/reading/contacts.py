"""Contacts: who spoke with whom, when and how, and what was promised."""

from dataclasses import dataclass, replace

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Contact, Field
from safepassage.reading.issuers import Speakers
from safepassage.reading.phrases import Part, clause_begin, doer, has_name, is_break, phrase_after, subject
from safepassage.reading.report import Report, on_past_day
from safepassage.reading.text import Sentence
from safepassage.reading.times import days, on_day

_WITH = frozenset(("with", "to"))
_GIVING = frozenset("gave given".split())
_LOOKED_BACK = 20  # contacts
_BOTH = frozenset("both sides leaders parties two they he she it".split())
_MEDIUMS = {"phone": "phone call", "telephone": "phone call", "video": "video call", "letter": "letter"}


@dataclass(frozen=True)
class _Talk:
    """A contact as it stands in a sentence; `verb` is the word that tells of it."""

    verb: int
    channel: str | None
    shown: Part | None  # the words of the channel
    parties: tuple[Part, ...]
    end: int  # the word after the parties


def read_contacts(report: Report, speakers: Speakers) -> list[Contact]:
    """All contacts of a report, in the order of its text."""
    found: list[Contact] = []
    last = -9
    for index, sentence in enumerate(report.sentences):
        talks = _talks(sentence)
        for talk in talks:
            contact = _contact(report, sentence, index, talk, speakers)
            recent = range(max(0, len(found) - _LOOKED_BACK), len(found))
            known = next((k for k in recent if _is_same(contact, found[k])), None)
            if known is None:
                found.append(contact)
            else:
                found[known] = _merged(found[known], contact)
            last = index
        promises = _promises(sentence)
        if talks and promises:
            fields = tuple(report.field(sentence, each[1]) for each in promises)
            found[-len(talks) :] = [
                replace(each, commitments=_unique(each.commitments + fields)) for each in found[-len(talks) :]
            ]
        elif promises:
            last = _take_promises(report, found, sentence, index, last, promises)
        elif found and index - last <= 2 and _goes_on(sentence):
            found[-1] = _merged(
                found[-1], Contact(((sentence.start, sentence.end),), about=_about(report, sentence, 0))
            )
    return [each for each in found if each.parties]


def _goes_on(sentence: Sentence) -> bool:
    """`The two leaders also discussed`, `Both sides stressed`."""
    return bool({"leaders", "both", "sides", "two"} & set(sentence.lows[:4])) and "discussed" in sentence.lows


# --- Talks -----------------------------------------------------------------------------------------------------------


def _talks(sentence: Sentence) -> list[_Talk]:
    found: list[_Talk] = []
    for i, low in enumerate(sentence.lows):
        talk = None
        if low in v.SPEAKING:
            talk = _spoke(sentence, i)
        elif low == "wrote" and sentence.lows[i + 1 : i + 2] == ("to",):
            talk = _wrote(sentence, i)
        elif low in v.MEETING and not sentence.words[i].is_name:
            talk = _met(sentence, i)
        elif low in v.PHONING:
            talk = _phoned(sentence, i)
        elif low in v.TALKS:
            talk = _had_talks(sentence, i)
        if talk and not any(abs(talk.verb - other.verb) < 3 for other in found) and _is_diplomatic(sentence, talk):
            found.append(talk)
            found += _second(sentence, talk)
    return found


def _is_diplomatic(sentence: Sentence, talk: _Talk) -> bool:
    """Whether somebody who holds an office, or a government, takes part; families do not count."""
    lows = {low.removesuffix("'s") for part in talk.parties for low in sentence.lows[part[0] : part[1]]}
    if lows & v.FAMILY or lows & {"reporters", "journalists", "agency", "newspaper", "media", "cnn", "bbc"}:
        return False
    named = sum(has_name(sentence, part) for part in talk.parties)
    return bool(lows & (v.LEADERS | v.AUTHORITIES)) or (named >= 2 and len(talk.parties) >= 2)


def _spoke(sentence: Sentence, i: int) -> _Talk | None:
    """`spoke (by telephone) with NP`, `X and Y talked by phone`."""
    with_ = next((j for j in range(i + 1, min(i + 12, len(sentence.lows))) if sentence.lows[j] in _WITH), None)
    medium = _medium(sentence, i)
    if with_ is None or any(is_break(sentence, j) for j in range(i + 1, with_)):
        who = _split(sentence, subject(sentence, i))
        if len(who) == 2 and (medium or sentence.lows[i] == "talked"):
            return _Talk(i, medium and medium[0], medium and medium[1], who, i + 1)
        return None
    if sentence.lows[i] == "discussed" and sentence.lows[with_] == "to":
        return None
    other = phrase_after(sentence, with_ + 1)
    speaker = subject(sentence, i)
    if speaker is None or other is None or (sentence.lows[other[0]] in ("the", "a") and other[1] - other[0] == 1):
        return None
    return _Talk(i, medium[0] if medium else None, medium[1] if medium else None, (speaker, other), other[1])


def _wrote(sentence: Sentence, i: int) -> _Talk | None:
    """`wrote to both commanders`: to leaders, that is, and not to citizens."""
    who, other = subject(sentence, i), phrase_after(sentence, i + 2)
    if who is None or other is None or not set(sentence.lows[other[0] : other[1]]) & v.LEADERS:
        return None
    return _Talk(i, "letter", (i, i + 1), (who, other), other[1])


def _medium(sentence: Sentence, i: int) -> tuple[str, Part] | None:
    """`by phone`, `on the telephone`, `by video link` in the rest of the clause."""
    for j in range(i, min(i + 20, len(sentence.lows))):
        if sentence.lows[j] in _MEDIUMS and j > 0:
            begin = j - 1 if sentence.lows[j - 1] in ("by", "over", "on", "in", "via") else j
            return _MEDIUMS[sentence.lows[j]], (begin, j + 1)
    return None


def _met(sentence: Sentence, i: int) -> _Talk | None:
    begin = i + 1 + (sentence.lows[i + 1 : i + 2] == ("with",))
    other, who = phrase_after(sentence, begin), subject(sentence, i)
    together = _split(sentence, who)
    if (other is None or other[0] != begin) and len(together) == 2:
        return _Talk(i, "meeting", (i, i + 1), together, i + 1)
    if other is None or who is None or other[0] != begin:
        return None
    return _Talk(i, "meeting", (i, i + 1), (who, _with_place(sentence, other)), other[1])


def _with_place(sentence: Sentence, part: Part) -> Part:
    """`leaders in Mekelle`."""
    end = part[1]
    if sentence.lows[end : end + 1] == ("in",) and end + 1 < len(sentence.words) and sentence.words[end + 1].is_name:
        return part[0], end + 2
    return part


def _phoned(sentence: Sentence, i: int) -> _Talk | None:
    begin = i + 1
    other, who = phrase_after(sentence, begin), subject(sentence, i)
    lows = sentence.lows[begin : begin + 1]
    if sentence.lows[i] == "called" and (
        not other or not set(sentence.lows[other[0] : other[1]]) & v.LEADERS or _calls_names(sentence, i, other)
    ):
        return _called_by(sentence, i)
    if other is None or who is None or other[0] != begin or lows in (("on",), ("for",)):
        return None
    return _Talk(i, "phone call", (i, i + 1), (who, other), other[1])


def _calls_names(sentence: Sentence, i: int, other: Part) -> bool:
    """`called the report baseless`: no phone."""
    lows = set(sentence.lows[other[0] : other[1]])
    return bool(lows & (v.DISINFORMATION | v.FALSE_WORDS | v.REFERRING)) or sentence.lows[i - 1] in (
        "is",
        "was",
        "so",
        "be",
    )


def _called_by(sentence: Sentence, i: int) -> _Talk | None:
    """`every ministry in Juba he had called promised him`."""
    if sentence.lows[i - 2 : i] not in (("he", "had"), ("she", "had"), ("they", "had")):
        return None
    begin = clause_begin(sentence, i - 2)
    said = next((j for j in range(i - 3, -1, -1) if sentence.lows[j] in v.SAYING), None)
    who = subject(sentence, said) if said is not None else None
    first = said + 1 if said is not None else begin
    if who is None or first >= i - 2:
        return None
    return _Talk(i, "phone call", (i, i + 1), (who, (first, i - 2)), i + 1)


def _had_talks(sentence: Sentence, i: int) -> _Talk | None:
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
    who = _who_had(sentence, begin, i)
    end = other[1]
    if who is None and begin > 0 and lows[begin - 1] in ("in", "during", "after", "following", "at"):
        comma = next((j for j in range(end, min(end + 10, len(lows))) if lows[j] == ","), None)
        who = phrase_after(sentence, comma + 1) if comma is not None else None
    return _Talk(i, channel, shown, (who, other) if who else (other,), end) if who else None


def _held_together(sentence: Sentence, i: int) -> _Talk | None:
    """`X and Y held a telephone conversation`."""
    verb = next((j for j in range(i - 1, max(-1, i - 5), -1) if sentence.lows[j] in ("held", "had", "hold")), None)
    parties = _split(sentence, subject(sentence, verb)) if verb is not None else ()
    if len(parties) != 2:
        return None
    medium = {"telephone", "phone"} & set(sentence.lows[max(0, i - 3) : i])
    channel = v.TALKS[sentence.lows[i]] if medium or sentence.lows[i] != "conversation" else "talks"
    return _Talk(i, channel, (i, i + 1), parties, i + 1)


def _who_had(sentence: Sentence, begin: int, i: int) -> Part | None:
    owner = next((j for j in range(i - 1, max(-1, i - 5), -1) if sentence.lows[j].endswith("'s")), None)
    if owner is not None:
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
    return doer(sentence, verb) if verb is not None else None


def _split(sentence: Sentence, part: Part | None) -> tuple[Part, ...]:
    """The two parties of `X and Y`."""
    if part is None:
        return ()
    joined = [j for j in range(*part) if sentence.lows[j] == "and"]
    return (
        ((part[0], joined[0]), (joined[0] + 1, part[1]))
        if len(joined) == 1 and part[0] < joined[0] < part[1] - 1
        else (part,)
    )


def _second(sentence: Sentence, talk: _Talk) -> list[_Talk]:
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
                return [_Talk(j, "meeting", talk.shown, (talk.parties[0], other), other[1])]
        if is_break(sentence, j):
            break
    return []


def _contact(report: Report, sentence: Sentence, index: int, talk: _Talk, speakers: Speakers) -> Contact:
    parties = []
    for part in talk.parties:
        alone = part[1] - part[0] == 1 and sentence.lows[part[0]] in v.PRONOUNS
        field = _meant(report, sentence, index, part, speakers) if alone else _name_of(report, sentence, part)
        parties += [field] if field else []
    return Contact(
        spans=((sentence.start, sentence.end),),
        parties=tuple(parties),
        on=_on(report, sentence, talk),
        channel=Field(talk.channel, sentence.span(*talk.shown)) if talk.channel and talk.shown else None,
        about=_about(report, sentence, talk.verb),
    )


def _name_of(report: Report, sentence: Sentence, part: Part) -> Field[str]:
    """A party; of `PM Modi's` without the ending."""
    field = report.field(sentence, part)
    for ending in ("'s", "’s"):
        if field.value.endswith(ending):
            return Field(field.value[:-2], (field.span[0], field.span[1] - 2))
    return field


def _meant(report: Report, sentence: Sentence, index: int, part: Part, speakers: Speakers) -> Field[str] | None:
    said = next((j for j in range(part[0] - 1, -1, -1) if sentence.lows[j] in v.SAYING), None)
    who = subject(sentence, said) if said is not None else None
    return report.field(sentence, who) if who else speakers.resolved(index, part)


def _on(report: Report, sentence: Sentence, talk: _Talk) -> Field[str] | None:
    """The day after the parties, else the sentence's."""
    start = sentence.words[min(talk.end, len(sentence.words) - 1)].start
    for day in days(report.text, start, sentence.end, report.on):
        on = on_day(day, report.on, ahead=False)
        if on and on <= report.on:
            return Field(on.isoformat(), day.span)
    return on_past_day(report, sentence)


def _about(report: Report, sentence: Sentence, begin: int) -> tuple[Field[str], ...]:
    """`about letting students out`, `discussed the safe evacuation`, `thanked him for letting convoys through`."""
    for i in range(begin, len(sentence.lows) - 1):
        low = sentence.lows[i]
        if low in ("about", "discussed", "reviewed", "regarding", "concerning") or (
            low == "for" and "thanked" in sentence.lows[max(0, i - 3) : i]
        ):
            end = next(
                (
                    j
                    for j in range(i + 1, len(sentence.lows))
                    if is_break(sentence, j)
                    or (
                        sentence.lows[j] == "and" and j + 1 < len(sentence.lows) and sentence.lows[j + 1].endswith("ed")
                    )
                ),
                len(sentence.lows),
            )
            if end > i + 1 and sentence.lows[i + 1] not in ("with",) and not sentence.lows[i + 1][0].isdigit():
                return (report.field(sentence, (i + 1, end)),)
    return ()


# --- Promises --------------------------------------------------------------------------------------------------------

_Promise = tuple[tuple[Part, ...], Part]  # who and to whom, what


_PROMISES = frozenset("commitment assurance assurances guarantee guarantees pledge promise word".split())
_MADE = frozenset("gave given obtained received won got has made secured".split())


def _promises(sentence: Sentence) -> list[_Promise]:
    """What a sentence says was promised, with who did and to whom."""
    found: list[_Promise] = []
    for i, low in enumerate(sentence.lows):
        if low not in v.PROMISING or (sentence.words[i].is_name and i > 0):
            continue
        if {"not", "no", "if", "wants", "want", "to", "demanded", "asked", "none"} & set(
            sentence.lows[max(0, i - 2) : i]
        ):
            continue
        if low in _PROMISES and not _MADE & set(sentence.lows[max(0, i - 4) : i]):
            continue
        promise = _promise(sentence, i)
        if promise:
            found.append(promise)
    return found


def _promise(sentence: Sentence, i: int) -> _Promise | None:
    passive = sentence.lows[i - 2 : i] in (("has", "been"), ("have", "been"), ("had", "been")) or sentence.lows[
        i - 1 : i
    ] in (("was",), ("were",))
    who = subject(sentence, i)
    begin = i + 1
    to: Part | None = None
    if passive:
        by = next((j for j in range(i + 1, min(i + 4, len(sentence.lows))) if sentence.lows[j] == "by"), None)
        if by is not None:
            to = phrase_after(sentence, by + 1)
            begin = _past_place(sentence, to[1]) if to else by + 1
            to = (to[0], begin) if to else None
        elif sentence.lows[i] == "agreed":
            what = _clause_around(sentence, i)
            return ((), what) if what else None
    elif sentence.lows[begin : begin + 1] not in (("to",), ("that",), ("on",), ("a",), ("the",), ("in",)):
        to = phrase_after(sentence, begin)
        if to and to[0] == begin and (has_name(sentence, to) or sentence.lows[begin] in ("it", "him", "them", "her")):
            split = next((j for j in range(to[0] + 1, to[1]) if sentence.lows[j] in ("a", "an", "the", "safe")), to[1])
            to = (to[0], split)
            begin = split
        else:
            to = None
    what = _what(sentence, begin)
    if what is None:
        return None
    return tuple(part for part in (who, to) if part), what


def _past_place(sentence: Sentence, i: int) -> int:
    if sentence.lows[i : i + 1] == ("in",) and i + 1 < len(sentence.words) and sentence.words[i + 1].is_name:
        return i + 2
    return i


def _clause_around(sentence: Sentence, i: int) -> Part | None:
    """`that escorts had been agreed for Friday`."""
    begin = clause_begin(sentence, i)
    end = next((j for j in range(i, len(sentence.lows)) if is_break(sentence, j)), len(sentence.lows))
    return (begin, end) if end - begin >= 3 else None


def _what(sentence: Sentence, begin: int) -> Part | None:
    i = begin
    while i < len(sentence.lows) and sentence.lows[i] in ("to", "that", "of", "on", "it", "him", "them", "her", "its"):
        i += 1
    end = i
    while end < len(sentence.lows):
        low = sentence.lows[end]
        if low in (".", ";", ":", "?", "!", ",") or (low == "and" and _other_verb(sentence, end + 1)):
            break
        end += 1
    if end <= i or (end - i == 1 and sentence.lows[i] in v.PREPOSITIONS):
        return None
    return i, end


def _other_verb(sentence: Sentence, i: int) -> bool:
    return any(
        sentence.lows[j] in v.PROMISING | v.SAYING or sentence.lows[j] in ("pledged", "none", "demanded")
        for j in range(i, min(i + 3, len(sentence.lows)))
    )


def _take_promises(
    report: Report, found: list[Contact], sentence: Sentence, index: int, last: int, promises: list[_Promise]
) -> int:
    """Give promises to the contact that they were made in; else who promised whom is a contact of its own."""
    for parties, what in promises:
        lows = {low for part in parties for low in sentence.lows[part[0] : part[1]]}
        names = [part for part in parties if has_name(sentence, part)]
        field = report.field(sentence, what)
        recent = range(max(0, len(found) - _LOOKED_BACK), len(found))
        same = [k for k in recent if lows & _BOTH or _shares(sentence, names, found[k])]
        near = [k for k in same if index - last <= 2 or "leaders" in lows or names]
        if near and (index - last <= 2 or lows & {"leaders", "both", "two"}):
            for k in [k for k in near if found[k].spans[-1][0] == found[near[-1]].spans[-1][0]]:
                found[k] = _merged(found[k], Contact(((sentence.start, sentence.end),), commitments=(field,)))
            last = index
        elif len(parties) == 2:
            fields = [_name_of(report, sentence, part) for part in parties if sentence.lows[part[0]] not in v.PRONOUNS]
            if len(fields) == 2 or (fields and lows & v.LEADERS):
                found.append(Contact(((sentence.start, sentence.end),), tuple(fields), on=None, commitments=(field,)))
                last = index
    return last


def _shares(sentence: Sentence, names: list[Part], contact: Contact) -> bool:
    said = {word.lower() for each in contact.parties for word in each.value.split()} - v.DETERMINERS
    return any(said & set(sentence.lows[part[0] : part[1]]) - v.DETERMINERS for part in names)


def _unique(fields: tuple[Field[str], ...]) -> tuple[Field[str], ...]:
    return tuple({each.span: each for each in fields}.values())


def _is_same(one: Contact, other: Contact) -> bool:
    """Whether two tell of one contact: a name of each party shared, and no two days."""
    if (one.on and other.on and one.on.value != other.on.value) or len(one.parties) != len(other.parties):
        return False
    if one.channel and other.channel and one.channel.value != other.channel.value:
        return False
    names = [
        {w.lower().removesuffix("'s").removesuffix("’s") for w in each.value.split()} - v.DETERMINERS - _TITLES
        for each in one.parties
    ]
    others = [
        {w.lower().removesuffix("'s").removesuffix("’s") for w in each.value.split()} - v.DETERMINERS - _TITLES
        for each in other.parties
    ]
    return all(a & b for a, b in zip(names, others, strict=True)) or all(
        a & b for a, b in zip(names, reversed(others), strict=True)
    )


_TITLES = frozenset("president minister foreign prime of pm general secretary in and".split())


def _merged(one: Contact, more: Contact) -> Contact:
    return Contact(
        spans=(*one.spans, *(span for span in more.spans if span not in one.spans)),
        parties=one.parties or more.parties,
        on=one.on or more.on,
        channel=one.channel or more.channel,
        about=_unique(one.about + more.about),
        commitments=_unique(one.commitments + more.commitments),
    )
