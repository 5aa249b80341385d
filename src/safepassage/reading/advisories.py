"""Advisories: what people were told to do, gathered from the sentences that tell it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from safepassage.places import Candidate
from safepassage.reading import vocabulary as v
from safepassage.reading.deadlines import WHOLE, day_told, deadline_in
from safepassage.reading.directives import MEDIUMS, Directive, asserts_only
from safepassage.reading.drafts import Advisory, Deadline, Field, Span
from safepassage.reading.going import carried, destinations_of, means_in, origin_of, points_in, urgency_in
from safepassage.reading.issuers import Speakers, ordinal_in
from safepassage.reading.notices import all_directives
from safepassage.reading.phrases import Part, is_past, is_verb, phrase_after, subject
from safepassage.reading.place_phrases import introduces_places, item_place
from safepassage.reading.report import Report, destination
from safepassage.reading.text import Sentence
from safepassage.reading.times import instants

_PRONOUNS = frozenset("they them you it those these we us i he she him her nobody none".split())


@dataclass
class _Gathered:
    """An advisory while its sentences are gathered."""

    kind: str
    first: Directive
    at: int  # index of its last sentence
    issuer: Field[str] | None
    audience: Field[str] | None
    which: str | None = None  # of several notices told of: first, second
    sentences: list[int] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    listed: list[tuple[Sentence, Part]] = field(default_factory=list)  # places that lines below name


def read_advisories(report: Report, speakers: Speakers) -> list[Advisory]:
    """All advisories of a report, in the order of its text."""
    gathered: list[_Gathered] = []
    for index, sentence in enumerate(report.sentences):
        for each in all_directives(sentence):
            if not asserts_only(sentence, each.verb):
                _gather(gathered, each, index, report, speakers)
        _gather_likewise(gathered, sentence, index, report)
    _take_over_issuers(gathered, report, speakers)
    for one in gathered:
        _take_in_list(one, report)
    _take_in_deadlines(gathered, report, speakers)
    known: dict[str, tuple[Candidate, ...]] = {}
    scopes = Scopes(gathered)
    return [_advisory(one, report, known, scopes) for one in gathered]


class Scopes:
    """Which words of a sentence belong to which advisory, where one sentence tells of several."""

    def __init__(self, gathered: Sequence[_Gathered]) -> None:
        self._begins: dict[int, list[tuple[int, int]]] = {}
        for one in gathered:
            for each in one.directives:
                begin = min(part[0] for part in (each.issuer, each.audience, (each.told, each.told)) if part)
                self._begins.setdefault(id(each.sentence), []).append((min(begin, each.told), id(one)))

    def of(self, one: _Gathered, sentence: Sentence) -> Part:
        """From the first directive of the advisory in a sentence to the first one of another after it."""
        begins = sorted(self._begins.get(id(sentence), []))
        own = [begin for begin, owner in begins if owner == id(one)]
        if not own or len({owner for _, owner in begins}) == 1:
            return WHOLE
        end = next((begin for begin, owner in begins if owner != id(one) and begin > own[0]), WHOLE[1])
        return (0 if begins[0][1] == id(one) else own[0]), end


def _gather(gathered: list[_Gathered], each: Directive, index: int, report: Report, speakers: Speakers) -> None:
    issuer = _issuer(each, index, report, speakers)
    audience = _audience(each, report)
    if gathered and index - gathered[-1].at <= 1 and gathered[-1].kind == "Move" and _carries_on(each):
        issuer = gathered[-1].issuer  # two ferries will carry them to Marmaris, the minister announced
    if issuer is None and gathered and _goes_on_from(gathered[-1], index, report, speakers):
        issuer = gathered[-1].issuer
    kind = "Move" if each.kind == "Register" else each.kind
    which = (each.issuer and ordinal_in(each.sentence, each.issuer)) or speakers.which(index, each.verb)
    same = _same(gathered, kind, each, index, issuer, audience, which, speakers)
    if same is None:
        if which and audience is None and gathered and _announces_several(gathered[-1].first.sentence):
            audience = gathered[-1].audience
        gathered.append(_Gathered(kind, each, index, issuer, audience, which, [index], [each]))
        return
    same.issuer = same.issuer or issuer
    same.audience = same.audience or audience
    same.at = index
    same.directives.append(each)
    if index != same.sentences[-1]:
        same.sentences.append(index)


def _carries_on(each: Directive) -> bool:
    """Whether something takes along whom a sentence before spoke to: `Two ferries will carry them`."""
    lows = each.sentence.lows
    return each.told == each.verb and each.audience is None and lows[each.verb + 1 : each.verb + 2] == ("them",)


def _goes_on_from(last: _Gathered, index: int, report: Report, speakers: Speakers) -> bool:
    """Whether a sentence in which nobody speaks stands just after an advisory, in the same paragraph."""
    near = 0 <= index - last.at <= 2 and report.sentences[last.at].paragraph == report.sentences[index].paragraph
    return near and not speakers.attributions[index]


def _take_over_issuers(gathered: Sequence[_Gathered], report: Report, speakers: Speakers) -> None:
    """Who issued what nobody is said to tell: the issuer of the advisory just before it."""
    last: _Gathered | None = None
    for one in gathered:
        if one.issuer is None:
            near = last is not None and one.sentences[0] - last.at <= _CARRIED_ON
            spoken = near and last is not None and _speaks_between(last.at, one.sentences[0], speakers)
            one.issuer = last.issuer if near and last and not spoken else None
        if one.issuer is not None:
            last = one


_CARRIED_ON = 4  # sentences


def _speaks_between(begin: int, end: int, speakers: Speakers) -> bool:
    return any(speakers.attributions[index] for index in range(begin + 1, end + 1))


def _gather_likewise(gathered: list[_Gathered], sentence: Sentence, index: int, report: Report) -> None:
    """`Sweden and Norway said the same`: an advisory like the one before, of another issuer."""
    for i in range(len(sentence.lows) - 2):
        if (
            gathered
            and index - gathered[-1].at <= 2
            and sentence.lows[i : i + 3] in _LIKEWISE
            and gathered[-1].at < index
        ):
            who, whom = subject(sentence, i), None
            if sentence.lows[i] == "been":
                by = next((j for j in range(i + 3, len(sentence.lows) - 1) if sentence.lows[j] == "by"), None)
                same = sentence.lows[i + 3 : i + 4] == ("same",)
                who, whom = (phrase_after(sentence, by + 1) if by and same else None), who
            if who:
                each = Directive(sentence, gathered[-1].kind, i, i + 2, who, whom, False)
                told = report.field(sentence, whom) if whom else None
                gathered.append(_Gathered(each.kind, each, index, report.field(sentence, who), told, None, [index], []))


_LOOKED_BACK = 12  # advisories
_FOLLOWED = 7  # sentences of a paragraph
_LIKEWISE = {("said", "the", "same"), ("did", "the", "same"), ("issued", "the", "same"), ("gave", "the", "same"),
             ("issued", "similar", "advice"), ("issued", "similar", "advisories"), ("gave", "similar", "advice"),
             ("issued", "similar", "warnings"), ("been", "given", "the")}  # fmt: skip


def _same(
    gathered: Sequence[_Gathered],
    kind: str,
    each: Directive,
    index: int,
    issuer: Field[str] | None,
    audience: Field[str] | None,
    which: str | None,
    speakers: Speakers,
) -> _Gathered | None:
    """The advisory that a directive belongs to: of the same kind, and nothing says that another issued it."""
    for one in reversed(gathered[-_LOOKED_BACK:]):
        if index - one.at > 3:
            continue
        if which != one.which and (one.which or _announces_several(one.first.sentence)):
            continue
        kinds_fit = one.kind == kind or ({kind, one.kind} == {"Avoid", "Shelter"} and _of_one_breath(each, one))
        if not kinds_fit or (issuer and one.issuer and not speakers.same(issuer.value, one.issuer.value)):
            continue
        if audience and one.audience and _are_others(audience.value, one.audience.value, issuer, one.issuer):
            continue
        return one
    return None


def _announces_several(sentence: Sentence) -> bool:
    """`asked them to leave, in two urgent advisories`: what one of them said is told apart."""
    for i, low in enumerate(sentence.lows):
        if low in ("two", "three", "several", "both"):
            part = phrase_after(sentence, i)
            if part and sentence.lows[part[1] - 1] in ("advisories", "notices", "alerts", "messages", "statements"):
                return True
    return False


_ANYBODY = frozenset(
    (
        "those people anyone anybody everyone everybody all travellers travelers passengers evacuees persons "
        "nationals citizens residents families visitors"
    ).split()
)  # fmt: skip


def _are_others(first: str, second: str, issuer: Field[str] | None, other: Field[str] | None) -> bool:
    """Whether two audiences are not one: no word shared, and neither is a mere `travellers`."""
    if _overlap(first, second) or (issuer and other and issuer.span == other.span and _is_anybody(first)):
        return False
    return not _is_anybody(first) or (issuer is None and not _is_anybody(second) and len(first.split()) > 1)


def _is_anybody(audience: str) -> bool:
    words = set(audience.lower().split()) - v.DETERMINERS
    return (len(words) == 1 and bool(words & _ANYBODY)) or (
        len(audience.split()) <= 4 and set(audience.lower().split()[:1]) <= {"those", "anyone"}
    )


def _of_one_breath(each: Directive, one: _Gathered) -> bool:
    """Whether what to avoid is told with where to stay: in a quotation, or as a bare command."""
    bare = each.told == each.verb or each.sentence.quoted[each.verb]
    return one.kind == "Shelter" and bare


def _overlap(first: str, second: str) -> bool:
    return bool(set(first.lower().split()) & set(second.lower().split()) - v.DETERMINERS - v.PREPOSITIONS)


def _issuer(each: Directive, index: int, report: Report, speakers: Speakers) -> Field[str] | None:
    sentence = each.sentence
    if each.issuer is not None and set(sentence.lows[each.issuer[0] : each.issuer[1]]) & v.CARRIERS:
        return speakers.of(index, each.told)
    if each.issuer is not None and sentence.lows[each.issuer[0] : each.issuer[1]] not in (("we",), ("i",)):
        return speakers.resolved(index, each.issuer)
    return speakers.of(index, each.told)


def _audience(each: Directive, report: Report) -> Field[str] | None:
    part = each.audience
    if part is None or part[0] == part[1]:
        part = _hearers(each.sentence, each.told)
    elif part[1] - part[0] == 1 and each.sentence.lows[part[0]] in _PRONOUNS:
        part = _people_before(each.sentence, part[0])
    return None if part is None else report.field(each.sentence, _without_day(each.sentence, part))


def _without_day(sentence: Sentence, part: Part) -> Part:
    """`its citizens on Saturday`: whom, and not when."""
    begin, end = part
    by = next(
        (j for j in range(begin + 1, end - 1) if sentence.lows[j] == "by" and sentence.lows[j + 1] in MEDIUMS), end
    )
    end = by  # told newcomers by loudspeaker to wait
    while (
        end - begin > 1
        and sentence.lows[end - 2] not in ("for", "of", "until")
        and sentence.lows[end - 1] in v.DAY_WORDS | {"on", "last", "again"}
    ):
        end -= 1
    return begin, end


def _hearers(sentence: Sentence, told: int) -> Part | None:
    """`"Do not leave," the consul told compatriots`: whom a quotation is said to."""
    for i, low in enumerate(sentence.lows):
        if low in ("told", "wrote") and not sentence.quoted[i] and sentence.quoted[told]:
            part = phrase_after(sentence, i + 1 + (sentence.lows[i + 1 : i + 2] == ("to",)))
            return part if part and part[0] <= i + 2 else None
    return None


def _people_before(sentence: Sentence, end: int) -> Part | None:
    """Whom a pronoun stands for: the people named before it in the sentence."""
    for i in range(end - 1, 0, -1):
        if sentence.lows[i] in v.PEOPLE:
            begin = i
            while begin > 0 and (sentence.lows[begin - 1] in v.DETERMINERS or sentence.words[begin - 1].is_name):
                begin -= 1
            return begin, i + 1
    return None


def _take_in_list(one: _Gathered, report: Report) -> None:
    """Lines below `Go to one of these points:` that name a place each."""
    if one.kind != "Move":
        return
    head = next((i for i in range(one.at, one.at + _FOLLOWED) if _heads_list(report, i, one.at)), None)
    for index in range(head + 1 if head is not None else len(report.sentences), len(report.sentences)):
        sentence = report.sentences[index]
        part = item_place(sentence)
        if part is None or all_directives(sentence):
            return
        one.listed.append((sentence, part))
        one.sentences.append(index)
        one.at = index


def _heads_list(report: Report, index: int, at: int) -> bool:
    """Whether a sentence, an advisory's own or one of where people are taken in, heads a list of places."""
    if index >= len(report.sentences) or not introduces_places(report.sentences[index]):
        return False
    return index == at or bool({"open", "opened", "following", "available"} & set(report.sentences[index].lows))


