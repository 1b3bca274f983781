"""The books come in and go out by command, whole or not at all."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import pyxaf
from sqlalchemy import select

from buurtcoop.bank.models import BankLine
from buurtcoop.bank.operations import add_account
from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import STRANGER
from buurtcoop.ledger import operations
from buurtcoop.ledger.models import FundKind
from buurtcoop.ledger.rules import NewLine
from buurtcoop.settings import load_settings
from tests.cli.shell import say, without_environment


@pytest.fixture(autouse=True)
def bare() -> Iterator[None]:
    with without_environment():
        yield


@pytest.fixture
def coop(coop: Path) -> Path:
    """The folder of a coop with one entry in its books."""
    with Instance(load_settings(coop, {})).writing():
        fund = operations.make_fund("Fonds", FundKind.FREE)
        assert fund is not None
        lines = [
            NewLine(account="1100", fund_id=fund.id, amount=Money(995)),
            NewLine(
                account="8230",
                fund_id=fund.id,
                amount=Money(-995),
                activity_id=db().scalars(select(Activity.id)).first(),
            ),
        ]
        operations.book(date(2027, 1, 12), "gift", lines, key="gift", by=STRANGER)
    return coop


def test_a_year_goes_out_as_audit_file_text_and_workbook(coop: Path, tmp_path: Path) -> None:
    files = {name: tmp_path / f"2027.{name}" for name in ("xaf", "beancount", "ledger")}
    files["ledger"] = tmp_path / "2027.xlsx"

    for name, file in files.items():
        said = say("export", name, "--instance", coop, "--year", "2027", "--to", file)
        assert (said.code, said.text) == (0, f"The books of 2027 are in {file}.\n")

    assert pyxaf.validate(files["xaf"], xsd=True).ok
    assert "Assets:1100  9.95 EUR" in files["beancount"].read_text(encoding="utf-8")
    assert openpyxl.load_workbook(files["ledger"])["Grootboek"]["H2"].value == 9.95
    assert files["xaf"].stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*.new"))


def test_a_file_that_is_there_stays_unless_told(coop: Path, tmp_path: Path) -> None:
    file = tmp_path / "2027.xaf"
    file.write_text("mine", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    file.with_name("2027.xaf.new").symlink_to(elsewhere)
    words = ("export", "xaf", "--instance", coop, "--year", "2027", "--to", file)

    said = say(*words)

    assert (said.code, file.read_text(encoding="utf-8")) == (1, "mine")
    assert "--force" in said.text
    assert say(*words, "--force").code == 0
    assert file.read_bytes().startswith(b"<?xml")
    assert not elsewhere.exists()
    nowhere = say(*words[:-1], tmp_path / "nowhere" / "2027.xaf")
    assert (nowhere.code, nowhere.text.strip().count("\n")) == (1, 0)


def test_a_bank_file_is_shown_first_and_taken_in_once(coop: Path, tmp_path: Path) -> None:
    file = tmp_path / "januari.csv"
    sample = Path(__file__).parent.parent / "bank" / "files" / "ing.csv"
    ours = "NL91ABNA0417164300"
    file.write_text(
        sample.read_text(encoding="utf-8").replace("NL13TEST0123456789", ours), encoding="utf-8"
    )
    words = ("import", "bank", file, "--instance", coop)

    strange = say(*words)
    instance = Instance(load_settings(coop, {}))
    with instance.writing():
        add_account(ours, "Betaalrekening", "1100", STRANGER)
    looked = say(*words)
    with instance.reading():
        assert db().scalars(select(BankLine)).all() == []
    taken, again = say(*words, "--apply"), say(*words, "--apply")

    assert (strange.code, ours in strange.text) == (1, True)
    assert "Betaalrekening, 2027-01-04 to 2027-01-12: 5 new, 0 known" in looked.text
    assert "Nothing was changed" in looked.text
    assert "Taken in: 5 new movements" in taken.text
    assert "Taken in: 0 new movements" in again.text
    missing = say("import", "bank", tmp_path / "none.csv", "--instance", coop)
    assert (missing.code, missing.text.strip().count("\n")) == (1, 0)
