"""The first page of the picture: what has fallen, what nobody has looked at, what ends soon; the ways to the rest."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.picture import queries
from safepassage.desk.picture.kinds import STANDS, Standing

SOON = timedelta(hours=24)
MOST = 10


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def picture(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What an officer should look at first."""
    now = clock.now()
    shaken = queries.shaken(crisis, now)
    claims = list(queries.claims_apart(crisis).filter(standing=Standing.OPEN)[:MOST])
    ending = list(queries.promises_of(crisis).filter(state__in=STANDS, expires_at__lte=now + SOON)[:MOST])
    fallen = [each.basis for found in shaken.values() for each in found]
    told = queries.said(crisis, {row.reference: row for row in (*claims, *ending, *fallen)}.values())
    things = ground.named(crisis, shaken)
    page = {
        "crisis": crisis,
        "shaken": [
            (things.get(name), [(each.basis, told[each.basis.reference]) for each in found], name)
            for name, found in shaken.items()
        ],
        "reports": queries.reports_to_look_at(crisis).count(),
        "claims": [(row, told[row.reference]["gist"]) for row in claims],
        "ending": [(row, told[row.reference]) for row in ending],
        "now": now,
    }
    return render(request, "console/picture.html", page)