def _take_in_deadlines(gathered: list[_Gathered], report: Report, speakers: Speakers) -> None:
    """Sentences that only tell by when, such as `The form closes at noon`, belong to the advisory before them."""
    taken = {index for one in gathered for index in one.sentences}
    for one in gathered:
        if one.kind != "Move":
            continue
        between = [index for index in range(one.sentences[0] + 1, one.at) if index not in one.sentences]
        paragraph = report.sentences[one.at].paragraph
        below = [
            index
            for index in range(one.at + 3, min(one.at + _FOLLOWED, len(report.sentences)))
            if report.sentences[index].paragraph == paragraph
        ]
        for near in (one.at + 1, one.at + 2, one.sentences[0] - 1, *between[:_LOOKED_BACK], *below):
            if not 0 <= near < len(report.sentences) or near in taken or _of_another(one, near, speakers):
                continue
            sentence = report.sentences[near]
            if _is_near(report, sentence, report.sentences[one.at], speakers) and _goes_on(report, sentence):
                one.sentences.append(near)
                taken.add(near)


def _is_near(report: Report, sentence: Sentence, other: Sentence, speakers: Speakers) -> bool:
    """Whether two sentences are of one paragraph, or of a notice in which nobody is quoted."""
    return sentence.paragraph == other.paragraph or not any(speakers.attributions)


