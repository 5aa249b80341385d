"""Pages of stored preflights, each behind the gate."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.movement import actions, queries, report, shaking, tasks
from safepassage.desk.movement.forms import AdvisoryForm, PreflightForm, WithdrawForm
from safepassage.desk.movement.from_report import Told, told_in
from safepassage.desk.movement.models import Draft, StoredPreflight
from safepassage.desk.movement.pace import PaceForm
from safepassage.desk.movement.policies import policy_of_page, policy_of_picture
from safepassage.desk.people import queries as people
from safepassage.desk.picture import queries as picture
from safepassage.desk.picture import reports
from safepassage.errors import BadInput

NEWEST = 50
AT_ONCE = 5_000  # persons; a preflight of more is left to a worker


@require_GET
@needs(Deed.SEE, Thing.PREFLIGHTS)
def preflights(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What was checked, the newest first."""
    return _list(request, crisis, PreflightForm(crisis=crisis))


@require_POST
@needs(Deed.CHANGE, Thing.PREFLIGHTS)
def run_preflight(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Check an advisory now."""
    form = PreflightForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _list(request, crisis, form, status=422)
    if people.persons_of(crisis).count() > AT_ONCE:
        tasks.ask_for_preflight(crisis, form.cleaned_data["advisory"], actor=request.user)
        messages.info(request, _("A worker is asked to check it. Look here again in a while."))
        return redirect("preflights", crisis.id)
    name = form.cleaned_data["advisory"]
    try:
        stored = actions.run_preflight(crisis, name, actor=request.user)
    except BadInput as error:
        if (draft := queries.drafts_of(crisis).filter(name=name).first()) and draft.faults:
            return redirect("advisory", crisis.id, draft.id)
        for fault in error.faults:
            messages.error(request, str(fault))
        return redirect("preflights", crisis.id)
    draft = queries.drafts_of(crisis).filter(name=name).first() if request.POST.get("then") == "release" else None
    return redirect("prepare_release", crisis.id, draft.id) if draft else redirect("preflight", crisis.id, stored.id)


@needs(Deed.CHANGE, Thing.PREFLIGHTS)
def write_advisory(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Write a Move advisory to check, or another in place of one, as a report told of it. Nothing is sent."""
    told = _told(request, crisis)
    form = AdvisoryForm(request.POST or None, crisis=crisis, initial=told.initial if told else None)
    if form.is_valid():
        try:
            name, report_of_it = form.cleaned_data["name"], told.report if told else None
            said = form.said(request.user.name)
            actions.write_draft(crisis, name, said, actor=request.user, report=report_of_it)
        except BadInput as error:
            for fault in error.faults:
                form.add_error(None, f"{fault.where}: {fault.wrong}")
        else:
            messages.success(request, _("It is written. Check it now; nothing was sent."))
            return redirect("preflights", crisis.id)
    page = {"crisis": crisis, "form": form, "told": told}
    return render(request, "movement/write_advisory.html", page, status=422 if form.errors else 200)


@require_GET
@needs(Deed.SEE, Thing.PREFLIGHTS)
def assumed(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What preflights take for true of people and roads."""
    return _assumed(request, crisis, PaceForm(assumed=queries.assumed_of(crisis)))


@require_POST
@needs(Deed.CHANGE, Thing.CRISIS)
def change_assumed(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Say it anew, for all preflights from now on."""
    form = PaceForm(request.POST, assumed=queries.assumed_of(crisis))
    if not form.is_valid():
        return _assumed(request, crisis, form, status=422)
    if form.has_changed():
        actions.set_assumptions(crisis, form.said(), actor=request.user)
    messages.success(request, _("It holds from the next preflight on. Check advisories again."))
    return redirect("assumed", crisis.id)


@require_GET
@needs(Deed.SEE, Thing.PREFLIGHTS)
def advisory(request: HttpRequest, crisis: Crisis, draft_id: UUID) -> HttpResponse:
    """One advisory to check: whether it can be, what came of it, what it says; and how to take it back."""
    return _advisory(request, _draft(crisis, draft_id), WithdrawForm())


@require_POST
@needs(Deed.CHANGE, Thing.PREFLIGHTS)
def withdraw_advisory(request: HttpRequest, crisis: Crisis, draft_id: UUID) -> HttpResponse:
    """Take back an advisory; what was found of it stays."""
    draft, form = _draft(crisis, draft_id), WithdrawForm(request.POST)
    if not form.is_valid():
        return _advisory(request, draft, form, status=422)
    try:
        actions.withdraw_draft(draft, actor=request.user, reason=form.cleaned_data["reason"])
    except NotNow as error:
        raise Http404 from error
    messages.success(request, _("It is withdrawn. What was found when it was checked stays below."))
    return redirect("preflights", crisis.id)


@require_GET
@needs(Deed.SEE, Thing.PREFLIGHTS)
def preflight(request: HttpRequest, crisis: Crisis, preflight_id: UUID) -> HttpResponse:
    """One stored preflight: the verdict first, then havens, what stops people, warnings, move beside stay, the map."""
    stored = _stored(crisis, preflight_id)
    actions.look_at_preflight(stored, actor=request.user)
    summary = queries.summary_of(stored)
    line, rest = report.verdict(summary.result)
    names, rows = report.courses(summary.result)
    page = {
        "crisis": crisis,
        "stored": stored,
        "result": summary.result,
        "line": line,
        "rest": rest,
        "counts": report.counts(summary.result),
        "left_out": summary.left_out,
        "unverified": summary.unverified,
        "havens": report.havens(summary),
        "causes": summary.causes[: report.CAUSES_SHOWN],
        "more_causes": len(summary.causes[report.CAUSES_SHOWN :]),
        "uncaused": summary.uncaused,
        "warnings": report.warnings(summary.result),
        "courses": names,
        "compared": rows,
        "would_work": report.would_work(summary.result),
        **_shaken(crisis, stored),
    }
    return render(request, "movement/preflight.html", page)


@require_GET
@needs(Deed.SEE, Thing.PREFLIGHTS)
def preflight_picture(request: HttpRequest, crisis: Crisis, preflight_id: UUID) -> HttpResponse:
    """The map of a stored preflight, with its key."""
    svg = queries.opened(_stored(crisis, preflight_id), "picture").decode()
    return _document(svg, "image/svg+xml", policy_of_picture(svg))


@require_GET
@needs(Deed.SEE, Thing.PREFLIGHTS)
def preflight_map(request: HttpRequest, crisis: Crisis, preflight_id: UUID) -> HttpResponse:
    """The map as a page of its own, with facts about each mark."""
    html = queries.opened(_stored(crisis, preflight_id), "page").decode()
    return _document(html, "text/html; charset=utf-8", policy_of_page(html))


def _shaken(crisis: Crisis, stored: StoredPreflight) -> dict[str, object]:
    """What it rested on and does not any more."""
    found = shaking.shaken(crisis, [stored]).get(stored.pk)
    if found is None:
        return {}
    rows = {each.basis.reference: each.basis for each in found.fallen}
    told = picture.said(crisis, rows.values())
    return {"shaken": found, "fallen": [said.get("gist") or f"{said['by']}: {said['what']}" for said in told.values()]}


def _document(content: str, kind: str, policy: str) -> HttpResponse:
    headers = {"Content-Security-Policy": policy, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _told(request: HttpRequest, crisis: Crisis) -> Told | None:
    """What the report in the address told people to do. Reading it is an act."""
    if "from" not in request.GET:
        return None
    try:
        found = told_in(crisis, UUID(request.GET["from"]), ground.names_of_havens(crisis))
    except ValueError:
        found = None
    if found is None or "see picture" not in request.rights:
        raise Http404
    reports.look_at_report(found.report, actor=request.user)
    return found


def _draft(crisis: Crisis, draft_id: UUID) -> Draft:
    try:
        return queries.draft_of(crisis, draft_id)
    except Draft.DoesNotExist as error:
        raise Http404 from error


def _advisory(request: HttpRequest, draft: Draft, form: WithdrawForm, status: int = 200) -> HttpResponse:
    page = {
        "crisis": draft.crisis,
        "draft": draft,
        "said": queries.advisory_of(draft),
        "newest": queries.newest_preflight(draft),
        "waiting": draft.name in tasks.asked_for(draft.crisis),
        "form": form,
    }
    return render(request, "movement/advisory.html", page, status=status)


def _assumed(request: HttpRequest, crisis: Crisis, form: PaceForm, status: int = 200) -> HttpResponse:
    return render(request, "movement/assumed.html", {"crisis": crisis, "form": form}, status=status)


def _stored(crisis: Crisis, preflight_id: UUID) -> StoredPreflight:
    try:
        return queries.preflight_of(crisis, preflight_id)
    except StoredPreflight.DoesNotExist as error:
        raise Http404 from error


def _list(request: HttpRequest, crisis: Crisis, form: PreflightForm, status: int = 200) -> HttpResponse:
    newest, waiting = queries.preflights_of(crisis)[:NEWEST], tasks.asked_for(crisis)
    drafts = queries.drafts_of(crisis)
    page = {"crisis": crisis, "preflights": newest, "waiting": waiting, "drafts": drafts, "form": form}
    page["shaken"] = shaking.shaken(crisis, newest)
    return render(request, "movement/preflights.html", page, status=status)
