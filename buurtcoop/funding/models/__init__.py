"""Sources and agreements, what they ask, what stands on them, and what we plan."""

from buurtcoop.funding.models.budgets import (
    Budget,
    BudgetLine,
    Change,
    Helping,
    HelpingDefinition,
    HelpingPart,
    Scenario,
    ScenarioChange,
)
from buurtcoop.funding.models.claims import (
    CommitmentUse,
    CostClaim,
    MatchGift,
    MatchHour,
    PayableCommitment,
)
from buurtcoop.funding.models.duties import (
    MOST_GOALS,
    Condition,
    Counts,
    Goal,
    GoalCount,
    Promiser,
    ReportDate,
)
from buurtcoop.funding.models.settlements import Settlement
from buurtcoop.funding.models.sources import (
    KIND_WORDS,
    Certainty,
    FundingAgreement,
    FundingSource,
    SourceKind,
)
from buurtcoop.funding.models.terms import (
    AgreementTerms,
    CategoryAccount,
    CategoryTerms,
    CostCategory,
    TermsActivity,
    Tranche,
    TranchePayment,
)

__all__ = [
    "KIND_WORDS",
    "MOST_GOALS",
    "AgreementTerms",
    "Budget",
    "BudgetLine",
    "CategoryAccount",
    "CategoryTerms",
    "Certainty",
    "Change",
    "CommitmentUse",
    "Condition",
    "CostCategory",
    "CostClaim",
    "Counts",
    "FundingAgreement",
    "FundingSource",
    "Goal",
    "GoalCount",
    "Helping",
    "HelpingDefinition",
    "HelpingPart",
    "MatchGift",
    "MatchHour",
    "PayableCommitment",
    "Promiser",
    "ReportDate",
    "Scenario",
    "ScenarioChange",
    "Settlement",
    "SourceKind",
    "TermsActivity",
    "Tranche",
    "TranchePayment",
]
