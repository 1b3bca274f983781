"""What stands ready: for a second person, or because its day came; and who decides how much."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.coop.operations import set_rule
from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.forms import DropForm, LimitsForm
from buurtcoop.ledger.models import PreparedEntry, Why
from buurtcoop.ledger.reports import sums_by_fund
from buurtcoop.ledger.rules import ALONE_UP_TO, CASH, COST_OF_DECIDING
from buurtcoop.ledger.views.telling import debit, summary
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("ready", __name__, url_prefix="/klaar")
GROUPS = {
    Why.SECOND_PERSON: N_("Wacht op een tweede persoon"),
    Why.RECURRING: N_("Komt vaker terug"),
}
# Who prepared something reads here for a month why it did not go through.
DROPPED_FOR = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What stands ready, in words, and what this viewer may do about it.

    `dear`: deciding about it with two costs more than the amount itself. `short`: the funds that
    have too little for it, with what is in them.
    """

    prepared: PreparedEntry
    amount: Money
    summary: str
    maker: str
    dear: bool
    short: list[tuple[str, Money]]
    press: PressForm | None
    may_drop: bool


@bp.route("")
@permission("money.read")
def waiting() -> ResponseReturnValue:
    """What stands ready, and what this viewer can do about it."""
    today, found = clock.today(), queries.waiting()
    dropped = queries.dropped_since(clock.now() - DROPPED_FOR)
    names = queries.names_of(
        [each.made_by_id for each in found] + [each.decided_by_id for each in dropped]
    )
    deciding = queries.cost_of_deciding(today)
    kept = {fund_id: sums.in_cash for fund_id, sums in sums_by_fund(today.year).items()}
    return page(
        "ledger/ready.html",
        groups=[
            (_(said), [_row(each, names, deciding, kept) for each in found if each.why is why])
            for why, said in GROUPS.items()
        ],
        dropped=[
            (each, debit(each.lines), names.get(each.decided_by_id or 0, "")) for each in dropped
        ],
        alone=queries.alone_up_to(today),
        deciding=deciding,
        may_book=viewer().may("money.book"),
        may_limit=viewer().may("money.approve"),
    )


@bp.route("/<int:prepared_id>/boek", methods=["POST"])
@permission("money.read")
def book(prepared_id: int) -> ResponseReturnValue:
    """Put it in the books: one press."""
    found = _prepared(prepared_id)
    if PressForm.sent().accepted():
        with attempt():
            entry = operations.book_prepared(found.id, viewer())
            flash(_("Het staat in het boek."), "good")
            return redirect(f"/geld/boek/{entry.id}", code=303)
    return redirect("/geld/klaar", code=303)


@bp.route("/<int:prepared_id>/niet", methods=["GET", "POST"])
@permission("money.read")
def drop(prepared_id: int) -> ResponseReturnValue:
    """Do not do it, and say why."""
    found = _prepared(prepared_id)
    form = DropForm.sent()
    if form.accepted():
        with attempt():
            operations.drop_prepared(found.id, form.reason.data, viewer())
            flash(_("Het staat niet meer klaar. De reden is bewaard."), "good")
            return redirect("/geld/klaar", code=303)
    return page("ledger/drop.html", form=form, prepared=found, amount=debit(found.lines))


@bp.route("/bedragen", methods=["GET", "POST"])
@permission("money.approve")
def limits() -> ResponseReturnValue:
    """Up to which amount one person decides, and what deciding together costs."""
    today = clock.today()
    form = LimitsForm.sent(
        alone=queries.alone_up_to(today),
        deciding=queries.cost_of_deciding(today),
        valid_from=today,
    )
    if form.accepted():
        with attempt():
            for name, amount in (
                (ALONE_UP_TO, form.alone.data),
                (COST_OF_DECIDING, form.deciding.data),
            ):
                set_rule(
                    name,
                    "" if amount is None else str(amount.cents),
                    valid_from=form.valid_from.data,
                    source=form.source.data,
                    by=viewer(),
                )
            flash(_("Opgeslagen."), "good")
            return redirect("/geld/klaar", code=303)
    return page("ledger/limits.html", form=form)


def _row(
    prepared: PreparedEntry,
    names: dict[int, str],
    deciding: Money | None,
    kept: dict[int, Money],
) -> Row:
    amount = debit(prepared.lines)
    two = prepared.why is Why.SECOND_PERSON
    return Row(
        prepared=prepared,
        amount=amount,
        summary=summary(prepared.day, prepared.lines),
        maker=names.get(prepared.made_by_id or 0, ""),
        dear=two and deciding is not None and amount <= deciding,
        short=_short(prepared, kept),
        press=PressForm.fresh() if queries.may_decide(prepared, viewer()) else None,
        may_drop=_may_end(prepared),
    )


def _short(prepared: PreparedEntry, kept: dict[int, Money]) -> list[tuple[str, Money]]:
    """The funds that can't pay their part of it, with what is in them."""
    return [
        (line.fund.name, kept.get(line.fund_id, NOTHING))
        for line in prepared.lines
        if line.account.code in CASH and kept.get(line.fund_id, NOTHING) < -line.amount
    ]


def _may_end(prepared: PreparedEntry) -> bool:
    """Whether this viewer decides about it, or prepared it."""
    own = prepared.made_by_id == viewer().person_id and viewer().may("money.book")
    return own or queries.may_decide(prepared, viewer())


def _prepared(prepared_id: int) -> PreparedEntry:
    """What stands or stood ready, for who may end it; 404 for others."""
    found = or_gone(queries.find_prepared, prepared_id)
    return found if _may_end(found) else gone()
