"""A report as the rules read it: its text, its date, where it is about, its sentences."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from safepassage.places import Candidate, resolve
from safepassage.reading.drafts import Destination, Field, Span
from safepassage.reading.phrases import Part
from safepassage.reading.text import Sentence, sentences
from safepassage.reading.times import days, on_day
from safepassage.reading.zones import Here, gazetteer_for, locate

MOST_CANDIDATES = 3
MOST_RESOLVED = 300  # names of one report; the gazetteer is slow beside the rules


@dataclass(frozen=True)
class Report:
    """One report."""

    text: str
    on: date
    here: Here
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, text: str, on: date, near: str | None, part: Span | None = None) -> "Report":
        """The report that text[part] is, the whole text without."""
        start, end = part or (0, len(text))
        return cls(text, on, locate(near), tuple(sentences(text, start, end)))

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def before(self, position: int, most: int = 2) -> tuple[Sentence, ...]:
        """The sentences, two at most, that begin before a position of the text, the nearest first."""
        end = bisect_left(self._starts, position)
        return self.sentences[max(0, end - most) : end][::-1]

    def field(self, sentence: Sentence, part: Part) -> Field[str]:
        """The words of a part as they stand in the text."""
        span = sentence.span(*part)
        return Field(self.text[span[0] : span[1]], span)

    def words(self, span: Span) -> str:
        return self.text[span[0] : span[1]]


@lru_cache(maxsize=4096)
def _candidates(name: str, position: tuple[float, float] | None) -> tuple[Candidate, ...]:
    """The first places that a name may mean. Kept, as reports of one crisis name the same places again and again."""
    return resolve(name, position, gazetteer_for(position)).candidates[:MOST_CANDIDATES]


def destination(report: Report, field: Field[str], known: dict[str, tuple[Candidate, ...]]) -> Destination:
    """A destination with the places that its name may mean. known: what was looked up already, added to."""
    name = field.value.removeprefix("the ").removeprefix("The ")
    if name.islower():  # the airport: a word for a place, and no name
        return Destination(field.value, field.span, ())
    if name not in known:
        known[name] = _candidates(name, report.here.position) if len(known) < MOST_RESOLVED else ()
    return Destination(field.value, field.span, known[name])


def on_past_day(report: Report, sentence: Sentence) -> Field[str] | None:
    """The last day at or before the report's date that a sentence tells something of."""
    for day in days(report.text, sentence.start, sentence.end, report.on):
        i = sentence.at(day.span[0])
        if i and sentence.lows[i - 1] in ("until", "till", "by", "before", "from", "for", "since"):
            continue  # would stay open until Friday
        on = on_day(day, report.on, ahead=False)
        if on and on <= report.on:
            return Field(on.isoformat(), day.span)
    return None
