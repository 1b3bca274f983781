"""Funds and accounts: what each is for, and what stands on it."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.forms import PurposeForm, ReserveForm
from buurtcoop.ledger.models import AccountKind, Fund, LedgerAccount
from buurtcoop.ledger.reports import sums_by_fund
from buurtcoop.ledger.rules import LENT
from buurtcoop.ledger.views.telling import FUND_KINDS
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("funds", __name__)
ACCOUNT_KINDS = {
    AccountKind.ASSET: N_("Wat we hebben"),
    AccountKind.LIABILITY: N_("Wat we nog moeten betalen"),
    AccountKind.EQUITY: N_("Wat van de coöperatie is"),
    AccountKind.INCOME: N_("Wat binnenkomt"),
    AccountKind.EXPENSE: N_("Wat eruit gaat"),
}
# More of these stands at the right.
RIGHT = frozenset({AccountKind.LIABILITY, AccountKind.EQUITY, AccountKind.INCOME})


@dataclass(frozen=True, kw_only=True)
class FundRow:
    """A fund with what is in it; `lent` is below nothing when it owes other funds."""

    fund: Fund
    kind: str
    cash: Money
    lent: Money


@bp.route("/potjes")
@permission("money.read")
def every_fund() -> ResponseReturnValue:
    """Every fund: its kind, what it is for, what is in it, what it lent or owes."""
    year = clock.today().year
    sums, loans = sums_by_fund(year), queries.loans()
    rows = [
        FundRow(
            fund=fund,
            kind=_(FUND_KINDS[fund.kind]),
            cash=sums[fund.id].in_cash if fund.id in sums else NOTHING,
            lent=loans.get(fund.id, NOTHING),
        )
        for fund in queries.funds()
    ]
    lent_on = [account.id for account in queries.accounts() if account.code == LENT]
    return page(
        "ledger/funds.html",
        rows=rows,
        all_cash=sum((row.cash for row in rows), NOTHING),
        lent_on=lent_on[0] if lent_on else None,
        year=year,
        may_book=viewer().may("money.book"),
    )


@bp.route("/potjes/nieuw", methods=["GET", "POST"])
@permission("money.book")
def add_reserve() -> ResponseReturnValue:
    """Make a fund of our own: money kept apart."""
    form = ReserveForm.sent()
    if form.accepted():
        with attempt():
            operations.make_reserve(
                form.name.data, purpose=form.purpose.data, decided=form.decided.data, by=viewer()
            )
            flash(_("Het potje is er. Geef er nu geld aan, uit een ander potje."), "good")
            return redirect("/geld/potjes", code=303)
    return page("ledger/fund_new.html", form=form)


@bp.route("/potjes/<int:fund_id>", methods=["GET", "POST"])
@permission("money.book")
def change_purpose(fund_id: int) -> ResponseReturnValue:
    """Say in other words what a fund is for."""
    found = next((fund for fund in queries.funds() if fund.id == fund_id), None)
    if found is None:
        gone()
    form = PurposeForm.sent(purpose=found.purpose)
    if form.accepted():
        with attempt():
            operations.change_purpose(fund_id, form.purpose.data, by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect("/geld/potjes", code=303)
    return page("ledger/fund_purpose.html", form=form, fund=found)


@bp.route("/rekeningen")
@permission("money.read")
def every_account() -> ResponseReturnValue:
    """The chart of accounts, with what stands on each today."""
    stands = {each.code: each.amount for each in queries.trial_balance()}
    return page(
        "ledger/accounts.html",
        kinds=[
            (_(words), kind in RIGHT, _stand_on(kind, stands))
            for kind, words in ACCOUNT_KINDS.items()
        ],
    )


def _stand_on(kind: AccountKind, stands: dict[str, Money]) -> list[tuple[LedgerAccount, Money]]:
    """The accounts of a kind, each with what stands on it on its own side."""
    sign = -1 if kind in RIGHT else 1
    return [
        (account, stands.get(account.code, NOTHING) * sign) for account in queries.accounts(kind)
    ]
