"""Warnings on the advisory itself, each with its evidence (rule P13)."""

from collections.abc import Mapping, Sequence

from safepassage.planning.checks import corridors, deadline, havens, naming, papers, people, phrases, roads, ways
from safepassage.planning.checks.draft import Check, Draft
from safepassage.planning.model import Warning, WarningCode
from safepassage.planning.outcome import Asked, Outcome
from safepassage.planning.whatif import Situation
from safepassage.planning.wording import SEVERITIES, plain

CHECKS: Mapping[WarningCode, Check] = {  # in the order of WarningCode
    "place_ambiguous": naming.place_ambiguous,
    "place_misspelt": naming.place_misspelt,
    "off_roads": roads.off_roads,
    "deadline_without_zone": deadline.deadline_without_zone,
    "deadline_past": deadline.deadline_past,
    "deadline_in_darkness": deadline.deadline_in_darkness,
    "deadline_in_curfew": deadline.deadline_in_curfew,
    "deadline_kind_conflict": deadline.deadline_kind_conflict,
    "conflicts_with_alert": ways.conflicts_with_alert,
    "haven_short": havens.haven_short,
    "haven_unproven": havens.haven_unproven,
    "haven_near_objective": havens.haven_near_objective,
    "corridor_unproven": corridors.corridor_unproven,
    "consent_one_sided": corridors.consent_one_sided,
    "not_notified": corridors.not_notified,
    "crowding": people.crowding,
    "no_fallback": phrases.no_fallback,
    "route_unverified": ways.route_unverified,
    "register_stale": people.register_stale,
    "audience_below_estimate": people.audience_below_estimate,
    "documents_needed": papers.documents_needed,
    "family_split": papers.family_split,
    "absolute_wording": phrases.absolute_wording,
    "heard_outside_area": people.heard_outside_area,
}


def warnings_of(name: str, situation: Situation, asked: Sequence[Asked], outcome: Outcome) -> tuple[Warning, ...]:
    """Everything about the advisory that an officer should know before it goes out.

    The gravest first, then in the order of WarningCode, then by text.
    """
    draft = Draft(name, situation, asked, outcome)
    order = list(CHECKS)
    found = [
        Warning(code=code, severity=one.severity, text=plain(one.text), evidence=one.evidence)
        for code, check in CHECKS.items()
        for one in check(draft)
    ]
    return tuple(sorted(found, key=lambda w: (SEVERITIES.index(w.severity), order.index(w.code), w.text)))
