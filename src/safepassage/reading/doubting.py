"""Stances against a claim: it is denied, not verified, or called disinformation."""

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Field
from safepassage.reading.issuers import Speakers, may_speak
from safepassage.reading.phrases import Part, clause_begin, phrase_after, subject
from safepassage.reading.report import Report
from safepassage.reading.stances import Found, claimant_of, content, object_or_earlier, speaker_around, whose
from safepassage.reading.text import Sentence

_CALLING = frozenset("called said says calls described labelled dismissed rejected".split())
_UNABLE = v.NEGATIONS | {"unable", "cannot", "yet", "neither", "impossible", "still"}
_RUMOUR_BEGINS = frozenset(words[0] for words in v.RUMOUR)


def denying(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    low = sentence.lows[i]
    if low == "true" and "not" in sentence.lows[max(0, i - 3) : i]:
        return _is_said_false("denies", report, sentence, i, index, speakers)
    if low in v.FALSE_WORDS:
        return _called_false(report, sentence, i, index, speakers)
    if low == "no" and sentence.lows[i + 1 : i + 2] in (
        ("truth",),
        ("knowledge",),
        ("reports",),
        ("report",),
        ("evidence",),
        ("instructions",),
        ("basis",),
        ("foundation",),
    ):
        return _no_reports(report, sentence, i, index, speakers)
    if low not in v.DENYING or (sentence.words[i].is_name and i > 0):
        return None
    if {"nor", "neither"} & set(sentence.lows[max(0, i - 2) : i]):
        return None  # neither confirmed nor denied
    if sentence.lows[i - 1 : i] in (("is",), ("are",)) and sentence.lows[i + 1 : i + 2] != ("by",):
        return None  # what is disputed
    if "as" in sentence.lows[i + 1 :] and v.DISINFORMATION & set(
        sentence.lows[i + 1 :][sentence.lows[i + 1 :].index("as") :][:5]
    ):
        return None  # dismissed the reports as staged
    if _turns_down(sentence, i):
        return None
    claimant = whose(report, sentence, i, index, speakers)
    begin = i + 1
    if sentence.lows[begin : begin + 1] == ("as",):
        that = next((j for j in range(begin, len(sentence.lows)) if sentence.lows[j] == "that"), None)
        begin = begin + 2 if that is None or that > begin + 6 else that
    by = _by_whom(sentence, i)
    if by is not None:
        return Found("denies", (i, i + 1), report.field(sentence, by), _what_was_not(sentence, i))
    return Found("denies", (i, i + 1), claimant, object_or_earlier(sentence, begin))


_PROPOSED = frozenset("ultimatum offer proposal plan call calls demand demands request appeal truce ceasefire "
                      "terms deal "
                      "resignation invitation idea suggestion deadline".split())  # fmt: skip


def _turns_down(sentence: Sentence, i: int) -> bool:
    """`dismissed the ultimatum`, `rejected a truce`: what somebody wants, and no matter of fact."""
    part = phrase_after(sentence, i + 1)
    return part is not None and part[0] == i + 1 and bool(_PROPOSED & set(sentence.lows[part[0] : part[1]]))


def _by_whom(sentence: Sentence, i: int) -> Part | None:
    """`Claims that … were rejected by the army`."""
    being = {"is", "are", "was", "were", "been"} & set(sentence.lows[max(0, i - 5) : i])
    by = next((j for j in range(i + 1, min(i + 4, len(sentence.lows) - 1)) if sentence.lows[j] == "by"), None)
    if not being or by is None or sentence.lows[by + 1] in ("what", "any", "anyone"):
        return None
    return phrase_after(sentence, by + 1)


def _called_false(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    """`said that was untrue`, `a report the council called baseless`, `called the report false`."""
    verb = next((j for j in range(i - 1, max(-1, i - 12), -1) if sentence.lows[j] in _CALLING), None)
    if sentence.lows[i + 1 : i + 2] and sentence.lows[i + 1] in v.REFERRING:
        return None
    if verb is None:
        return _is_said_false("denies", report, sentence, i, index, speakers)
    if sentence.lows[verb] in ("dismissed", "rejected"):
        return None
    by = _by_whom(sentence, verb) or (
        _by_whom(sentence, i) if sentence.lows[verb - 1] in ("been", "was", "were") else None
    )
    if by is not None and sentence.lows[verb - 1] in ("been", "was", "were"):
        return Found("denies", (verb, i + 1), report.field(sentence, by), _what_was_not(sentence, verb))
    gist = object_or_earlier(sentence, verb + 1) if i - verb > 3 else None
    if gist and gist[1] > i - 1:
        gist = (gist[0], i) if i - gist[0] > 1 and sentence.lows[gist[0]] not in v.REFERRING else None
    if (
        gist is None and sentence.lows[clause_begin(sentence, verb) - 1] == ","
        if clause_begin(sentence, verb)
        else False
    ):
        gist = None
    return Found("denies", (verb, i + 1), whose(report, sentence, verb, index, speakers), gist)


_POINTING = frozenset("that this it these those they all".split())
_BEING = frozenset("is are was were".split())


def _is_said_false(
    stance: str, report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers
) -> Found | None:
    """`"That is pure fiction," the mayor's spokesman said`: what was told before is called false."""
    being = next((j for j in range(i - 1, max(0, i - 5), -1) if sentence.lows[j] in _BEING), None)
    if being is None or sentence.lows[being - 1] not in _POINTING:
        return None
    if bool(v.NEGATIONS & set(sentence.lows[being:i])) != (sentence.lows[i] == "true"):
        return None
    who = speaker_around(report, sentence, being, index, speakers)
    who = who or (speakers.of(index, i) if sentence.quoted[i] else None)
    return Found(stance, (being, i + 1), who, None) if who else None


def falsified(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    """`Rumours that the airport will close are false, the city said`: what goes round is called false, or fake."""
    low = sentence.lows[i]
    first = next((j + 1 for j in range(1, min(9, i)) if sentence.lows[j] == ":"), 0)
    if low not in ("is", "are", "was", "were") or not v.HEARSAY & set(sentence.lows[first : min(i, first + 4)]):
        return None
    at = next((j for j in range(i + 1, min(i + 5, len(sentence.lows))) if sentence.lows[j] in _CALLED), None)
    if at is None or any(sentence.lows[j] in ",.;" or sentence.lows[j] in _BEING for j in range(i + 1, at)):
        return None
    noun = next(j for j in range(first, min(i, first + 4)) if sentence.lows[j] in v.HEARSAY)
    negated = bool(v.NEGATIONS & set(sentence.lows[i + 1 : at])) != (sentence.lows[at] == "true")
    if negated:
        return None
    said = speakers.attributions[index]
    who = speakers.resolved(index, said[0].speaker) if said else speakers.of(index, i)
    if first and may_speak(sentence, (0, first - 1)):
        who = report.field(sentence, (0, first - 1))
    told = next((j for j in range(noun + 1, i) if sentence.lows[j] in ("that", "of", "about")), None)
    gist = (told + 1, i) if told is not None and i - told > 1 else (0, i)
    stance = "accuses_disinformation" if sentence.lows[at] in v.DISINFORMATION else "denies"
    return Found(stance, (i, at + 1), who, gist)


_CALLED = v.FALSE_WORDS | v.DISINFORMATION | {"true", "invented", "misleading", "incorrect", "inaccurate"}


def _no_reports(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    verb = next((j for j in range(i - 1, max(-1, i - 4), -1) if sentence.lows[j] in
                 ("received", "have", "had", "has", "is", "was", "seen")), None)  # fmt: skip
    if verb is None:
        return None
    said = next((j for j in range(verb, -1, -1) if sentence.lows[j] in v.SAYING), None)
    part = subject(sentence, said) if said is not None else subject(sentence, verb)
    claimant = report.field(sentence, part) if part and may_speak(sentence, part) else None
    claimant = claimant or speaker_around(report, sentence, verb, index, speakers)
    of = next(
        (j for j in range(i + 1, min(i + 8, len(sentence.lows))) if sentence.lows[j] in ("of", "that", "in")), None
    )
    gist = content(sentence, of + 1) if of is not None else content(sentence, said + 1) if said is not None else None
    that = next((j for j in range(gist[0], gist[0] + 3) if sentence.lows[j] in ("that", "of")), None) if gist else None
    if gist and that and sentence.lows[gist[0]] in v.HEARSAY and that + 2 < gist[1]:
        gist = (that + 1, gist[1])  # no truth in rumours that
    return Found("denies", (verb, i + 2), claimant, gist)


_UNKNOWN = {(word,) for word in ("who", "whether", "if", "what", "how", "where", "when")}
_KNOWING = frozenset("say tell determine know establish".split())


def unverified(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    low = sentence.lows[i]
    for words in v.RUMOUR if low in _RUMOUR_BEGINS else ():
        if sentence.lows[i : i + len(words)] == words and "truth" not in sentence.lows[max(0, i - 3) : i]:
            return Found("unverified", (i, i + len(words)), None, content(sentence, i + len(words)))
    if low in _KNOWING and {"not", "cannot", "unable"} & set(sentence.lows[max(0, i - 6) : i]):
        can = {"could", "can", "cannot", "able", "unable", "position"} & set(sentence.lows[max(0, i - 4) : i])
        if not can or sentence.lows[i + 1 : i + 2] not in _UNKNOWN:
            return None
        unknown = content(sentence, i + 1)
        begin = max(j for j in range(max(0, i - 4), i) if sentence.lows[j] in can)
        who = _outer_speaker(report, sentence, begin, index, speakers)
        return Found("unverified", (begin, i + 1), who, unknown)
    if low == "known" and _is_not_known(sentence, i):
        return Found("unverified", (i - 1, i + 1), None, _what_was_not(sentence, i) or content(sentence, i + 1))
    if low in _NOT_KNOWN or low in _LOOKING or low in _COMMENT or low == "doubt":
        return _left_open(report, sentence, i, index, speakers)
    if low in ("unverified", "unconfirmed") and sentence.lows[i - 1] in ("is", "are", "remains", "remain"):
        who = speaker_around(report, sentence, i - 1, index, speakers)
        return Found("unverified", (i - 1, i + 1), who, _what_was_not(sentence, i - 1))
    if low in v.VERIFYING or low in ("unverified", "unconfirmed"):
        return _not_verified(report, sentence, i, index, speakers)
    return None


_GIVING = frozenset("gave offered provided presented".split())


def _not_verified(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    """`could not verify the report`, `unconfirmed reports of`; but not `for which he gave no proof`."""
    low = sentence.lows[i]
    if low == "proof" and _GIVING & set(sentence.lows[max(0, i - 3) : i]):
        return None
    begin = max(0, i - 8)
    negated = [j for j in range(begin, i) if sentence.lows[j] in _UNABLE]
    if low in ("unverified", "unconfirmed"):
        negated = [i]
    if not negated or {"unless", "until", "if"} & set(sentence.lows[negated[0] : i]):
        return None
    by = next((j for j in range(i + 1, min(i + 3, len(sentence.lows))) if sentence.lows[j] == "by"), None)
    claimant = None
    if by is not None:
        part = phrase_after(sentence, by + 1) if sentence.lows[by + 1] != "what" else None
        claimant = report.field(sentence, part) if part else None
    gist: Part | None = None
    if by is None and not {"be", "been", "were", "was"} & set(sentence.lows[negated[0] : i]):
        claimant = claimant_of(report, sentence, negated[0], index, speakers)
        skipped = 2 if sentence.lows[i + 1 : i + 3] in (("nor", "denied"), ("nor", "deny")) else 0
        gist = object_or_earlier(sentence, i + 1 + skipped)
    else:
        gist = _what_was_not(sentence, negated[0])
    if by is None:
        claimant = claimant or speaker_around(report, sentence, negated[0], index, speakers)
    return Found(
        "unverified",
        (negated[0] - (sentence.lows[negated[0] - 1] in v.AUXILIARIES and negated[0] > 0), i + 1),
        claimant,
        gist,
    )


def _is_not_known(sentence: Sentence, i: int) -> bool:
    """`It is not known who fired`, `Whether the airstrip can take them isn't known`."""
    before = sentence.lows[max(0, i - 3) : i]
    being = {"is", "was", "isn't", "wasn't"} & set(before) and {"not", "isn't", "wasn't", "yet"} & set(before)
    return bool(being) and ((sentence.lows[0],) in _UNKNOWN or sentence.lows[i + 1 : i + 2] in _UNKNOWN)


_NOT_KNOWN = frozenset("information way means word".split())
_LOOKING = frozenset("looking investigating examining checking".split())
_COMMENT = frozenset("comment drawn elaborate".split())


def _left_open(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
    """`had no information about that`, `is still looking into who fired`, `would not be drawn on either version`."""
    lows, low = sentence.lows, sentence.lows[i]
    before = lows[max(0, i - 4) : i]
    if low in _NOT_KNOWN:
        verb = i - 2 if before[-1:] == ("no",) and before[-2:-1] and before[-2] in ("had", "has", "have") else None
        about = {"of", "on", "about", "to"} & set(lows[i + 1 : i + 2])
        fits = verb is not None and about and (low == "information" or lows[i + 2 : i + 3] in _TELLING_APART)
    elif low in _LOOKING:
        verb = next((j for j in range(i - 1, max(0, i - 4), -1) if lows[j] in ("is", "are", "was", "were")), None)
        fits = verb is not None and lows[i + (2 if low == "looking" else 1) :][:1] in _UNKNOWN | {
            ("reports",),
            ("the",),
        }
    elif low == "doubt":
        verb = i - 1 if before[-1:] in (("cast",), ("casts",)) and lows[i + 1 : i + 2] == ("on",) else None
        fits = verb is not None
    else:
        refused = {"refused", "declined", "refuses", "declines"} & set(before)
        verb = next((j for j in range(i - 1, max(0, i - 5), -1) if lows[j] in refused or lows[j] == "would"), None)
        fits = verb is not None and (bool(refused) or "not" in before) and lows[i + 1 : i + 2] == ("on",)
    if verb is None or not fits:
        return None
    who = _outer_speaker(report, sentence, verb, index, speakers)
    at = i + 1 + (lows[i + 1 : i + 2] in (("on",), ("about",), ("into",), ("of",)))
    return Found("unverified", (verb, i + 1), who, object_or_earlier(sentence, at)) if who else None


_TELLING_APART = {("knowing",), ("telling",), ("checking",), ("verifying",), ("confirming",)}


def _outer_speaker(report: Report, sentence: Sentence, verb: int, index: int, speakers: Speakers) -> Field[str] | None:
    """`Two officials said Washington could not yet say`: who says so, else whose verb it is."""
    said = [each for each in speakers.attributions[index] if each.verb < verb]
    return speakers.resolved(index, said[0].speaker) if said else claimant_of(report, sentence, verb, index, speakers)


def _what_was_not(sentence: Sentence, verb: int) -> Part | None:
    """The content of `Reports of a second explosion were not confirmed`; None where it points back."""
    part = subject(sentence, verb)
    if (sentence.lows[0],) in _UNKNOWN and "," not in sentence.lows[:verb] and verb > 2:
        end = next((j for j in range(verb, 1, -1) if sentence.lows[j - 1] not in v.AUXILIARIES), verb)
        return 1, end  # Whether the crossing will open could not be established
    begin = clause_begin(sentence, verb)
    if part is None and begin == verb:
        return None
    first = 0 if all(sentence.lows[j] != "," for j in range(verb)) else (part or (begin, verb))[0]
    that = next((j for j in range(first, verb) if sentence.lows[j] in ("that", "of", "about")), None)
    end = verb
    while end > first and sentence.lows[end - 1] in v.AUXILIARIES:
        end -= 1
    if that is not None and end - that > 2:
        return that + 1, end
    return None


_ACCUSING = frozenset("called call calls describe describes accused accuses described dismissed "
    "denounced said labelled branded suggested suggests spoke speaks "
                      "condemned says "
                      "rejected termed".split())  # fmt: skip


def accusing(report: Report, sentence: Sentence, i: int, index: int, speakers: Speakers) -> Found | None:
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
    if low in ("staged", "lie", "manipulated") and not _ACCUSING & set(sentence.lows[:i]):
        return None
    verb = next((j for j in range(i - 1, max(-1, i - 25), -1) if sentence.lows[j] in _ACCUSING), None)
    if verb is None:
        return _is_said_false("accuses_disinformation", report, sentence, i, index, speakers)
    end = i + 1
    while (
        end < len(sentence.lows)
        and sentence.words[end].is_word
        and sentence.lows[end] not in ("that", "about", "of")
        and end - i < 5
    ):
        end += 1
    return Found(
        "accuses_disinformation",
        (verb, end),
        claimant_of(report, sentence, verb, index, speakers),
        _of_what(sentence, verb, i),
    )


def _of_what(sentence: Sentence, verb: int, i: int) -> Part | None:
    """What is called disinformation: `called reports of raids lies`, `of inventing the attack`."""
    low = sentence.lows[verb]
    after = next((j for j in range(i, min(i + 5, len(sentence.lows))) if sentence.lows[j] in ("that", "about")), None)
    if after is not None:
        return content(sentence, after + 1)
    if low in ("accused", "accuses"):
        gist = content(sentence, i + 1)
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


_FILLERS = frozenset('as of part campaign pure mere and pack lot tissue web " “ ” more'.split())


def _is_filler(low: str) -> bool:
    """Words between what is called disinformation and the word for it: `a pack of`, `as completely`."""
    return low in v.DETERMINERS or low.endswith("ly") or low in _FILLERS