def _of_another(one: _Gathered, index: int, speakers: Speakers) -> bool:
    """Whether a sentence is said by somebody else than who issued an advisory."""
    said = [speakers.resolved(index, each.speaker) for each in speakers.attributions[index]]
    return bool(one.issuer) and any(
        who and one.issuer and not speakers.same(who.value, one.issuer.value) for who in said
    )


def _goes_on(report: Report, sentence: Sentence) -> bool:
    """Whether a sentence tells more of an advisory: by when, or what takes people along."""
    lows = set(sentence.lows)
    told = {word.low for i, word in enumerate(sentence.words) if not word.is_name or not i}  # not of the Dead Sea
    if told & (v.DYING | v.VIOLENCE | _PAST):
        return False
    if any(is_verb(sentence, i) and is_past(low) for i, low in enumerate(sentence.lows)) and not lows & _AHEAD:
        return False  # twenty buses set out for Kiseljak and were held
    if len(lows) <= _BARE_TIME and sentence.lows[0] in ("by", "before", "until", "no", "not", "latest"):
        return any(each.clock for each in instants(report.text, sentence.start, sentence.end, report.on))
    if _labels_time(sentence):
        return any(each.clock for each in instants(report.text, sentence.start, sentence.end, report.on))
    leaving = lows & v.CARRIERS and lows & _RUNNING
    if (leaving or lows & _TELLING_WHEN) and any(
        each.clock
        and {"by", "before", "until", "at", "than"}
        & set(sentence.lows[max(0, sentence.at(each.span[0]) - 3) : sentence.at(each.span[0])])
        for each in instants(report.text, sentence.start, sentence.end, report.on)
    ):
        return True
    return bool(carried(sentence)[0] or points_in(sentence)) or bool(lows & v.SAID_BY_THING and _replaced(sentence))


