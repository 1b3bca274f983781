"""The settlement: every step in its order, and what follows from it."""

from dataclasses import dataclass

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.funding.settlement.basis import basis, cost_steps
from buurtcoop.funding.settlement.conditions import CONDITIONS, own_money
from buurtcoop.funding.settlement.counting import CategoryCount, Counted, count
from buurtcoop.funding.settlement.facts import Facts
from buurtcoop.funding.settlement.reserve import reserve_steps
from buurtcoop.funding.settlement.steps import Stage, Step, step
from buurtcoop.funding.settlement.terms import Terms


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """What an agreement comes to, all in cents.

    steps            in their order, each with one line of arithmetic
    categories       of each kind of cost what was put on the agreement, and what counts
    claimed          all costs put on it, counted or not
    cash, in_kind    costs that count, and hours that count
    above_maximum    what the mode begins with minus the maximum; below nothing there is room left
    own_required     own money the terms ask for, and own_counted what stands for it
    determined       the grant
    to_receive       still comes; to_repay goes back; one of the two is nothing
    to_reserve       goes into the egalisation reserve, or below nothing comes out of it
    borne_by_others  the part of all costs that the grant doesn't pay
    borne_by_us      the same without the money of others
    left_over        what grant, own money and money of others are above all costs
    """

    steps: tuple[Step, ...]
    categories: tuple[CategoryCount, ...]
    claimed: Money
    cash: Money
    in_kind: Money
    above_maximum: Money
    own_required: Money
    own_counted: Money
    determined: Money
    to_receive: Money
    to_repay: Money
    to_reserve: Money
    borne_by_others: Money
    borne_by_us: Money
    left_over: Money


def settle(terms: Terms, facts: Facts) -> Reckoning:
    """Settle an agreement on these facts; terms that contradict each other are settled too."""
    counted = count(terms, facts)
    begin = basis(terms, facts, counted)
    steps = [*cost_steps(terms, counted), begin]
    for condition in CONDITIONS:
        so_far = condition(terms, facts, counted, steps[-1].result)
        steps += [so_far] if so_far else []
    steps += reserve_steps(terms, facts, counted, steps[-1].result)
    return _follows(terms, facts, counted, steps, begin.result - terms.maximum)


def _follows(
    terms: Terms, facts: Facts, counted: Counted, steps: list[Step], above_maximum: Money
) -> Reckoning:
    """What follows once the last step has said what the grant is."""
    determined = steps[-1].result
    difference = determined - facts.advances
    open_costs = counted.claimed - determined
    required, own = own_money(terms.own_part, counted)
    return Reckoning(
        steps=(*steps, _advances(determined, facts.advances)),
        categories=counted.categories,
        claimed=counted.claimed,
        cash=counted.cash,
        in_kind=counted.in_kind,
        above_maximum=above_maximum,
        own_required=required,
        own_counted=own,
        determined=determined,
        to_receive=max(NOTHING, difference),
        to_repay=max(NOTHING, -difference),
        to_reserve=next((each.result for each in steps if each.stage is Stage.RESERVE), NOTHING),
        borne_by_others=max(NOTHING, open_costs),
        borne_by_us=max(NOTHING, open_costs - counted.others),
        left_over=max(NOTHING, counted.own + counted.others - open_costs),
    )


def _advances(determined: Money, advances: Money) -> Step:
    return step(
        Stage.ADVANCES,
        N_("%(determined)s − %(advances)s = %(result)s"),
        determined - advances,
        determined=determined,
        advances=advances,
    )
