"""The first steps: what counts as cost, and the amount that the mode begins with."""

from buurtcoop.core.money import NOTHING, WHOLE, Money, portion
from buurtcoop.core.words import N_
from buurtcoop.funding.settlement.counting import Counted, counted_gifts
from buurtcoop.funding.settlement.facts import Facts
from buurtcoop.funding.settlement.steps import Stage, Step, percent, step
from buurtcoop.funding.settlement.terms import Mode, Terms


def cost_steps(terms: Terms, counted: Counted) -> list[Step]:
    """Cash that counts, then hours and the most of them that counts; none where nothing asks it."""
    if not terms.looks_at_costs:
        return []
    steps = [
        step(
            Stage.COSTS,
            N_("%(claimed)s − %(out)s = %(result)s"),
            counted.cash,
            claimed=counted.claimed,
            out=counted.claimed - counted.cash,
        )
    ]
    if terms.in_kind is None:
        return steps
    message = N_("%(minutes)s minuten ÷ 60 × %(rate)s = %(result)s")
    if counted.minutes % 60 == 0:
        message = N_("%(hours)s uur × %(rate)s = %(result)s")
    figures = {"minutes": counted.minutes, "hours": counted.minutes // 60}
    steps.append(step(Stage.HOURS, message, counted.worth, rate=terms.in_kind.rate, **figures))
    if counted.in_kind_most is not None:
        steps.append(_hours_most(terms.in_kind.most_points, counted, counted.in_kind_most))
    return steps


def basis(terms: Terms, facts: Facts, counted: Counted) -> Step:
    """What the mode begins with, before the maximum."""
    if terms.mode is Mode.COST_SHARE:
        return step(
            Stage.BASIS,
            N_("%(percent)s procent × %(total)s = %(result)s"),
            portion(counted.total, terms.share_points),
            percent=percent(terms.share_points),
            total=counted.total,
        )
    if terms.mode is Mode.DEFICIT:
        return left_open(Stage.BASIS, counted, most=None)
    if terms.mode is Mode.MATCH:
        return _matched(terms, facts)
    return step(Stage.BASIS, N_("Een vast bedrag: %(result)s"), terms.maximum)


def left_open(stage: Stage, counted: Counted, *, most: Money | None) -> Step:
    """What own money and money of others leave open of the cash costs, and no more than `most`."""
    room = counted.cash - counted.own - counted.others
    result = max(NOTHING, room if most is None else min(most, room))
    return step(
        stage,
        N_("%(cash)s − %(own)s − %(others)s = %(room)s"),
        result,
        cash=counted.cash,
        own=counted.own,
        others=counted.others,
        room=room,
    )


def _hours_most(points: int, counted: Counted, most: Money) -> Step:
    return step(
        Stage.HOURS_MOST,
        N_("%(cash)s × %(percent)s ÷ %(rest)s = %(most)s"),
        counted.in_kind,
        cash=counted.cash,
        percent=percent(points),
        rest=percent(WHOLE - points),
        most=most,
    )


def _matched(terms: Terms, facts: Facts) -> Step:
    paid, result = counted_gifts(terms, facts)
    message = N_("Alle betaalde giften samen: %(paid)s")
    limited = N_("Van %(paid)s telt hoogstens %(most)s per huishouden: %(result)s")
    return step(
        Stage.BASIS,
        message if terms.per_household is None else limited,
        result,
        paid=paid,
        most=terms.per_household,
    )
