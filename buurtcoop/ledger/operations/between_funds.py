"""Money between our own funds: lent until it comes back, or given for good. Never mixed."""

from datetime import date

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger.models import Entry, Fund
from buurtcoop.ledger.operations.booking import book
from buurtcoop.ledger.queries import booked_under, cash_of, loans
from buurtcoop.ledger.rules import (
    BANK,
    GIVEN,
    LENT,
    FundEmpty,
    FundShort,
    NewLine,
    NoAmount,
    OwesLess,
    OwesNothing,
    SameFund,
)


def lend(
    from_fund_id: int,
    to_fund_id: int,
    amount: Money,
    *,
    day: date,
    memo: str,
    key: str,
    by: Viewer,
) -> Entry:
    """Let one fund use the money of another until it pays back.

    Holds afterwards: the money counts with the borrower, and 1290 says who owes it; over all
    funds 1290 is even. Raises SameFund, NoAmount, FundShort, and what `book` raises.
    """
    _hold(from_fund_id, to_fund_id, amount)
    if booked_under(key) is None:
        _refuse_short(from_fund_id, amount)
    return _move(LENT, from_fund_id, to_fund_id, amount, day=day, memo=memo, key=key, by=by)


def repay(
    from_fund_id: int,
    to_fund_id: int,
    amount: Money,
    *,
    day: date,
    memo: str,
    key: str,
    by: Viewer,
) -> Entry:
    """Pay back what was lent: the borrower first, then the fund that lent it.

    Raises SameFund, NoAmount, OwesLess, FundShort, and what `book` raises.
    """
    _hold(from_fund_id, to_fund_id, amount)
    if booked_under(key) is None:
        lent = loans()
        owed = min(-lent.get(from_fund_id, NOTHING), lent.get(to_fund_id, NOTHING))
        if owed <= NOTHING:
            raise OwesNothing
        if amount > owed:
            raise OwesLess(left=owed)
        _refuse_short(from_fund_id, amount)
    return _move(LENT, from_fund_id, to_fund_id, amount, day=day, memo=memo, key=key, by=by)


def give(
    from_fund_id: int,
    to_fund_id: int,
    amount: Money,
    *,
    day: date,
    memo: str,
    key: str,
    by: Viewer,
) -> Entry:
    """Move money from one fund to another for good: our own part of what a source pays.

    Holds afterwards: 0590 is even over all funds. Raises SameFund, NoAmount, FundShort, and
    what `book` raises.
    """
    _hold(from_fund_id, to_fund_id, amount)
    if booked_under(key) is None:
        _refuse_short(from_fund_id, amount)
    return _move(GIVEN, from_fund_id, to_fund_id, amount, day=day, memo=memo, key=key, by=by)


def _hold(from_fund_id: int, to_fund_id: int, amount: Money) -> None:
    """Hold both funds, in one order: who lends at the same moment waits and then counts anew."""
    if from_fund_id == to_fund_id:
        raise SameFund
    if amount <= NOTHING:
        raise NoAmount
    both = select(Fund.id).where(Fund.id.in_((from_fund_id, to_fund_id))).order_by(Fund.id)
    found = db().scalars(both.with_for_update(key_share=True)).all()
    if len(found) < 2:
        raise LookupError("There is no such fund.")


def _refuse_short(fund_id: int, amount: Money) -> None:
    left = cash_of(fund_id)
    if left <= NOTHING:
        raise FundEmpty
    if amount > left:
        raise FundShort(left=left)


def _move(
    account: str,
    from_fund_id: int,
    to_fund_id: int,
    amount: Money,
    *,
    day: date,
    memo: str,
    key: str,
    by: Viewer,
) -> Entry:
    lines = [
        NewLine(account=account, fund_id=from_fund_id, amount=amount),
        NewLine(account=BANK, fund_id=from_fund_id, amount=-amount),
        NewLine(account=BANK, fund_id=to_fund_id, amount=amount),
        NewLine(account=account, fund_id=to_fund_id, amount=-amount),
    ]
    return book(day, memo, lines, key=key, by=by)
