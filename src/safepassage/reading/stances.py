"""What the stances of claims have in common: who takes one, and to what."""

from dataclasses import dataclass

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Field
from safepassage.reading.issuers import Speakers, may_speak
from safepassage.reading.phrases import Part, clause_begin, is_break, is_past, is_verb, subject
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

_STOPS = frozenset(".;?!")
_ENDS = frozenset(("but", "while", "although", "though", "whereas"))


@dataclass(frozen=True)
class Found:
    """One stance as it stands in a sentence."""

    stance: str
    at: Part
    claimant: Field[str] | None
    gist: Part | None  # None = what was claimed before


def claimant_of(report: Report, sentence: Sentence, verb: int, index: int, speakers: Speakers) -> Field[str] | None:
    part = subject(sentence, verb)
    if part is None:
        return _earlier_subject(report, sentence, verb)
    part = _past_what(sentence, part)
    lows = sentence.lows[part[0] : part[1]]
    if lows in (("the", "country"), ("the", "kremlin")) and (named := _country_before(sentence, part[0])):
        return report.field(sentence, named)
    if lows == ("we",) and not sentence.quoted[part[0]]:
        return report.field(sentence, part)
    if lows in (("we",), ("i",)):
        return speakers.of(index, verb)
    if part[1] - part[0] == 1 and lows[0] in v.PRONOUNS:
        return _named_before(report, sentence, part[0]) or speakers.resolved(index, part)
    return report.field(sentence, part) if may_speak(sentence, part) else None


def _past_what(sentence: Sentence, part: Part) -> Part:
    """The party in `a claim Kyiv called false`, `something the authority denies`."""
    lows = sentence.lows[part[0] : part[1]]
    skipped = (
        1 if lows[0] == "something" else 2 if lows[0] in ("a", "an", "the") and lows[1:2] and lows[1] in _SAID else 0
    )
    return (part[0] + skipped, part[1]) if 0 < skipped < len(lows) and not set(lows) & v.PREPOSITIONS else part


_SAID = (v.REFERRING | v.HEARSAY) - v.PRONOUNS


def speaker_around(report: Report, sentence: Sentence, at: int, index: int, speakers: Speakers) -> Field[str] | None:
    """Who says a clause without a subject of its own: `A said there is no report`, `There is none, A said`."""
    for each in speakers.attributions[index]:
        before, after = each.verb < at, each.verb > at
        between = sentence.lows[each.verb + 1 : at] if before else sentence.lows[at : min(each.verb, each.speaker[0])]
        apart = {",", ";", "but", "which", "while"} & set(between)
        if (before and not apart) or (after and sentence.lows[min(each.verb, each.speaker[0]) - 1] in _CLOSING_SAID):
            return speakers.resolved(index, each.speaker)
    return None


_CLOSING_SAID = frozenset((",", '"', "”", "»"))


def _earlier_subject(report: Report, sentence: Sentence, verb: int) -> Field[str] | None:
    """`Kyiv rejected the charge and called it`: the subject of the verb before `and`."""
    begin = clause_begin(sentence, verb)
    if begin == 0 or sentence.lows[begin - 1] not in ("and", "but", ","):
        return None
    for j in range(begin - 2, max(-1, begin - 30), -1):
        low = sentence.lows[j]
        if low in ("included", "excluded"):
            continue  # soldiers included, and said
        if low in v.SAYING | v.DENYING | v.ASSERTING | v.TELLING or (is_past(low) and not sentence.words[j].is_name):
            part = subject(sentence, j)
            if part and may_speak(sentence, part):
                return report.field(sentence, part)
    return None


def _country_before(sentence: Sentence, end: int) -> Part | None:
    """The name that `the country` stands for, in the same sentence: the subject nearest before it."""
    for j in range(end - 1, 0, -1):
        if sentence.words[j - 1].is_name and sentence.lows[j] in v.AUXILIARIES:
            return j - 1, j
    return None


def _named_before(report: Report, sentence: Sentence, end: int) -> Field[str] | None:
    for j in range(end - 1, 0, -1):
        if sentence.lows[j] in v.SAYING and (part := subject(sentence, j)) and may_speak(sentence, part):
            return report.field(sentence, part)
    return None