def _labels_time(sentence: Sentence) -> bool:
    """`Deadline: noon`, `Assembly time: 6 a.m.`, `First bus: Sunday 7:30`, `Departure is on Wednesday at 0600`."""
    at = next((i for i, low in enumerate(sentence.lows[1:5], 1) if low in (":", "is")), None)
    return at is not None and bool((_TIME_LABELS | v.CARRIERS) & set(sentence.lows[:at]))


_RUNNING = frozenset("leave depart sail start go run starts runs goes places".split())
_AHEAD = v.MODALS | {"is", "are", "leaves", "leave", "departs", "sails", "closes", "has", "have"}
# What has gone already, or does not go, takes nobody along.
_PAST = frozenset(
    "yesterday cancelled canceled suspended stopped full took collected left landed arrived reached carried brought "
    "departed sailed docked flew turned shelled bombed hit struck attacked ambushed blocked closed shut".split()
)
_BARE_TIME = 8  # words of a line that is a time alone: `by 06:00 tomorrow`
_TIME_LABELS = frozenset(
    "time when deadline departure departures boarding reporting date latest closing cut-off check-in start".split()
)
_TELLING_WHEN = frozenset("departs leaves closes sails consulate embassy seats form".split())


def _replaced(sentence: Sentence) -> Part | None:
    """What a notice replaces: `replaces the one sent at noon`."""
    for i, low in enumerate(sentence.lows):
        if low in ("replaces", "supersedes", "cancels", "replacing", "superseding", "cancelling"):
            end = next(
                (j for j in range(i + 1, len(sentence.lows)) if sentence.lows[j] in (",", ".", ";")), len(sentence.lows)
            )
            return (i + 1, end) if end > i + 1 else None
    return None


