"""What kind of file it is, and its rows."""

from buurtcoop.ledger.opening import audit_file, trial_sheet
from buurtcoop.ledger.opening.rows import (
    LARGEST_FILE,
    MOST_ROWS,
    FileEmpty,
    FileTooLarge,
    FileUnknown,
    Row,
    TooManyRows,
)

ZIP = b"PK\x03\x04"
KINDS = "XLSX, XAF"


def read(data: bytes, year: int) -> list[Row]:
    """The accounts of a file with what there was when this year began, from its content.

    An audit file of the year itself gives its opening balances, one of the year before its
    closing ones. Raises FileEmpty, FileTooLarge, FileUnknown, FileBroken, FileHasMacros,
    FileHasFormula, HeadsMissing, CodeMissing, TooManyRows, OtherYear.
    """
    if not data.strip():
        raise FileEmpty
    if len(data) > LARGEST_FILE:
        raise FileTooLarge(len(data), LARGEST_FILE)
    if data.startswith(ZIP):
        rows = trial_sheet.read(data)
    elif data.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").startswith(b"<"):
        rows = audit_file.read(data, year)
    else:
        raise FileUnknown(kinds=KINDS)
    if len(rows) > MOST_ROWS:
        raise TooManyRows(max=MOST_ROWS)
    return rows
