"""All sources at a glance, one source, and what it promised."""

from datetime import date

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.sources import ChangePromiseForm, PromiseForm, SourceForm
from buurtcoop.funding.models import KIND_WORDS, Certainty, FundingSource, SourceKind
from buurtcoop.funding.rules import part_of_year
from buurtcoop.funding.views.rooms import rooms
from buurtcoop.ledger.listing import Wish, book_page
from buurtcoop.ledger.queries import loans
from buurtcoop.ledger.reports import sums_by_fund
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    number_argument,
    or_gone,
    page,
    permission,
    viewer,
)

bp = Blueprint("sources", __name__)
KIND_NOTES = {
    SourceKind.OWN_CONTRIBUTION: N_("Wat leden betalen voor een plek."),
    SourceKind.MEMBERSHIP_FEE: N_("Wat leden elk jaar betalen."),
    SourceKind.GRANT: N_("Een fonds geeft geld voor een plan."),
    SourceKind.COMPANY_DONATION: N_("Een gift van een bedrijf."),
    SourceKind.HOUSING_CORPORATION_DONATION: N_("Een gift van een woningcorporatie."),
    SourceKind.MUNICIPAL_COFINANCING: N_("De gemeente betaalt mee."),
    SourceKind.IN_KIND: N_("Ruimte, spullen of werk. Geen geld."),
    SourceKind.OTHER: N_("Past er niets? Kies dan dit."),
}


@bp.route("")
@permission("money.read")
def money() -> ResponseReturnValue:
    """Where does the money come from?"""
    year, years = _year()
    sums = sums_by_fund(year)
    found = queries.overview(queries.sources_for(viewer(), year, sums))
    mixed = [source for source in found.sources if source.promised]
    return page(
        "funding/money.html",
        all=found,
        mix=[source.promised.cents for source in mixed],
        mix_words=", ".join(
            _("%(source)s %(share)s procent", source=source.name, share=_tenths(source.share))
            for source in mixed
        ),
        percent=_percent,
        all_cash=sum((each.in_cash for each in sums.values()), NOTHING),
        whole_euro=found.beside_each_euro and found.beside_each_euro + Money(100),
        year=year,
        years=years,
        today=clock.today(),
        so_far=part_of_year(clock.today(), year),
        may_book=viewer().may("money.book"),
        may_change=viewer().may("funding.change"),
        rooms=rooms(),
    )


@bp.route("/bronnen/nieuw", methods=["GET", "POST"])
@permission("funding.change")
def add_source() -> ResponseReturnValue:
    """Add a source, with what it promised."""
    this_year = clock.today().year
    form = SourceForm.sent(
        starts_on=date(this_year, 1, 1),
        ends_on=date(this_year, 12, 31),
        certainty=Certainty.EXPECTED.value,
    )
    if form.accepted():
        with attempt():
            source = operations.add_source(form.name.data, SourceKind(form.kind.data), by=viewer())
            if form.amount.data is not None:
                _promise(source, form)
            flash(_("Opgeslagen."), "good")
            return redirect(f"/geld/bronnen/{source.slug}", code=303)
    notes = {kind.value: _(note) for kind, note in KIND_NOTES.items()}
    return page("funding/add_source.html", form=form, notes=notes)


@bp.route("/bronnen/<slug>")
@permission("money.read")
def show_source(slug: str) -> ResponseReturnValue:
    """One source: what was promised, what came, where it went, every booking."""
    source = _source(slug)
    year, years = _year()
    found = next(each for each in queries.sources_for(viewer(), year) if each.id == source.id)
    return page(
        "funding/source.html",
        source=source,
        found=found,
        kind=_(KIND_WORDS[source.kind]),
        in_kind=source.kind is SourceKind.IN_KIND,
        agreements=queries.agreements_of(source.id, year),
        costs=queries.costs_of(source.fund_id, year),
        borrowed=-loans().get(source.fund_id, NOTHING),
        bookings=book_page(Wish(fund_id=source.fund_id, year=year)),
        year=year,
        years=years,
        so_far=part_of_year(clock.today(), year),
        may_book=viewer().may("money.book"),
        may_change=viewer().may("funding.change"),
    )


@bp.route("/bronnen/<slug>/toezegging", methods=["GET", "POST"])
@permission("funding.change")
def add_promise(slug: str) -> ResponseReturnValue:
    """Add a promise to a source."""
    source = _source(slug)
    this_year = clock.today().year
    form = PromiseForm.sent(starts_on=date(this_year, 1, 1), ends_on=date(this_year, 12, 31))
    if form.accepted():
        with attempt():
            _promise(source, form)
            flash(_("Opgeslagen."), "good")
            return redirect(f"/geld/bronnen/{slug}?jaar={form.starts_on.data.year}", code=303)
    return page("funding/promise.html", form=form, source=source, agreement=None)


@bp.route("/bronnen/<slug>/toezegging/<int:agreement_id>", methods=["GET", "POST"])
@permission("funding.change")
def change_promise(slug: str, agreement_id: int) -> ResponseReturnValue:
    """Change a promise: the letter came, or it became another amount."""
    source = _source(slug)
    agreement = or_gone(queries.agreement_of, source.id, agreement_id)
    form = ChangePromiseForm.sent(
        amount=agreement.amount,
        certainty=agreement.certainty.value,
        reference=agreement.reference,
    )
    if form.accepted():
        with attempt():
            operations.change_promise(
                agreement_id,
                amount=form.amount.data,
                certainty=Certainty(form.certainty.data),
                reference=form.reference.data,
                by=viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"/geld/bronnen/{slug}?jaar={agreement.starts_on.year}", code=303)
    return page("funding/promise.html", form=form, source=source, agreement=agreement)


def _tenths(share: int) -> str:
    """40,5"""
    return f"{share // 10},{share % 10}"


def _percent(share: int) -> str:
    """40,5 %, with a hard space."""
    return f"{_tenths(share)}\N{NO-BREAK SPACE}%"


def _promise(source: FundingSource, form: SourceForm | PromiseForm) -> None:
    operations.promise(
        source.id,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        amount=form.amount.data,
        certainty=Certainty(form.certainty.data),
        reference=form.reference.data,
        by=viewer(),
    )


def _source(slug: str) -> FundingSource:
    return or_gone(queries.source_for, viewer(), slug)


def _year() -> tuple[int, list[int]]:
    """The year that was asked for, or this one, and all to choose from; 404 for another."""
    years = queries.years()
    year = number_argument("jaar") or clock.today().year
    if year not in years:
        gone()
    return year, years
