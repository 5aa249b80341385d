"""From persons to the pieces of a file, each with its watermark: where it survives when the file is cut up."""

from collections.abc import Iterable, Iterator

from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.queries import havens_of
from safepassage.desk.people.account import By, account
from safepassage.desk.people.queries import wardens_of
from safepassage.desk.people.states import Category, State
from safepassage.desk.people.timeline import NOWHERE
from safepassage.desk.release.columns import COLUMNS, WATERMARK, Entry
from safepassage.desk.release.models import Export
from safepassage.desk.release.pfif import records
from safepassage.desk.release.queries import Content
from safepassage.desk.release.words import Format
from safepassage.formats import hxl
from safepassage.formats.pfif import record_pieces
from safepassage.formats.pieces import Pieces
from safepassage.formats.roster_csv import Cell, csv_pieces
from safepassage.formats.roster_xlsx import xlsx_pieces

MARKED = hxl.Column(str(WATERMARK), hxl.parse_tag("#meta+source"))
ENDINGS = {
    Format.CSV: ("csv", "text/csv; charset=utf-8"),
    Format.XLSX: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.PFIF: ("xml", "application/xml"),
    Format.HXL: ("csv", "text/csv; charset=utf-8"),
    Format.ACCOUNT: ("csv", "text/csv; charset=utf-8"),
}


def file_pieces(export: Export, asked: Content, entries: Iterable[Entry], mark: str) -> Pieces:
    """The file in the export's format. In tables the watermark stands in every row, as rows are what is passed on."""
    if export.format == Format.PFIF:
        return record_pieces(records(entries, asked.columns, mark))
    if export.format == Format.ACCOUNT:
        return hxl.csv_pieces([*hxl.ACCOUNT, MARKED], _account(export.crisis, mark))
    rows = ([*(COLUMNS[code].of(entry) for code in asked.columns), mark] for entry in entries)
    if export.format == Format.HXL:
        columns = [hxl.Column(str(COLUMNS[code].label), hxl.parse_tag(COLUMNS[code].tag)) for code in asked.columns]
        return hxl.csv_pieces([*columns, MARKED], rows)
    heads = [[*(str(COLUMNS[code].label) for code in asked.columns), str(WATERMARK)]]
    if export.format == Format.XLSX:
        return xlsx_pieces(heads, rows, mark=mark)
    return csv_pieces(heads, rows)


def _account(crisis: Crisis, mark: str) -> Iterator[list[Cell]]:
    """Every row of the account, however it is told, and every state in which somebody is."""
    for by in By:
        counted = account(crisis, by)
        labels = _labels(crisis, by)
        at = counted.as_of.isoformat(timespec="seconds")
        for key, row in counted.rows.items():
            for state, people in row.states.items():
                label = labels.get(key, str(key))
                yield [crisis.name, at, by.value, label, str(State(state).label), state.value, people, mark]


def _labels(crisis: Crisis, by: By) -> dict[object, str]:
    if by == By.HAVEN:
        return {NOWHERE: "", **havens_of(crisis)}
    if by == By.WARDEN:
        return {NOWHERE: "", **dict(wardens_of(crisis).values_list("pk", "code"))}
    if by == By.CATEGORY:
        return {each.value: str(each.label) for each in Category}
    return {}
