"""Settling an agreement on screen: what it comes to, line by line, and handing it in."""

from datetime import date

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock, words
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.settling import (
    CorrectionForm,
    DecisionForm,
    HandInForm,
    RecogniseForm,
    StoryForm,
)
from buurtcoop.funding.models import FundingAgreement, ReportDate, Settlement
from buurtcoop.funding.queries import Frozen, Recognition
from buurtcoop.funding.rules.asking import answers
from buurtcoop.funding.rules.settling import NothingAgreed
from buurtcoop.funding.settlement import settle
from buurtcoop.funding.views.agreements import agreement_at
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.queries import accounts
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    language,
    page,
    permission,
    said,
    sentence_of,
    viewer,
)

bp = Blueprint("settling", __name__, url_prefix="/afspraken/<int:agreement_id>/afrekening")
LOOK = "bekijk"


@bp.route("")
@permission("money.read")
def show(agreement_id: int) -> ResponseReturnValue:
    """What does it come to if nothing changes?"""
    agreement = agreement_at(agreement_id)
    versions = queries.settlements_of(agreement_id)
    newest = versions[0] if versions else None
    told = _now(agreement, clock.today())
    return page(
        "funding/settling.html",
        agreement=agreement,
        told=told,
        said=said,
        answers=answers(told.terms, told.facts) if told and not _is_in(newest) else [],
        versions=versions,
        newest=newest,
        is_in=_is_in(newest),
        over=agreement.ends_on <= clock.today(),
        press=PressForm.fresh(),
        may_change=viewer().may("funding.change"),
        may_hand_in=viewer().may("funding.hand_in"),
        may_book=viewer().may("money.book"),
    )


@bp.route("/begin", methods=["GET", "POST"])
@permission("funding.change")
def begin(agreement_id: int) -> ResponseReturnValue:
    """Begin the settlement; after one that was handed in, say why."""
    agreement, newest = agreement_at(agreement_id), queries.newest_settlement(agreement_id)
    form = CorrectionForm.sent() if newest else PressForm.sent()
    if form.accepted():
        with attempt():
            reason = form["reason"].data if newest else ""
            operations.begin_settlement(agreement_id, reason=reason, by=viewer())
            return redirect(f"{_here(agreement_id)}/verhaal", code=303)
    if not _is_in(newest):
        return redirect(_here(agreement_id), code=303)
    return page("funding/settling_again.html", form=form, agreement=agreement)


