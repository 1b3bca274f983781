"""What always holds of sources and promises, over the whole database."""

from sqlalchemy import func, select

from buurtcoop.core.guards import lifted
from buurtcoop.core.instance import db
from buurtcoop.funding.models import (
    MOST_GOALS,
    CostClaim,
    FundingAgreement,
    FundingSource,
    Goal,
    MatchHour,
    Settlement,
    SourceKind,
    Tranche,
    TranchePayment,
)
from buurtcoop.funding.queries.frozen import FiguresUnreadable, frozen
from buurtcoop.funding.queries.orders import all_orders
from buurtcoop.funding.queries.tranches import counts as payment_counts
from buurtcoop.hours.models import TimeEntry
from buurtcoop.ledger.models import Line

# The triggers of migration 0036 that keep what was handed in.
SETTLEMENT_GUARDS = (
    "no_claim_off_a_settled_agreement",
    "no_claim_on_a_settled_agreement",
    "no_terms_on_a_settled_agreement",
    "settled_agreement_stays",
    "settlement_remains",
    "settlement_stays",
    "settlement_under_the_newest_terms",
    "settlements_follow_each_other",
)
# Those that keep what stands on agreements: a table rebuilt by hand loses them without a word.
CLAIM_GUARDS = (
    "claim_begins_alive",
    "claim_is_only_taken_off",
    "claim_never_more_than_a_fixed_amount",
    "claim_never_more_than_its_line",
    "claim_of_a_posted_cost",
    "claim_remains",
    "claim_under_terms",
    "commitment_begins_running",
    "commitment_only_ends",
    "commitment_remains",
    "gift_begins_promised",
    "gift_is_paid_once",
    "gift_remains",
    "hours_are_only_taken_off",
    "hours_never_more_than_there_are",
    "hours_remain",
    "no_hours_on_a_settled_agreement",
    "use_never_more_than_ordered",
    "use_remains",
    "use_stays",
)

# Those of migrations 0035 and 0036 that keep terms as they were written, and parts as they came.
AGREEMENT_GUARDS = (
    "agreement_is_not_replaced",
    "agreement_terms_remains",
    "agreement_terms_stays",
    "category_account_remains",
    "category_account_stays",
    "category_terms_remains",
    "category_terms_stays",
    "cost_category_remains",
    "cost_category_stays",
    "fixed_amount_covers_its_claims",
    "fixed_terms_cover_their_claims",
    "payment_never_more_than_came_in",
    "payment_never_more_than_its_tranche",
    "payment_stays",
    "terms_activity_remains",
    "terms_activity_stays",
    "terms_follow_each_other",
    "tranche_covers_what_was_paid",
    "tranche_is_not_replaced",
    "written_terms_take_no_account",
    "written_terms_take_no_activity",
    "written_terms_take_no_category",
)


# Those of migration 0035 that keep what was decided on.
BUDGET_GUARDS = (
    "budget_line_is_replaced_whole",
    "decided_budget_keeps_its_lines",
    "decided_budget_remains",
    "decided_budget_stays",
    "decided_budget_takes_no_line",
    "helping_definition_remains",
    "helping_definition_stays",
    "helping_definitions_follow",
    "helping_part_remains",
    "helping_part_stays",
    "old_helping_takes_no_part",
)
# And those that keep goals and counts as they were told.
GOAL_GUARDS = (
    "goal_count_is_only_taken_back",
    "goal_count_remains",
    "goal_only_ends",
    "goal_remains",
    "no_goal_above_six",
)


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [
        *_promises_over_years(),
        *_booked_in_kind(),
        *_lifted_guards(),
        *_changed_settlements(),
        *_lifted_from_agreements(),
        *_more_than_their_line(),
        *_more_hours_than_there_are(),
        *_more_than_ordered(),
        *_more_than_their_part(),
        *_more_than_came_in(),
        *_lifted_from_budgets(),
        *_lifted_from_goals(),
        *_more_than_six_goals(),
    ]


def _promises_over_years() -> list[str]:
    rows = db().execute(
        select(FundingAgreement.id, FundingAgreement.starts_on, FundingAgreement.ends_on)
    )
    return [
        f"Promise {number} spans more than one year."
        for number, starts_on, ends_on in rows
        if starts_on.year != ends_on.year
    ]


