"""A small crisis with invented people, an advisory that was checked, and officers on both sides of the gate."""

from pathlib import Path
from typing import Any, NamedTuple

from tests.crises import PARTIES, write_small_crisis
from tests.desk import cast
from tests.desk.advice.alerts import line

from safepassage.desk.advice.gate import ask_for_release
from safepassage.desk.advice.models import Issued, ReleaseRequest
from safepassage.desk.advice.orders import order
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.movement.actions import load_crisis, run_preflight
from safepassage.desk.movement.models import Draft, StoredPreflight
from safepassage.desk.movement.queries import draft_of, drafts_of
from safepassage.desk.people import actions as people
from safepassage.desk.people.queries import open_keys, persons_of, record_of

REST = "A bus is being looked for."


class Gated(NamedTuple):
    """Who and what a test of the gate speaks of."""

    crisis: Crisis
    draft: Draft
    stored: StoredPreflight
    author: Officer  # loaded the folder, so wrote the advisory
    duty: Officer  # asks
    approver: Officer  # may say yes

    def ask(self, **more: Any) -> ReleaseRequest:
        """Ask for release."""
        return ask_for_release(self.fresh_draft(), REST, actor=self.duty, **more)

    def fresh_draft(self) -> Draft:
        """As it stands now."""
        return draft_of(self.crisis, self.draft.pk)


def gated(tmp_path: Path, *, lines: bool = True, phones: bool = True) -> Gated:
    """The small crisis of the planner's tests; everybody has an invented number."""
    author = cast.officer("author")
    folder = write_small_crisis(tmp_path / "small", **{"parties.csv": PARTIES})
    crisis = load_crisis(folder, actor=author)
    duty = cast.member(crisis, cast.officer("duty"), Role.DUTY_OFFICER)
    approver = cast.member(crisis, cast.officer("approver"), Role.APPROVER)
    if phones:
        give_phones(crisis)
    if lines:
        line(crisis)
    stored = run_preflight(crisis, "second", actor=duty)
    return Gated(crisis, drafts_of(crisis).get(), stored, author, duty, approver)


def a_request(crisis: Crisis, officer: Officer) -> ReleaseRequest:
    """One that waits, of an advisory that was never checked; for walks over pages."""
    said = {
        "kind": "Move", "issued_at": "2022-03-02T12:30:00Z", "deadline_at": "2022-03-02T16:00:00Z",
        "havens": [{"asked": "School 5"}], "means": ["foot"], "text": {"en": "Go to School 5."},
    }  # fmt: skip
    counts = {"people": 300, "unserved": 100, "reach": [], "writers": [officer.reference]}
    return ReleaseRequest.objects.create(
        crisis=crisis, name="first", said=said, rest=REST, asked_by=officer, asked_at=clock.now(), **counts
    )


def an_alert(crisis: Crisis) -> Issued:
    """To stay in shelter, by an officer of its own."""
    return order(crisis, "shelter", actor=cast.member(crisis, cast.officer("orders"), Role.DUTY_OFFICER))


def places(crisis: Crisis) -> dict[str, Any]:
    """What stands for the braces in addresses of pages: a request and an alert."""
    alert = an_alert(crisis)
    return {"request": a_request(crisis, alert.issued_by).pk, "alert": alert.pk}


def give_phones(crisis: Crisis) -> None:
    """A number of nobody's for each."""
    persons = list(persons_of(crisis).order_by("number"))
    keys = open_keys(crisis, [each.pk for each in persons])
    for number, person in enumerate(persons):
        record = record_of(person, keys[person.pk]).model_copy(update={"phones": (f"+38050{number:07}",)})
        people.change_person(person, actor=cast.SETUP, to=record)
