"""What goes out of the picture as files: closures as GPX, what happened as HXL or CSV. No person stands in either.

Deaths and injuries are left out of what happened, whoever was told: they are of persons (rule C4).
"""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from safepassage.desk.console.maps import PRIVATE
from safepassage.desk.core import clock
from safepassage.desk.core.bulk import AT_ONCE, in_batches
from safepassage.desk.core.hidden import made_visible
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import Closure
from safepassage.desk.picture import queries
from safepassage.desk.picture.kinds import DraftKind
from safepassage.formats import hxl
from safepassage.formats.geojson import parse_geometry
from safepassage.formats.gpx import Shape, format_shapes
from safepassage.formats.roster_csv import Cell, csv_pieces


@require_GET
@needs(Deed.SEE, Thing.GROUND)
def closures_gpx(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Closures, control and hazard areas for receivers; those known by ways alone have no shape, and are counted."""
    rows = list(ground.of_kind(crisis, Kind.CLOSURE))
    shapes = [_shape(row) for row in rows if row.geometry]
    unseen = len(rows) - len(shapes)
    left_out = ngettext(
        "%(number)d is known by ways alone and not here", "%(number)d are known by ways alone and not here", unseen
    )
    about = (
        f"{crisis.name}. {crisis.get_status_display()}. {clock.now():%Y-%m-%dT%H:%MZ}. {left_out % {'number': unseen}}."
    )
    return _file(format_shapes(shapes, about), "application/gpx+xml", "closures.gpx")


@require_GET
@needs(Deed.SEE, Thing.PICTURE)
def occurrences(request: HttpRequest, crisis: Crisis, *, tags: bool) -> HttpResponse:
    """What happened, the newest first: as CSV, or as HXL with a row of hashtags."""
    rows, heads = _happened(crisis), [column.header for column in hxl.OCCURRENCES]
    pieces = hxl.csv_pieces(hxl.OCCURRENCES, rows) if tags else csv_pieces([heads], rows)
    return _file(b"".join(pieces), "text/csv; charset=utf-8", "happened.hxl.csv" if tags else "happened.csv")


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _shape(row: Closure) -> Shape:
    span = "/".join(f"{at:%Y-%m-%dT%H:%MZ}" if at else ".." for at in (row.begin, row.end))
    grade = _("grade %(grade)s") % {"grade": row.grade} if row.grade else ""
    about = "; ".join(filter(None, (str(row.get_kind_display()), span, grade)))
    return Shape(made_visible(str(row)), row.kind, about, parse_geometry(row.geometry))


def _happened(crisis: Crisis) -> Iterator[list[Cell]]:
    there = queries.occurrences_of(crisis).exclude(kind=DraftKind.CASUALTY).select_related("report__source")
    for rows in in_batches(there.defer("report__original", "report__sealed").iterator(AT_ONCE)):
        sources = {row.report.source for row in rows if row.report}
        told = queries.said(crisis, [*rows, *sources])
        for row in rows:
            said = told[row.reference]
            source = told[row.report.source.reference]["name"] if row.report else ""
            texts = (said["what"], said["place"], source)
            what, place, source = (made_visible(text) for text in texts)
            entered = row.entered_at.isoformat(timespec="seconds")
            kind = DraftKind(row.kind)
            yield [row.on.isoformat(), str(kind.label), kind.value, what, place, row.grade, source, entered]


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
