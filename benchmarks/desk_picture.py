"""Pages of the picture at 100,000 reports and 50,000 claims on SQLite and PostgreSQL: milliseconds, queries, bytes.

`python -m benchmarks.desk_picture [sqlite|postgresql] [reports]` measures one size on one database; half as many claims
as reports. What reports and claims say is invented.
"""

import json
from datetime import timedelta
from typing import Any

from benchmarks.desk_database import asked, database, on_both
from benchmarks.desk_pages import _page

REPORTS, TEXT = 100_000, "Shelling was heard near the station of Springfield, an invented town. " * 8
PAGES = (
    "picture/", "picture/timeline/", "picture/timeline/?kind=claims", "picture/timeline/?words=nowhere",
    "picture/timeline/?known={then}", "picture/situation/", "picture/situation/?until={then}",
    "picture/reports/", "picture/claims/",
)  # fmt: skip


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
        with transaction.atomic():
            _fill(crisis, officer, reports)
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
