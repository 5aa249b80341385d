"""Where gateways say what became of messages. Who has not signed is told nothing, and nothing of it is kept."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from safepassage.desk.advice.callbacks import ForgedError, take_call_back, take_incoming
from safepassage.desk.advice.channels.gateway.dialect import CallBack
from safepassage.desk.advice.models import Line
from safepassage.desk.core import clock
from safepassage.desk.portal import limits


@login_not_required
@csrf_exempt  # a gateway has no cookie; its signature says who it is
@require_http_methods(["GET", "POST"])
def call_back(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """What became of a message."""
    return _taken(request, line_id, take_call_back)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def incoming(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """What somebody answered."""
    return _taken(request, line_id, take_incoming)


def _taken(request: HttpRequest, line_id: UUID, take: Callable[[UUID, CallBack], None]) -> HttpResponse:
    """Answer 204 once it is kept, or is known already: until then gateways call again."""
    if limits.is_too_large(request):
        return HttpResponse(status=413)
    call = CallBack(values={**request.GET.dict(), **request.POST.dict()}, headers=request.headers, came_at=clock.now())
    try:
        take(line_id, call)
    except (Line.DoesNotExist, ForgedError):
        return HttpResponse(status=404)
    except ValueError:
        return HttpResponse(status=400)
    return HttpResponse(status=204)
