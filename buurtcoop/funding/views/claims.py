"""Costs on an agreement: what stands there, what counts, what could be put there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock, words
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.claims import ClaimForm, SuggestedForm, WithdrawForm
from buurtcoop.funding.models import AgreementTerms, CostClaim, FundingAgreement
from buurtcoop.funding.queries import OpenLine
from buurtcoop.funding.rules import Suggestion
from buurtcoop.funding.settlement import Extra, OneMore, one_more, settle, still_claimable
from buurtcoop.funding.views.agreements import agreement_at
from buurtcoop.ledger.models import Line
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    language,
    ngettext,
    number_argument,
    or_gone,
    page,
    permission,
    viewer,
)

bp = Blueprint("claims", __name__, url_prefix="/afspraken/<int:agreement_id>/kosten")
# So many suggestions fit one form.
MOST = 100
LONGEST_SEARCH = 80


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of cost on the page, in cents: put on it, counted, and what could still come."""

    name: str
    claimed: Money
    counted: Money
    more: Money


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What an agreement comes to with these costs, and what more of them would bring."""

    kinds: list[Kind]
    grant: Money
    most: Money
    extra: Extra
    euro: OneMore


@bp.route("")
@permission("money.read")
def show(agreement_id: int) -> ResponseReturnValue:
    """What stands on it, what counts and why not, and what could be put on it."""
    return _show(agreement_at(agreement_id), SuggestedForm.fresh())


@bp.route("/voorstel", methods=["POST"])
@permission("funding.change")
def put_suggested(agreement_id: int) -> ResponseReturnValue:
    """Put the suggested costs that were ticked on the agreement."""
    agreement, form = agreement_at(agreement_id), SuggestedForm.sent()
    form.offer(_choices(_suggested(agreement_id)))
    if form.accepted():
        with attempt():
            chosen = {int(each) for each in form.lines.data}
            number = operations.claim_suggested(agreement_id, viewer(), chosen)
            said = ngettext(
                "%(num)s bedrag staat nu op de afspraak.",
                "%(num)s bedragen staan nu op de afspraak.",
                number,
            )
            flash(said, "good")
            return _back(agreement_id)
    return _show(agreement, form)


@bp.route("/nieuw")
@permission("funding.change")
def choose(agreement_id: int) -> ResponseReturnValue:
    """Which cost is put on it by hand?"""
    agreement = agreement_at(agreement_id)
    search = request.args.get("zoek", "").strip()[:LONGEST_SEARCH]
    return page(
        "funding/claim_choose.html",
        agreement=agreement,
        lines=queries.open_lines(agreement.starts_on.year, search),
        search=search,
    )


@bp.route("/nieuw/<int:line_id>", methods=["GET", "POST"])
@permission("funding.change")
def add(agreement_id: int, line_id: int) -> ResponseReturnValue:
    """Put one cost on it, or a part."""
    agreement = agreement_at(agreement_id)
    found, terms = _open_line(line_id), queries.terms_of(agreement_id)
    form = ClaimForm.sent(amount=found.left)
    form.offer([(str(each.category_id), each.category.name) for each in _categories(terms)])
    if form.accepted():
        with attempt():
            category = form.category.data if "category" in form else ""
            operations.claim(
                line_id,
                agreement_id,
                form.amount.data,
                category_id=int(category) if category else None,
                vat=form.vat.data or NOTHING,
                by=viewer(),
            )
            flash(_("Het staat op de afspraak."), "good")
            return _back(agreement_id)
    return page("funding/claim_add.html", form=form, agreement=agreement, found=found)


@bp.route("/<int:claim_id>/eraf", methods=["GET", "POST"])
@permission("funding.change")
def take_off(agreement_id: int, claim_id: int) -> ResponseReturnValue:
    """Take a cost off, with why."""
    agreement = agreement_at(agreement_id)
    claim = or_gone(queries.claim_on, agreement_id, claim_id)
    if claim.withdrawn_at is not None or queries.cost_line(claim.line_id) is None:
        gone()
    form = WithdrawForm.sent()
    if form.accepted():
        with attempt():
            operations.withdraw(claim_id, form.why.data, viewer())
            flash(_("Het staat niet meer op de afspraak."), "good")
            return _back(agreement_id)
    return page("funding/claim_off.html", form=form, agreement=agreement, claim=claim)


def _show(agreement: FundingAgreement, form: SuggestedForm) -> ResponseReturnValue:
    terms = queries.terms_of(agreement.id)
    settled = queries.is_settled(agreement.id)
    suggested = _suggested(agreement.id)
    form.offer(_choices(suggested))
    if request.method == "GET":
        form.lines.data = [str(each.line.id) for each in suggested]
    after, before = _beside(agreement.id, "na"), _beside(agreement.id, "voor")
    shown = queries.claims_on(agreement.id, after=after, before=before)
    if (after or before) and not shown.claims:
        return _back(agreement.id)
    return page(
        "funding/claims.html",
        agreement=agreement,
        terms=terms,
        settled=settled,
        standing=_standing(agreement, terms) if terms else None,
        shown=shown,
        why_not=_why_not(agreement, terms, shown.claims) if terms else {},
        undone=queries.undone_on(agreement.id),
        came_back=queries.came_back_on(agreement),
        taken_off=queries.taken_off(agreement.id),
        suggested=suggested,
        suggested_sum=sum((each.amount for each in suggested), NOTHING),
        form=form,
        may_change=viewer().may("funding.change") and not settled,
    )


def _standing(agreement: FundingAgreement, terms: AgreementTerms) -> Standing:
    value = queries.terms_value(agreement, terms)
    facts = queries.facts_of(agreement.id, max(clock.today(), agreement.ends_on))
    told = settle(value, facts)
    names = [each.name for each in value.categories] or [""]
    extras = {name: still_claimable(value, facts, category=name) for name in names}
    best = max(names, key=lambda name: extras[name].grant)
    counts = {each.category: each for each in told.categories}
    shown = [*names, *(name for name in counts if name not in extras)]
    return Standing(
        kinds=[
            Kind(
                name=name,
                claimed=counts[name].claimed if name in counts else NOTHING,
                counted=counts[name].counted if name in counts else NOTHING,
                more=extras[name].cost if name in extras else NOTHING,
            )
            for name in shown
        ],
        grant=told.determined,
        most=value.maximum,
        extra=extras[best],
        euro=one_more(value, facts, category=best),
    )


def _why_not(
    agreement: FundingAgreement, terms: AgreementTerms, claims: Sequence[CostClaim]
) -> dict[int, str]:
    """{claim: why it doesn't count, or only in part}, as a message id."""
    activities = queries.activities_of([terms.id]).get(terms.id, [])
    kinds = {each.category_id for each in terms.categories}
    reasons = {}
    for claim in claims:
        day: date = claim.line.entry.day
        if not agreement.starts_on <= day <= agreement.ends_on:
            reasons[claim.id] = N_("Telt niet mee: de dag valt buiten de afspraak.")
        elif activities and claim.line.activity_id not in activities:
            reasons[claim.id] = N_("Telt niet mee: deze activiteit hoort niet bij de afspraak.")
        elif kinds and claim.category_id not in kinds:
            reasons[claim.id] = N_("Telt niet mee: deze soort kosten staat niet in de brief.")
        elif claim.vat and not terms.vat_counts:
            reasons[claim.id] = N_("De btw telt niet mee.")
    return reasons


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """A suggestion with its line, to show."""

    line: Line
    amount: Money


def _suggested(agreement_id: int) -> list[Suggested]:
    found: list[Suggestion] = queries.suggestions(agreement_id)[:MOST]
    lines = queries.these_lines([each.line_id for each in found])
    return [Suggested(line=lines[each.line_id], amount=each.amount) for each in found]


def _choices(suggested: list[Suggested]) -> list[tuple[str, str]]:
    return [(str(each.line.id), line_words(each.line, each.amount)) for each in suggested]


def line_words(line: Line, amount: Money) -> str:
    """A line of cost in a list: day, what for, whose money, how much."""
    day = words.full_date(line.entry.day, language())
    return " · ".join((day, line.entry.memo, line.account.name, line.fund.name, str(amount)))


def _categories(terms: AgreementTerms | None) -> list[Any]:
    return list(terms.categories) if terms else []


def _open_line(line_id: int) -> OpenLine:
    line = queries.these_lines([line_id]).get(line_id)
    if line is None:
        gone()
    left = queries.left_of_line(line)
    return OpenLine(line=line, left=left) if left > NOTHING else gone()


def _beside(agreement_id: int, name: str) -> CostClaim | None:
    """The cost after or before which the list goes on, from the address."""
    number = number_argument(name)
    return or_gone(queries.claim_on, agreement_id, number) if number else None


def _back(agreement_id: int) -> ResponseReturnValue:
    return redirect(f"/geld/afspraken/{agreement_id}/kosten", code=303)
