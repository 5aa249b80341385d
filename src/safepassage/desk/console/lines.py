"""Pages of lines: who carries the crisis's channels, and to whom an exercise may write."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.advice import lines as actions
from safepassage.desk.advice.alerts import pause_line
from safepassage.desk.advice.callbacks import incoming_query
from safepassage.desk.advice.models import Line
from safepassage.desk.advice.providers import PROVIDERS
from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.line_forms import AddressForm, LineForm
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis, Status
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.queries import of_kind

NAMES = {
    "null": _("Nothing: messages are counted as sent, and none leaves; for exercises"),
    "email": _("E-mail, by SMTP"),
    "gateway": _("SMS, by a gateway over HTTP"),
    "smpp": _("SMS, by an SMS centre over SMPP"),
}


@require_GET
@needs(Deed.CHANGE, Thing.CRISIS)
def lines(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Which there are."""
    return _page(request, crisis)


@needs(Deed.CHANGE, Thing.CRISIS)
def put(request: HttpRequest, crisis: Crisis, provider: str) -> HttpResponse:
    """Set one up, or let a channel be carried otherwise."""
    if provider not in PROVIDERS:
        raise Http404
    channels = {each.code: each.code for each in of_kind(crisis, Kind.CHANNEL)}
    form = LineForm(request.POST or None, provider=provider, channels=channels)
    if form.is_valid():
        return done_or_why_not(request, lambda: _put(request, crisis, form), "lines", crisis.id)
    page = {"crisis": crisis, "form": form, "name": NAMES[provider], "channels": channels}
    return render(request, "console/put_line.html", page, status=422 if form.is_bound else 200)


@require_POST
@needs(Deed.CHANGE, Thing.CRISIS)
def pause(request: HttpRequest, crisis: Crisis, channel: str) -> HttpResponse:
    """Let nothing leave by it for now, or let it send again."""
    is_paused = request.POST.get("paused") == "yes"
    return done_or_why_not(request, lambda: _pause(request, crisis, channel, is_paused), "lines", crisis.id)


@require_POST
@needs(Deed.CHANGE, Thing.CRISIS)
def list_address(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Let an exercise write to one more."""
    form = AddressForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _page(request, crisis, form)
    address = form.cleaned_data["address"]
    return done_or_why_not(
        request, lambda: actions.list_address(crisis, address, actor=request.user), "lines", crisis.id
    )


@require_POST
@needs(Deed.CHANGE, Thing.CRISIS)
def forget_addresses(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Let an exercise write to nobody."""
    return done_or_why_not(request, lambda: actions.forget_addresses(crisis, actor=request.user), "lines", crisis.id)


def _page(request: HttpRequest, crisis: Crisis, form: AddressForm | None = None) -> HttpResponse:
    page = {
        "crisis": crisis,
        "lines": [_told(request, line) for line in actions.lines_of(crisis)],
        "providers": [(name, NAMES[name]) for name in PROVIDERS if name != "null" or crisis.status != Status.ACTUAL],
        "listed": actions.number_listed(crisis),
        "is_actual": crisis.status == Status.ACTUAL,
        "form": form or AddressForm(crisis=crisis),
    }
    return render(request, "console/lines.html", page, status=422 if form else 200)


def _told(request: HttpRequest, line: Line) -> tuple[Line, str, str]:
    """A line, who carries it, and where a gateway has to bring what people answer."""
    bring_to = ""
    if line.provider == "gateway":
        bring_to = request.build_absolute_uri(reverse("incoming", args=[line.pk])) + incoming_query(line)
    return line, str(NAMES[line.provider]), bring_to


def _pause(request: HttpRequest, crisis: Crisis, channel: str, is_paused: bool) -> None:
    line = actions.lines_of(crisis).filter(channel=channel).first()
    if line is None:
        raise NotNow("no line carries this channel")
    pause_line(line, actor=request.user, is_paused=is_paused)


def _put(request: HttpRequest, crisis: Crisis, form: LineForm) -> None:
    """A gateway is told where to call back; the address is known once the line is there."""
    new = form.new()
    line = actions.put_line(crisis, new, actor=request.user)
    if new.provider == "gateway":
        callback = request.build_absolute_uri(reverse("call_back", args=[line.pk]))
        actions.put_line(crisis, new._replace(settings={**new.settings, "callback": callback}), actor=request.user)
