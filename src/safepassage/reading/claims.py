"""Claims: who asserts, denies, cannot verify, or calls disinformation what."""

from dataclasses import dataclass

from safepassage.reading import vocabulary as v
from safepassage.reading.directives import asserts_only, directives
from safepassage.reading.drafts import Claim, Field, Span
from safepassage.reading.issuers import Speakers, may_speak
from safepassage.reading.phrases import Part, clause_begin, has_name, is_past, phrase_after, subject
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

_STOPS = frozenset(".;?!")
_ENDS = frozenset(("but", "while", "although", "though", "whereas"))
_REPORTERS = frozenset("newspaper agency reporter correspondent paper outlet journal".split())
_HEARERS = frozenset(
    "this the reporters journalists us our a state television newspaper agency radio media afp reuters".split()
)


@dataclass(frozen=True)
class _Found:
    """One stance as it stands in a sentence."""

    stance: str
    at: Part
    claimant: Field[str] | None
    gist: Part | None  # None = what was claimed before


def read_claims(report: Report, speakers: Speakers, taken: frozenset[int] = frozenset()) -> list[Claim]:
    """All claims of a report. taken: sentences of which other drafts tell what is said, so that `said` is no claim."""
    claims: list[Claim] = []
    told: set[object] = set()
    for index, sentence in enumerate(report.sentences):
        found = _stances(report, sentence, index, speakers, index in taken)
        for each in sorted(found, key=lambda one: one.at):
            gist = _gist(report, sentence, each, claims)
            if gist is None:
                continue
            spans: tuple[Span, ...] = ((sentence.start, sentence.end),)
            claim = Claim(spans, Field(each.stance, sentence.span(*each.at)), gist, each.claimant)
            if _key(claim) not in told:
                told.add(_key(claim))
                claims.append(claim)
    return claims


def _key(claim: Claim) -> object:
    """What makes two claims one."""
    return claim.stance.value, claim.gist.span, claim.claimant and claim.claimant.value


def _gist(report: Report, sentence: Sentence, each: _Found, before: list[Claim]) -> Field[str] | None:
    if each.gist is not None:
        return report.field(sentence, each.gist)
    if before:
        return before[-1].gist
    end = len(sentence.lows) - (not sentence.words[-1].is_word)
    return report.field(sentence, (0, end)) if end > 0 else None


def _stances(report: Report, sentence: Sentence, index: int, speakers: Speakers, taken: bool) -> list[_Found]:
    found: list[_Found] = []
    for i in range(len(sentence.lows)):
        each = (
            _unverified(report, sentence, i, index, speakers)
            or _accusing(report, sentence, i, index, speakers)
            or _denying(report, sentence, i, index, speakers)
            or _asserting(report, sentence, i, index, speakers)
        )
        if each:
            found.append(each)
    found += [] if taken else _said(report, sentence, index, speakers, found)
    return _one_a_kind(found)


def _one_a_kind(found: list[_Found]) -> list[_Found]:
    """One of each stance, claimant and gist: words of one stance come in numbers."""
    kept: dict[tuple[str, object, Part | None], _Found] = {}
    for each in found:
        who = each.claimant.value if each.claimant else None
        if any(k[0] == each.stance and k[1] == who and each.stance != "asserts" for k in kept):
            continue
        kept.setdefault((each.stance, who, each.gist), each)
    return list(kept.values())


def _claimant(report: Report, sentence: Sentence, verb: int, index: int, speakers: Speakers) -> Field[str] | None:
    part = subject(sentence, verb)
    if part is None:
        return _earlier_subject(report, sentence, verb)
    lows = sentence.lows[part[0] : part[1]]
    if lows in (("the", "country"), ("the", "kremlin")) and (named := _country_before(sentence, part[0])):
        return report.field(sentence, named)
    if lows in (("we",), ("i",)):
        return speakers.of(index, verb)
    if part[1] - part[0] == 1 and lows[0] in v.PRONOUNS:
        return _named_before(report, sentence, part[0]) or speakers.resolved(index, part)
    return report.field(sentence, part) if may_speak(sentence, part) else None


