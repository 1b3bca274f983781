"""A budget that was decided on and its next version, a what-if, and what counts as helping."""

from datetime import date

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding import operations
from buurtcoop.funding.models import FundingSource, Helping, SourceKind
from buurtcoop.funding.rules.ahead import WhatIf
from buurtcoop.ledger.models import LedgerAccount


def a_plan(activity_id: int, by: Viewer) -> None:
    """All of it, of this year and of the first source that is the municipality."""
    municipal = FundingSource.kind == SourceKind.MUNICIPAL_COFINANCING
    source_id = db().scalars(select(FundingSource.id).where(municipal)).first()
    wages = db().scalars(select(LedgerAccount.id).where(LedgerAccount.code == "4000")).one()
    assert source_id is not None
    today = clock.today()
    budget = operations.begin_budget(today.year, by=by)
    operations.set_line(budget.id, activity_id, wages, source_id, Money(2_400_000), by=by)
    operations.decide_budget(budget.id, decided_on=today, decided_by="de leden", by=by)
    operations.begin_budget(today.year, by=by)
    operations.set_hours(1_440, valid_from=date(today.year, 1, 1), decided="contract", by=by)
    less = WhatIf(points=-3_000, source_id=source_id)
    operations.make_scenario(today.year, "De gemeente geeft minder", less, by=by)
    operations.define_helping(
        {wages: Helping.BY_HOURS},
        {activity_id: Helping.WHOLE},
        minutes=(38_400, 66_240),
        decided_on=today,
        decided_by="de leden",
        by=by,
    )
