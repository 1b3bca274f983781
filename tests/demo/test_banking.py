"""The bank of the demo: read in from its files, and only the newest days wait for somebody."""

import pytest
from sqlalchemy import select

from buurtcoop.bank.models import BankAccount
from buurtcoop.bank.queries import open_lines
from buurtcoop.core.instance import db
from buurtcoop.demo.banking import NOBODY_BOOKED

pytestmark = pytest.mark.usefixtures("demo")


def test_only_what_nobody_booked_stands_open() -> None:
    account = db().scalars(select(BankAccount)).one()

    waiting = [each.line.words for each in open_lines(account.id, limit=None)]

    assert sorted(waiting) == sorted(words for *_, words in NOBODY_BOOKED)
