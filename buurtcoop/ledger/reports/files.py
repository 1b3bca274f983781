"""The files of a book year that take longer than a page may: what they are called."""

from enum import StrEnum


class YearFile(StrEnum):
    """A file somebody can ask for; its value is the kind of long work that makes it."""

    WORKBOOK = "ledger.workbook"
    AUDIT_FILE = "ledger.xaf"
    ACCOUNTS = "ledger.accounts"
    BEANCOUNT = "ledger.beancount"

    def name_of(self, year: int) -> str:
        """The name of the file of this year."""
        stem, ending = _NAMES[self]
        return f"{stem}-{year}.{ending}"

    @property
    def media_type(self) -> str:
        """What kind of file it is."""
        return _MEDIA_TYPES[self]


_NAMES = {
    YearFile.WORKBOOK: ("grootboek", "xlsx"),
    YearFile.AUDIT_FILE: ("auditfile", "xaf"),
    YearFile.ACCOUNTS: ("jaarrekening", "pdf"),
    YearFile.BEANCOUNT: ("boek", "beancount"),
}
_MEDIA_TYPES = {
    YearFile.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    YearFile.AUDIT_FILE: "application/xml",
    YearFile.ACCOUNTS: "application/pdf",
    YearFile.BEANCOUNT: "text/plain; charset=utf-8",
}
