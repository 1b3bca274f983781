"""What an agreement comes to now, from the books; and what was handed in before.

A settlement looks at costs by rows (`claims`), at the money they were paid from, and at what its
programme mates of lower rank come to. Nothing here looks at a percentage of a line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.funding.models import AgreementTerms, FundingAgreement, Settlement
from buurtcoop.funding.queries.agreements import mates_counted, terms_of, terms_value
from buurtcoop.funding.queries.counting import (
    WITHIN,
    Owner,
    Stands,
    costs_on,
    gifts_on,
    given_to,
    hours_on,
    owners,
    received_on,
)
from buurtcoop.funding.queries.frozen import frozen
from buurtcoop.funding.queries.goals import goals_of
from buurtcoop.funding.rules.settling import Difference, NothingAgreed
from buurtcoop.funding.settlement import Facts, Mode, OwnMoney, Reckoning, Terms, settle


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Money of others for the same costs, in cents; public or not."""

    income: Money
    public: Money


def facts_of(agreement_id: int, settled_on: date) -> Facts:
    """All that a settlement on this day looks at; later costs, hours and money are left out.

    Costs are added up by kind, by the fund that paid them, and by whether their day lies within
    the agreement. Own money is what was paid from our own funds, and what those gave for good to
    the fund of the source. Money of others is what was paid from funds of other sources; in a
    programme whose costs count here it is what mates of lower rank come to.
    The reserve at the beginning is what the terms say, else what the settlement of the year before
    left in it: the last one of the same source that was handed in.
    Raises NothingAgreed; LookupError when there is no such agreement.
    """
    return facts_under(*agreement_and_terms(agreement_id), settled_on)


def facts_under(
    agreement: FundingAgreement,
    terms: AgreementTerms,
    settled_on: date,
    whose: dict[int, Owner] | None = None,
) -> Facts:
    """The facts of an agreement that was read with its terms; `whose` when its owners were too.

    Hours and gifts are asked where the terms let them count; elsewhere none can be put.
    """
    whose = owners(agreement) if whose is None else whose
    mates = mates_counted(agreement, terms)
    costs = costs_on(agreement, terms, mates, settled_on)
    beside = _beside(agreement, terms, costs, mates, whose, settled_on)
    pots = {agreement.source.fund_id, *(mate.source.fund_id for mate in mates)}
    return Facts(
        settled_on=settled_on,
        costs=tuple(each.cost() for each in costs),
        own=(
            *_paid_by_us(terms, costs, whose),
            *given_to(agreement, pots, whose, settled_on),
        ),
        other_income=beside.income,
        other_public=beside.public,
        hours=hours_on(agreement.id, settled_on) if terms.in_kind_rate is not None else (),
        done=_done(terms),
        gifts=gifts_on(agreement.id, settled_on) if terms.mode is Mode.MATCH else (),
        advances=received_on(agreement.id, settled_on),
        reserve=_reserve_before(agreement, terms),
    )


def reckon(agreement_id: int, on: date) -> Reckoning:
    """What an agreement comes to when it is settled on this day. Raises what `facts_of` does."""
    agreement, terms = agreement_and_terms(agreement_id)
    return settle(terms_value(agreement, terms), facts_under(agreement, terms, on))


def agreement_and_terms(agreement_id: int) -> tuple[FundingAgreement, AgreementTerms]:
    """An agreement with its source, and its newest terms. Raises NothingAgreed; LookupError."""
    agreement = db().scalar(
        select(FundingAgreement)
        .where(FundingAgreement.id == agreement_id)
        .options(joinedload(FundingAgreement.source))
        .execution_options(populate_existing=True)
    )
    if agreement is None:
        raise LookupError(agreement_id)
    terms = terms_of(agreement_id)
    if terms is None:
        raise NothingAgreed
    return agreement, terms


def settlements_of(agreement_id: int) -> list[Settlement]:
    """Every version of its settlement, the newest first."""
    return list(
        db().scalars(
            select(Settlement)
            .where(Settlement.agreement_id == agreement_id)
            .order_by(Settlement.version.desc())
        )
    )


