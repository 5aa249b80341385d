"""Who speaks: the mission, Washington, a statement; found by attribution, letterhead and signature."""

from dataclasses import dataclass

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Field
from safepassage.reading.letterhead import Letterhead
from safepassage.reading.phrases import Part, has_name, is_past, is_verb, phrase_after, subject
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

_HE = frozenset("he she it they who this that him".split())
_LOOKED_BACK = 3  # sentences
_FARTHEST = 8  # of a notice in which nobody is quoted


@dataclass(frozen=True)
class Attribution:
    """`the mission said`: words of a sentence that say who says it. inverted: `said the mission`."""

    verb: int
    speaker: Part


class Speakers:
    """Who speaks in each sentence of a report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._letterhead = Letterhead(report)
        self.attributions = [attributions(sentence) for sentence in report.sentences]

    def of(self, index: int, word: int) -> Field[str] | None:
        """Who says a word of a sentence: its own attribution, else that of a quotation's next or previous sentence."""
        own = [each for each in self.attributions[index] if each.verb != word]
        if own:
            return self.resolved(index, own[0].speaker)
        sentence = self._report.sentences[index]
        begun = subjects(sentence, before=word)
        bodies = [part for part in begun if is_body(sentence, part)]
        if bodies and not sentence.quoted[word]:
            return self._report.field(sentence, _sender(sentence, bodies[0]))
        begun = [part for part in begun if not sentence.quoted[part[0]]]
        if begun and sentence.quoted[word] and set(sentence.lows[begun[0][0] : begun[0][1]]) & v.AUTHORITIES:
            return self._report.field(sentence, begun[0])
        for other in (index - 1, index + 1, index + 2, index - 2):
            if not 0 <= other < len(self.attributions) or not self._goes_with(index, other, word):
                continue
            for each in self.attributions[other]:
                if self._may_issue(other, each.speaker) and not self._tells_else(index, other, word, each):
                    return self.resolved(other, each.speaker)
        return self._signed(index) or self._headed(index) or self._spoken_of(index)

    def which(self, index: int, word: int) -> str | None:
        """Which of several notices a quoted word is of: `…," the first advisory read`."""
        sentence = self._report.sentences[index]
        for other in range(index, min(index + 4, len(self.attributions))):
            if self._report.sentences[other].paragraph != sentence.paragraph or not sentence.quoted[word]:
                return None
            for each in self.attributions[other]:
                named = ordinal_in(self._report.sentences[other], each.speaker)
                if named:
                    return named
        return None

    def _headed(self, index: int) -> Field[str] | None:
        """The letterhead or signature; not where a paragraph below it tells what others say."""
        head = self._letterhead.of(index)
        if head is None:
            return None
        paragraph, at = self._report.sentences[index].paragraph, self._report.sentences[index].start
        if "\n" in self._report.text[head.span[1] : at]:
            at = len(self._report.text)
        others = any(
            said
            for sentence, said in zip(self._report.sentences, self.attributions, strict=True)
            if sentence.paragraph == paragraph and head.span[0] < sentence.start <= at
        )
        return None if others else head

    def _spoken_of(self, index: int) -> Field[str] | None:
        """The authority that did something in one of the sentences before: `The State Department has authorised …`."""
        for other in range(index - 1, max(-1, index - 1 - _FARTHEST), -1):
            sentence = self._report.sentences[other]
            if sentence.paragraph != self._report.sentences[index].paragraph:
                return None
            if other < index - _LOOKED_BACK and self.attributions[other + 1]:
                return None
            if set(sentence.lows) & (v.VIOLENCE | v.DYING):
                continue
            for part in [*subjects(sentence), *_body_that_does(sentence)]:
                lows = set(sentence.lows[part[0] : part[1]])
                if lows & (v.AUTHORITIES | _BODIES) and not lows & v.PEOPLE:
                    return self._report.field(sentence, part)
        return None

    def _goes_with(self, index: int, other: int, word: int) -> bool:
        """Whether a sentence is near enough to say who speaks in another; of a quotation, the same one goes on."""
        one, two = self._report.sentences[index], self._report.sentences[other]
        return two.paragraph == one.paragraph and (abs(other - index) == 1 or one.quoted[word] == any(two.quoted))

    def _tells_else(self, index: int, other: int, word: int, each: Attribution) -> bool:
        """Whether the next sentence tells people something of its own: `India told its people to`."""
        told = self._report.sentences[other].lows[each.verb] in ("told", "tells", "warned", "warns")
        return other > index and told and not self._report.sentences[index].quoted[word]

    def _may_issue(self, index: int, part: Part) -> bool:
        """Witnesses and aid workers give no advisories."""
        lows = self._report.sentences[index].lows[part[0] : part[1]]
        if set(lows) & v.AUTHORITIES:
            return True
        return not set(lows) & v.PEOPLE and lows[0] not in ("a", "an") and "," not in lows

    def _signed(self, index: int) -> Field[str] | None:
        """Who signed or issued the notice: `signed by the consular section`, `The consul gave these instructions`."""
        for other in (index, index - 1, index + 1, index + 2, index - 2, index + 3):
            if not 0 <= other < len(self.attributions):
                continue
            sentence = self._report.sentences[other]
            if (
                sentence.paragraph != self._report.sentences[index].paragraph
                or not set(sentence.lows) & v.SAID_BY_THING
            ):
                continue
            for i, low in enumerate(sentence.lows[:-1]):
                signed = low == "by" and sentence.lows[i - 1] in ("signed", "issued", "sent", "published", "posted")
                part = phrase_after(sentence, i + 1) if signed else None
                if low in ("gave", "issued", "sent", "repeated", "published"):
                    part = subject(sentence, i)
                if part and set(sentence.lows[part[0] : part[1]]) & v.AUTHORITIES:
                    return self.resolved(other, part)
        return None

    def resolved(self, index: int, part: Part) -> Field[str] | None:
        """The phrase of a speaker; for a pronoun that of the speaker before it."""
        sentence = self._report.sentences[index]
        part = _sender(sentence, part)
        if _is_mere_message(sentence, part):
            return self._antecedent("it", index, part) or self._report.field(sentence, part)
        if not _is_pronoun(sentence, part):
            return self._report.field(sentence, part)
        return self._antecedent(sentence.lows[part[0]], index, part)

    def _antecedent(self, pronoun: str, index: int, part: Part) -> Field[str] | None:
        """Whom a pronoun, or `the message`, that stands at a part of a sentence means."""
        sentence = self._report.sentences[index]
        for begun in reversed(subjects(sentence, before=part[0])):
            if _may_stand_for(pronoun, sentence, begun):
                return self._report.field(sentence, begun)
        for earlier in range(index - 1, max(-1, index - 1 - _LOOKED_BACK), -1):
            other = self._report.sentences[earlier]
            for each in [*(said.speaker for said in self.attributions[earlier]), *subjects(other)]:
                if _may_stand_for(pronoun, other, each):
                    return self._report.field(other, each)
        return None

    def same(self, first: str, second: str) -> bool:
        """Whether two names may be of one speaker: they share a name, or one is a mere `the mission`."""
        one, other = _bare(first) - v.AUTHORITIES, _bare(second) - v.AUTHORITIES
        return bool(one & other) or not one or not other


