"""Claims that assert: `claimed that`, `accused of`, and a mere `said` of what has happened."""

from safepassage.reading import vocabulary as v
from safepassage.reading.directives import asserts_only
from safepassage.reading.drafts import Field
from safepassage.reading.issuers import Speakers, may_speak, subjects
from safepassage.reading.notices import all_directives
from safepassage.reading.phrases import Part, doer, is_past, is_verb, phrase_after, subject
from safepassage.reading.report import Report
from safepassage.reading.stances import Found, before_mark, claimant_of, content, is_adverbial, tells_of_a_deed
from safepassage.reading.text import Sentence

_HEARERS = frozenset(
    "this the reporters journalists us our a state television newspaper agency radio media afp reuters".split()
)


_PREDICATES = v.MODALS | {"cannot", "was", "were", "is", "are", "has", "have"}  # where a claim ends that is spoken of
_CLAIMS = frozenset(
    "claim claims boast assertion allegation allegations contention accusation assurance insistence".split()
)


_PARTICIPLES = frozenset("saying claiming alleging arguing asserting insisting maintaining writing stressing".split())
_AS_SAID = frozenset("allege alleged alleges claim claimed claims say assert asserted maintain".split())


def _adding(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    """`rejected the accusation outright, saying that Kyiv had sabotaged it`."""
    gist = content(sentence, i + 2)
    verb = next((j for j in range(i - 1, 0, -1) if is_verb(sentence, j) and may_deny(sentence.lows[j])), None)
    who = doer(sentence, verb) if verb is not None else next(iter(subjects(sentence, before=i)), None)
    if not gist or not who or not may_speak(sentence, who):
        return None
    return Found("asserts", (i, i + 1), speakers.resolved(index, who), gist)


def may_deny(low: str) -> bool:
    return low in v.SAYING | v.DENYING | v.ASSERTING | v.TELLING or is_past(low)


def _as_alleged(report: Report, sentence: Sentence, i: int) -> Found | None:
    """`That officers fired first, as some shopkeepers allege, …`."""
    as_ = next((j for j in range(i - 1, max(-1, i - 8), -1) if sentence.lows[j] == "as"), None)
    if as_ is None or as_ < 4 or sentence.lows[as_ - 1] != "," or sentence.lows[i + 1 : i + 2] not in ((",",), (".",)):
        return None
    gist = content(sentence, 1) if sentence.lows[0] == "that" else (0, as_ - 1)
    who = (as_ + 1, i)
    return (
        Found("asserts", (i, i + 1), report.field(sentence, who), (gist[0], as_ - 1)) if gist and who[0] < i else None
    )


def claim_of(report: Report, sentence: Sentence, i: int) -> Found | None:
    """`the air force's boast that it had destroyed`, `a claim by the rebels that they held`."""
    if sentence.lows[i] not in _CLAIMS:
        return None
    owner, that = None, i + 1
    if sentence.lows[i - 1 : i] and sentence.lows[i - 1].endswith(("'s", "s'")):
        begin = i - 1
        while begin > 0 and sentence.words[begin - 1].is_word and i - begin < 6:
            if sentence.lows[begin - 1] in v.PREPOSITIONS | v.CLAUSE_WORDS | v.AUXILIARIES:
                break
            begin -= 1
        span = sentence.span(begin, i)
        owner = Field(report.text[span[0] : span[1] - 2], (span[0], span[1] - 2))
    elif sentence.lows[i + 1 : i + 2] == ("by",) and (part := phrase_after(sentence, i + 2)):
        owner, that = report.field(sentence, part), part[1]
    elif by := next((j for j in range(i + 1, min(i + 4, len(sentence.lows))) if sentence.lows[j] == "by"), None):
        part = phrase_after(sentence, by + 1)  # a claim spread by opposition accounts that
        owner, that = (report.field(sentence, part), part[1]) if part else (None, that)
    if owner is None or sentence.lows[that : that + 1] not in (("that",), ("to",)):
        return None
    gist = content(sentence, that + 1)
    end = next((j for j in range(that + 2, gist[1]) if sentence.lows[j] in _PREDICATES), None) if gist else None
    return Found("asserts", (i, i + 1), owner, (gist[0], end) if gist and end else gist) if gist else None


def asserting(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    low = sentence.lows[i]
    owned = claim_of(report, sentence, i)
    if low in _PARTICIPLES and sentence.lows[i + 1 : i + 2] == ("that",):
        return _adding(report, sentence, i, index, speakers)
    if low in _AS_SAID and i > 1 and (aside := _as_alleged(report, sentence, i)):
        return aside
    if owned or (i and sentence.lows[i - 1] in v.DETERMINERS):
        return owned
    if low in ("blamed", "blames") and sentence.lows[i - 1 : i] not in (
        ("be",),
        ("been",),
        ("was",),
        ("were",),
        ("is",),
    ):
        gist = content(sentence, i + 1)
        who = claimant_of(report, sentence, i, index, speakers)
        if gist and sentence.lows[slice(*gist)] == ("each", "other"):
            return None
        return Found("asserts", (i, i + 1), who, gist) if gist and who else None
    if low in ("accusations", "claims") and sentence.lows[i - 1 : i] in (("traded",), ("exchanged",)):
        gist = content(sentence, i + 2) if sentence.lows[i + 1 : i + 2] in (("of",), ("that",)) else None
        return (
            Found("asserts", (i - 1, i + 1), claimant_of(report, sentence, i - 1, index, speakers), gist)
            if gist
            else None
        )
    if low in ("accused", "accuses"):
        return _accusing_of_deed(report, sentence, i, index, speakers)
    if (
        (
            low not in v.ASSERTING
            and not (low in ("held", "holds", "hold") and sentence.lows[i + 1 : i + 2] == ("that",))
        )
        or {"not", "don't", "never"} & set(sentence.lows[max(0, i - 1) : i])
        or (low == "claims" and (i == 0 or is_verb(sentence, i - 1) or sentence.lows[i - 1] in v.PREPOSITIONS))
        or sentence.lows[i - 1 : i] == ("to",)
        or (i and sentence.lows[i - 1] in v.MODALS)
        or (sentence.words[i].is_name and i > 0)
        or sentence.lows[i + 1 : i + 2] in (("responsibility",), ("asylum",))
    ):
        return None
    following = sentence.lows[i + 1 : i + 5]
    if low == "claimed" and {"life", "lives"} & set(following):
        return None
    gist = content(sentence, i + 1)
    claimant = claimant_of(report, sentence, i, index, speakers)
    if gist is None:
        gist = before_mark(sentence, i)
        if gist is None:
            return None
    return Found("asserts", (i, i + 1), claimant, gist)


def _accusing_of_deed(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    """`accused the other side of shelling the school`."""
    of = next((j for j in range(i + 1, min(i + 14, len(sentence.lows))) if sentence.lows[j] == "of"), None)
    if of is None or set(sentence.lows[of : of + 4]) & v.DISINFORMATION or false_reports(sentence, of):
        return None
    gist = content(sentence, i + 1)
    return Found("asserts", (i, i + 1), claimant_of(report, sentence, i, index, speakers), gist) if gist else None


def false_reports(sentence: Sentence, i: int) -> bool:
    return "false" in sentence.lows[i : i + 5]


def said(
    report: Report, sentence: Sentence, index: int, speakers: Speakers, found: list[Found], taken: frozenset[int]
) -> list[Found]:
    """`Residents said that they heard jets`: a mere saying is a claim where it tells of what has happened."""
    told = [each.verb for each in all_directives(sentence) if not asserts_only(sentence, each.verb)]
    according = _according(report, sentence, index, speakers)
    if according and not found:
        start, last = sentence.span(*according.gist) if according.gist else (0, 0)
        return [] if told or any(start <= each < last for each in taken) else [according]
    claims: list[Found] = []
    for i in range(len(sentence.lows)):
        if sentence.lows[i] in _REPEATING and _is_it(sentence, i + 1) and "not" not in sentence.lows[max(0, i - 3) : i]:
            who = claimant_of(report, sentence, i, index, speakers)
            claims += [Found("asserts", (i, i + 1), who, None)] if who else []
            continue
        gist = _gist_of_saying(sentence, i)
        if gist is None or any(gist[0] <= verb < gist[1] for verb in told):
            continue
        begin, end = sentence.span(*gist)
        if any(begin <= start < end for start in taken):
            continue
        gist = _up_to(sentence, gist, found)
        if any(gist[0] <= each.at[0] < gist[1] for each in found) or any(
            _overlaps(gist, each.gist) for each in found + claims
        ):
            continue
        claimant = claimant_of(report, sentence, i, index, speakers)
        if claimant:
            claims.append(Found("asserts", (i, i + 1), claimant, gist))
    return claims


_REPEATING = frozenset("confirmed confirms repeated said corroborated".split())


def _is_it(sentence: Sentence, i: int) -> bool:
    """`confirmed it,`: what was claimed before, and no more."""
    if i >= len(sentence.lows) or sentence.lows[i] not in ("it", "this"):
        return False
    return i + 1 >= len(sentence.lows) or sentence.lows[i + 1] in ".,;" or sentence.lows[i + 1] in v.CLAUSE_WORDS


def _up_to(sentence: Sentence, gist: Part, found: list[Found]) -> Part:
    """What is said up to an `and that` with another stance behind it: `they were let in and that they cannot tell`."""
    other = next((each.at[0] for each in found if gist[0] <= each.at[0] < gist[1]), None)
    joined = [
        j for j in range(gist[0] + 2, other or 0) if sentence.lows[j : j + 2] in (("and", "that"), ("but", "that"))
    ]
    return (gist[0], joined[0]) if joined and tells_of_a_deed(sentence, (gist[0], joined[0])) else gist


_HIS = frozenset("his her their its".split())


def speakers_of(sentence: Sentence, i: int, speakers: Speakers, index: int) -> Field[str] | None:
    """Whom `his account` is of: who does something before it in the sentence."""
    part = next(iter(subjects(sentence, before=i)), None)
    if part is None and i > 2 and sentence.words[0].is_word:
        verb = next((j for j in range(1, i) if sentence.lows[j].endswith("s") and sentence.lows[j + 1] in _WHOM), None)
        part = (0, verb) if verb else None
    return speakers.resolved(index, part) if part and may_speak(sentence, part) else None


_WHOM = frozenset("him her them it".split())


def _according(report: Report, sentence: Sentence, index: int, speakers: Speakers) -> Found | None:
    """`According to the mayor, the airport has been closed`."""
    for i in range(len(sentence.lows) - 2):
        account = sentence.lows[i] == "by" and sentence.lows[i + 1] in _HIS and sentence.lows[i + 2] == "account"
        if account and (gist := content(sentence, i + 3)) and (owner := speakers_of(sentence, i, speakers, index)):
            return Found("asserts", (i, i + 3), owner, gist)
        if sentence.lows[i : i + 2] == ("according", "to"):
            who = phrase_after(sentence, i + 2)
            gist = content(sentence, who[1]) if who and i == 0 else before_mark(sentence, i)
            if who and gist and tells_of_a_deed(sentence, gist):
                return Found("asserts", (i, i + 2), report.field(sentence, who), gist)
    return None


def _overlaps(one: Part, other: Part | None) -> bool:
    return other is not None and one[0] < other[1] and other[0] < one[1]


def _gist_of_saying(sentence: Sentence, i: int) -> Part | None:
    """What the word at i says, if it is a verb of saying and tells of a deed."""
    low = sentence.lows[i]
    if sentence.lows[i : i + 2] == ("put", "it") and sentence.lows[i + 2 : i + 3] in (("on",), ("down",)):
        return content(sentence, i + 3)
    if low not in v.SAYING or (sentence.words[i].is_name and i) or low in ("read", "conveyed", "added", "adds"):
        return None
    if low == "wrote" and sentence.lows[i + 1 : i + 2] == ("to",):
        return None
    before = sentence.lows[i - 1] if i else ""
    if {"unless", "until", "if", "whether"} & set(sentence.lows[max(0, i - 5) : i]):
        return None  # unless your airline has confirmed that
    if before in v.DETERMINERS or (low in ("reports", "states") and before in ("false", "of", "unconfirmed", "media")):
        return None
    if sentence.lows[i + 1 : i + 2] == ("to",) and low == "said":
        return None  # pictures said to show
    if (
        sentence.lows[i + 1 : i + 2] == ("that",)
        and sentence.lows[i + 2 : i + 3]
        and (sentence.lows[i + 2] in v.AUXILIARIES)
    ):
        return None  # said that was untrue
    if sentence.lows[i + 1 : i + 2] == ("against",):
        return None  # warned against the road
    closing = sentence.lows[i + 1 : i + 2] == (",",) and (part := subject(sentence, i)) is not None
    gist = before_mark(sentence, part[0]) if closing and part else None
    gist = gist or content(sentence, _after_hearers(sentence, i + 1))
    if gist and sentence.lows[gist[0]] in ("us", "me", "him", "them"):
        return None  # told us to go back
    if gist is None or gist[0] > i + 12 or is_adverbial(sentence, gist):
        part = subject(sentence, i)
        gist = before_mark(sentence, part[0]) if part else None
    if gist and (sentence.lows[gist[0]] in v.AUXILIARIES or _counts(sentence, gist)):
        return None
    return gist if gist and (low in _FACTUAL or tells_of_a_deed(sentence, gist)) else None


def _counts(sentence: Sentence, gist: Part) -> bool:
    """`said up to 1,900 had come across`: a number of people, which is no claim."""
    begin = gist[0] + (2 if sentence.lows[gist[0] : gist[0] + 2] in _UP_TO else sentence.lows[gist[0]] in _ABOUT)
    following = sentence.lows[begin + 1 : begin + 4]
    counted = following[:1] in (("had",), ("have",), ("were",), ("of",)) or bool(v.COUNTED & set(following))
    return begin < gist[1] and sentence.lows[begin][0].isdigit() and counted


_UP_TO = {("up", "to"), ("at", "least"), ("more", "than")}
_ABOUT = frozenset("some about around nearly almost over".split())


# Who says so stands behind a fact or a forecast, whatever its tense.
_FACTUAL = frozenset(
    "acknowledged acknowledges conceded concedes admitted admits complained complains objected objects "
    "revealed reveals "
    "disclosed recalled predicted predicts forecasts insisted insists maintained maintains testified recounted".split()
)


def _after_hearers(sentence: Sentence, i: int) -> int:
    """Skip whom something is told: `told this agency that`."""
    j = i
    while j < len(sentence.lows) and j - i < 5 and (sentence.lows[j] in _HEARERS or sentence.words[j].is_name):
        if sentence.lows[j + 1 : j + 2] == ("that",):
            return j + 1
        j += 1
    return i
