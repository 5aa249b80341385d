"""Who does what in a sentence: the noun phrase before a verb, the one after a word, by function words alone."""

from collections.abc import Callable

from safepassage.reading import vocabulary as v
from safepassage.reading.text import Sentence

LONGEST_PHRASE = 14  # words
_ADVERBS = frozenset("also then now later earlier again still already only just once never not "
    "repeatedly jointly hereby "
                     "meanwhile however once twice".split())  # fmt: skip
_BREAKS = frozenset(',;:.!?()[]"“”«»–—…')

_PHRASE_ENDS = frozenset(
    "late early now again instead too sharp today tonight to not goes leaves leave departs depart sails "
    "sail sets closes "
    "opens".split()
)

Part = tuple[int, int]  # words[begin:end] of a sentence


def is_past(low: str) -> bool:
    """Whether a word in small letters reads like a verb in the past."""
    return low in v.IRREGULAR_PAST or (low.endswith("ed") and len(low) > 3 and low not in v.NOT_VERBS)


def is_verb(sentence: Sentence, i: int) -> bool:
    """Whether word i reads like a finite verb."""
    word = sentence.words[i]
    if word.low in v.AUXILIARIES or word.low in v.SAYING or word.low in v.ASSERTING or word.low in v.TELLING:
        return not (word.is_name and i > 0) and not _is_noun_here(sentence, i)
    return not word.is_name and is_past(word.low)


def _is_noun_here(sentence: Sentence, i: int) -> bool:
    """`the report`, `a call`, `urgent order`: a verb's form after a determiner."""
    return i > 0 and sentence.lows[i - 1] in v.DETERMINERS and sentence.lows[i] not in v.AUXILIARIES


def is_break(sentence: Sentence, i: int) -> bool:
    return sentence.lows[i] in _BREAKS


def clause_begin(sentence: Sentence, i: int) -> int:
    """Where the clause of word i begins: after the mark or the conjunction before it."""
    begin = i
    while begin > 0 and i - begin < 40:
        low = sentence.lows[begin - 1]
        if low == "," and _goes_through(sentence, begin - 1):
            begin = 0
            break
        if low == "," and parts_names(sentence, begin - 1, i):
            begin -= 1
            continue
        if low in _BREAKS:
            break
        if low in v.CLAUSE_WORDS and not _joins_nouns(sentence, begin - 1, i):
            relative = _relative_before(sentence, begin - 1, i)
            if relative is None:
                break
            begin = relative
            continue
        if low in v.SAYING and begin > 1 and begin < i and not sentence.words[begin - 1].is_name:
            break
        begin -= 1
    return begin


def _goes_through(sentence: Sentence, comma: int) -> bool:
    """Whether a comma parts a list or a name, `Foreign, Commonwealth and Development Office`, not two clauses."""
    if sentence.lows[0] in v.PREPOSITIONS | v.CLAUSE_WORDS | _ADVERBS or comma > 12 or comma + 1 >= len(sentence.lows):
        return False
    if sentence.lows[0].endswith("ly") or sentence.lows[comma + 1] in v.DETERMINERS | v.PRONOUNS | v.CLAUSE_WORDS:
        return False
    before = range(comma)
    plain = not any(is_verb(sentence, j) or is_break(sentence, j) or _is_day(sentence, j) for j in before)
    return plain and sentence.words[comma + 1].is_name


def _relative_before(sentence: Sentence, at: int, verb: int) -> int | None:
    """The `who` of a clause that only tells whom, around a position: `those who go by lorry or by air have to`."""
    for j in range(at, max(0, at - 16), -1):
        if sentence.lows[j] in _BREAKS:
            return None
        if sentence.lows[j] in ("who", "that") and j < at and _is_restrictive(sentence, j, verb):
            return j
    return None


def parts_names(sentence: Sentence, comma: int, verb: int) -> bool:
    """Whether a comma parts the names of a list that `and` ends: `everyone in Abasand, Beacon Hill and Thickwood`."""
    if comma == 0 or comma + 1 >= verb or not (sentence.words[comma - 1].is_name and sentence.words[comma + 1].is_name):
        return False
    end = next((j for j in range(comma + 1, verb - 1) if sentence.lows[j] in ("and", "or")), None)
    if end is None or not sentence.words[end + 1].is_name:
        return False
    return all(sentence.words[j].is_name or sentence.lows[j] in (",", "of", "the") for j in range(comma + 1, end))


