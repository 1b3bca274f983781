"""Files made to harm, and files that are no bank file at all."""

import gzip
import io
import time
import zipfile
from collections.abc import Iterable

import pytest

from buurtcoop.bank.formats import read_file, zipped
from buurtcoop.bank.rules import (
    LARGEST_FILE,
    BankFileBroken,
    BankFileCutOff,
    BankFileEmpty,
    BankFileMixed,
    BankFileNothing,
    BankFileRefused,
    BankFileTooLarge,
    BankFileUnclear,
    BankFileUnknown,
    BankFileUnsafe,
)
from buurtcoop.documents.rules import MEGABYTE
from tests.bank.formats.invented import OURS, content, text

PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 4
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n\x00\x01\x02"
EVIL = "<!DOCTYPE Document [{}]>\n<Document"
LAUGHS = '<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">'


def folded(files: Iterable[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", BankFileEmpty),
        (b" \r\n\t\r\n", BankFileEmpty),
        (b"\xef\xbb\xbf", BankFileEmpty),
        (PHOTO, BankFileUnknown),
        (PDF, BankFileUnknown),
        (b"\xff\xfe\x00", BankFileUnknown),
        (gzip.compress(content("camt053-02.xml")), BankFileUnknown),
        (b"Geachte penningmeester,\nhierbij het afschrift.\n", BankFileUnknown),
        (b"Datum;Bedrag\n12-01-2027;1,00\n", BankFileUnknown),
        (b"<html><body>Sessie verlopen</body></html>", BankFileUnknown),
        (b"<html><body>Sessie verlopen<br></body></html>", BankFileCutOff),
        (b"<", BankFileCutOff),
        (b":20:ABN AMRO BANK NV\n", BankFileCutOff),
        (b"PK", BankFileBroken),
        (b"x" * (LARGEST_FILE + 1), BankFileTooLarge),
        (b"<" * (2 * MEGABYTE), BankFileTooLarge),
        (b":20:\n" * MEGABYTE, BankFileTooLarge),
        (content("ing.csv").replace(b"Tag", b"x" * 20_000), BankFileUnknown),
        (text("camt053-02.xml").encode("utf-16-le"), BankFileUnknown),
        (content("ing.csv").split(b"\n")[0] + b"\n", BankFileNothing),
    ],
)
def test_what_is_no_bank_file_is_refused_in_a_sentence(
    data: bytes, refusal: type[BankFileRefused]
) -> None:
    with pytest.raises(refusal) as refused:
        read_file(data)

    assert type(refused.value) is refusal
    assert str(refused.value).endswith(".")
    assert "%(" not in str(refused.value)