@bp.route("/verhaal", methods=["GET", "POST"])
@permission("funding.change")
def tell(agreement_id: int) -> ResponseReturnValue:
    """What did we do with the money?"""
    agreement, settlement = agreement_at(agreement_id), _open(agreement_id)
    form = StoryForm.sent(story=settlement.story)
    if form.accepted():
        with attempt():
            operations.tell_story(settlement.id, form["story"].data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(_here(agreement_id), code=303)
    return page("funding/settling_story.html", form=form, agreement=agreement)


@bp.route("/inleveren", methods=["GET", "POST"])
@permission("funding.hand_in")
def hand_in(agreement_id: int) -> ResponseReturnValue:
    """Everything once more, and then it is frozen."""
    agreement, settlement = agreement_at(agreement_id), _open(agreement_id)
    waiting = queries.reports_waiting(agreement_id) if viewer().may("funding.change") else []
    last = [str(each.id) for each in waiting if each.due_on >= agreement.ends_on][:1]
    form = HandInForm.sent(settled_on=clock.today(), reports=last)
    form.offer([(str(each.id), _report_words(each)) for each in waiting])
    if request.form.get("stap") != LOOK and form.accepted():
        with attempt():
            done = operations.hand_in(
                settlement.id,
                form["settled_on"].data,
                viewer(),
                reports=[int(each) for each in form["reports"].data] if waiting else [],
            )
            flash(_("Ingeleverd. Deze afrekening verandert niet meer."), "good")
            return redirect(f"{_here(agreement_id)}/{done.version}", code=303)
    return page(
        "funding/settling_hand_in.html",
        form=form,
        agreement=agreement,
        settlement=settlement,
        told=_now(agreement, form["settled_on"].data or clock.today()),
        came_back=queries.came_back_on(agreement),
        said=said,
    )


@bp.route("/<int:version>")
@permission("money.read")
def show_version(agreement_id: int, version: int) -> ResponseReturnValue:
    """One version as it was handed in."""
    agreement, settlement = agreement_at(agreement_id), _version(agreement_id, version)
    if settlement.handed_in_at is None:
        return redirect(_here(agreement_id), code=303)
    newest = queries.newest_settlement(agreement_id)
    is_newest = newest is not None and newest.id == settlement.id
    return page(
        "funding/settlement.html",
        agreement=agreement,
        settlement=settlement,
        told=queries.frozen(settlement),
        differs=queries.differs_since(settlement) if is_newest else [],
        is_newest=is_newest,
        said=said,
        may_change=viewer().may("funding.change"),
        may_hand_in=viewer().may("funding.hand_in"),
        may_book=viewer().may("money.book"),
    )


@bp.route("/<int:version>/besluit", methods=["GET", "POST"])
@permission("funding.hand_in")
def decide(agreement_id: int, version: int) -> ResponseReturnValue:
    """Their letter came: which amount, of which day?"""
    agreement, settlement = agreement_at(agreement_id), _version(agreement_id, version)
    if settlement.handed_in_at is None:
        gone()
    asked = queries.frozen(settlement).reckoning.determined
    form = DecisionForm.sent(determined=asked, decided_on=clock.today())
    if form.accepted():
        with attempt():
            operations.decide_settlement(
                settlement.id, form["determined"].data, form["decided_on"].data, viewer()
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"{_here(agreement_id)}/{version}", code=303)
    return page(
        "funding/settling_decision.html",
        form=form,
        agreement=agreement,
        settlement=settlement,
        asked=asked,
    )


@bp.route("/boeken", methods=["GET", "POST"])
@permission("money.book")
def recognise(agreement_id: int) -> ResponseReturnValue:
    """What came too early, what still comes: first see what it books, then book it."""
    agreement = agreement_at(agreement_id)
    form = RecogniseForm.sent(day=clock.today())
    looks = request.form.get("stap") == LOOK
    if not looks and form.accepted():
        with attempt():
            entry = operations.recognise(agreement_id, form["day"].data, viewer())
            if entry is None:
                flash(_("Het boek klopt al. Er is niets geboekt."), "good")
                return redirect(_here(agreement_id), code=303)
            flash(_("Het staat in het boek."), "good")
            return redirect(f"/geld/boek/{entry.id}", code=303)
    told = None
    if form["day"].data and (not looks or form.validate()):
        told = _to_book(agreement_id, form["day"].data)
    return page(
        "funding/settling_book.html",
        form=form,
        agreement=agreement,
        told=told,
        moved=_moved(told) if told else [],
        settled=queries.is_settled(agreement_id),
    )


def _report_words(report: ReportDate) -> str:
    return f"{report.words} · {words.full_date(report.due_on, language())}"


def _to_book(agreement_id: int, day: date) -> Recognition | None:
    """What would be booked; None when that is refused, and then the page says why."""
    try:
        return queries.recognition(agreement_id, day)
    except Refusal as refusal:
        flash(sentence_of(refusal), "bad")
        return None


def _moved(told: Recognition) -> list[tuple[str, Money]]:
    """Each account in words, and what it becomes more; below nothing less."""
    known = {account.code: account for account in accounts()}
    return [
        (
            f"{line.account} {known[line.account].name}",
            line.amount if known[line.account].kind is AccountKind.ASSET else -line.amount,
        )
        for line in told.lines
    ]


def _now(agreement: FundingAgreement, on: date) -> Frozen | None:
    """What it comes to on this day; None without terms, and then the page says what is missing."""
    try:
        _found, terms = queries.agreement_and_terms(agreement.id)
    except NothingAgreed:
        return None
    value, facts = queries.terms_value(agreement, terms), queries.facts_of(agreement.id, on)
    return Frozen(terms=value, facts=facts, reckoning=settle(value, facts))


def _is_in(settlement: Settlement | None) -> bool:
    return settlement is not None and settlement.handed_in_at is not None


def _open(agreement_id: int) -> Settlement:
    """The settlement that is worked on; 404 without one."""
    newest = queries.newest_settlement(agreement_id)
    if newest is None or newest.handed_in_at is not None:
        gone()
    return newest


def _version(agreement_id: int, version: int) -> Settlement:
    versions = {each.version: each for each in queries.settlements_of(agreement_id)}
    if version not in versions:
        gone()
    return versions[version]


def _here(agreement_id: int) -> str:
    return f"/geld/afspraken/{agreement_id}/afrekening"