def _booked_in_kind() -> list[str]:
    booked = select(Line.id).where(Line.fund_id == FundingSource.fund_id).exists()
    rows = db().scalars(
        select(FundingSource.name).where(FundingSource.kind == SourceKind.IN_KIND, booked)
    )
    return [f"The source {name} gives in kind, but money is booked on it." for name in rows]


def _lifted_guards() -> list[str]:
    return [f"The guard {name} on settlements is gone." for name in lifted(db(), SETTLEMENT_GUARDS)]


def _lifted_from_budgets() -> list[str]:
    return [f"The guard {name} on budgets is gone." for name in lifted(db(), BUDGET_GUARDS)]


def _lifted_from_goals() -> list[str]:
    return [f"The guard {name} on goals is gone." for name in lifted(db(), GOAL_GUARDS)]


def _more_than_six_goals() -> list[str]:
    rows = db().scalars(
        select(Goal.agreement_id)
        .where(Goal.ended_on.is_(None))
        .group_by(Goal.agreement_id)
        .having(func.count() > MOST_GOALS)
        .order_by(Goal.agreement_id)
    )
    return [f"Agreement {number} has more than {MOST_GOALS} goals at once." for number in rows]


def _changed_settlements() -> list[str]:
    handed_in = db().scalars(
        select(Settlement).where(Settlement.handed_in_at.is_not(None)).order_by(Settlement.id)
    )
    return [
        f"The figures of settlement {each.id} are not what was handed in."
        for each in handed_in
        if not _readable(each)
    ]


def _readable(settlement: Settlement) -> bool:
    try:
        frozen(settlement)
    except FiguresUnreadable:
        return False
    return True


def _lifted_from_agreements() -> list[str]:
    return [
        f"The guard {name} on the agreements is gone."
        for name in lifted(db(), (*CLAIM_GUARDS, *AGREEMENT_GUARDS))
    ]


def _more_than_their_line() -> list[str]:
    rows = db().execute(
        select(Line.id, Line.amount, func.sum(CostClaim.amount))
        .join(CostClaim, CostClaim.line_id == Line.id)
        .where(CostClaim.withdrawn_at.is_(None))
        .group_by(Line.id, Line.amount)
        .having(func.sum(CostClaim.amount) > Line.amount)
    )
    return [
        f"The claims on line {number} are {claimed}, and it is {amount}."
        for number, amount, claimed in rows
    ]


def _more_hours_than_there_are() -> list[str]:
    rows = db().execute(
        select(TimeEntry.id, TimeEntry.minutes, func.sum(MatchHour.minutes))
        .join(MatchHour, MatchHour.time_entry_id == TimeEntry.id)
        .where(MatchHour.withdrawn_at.is_(None))
        .group_by(TimeEntry.id, TimeEntry.minutes)
        .having(func.sum(MatchHour.minutes) > TimeEntry.minutes)
    )
    return [
        f"On agreements are {put} minutes of time entry {number}, and it has {minutes}."
        for number, minutes, put in rows
    ]


def _more_than_ordered() -> list[str]:
    return [
        f"Of order {each.commitment.id} {each.paid} was paid, and it is {each.commitment.amount}."
        for each in all_orders()
        if each.paid > each.commitment.amount
    ]


def _more_than_their_part() -> list[str]:
    rows = db().execute(
        select(Tranche.id)
        .join(TranchePayment, TranchePayment.tranche_id == Tranche.id)
        .where(payment_counts())
        .group_by(Tranche.id, Tranche.amount)
        .having(func.sum(TranchePayment.amount) > Tranche.amount)
        .order_by(Tranche.id)
    )
    return [f"Part {row.id} of an agreement was paid more than it is." for row in rows]


def _more_than_came_in() -> list[str]:
    rows = db().execute(
        select(Line.id)
        .join(TranchePayment, TranchePayment.line_id == Line.id)
        .group_by(Line.id, Line.amount)
        .having(func.sum(TranchePayment.amount) > Line.amount)
        .order_by(Line.id)
    )
    return [f"Line {row.id} pays more parts of agreements than it is." for row in rows]
