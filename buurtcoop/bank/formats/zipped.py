"""A zip of bank files: unfolded in memory, counted while it is read, never trusted by its names."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from buurtcoop.bank.rules import (
    LARGEST_FILE,
    LARGEST_UNFOLDED,
    MOST_FILES,
    BankFileBroken,
    BankFileTooLarge,
    BankFileUnknown,
    BankFileUnsafe,
)
from buurtcoop.documents.rules import megabytes

BEGINS = b"PK"
_AT_ONCE = 64 * 1024
# The others can ask for gigabytes of memory before they give a byte.
_FOLDED_BY = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What the library says of a zip that was cut off or changed, or has a password.
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError)
# What marks a workbook, which is a zip too.
_WORKBOOK = "[Content_Types].xml"


def files_in(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file in a zip.

    Raises BankFileBroken, BankFileUnsafe (folders, a zip inside), BankFileUnknown for a workbook,
    and BankFileTooLarge: for a file, for all of them, or for their number.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folded:
            yield from _unfolded(folded)
    except _BROKEN:
        raise BankFileBroken from None


def _unfolded(folded: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = folded.infolist()
    if any(entry.filename == _WORKBOOK for entry in entries):
        raise BankFileUnknown
    if len(entries) > MOST_FILES:
        raise BankFileTooLarge(max=megabytes(LARGEST_UNFOLDED))
    for entry in entries:
        _refuse_odd(entry)
    left = LARGEST_UNFOLDED
    for entry in entries:
        content = _content(folded, entry, min(left, LARGEST_FILE))
        left -= len(content)
        yield entry.filename, content


def _refuse_odd(entry: zipfile.ZipInfo) -> None:
    """Raises BankFileUnsafe for folders and odd ways of folding."""
    if entry.is_dir() or "/" in entry.filename or "\\" in entry.filename:
        raise BankFileUnsafe
    if entry.compress_type not in _FOLDED_BY:
        raise BankFileUnsafe


def _content(folded: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """What one file holds, counted while it is read: what a zip says of its size is no promise."""
    content = bytearray()
    with folded.open(entry) as source:
        while piece := source.read(_AT_ONCE):
            content += piece
            if len(content) > most:
                raise BankFileTooLarge(max=megabytes(LARGEST_FILE))
    if content.startswith(BEGINS):
        raise BankFileUnsafe
    return bytes(content)