def _advisory(one: _Gathered, report: Report, known: dict[str, tuple[Candidate, ...]], scopes: Scopes) -> Advisory:
    sentences = [report.sentences[index] for index in one.sentences]
    spans = tuple((sentence.start, sentence.end) for sentence in sentences)
    kind = Field(one.kind, one.first.sentence.span(one.first.told, one.first.verb + 1))
    bare = Advisory(spans, kind, one.issuer, one.audience, urgency=_unique(urgency_in(report, sentences)))
    replaced = next(((s, part) for s in sentences if (part := _replaced(s))), None)
    if replaced:
        bare = replace(bare, supersedes=report.field(*replaced))
    if one.kind != "Move":
        registers = any(d.kind == "Register" for d in one.directives)
        return replace(bare, deadline=_deadline(report, one, scopes) if registers else None)
    told = {id(d.sentence) for d in one.directives}
    parts = [(d.sentence, part) for d in one.directives for part in destinations_of(d)]
    parts += [(s, part) for s in sentences if id(s) not in told for part in (carried(s)[0] or points_in(s))]
    parts += one.listed
    told_by = [d for k, d in enumerate(one.directives) if _is_carried(d) or (k == 0 and not parts)]
    for sentence in {id(d.sentence): d.sentence for d in told_by}.values():
        begin, end = scopes.of(one, sentence)
        parts += [(sentence, part) for part in carried(sentence)[0] if begin <= part[0] < end]
    return replace(
        bare,
        from_place=_first(report, one),
        destinations=tuple(destination(report, each, known) for each in _unique([report.field(*p) for p in parts])),
        deadline=_deadline(report, one, scopes),
        means=_unique(means_in(report, [(sentence, scopes.of(one, sentence)) for sentence in sentences])),
    )


def _is_carried(each: Directive) -> bool:
    """`A train for Mykolaiv was to leave at noon`: what something that carries people does."""
    return each.told == each.verb and each.audience is None and bool(set(each.sentence.lows[: each.verb]) & v.CARRIERS)


def _first(report: Report, one: _Gathered) -> Field[str] | None:
    for each in one.directives:
        part = origin_of(each)
        if part:
            return report.field(each.sentence, part)
    for index in one.sentences:
        part = carried(report.sentences[index])[1]
        if part:
            return report.field(report.sentences[index], part)
    return None


def _deadline(report: Report, one: _Gathered, scopes: Scopes) -> Deadline | None:
    """The one to keep to: of a sentence that tells people what to do, and not when something leaves."""
    found: list[tuple[bool, int, int, Deadline]] = []
    told: dict[int, list[Directive]] = {}
    for each in one.directives:
        told.setdefault(id(each.sentence), []).append(each)
    days = [day for each in one.directives if (day := day_told(report, each.sentence, each.told))]
    for index in one.sentences:
        of_sentence = told.get(id(report.sentences[index]), [])
        sentence = report.sentences[index]
        deadline = deadline_in(report, sentence, of_sentence, days[0] if days else None, scopes.of(one, sentence))
        if deadline:
            found.append((not of_sentence, _RANK.index(deadline.kind), len(found), deadline))
    return min(found)[-1] if found else None


_RANK = ("report_at", "register_by", "reach", "window", "departs")


def _unique(found: Sequence[Field[str]]) -> tuple[Field[str], ...]:
    """Each value once, where it is told first."""
    return tuple({each.value.lower(): each for each in reversed(found)}.values())[::-1]


__all__ = ["Part", "Span", "read_advisories"]
