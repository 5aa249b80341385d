"""The crisis, its account and its headcounts: numbers, no names."""

from django.http import HttpRequest
from ninja import Router

from safepassage.desk.api.cursors import AtInstant
from safepassage.desk.api.operations import put_in, see
from safepassage.desk.api.problems import Fault, Problem
from safepassage.desk.api.schemas import (
    AccountOut,
    CrisisOut,
    HeadcountIn,
    HeadcountOut,
    HeadcountsOut,
    Made,
    RowOut,
)
from safepassage.desk.crises.access import Thing
from safepassage.desk.ground.queries import havens_of
from safepassage.desk.people import actions, queries
from safepassage.desk.people.account import Row
from safepassage.desk.people.timeline import NOWHERE

router = Router(tags=["account"])


@see(router, "/crisis", Thing.CRISIS, CrisisOut)
def get_crisis(request: HttpRequest) -> CrisisOut:
    """The crisis of the token."""
    crisis = request.auth.crisis
    said = {name: getattr(crisis, name, None) for name in CrisisOut.model_fields}
    said |= {"records": queries.registered(crisis), "heard_last_at": queries.heard_last_at(crisis)}
    return CrisisOut(**said)


@see(router, "/account", Thing.ACCOUNT, AccountOut)
def get_account(
    request: HttpRequest,
    by: queries.By = queries.By.CRISIS,
    as_of: AtInstant = None,
    known_at: AtInstant = None,
) -> AccountOut:
    """Where everyone is: a partition that balances. `as_of`: where they were; `known_at`: what the desk knew."""
    found = queries.account(request.auth.crisis, by, as_of=as_of, known_at=known_at)
    rows = sorted((_row(row) for row in found.rows.values()), key=lambda row: row.key)
    whole = _row(found.whole)
    return AccountOut(
        as_of=found.as_of, known_at=found.known_at, whole=whole, rows=rows, unregistered=found.unregistered
    )


@see(router, "/headcounts", Thing.HEADCOUNTS, HeadcountsOut)
def list_headcounts(request: HttpRequest) -> HeadcountsOut:
    """Headcounts, the newest first."""
    found = queries.headcounts_of(request.auth.crisis)
    return HeadcountsOut(headcounts=[HeadcountOut(**vars(row), **said) for row, said in found])


@put_in(router, "/headcounts", Thing.HEADCOUNTS, Made)
def record_headcount(request: HttpRequest, about: HeadcountIn) -> Made:
    """Put down that so many were somewhere."""
    if about.haven != NOWHERE and about.haven not in havens_of(request.auth.crisis):
        raise Problem(422, "the request does not fit", [Fault("/haven", "a haven or assembly point of this crisis")])
    return Made(id=actions.record_headcount(request.auth.crisis, about.entry(), actor=request.auth).id)


def _row(row: Row) -> RowOut:
    key = "" if row.key == NOWHERE else str(row.key)
    said = {name: getattr(row, name) for name in RowOut.model_fields if name != "key"}
    return RowOut(key=key, **said)
