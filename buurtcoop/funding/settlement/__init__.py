"""What a funding agreement comes to: plain values in, plain values out, no database and no web.

`settle(terms, facts)` gives a `Reckoning`: what was determined, what comes or goes back, and each
step as one line of arithmetic. Amounts are `Money` (whole cents), shares are basis points (10,000
is the whole), time is minutes, days are dates. Half a cent goes up; only what hours may count for
at most is rounded down. A split goes by the largest remainder. Always holds: 0 <= determined <=
maximum, and advances + to receive - to repay = determined. Nothing here looks at today.
"""

from buurtcoop.funding.settlement.contradictions import Contradiction, contradictions_in
from buurtcoop.funding.settlement.facts import Cost, Facts, Gift, Hours, OwnMoney
from buurtcoop.funding.settlement.questions import (
    Extra,
    OneMore,
    one_more,
    still_claimable,
    to_keep_advances,
)
from buurtcoop.funding.settlement.reckoning import Reckoning, settle
from buurtcoop.funding.settlement.runway import Forecast, MonthEnd, full_months, month_ends
from buurtcoop.funding.settlement.steps import Stage, Step
from buurtcoop.funding.settlement.terms import (
    Category,
    InKind,
    Mode,
    OwnPart,
    OwnRule,
    Performance,
    Terms,
    TrancheTerms,
    tranche_amounts,
)

__all__ = [
    "Category",
    "Contradiction",
    "Cost",
    "Extra",
    "Facts",
    "Forecast",
    "Gift",
    "Hours",
    "InKind",
    "Mode",
    "MonthEnd",
    "OneMore",
    "OwnMoney",
    "OwnPart",
    "OwnRule",
    "Performance",
    "Reckoning",
    "Stage",
    "Step",
    "Terms",
    "TrancheTerms",
    "contradictions_in",
    "full_months",
    "month_ends",
    "one_more",
    "settle",
    "still_claimable",
    "to_keep_advances",
    "tranche_amounts",
]
