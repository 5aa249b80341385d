"""Who speaks: the mission, Washington, a statement; found by attribution, and who is meant by a pronoun."""

from dataclasses import dataclass

from safepassage.reading import vocabulary as v
from safepassage.reading.drafts import Field
from safepassage.reading.phrases import Part, has_name, is_past, phrase_after, subject
from safepassage.reading.report import Report
from safepassage.reading.text import Sentence

_HE = frozenset("he she it they who this that".split())


@dataclass(frozen=True)
class Attribution:
    """`the mission said`: words of a sentence that say who says it. inverted: `said the mission`."""

    verb: int
    speaker: Part


class Speakers:
    """Who speaks in each sentence of a report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.attributions = [attributions(sentence) for sentence in report.sentences]

    def of(self, index: int, word: int) -> Field[str] | None:
        """Who says a word of a sentence: its own attribution, else that of a quotation's next or previous sentence."""
        own = [each for each in self.attributions[index] if each.verb != word]
        if own:
            return self.resolved(index, own[0].speaker)
        for other in (index - 1, index + 1, index + 2, index - 2):
            if not 0 <= other < len(self.attributions) or not self._goes_with(index, other, word):
                continue
            for each in self.attributions[other]:
                if self._may_issue(other, each.speaker):
                    return self.resolved(other, each.speaker)
        return self._signed(index)

    def _goes_with(self, index: int, other: int, word: int) -> bool:
        """Whether a sentence is near enough to say who speaks in another; of a quotation, the same one goes on."""
        one, two = self._report.sentences[index], self._report.sentences[other]
        return two.paragraph == one.paragraph and (abs(other - index) == 1 or one.quoted[word] == any(two.quoted))

    def _may_issue(self, index: int, part: Part) -> bool:
        """Witnesses and aid workers give no advisories."""
        lows = self._report.sentences[index].lows[part[0] : part[1]]
        return not set(lows) & v.PEOPLE or bool(set(lows) & v.AUTHORITIES)

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
        if part[1] - part[0] == 1 and sentence.lows[part[0]] in _HE:
            for earlier in range(index - 1, max(-1, index - 4), -1):
                for each in self.attributions[earlier]:
                    if not _is_pronoun(self._report.sentences[earlier], each.speaker):
                        return self._report.field(self._report.sentences[earlier], each.speaker)
            return None
        return self._report.field(sentence, part)

    def same(self, first: str, second: str) -> bool:
        """Whether two names may be of one speaker: they share a word, or one is a mere `the mission`."""
        one, other = _bare(first), _bare(second)
        return bool(one & other) or not (one - v.AUTHORITIES) or not (other - v.AUTHORITIES)


def _is_pronoun(sentence: Sentence, part: Part) -> bool:
    return part[1] - part[0] == 1 and sentence.lows[part[0]] in _HE


def _bare(name: str) -> set[str]:
    return {word.strip(",.'s") for word in name.lower().split()} - v.DETERMINERS - v.PREPOSITIONS


def attributions(sentence: Sentence) -> list[Attribution]:
    """All that a sentence attributes, in order."""
    found = []
    for i, low in enumerate(sentence.lows):
        if (
            low not in v.SAYING
            or (i > 0 and (sentence.lows[i - 1] in v.DETERMINERS or sentence.words[i].is_name))
            or sentence.quoted[i]
        ):
            continue
        part = subject(sentence, i)
        if part and may_speak(sentence, part):
            found.append(Attribution(i, part))
    return found


def may_speak(sentence: Sentence, part: Part) -> bool:
    """Whether a phrase names somebody who can say something: a pronoun for persons, or no long phrase with a verb."""
    lows = sentence.lows[part[0] : part[1]]
    if len(lows) == 1 and lows[0] in v.PRONOUNS | v.NEGATIONS:
        return lows[0] in _HE
    if lows[0] in ("it", "there", "he", "she", "they", "what", "how"):
        return False
    known = set(lows) & (v.AUTHORITIES | v.PEOPLE | v.SAID_BY_THING) or has_name(sentence, part)
    return bool(known) or (len(lows) <= 5 and not any(is_past(low) or low in v.AUXILIARIES for low in lows))