def _is_pronoun(sentence: Sentence, part: Part) -> bool:
    return part[1] - part[0] == 1 and sentence.lows[part[0]] in _HE


def _sender(sentence: Sentence, part: Part) -> Part:
    """The department of `the department's advice to nationals`, `a notice from the department`."""
    for i in range(part[0] + 1, part[1]):
        if sentence.lows[i] not in v.SAID_BY_THING:
            continue
        if sentence.lows[i - 1].endswith(("'s", "s'")):
            return part[0], i
        if sentence.lows[i + 1 : i + 2] in (("by",), ("from",)) and i + 2 < part[1]:
            return i + 2, part[1]
        owner = next((j for j in range(i + 2, part[1] - 1) if sentence.lows[j].endswith(("'s", "s'"))), None)
        if owner and sentence.lows[i + 1] in ("on", "in"):
            return i + 2, owner + 1  # a notice on the embassy's website
    return part


def _is_mere_message(sentence: Sentence, part: Part) -> bool:
    """`the message added`: what somebody sent, named before."""
    lows = [low for low in sentence.lows[part[0] : part[1]] if low not in v.ORDINALS]
    return (
        len(lows) == 2
        and lows[0] in ("the", "its", "this", "a")
        and lows[1] in v.SAID_BY_THING
        and (lows[0] != "a" or len(lows) < part[1] - part[0])
    )


