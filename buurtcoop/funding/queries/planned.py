"""Against what the costs of a settlement are held: the budget, or else the agreement."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import func, select

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, WHOLE, Money, portion
from buurtcoop.core.words import full_date
from buurtcoop.funding.models import AgreementTerms, Budget, BudgetLine, FundingAgreement
from buurtcoop.funding.rules.dossier import Evidence, Planned
from buurtcoop.ledger.models import LedgerAccount

NO_KIND = "Andere kosten"
ALL_COSTS = "Alle kosten"


def plan_of(
    agreement: FundingAgreement,
    terms: AgreementTerms,
    evidence: Sequence[Evidence],
    source_ids: Collection[int],
) -> tuple[str, tuple[Planned, ...]]:
    """In words what the plan is, and what was planned and claimed of each kind of cost.

    The newest budget of the year that was decided on counts, as far as it plans money of these
    sources; without one it is what the agreement says.
    """
    budget = db().scalar(
        select(Budget)
        .where(Budget.year == agreement.starts_on.year, Budget.decided_on.is_not(None))
        .order_by(Budget.version.desc())
        .limit(1)
    )
    planned = _budgeted(budget, source_ids) if budget else {}
    if budget is not None and budget.decided_on is not None and planned:
        words = (
            f"Dit is de begroting van {budget.year}, vastgesteld op"
            f" {full_date(budget.decided_on)}. Wie dat besloot: {budget.decided_by.rstrip('.')}."
        )
        return words, _rows(planned, evidence, lambda each: each.account)
    return (
        "Voor dit geld is geen begroting vastgesteld. We vergelijken daarom met de afspraak.",
        _agreed(agreement, terms, evidence),
    )


def _budgeted(budget: Budget, source_ids: Collection[int]) -> dict[str, Money | None]:
    rows = db().execute(
        select(LedgerAccount.name, func.sum(BudgetLine.amount))
        .join(LedgerAccount, LedgerAccount.id == BudgetLine.account_id)
        .where(BudgetLine.budget_id == budget.id, BudgetLine.source_id.in_(source_ids))
        .group_by(LedgerAccount.code, LedgerAccount.name)
        .order_by(LedgerAccount.code)
    )
    return {str(name): amount for name, amount in rows}


def _agreed(
    agreement: FundingAgreement, terms: AgreementTerms, evidence: Sequence[Evidence]
) -> tuple[Planned, ...]:
    if terms.categories:
        planned = {each.category.name: each.most for each in terms.categories}
        return _rows(planned, evidence, lambda each: each.category or NO_KIND)
    whole = agreement.amount
    if terms.share_points:
        whole = portion(whole, WHOLE, terms.share_points)
    return _rows({ALL_COSTS: whole}, evidence, lambda _each: ALL_COSTS)


def _rows(
    planned: dict[str, Money | None],
    evidence: Sequence[Evidence],
    kind: Callable[[Evidence], str],
) -> tuple[Planned, ...]:
    """One row for each kind that was planned or claimed."""
    spent: dict[str, Money] = defaultdict(lambda: NOTHING)
    for each in evidence:
        spent[kind(each)] += each.amount
    return tuple(
        Planned(name=name, planned=planned.get(name), spent=spent[name])
        for name in dict.fromkeys([*planned, *sorted(spent)])
    )
