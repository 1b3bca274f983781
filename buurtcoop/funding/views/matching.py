"""Hours of helpers and gifts of households on an agreement."""

from datetime import date

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock, words
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.claims import GiftForm, MonthForm, PaidForm
from buurtcoop.funding.models import FundingAgreement, MatchGift
from buurtcoop.funding.queries import MonthOfHours
from buurtcoop.funding.settlement import Mode
from buurtcoop.funding.settlement.steps import percent
from buurtcoop.funding.views.agreements import agreement_at
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    language,
    or_gone,
    page,
    permission,
    viewer,
)

bp = Blueprint("matching", __name__, url_prefix="/afspraken/<int:agreement_id>")
HOURS, GIFTS = "uren", "giften"


@bp.route("/uren")
@permission("money.read")
def hours(agreement_id: int) -> ResponseReturnValue:
    """Hours of helpers per activity and month: on this agreement, or free."""
    agreement, terms = agreement_at(agreement_id), queries.terms_of(agreement_id)
    settled = queries.is_settled(agreement_id)
    may_change = viewer().may("funding.change") and not settled
    told = queries.reckon(agreement_id, _counted_until(agreement)) if terms else None
    return page(
        "funding/claim_hours.html",
        agreement=agreement,
        terms=terms,
        settled=settled,
        months=[
            (each, MonthForm.fresh(which=which_of(each)) if may_change else None)
            for each in _months(agreement)
        ],
        minutes=queries.minutes_on(agreement_id),
        counted=told.in_kind if told else None,
        percent=percent,
        press=PressForm.fresh() if may_change else None,
    )


@bp.route("/uren/<any(erop, eraf):way>", methods=["POST"])
@permission("funding.change")
def move_hours(agreement_id: int, way: str) -> ResponseReturnValue:
    """Put the hours of one activity and month on it, or take them off."""
    form = MonthForm.sent()
    months = {which_of(each): each for each in _months(agreement_at(agreement_id))}
    if form.accepted():
        found = months.get(form.which.data or "") or gone()
        act = operations.put_hours if way == "erop" else operations.take_hours
        with attempt():
            _told(act(agreement_id, found.entries, viewer()))
    return _back(agreement_id, HOURS)


@bp.route("/uren/alles", methods=["POST"])
@permission("funding.change")
def put_all_hours(agreement_id: int) -> ResponseReturnValue:
    """Put all free hours of the period on it."""
    months = _months(agreement_at(agreement_id))
    entries = [entry_id for each in months for entry_id in each.entries]
    if PressForm.sent().accepted():
        with attempt():
            _told(operations.put_hours(agreement_id, entries, viewer()))
    return _back(agreement_id, HOURS)


@bp.route("/giften")
@permission("money.read")
def gifts(agreement_id: int) -> ResponseReturnValue:
    """Gifts per household: promised and paid."""
    agreement, terms = agreement_at(agreement_id), queries.terms_of(agreement_id)
    settled = queries.is_settled(agreement_id)
    found, undone = queries.gifts_on(agreement_id), queries.gifts_undone(agreement_id)
    asks = terms is not None and terms.mode is Mode.MATCH
    told = queries.reckon(agreement_id, _counted_until(agreement)) if asks else None
    return page(
        "funding/claim_gifts.html",
        agreement=agreement,
        terms=terms,
        asks=asks,
        settled=settled,
        gifts=found,
        promised=_sum(found),
        paid=_sum([each for each in found if each.line_id and each.id not in undone]),
        undone=undone,
        grant=told.determined if told else None,
        may_change=viewer().may("funding.change") and not settled and asks,
    )


@bp.route("/giften/nieuw", methods=["GET", "POST"])
@permission("funding.change")
def promise_gift(agreement_id: int) -> ResponseReturnValue:
    """Write down a gift that was promised."""
    agreement = agreement_at(agreement_id)
    form = GiftForm.sent(promised_on=clock.today())
    if form.accepted():
        with attempt():
            operations.promise_gift(
                agreement_id,
                form.household.data,
                form.amount.data,
                promised_on=form.promised_on.data,
                by=viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return _back(agreement_id, GIFTS)
    return page("funding/gift_new.html", form=form, agreement=agreement)


@bp.route("/giften/<int:gift_id>/betaald", methods=["GET", "POST"])
@permission("funding.change")
def pay_gift(agreement_id: int, gift_id: int) -> ResponseReturnValue:
    """Which money paid this gift?"""
    agreement = agreement_at(agreement_id)
    gift = or_gone(queries.gift_of, agreement_id, gift_id)
    lines = queries.paying_lines(agreement)
    form = PaidForm.sent()
    form.offer(
        [
            (str(each.line_id), f"{words.full_date(each.day, language())} · {each.memo}")
            for each in lines
            if each.left >= gift.amount
        ]
    )
    if form.accepted():
        with attempt():
            operations.pay_gift(gift_id, int(form.line.data), viewer())
            flash(_("De gift is betaald en telt mee."), "good")
            return _back(agreement_id, GIFTS)
    return page(
        "funding/gift_paid.html",
        form=form,
        agreement=agreement,
        gift=gift,
        may_bank=viewer().may("bank.read"),
    )


def _months(agreement: FundingAgreement) -> list[MonthOfHours]:
    terms = queries.terms_of(agreement.id)
    if terms is None or terms.in_kind_rate is None:
        return []
    activities = queries.activities_of([terms.id]).get(terms.id, [])
    return queries.hours_by_month(agreement, activities)


def which_of(month: MonthOfHours) -> str:
    """How a form names one activity and month."""
    return f"{month.activity_id}.{month.month.isoformat()}"


def _told(minutes: int) -> None:
    flash(_("Opgeslagen.") if minutes else _("Er was niets meer vrij."), "good")


def _sum(gifts: list[MatchGift]) -> Money:
    return sum((each.amount for each in gifts), NOTHING)


def _counted_until(agreement: FundingAgreement) -> date:
    return max(clock.today(), agreement.ends_on)


def _back(agreement_id: int, place: str) -> ResponseReturnValue:
    return redirect(f"/geld/afspraken/{agreement_id}/{place}", code=303)
