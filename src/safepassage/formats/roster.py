"""Rosters as people send them (CSV, XLSX), told apart by their bytes and read as rows of text."""

from safepassage.errors import BadInput, Fault
from safepassage.formats.roster_csv import read_csv
from safepassage.formats.roster_rows import Roster
from safepassage.formats.roster_xlsx import read_xlsx

MOST_BYTES = 100_000_000

_OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old or encrypted Excel or Word file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text file",
    b"\x1f\x8b": "a gzip file",
}
_EXPECTED = "CSV, or XLSX without a password"


def read_roster(data: bytes, file: str, encoding: str = "", delimiter: str = "", sheet: str = "") -> Roster:
    """Read a roster, whatever its name says it is; what is stated ("" = not) goes before what is found.

    Raises BadInput for what is neither CSV nor XLSX, and as `read_csv` and `read_xlsx` do.
    """
    if len(data) > MOST_BYTES:
        raise BadInput([Fault(file, "", f"it has {len(data)} bytes", f"at most {MOST_BYTES}; send it in parts")])
    if data.startswith(b"PK"):
        return read_xlsx(data, file, sheet)
    for magic, what in _OTHERS.items():
        if data.startswith(magic):
            raise BadInput([Fault(file, "", f"it is {what}", _EXPECTED)])
    return read_csv(data, file, encoding, delimiter)