def newest_settlement(agreement_id: int) -> Settlement | None:
    """The newest version of its settlement, handed in or not; None before the first."""
    return db().scalar(
        select(Settlement)
        .where(Settlement.agreement_id == agreement_id)
        .order_by(Settlement.version.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def determined_of(agreement: FundingAgreement, on: date) -> Money:
    """What an agreement gives, in cents: as decided, else as handed in, else as it stands now.

    A promise without terms gives what came in, and never more than it promised.
    """
    newest = newest_settlement(agreement.id)
    if newest is not None and newest.determined is not None:
        return newest.determined
    if newest is not None and newest.handed_in_at is not None:
        return frozen(newest).reckoning.determined
    if terms_of(agreement.id) is None:
        return min(agreement.amount, received_on(agreement.id, on))
    return reckon(agreement.id, on).determined


def differs_since(settlement: Settlement) -> list[Difference]:
    """Which figures would be others if this settlement were reckoned again now, same terms and day.

    None when the books still say what was handed in. LookupError when it was not handed in.
    """
    was = frozen(settlement)
    now = facts_of(settlement.agreement_id, was.facts.settled_on)
    then, today = _told(was.terms, was.facts), _told(was.terms, now)
    return [
        Difference(name=name, then=figure, now=today[name])
        for name, figure in then.items()
        if figure != today[name]
    ]


def _told(terms: Terms, facts: Facts) -> dict[str, Money | int]:
    told = settle(terms, facts)
    return {
        N_("Kosten op de afspraak"): told.claimed,
        N_("Kosten die meetellen"): told.cash,
        N_("Uren die meetellen"): told.in_kind,
        N_("Eigen geld"): _sum(each.amount for each in facts.own),
        N_("Geld van anderen"): facts.other_income + facts.other_public,
        N_("Wat u deed"): facts.done,
        N_("Kwam binnen"): facts.advances,
        N_("In de reserve"): facts.reserve,
        N_("Wat zij betalen"): told.determined,
    }


def _paid_by_us(
    terms: AgreementTerms, costs: Iterable[Stands], whose: dict[int, Owner]
) -> list[OwnMoney]:
    """What of the costs our own funds paid; days outside the agreement are left out."""
    return [
        OwnMoney(day=each.last, amount=_fitting(terms, each))
        for each in costs
        if whose[each.fund_id].ours and each.place == WITHIN
    ]


def _beside(
    agreement: FundingAgreement,
    terms: AgreementTerms,
    costs: Iterable[Stands],
    mates: list[FundingAgreement],
    whose: dict[int, Owner],
    on: date,
) -> Beside:
    """What others pay. Of a mate that settles first its settlement says what, not its fund; who
    settles later fills what we leave open. Our own sources are never others.
    """
    before = [mate for mate in mates if mate.rank < agreement.rank]
    told = {mate.source_id for mate in mates if mate.rank != agreement.rank}
    income = public = NOTHING
    for mate in before:
        owner = whose[mate.source.fund_id]
        amount = NOTHING if owner.ours else determined_of(mate, on)
        public += amount if owner.public else NOTHING
        income += NOTHING if owner.public else amount
    for each in costs:
        owner = whose[each.fund_id]
        silent = owner.ours or owner.source_id in {agreement.source_id, *told}
        amount = NOTHING if silent or each.place != WITHIN else _fitting(terms, each)
        public += amount if owner.public else NOTHING
        income += NOTHING if owner.public else amount
    return Beside(income=income, public=public)


def _fitting(terms: AgreementTerms, costs: Stands) -> Money:
    return costs.amount if terms.vat_counts else costs.amount - costs.vat


def _done(terms: AgreementTerms) -> int:
    """How often or how many, as the goal counts that the terms name; nothing without one."""
    if terms.unit_goal_number is None:
        return 0
    return sum(
        each.done
        for each in goals_of(terms.agreement_id)
        if each.goal.number == terms.unit_goal_number
    )


def _reserve_before(agreement: FundingAgreement, terms: AgreementTerms) -> Money:
    """What its terms say was in the egalisation reserve, else what the agreement before left."""
    if terms.reserve_begins is not None:
        return terms.reserve_begins
    before = db().scalar(
        select(Settlement)
        .join(FundingAgreement)
        .where(
            FundingAgreement.source_id == agreement.source_id,
            FundingAgreement.ends_on < agreement.starts_on,
            Settlement.handed_in_at.is_not(None),
        )
        .order_by(FundingAgreement.ends_on.desc(), Settlement.version.desc())
        .limit(1)
    )
    if before is None:
        return NOTHING
    left = frozen(before)
    return left.facts.reserve + left.reckoning.to_reserve


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, NOTHING)
