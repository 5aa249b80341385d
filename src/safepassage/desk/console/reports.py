"""Pages of sources and reports: what came in, its passages lit, its drafts to accept, change or reject."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.alike_claims import alike_of, newest_claims
from safepassage.desk.console.disguised import mixed_words
from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.lit import lit
from safepassage.desk.console.picture_forms import DRAFT_FORMS, ReportForm, SourceForm
from safepassage.desk.core import clock
from safepassage.desk.core.grades import Reliability
from safepassage.desk.core.hidden import all_visible, made_visible
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture import entering, queries
from safepassage.desk.picture import reports as actions
from safepassage.desk.picture.kinds import HAPPENED, ContactChannel, DraftKind, DraftState, SourceKind, Stance
from safepassage.desk.picture.models import Claim, Draft, Report, Source
from safepassage.desk.picture.proposals import proposal, spans_of

A_PAGE = 50
LONGEST_REASON = 500  # letters


class Shown(NamedTuple):
    """A draft as the page shows it."""

    number: int
    draft: Draft
    fields: dict[str, Any]
    form: forms.Form | None  # None: it was decided on


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def reports(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What came in, the newest first; those with drafts to look at alone if asked."""
    only = request.GET.get("waiting") == "1"
    found = queries.reports_to_look_at(crisis) if only else queries.reports_of(crisis)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of_sources(crisis)
    rows = [(row, queries.text_of(row)["title"], names.get(row.source_id, "")) for row in page]
    return render(request, "console/reports.html", {"crisis": crisis, "page": page, "rows": rows, "only": only})