def whose(report: Report, sentence: Sentence, verb: int, index: int, speakers: Speakers) -> Field[str] | None:
    """The claimant, also where a noun stands before: `a report the local council called baseless`."""
    part = subject(sentence, verb)
    if part is None:
        return claimant_of(report, sentence, verb, index, speakers)
    for j in range(part[0] + 1, part[1]):
        if sentence.lows[j] in v.DETERMINERS and sentence.lows[j - 1] in v.REFERRING:
            return report.field(sentence, (j, part[1]))
    return claimant_of(report, sentence, verb, index, speakers)


def content(sentence: Sentence, begin: int) -> Part | None:
    """What is said from a word on: to the end of the sentence, or to where another clause sets against it."""
    lows = sentence.lows
    i = _past_adverbials(sentence, begin)
    while i < len(lows) and lows[i] in _LEADING:
        i += 1
    if i < len(lows) and (lows[i] in _JOINING or (begin and sentence.quoted[begin - 1] and not sentence.quoted[i])):
        return None
    end = i
    while end < len(lows):
        low = lows[end]
        if low in _STOPS or (low in ('"', "”") and end > i and not _is_scare_quote(sentence, i, end)):
            break
        if low in _ENDS and lows[end - 1] == "," and end - i > 1:
            break
        if low == "," and lows[end + 1 : end + 2] and (lows[end + 1] in _ADDING or _is_said_after(sentence, end)):
            break
        if low == "," and lows[0] in _SETTING_AGAINST and "," not in lows[:i]:
            break
        end += 1
    while end > i and not sentence.words[end - 1].is_word:
        end -= 1
    return (i, end) if end - i >= 2 else None


_SETTING_AGAINST = frozenset("while although though whereas".split())


def _is_said_after(sentence: Sentence, comma: int) -> bool:
    """`…, the ministry said.`"""
    said = next((j for j in range(comma + 2, min(comma + 9, len(sentence.lows))) if sentence.lows[j] in v.SAYING), None)
    plain = said is not None and not any(is_break(sentence, j) for j in range(comma + 1, said))
    return (
        plain and (said + 1 >= len(sentence.lows) or sentence.lows[said + 1] in {".", ";", *v.PREPOSITIONS})
        if said is not None
        else False
    )


_LEADING = frozenset(("that", ",", ":", '"', "“", "on", "–"))
_JOINING = frozenset("and but or nor while".split())
_ADDING = frozenset("which but a an who while although something saying adding citing calling accusing".split())
_ADVERBIALS = frozenset("on in at by during through late early via".split())


def _past_adverbials(sentence: Sentence, begin: int) -> int:
    """Skip `on Thursday` and `in a statement` before the `that` of what is said."""
    if sentence.lows[begin : begin + 1] and sentence.lows[begin] in _ADVERBIALS:
        for i in range(begin + 1, min(begin + 9, len(sentence.lows))):
            if sentence.lows[i] == "that":
                return i
            if sentence.lows[i] in _STOPS or sentence.lows[i] in _JOINING:
                break
        day = begin + 1
        while day < len(sentence.lows) and sentence.lows[day] in v.DAY_WORDS:
            day += 1
        return day if day > begin + 1 else begin
    return begin


def _is_scare_quote(sentence: Sentence, begin: int, end: int) -> bool:
    """`blamed "rioters" for two fires`: a word or two in marks, and more after them."""
    return end - begin <= 3 and end + 1 < len(sentence.lows) and sentence.words[end + 1].is_word


def is_adverbial(sentence: Sentence, part: Part) -> bool:
    """Whether words tell where or how something was said, and not what: `in a message to all of them`."""
    if sentence.lows[part[0]] not in _ADVERBIALS or sentence.lows[part[0] + 1] in ("least", "most"):
        return False
    for j in range(part[0] + 2, part[1]):
        if is_break(sentence, j) or sentence.lows[j] in v.CLAUSE_WORDS:
            break
        if is_verb(sentence, j):
            return False
    return True