def ordinal_in(sentence: Sentence, part: Part) -> str | None:
    """The `second` of `the second advisory`."""
    for i in range(part[0], part[1] - 1):
        if sentence.lows[i] in v.ORDINALS and sentence.lows[i + 1] in v.SAID_BY_THING:
            return sentence.lows[i]
    return None


def _may_stand_for(pronoun: str, sentence: Sentence, part: Part) -> bool:
    """Whether a phrase may be whom a pronoun means: `it` a body or a capital, `he` a person."""
    if (
        sentence.lows[part[0]] in v.PRONOUNS | v.PREPOSITIONS
        or _is_mere_message(sentence, part)
        or not may_speak(sentence, part)
    ):
        return False
    if pronoun == "it":
        return is_body(sentence, part) or (part[1] - part[0] <= 2 and has_name(sentence, part) and not _is_person(
            sentence, part))  # fmt: skip
    if pronoun in ("he", "she", "him"):
        bare = sentence.lows[part[0]] not in v.DETERMINERS and has_name(sentence, part)
        if set(sentence.lows[part[0] : part[1]]) & _MANY:
            return False
        return _is_person(sentence, part) or (bare and not is_body(sentence, part))
    return True


_MANY = frozenset(word for word in v.PEOPLE if word.endswith("s")) | {"people", "staff", "children", "men", "women"}


def _is_person(sentence: Sentence, part: Part) -> bool:
    return bool(set(sentence.lows[part[0] : part[1]]) & (v.PEOPLE | v.HOLDERS))


def is_body(sentence: Sentence, part: Part) -> bool:
    """Whether a phrase is an authority, and not one of its people: `the ministry`, not `the minister`."""
    lows = sentence.lows[part[0] : part[1]]
    head = next((i for i, low in enumerate(lows) if low in v.PREPOSITIONS and i), len(lows))
    return bool(set(lows[:head]) & (v.AUTHORITIES - v.HOLDERS)) and not set(lows[:head]) & (v.PEOPLE | v.HOLDERS)


def subjects(sentence: Sentence, before: int | None = None) -> list[Part]:
    """The subjects of the finite verbs of a sentence, up to a word of it, each once and in order."""
    end = len(sentence.lows) if before is None else before
    found = {subject(sentence, i) for i in range(1, end) if is_verb(sentence, i) and not is_verb(sentence, i - 1)}
    return sorted(part for part in found if part is not None and part[1] <= end)


def _body_that_does(sentence: Sentence) -> list[Part]:
    """`The State Department plans a charter`: the body that a sentence begins with, before a verb in the present."""
    for k in range(1, min(8, len(sentence.lows) - 2)):
        body = sentence.lows[k - 1] in v.AUTHORITIES | _BODIES
        body = body or (sentence.words[k - 1].is_name and bool(set(sentence.lows[:k]) & (v.AUTHORITIES | _BODIES)))
        if body and sentence.lows[k].endswith("s") and not sentence.words[k].is_name:
            following = sentence.lows[k + 1]
            return [(0, k)] if following in v.DETERMINERS | {"to", "on", "for"} or following[0].isdigit() else []
    return []


_BODIES = frozenset("city town charity party corporation company railway command parish diocese committee".split())


def _bare(name: str) -> set[str]:
    """The words of a name by which it is known, without where it sits: `China's embassy in Israel` is China's."""
    said = name.lower().replace("’", "'").split()
    words = [word.strip(",.").removesuffix("'s") for word in said]
    at = next((i for i, word in enumerate(words) if word in ("in", "at", "to") and i), len(words))
    nearer = set(words[:at]) - v.DETERMINERS - v.PREPOSITIONS
    return nearer if nearer - v.AUTHORITIES else set(words) - v.DETERMINERS - v.PREPOSITIONS


