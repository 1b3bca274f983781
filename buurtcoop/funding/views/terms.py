"""Writing down the terms of an agreement: first its kind, then only the questions of that kind."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import activities
from buurtcoop.core.words import N_
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.answers import answers_of, first_of
from buurtcoop.funding.forms.kinds import MOST_KINDS, one_more, rows_of
from buurtcoop.funding.forms.terms import Bounds, TermsForm
from buurtcoop.funding.models import AgreementTerms, FundingAgreement
from buurtcoop.funding.rules import TermsDraft
from buurtcoop.funding.settlement import Mode
from buurtcoop.funding.views.agreements import HERE, agreement_at
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.queries import accounts
from buurtcoop.web.pages import _, attempt, page, permission, viewer

bp = Blueprint("terms", __name__, url_prefix="/afspraken/<int:agreement_id>/voorwaarden")
# Each kind of agreement: its place in the address, what it is called, and when it is that.
KINDS = {
    Mode.COST_SHARE: (
        "deel-van-kosten",
        N_("Zij betalen een deel van de kosten"),
        N_("In de brief staat een percentage, zoals 60 procent."),
    ),
    Mode.LUMP: (
        "vast-bedrag",
        N_("Zij geven een vast bedrag"),
        N_("Het bedrag hangt niet af van wat het kost."),
    ),
    Mode.PERFORMANCE: (
        "per-aantal",
        N_("Zij betalen voor wat we doen"),
        N_("In de brief staat een aantal, zoals 40 eetavonden."),
    ),
    Mode.DEFICIT: (
        "tekort",
        N_("Zij vullen het tekort aan"),
        N_("Zij betalen wat overblijft na ons eigen geld en dat van anderen."),
    ),
    Mode.MATCH: (
        "verdubbelen",
        N_("Zij leggen bij elke gift evenveel"),
        N_("Geeft de buurt 10 euro, dan geven zij ook 10 euro."),
    ),
}
PLACES = f"any({', '.join(repr(told[0]) for told in KINDS.values())})"
MORE = "meer"


@bp.route("")
@permission("funding.change")
def choose(agreement_id: int) -> ResponseReturnValue:
    """Which kind of agreement is it?"""
    agreement = agreement_at(agreement_id)
    terms = queries.terms_of(agreement_id)
    return page(
        "funding/terms_kind.html",
        agreement=agreement,
        kinds=[(place, _(name), _(about)) for place, name, about in KINDS.values()],
        now=KINDS[terms.mode][0] if terms else "",
        settled=queries.is_settled(agreement_id),
    )


@bp.route(f"/<{PLACES}:kind>", methods=["GET", "POST"])
@permission("funding.change")
def write(agreement_id: int, kind: str) -> ResponseReturnValue:
    """The questions of one kind of agreement."""
    agreement = agreement_at(agreement_id)
    mode = next(mode for mode, told in KINDS.items() if told[0] == kind)
    before = queries.terms_of(agreement_id)
    base = first_of(mode, _drafted(before))
    form = _form(agreement, mode, base, again=before is not None)
    if request.form.get("stap") != MORE and form.accepted():
        with attempt():
            operations.set_terms(
                agreement_id,
                form.draft(),
                reason=form["reason"].data if "reason" in form else "",
                by=viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"{HERE}/{agreement_id}", code=303)
    return page(
        "funding/terms.html",
        form=form,
        agreement=agreement,
        kind=_(KINDS[mode][1]),
        rows=rows_of(form),
        more=mode in (Mode.COST_SHARE, Mode.DEFICIT, Mode.LUMP) and len(rows_of(form)) < MOST_KINDS,
        again=before is not None,
    )


def _form(agreement: FundingAgreement, mode: Mode, base: TermsDraft, *, again: bool) -> TermsForm:
    form = TermsForm.sent(**answers_of(base))
    if request.form.get("stap") == MORE:
        one_more(form)
    bounds = Bounds(
        amount=agreement.amount, first_day=agreement.starts_on, last_day=agreement.ends_on
    )
    form.asking(mode, bounds, base=base, again=again)
    goals = queries.goals_of(agreement.id) if mode is Mode.PERFORMANCE else []
    return form.offer(
        activities(),
        accounts(AccountKind.EXPENSE),
        [each for each in goals if each.goal.ended_on is None],
    )


def _drafted(terms: AgreementTerms | None) -> TermsDraft | None:
    if terms is None:
        return None
    return queries.draft_of(terms, queries.activities_of([terms.id]).get(terms.id, []))
