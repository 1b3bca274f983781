"""Making the budget of a year: begin, fill in, decide, and go on with the next version."""

from datetime import date
from enum import StrEnum

from sqlalchemy import delete, select

from buurtcoop.audit.operations import record
from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.database import in_turn, insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import Budget, BudgetLine, FundingSource, SourceKind
from buurtcoop.funding.queries.budgets import budget_of, planned_in, versions_of_budget
from buurtcoop.funding.queries.months import costs_in
from buurtcoop.funding.rules import refuse_amount
from buurtcoop.funding.rules.budgets import (
    BudgetDecided,
    BudgetEmpty,
    BudgetUnderway,
    Cell,
    NothingToBeginFrom,
    OnlyCosts,
)
from buurtcoop.ledger.models import AccountKind, LedgerAccount

BUDGET_TURN = 6_005


class BeginFrom(StrEnum):
    """What the first version of a budget begins with."""

    NOTHING = "nothing"
    ACTUAL = "actual"  # what the year before really cost
    BUDGET = "budget"  # the budget of the year before


def begin_budget(year: int, begin_from: BeginFrom = BeginFrom.NOTHING, *, by: Viewer) -> Budget:
    """Begin the budget of a year, or its next version once there was a decision.

    The next version begins as the one before; the first with nothing, or with the costs or the
    budget of the year before, as far as a source paid them. Raises BudgetUnderway while a version
    is being made, NothingToBeginFrom.
    """
    in_turn(db(), BUDGET_TURN)
    before = versions_of_budget(year)
    if before and before[0].decided_on is None:
        raise BudgetUnderway(year=year)
    lines = planned_in(before[0]) if before else _beginning(year, begin_from)
    version = before[0].version + 1 if before else 1
    number = insert_once(
        db(),
        Budget,
        year=year,
        version=version,
        decided_by="",
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    if number is None:
        raise BudgetUnderway(year=year)
    budget = db().get_one(Budget, number)
    for cell, amount in lines.items():
        _write(budget, cell, amount)
    db().flush()
    record(by, "funding.begin_budget", budget, f"{year}, {version}")
    return budget


def set_line(
    budget_id: int, activity_id: int, account_id: int, source_id: int, amount: Money, *, by: Viewer
) -> None:
    """Plan so many cents for a kind of cost of an activity, of one source; nothing takes it out.

    Holds afterwards: each activity, account and source has one amount at most. Raises
    BudgetDecided, OnlyCosts, AmountOutside.
    """
    budget = _open(budget_id)
    refuse_amount(amount, lowest=NOTHING)
    cell = Cell(activity_id, account_id, source_id)
    here = select(BudgetLine).where(
        BudgetLine.budget_id == budget.id,
        BudgetLine.activity_id == activity_id,
        BudgetLine.account_id == account_id,
        BudgetLine.source_id == source_id,
    )
    line = db().scalar(here)
    if line is not None and line.amount == amount:
        return
    if line is not None:
        db().delete(line)
        db().flush()
    if amount > NOTHING:
        _refuse_no_cost(cell)
        _write(budget, cell, amount)
    db().expire(budget, ["lines"])
    was = line.amount if line is not None else NOTHING
    said = f"{activity_id}, {account_id}, {source_id}: {was} → {amount}"
    record(by, "funding.set_budget_line", budget, said)


def decide_budget(budget_id: int, *, decided_on: date, decided_by: str, by: Viewer) -> Budget:
    """Write down who decided on a budget, and when; from then on it stays as it is.

    Raises BudgetDecided, BudgetEmpty.
    """
    budget = _open(budget_id)
    if not budget.lines:
        raise BudgetEmpty
    budget.decided_on, budget.decided_by = decided_on, decided_by
    db().flush()
    record(by, "funding.decide_budget", budget, f"{decided_on}, {decided_by}")
    return budget


def drop_budget(budget_id: int, *, by: Viewer) -> None:
    """Throw away a version nobody decided on. Raises BudgetDecided."""
    budget = _open(budget_id)
    record(by, "funding.drop_budget", budget, f"{budget.year}, {budget.version}")
    db().execute(delete(BudgetLine).where(BudgetLine.budget_id == budget.id))
    db().execute(delete(Budget).where(Budget.id == budget.id))
    db().expunge(budget)


def _beginning(year: int, begin_from: BeginFrom) -> dict[Cell, Money]:
    """The amounts a first version begins with: only costs above nothing that a source paid."""
    if begin_from is BeginFrom.NOTHING:
        return {}
    if begin_from is BeginFrom.ACTUAL:
        found = costs_in(year - 1).year
    else:
        found = planned_in(budget_of(year - 1))
    kept = {
        cell: amount
        for cell, amount in found.items()
        if amount > NOTHING and cell.source_id is not None
    }
    if not kept:
        raise NothingToBeginFrom(year=year - 1)
    return kept


def _open(budget_id: int) -> Budget:
    """A budget nobody decided on, held until this transaction ends."""
    found = db().scalar(
        select(Budget)
        .where(Budget.id == budget_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise LookupError(f"There is no budget {budget_id}.")
    if found.decided_on is not None:
        raise BudgetDecided
    return found


def _refuse_no_cost(cell: Cell) -> None:
    account = db().get(LedgerAccount, cell.account_id)
    source = db().get(FundingSource, cell.source_id)
    if account is None or source is None or db().get(Activity, cell.activity_id) is None:
        raise LookupError(f"There is no place {cell}.")
    if account.kind is not AccountKind.EXPENSE or source.kind is SourceKind.IN_KIND:
        raise OnlyCosts


def _write(budget: Budget, cell: Cell, amount: Money) -> None:
    db().add(
        BudgetLine(
            budget_id=budget.id,
            activity_id=cell.activity_id,
            account_id=cell.account_id,
            source_id=cell.source_id,
            amount=amount,
        )
    )
    db().flush()
