"""The first page of a crisis: the account, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis


@require_GET
@needs(Deed.SEE, Thing.CRISIS)
def crisis(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """The account first."""
    return render(request, "crises/crisis.html", {"crisis": crisis})