def _joins_nouns(sentence: Sentence, at: int, verb: int) -> bool:
    """Whether the `and` at a position joins two nouns before the verb: no verb stands in front of it."""
    low = sentence.lows[at]
    if low in ("who", "that", "which") and at > 0 and sentence.words[at - 1].is_word:
        return _is_restrictive(sentence, at, verb)
    if low not in ("and", "or"):
        return False
    for j in range(at - 1, max(-1, at - 12), -1):
        if sentence.lows[j] in _BREAKS:
            return sentence.lows[j] != "," or at - j <= 3
        if sentence.lows[j] in v.SAYING and j < at - 1 and at + 1 < verb:
            return True  # says buses for women and children will leave
        if is_verb(sentence, j):
            return False
    return True


def _is_restrictive(sentence: Sentence, at: int, verb: int) -> bool:
    """Whether `who` has a verb of its own and only tells whom the subject is: `students who signed up must`."""
    before = sentence.lows[max(0, at - 8) : at]
    if not before or before[-1] in _BREAKS or before[-1] in v.PREPOSITIONS | v.AUXILIARIES:
        return False
    if sentence.lows[at] != "who" and not (set(before) & v.PEOPLE or before[-1].endswith("s")):
        return False
    return verb - at >= 2 and any(is_verb(sentence, j) or _is_present(sentence, j, at) for j in range(at + 1, verb))


def _is_present(sentence: Sentence, j: int, at: int) -> bool:
    """`who want`, `who still need`: the verb that follows `who`, whatever it is."""
    return j == at + 1 and sentence.words[j].is_word and sentence.lows[j] not in v.DETERMINERS | v.PRONOUNS


def subject(sentence: Sentence, verb: int) -> Part | None:
    """The noun phrase that stands before a verb, its dates and adverbs left out; None where there is none.

    An insertion between commas is passed over: `the mission, which covers Sudan, wrote`.
    """
    if verb > 1 and sentence.lows[verb - 1] == "to":  # was quick to deny
        finite = next((j for j in range(verb - 2, max(0, verb - 7), -1) if is_verb(sentence, j)), None)
        return subject(sentence, finite) if finite else None
    end = _before_verb(sentence, verb)
    if end > 1 and sentence.lows[end - 1] in ('"', "“") and sentence.quoted[end] and sentence.words[end - 2].is_word:
        end -= 1  # the embassy "strongly advises"
    named = end
    if end and sentence.lows[end - 1] in (",", ")", "–", "—"):
        closing = end - 1
        end = _before_insertion(sentence, closing)
        named = closing if end and _is_apposed(sentence, end + 1, closing) else 0
        opened = end
        end = _before_verb(sentence, end) if end else 0
        if opened and not end and not named:
            end = _before_verb(sentence, closing)  # On Wednesday, the embassy on Wednesday, asked
        named = named or end
    if not end:
        return None
    if sentence.lows[end - 1] in _SUBJECTS and (end == 1 or sentence.lows[end - 2] not in v.PREPOSITIONS):
        return end - 1, end
    if sentence.lows[end - 1] in ('"', "”", "»"):
        return _quoted_name(sentence, end)
    begin = clause_begin(sentence, end)
    begin = _past_circumstances(sentence, _after_lead(sentence, begin, end), end)
    if 1 < begin < end and sentence.lows[begin] in _ASIDE and sentence.lows[begin - 1] == ",":
        return subject(sentence, begin)  # the minister, in a briefing, urged
    return _trimmed(sentence, begin, named)


_ASIDE = frozenset("in on at via during through".split())
_SUBJECTS = frozenset("he she it they we i you".split())


def _is_apposed(sentence: Sentence, begin: int, end: int) -> bool:
    """Whether what stands between commas is a name alone: `a doctor, Amal Wahmi, said`."""
    words = sentence.words[begin:end]
    names = [word for word in words if word.is_name and word.low not in v.DAY_WORDS]
    whole = names and (words[0].is_name or words[0].low == "the") and words[-1].is_name
    return bool(whole) and len(words) <= 6 and len(names) >= len(words) - 1


def doer(sentence: Sentence, verb: int) -> Part | None:
    """The subject of a verb; of one after `and`, that of the verb before: `Kyiv rejected the charge and called it`."""
    part = subject(sentence, verb)
    if part is not None:
        return part
    begin = clause_begin(sentence, verb)
    if begin == 0 or sentence.lows[begin - 1] not in ("and", "but", ",", "or", "then"):
        return None
    first: Part | None = None
    for j in range(begin - 1, max(-1, begin - 40), -1):
        if sentence.lows[j] in '.;:"“”':
            break
        if is_verb(sentence, j) and not sentence.words[j].is_name:
            first = subject(sentence, j) or first
    return first


