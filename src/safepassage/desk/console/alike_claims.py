"""Which claims may say the same: proposed by their words, for an officer to say; nothing follows from it (rule C1)."""

from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz import fuzz, process

from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture import queries
from safepassage.desk.picture.kinds import Standing
from safepassage.desk.picture.models import Claim

NEWEST_CLAIMS = 500  # that a draft, or one claim, is compared with
NEWEST_COMPARED = 200  # that are compared with each other
MOST_ALIKE = 5
MOST_PAIRS = 25
ALIKE_SCORE, PAIR_SCORE = 55, 75  # of 100


class Pair(NamedTuple):
    """Two claims that may say the same."""

    claim: Claim  # would be joined with the other
    gist: str
    into: Claim
    into_gist: str

    @property
    def may_join(self) -> bool:
        """Whether officers made different things of the two, so that one has to be assessed anew first."""
        return self.claim.standing in (Standing.OPEN, self.into.standing)


def newest_claims(crisis: Crisis, most: int = NEWEST_CLAIMS) -> dict[Claim, str]:
    """Those heard last that stand by themselves, with what they say."""
    claims = list(queries.claims_apart(crisis)[:most])
    told = queries.said(crisis, claims)
    return {claim: told[claim.reference]["gist"] for claim in claims}


def alike_of(claims: Mapping[Claim, str], gist: str) -> list[tuple[Claim, str]]:
    """Claims that may say the same as some words, the likeliest first."""
    found = process.extract(gist, claims, scorer=fuzz.token_set_ratio, limit=MOST_ALIKE, score_cutoff=ALIKE_SCORE)
    return [(claim, text) for text, _score, claim in found]


def pairs_alike(crisis: Crisis) -> list[Pair]:
    """Of the claims heard last those that may say the same, the likeliest first; not those that were told apart."""
    left, apart = newest_claims(crisis, NEWEST_COMPARED), queries.pairs_told_apart(crisis)
    found: list[tuple[float, Claim, str, Claim, str]] = []
    for claim, gist in list(left.items()):
        del left[claim]
        near = process.extract(gist, left, scorer=fuzz.token_set_ratio, limit=MOST_ALIKE, score_cutoff=PAIR_SCORE)
        found += [
            (score, claim, gist, other, text)
            for text, score, other in near
            if frozenset((claim.pk, other.pk)) not in apart
        ]
    found.sort(key=lambda each: -each[0])
    return [_pair(*rest) for _score, *rest in found[:MOST_PAIRS]]


def alike_to(crisis: Crisis, claim: Claim) -> list[Pair]:
    """The same of one claim, which need not be among the newest."""
    apart, gist = queries.pairs_told_apart(crisis), queries.said(crisis, [claim])[claim.reference]["gist"]
    others = {
        other: text
        for other, text in newest_claims(crisis).items()
        if other != claim and frozenset((claim.pk, other.pk)) not in apart
    }
    return [_pair(claim, gist, other, text) for other, text in alike_of(others, gist)]


def _pair(claim: Claim, gist: str, other: Claim, text: str) -> Pair:
    """The one that nobody has assessed is joined with the other; of two alike in that, the later with the earlier."""
    ranked = [(each.standing == Standing.OPEN, each.opened_at) for each in (claim, other)]
    return Pair(claim, gist, other, text) if ranked[0] >= ranked[1] else Pair(other, text, claim, gist)
