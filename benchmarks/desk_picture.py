"""Pages of the picture at 100,000 reports and 50,000 claims on SQLite and PostgreSQL: milliseconds, queries, bytes.

`python -m benchmarks.desk_picture [sqlite|postgresql] [reports]` measures one size on one database; half as many claims
as reports. What reports and claims say is invented. Then a promise is broken that a haven rests on, and 20 preflights
of 5 advisories on that, each for 20,000 people: how long until every page that lists them says that they are shaken.
The preflights are rows without a result, so that their own pages are not among those.
"""

import json
from datetime import timedelta
from time import process_time
from typing import Any

from benchmarks.desk_database import asked, database, on_both, say
from benchmarks.desk_pages import _page
from benchmarks.measuring import seconds, spent

REPORTS, TEXT = 100_000, "Shelling was heard near the station of Springfield, an invented town. " * 8
PAGES = (
    "picture/", "picture/timeline/", "picture/timeline/?kind=claims", "picture/timeline/?words=nowhere",
    "picture/timeline/?known={then}", "picture/situation/", "picture/situation/?until={then}",
    "picture/reports/", "picture/claims/", "picture/claims/alike/", "ground/map/",
)  # fmt: skip
PLANS, ADVISORIES, PEOPLE, MOST_S = 20, 5, 20_000, 2.0
SHAKEN = {"": "rest on what has fallen", "preflights/": "shaken: check it again", "picture/": "School 5",
          "picture/situation/": "School 5"}  # fmt: skip


def main() -> bool:
    """Measure on both databases; True if every page is fast enough."""
    return on_both("desk_picture", REPORTS)


def measure(engine: str, reports: int) -> None:
    """Print what each page takes on one database."""
    with database(engine):
        from django.db import transaction
        from django.test import Client
        from tests.desk import cast

        from safepassage.desk.crises.access import Role

        crisis = cast.crisis(cast.officer("bench", is_administrator=True))
        officer = cast.member(crisis, cast.officer("duty"), Role.DUTY_OFFICER)
        began = process_time()
        with transaction.atomic():
            taken_s = seconds(lambda: _fill(crisis, officer, reports))
        print(
            f"Put there in {taken_s:.0f} s, {process_time() - began:.0f} s of them of this process's CPU.", flush=True
        )
        print(f"Pages of the picture on {engine}, {reports:,} reports and {reports // 2:,} claims:")
        client = cast.sign_in(Client(), officer)
        then = (cast.clock.now() - timedelta(hours=24)).strftime("%Y-%m-%dT%H:%M")
        for page in PAGES:
            taken = _page(client, f"/crises/{crisis.id}/", page, {"then": then})
            print(
                f"  /{page}: p95 {taken.p95_ms:.0f} ms (processor {taken.p95_cpu_ms:.0f}),"
                f" median {taken.median_ms:.0f} ms, {taken.queries} queries,"
                f" {taken.n_bytes:,} bytes: {'met' if taken.is_met else 'MISSED'}",
                flush=True,
            )
        _break_a_promise(crisis, officer, client)


def _break_a_promise(crisis: Any, officer: Any, client: Any) -> None:
    """Print how long it takes from an officer's word to the last of the pages."""
    from safepassage.desk.picture.kinds import PromiseState
    from safepassage.desk.picture.promises import change_promise

    promise = _what_rests_on_one(crisis, officer)
    for page in SHAKEN:
        client.get(f"/crises/{crisis.id}/{page}")

    def shown() -> None:
        change_promise(promise, PromiseState.BROKEN, actor=officer, reason="Shells fell.")
        for page, words in SHAKEN.items():
            if words not in client.get(f"/crises/{crisis.id}/{page}").content.decode():
                raise RuntimeError(f"{page} does not say that it is shaken")

    say(f"{PLANS} plans for {PEOPLE:,} shown as shaken on {len(SHAKEN)} pages", spent(shown), MOST_S, "s")


def _what_rests_on_one(crisis: Any, officer: Any) -> Any:
    from safepassage.desk.core import clock
    from safepassage.desk.core.ids import new_id
    from safepassage.desk.ground.actions import put
    from safepassage.desk.ground.kinds import Kind
    from safepassage.desk.movement.models import RestsOn, StoredPreflight
    from safepassage.desk.picture.promises import NewPromise, note_promise
    from safepassage.desk.picture.resting import rest_on

    haven = {"name": "School 5", "lat": 50.0, "lon": 36.2, "places": PEOPLE}
    thing = put(crisis, Kind.HAVEN, "school-5", haven, actor=officer)
    promise = note_promise(crisis, NewPromise("A side", "no fire"), actor=officer)
    rest_on(thing, promise, actor=officer)
    nothing = dict.fromkeys(("sealed", "summary", "picture", "page"), b"")
    numbers = {"seed": 1, "versions": {}, "inputs_sha256": "0" * 64, "people": PEOPLE, "on_time": 0}
    numbers |= {"not_located": 0, "stops": 0, "made_by": officer.reference, "made_at": clock.now()}
    for number in range(PLANS):
        named = {"id": new_id(), "crisis": crisis, "advisory": f"advisory-{number % ADVISORIES}"}
        plan = StoredPreflight.objects.create(**named, **numbers, **nothing)
        RestsOn.objects.create(preflight=plan, thing=thing.reference, people=PEOPLE)
    return promise


def _fill(crisis: Any, officer: Any, reports: int) -> None:
    """Spread over ten days before now: reports, and of every other one a claim with two statements."""
    from tests.desk.picture.told import source_of

    from safepassage.desk.core import clock
    from safepassage.desk.core.bulk import insert_rows
    from safepassage.desk.core.ids import new_id
    from safepassage.desk.core.sealing import seal
    from safepassage.desk.ledger.actions import make_keys
    from safepassage.desk.ledger.queries import open_key
    from safepassage.desk.picture.kinds import Stance
    from safepassage.desk.picture.models import Claim, Report, Statement

    source, now, crisis_key = source_of(crisis, officer), clock.now(), open_key(crisis.key_id)
    text = {"title": "Shelling near the station", "text": TEXT, "address": "", "near": "Springfield", "reader": "rules"}
    rows: dict[Any, list[Any]] = {Report: [], Claim: [], Statement: []}

    def sealed(row: Any, key: bytes, said: Any) -> Any:
        row.sealed = seal(key, json.dumps(said).encode(), row.reference)
        return row

    for number, new in enumerate(make_keys(reports)):
        at = now - timedelta(days=10) * (1 - number / reports)
        by = {"captured_at": at, "captured_by": officer.reference, "dated_on": at.date()}
        report = Report(id=new_id(), crisis=crisis, source=source, key_id=new.id, original=b"x", size=1, **by)
        report.sha256 = f"{number:064x}"
        rows[Report].append(sealed(report, new.opened, text))
        if number % 2:
            continue
        claim = Claim(id=new_id(), crisis=crisis, opened_at=at, heard_at=at)
        rows[Claim].append(sealed(claim, crisis_key, {"gist": f"the bridge {number} is shut", "about": []}))
        for stance in (Stance.ASSERTS, Stance.DENIES):
            said = Statement(id=new_id(), crisis=crisis, claim=claim, report=report, stance=stance, said_on=at.date())
            said.entered_at, said.entered_by = at, officer.reference
            rows[Statement].append(sealed(said, crisis_key, {"claimant": "A side", "quote": "It is shut."}))
    for table, each in rows.items():
        insert_rows(table, each)


if __name__ == "__main__":
    measure(*asked(REPORTS))
