"""How the timeline's moments are told on pages: a line each, with the way to what it is about."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from safepassage.desk.crises.models import Crisis
from safepassage.desk.movement.models import StoredPreflight
from safepassage.desk.picture.kinds import ContactChannel, DraftKind, PromiseState, Stance, Standing
from safepassage.desk.picture.timeline import (
    ASSESSMENT,
    CHANGE,
    CONTACT,
    JOINING,
    PROMISE,
    REPORT,
    STATEMENT,
    Moment,
    Place,
)


class Line(NamedTuple):
    """A moment in words."""

    at: datetime
    id: UUID
    kind: str
    text: str
    more: str  # who said it, why
    where: str
    on: date | None
    stands: str  # how it stood when it was asked
    url: str  # "": no page of its own

    @property
    def place(self) -> Place:
        """Where it stands on the timeline."""
        return Place(self.at, self.id)


def line_of(crisis: Crisis, moment: Moment) -> Line:
    """A moment of the picture."""
    told = _BY_KIND.get(moment.kind, _happened)(moment)
    name = {
        REPORT: "report",
        STATEMENT: "claim_page",
        ASSESSMENT: "claim_page",
        JOINING: "claim_page",
        PROMISE: "promise",
        CHANGE: "promise",
    }
    if moment.kind in name:
        url = reverse(name[moment.kind], args=[crisis.id, moment.of])
    elif moment.kind == CONTACT:
        url = reverse("contacts", args=[crisis.id])
    else:
        url = reverse("report", args=[crisis.id, moment.of]) if moment.of != moment.id else ""
    return Line(moment.at, moment.id, **({"more": "", "where": "", "stands": ""} | told), on=moment.on, url=url)


def line_of_preflight(crisis: Crisis, stored: StoredPreflight) -> Line:
    """A preflight that was stored."""
    numbers = {"time": stored.on_time, "people": stored.people}
    more = _("%(time)d of %(people)d people can arrive in time") % numbers
    told = {"kind": _("Preflight"), "text": stored.advisory, "more": more, "where": "", "on": None, "stands": ""}
    return Line(stored.made_at, stored.id, **told, url=reverse("preflight", args=[crisis.id, stored.id]))


def _report(moment: Moment) -> dict[str, Any]:
    text = moment.said["title"] or (_("Report without a title") if moment.said["text"] else _("Report, forgotten"))
    return {"kind": _("Report"), "text": text, "where": moment.said["near"]}


def _statement(moment: Moment) -> dict[str, Any]:
    who = moment.said["claimant"] or _("Nobody who is named")
    return {
        "kind": _("Claim, first heard") if moment.is_first else _("Claim, heard again"),
        "text": moment.about["gist"],
        "more": f"{who} {Stance(moment.code).label}",
        "stands": Standing(moment.standing).label,
    }


def _assessment(moment: Moment) -> dict[str, Any]:
    return {
        "kind": _("What we make of a claim"),
        "text": moment.about["gist"],
        "more": moment.said["reason"],
        "stands": Standing(moment.code).label,
    }


def _joining(moment: Moment) -> dict[str, Any]:
    kind = _("Claim, joined with another") if moment.code == "joined" else _("Claim, parted again")
    return {"kind": kind, "text": moment.about["gist"], "more": moment.said["reason"]}


def _contact(moment: Moment) -> dict[str, Any]:
    about = ", ".join(moment.said["about"])
    return {
        "kind": _("Contact"),
        "text": " – ".join(moment.said["parties"]),
        "more": "; ".join(filter(None, (str(ContactChannel(moment.code).label), about))),
    }


def _promise(moment: Moment) -> dict[str, Any]:
    return {
        "kind": _("Promise"),
        "text": f"{moment.said['by']}: {moment.said['what']}",
        "where": moment.said["area"],
        "stands": PromiseState(moment.standing).label,
    }


def _change(moment: Moment) -> dict[str, Any]:
    return {
        "kind": _("Promise, how it stands"),
        "text": f"{moment.about['by']}: {moment.about['what']}",
        "more": moment.said["reason"],
        "where": moment.about["area"],
        "stands": PromiseState(moment.code).label,
    }


def _happened(moment: Moment) -> dict[str, Any]:
    kind = DraftKind(moment.kind)
    grade = _("grade %(grade)s") % {"grade": moment.code}
    return {"kind": kind.label, "text": moment.said["what"], "more": grade, "where": moment.said["place"]}


_BY_KIND: dict[str, Callable[[Moment], dict[str, Any]]] = {
    REPORT: _report,
    STATEMENT: _statement,
    ASSESSMENT: _assessment,
    JOINING: _joining,
    CONTACT: _contact,
    PROMISE: _promise,
    CHANGE: _change,
}
