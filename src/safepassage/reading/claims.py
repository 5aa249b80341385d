"""Claims: who asserts, denies, cannot verify, or calls disinformation what."""

from safepassage.reading.asserting import asserting, claim_of, said
from safepassage.reading.doubting import accusing, denying, falsified, unverified
from safepassage.reading.drafts import Claim, Field, Span
from safepassage.reading.issuers import Speakers
from safepassage.reading.phrases import Part, phrase_after
from safepassage.reading.report import Report
from safepassage.reading.stances import Found
from safepassage.reading.text import Sentence


def read_claims(report: Report, speakers: Speakers, taken: frozenset[int] = frozenset()) -> list[Claim]:
    """All claims of a report. taken: where other drafts are told: a mere `said` of what they tell is no claim."""
    claims: list[Claim] = []
    told: set[object] = set()
    for index, sentence in enumerate(report.sentences):
        found = _stances(report, sentence, index, speakers, taken)
        for each in sorted(found, key=lambda one: one.at):
            gist = _gist(report, sentence, each, claims)
            if gist is None:
                continue
            spans: tuple[Span, ...] = ((sentence.start, sentence.end),)
            claim = Claim(spans, Field(each.stance, sentence.span(*each.at)), gist, each.claimant)
            if _key(claim) not in told:
                told.add(_key(claim))
                claims.append(claim)
        claims += _likewise(report, sentence, claims)
    return claims


def _likewise(report: Report, sentence: Sentence, before: list[Claim]) -> list[Claim]:
    """`The ministry denied it; so did the general staff`: the stance before, of somebody else."""
    for i in range(2, len(sentence.lows) - 2):
        who = phrase_after(sentence, i + 2) if sentence.lows[i : i + 2] == ("so", "did") and before else None
        if who and who[0] == i + 2:
            stance = Field(before[-1].stance.value, sentence.span(i, i + 2))
            return [Claim(((sentence.start, sentence.end),), stance, before[-1].gist, report.field(sentence, who))]
    return []


def _key(claim: Claim) -> object:
    """What makes two claims one."""
    return claim.stance.value, claim.gist.span, claim.claimant and claim.claimant.value


def _gist(report: Report, sentence: Sentence, each: Found, before: list[Claim]) -> Field[str] | None:
    if each.gist is not None:
        return report.field(sentence, each.gist)
    if before:
        return before[-1].gist
    end = len(sentence.lows) - (not sentence.words[-1].is_word)
    return report.field(sentence, (0, end)) if end > 0 else None


def _stances(report: Report, sentence: Sentence, index: int, speakers: Speakers, taken: frozenset[int]) -> list[Found]:
    found: list[Found] = []
    for i in range(len(sentence.lows)):
        whole = falsified(report, sentence, i, index, speakers)
        if whole:
            owned = (claim_of(report, sentence, j) for j in range(i))
            return [*filter(None, owned), whole]
        each = (
            unverified(report, sentence, i, index, speakers)
            or accusing(report, sentence, i, index, speakers)
            or denying(report, sentence, i, index, speakers)
            or asserting(report, sentence, i, index, speakers)
        )
        if each:
            found.append(each)
    found += said(report, sentence, index, speakers, found, taken)
    return _one_a_kind(found)


def _one_a_kind(found: list[Found]) -> list[Found]:
    """One of each stance, claimant and gist: words of one stance come in numbers."""
    kept: dict[tuple[str, object, Part | None], Found] = {}
    for each in found:
        who = each.claimant.value if each.claimant else None
        if any(k[0] == each.stance and k[1] == who and each.stance != "asserts" for k in kept):
            continue
        kept.setdefault((each.stance, who, each.gist), each)
    return list(kept.values())
