"""What an officer made of a claim, as schema.org's ClaimReview."""

from typing import Any

from safepassage.desk.picture.kinds import Standing
from safepassage.desk.picture.models import Assessment

WORDS = {Standing.RELIED_ON: "relied on", Standing.UNCLEAR: "cannot be told", Standing.FALLEN: "not relied on"}


def claim_review(gist: str, assessment: Assessment, reason: str) -> dict[str, Any]:
    """The document. No number is given for a rating: what to make of a claim is no sum (rule C1)."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "datePublished": assessment.at.date().isoformat(),
        "claimReviewed": gist,
        "reviewBody": reason,
        "author": {"@type": "Organization", "name": assessment.claim.crisis.name},
        "reviewRating": {"@type": "Rating", "alternateName": WORDS[Standing(assessment.standing)]},
    }