@pytest.mark.parametrize(
    "inside",
    [LAUGHS, '<!ENTITY x SYSTEM "file:geheim.txt">', '<!ENTITY % x SYSTEM "http://x.invalid/">'],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_entities_and_document_types_are_not_even_parsed(inside: str, encoding: str) -> None:
    body = text("camt053-08.xml").replace("<Document", EVIL.format(inside))

    with pytest.raises(BankFileUnsafe):
        read_file(body.replace("Contributie 2027", "&x;").encode(encoding))


def test_an_entity_that_is_nowhere_declared_is_refused() -> None:
    body = text("camt053-08.xml").replace("Contributie 2027", "&x;")

    with pytest.raises(BankFileCutOff):
        read_file(body.encode())


def test_deep_nests_and_endless_words_are_refused() -> None:
    body = text("camt053-08.xml")
    deep = body.replace("Contributie 2027", "<a>" * 300 + "</a>" * 300)

    with pytest.raises(BankFileUnsafe):
        read_file(deep.encode())


def test_a_zip_gives_the_statements_of_all_its_files_once() -> None:
    names = ("camt053-02.xml", "mt940-abnamro.sta", "triodos.csv")
    files = [(name, content(name)) for name in names]
    again = [("nog een keer.xml", content("camt053-02.xml"))]
    without = [("leeg.csv", content("ing.csv").split(b"\n")[0] + b"\n")]

    found = read_file(folded([*files, *again, *without]))

    assert found == [read_file(data)[0] for _name, data in files]


def test_a_zip_with_something_else_in_it_says_what() -> None:
    files = [("afschrift.xml", content("camt053-02.xml")), ("vakantie.jpg", PHOTO)]

    with pytest.raises(BankFileMixed, match=r"“vakantie\.jpg”"):
        read_file(folded(files))


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (folded([("map/afschrift.xml", b"<a/>")]), BankFileUnsafe),
        (folded([("../../afschrift.xml", b"<a/>")]), BankFileUnsafe),
        (folded([("c:\\afschrift.xml", b"<a/>")]), BankFileUnsafe),
        (folded([("map/", b"")]), BankFileUnsafe),
        (folded([("in.zip", folded([("a.xml", b"<a/>")]))]), BankFileUnsafe),
        (folded([("a.xml", b"<a/>")], zipfile.ZIP_LZMA), BankFileUnsafe),
        (folded([("[Content_Types].xml", b"<a/>"), ("xl/sheet.xml", b"")]), BankFileUnknown),
        (folded([(f"{number}.xml", b"") for number in range(101)]), BankFileTooLarge),
        (folded([("bom.xml", b" " * (LARGEST_FILE + 1))]), BankFileTooLarge),
        (folded([]), BankFileNothing),
        (folded([("leeg.xml", b"")]), BankFileMixed),
        (folded([("a.xml", content("camt053-02.xml"))])[:-30], BankFileBroken),
    ],
)
def test_a_zip_made_to_harm_is_refused(data: bytes, refusal: type[BankFileRefused]) -> None:
    with pytest.raises(refusal):
        read_file(data)


def test_what_a_zip_unfolds_to_is_counted_over_all_its_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = content("camt053-02.xml")
    monkeypatch.setattr(zipped, "LARGEST_UNFOLDED", len(file) * 2 + 1)
    files = [(f"{number}.xml", file) for number in range(3)]

    assert read_file(folded(files[:2]))
    with pytest.raises(BankFileTooLarge):
        read_file(folded(files))


def test_what_a_zip_says_of_its_size_is_not_believed() -> None:
    """The size stands in the list of files as well: a small one there hides a large file."""
    data = bytearray(folded([("bom.xml", b" " * (2 * LARGEST_FILE))]))
    listed = data.rindex(b"PK\x01\x02")
    data[listed + 24 : listed + 28] = (10).to_bytes(4, "little")

    with pytest.raises(BankFileRefused):
        read_file(bytes(data))


def test_a_zip_with_a_password_is_refused() -> None:
    data = bytearray(folded([("a.xml", content("camt053-02.xml"))]))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1

    with pytest.raises(BankFileBroken, match="wachtwoord"):
        read_file(bytes(data))


def test_a_line_made_to_be_read_again_and_again_takes_no_time() -> None:
    head = text("asn.csv").splitlines()[0].split(",", 16)[:16]
    line = ",".join([*head, "'" + "','" * 3000 + "',soep"])

    began = time.process_time()
    with pytest.raises(BankFileRefused):
        read_file(f"{line}\n".encode() * 100)

    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("Soep", "Soep" * 2600, BankFileUnknown),
        ("Soep", "Soep" * 1300, BankFileUnclear),
        ("-1.00", "-10000000000.01", BankFileUnclear),
        ("-1.00", "999999999999999.00", BankFileUnclear),
    ],
)
def test_what_no_bank_says_of_a_neighbourhood_is_refused(
    old: str, new: str, refusal: type[BankFileRefused]
) -> None:
    table = (
        f"Date,Amount,Account,Counterparty,Name,Description\n2027-01-12,-1.00,{OURS},,Jan,Soep\n"
    )
    assert read_file(table.replace("-1.00", "-10000000000.00").encode())

    with pytest.raises(refusal):
        read_file(table.replace(old, new).encode())


def test_bank_details_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    body = text("mt940-ing.940").replace(":61:2701040104C150,00", ":61:27010401XX")

    with pytest.raises(BankFileRefused):
        read_file(body.encode())

    assert caplog.records == []
