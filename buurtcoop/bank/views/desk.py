"""Our bank accounts and what is open on them, what was learnt, and book beside bank."""

from datetime import date

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.bank import operations, queries
from buurtcoop.bank.attention import attention
from buurtcoop.bank.forms import AccountForm
from buurtcoop.bank.views.telling import (
    WHY_READ,
    Names,
    log_reading,
    offered,
    reason_of,
    suggestions,
    title_of,
)
from buurtcoop.core import clock
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, said, viewer

bp = Blueprint("bank", __name__, url_prefix="/geld/bank")
HERE = "/geld/bank"


@bp.route("")
@permission("bank.read")
def show() -> ResponseReturnValue:
    """Our accounts, and what is not in the book yet, the oldest first."""
    still = queries.open_lines()
    log_reading(each.line for each in still)
    found, names = suggestions(still), Names.read()
    may_change = viewer().may("bank.change")
    return page(
        "bank/show.html",
        accounts=queries.accounts_seen(),
        waiting=[(said(item.title), said(item.line)) for item in attention(clock.now())],
        still=[
            (
                each,
                title_of(each.line),
                reason_of(each.line),
                offered(found[each.line.id], names, may_change=may_change)
                if each.line.id in found
                else None,
            )
            for each in still
        ],
        count=queries.open_count(),
        may_change=may_change,
        may_close=viewer().may("money.close"),
        places=queries.places_left(),
    )


@bp.route("/rekening", methods=["GET", "POST"])
@permission("bank.change")
def add() -> ResponseReturnValue:
    """Add an account of ours."""
    form = AccountForm.sent()
    form.offer(queries.places_left())
    if form.accepted():
        with attempt():
            operations.add_account(form.iban.data, form.name.data, form.place.data, viewer())
            flash(_("Opgeslagen. U kunt nu een bankbestand inlezen."), "good")
            return redirect(HERE, code=303)
    return page("bank/add.html", form=form)


@bp.route("/regels")
@permission("bank.read")
def rules() -> ResponseReturnValue:
    """What is booked at once, and how."""
    found = queries.rules()
    reading(viewer(), WHY_READ, queries.people_named(each.counterparty for each in found))
    may_change = viewer().may("bank.change")
    return page(
        "bank/rules.html",
        found=[(each, PressForm.fresh() if may_change else None) for each in found],
    )


@bp.route("/regels/<int:rule_id>/vergeet", methods=["POST"])
@permission("bank.change")
def forget(rule_id: int) -> ResponseReturnValue:
    """Forget how one counterparty is booked."""
    if PressForm.sent().accepted():
        or_gone(operations.forget_rule, rule_id, viewer())
        flash(_("Vergeten. Wat er al stond, blijft staan."), "good")
    return redirect(f"{HERE}/regels", code=303)


@bp.route("/<int:account_id>/afstemmen")
@permission("bank.read")
def reconcile(account_id: int) -> ResponseReturnValue:
    """Book and bank beside each other on the last day of the bank, or on another."""
    account = or_gone(queries.bank_account, account_id)
    on = _day() or queries.last_day_of(account_id)
    found = queries.reconciliation(account_id, on) if on else None
    if found is not None:
        log_reading(each.line for each in found.movements[: queries.SHOWN])
    return page(
        "bank/reconcile.html",
        account=account,
        on=on,
        found=found,
        gaps=queries.gaps(account_id, on) if on else [],
        most=queries.SHOWN,
        titles={each.line.id: title_of(each.line) for each in (found.movements if found else ())},
    )


def _day() -> date | None:
    """The day that was asked for; 404 when it is none."""
    raw = request.args.get("dag", "")
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        gone()
