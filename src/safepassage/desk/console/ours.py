"""What goes out of the desk, as the ledger has it: advisories written and withdrawn, alerts begun, paused and stopped.

The ledger forgets nothing and knows when, so that what was in force at an hour is told as it was then.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safepassage.desk.advice.models import Alert
from safepassage.desk.console.moments import Line
from safepassage.desk.core import clock
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import acts_with_verbs, content
from safepassage.desk.picture.timeline import Asked

PUT, WITHDRAW, RECEIVE, ISSUE, STAGE = (
    "movement.put_draft", "movement.withdraw_draft", "movement.receive_alerts", "advice.issue", "advice.set_stage"
)  # fmt: skip
MOST_READ = 200  # acts that are opened at once
LEAVES = (Alert.Stage.SENDING, Alert.Stage.PAUSED)  # of an alert that is out


class Ours(NamedTuple):
    """One act, with what it says."""

    crisis: Crisis
    at: datetime
    seq: int
    verb: str
    subject: str
    said: dict[str, Any]

    @property
    def line(self) -> Line:
        """It on the timeline."""
        told = {"more": "", "where": "", "on": None, "stands": ""} | _TOLD[self.verb](self.crisis, self.said)
        return Line(self.at, UUID(int=self.seq), **told, url="")

    @property
    def words(self) -> str:
        """All that it says, folded, to be searched."""
        return json.dumps(self.said, ensure_ascii=False).casefold()


def ours(crisis: Crisis, asked: Asked) -> list[Ours]:
    """What was asked for of the newest MOST_READ, the newest first; what was erased is left out."""
    until = min(asked.until, asked.before.at) if asked.before else asked.until
    acts = acts_with_verbs(crisis.id, list(_TOLD), asked.since, until)[:MOST_READ]
    opened = ((act, content(act)) for act in acts)
    found = [Ours(crisis, act.at, act.seq, act.verb, act.subject, said) for act, said in opened if said is not None]
    wanted = asked.words.casefold().split()
    return [
        each
        for each in found
        if all(word in each.words for word in wanted) and (not asked.before or each.line.place < asked.before)
    ]


def in_force(found: Sequence[Ours]) -> list[Line]:
    """Advisories that stood and alerts that were out after these acts, each by the newest act on it."""
    newest: dict[str, Ours] = {}
    for each in found:
        newest.setdefault(each.subject, each)
    texts = {each.subject: each.said["new"]["text"] for each in found if each.verb == ISSUE}
    lines = ((each, each.line) for each in newest.values() if _stands(each))
    return [line._replace(text=texts[each.subject]) if each.subject in texts else line for each, line in lines]


def since(found: Iterable[Ours], instant: datetime) -> list[Line]:
    """Those after an instant."""
    return [each.line for each in found if each.at > instant]


def _stands(each: Ours) -> bool:
    return each.verb == PUT or (each.verb == STAGE and each.said["new"]["stage"] in LEAVES)


def _written(crisis: Crisis, said: dict[str, Any]) -> dict[str, Any]:
    return {"kind": _("Advisory of ours, written")} | _advisory(crisis, said["new"])


def _withdrawn(crisis: Crisis, said: dict[str, Any]) -> dict[str, Any]:
    return {"kind": _("Advisory of ours, withdrawn")} | _advisory(crisis, said["old"]) | {"more": said["reason"]}


def _advisory(crisis: Crisis, said: dict[str, Any]) -> dict[str, Any]:
    to = ", ".join(haven["asked"] for haven in said.get("havens", ()))
    by_when = ""
    if until := said.get("deadline_at"):
        told = clock.told(datetime.fromisoformat(until), crisis.zone, crisis.home_zone)
        by_when = _("by %(instant)s") % {"instant": " · ".join(f"{time} ({zone})" for time, zone in told)}
    return {"text": said["name"], "where": to, "more": "; ".join(filter(None, (said.get("kind", ""), by_when)))}


def _received(_crisis: Crisis, said: dict[str, Any]) -> dict[str, Any]:
    number = len(said["new"]["sha256"])
    came = ngettext("%(number)d alert of others came in", "%(number)d alerts of others came in", number)
    return {"kind": _("Alert of others"), "text": came % {"number": number}}


def _issued(_crisis: Crisis, said: dict[str, Any]) -> dict[str, Any]:
    people = said["new"]["people"]
    told = ngettext("for %(number)d person", "for %(number)d persons", people) % {"number": people}
    return {"kind": _("Alert of ours, issued"), "text": said["new"]["text"], "more": told}


def _stage(_crisis: Crisis, said: dict[str, Any]) -> dict[str, Any]:
    stage = Alert.Stage(said["new"]["stage"]).label
    return {"kind": _("Alert of ours"), "text": stage, "more": said["reason"], "stands": stage}


_TOLD: dict[str, Callable[[Crisis, dict[str, Any]], dict[str, Any]]] = {
    PUT: _written,
    WITHDRAW: _withdrawn,
    RECEIVE: _received,
    ISSUE: _issued,
    STAGE: _stage,
}
