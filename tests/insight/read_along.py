"""Somebody who reads along with what an agreement did."""

from datetime import timedelta

from buurtcoop.access.queries import account_of
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import FundingAgreement
from buurtcoop.insight.operations import give_account, give_link, tell_month
from buurtcoop.insight.rules import first_of


def somebody_reads(agreement_id: int, by: Viewer) -> None:
    """A link, an account for who gives it, and one month that was told."""
    agreement = db().get_one(FundingAgreement, agreement_id)
    until = clock.today() + timedelta(days=100)
    account = account_of(by.id)
    assert account is not None
    give_link(agreement.source_id, "Samira Haddad", until, by)
    give_account(agreement.source_id, by.name, account.email, until, by)
    tell_month(agreement, first_of(agreement.starts_on), clock.now())