def antecedent(sentence: Sentence, verb: int) -> Part | None:
    """Whom a `who` with a comma before a verb means: `the president, who spoke with them, promised`."""
    at = _before_verb(sentence, verb) - 1
    if at < 2 or sentence.lows[at] not in ("who", "which") or sentence.lows[at - 1] != ",":
        return None
    end = at - 1
    begin = end
    while begin > 0 and end - begin < LONGEST_PHRASE and not is_break(sentence, begin - 1):
        low = sentence.lows[begin - 1]
        if (
            low in v.CLAUSE_WORDS
            or is_verb(sentence, begin - 1)
            or (low in v.PREPOSITIONS and low not in ("of", "for"))
        ):
            break
        begin -= 1
    return _trimmed(sentence, begin, end)


def _quoted_name(sentence: Sentence, end: int) -> Part | None:
    """`Gang leader "Ti X" asserted`: a name in quotation marks."""
    begin = end - 1
    while begin > 0 and sentence.words[begin - 1].is_name and end - begin <= 4:
        begin -= 1
    return (begin, end - 1) if begin < end - 1 and not sentence.words[begin - 1].is_word else None


def _before_verb(sentence: Sentence, verb: int) -> int:
    end = verb
    while end > 0:
        low = sentence.lows[end - 1]
        if (
            low in v.AUXILIARIES
            or low in _ADVERBS
            or low in ("all", "both")
            or (low.endswith("ly") and not sentence.words[end - 1].is_name)
        ):
            end -= 1
        elif _is_day(sentence, end - 1):
            end -= 1
            while end > 0 and (_is_day(sentence, end - 1) or sentence.lows[end - 1] in ("on", "last", "this", "late")):
                end -= 1
            if end and sentence.lows[end - 1] in ("for", "of", "by", "from", "until", "since"):
                return end + 1  # holding tickets for Monday
        else:
            break
    return end


def _is_day(sentence: Sentence, i: int) -> bool:
    low = sentence.lows[i]
    if low in v.DAY_WORDS:
        return True
    return low.isdigit() and (
        (i > 0 and sentence.lows[i - 1] in v.DAY_WORDS)
        or (i + 1 < len(sentence.lows) and sentence.lows[i + 1] in v.DAY_WORDS)
    )


def _before_insertion(sentence: Sentence, comma: int) -> int:
    """The end of what stands before an insertion that closes at a comma; 0 = there is none."""
    closing = {")": "(", "–": "–", "—": "—"}.get(sentence.lows[comma], ",")
    for j in range(comma - 1, max(-1, comma - 20), -1):
        if sentence.lows[j] == closing:
            return j
        if sentence.lows[j] in '."“”;:':
            return 0
    return 0


def _past_circumstances(sentence: Sentence, begin: int, end: int) -> int:
    """`In an e-mail on Thursday the embassy`: where the subject begins, behind a phrase that no comma ends."""
    if begin >= end or (sentence.lows[begin] not in v.PREPOSITIONS and sentence.lows[begin] != "following"):
        return begin
    for j in range(end - 1, begin + 1, -1):
        if sentence.lows[j] == "the" and sentence.lows[j - 1] not in v.PREPOSITIONS | v.DETERMINERS | {"and", ","}:
            return j
    return begin


def _after_lead(sentence: Sentence, begin: int, end: int) -> int:
    """Skip what leads a clause in: `On Friday the`, `However`, `Meanwhile`."""
    while begin < end and (sentence.lows[begin] in _ADVERBS or sentence.lows[begin] in v.CLAUSE_WORDS):
        begin += 1
    if (
        begin + 2 < end
        and sentence.lows[begin] in ("last", "this", "next", "earlier")
        and (sentence.lows[begin + 1] in ("week", "month", "year") or _is_day(sentence, begin + 1))
    ):
        begin += 2  # Last week the embassy
    while begin < end and ":" in sentence.lows[begin] and sentence.lows[begin][0].isdigit():
        begin += 1  # 14:15 China's embassy
    later = next((j for j in range(begin, min(begin + 5, end - 1)) if sentence.lows[j] in ("later", "earlier")), None)
    if later is not None and {"hour", "hours", "minutes", "day", "days"} & set(sentence.lows[begin:later]):
        begin = later + 1  # Half an hour later the Red Cross
    if sentence.lows[begin : begin + 2] in (("late", "on"), ("early", "on"), ("later", "on"), ("late", "last")):
        begin += 1
    if begin < end and sentence.lows[begin] in v.PREPOSITIONS:
        j = begin + 1
        while j < end and (_is_day(sentence, j) or sentence.lows[j] in ("late", "early", "last", "the", "day", "week")):
            j += 1
        when = any(
            _is_day(sentence, k) or sentence.lows[k] in ("late", "early", "day", "week") for k in range(begin, j)
        )
        if j > begin + 1 and when:
            begin = j - (sentence.lows[j - 1] == "the" and j < end)
    return begin


