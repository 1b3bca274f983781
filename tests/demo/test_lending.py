"""The reserve of the demo bridges what givers pay late, and gets it back."""

from itertools import accumulate

import pytest
from sqlalchemy import func, select

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import Fund, FundKind, LedgerAccount, Line, Posting
from buurtcoop.ledger.queries import funds
from buurtcoop.ledger.rules import BANK, LENT

pytestmark = pytest.mark.usefixtures("demo")


def test_what_a_giver_pays_late_the_reserve_lends_until_it_is_paid() -> None:
    borrowed: dict[str, list[Money]] = {}
    for fund in funds():
        if fund.kind is FundKind.RESTRICTED:
            assert min(stood(fund, BANK), default=NOTHING) >= NOTHING, fund.name
            borrowed[fund.name] = [-amount for amount in stood(fund, LENT)]

    late = {name: amounts for name, amounts in borrowed.items() if amounts}
    assert set(late) == {"Fonds Buurtkeuken", "Gemeente Waterveen"}
    assert all(NOTHING in amounts and max(amounts) >= Money(50_000) for amounts in late.values())


def stood(fund: Fund, account: str) -> list[Money]:
    """What stood on this account of a fund after each entry, in the order of the book."""
    moved = (
        select(func.sum(Line.amount))
        .join_from(Line, Posting, Posting.entry_id == Line.entry_id)
        .join(LedgerAccount)
        .where(Line.fund_id == fund.id, LedgerAccount.code == account)
        .group_by(Posting.id)
        .order_by(Posting.id)
    )
    return list(accumulate(db().scalars(moved)))
