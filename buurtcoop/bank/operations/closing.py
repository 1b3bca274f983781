"""Closing a month, when book and bank say that it can."""

from buurtcoop.bank.operations.booking import take_turn
from buurtcoop.bank.queries import may_close
from buurtcoop.bank.refusals import MonthNotReady
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger.models import Period, PeriodClosing
from buurtcoop.ledger.operations import close_period


def close_month(period_id: int, by: Viewer) -> PeriodClosing:
    """Close a month for good: nobody matches or imports meanwhile.

    Raises MonthNotReady, LookupError, and what `ledger.operations.close_period` raises.
    """
    take_turn()
    period = db().get(Period, period_id)
    if period is None:
        raise LookupError(f"There is no period {period_id}.")
    if any(each.stops for each in may_close(period, clock.today())):
        raise MonthNotReady
    return close_period(period_id, by)