def _trimmed(sentence: Sentence, begin: int, end: int) -> Part | None:
    while begin < end and not sentence.words[begin].is_word:
        begin += 1
    while end > begin and not sentence.words[end - 1].is_word:
        end -= 1
    return (begin, end) if begin < end and end - begin <= 2 * LONGEST_PHRASE else None


def phrase_after(sentence: Sentence, begin: int, stops: Callable[[str], bool] | None = None) -> Part | None:
    """The noun phrase that begins at a word: up to a mark, a verb, a conjunction or a preposition but `of`."""
    end = begin
    while end < len(sentence.lows) and end - begin < LONGEST_PHRASE:
        low = sentence.lows[end]
        if low == "and" and (_joins_adjectives(sentence, begin, end) or _joins_owners(sentence, begin, end)):
            end += 1
            continue
        if low in _BREAKS or low in v.CLAUSE_WORDS or (stops and stops(low)):
            break
        if low in v.PREPOSITIONS and (low != "of" or end == begin):
            break
        if (
            end > begin
            and sentence.words[end - 1].is_name
            and (low in ("a", "an", "the", "every", "each") or _is_number(low))
        ):
            break  # In Oleshky three residents
        if end > begin and low[0].isdigit() and sentence.lows[end + 1 : end + 2] and sentence.lows[end + 1] in v.PEOPLE:
            break  # According to the police 21 people
        dated = _is_day(sentence, end) and not v.NAMED_FOR_DAYS & set(sentence.lows[end + 1 : end + 3])
        aux = low in v.AUXILIARIES and (dated or not _is_day(sentence, end))  # the 28 May stadium
        if aux or dated or low in _PHRASE_ENDS or (low == "no" and end > begin):
            break
        if end > begin and sentence.lows[end + 1 : end + 2] in (("hours",), ("hour",), ("days",), ("minutes",)):
            break
        if end > begin and is_verb(sentence, end) and not sentence.words[end].is_name:
            break
        end += 1
    while end > begin + 1 and sentence.lows[end - 1].endswith("ly") and not sentence.words[end - 1].is_name:
        end -= 1  # leave Kharkiv immediately
    return _trimmed(sentence, begin, end)


def _joins_adjectives(sentence: Sentence, begin: int, at: int) -> bool:
    """`his Saudi and Iranian counterparts`: whether `and` stands between two adjectives of one noun."""
    words = sentence.words
    if at + 2 >= len(words) or at - begin != 2 or words[begin].low not in v.DETERMINERS or not words[at - 1].is_name:
        return False
    return (
        words[at + 1].is_name
        and words[at + 2].is_word
        and not words[at + 2].is_name
        and words[at + 2].low.endswith("s")
    )


def _joins_owners(sentence: Sentence, begin: int, at: int) -> bool:
    """`the ambassadors of Russia and Ukraine`: whether `and` stands between two names of whom a plural is."""
    words = sentence.words
    if at + 1 >= len(words) or at - begin < 3 or not (words[at - 1].is_name and words[at + 1].is_name):
        return False
    of = next((j for j in range(at - 1, begin, -1) if words[j].low == "of"), None)
    return of is not None and at - of <= 3 and words[of - 1].low.endswith("s")


_NUMBERS = frozenset("one two three four five six seven eight nine ten eleven twelve dozens hundreds".split())


def _is_number(low: str) -> bool:
    return low in _NUMBERS


def has_name(sentence: Sentence, part: Part) -> bool:
    """Whether a name stands in words[begin:end]: a capital that no sentence begins with by itself."""
    begin, end = part
    return any(
        sentence.words[i].is_name and (i > 0 or sentence.lows[i] not in v.DETERMINERS | v.PRONOUNS)
        for i in range(begin, end)
    )