def _earlier_subject(report: Report, sentence: Sentence, verb: int) -> Field[str] | None:
    """`Kyiv rejected the charge and called it`: the subject of the verb before `and`."""
    begin = clause_begin(sentence, verb)
    if begin == 0 or sentence.lows[begin - 1] not in ("and", "but", ","):
        return None
    for j in range(begin - 2, max(-1, begin - 30), -1):
        low = sentence.lows[j]
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


def _content(sentence: Sentence, begin: int) -> Part | None:
    """What is said from a word on: to the end of the sentence, or to where another clause sets against it."""
    i = begin
    while i < len(sentence.lows) and sentence.lows[i] in ("that", ",", ":", '"', "“", "on", "–"):
        i += 1
    if begin and i < len(sentence.lows) and sentence.quoted[begin - 1] and not sentence.quoted[i]:
        return None
    end = i
    while end < len(sentence.lows):
        low = sentence.lows[end]
        if low in _STOPS or (low in ('"', "”") and end > i):
            break
        if low in _ENDS and end - i > 2 and sentence.lows[end - 1] == ",":
            break
        if low == "," and sentence.lows[end + 1 : end + 2] in (
            ("which",),
            ("but",),
            ("a",),
            ("an",),
            ("who",),
            ("while",),
            ("although",),
        ):
            break
        end += 1
    while end > i and not sentence.words[end - 1].is_word:
        end -= 1
    return (i, end) if end - i >= 2 else None


# --- The stances -----------------------------------------------------------------------------------------------------