def attributions(sentence: Sentence) -> list[Attribution]:
    """All that a sentence attributes, in order."""
    found = []
    for i, low in enumerate(sentence.lows):
        if low in ("let", "lets") and "know" in sentence.lows[i + 2 : i + 7]:
            part = subject(sentence, i)
            found += [Attribution(i, part)] if part and may_speak(sentence, part) else []
        if sentence.lows[i : i + 2] == ("according", "to"):
            part = phrase_after(sentence, i + 2)
            sent = part and set(sentence.lows[slice(*part)]) & v.SAID_BY_THING  # a text from the embassy
            if part and sent and sentence.lows[part[1] : part[1] + 1] in (("from",), ("by",), ("of",)):
                sender = phrase_after(sentence, part[1] + 1)
                part = (part[0], sender[1]) if sender else part
            found += [Attribution(i, part)] if part else []
            continue
        if (
            low not in v.SAYING
            or (i > 0 and (sentence.lows[i - 1] in v.DETERMINERS or sentence.words[i].is_name))
            or sentence.quoted[i]
            or _is_told(sentence, i)
            or (low in ("reports", "report") and sentence.lows[i + 1 : i + 2] == ("of",))
            or (low in ("say", "warn", "insist") and sentence.lows[i - 1 : i] and sentence.lows[i - 1] in _NOT_SAID)
            or (low == "said" and sentence.lows[i + 1 : i + 2] == ("to",))
        ):
            continue
        part = _after_verb(sentence, i) or subject(sentence, i)
        if part and may_speak(sentence, part):
            found.append(Attribution(i, part))
    return found


_INVERTED = frozenset("said says wrote announced added warned explained tweeted posted reported".split())


def _after_verb(sentence: Sentence, i: int) -> Part | None:
    """`…," said the mission`, `…, says a student leader in Urmia.`"""
    if not 0 < i < len(sentence.lows) - 1 or sentence.lows[i] not in _INVERTED:
        return None
    if sentence.lows[i - 1] not in (",", '"', "”", "»"):
        return None
    part = phrase_after(sentence, i + 1)
    if part is None or part[0] != i + 1 or sentence.lows[part[0]] in v.PRONOUNS - {"this"}:
        return None
    end = _past_where(sentence, part[1])
    return part if end >= len(sentence.lows) or sentence.lows[end] in ".,;" else None


def _past_where(sentence: Sentence, end: int) -> int:
    """Skip `in Urmia`, `on Friday`."""
    while end + 1 < len(sentence.lows) and sentence.lows[end] in ("in", "at", "of", "on", "for"):
        end += 1
        while end < len(sentence.lows) and (sentence.words[end].is_name or sentence.lows[end] in v.DETERMINERS):
            end += 1
    return end


_NOT_SAID = v.MODALS | v.NEGATIONS | {"to", "yet", "nor"}


def _is_told(sentence: Sentence, i: int) -> bool:
    """`he was told`, `is said to`, `were warned`: one who hears, or is spoken of."""
    return any(sentence.lows[j] in _BEING for j in range(max(0, i - 2), i)) and sentence.lows[i] not in (
        "says",
        "tells",
    )


_BEING = frozenset("is are was were been being be".split())


def may_speak(sentence: Sentence, part: Part) -> bool:
    """Whether a phrase names somebody who can say something: a pronoun for persons, or no long phrase with a verb."""
    lows = sentence.lows[part[0] : part[1]]
    if len(lows) == 1 and lows[0] in v.PRONOUNS | v.NEGATIONS:
        return lows[0] in _HE
    if (
        set(lows) & v.DYING
        or lows[0] in v.PREPOSITIONS
        or lows[-1][0].isdigit()
        or sentence.words[part[1] - 1].low.endswith(("pm", "am"))
    ):
        return False
    if lows[0] in ("it", "there", "he", "she", "they", "what", "how"):
        return False
    known = {low.removesuffix("'s") for low in lows} & (v.AUTHORITIES | v.PEOPLE | v.SAID_BY_THING) or has_name(
        sentence, part
    )
    return bool(known) or (len(lows) <= 5 and not any(is_past(low) or low in v.AUXILIARIES for low in lows))
