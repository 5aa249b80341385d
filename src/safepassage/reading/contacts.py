"""Contacts: who spoke with whom, when and how, and what was promised."""

from dataclasses import replace

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Contact, Field
from safepassage.reading.issuers import Speakers
from safepassage.reading.phrases import Part, has_name, is_break, subject
from safepassage.reading.promises import Promise, promises_in
from safepassage.reading.report import Report, on_past_day
from safepassage.reading.talks import Talk, talks
from safepassage.reading.text import Sentence
from safepassage.reading.times import days, on_day

_LOOKED_BACK = 20  # contacts
_BOTH = frozenset("both sides leaders parties two they he she it".split())


def read_contacts(report: Report, speakers: Speakers) -> list[Contact]:
    """All contacts of a report, in the order of its text."""
    found: list[Contact] = []
    last = -9
    for index, sentence in enumerate(report.sentences):
        held = talks(sentence)
        for talk in held:
            contact = _contact(report, sentence, index, talk, speakers)
            recent = range(max(0, len(found) - _LOOKED_BACK), len(found))
            known = next((k for k in recent if _is_same(contact, found[k])), None)
            if known is None:
                found.append(contact)
            else:
                found[known] = _merged(found[known], contact)
            last = index
        promises = promises_in(sentence)
        if held and promises:
            fields = tuple(report.field(sentence, each[1]) for each in promises)
            found[-len(held) :] = [
                replace(each, commitments=_unique(each.commitments + fields)) for each in found[-len(held) :]
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


def _contact(report: Report, sentence: Sentence, index: int, talk: Talk, speakers: Speakers) -> Contact:
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


def _on(report: Report, sentence: Sentence, talk: Talk) -> Field[str] | None:
    """The day after the parties, else the sentence's."""
    start = sentence.words[min(talk.end, len(sentence.words) - 1)].start
    for day in days(report.text, start, sentence.end, report.on):
        i = sentence.at(day.span[0])
        if i and sentence.lows[i - 1] in ("until", "till", "by", "before", "from", "for"):
            continue
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
                    or _ends_subject(report, sentence, i + 1, j)
                    or (
                        sentence.lows[j] == "and" and j + 1 < len(sentence.lows) and sentence.lows[j + 1].endswith("ed")
                    )
                ),
                len(sentence.lows),
            )
            if end > i + 1 and sentence.lows[i + 1] not in ("with",) and not sentence.lows[i + 1][0].isdigit():
                return (report.field(sentence, (i + 1, end)),)
    return ()


def _ends_subject(report: Report, sentence: Sentence, begin: int, j: int) -> bool:
    """Whether what a talk was about ends at `with her counterpart`, `by phone`, `on Tuesday`."""
    if j <= begin or sentence.lows[j] not in ("with", "by", "over", "on", "in") or j + 1 >= len(sentence.lows):
        return False
    following = set(sentence.lows[j + 1 : j + 4])
    return bool(following & (v.DAY_WORDS | _BY_WIRE) or (sentence.lows[j] == "with" and following & v.LEADERS))


_BY_WIRE = frozenset("phone telephone video letter".split())


def _take_promises(
    report: Report, found: list[Contact], sentence: Sentence, index: int, last: int, promises: list[Promise]
) -> int:
    """Give promises to the contact that they were made in; else who promised whom is a contact of its own."""
    for parties, what in promises:
        lows = {low for part in parties for low in sentence.lows[part[0] : part[1]]}
        names = [part for part in parties if has_name(sentence, part)]
        field = report.field(sentence, what)
        recent = range(max(0, len(found) - _LOOKED_BACK), len(found))
        same = [k for k in recent if lows & _BOTH or _shares(sentence, names, found[k])]
        if not same and found and index - last == 1 and len(names) == len(parties) == 1:
            same = [len(found) - 1]  # `Paris undertook to`, just after its president spoke
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
