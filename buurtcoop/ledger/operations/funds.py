"""Funds of our own, and what each fund is for."""

from sqlalchemy import func, select

from buurtcoop.audit.operations import record
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger.models import Fund, FundKind
from buurtcoop.ledger.operations.chart import make_fund
from buurtcoop.ledger.rules import FundExists


def make_reserve(name: str, *, purpose: str, decided: str, by: Viewer) -> Fund:
    """A fund in which the cooperative keeps its own money apart; `decided`: by whom, and when.

    Raises FundExists when a fund has this name, in capitals or not.
    """
    taken = db().scalar(select(Fund.id).where(func.lower(Fund.name) == name.lower()))
    told = f"{purpose} ({decided})"
    made = None if taken else make_fund(name, FundKind.DESIGNATED, purpose=told)
    if made is None:
        raise FundExists(name=name)
    record(by, "ledger.make_reserve", made, told)
    return made


def change_purpose(fund_id: int, purpose: str, by: Viewer) -> None:
    """Say in other words what a fund is for; what it said stays in the log.

    Raises LookupError when there is no such fund.
    """
    fund = db().get(Fund, fund_id)
    if fund is None:
        raise LookupError(f"There is no fund {fund_id}.")
    was, fund.purpose = fund.purpose, purpose
    db().flush()
    record(by, "ledger.change_purpose", fund, f"{was} → {purpose}")