def before_mark(sentence: Sentence, end: int) -> Part | None:
    """What is said before `…, the mission said`."""
    if end == 0 or sentence.lows[end - 1] not in (",", '"', "”"):
        return None
    begin = max((j + 1 for j in range(end - 1) if sentence.lows[j] in _STOPS), default=0)
    last = end - 1
    while last > begin and not sentence.words[last - 1].is_word:
        last -= 1
    while begin < last and not sentence.words[begin].is_word:
        begin += 1
    return (begin, last) if last - begin >= 3 else None


def object_or_earlier(sentence: Sentence, begin: int) -> Part | None:
    """What a stance is to, where words tell it; None where they only point back: `the charge`, `that`, `it`."""
    gist = content(sentence, begin)
    if gist is None:
        return None
    lows = [low for low in sentence.lows[gist[0] : gist[1]] if low not in v.DETERMINERS]
    as_ = next((j for j in range(gist[0] + 1, gist[1]) if sentence.lows[j] == "as"), gist[1])
    gist = (gist[0], as_)
    joined = next((j for j in range(*gist) if sentence.lows[j] == "and" and _begins_verb(sentence, j + 1)), gist[1])
    if not lows or _only_refers(lows):
        that = next(
            (
                j
                for j in range(gist[0], min(gist[0] + 6, joined, _comma(sentence, gist[0])))
                if sentence.lows[j] == "that" or (sentence.lows[j] == "of" and j > gist[0])
            ),
            None,
        )
        gist = (that + 1, gist[1]) if that is not None else gist
        return None if that is None or joined - gist[0] < 2 or _points_back(sentence, gist[0]) else (gist[0], joined)
    cut = next((j for j in range(*gist) if sentence.lows[j] in ("as",) and j > gist[0]), joined)
    cut = min(cut, joined)
    if cut - gist[0] == 1 and sentence.lows[gist[0]] in v.PRONOUNS:
        return None  # rejected this and said
    return (gist[0], cut) if cut - gist[0] >= 1 else None


def _comma(sentence: Sentence, begin: int) -> int:
    return next((j for j in range(begin, len(sentence.lows)) if sentence.lows[j] == ","), len(sentence.lows))


def _only_refers(lows: list[str]) -> bool:
    """`it`, `the charge`, `the army's claim that …`; but not `it had fired`, which says what."""
    if len(lows) == 1 and lows[0] in _FIGURES:
        return True
    if lows[0] in v.PRONOUNS:
        return len(lows) <= 2 and lows[0] in v.REFERRING
    return bool((v.REFERRING - v.PRONOUNS) & {low.removesuffix("'s") for low in lows[:4]})


_FIGURES = frozenset("figure figures number numbers toll footage film video".split())


def _points_back(sentence: Sentence, i: int) -> bool:
    clause = sentence.lows[i + 1 : i + 2] and sentence.lows[i + 1] in v.AUXILIARIES  # it was sheltering them
    return not clause and (sentence.lows[i] in ("such", "these", "this") or sentence.lows[i] in v.REFERRING)


def _begins_verb(sentence: Sentence, i: int) -> bool:
    return i < len(sentence.lows) and (sentence.lows[i] in v.SAYING | v.TELLING or sentence.lows[i].endswith("ed"))


def tells_of_a_deed(sentence: Sentence, part: Part) -> bool:
    """Whether words tell of what has happened or is so, and not of what shall or may be."""
    lows = sentence.lows[part[0] : part[1]]
    if _may_have(lows):
        return True
    if set(lows[:8]) & v.MODALS:
        return False
    if set(lows[:8]) & _HOLDING:
        return True
    past = any(is_past(low) and not sentence.words[part[0] + k].is_name for k, low in enumerate(lows))
    now = any(low in ("is", "are") and _goes_on(lows[k + 1 : k + 3]) for k, low in enumerate(lows))
    return past or now


def _may_have(lows: tuple[str, ...]) -> bool:
    """`may have been damaged`: a guess at what has happened."""
    return any(low in ("may", "might", "could") and lows[k + 1 : k + 2] == ("have",) for k, low in enumerate(lows[:8]))


_HOLDING = frozenset("has have controls control holds hold remains remain".split())


def _goes_on(after: tuple[str, ...]) -> bool:
    return any(low.endswith("ing") or low in ("under", "impossible", "no", "held", "not") for low in after)
