"""The first page of a crisis: the account, then what is most urgent, then what was last checked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from safepassage.desk.advice import queries as advice
from safepassage.desk.console.balance import balance
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.crises.turned_away import turned_away_at
from safepassage.desk.movement import queries as movement
from safepassage.desk.movement import shaking
from safepassage.desk.people import queries as people
from safepassage.desk.queue import queries as queue
from safepassage.desk.release import queries as release

MOST_URGENT = 5
NEWEST_HEADCOUNTS = 5


@require_GET
@needs(Deed.SEE, Thing.CRISIS)
def crisis(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """As much of it as the officer's roles allow."""
    rights = request.rights
    page = {"crisis": crisis}
    if crisis.form_is_open:
        page["form_address"] = request.build_absolute_uri(reverse("public_form", args=[crisis.form_slug]))
        page["turned_away_at"] = turned_away_at(crisis.id)
    if "see account" in rights:
        page["balance"] = balance(crisis)
        page["headcounts"] = people.headcounts_of(crisis)[:NEWEST_HEADCOUNTS]
    if "see queue" in rights:
        page["items"] = queue.unfinished(crisis)[:MOST_URGENT]
    if "see preflights" in rights:
        page["preflight"] = movement.preflights_of(crisis).first()
        shaken = shaking.shaken(crisis).values()
        page["shaken"], page["shaken_people"] = len(shaken), max((each.people for each in shaken), default=0)
    if "see alerts" in rights:
        page["releases"] = advice.requests_waiting(crisis).count()
        page["alerts_alone"] = advice.unreviewed(crisis).count()
    if "see exports" in rights:
        page["taken_alone"] = release.unreviewed(crisis).count()
        page["exports_waiting"] = release.waiting(crisis).count() if "change release" in rights else 0
    return render(request, "console/overview.html", page)