def _asserting(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> _Found | None:
    low = sentence.lows[i]
    if i and sentence.lows[i - 1] in v.DETERMINERS:
        return None
    if low in ("accused", "accuses"):
        return _accusing_of_deed(report, sentence, i, index, speakers)
    if (
        low not in v.ASSERTING
        or (sentence.words[i].is_name and i > 0)
        or sentence.lows[i + 1 : i + 2] in (("responsibility",), ("asylum",))
    ):
        return None
    following = sentence.lows[i + 1 : i + 5]
    if low == "claimed" and {"life", "lives"} & set(following):
        return None
    gist = _content(sentence, i + 1)
    claimant = _claimant(report, sentence, i, index, speakers)
    if gist is None:
        gist = _before(sentence, i)
        if gist is None:
            return None
    return _Found("asserts", (i, i + 1), claimant, gist)


def _accusing_of_deed(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> _Found | None:
    """`accused the other side of shelling the school`."""
    of = next((j for j in range(i + 1, min(i + 14, len(sentence.lows))) if sentence.lows[j] == "of"), None)
    if of is None or set(sentence.lows[of : of + 4]) & v.DISINFORMATION or _false_reports(sentence, of):
        return None
    gist = _content(sentence, i + 1)
    return _Found("asserts", (i, i + 1), _claimant(report, sentence, i, index, speakers), gist) if gist else None


def _false_reports(sentence: Sentence, i: int) -> bool:
    return "false" in sentence.lows[i : i + 5]


def _denying(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> _Found | None:
    low = sentence.lows[i]
    if low in v.FALSE_WORDS:
        return _called_false(report, sentence, i, index, speakers)
    if low == "no" and sentence.lows[i + 1 : i + 2] in (
        ("truth",),
        ("reports",),
        ("report",),
        ("evidence",),
        ("instructions",),
    ):
        return _no_reports(report, sentence, i, index, speakers)
    if low not in v.DENYING or (sentence.words[i].is_name and i > 0):
        return None
    claimant = _whose(report, sentence, i, index, speakers)
    begin = i + 1
    if sentence.lows[begin : begin + 1] == ("as",):
        begin = next((j for j in range(begin, len(sentence.lows)) if sentence.lows[j] == "that"), begin)
    return _Found("denies", (i, i + 1), claimant, _object_or_earlier(sentence, begin))


def _object_or_earlier(sentence: Sentence, begin: int) -> Part | None:
    """What a stance is to, where words tell it; None where they only point back: `the charge`, `that`, `it`."""
    gist = _content(sentence, begin)
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
                for j in range(gist[0], min(gist[0] + 6, joined))
                if sentence.lows[j] == "that" or (sentence.lows[j] == "of" and j > gist[0])
            ),
            None,
        )
        gist = (that + 1, gist[1]) if that is not None else gist
        return None if that is None or joined - gist[0] < 2 or _points_back(sentence, gist[0]) else (gist[0], joined)
    cut = next((j for j in range(*gist) if sentence.lows[j] in ("as",) and j > gist[0]), joined)
    cut = min(cut, joined)
    return (gist[0], cut) if cut - gist[0] >= 1 else None


def _only_refers(lows: list[str]) -> bool:
    """`it`, `the charge`, `the army's claim that …`; but not `it had fired`, which says what."""
    if lows[0] in v.PRONOUNS:
        return len(lows) <= 2 and lows[0] in v.REFERRING
    return bool((v.REFERRING - v.PRONOUNS) & {low.removesuffix("'s") for low in lows[:4]})


def _points_back(sentence: Sentence, i: int) -> bool:
    return sentence.lows[i] in ("such", "these", "this") or sentence.lows[i] in v.REFERRING


def _begins_verb(sentence: Sentence, i: int) -> bool:
    return i < len(sentence.lows) and (sentence.lows[i] in v.SAYING | v.TELLING or sentence.lows[i].endswith("ed"))


_CALLING = frozenset("called said says calls described labelled dismissed rejected".split())


def _called_false(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> _Found | None:
    """`said that was untrue`, `a report the council called baseless`, `called the report false`."""
    verb = next((j for j in range(i - 1, max(-1, i - 12), -1) if sentence.lows[j] in _CALLING), None)
    if verb is None or (sentence.lows[i + 1 : i + 2] and sentence.lows[i + 1] in v.REFERRING):
        return None
    if sentence.lows[verb] in ("dismissed", "rejected"):
        return None
    gist = _object_or_earlier(sentence, verb + 1) if i - verb > 3 else None
    if gist and gist[1] > i - 1:
        gist = (gist[0], i) if i - gist[0] > 1 and sentence.lows[gist[0]] not in v.REFERRING else None
    if (
        gist is None and sentence.lows[clause_begin(sentence, verb) - 1] == ","
        if clause_begin(sentence, verb)
        else False
    ):
        gist = None
    return _Found("denies", (verb, i + 1), _whose(report, sentence, verb, index, speakers), gist)


def _whose(report: Report, sentence: Sentence, verb: int, index: int, speakers: Speakers) -> Field[str] | None:
    """The claimant, also where a noun stands before: `a report the local council called baseless`."""
    part = subject(sentence, verb)
    if part is None:
        return _claimant(report, sentence, verb, index, speakers)
    for j in range(part[0] + 1, part[1]):
        if sentence.lows[j] in v.DETERMINERS and sentence.lows[j - 1] in v.REFERRING:
            return report.field(sentence, (j, part[1]))
    return _claimant(report, sentence, verb, index, speakers)


def _no_reports(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> _Found | None:
    verb = next((j for j in range(i - 1, max(-1, i - 4), -1) if sentence.lows[j] in
                 ("received", "have", "had", "has", "is", "was", "seen")), None)  # fmt: skip
    if verb is None:
        return None
    said = next((j for j in range(verb, -1, -1) if sentence.lows[j] in v.SAYING), None)
    part = subject(sentence, said) if said is not None else subject(sentence, verb)
    claimant = report.field(sentence, part) if part and may_speak(sentence, part) else None
    of = next(
        (j for j in range(i + 1, min(i + 5, len(sentence.lows))) if sentence.lows[j] in ("of", "that", "in")), None
    )
    gist = _content(sentence, of + 1) if of is not None else _content(sentence, said + 1) if said is not None else None
    return _Found("denies", (verb, i + 2), claimant, gist)


_RUMOUR_BEGINS = frozenset(words[0] for words in v.RUMOUR)


def _unverified(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> _Found | None:
    low = sentence.lows[i]
    for words in v.RUMOUR if low in _RUMOUR_BEGINS else ():
        if sentence.lows[i : i + len(words)] == words:
            return _Found("unverified", (i, i + len(words)), None, _content(sentence, i + len(words)))
    if low not in v.VERIFYING and low not in ("unverified", "unconfirmed"):
        return None
    begin = max(0, i - 8)
    negated = [j for j in range(begin, i) if sentence.lows[j] in v.NEGATIONS | {"unable", "cannot", "yet", "neither"}]
    if low in ("unverified", "unconfirmed"):
        negated = [i]
    if not negated:
        return None
    by = next((j for j in range(i + 1, min(i + 3, len(sentence.lows))) if sentence.lows[j] == "by"), None)
    claimant = None
    if by is not None:
        part = phrase_after(sentence, by + 1)
        claimant = report.field(sentence, part) if part else None
    gist: Part | None = None
    if by is None and not {"be", "been", "were", "was"} & set(sentence.lows[negated[0] : i]):
        claimant = _claimant(report, sentence, negated[0], index, speakers)
        gist = _object_or_earlier(sentence, i + 1)
    else:
        gist = _what_was_not(sentence, negated[0])
    return _Found(
        "unverified",
        (negated[0] - (sentence.lows[negated[0] - 1] in v.AUXILIARIES and negated[0] > 0), i + 1),
        claimant,
        gist,
    )


def _what_was_not(sentence: Sentence, verb: int) -> Part | None:
    """The content of `Reports of a second explosion were not confirmed`; None where it points back."""
    part = subject(sentence, verb)
    begin = clause_begin(sentence, verb)
    if part is None and begin == verb:
        return None
    first = 0 if all(sentence.lows[j] != "," for j in range(verb)) else (part or (begin, verb))[0]
    that = next((j for j in range(first, verb) if sentence.lows[j] in ("that", "of")), None)
    end = verb
    while end > first and sentence.lows[end - 1] in v.AUXILIARIES:
        end -= 1
    if that is not None and end - that > 2:
        return that + 1, end
    return None


def _accusing(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> _Found | None:
    low = sentence.lows[i]
    false_reports = low == "false" and sentence.lows[i + 1 : i + 2] in (
        ("reports",),
        ("information",),
        ("claims",),
        ("news",),
        ("rumours",),
    )
    psychological = low == "psychological" and sentence.lows[i + 1 : i + 2] in (("warfare",), ("operation",))
    if low not in v.DISINFORMATION and not false_reports and not psychological:
        return None
    if low in ("staged", "lie", "manipulated") and not {"said", "called", "claimed"} & set(sentence.lows[:i]):
        return None
    verb = next((j for j in range(i - 1, max(-1, i - 25), -1) if sentence.lows[j] in _ACCUSING), None)
    if verb is None:
        return None
    end = i + 1
    while (
        end < len(sentence.lows)
        and sentence.words[end].is_word
        and sentence.lows[end] not in ("that", "about", "of")
        and end - i < 5
    ):
        end += 1
    return _Found(
        "accuses_disinformation",
        (verb, end),
        _claimant(report, sentence, verb, index, speakers),
        _of_what(sentence, verb, i),
    )


_ACCUSING = frozenset("called calls accused accuses described dismissed denounced said labelled branded "
                      "condemned says "
                      "rejected termed".split())  # fmt: skip


def _of_what(sentence: Sentence, verb: int, i: int) -> Part | None:
    """What is called disinformation: `called reports of raids lies`, `of inventing the attack`."""
    low = sentence.lows[verb]
    after = next((j for j in range(i, min(i + 5, len(sentence.lows))) if sentence.lows[j] in ("that", "about")), None)
    if after is not None:
        return _content(sentence, after + 1)
    if low in ("accused", "accuses"):
        gist = _content(sentence, i + 1)
        return gist if gist and sentence.lows[gist[0]] != "by" else None
    begin, end = verb + 1, i
    while end > begin and _is_filler(sentence.lows[end - 1]):
        end -= 1
    if end <= begin:
        return None
    begin += sentence.lows[begin] in v.DETERMINERS and sentence.lows[begin + 1] in v.REFERRING
    if sentence.lows[begin] in v.REFERRING - {"that"} or sentence.lows[begin + 1 : begin + 2] in (
        ("charge",),
        ("claim",),
    ):
        of = next((j for j in range(begin, end) if sentence.lows[j] in ("of", "that")), None)
        return (of + 1, end) if of is not None and end - of > 1 else None
    if low in ("said", "says"):
        return None
    return begin, end


def _is_filler(low: str) -> bool:
    """Words between what is called disinformation and the word for it: `a pack of`, `as completely`."""
    return low in v.DETERMINERS or low.endswith("ly") or low in _FILLERS


_FILLERS = frozenset('as of part campaign pure mere and pack lot tissue web " “ ” more'.split())


def _said(report: Report, sentence: Sentence, index: int, speakers: Speakers, found: list[_Found]) -> list[_Found]:
    """`Residents said that they heard jets`: a mere saying is a claim where it tells of what has happened."""
    according = _according(report, sentence)
    if according and not found:
        return [according]
    told = [each.verb for each in directives(sentence) if not asserts_only(sentence, each.verb)]
    claims: list[_Found] = []
    for i in range(len(sentence.lows)):
        gist = _gist_of_saying(sentence, i)
        if gist is None or any(gist[0] <= verb < gist[1] for verb in told):
            continue
        if any(gist[0] <= each.at[0] < gist[1] for each in found) or any(
            _overlaps(gist, each.gist) for each in found + claims
        ):
            continue
        claimant = _claimant(report, sentence, i, index, speakers)
        if claimant:
            claims.append(_Found("asserts", (i, i + 1), claimant, gist))
    return claims


def _according(report: Report, sentence: Sentence) -> _Found | None:
    """`According to the mayor, the airport has been closed`."""
    for i in range(len(sentence.lows) - 2):
        if sentence.lows[i : i + 2] == ("according", "to"):
            who = phrase_after(sentence, i + 2)
            gist = _content(sentence, who[1]) if who and i == 0 else _before(sentence, i)
            if who and gist and _tells_of_a_deed(sentence, gist):
                return _Found("asserts", (i, i + 2), report.field(sentence, who), gist)
    return None


def _overlaps(one: Part, other: Part | None) -> bool:
    return other is not None and one[0] < other[1] and other[0] < one[1]


def _gist_of_saying(sentence: Sentence, i: int) -> Part | None:
    """What the word at i says, if it is a verb of saying and tells of a deed."""
    low = sentence.lows[i]
    if low in ("blamed", "blames"):
        return _content(sentence, i + 1)
    if sentence.lows[i : i + 2] == ("put", "it") and sentence.lows[i + 2 : i + 3] in (("on",), ("down",)):
        return _content(sentence, i + 3)
    if low not in v.SAYING or (sentence.words[i].is_name and i) or low in ("read", "conveyed", "added", "adds"):
        return None
    if low == "wrote" and sentence.lows[i + 1 : i + 2] == ("to",):
        return None
    before = sentence.lows[i - 1] if i else ""
    if before in v.DETERMINERS or (low in ("reports", "states") and before in ("false", "of", "unconfirmed", "media")):
        return None
    gist = _content(sentence, _after_hearers(sentence, i + 1))
    if gist is None or gist[0] > i + 12:
        part = subject(sentence, i)
        gist = _before(sentence, part[0]) if part else None
    return gist if gist and _tells_of_a_deed(sentence, gist) else None


def _after_hearers(sentence: Sentence, i: int) -> int:
    """Skip whom something is told: `told this agency that`."""
    j = i
    while j < len(sentence.lows) and j - i < 5 and (sentence.lows[j] in _HEARERS or sentence.words[j].is_name):
        if sentence.lows[j + 1 : j + 2] == ("that",):
            return j + 1
        j += 1
    return i


def _before(sentence: Sentence, end: int) -> Part | None:
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


def _tells_of_a_deed(sentence: Sentence, part: Part) -> bool:
    """Whether words tell of what has happened or is so, and not of what shall or may be."""
    lows = sentence.lows[part[0] : part[1]]
    if set(lows[:8]) & v.MODALS:
        return False
    past = any(is_past(low) and not sentence.words[part[0] + k].is_name for k, low in enumerate(lows))
    now = any(low in ("is", "are") and _goes_on(lows[k + 1 : k + 3]) for k, low in enumerate(lows))
    return past or now


def _goes_on(after: tuple[str, ...]) -> bool:
    return any(low.endswith("ing") or low in ("under", "impossible", "no", "held", "not") for low in after)


__all__ = ["has_name", "read_claims"]
