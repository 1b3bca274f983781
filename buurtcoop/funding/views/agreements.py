"""All agreements of a year, one agreement, the letter that came, and who pays for the same work."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import activities
from buurtcoop.core import clock, words
from buurtcoop.core.money import NOTHING
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.agreements import AwardForm, ProgrammeForm
from buurtcoop.funding.forms.sources import AgreementForm
from buurtcoop.funding.models import AgreementTerms, Certainty, FundingAgreement, SourceKind
from buurtcoop.funding.queries import Duties, TrancheState
from buurtcoop.funding.queries.claims import claimed_on
from buurtcoop.funding.rules import is_late, sentences_of
from buurtcoop.funding.settlement import Mode
from buurtcoop.funding.settlement.steps import percent
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
    said,
    viewer,
)

bp = Blueprint("funding_agreements", __name__, url_prefix="/afspraken")
HERE = "/geld/afspraken"


@bp.route("")
@permission("money.read")
def all_agreements() -> ResponseReturnValue:
    """Every agreement of a year with the four states of its money."""
    years = queries.years()
    year = number_argument("jaar") or clock.today().year
    if year not in years:
        gone()
    found = queries.agreements_in(viewer(), year)
    states = queries.states_of([each.id for each in found])
    money = [states[each.id] for each in found if each.source.kind is not SourceKind.IN_KIND]
    return page(
        "funding/agreements.html",
        agreements=[(each, states[each.id]) for each in found],
        awarded=sum((each.awarded for each in money), NOTHING),
        received=sum((each.received for each in money), NOTHING),
        in_kind=len(money) < len(found),
        year=year,
        years=years,
        today=clock.today(),
        may_change=viewer().may("funding.change"),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@permission("funding.change")
def add() -> ResponseReturnValue:
    """A new agreement with a source that is there; its terms and parts follow on its own page."""
    year, sources = clock.today().year, queries.sources_to_book()
    form = AgreementForm.sent(
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        certainty=Certainty.EXPECTED.value,
    ).offer(sources)
    if form.accepted():
        with attempt():
            made = operations.promise(
                int(form.source.data),
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                amount=form.amount.data,
                certainty=Certainty(form.certainty.data),
                reference=form.reference.data,
                by=viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"{HERE}/{made.id}", code=303)
    return page("funding/agreement_new.html", form=form, sources=sources)


@bp.route("/<int:agreement_id>")
@permission("money.read")
def show(agreement_id: int) -> ResponseReturnValue:
    """One agreement: its money, its terms in words, its parts, and what stands on it."""
    agreement = agreement_at(agreement_id)
    state = queries.states_of([agreement.id])[agreement.id]
    duties, parts = queries.duties_of(agreement.id), queries.tranches_of(agreement.id)
    return page(
        "funding/agreement.html",
        agreement=agreement,
        state=state,
        versions=_told(agreement),
        parts=parts,
        goals=[each for each in queries.goals_of(agreement.id) if each.goal.ended_on is None],
        dates=_dates(parts, duties),
        rooms=_rooms(agreement, duties),
        mates=queries.mates_of(agreement),
        may_change=viewer().may("funding.change"),
        **part_words(),
    )


@bp.route("/<int:agreement_id>/brief", methods=["GET", "POST"])
@permission("funding.change")
def letter(agreement_id: int) -> ResponseReturnValue:
    """The letter came: what they give, and what we asked."""
    agreement = agreement_at(agreement_id)
    form = AwardForm.sent(
        asked=agreement.asked,
        asked_on=agreement.asked_on,
        amount=agreement.amount,
        awarded_on=agreement.awarded_on,
        reference=agreement.reference,
    )
    if form.accepted():
        with attempt():
            misfits = _award(agreement, form)
            if not misfits:
                flash(_("Opgeslagen."), "good")
                return redirect(f"{HERE}/{agreement_id}", code=303)
            flash(_misfits(misfits), "warn")
            return redirect(f"{HERE}/{agreement_id}/delen", code=303)
    return page("funding/letter.html", form=form, agreement=agreement)


@bp.route("/<int:agreement_id>/samen", methods=["GET", "POST"])
@permission("funding.change")
def together(agreement_id: int) -> ResponseReturnValue:
    """Which agreements pay for the same work."""
    agreement = agreement_at(agreement_id)
    form = ProgrammeForm.sent(programme=agreement.programme, rank=agreement.rank)
    if form.accepted():
        with attempt():
            operations.tag_programme(
                agreement_id, programme=form.programme.data, rank=form.rank.data, by=viewer()
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"{HERE}/{agreement_id}", code=303)
    return page(
        "funding/together.html",
        form=form,
        agreement=agreement,
        mates=queries.mates_of(agreement),
    )


def agreement_at(agreement_id: int) -> FundingAgreement:
    """The agreement at this address, or 404."""
    return or_gone(queries.agreement_for, viewer(), agreement_id)


def part_words() -> dict[str, Any]:
    """What the list of parts needs to say how each stands."""
    today = clock.today()
    return {
        "today": today,
        "late": lambda part: bool(part.open) and is_late(part.tranche.due_on, today),
    }


def _award(agreement: FundingAgreement, form: AwardForm) -> int:
    """Write down both; how many parts do not fit any more."""
    if form.asked.data is not None and (form.asked.data, form.asked_on.data) != (
        agreement.asked,
        agreement.asked_on,
    ):
        operations.ask(agreement.id, form.asked.data, asked_on=form.asked_on.data, by=viewer())
    misfits = operations.award(
        agreement.id,
        form.amount.data,
        awarded_on=form.awarded_on.data,
        reference=form.reference.data,
        by=viewer(),
    )
    return len(misfits)


def _misfits(number: int) -> str:
    return ngettext(
        "Opgeslagen. %(num)s deel past niet meer. Verdeel het bedrag opnieuw.",
        "Opgeslagen. %(num)s delen passen niet meer. Verdeel het bedrag opnieuw.",
        number,
    )


def _told(agreement: FundingAgreement) -> list[dict[str, Any]]:
    """Each version of the terms in words, the newest first."""
    versions = queries.versions_of(agreement.id)
    named = {each.id: each.name for each in activities()} if versions else {}
    counted = queries.activities_of([each.id for each in versions]) if versions else {}
    return [
        _version(agreement, each, [named[one] for one in counted.get(each.id, [])])
        for each in versions
    ]


def _version(agreement: FundingAgreement, terms: AgreementTerms, only: list[str]) -> dict[str, Any]:
    return {
        "terms": terms,
        "sentences": [
            said(each) for each in sentences_of(queries.draft_of(terms), agreement.amount)
        ],
        "activities": only,
        "percent": percent,
    }


def _dates(parts: list[TrancheState], duties: Duties) -> list[tuple[date, str]]:
    """What is still to come of parts, conditions and reports, by day."""
    found = [
        (each.tranche.due_on, _("Deel %(number)s", number=each.tranche.number))
        for each in parts
        if each.open and each.tranche.due_on
    ]
    found += [
        (each.due_on, each.words)
        for each in (*duties.ours, *duties.theirs)
        if each.due_on and each.met_on is None
    ]
    found += [(each.due_on, each.words) for each in duties.reports if each.handed_in_on is None]
    return sorted(found)


def _rooms(agreement: FundingAgreement, duties: Duties) -> list[tuple[str, str, str, str]]:
    """What stands on this agreement: words, how much, address and icon."""
    here = f"{HERE}/{agreement.id}"
    costs = _("%(amount)s staat erop", amount=claimed_on(agreement.id))
    promised = [each for each in (*duties.ours, *duties.theirs) if each.met_on is None]
    waiting = len(promised) + sum(each.handed_in_on is None for each in duties.reports)
    settlement = next(iter(queries.settlements_of(agreement.id)), None)
    left = ngettext("%(num)s ding staat nog open", "%(num)s dingen staan nog open", waiting)
    left = left if waiting else _("Er staat niets open")
    money = [(_("Kosten"), costs, f"{here}/kosten", "receipt"), *_besides(agreement, here)]
    settling = [(_("Afrekening"), _settled(settlement), f"{here}/afrekening", "scale")]
    if agreement.source.kind is SourceKind.IN_KIND:
        money = settling = []
    return [
        *money,
        (_("Wat is beloofd"), left, f"{here}/beloofd", "list-check"),
        (_("Doelen"), _("Wat we willen bereiken"), f"{here}/doelen", "flag"),
        *settling,
    ]


def _besides(agreement: FundingAgreement, here: str) -> Iterator[tuple[str, str, str, str]]:
    """Hours and gifts: where the terms let them count, or where they stand already."""
    terms, hours = queries.terms_of(agreement.id), queries.minutes_on(agreement.id) // 60
    if hours or (terms and terms.in_kind_rate is not None):
        yield _("Uren"), _("%(hours)s uur van helpers", hours=hours), f"{here}/uren", "clock"
    if terms and terms.mode is Mode.MATCH:
        yield _("Giften"), _("Van huishoudens in de buurt"), f"{here}/giften", "heart"


def _settled(settlement: Any) -> str:
    if settlement is None:
        return _("Nog niet begonnen")
    if settlement.handed_in_at is None:
        return _("Begonnen, nog niet ingeleverd")
    return _("Ingeleverd op %(day)s", day=words.full_date(settlement.handed_in_at, language()))
