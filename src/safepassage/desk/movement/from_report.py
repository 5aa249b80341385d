"""An advisory that a report told of, as the form of one to check has it; and what of it no haven stands for."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture import queries as picture
from safepassage.desk.picture.kinds import DraftKind, DraftState
from safepassage.desk.picture.models import Report
from safepassage.desk.picture.proposals import spans_of
from safepassage.planning.model import Means

LEAVE_BY = frozenset({"departs", "register_by", "report_at"})  # kinds of deadline by which people are on their way
MEANS = {"foot": Means.FOOT, "vehicle": Means.VEHICLE, "bus": Means.VEHICLE}  # as the reader names them


class Told(NamedTuple):
    """What a report told people to do."""

    report: Report
    initial: dict[str, Any]  # of the form
    from_place: str
    nowhere: list[tuple[str, list[str]]]  # destinations that no haven is named for, with places that they may mean
    question: str  # why a human has to look at the deadline
    said: str  # the deadline, word for word


def told_in(crisis: Crisis, draft_id: UUID, havens: dict[str, str]) -> Told | None:
    """The draft of an advisory that officers did not reject; None if there is none, or its report was forgotten."""
    drafts = picture.drafts_of(crisis).filter(kind=DraftKind.ADVISORY).exclude(state=DraftState.REJECTED)
    draft = drafts.filter(pk=draft_id).first()
    item = dict(picture.items_of(draft.report)).get(draft) if draft else None
    return _told(draft.report, item, havens, draft.place) if draft and item else None


def _told(report: Report, item: dict[str, Any], havens: dict[str, str], place: int) -> Told:
    text, deadline = picture.text_of(report)["text"], item["deadline"] or {}
    found = {to["value"]: _havens_of(to, havens) for to in item["destinations"]}
    initial = {
        "name": f"report-{report.dated_on:%m%d}-{place + 1}",
        "havens": [code for codes in found.values() for code in codes],
        "deadline_at": datetime.fromisoformat(deadline["value"]) if deadline.get("value") else None,
        "deadline_kind": "leave_by" if deadline.get("kind") in LEAVE_BY else "arrive_by",
        "text": " ".join(text[start:end] for start, end in spans_of(item)),
    }
    if means := [MEANS[each["value"]].value for each in item["means"] if each["value"] in MEANS]:
        initial["means"] = means
    nowhere = [(to["value"], _places_of(to)) for to in item["destinations"] if not found[to["value"]]]
    from_place = item["from_place"]["value"] if item["from_place"] else ""
    asked = deadline.get("question") or ""
    return Told(report, initial, from_place, nowhere, asked, deadline.get("said", ""))


def _havens_of(to: dict[str, Any], havens: dict[str, str]) -> list[str]:
    """Short names of havens that are named for it: as the report writes it, or as the gazetteer does."""
    wanted = {to["value"].casefold(), *(place["name"].casefold() for place in to["place"] if place["exact"])}
    return [code for code, name in havens.items() if not wanted.isdisjoint({name.casefold(), code.casefold()})]


def _places_of(to: dict[str, Any]) -> list[str]:
    return [f"{place['name']} ({place['country']}; {place['lat']:.4f}, {place['lon']:.4f})" for place in to["place"]]
