"""What the reserve lends to who pays later than we do, and gets back as soon as they paid."""

from datetime import date

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.demo.stage import Stage
from buurtcoop.ledger.models import Fund, FundKind
from buurtcoop.ledger.operations import lend, repay
from buurtcoop.ledger.queries import cash_of, loans

STEP = Money(50_000)


def lend_what_lacks(stage: Stage, fund_id: int, amount: Money, day: date) -> None:
    """Let a fund with conditions pay this amount, with what the reserve lends it by steps."""
    fund, lacks = db().get_one(Fund, fund_id), amount - cash_of(fund_id)
    if fund.kind is not FundKind.RESTRICTED or lacks <= NOTHING:
        return
    lend(
        stage.reserve_id,
        fund_id,
        STEP * -(-lacks.cents // STEP.cents),
        day=day,
        memo=f"Voorgeschoten, tot er geld komt van {fund.name}",
        key=f"demo:{day}:lent:{fund.name}:{amount}",
        by=stage.treasurer(),
    )


def pay_back(stage: Stage, fund_id: int, day: date) -> None:
    """Give the reserve back what it lent to this fund, now that there is money."""
    fund, owed = db().get_one(Fund, fund_id), -loans().get(fund_id, NOTHING)
    if owed <= NOTHING:
        return
    repay(
        fund_id,
        stage.reserve_id,
        min(owed, cash_of(fund_id)),
        day=day,
        memo=f"Terug naar de reserve, er kwam geld van {fund.name}",
        key=f"demo:{day}:repaid:{fund.name}",
        by=stage.treasurer(),
    )
