"""Advisories: what people were told to do, gathered from the sentences that tell it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from safepassage.places import Candidate
from safepassage.reading import vocabulary as v
from safepassage.reading.deadlines import deadline_in
from safepassage.reading.directives import Directive, asserts_only, directives
from safepassage.reading.drafts import Advisory, Deadline, Field, Span
from safepassage.reading.going import destinations_of, means_in, origin_of, urgency_in
from safepassage.reading.issuers import Speakers
from safepassage.reading.phrases import Part
from safepassage.reading.report import Report, destination
from safepassage.reading.text import Sentence

_PRONOUNS = frozenset("they them you it everyone those these everybody all people we us he she him her".split())


@dataclass
class _Gathered:
    """An advisory while its sentences are gathered."""

    kind: str
    first: Directive
    at: int  # index of its last sentence
    issuer: Field[str] | None
    audience: Field[str] | None
    sentences: list[int] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)


def read_advisories(report: Report, speakers: Speakers) -> list[Advisory]:
    """All advisories of a report, in the order of its text."""
    gathered: list[_Gathered] = []
    for index, sentence in enumerate(report.sentences):
        for each in directives(sentence):
            if not asserts_only(sentence, each.verb):
                _gather(gathered, each, index, report, speakers)
    _take_in_deadlines(gathered, report)
    known: dict[str, tuple[Candidate, ...]] = {}
    return [_advisory(one, report, known) for one in gathered]


def _gather(gathered: list[_Gathered], each: Directive, index: int, report: Report, speakers: Speakers) -> None:
    issuer = _issuer(each, index, report, speakers)
    audience = _audience(each, report)
    kind = "Move" if each.kind == "Register" else each.kind
    same = _same(gathered, kind, each, index, issuer, audience, speakers)
    if same is None:
        gathered.append(_Gathered(kind, each, index, issuer, audience, [index], [each]))
        return
    same.issuer = same.issuer or issuer
    same.audience = same.audience or audience
    same.at = index
    same.directives.append(each)
    if index not in same.sentences:
        same.sentences.append(index)


def _same(
    gathered: Sequence[_Gathered],
    kind: str,
    each: Directive,
    index: int,
    issuer: Field[str] | None,
    audience: Field[str] | None,
    speakers: Speakers,
) -> _Gathered | None:
    """The advisory that a directive belongs to: of the same kind, and nothing says that another issued it."""
    for one in reversed(gathered):
        if index - one.at > 3:
            continue
        kinds_fit = one.kind == kind or (kind == "Avoid" and one.kind == "Shelter" and _in_quote(each))
        if not kinds_fit or (issuer and one.issuer and not speakers.same(issuer.value, one.issuer.value)):
            continue
        if audience and one.audience and issuer is None and not _overlap(audience.value, one.audience.value):
            continue
        return one
    return None


def _in_quote(each: Directive) -> bool:
    return each.sentence.quoted[each.verb] or each.issuer is None


def _overlap(first: str, second: str) -> bool:
    return bool(set(first.lower().split()) & set(second.lower().split()) - v.DETERMINERS - v.PREPOSITIONS)


def _issuer(each: Directive, index: int, report: Report, speakers: Speakers) -> Field[str] | None:
    if each.issuer is not None:
        return speakers.resolved(index, each.issuer)
    return speakers.of(index, each.verb)


def _audience(each: Directive, report: Report) -> Field[str] | None:
    if each.audience is None:
        return None
    begin, end = each.audience
    if end - begin == 1 and each.sentence.lows[begin] in _PRONOUNS:
        return None
    return report.field(each.sentence, each.audience)


def _take_in_deadlines(gathered: list[_Gathered], report: Report) -> None:
    """Sentences that only tell by when, such as `The form closes at noon`, belong to the advisory before them."""
    taken = {index for one in gathered for index in one.sentences}
    for one in gathered:
        if one.kind != "Move":
            continue
        following = one.at + 1
        if following < len(report.sentences) and following not in taken and _goes_on(report.sentences[following]):
            one.sentences.append(following)


def _goes_on(sentence: Sentence) -> bool:
    return bool({"departs", "leaves", "closes", "sails"} & set(sentence.lows))


def _advisory(one: _Gathered, report: Report, known: dict[str, tuple[Candidate, ...]]) -> Advisory:
    sentences = [report.sentences[index] for index in one.sentences]
    spans = tuple((sentence.start, sentence.end) for sentence in sentences)
    kind = Field(one.kind, one.first.sentence.span(one.first.told, one.first.verb + 1))
    bare = Advisory(spans, kind, one.issuer, one.audience, urgency=_unique(urgency_in(report, sentences)))
    if one.kind != "Move":
        return bare
    parts = [(d.sentence, part) for d in one.directives for part in destinations_of(d)]
    return replace(
        bare,
        from_place=_first(report, one),
        destinations=tuple(destination(report, each, known) for each in _unique([report.field(*p) for p in parts])),
        deadline=_deadline(report, one),
        means=_unique(means_in(report, sentences)),
    )


def _first(report: Report, one: _Gathered) -> Field[str] | None:
    for each in one.directives:
        part = origin_of(each)
        if part:
            return report.field(each.sentence, part)
    return None


def _deadline(report: Report, one: _Gathered) -> Deadline | None:
    found = None
    for index in one.sentences:
        of_sentence = [d for d in one.directives if d.sentence is report.sentences[index]]
        found = deadline_in(report, report.sentences[index], of_sentence) or found
    return found


def _unique(found: Sequence[Field[str]]) -> tuple[Field[str], ...]:
    """Each value once, where it is told first."""
    return tuple({each.value.lower(): each for each in reversed(found)}.values())[::-1]


__all__ = ["Part", "Span", "read_advisories"]
