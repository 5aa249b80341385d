"""Reads of exports and authorities."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from safepassage.desk.core import clock
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.access import Deed, Thing, may
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.crises.seconds import who_can
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.release.models import Export, StandingAuthority
from safepassage.desk.release.selection import Selection
from safepassage.desk.release.words import FEW_WITHIN, MOST_UNREVIEWED, Basis, State


@dataclass(frozen=True)
class Content:
    """What is sealed in an export: what was asked for, and why."""

    columns: tuple[str, ...]
    selection: Selection
    recipient: str
    reason: str
    decision: str = ""
    finding: str = ""


def exports_of(crisis: Crisis) -> QuerySet[Export]:
    """All that was ever asked for, the newest first."""
    found = Export.objects.filter(crisis=crisis).select_related("crisis", "asked_by", "decided_by", "reviewed_by")
    return found.order_by("-asked_at", "-id")


def exports_for(crisis: Crisis, officer: Officer, roles: Collection[str]) -> QuerySet[Export]:
    """Those that the officer may see: their own; all, for whoever approves or reads the ledger."""
    found = exports_of(crisis)
    sees_all = may(roles, Deed.CHANGE, Thing.RELEASE) or may(roles, Deed.SEE, Thing.LEDGER)
    return found if sees_all else found.filter(asked_by=officer)


def waiting(crisis: Crisis) -> QuerySet[Export]:
    """Those that wait for a second officer."""
    return exports_of(crisis).filter(state=State.WAITING, expires_at__gt=clock.now())


def unreviewed(crisis: Crisis) -> QuerySet[Export]:
    """Those taken alone that nobody else has looked at since."""
    return exports_of(crisis).filter(basis=Basis.BREAK_GLASS, reviewed_at=None)


def why_glass_holds(crisis: Crisis, officer: Officer) -> str:
    """Why the officer may take nothing more alone, and who can change that; empty if they may."""
    taken = unreviewed(crisis).filter(asked_by=officer).count()
    if taken < MOST_UNREVIEWED:
        return ""
    return f"{taken} files that you took alone are not reviewed yet. {who_can(officer, crisis)}"


def taken_alone(crisis: Crisis, officer: Officer, now: datetime) -> set[UUID]:
    """The different persons whom the officer took on their own word lately."""
    own = Export.objects.filter(crisis=crisis, asked_by=officer, basis=Basis.FEW, asked_at__gt=now - FEW_WITHIN)
    key = open_key(crisis.key_id)
    return {pk for export in own for pk in content(export, key).selection.ids or ()}


def content(export: Export, key: bytes | None = None) -> Content:
    """What an export asks for. `key`: the crisis's, if it is open already. Raises Unreadable."""
    key = key or open_key(export.crisis.key_id)
    said: Mapping[str, Any] = json.loads(unseal(key, bytes(export.sealed), sealed_in(export)))
    return Content(
        tuple(said["columns"]),
        Selection.from_json(said["selection"]),
        said["recipient"],
        said["reason"],
        _opened(key, export.decision, decision_in(export)),
        _opened(key, export.finding, finding_in(export)),
    )


def sealed_in(export: Export) -> str:
    """What the content of an export is bound to."""
    return export.reference


def decision_in(export: Export) -> str:
    """What the reason of yes or no is bound to."""
    return f"decision on {export.reference}"


def finding_in(export: Export) -> str:
    """What the finding of a review is bound to."""
    return f"finding on {export.reference}"


def _opened(key: bytes, sealed: bytes | None, context: str) -> str:
    return unseal(key, bytes(sealed), context).decode() if sealed else ""


# --- Authorities -----------------------------------------------------------------------------------------------------


def authorities_of(crisis: Crisis) -> QuerySet[StandingAuthority]:
    """Those not ended and not expired, whether confirmed or not; the first to expire first."""
    found = StandingAuthority.objects.filter(crisis=crisis, ended_at=None, expires_at__gt=clock.now())
    return found.select_related("crisis", "given_by", "confirmed_by").order_by("expires_at", "id")


def in_force(authority: StandingAuthority, now: datetime) -> bool:
    """Whether a manifest may be taken under it."""
    is_confirmed = authority.confirmed_at is not None and authority.ended_at is None
    return is_confirmed and authority.begins_at <= now < authority.expires_at


def reason_of(authority: StandingAuthority) -> str:
    """Why it was given. Raises Unreadable."""
    key = open_key(authority.crisis.key_id)
    return str(json.loads(unseal(key, bytes(authority.sealed), authority.reference))["reason"])
