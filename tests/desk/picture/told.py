"""A report that came in, with what officers took from it, for tests of pages. What it tells is invented or public."""

from datetime import date, timedelta
from pathlib import Path

from safepassage.desk.core import clock
from safepassage.desk.core.grades import Reliability
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.picture import claims, entering, joining, promises, queries, reports, resting
from safepassage.desk.picture.kinds import DraftKind, PromiseState, SourceKind, Stance, Standing
from safepassage.desk.picture.proposals import proposal

TOLD = (Path(__file__).parents[3] / "examples/kharkiv-2022/reports/2022-03-02.txt").read_text()
DAY = date(2022, 3, 2)


def source_of(crisis, officer):
    """A newspaper."""
    fairly = Reliability.C
    return reports.begin_source(crisis, SourceKind.PASTE, "The Invented Courier", actor=officer, reliability=fairly)


def told(source, officer, text=TOLD):
    """The report, taken in."""
    new = reports.NewReport(text.encode(), text, DAY, title="Students told to leave by evening", near="Kharkiv")
    return reports.take_report(source, new, actor=officer)


def fields_of(draft):
    """What a draft proposes."""
    report = draft.report
    item = dict(queries.items_of(report))[draft]
    return proposal(draft.kind, item, queries.text_of(report)["text"], report.dated_on, report.source.reliability)


def drafts(report, kind):
    """Those of a kind, in order."""
    return list(report.drafts.filter(kind=kind).order_by("place"))


def looked_at(crisis, officer, thing=None):
    """A report half looked at, a claim with two sides, a broken promise that `thing` on the ground rests on."""
    report = told(source_of(crisis, officer), officer).report
    asserts, denies = drafts(report, DraftKind.CLAIM)[1:3]
    claim = entering.accept_claim(asserts, fields_of(asserts), actor=officer)
    entering.accept_claim(denies, fields_of(denies), actor=officer, joins=claim)
    claims.assess_claim(claim, Standing.UNCLEAR, actor=officer, reason="Nobody of ours has seen it.")
    contact = drafts(report, DraftKind.CONTACT)[0]
    entering.accept_contact(contact, fields_of(contact), actor=officer)
    until = clock.now() + timedelta(hours=3)
    new = promises.NewPromise("The invented side", "no fire on the west road", expires_at=until)
    promise = promises.note_promise(crisis, new, actor=officer)
    if thing:
        resting.rest_on(thing, promise, actor=officer)
        promises.change_promise(promise, PromiseState.BROKEN, actor=officer, reason="A driver saw shells fall on it.")
    return report, claim, promise


def pages(crisis, officer, thing=None):
    """The same, with a claim that was joined, two that may say the same, a corridor that lacks a side's promise."""
    report, claim, promise = looked_at(crisis, officer, thing)
    joined = claims.open_claim(crisis, "Students are hostages", claims.NewStatement(Stance.ASSERTS, DAY), actor=officer)
    joining.join_claims(joined, claim, actor=officer, reason="The same students.")
    for gist in ("The invented bridge is shut", "The invented bridge is shut by soldiers"):
        claims.open_claim(crisis, gist, claims.NewStatement(Stance.ASSERTS, DAY), actor=officer)
    window = {"begin": clock.now(), "end": promise.expires_at}
    said = {"name": "West road", "sides": ["The invented side", "Another side"], **window}
    corridor = put(crisis, Kind.CORRIDOR, "west-road", said, actor=officer)
    resting.rest_on(corridor, promise, actor=officer)
    return {
        "corridor": f"ground/corridor/{corridor.id}/",
        "picture": "picture/", "sources": "picture/sources/", "reports": "picture/reports/",
        "take report": "picture/reports/take/",
        "timeline": "picture/timeline/", "situation": "picture/situation/",
        "report": f"picture/reports/{report.id}/",
        "claims": "picture/claims/", "claim": f"picture/claims/{claim.id}/", "contacts": "picture/contacts/",
        "joined": f"picture/claims/{joined.id}/", "alike": "picture/claims/alike/",
        "promises": "picture/promises/", "promise": f"picture/promises/{promise.id}/",
    }  # fmt: skip