@needs(Deed.CHANGE, Thing.PICTURE)
def take_report(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """A report, pasted or as a file."""
    names = queries.names_of_sources(crisis)
    sources = [(source, names[source.pk]) for source in queries.sources_of(crisis)]
    first = {"dated_on": clock.now().date(), "near": _near(crisis)}
    form = ReportForm(request.POST or None, request.FILES or None, sources=sources, initial=first)
    if form.is_valid():
        taken = actions.take_report(*form.report(), actor=request.user)
        if not taken.is_new:
            messages.info(request, _("This came in before, byte for byte."))
        return redirect("report", crisis.id, taken.report.id)
    page = {"crisis": crisis, "form": form, "has_sources": bool(sources)}
    return render(request, "console/take_report.html", page, status=422 if form.is_bound else 200)


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def report(request: HttpRequest, crisis: Crisis, report_id: UUID) -> HttpResponse:
    """Its text beside its drafts. Reading it is an act."""
    return _page(request, crisis, _report(crisis, report_id), {})


@require_POST
@needs(Deed.CHANGE, Thing.PICTURE)
def accept_draft(request: HttpRequest, crisis: Crisis, report_draft_id: UUID) -> HttpResponse:
    """What an officer takes from a report: as it was read, or as the form says."""
    draft = _draft(crisis, report_draft_id)
    proposed = _proposal(draft)
    form = _form(crisis, draft, proposed, request.POST if "change" in request.POST else None)
    if form.is_bound and not form.is_valid():
        return _page(request, crisis, draft.report, {draft.pk: form})
    fields = proposed | (form.cleaned_data if form.is_bound else {})
    is_edited = fields != proposed | {"joins": fields.get("joins")}
    return done_or_why_not(request, lambda: _enter(draft, fields, request, is_edited=is_edited), _back(draft), done="")


@require_POST
@needs(Deed.CHANGE, Thing.PICTURE)
def reject_draft(request: HttpRequest, crisis: Crisis, report_draft_id: UUID) -> HttpResponse:
    """Nothing of it enters."""
    draft = _draft(crisis, report_draft_id)
    return done_or_why_not(request, lambda: actions.reject_draft(draft, actor=request.user), _back(draft), done="")


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def original(request: HttpRequest, crisis: Crisis, report_id: UUID) -> HttpResponse:
    """The report byte for byte, to be kept as evidence. Fetching it is an act."""
    found = _report(crisis, report_id)
    if not found.original:
        raise Http404
    actions.look_at_report(found, actor=request.user)
    answer = HttpResponse(queries.original_of(found), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="report-{found.sha256[:12]}.bin"'
    answer["Cache-Control"] = "no-store, private"
    return answer


@needs(Deed.CHANGE, Thing.PICTURE)
def sources(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Where reports come from; a new one."""
    form = SourceForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        more = {"reliability": Reliability(given["reliability"]), "address": given["address"]}
        actions.begin_source(crisis, SourceKind(given["kind"]), given["name"], actor=request.user, **more)
        messages.success(request, _("It is there."))
        return redirect("sources", crisis.id)
    rows = list(queries.sources_of(crisis))
    told = queries.said(crisis, rows)
    page = {
        "crisis": crisis,
        "form": form,
        "rows": [(row, told[row.reference]) for row in rows],
        "scale": Reliability.choices,
    }
    return render(request, "console/sources.html", page, status=422 if form.errors else 200)


@require_POST
@needs(Deed.CHANGE, Thing.PICTURE)
def end_source(request: HttpRequest, crisis: Crisis, source_id: UUID) -> HttpResponse:
    """It is asked no more."""
    found, reason = _source(crisis, source_id), request.POST.get("reason", "").strip()
    if reason:
        actions.end_source(found, actor=request.user, reason=reason[:LONGEST_REASON])
    else:
        messages.error(request, _("Say why it is asked no more."))
    return redirect("sources", crisis.id)


@require_POST
@needs(Deed.CHANGE, Thing.PICTURE)
def judge_source(request: HttpRequest, crisis: Crisis, source_id: UUID) -> HttpResponse:
    """How far it is trusted from now on, and why. The ledger keeps how it was judged before."""
    found, reason = _source(crisis, source_id), request.POST.get("reason", "").strip()
    judged = request.POST.get("reliability", "")
    if reason and judged in Reliability.values:
        actions.judge_source(found, Reliability(judged), actor=request.user, reason=reason[:LONGEST_REASON])
        messages.success(request, _("It is judged anew. What it said before keeps its grade."))
    else:
        messages.error(request, _("Choose a letter from A to F, and say why."))
    return redirect("sources", crisis.id)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _source(crisis: Crisis, source_id: UUID) -> Source:
    found = queries.sources_of(crisis).filter(pk=source_id).first()
    if found is None:
        raise Http404
    return found


def _report(crisis: Crisis, report_id: UUID) -> Report:
    found = queries.reports_of(crisis).select_related("key", "source", "first_like_it").filter(pk=report_id).first()
    if found is None:
        raise Http404
    return found


def _draft(crisis: Crisis, draft_id: UUID) -> Draft:
    found = queries.drafts_of(crisis).filter(pk=draft_id).first()
    if found is None:
        raise Http404
    return found


def _proposal(draft: Draft) -> dict[str, Any]:
    """What the draft proposes."""
    report = draft.report
    items = {row.pk: item for row, item in queries.items_of(report)}
    said = queries.text_of(report)["text"]
    return proposal(draft.kind, items[draft.pk], said, report.dated_on, report.source.reliability)


def _form(crisis: Crisis, draft: Draft, proposed: Mapping[str, Any], data: Any) -> forms.Form:
    kind = DraftKind(draft.kind)
    more = {"alike": _alike(crisis, proposed["gist"])} if kind is DraftKind.CLAIM else {}
    return DRAFT_FORMS[kind](data, initial=proposed, prefix=f"d{draft.place}", **more)


def _enter(draft: Draft, fields: Mapping[str, Any], request: HttpRequest, *, is_edited: bool) -> None:
    how = {"actor": request.user, "is_edited": is_edited}
    if draft.kind == DraftKind.CLAIM:
        entering.accept_claim(draft, fields, joins=fields.get("joins"), **how)
    elif draft.kind == DraftKind.CONTACT:
        entering.accept_contact(draft, fields, **how)
    elif draft.kind in HAPPENED:
        entering.accept_occurrence(draft, fields, **how)


def _alike(crisis: Crisis, gist: str) -> list[tuple[Claim, str]]:
    """Claims that may say the same, the likeliest first."""
    return alike_of(newest_claims(crisis), gist)


def _page(request: HttpRequest, crisis: Crisis, found: Report, bound: Mapping[UUID, forms.Form]) -> HttpResponse:
    actions.look_at_report(found, actor=request.user)
    said, items, claims = queries.text_of(found), queries.items_of(found), newest_claims(crisis)
    shown = []
    for number, (draft, item) in enumerate(items, 1):
        fields = proposal(draft.kind, item, said["text"], found.dated_on, found.source.reliability)
        form = bound.get(draft.pk)
        if draft.state == DraftState.WAITS and form is None:
            more = {"alike": alike_of(claims, fields["gist"])} if draft.kind == DraftKind.CLAIM else {}
            form = DRAFT_FORMS[DraftKind(draft.kind)](initial=fields, prefix=f"d{draft.place}", **more)
        shown.append(Shown(number, draft, all_visible(fields) | _labels(fields), form))
    spans = {number: spans_of(item) for number, (_draft_row, item) in enumerate(items, 1)}
    page = {
        "crisis": crisis,
        "report": found,
        "said": all_visible(said),
        "source": made_visible(queries.said(crisis, [found.source])[found.source.reference]["name"]),
        "pieces": [each._replace(text=made_visible(each.text)) for each in lit(said["text"], spans)],
        "mixed": mixed_words(said["text"]),
        "drafts": shown,
        "bound": set(bound),
    }
    return render(request, "console/report.html", page, status=422 if bound else 200)


def _labels(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Codes in words, and the day."""
    codes = {"stance": Stance, "channel": ContactChannel}
    told = {f"{name}_label": codes[name](fields[name]).label for name in codes if name in fields}
    return told | {"day": fields.get("on") or fields["said_on"]}


def _back(draft: Draft) -> str:
    """To the draft on its report's page."""
    return f"{reverse('report', args=[draft.report.crisis_id, draft.report_id])}#draft-{draft.place + 1}"


def _near(crisis: Crisis) -> str:
    """The crisis's name is mostly the place's; an officer says otherwise."""
    return crisis.name.split(",")[0]
