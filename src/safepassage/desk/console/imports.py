"""Pages of files that come in: take one, say what its columns are, try it, have it registered, take the faulty rows."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.import_forms import FileForm, PlanForm
from safepassage.desk.console.uploads import received_in_memory, was_too_large
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.intake import actions, queries, tasks
from safepassage.desk.intake.models import Import
from safepassage.desk.intake.plan import FIND_HEADER, Plan
from safepassage.desk.intake.tables import Table
from safepassage.desk.intake.words import Kind, Step
from safepassage.desk.people import queries as people
from safepassage.desk.people.likeness import Reason
from safepassage.errors import BadInput
from safepassage.formats.roster_csv import csv_pieces

NEWEST = 50
MOST_SHOWN = 50  # rows with faults, doubts, twins, news: the file of faults has all


@require_GET
@needs(Deed.SEE, Thing.IMPORTS)
def imports(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What came in, the newest first; and the way in."""
    return _list(request, crisis, FileForm())


@received_in_memory
@require_POST
@needs(Deed.CHANGE, Thing.IMPORTS)
def take_import(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Take a file in. Nobody is registered by that."""
    form = FileForm(request.POST, request.FILES)
    if was_too_large(request):
        most = actions.MOST_BYTES // 1_000_000
        form.errors["file"] = form.error_class([_("It is larger than %(most)s MB: send it in parts.") % {"most": most}])
    if not form.is_valid():
        return _list(request, crisis, form, status=422)
    file, source = form.cleaned_data["file"], form.cleaned_data["source"]
    try:
        row = actions.take_file(crisis, file.name, file.read(), source, actor=request.user)
    except BadInput as error:
        form.errors["file"] = form.error_class([str(fault) for fault in error.faults[:MOST_SHOWN]])
        return _list(request, crisis, form, status=422)
    return redirect("import", crisis.id, row.id)


@require_GET
@needs(Deed.SEE, Thing.IMPORTS)
def import_file(request: HttpRequest, crisis: Crisis, import_id: UUID) -> HttpResponse:
    """Where it stands, what to do next, and what was found. Seeing what stands in the file is an act."""
    return _page(request, crisis, _import(crisis, import_id))


@require_POST
@needs(Deed.CHANGE, Thing.IMPORTS)
def map_import(request: HttpRequest, crisis: Crisis, import_id: UUID) -> HttpResponse:
    """Say what the columns are and try it; or have the file read in another way first."""
    row = _import(crisis, import_id)
    plan = _plan(row)
    table, _faults = _table(row, plan)
    form = PlanForm(request.POST, crisis=crisis, plan=plan, table=table)
    if not form.is_valid():
        return _page(request, crisis, row, form=form)
    said = form.plan_said()
    if "anew" in request.POST:
        return _done(request, row, lambda: _read_anew(row, plan, said, request))
    return _done(request, row, lambda: _try(row, said, request))


@require_POST
@needs(Deed.CHANGE, Thing.IMPORTS)
def begin_import(request: HttpRequest, crisis: Crisis, import_id: UUID) -> HttpResponse:
    """Register what was tried."""
    row = _import(crisis, import_id)

    def begin() -> None:
        actions.begin(row, actor=request.user, keeps_unread=request.POST.get("faulty") == "keep")
        tasks.run_or_ask(row, actor=request.user)

    return _done(request, row, begin)


@require_POST
@needs(Deed.CHANGE, Thing.IMPORTS)
def stop_import(request: HttpRequest, crisis: Crisis, import_id: UUID) -> HttpResponse:
    """Register no more of it. What was registered stays."""
    row = _import(crisis, import_id)
    return _done(request, row, lambda: actions.stop(row, actor=request.user))


@require_POST
@needs(Deed.CHANGE, Thing.IMPORTS)
def go_on_with_import(request: HttpRequest, crisis: Crisis, import_id: UUID) -> HttpResponse:
    """Go on where it stands: with the trial, or with registering."""
    row = _import(crisis, import_id)

    def go_on() -> None:
        if row.step in (Step.MAPPED, Step.CHECKING):
            tasks.try_or_ask(row, actor=request.user)
        else:
            actions.go_on(row, actor=request.user)
            tasks.run_or_ask(row, actor=request.user)

    return _done(request, row, go_on)


@require_GET
@needs(Deed.SEE, Thing.IMPORTS)
def import_faults(request: HttpRequest, crisis: Crisis, import_id: UUID) -> HttpResponse:
    """The faulty rows as a file, with what is wrong with each, to be mended and sent again."""
    row = _import(crisis, import_id)
    found = None if row.forgotten_at else queries.findings_of(row)
    if found is None:
        raise Http404
    actions.take_faults(row, actor=request.user)
    pieces = csv_pieces([queries.heads_of_faults(row)], queries.faulty_rows(row, found))
    headers = {"Content-Disposition": 'attachment; filename="faults.csv"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _import(crisis: Crisis, import_id: UUID) -> Import:
    try:
        return queries.import_of(crisis, import_id)
    except Import.DoesNotExist as error:
        raise Http404 from error


def _plan(row: Import) -> Plan:
    if row.forgotten_at:
        raise Http404
    return queries.plan_of(row)


def _table(row: Import, plan: Plan) -> tuple[Table | None, list[str]]:
    """The list, opened; or what keeps it from being read so."""
    if row.kind == Kind.PFIF:
        return None, []
    try:
        return queries.table_of(row, plan), []
    except BadInput as error:
        return None, [str(fault) for fault in error.faults[:MOST_SHOWN]]


def _read_anew(row: Import, plan: Plan, said: Plan, request: HttpRequest) -> None:
    """With another encoding, sheet or header the columns are others: they are guessed again. Raises NotNow."""
    moved = said.sheet != plan.sheet or said.header == plan.header
    asked = said.model_copy(update={"header": FIND_HEADER} if moved else {})
    table, faults = _table(row, asked)
    if table is None:
        raise NotNow("; ".join(faults))
    found = asked.model_copy(update={"columns": table.columns(), "header": table.header_row})
    actions.say_plan(row, found, actor=request.user, is_ready=False)


def _try(row: Import, said: Plan, request: HttpRequest) -> None:
    actions.say_plan(row, said, actor=request.user)
    tasks.try_or_ask(row, actor=request.user)


def _done(request: HttpRequest, row: Import, write: Callable[[], object]) -> HttpResponse:
    return done_or_why_not(request, write, "import", row.crisis_id, row.id, done="")  # the page tells how far it is


def _list(request: HttpRequest, crisis: Crisis, form: FileForm, status: int = 200) -> HttpResponse:
    page = {"crisis": crisis, "imports": queries.imports_of(crisis)[:NEWEST], "form": form}
    return render(request, "console/imports.html", page, status=status)


def _page(request: HttpRequest, crisis: Crisis, row: Import, form: PlanForm | None = None) -> HttpResponse:
    page: dict[str, Any] = {"crisis": crisis, "import": row, "Step": Step, "is_stuck": actions.is_stuck(row)}
    if not row.forgotten_at:
        plan = queries.plan_of(row)
        page["plan"] = plan
        if row.step in (Step.UPLOADED, Step.CHECKED):
            page |= _to_map(request, crisis, row, plan, form)
        page |= _found(crisis, row)
    page["goes_on"] = row.step in queries.GOING_ON
    return render(request, "console/import.html", page, status=422 if form else 200)


def _to_map(request: HttpRequest, crisis: Crisis, row: Import, plan: Plan, form: PlanForm | None) -> dict[str, Any]:
    """The columns with examples: what stands in a file is shown, and that is put on record."""
    table, faults = _table(row, plan)
    actions.look_at_import(row, actor=request.user)
    told = [str(each) for each in table.roster.told] if table else faults
    return {"form": form or PlanForm(crisis=crisis, plan=plan, table=table), "told": told}


def _found(crisis: Crisis, row: Import) -> dict[str, Any]:
    """What the trial found."""
    found = queries.findings_of(row)
    if found is None:
        return {}
    twins = found.twins[:MOST_SHOWN]
    numbers = {str(pk): (pk, number) for pk, number in _numbers(crisis, [twin.person for twin in twins])}
    shown = [(twin, numbers.get(twin.person), [Reason(each).label for each in twin.reasons]) for twin in twins]
    return {
        "found": found,
        "faulty": found.faulty[:MOST_SHOWN],
        "doubts": found.doubts[:MOST_SHOWN],
        "news": found.news[:MOST_SHOWN],
        "twins": shown,
        "all_that_reads": found.new + found.unread,
    }


def _numbers(crisis: Crisis, person_ids: list[str]) -> list[tuple[UUID, str]]:
    return list(people.persons_of(crisis).filter(pk__in=person_ids).values_list("pk", "number"))
